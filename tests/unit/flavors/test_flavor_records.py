from __future__ import annotations

from collections.abc import Callable

import pytest

from zenml.flavors import Command, Flavor, MaterializerEntry, StoreDriver
from zenml.flavors.contracts import Record


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Flavor("S3", "acme:Store", ""), "flavor name 'S3' must match [a-z][a-z0-9_-]*"),
        (lambda: Flavor("", "acme:Store", ""), "flavor name '' must match [a-z][a-z0-9_-]*"),
        (lambda: Flavor(3, "acme:Store", ""), "flavor name 3 must match [a-z][a-z0-9_-]*"),  # type: ignore[arg-type]
        (lambda: Flavor("s3", "acme.Store", ""), "address 'acme.Store' must be written 'package.module:Name'"),
        (lambda: Flavor("s3", "acme:Store", "two\nlines"), "summary 'two\\nlines' must be one line of text"),
        (lambda: Flavor("s3", "acme:Store", "", api=0), "api 0 must be a number from 1"),
        (lambda: Flavor("s3", "acme:Store", "", api="2"), "api '2' must be a number from 1"),  # type: ignore[arg-type]
        (
            lambda: Flavor("s3", "acme:Store", "", requires="s3fs"),  # type: ignore[arg-type]
            "requires 's3fs' must be a tuple of strings",
        ),
        (lambda: StoreDriver("SQL", (), "acme:open"), "store type 'SQL' must match [a-z][a-z0-9_-]*"),
        (
            lambda: StoreDriver("sql", "sqlite", "acme:open"),  # type: ignore[arg-type]
            "schemes 'sqlite' must be a tuple of strings",
        ),
        (lambda: MaterializerEntry("Thing", "acme:Keeper"), "address 'Thing' must be written 'package.module:Name'"),
        (lambda: Command("server  up", "", "acme:up"), "word of a command path '' must match [a-z][a-z0-9_-]*"),
        (lambda: Command("server", "", "acme"), "address 'acme' must be written 'package.module:Name'"),
    ],
)
def test_a_record_that_is_written_wrongly_is_refused(make: Callable[[], Record], message: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the message is compared in full below
        make()

    assert str(refusal.value) == message


def test_a_list_of_requirements_is_taken_for_a_tuple() -> None:
    flavor = Flavor("s3", "acme:Store", "", requires=["s3fs", "boto3"])  # type: ignore[arg-type]

    assert flavor == Flavor("s3", "acme:Store", "", requires=("s3fs", "boto3"))


def test_records_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Flavor("s3", "acme:Store", "").name = "other"  # type: ignore[misc]


def test_the_package_offers_what_plugins_are_written_with_and_nothing_else() -> None:
    from zenml import flavors

    assert flavors.__all__ == ["Command", "Flavor", "MaterializerEntry", "StoreDriver", "hookimpl"]
    with pytest.raises(AttributeError, match=r"^module 'zenml\.flavors' has no attribute 'Row'$"):
        _ = flavors.Row
