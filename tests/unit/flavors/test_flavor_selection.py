from __future__ import annotations

import pytest

from zenml.enums import FlavorStatus, StackComponentType
from zenml.errors import ConfigurationError, ConflictError, NotFoundError, ZenMLError
from zenml.flavors.catalogue import Catalogue
from zenml.flavors.rows import PLUGIN, Row
from zenml.flavors.selection import select_flavor

STORE = StackComponentType.ARTIFACT_STORE


def row(qualified_name: str, status: str = "ok", kind: str = "artifact_store", **fields: str) -> Row:
    distribution, _, name = qualified_name.rpartition("/")
    about = {"implementation": f"acme:{name.title()}", "version": "1.0" if distribution else "", **fields}
    return Row(kind, name, FlavorStatus(status), distribution=distribution, **about)  # type: ignore[arg-type]


def found(name: str, *rows: Row, local: tuple[Row, ...] = (), package: str | None = None) -> Row:
    return select_flavor(Catalogue(rows), STORE, name, local, package)


def refused(name: str, *rows: Row, local: tuple[Row, ...] = (), package: str | None = None) -> ZenMLError:
    with pytest.raises(ZenMLError) as refusal:
        found(name, *rows, local=local, package=package)
    return refusal.value


@pytest.mark.parametrize("name", ["ftp", "acme-a/ftp", "Acme_A/ftp"])
def test_a_flavor_is_found_by_its_bare_and_its_qualified_name(name: str) -> None:
    assert found(name, row("acme-a/ftp"), row("acme-a/sftp"), row("acme-b/irc", kind="alerter")) == row("acme-a/ftp")


def test_a_flavor_that_was_registered_by_path_is_found() -> None:
    mine = row("mine", "local", implementation="project.stores:Mine")

    assert found("mine", row("acme-a/ftp"), local=(mine,)) == mine


def test_the_bare_name_of_a_conflict_is_refused_naming_both_owners() -> None:
    error = refused("ftp", row("acme-a/ftp", "conflict"), row("acme-b/ftp", "conflict"))

    assert isinstance(error, ConflictError)
    assert error.message == "artifact store flavor 'ftp' comes from several places: acme-a, acme-b"
    assert error.hint == "write acme-a/ftp or write acme-b/ftp"


def test_a_component_keeps_the_flavor_of_the_package_that_it_was_registered_with() -> None:
    both = (row("acme-a/ftp", "conflict"), row("acme-b/ftp", "conflict"))

    assert [found("ftp", *both, package=each).distribution for each in ("acme-a", "acme-b")] == ["acme-a", "acme-b"]
    assert refused("ftp", *both, package="acme-c").message == refused("ftp", *both).message


def test_a_package_that_every_core_knows_need_not_be_remembered() -> None:
    both = (row("acme-a/s3", "conflict"), row("zenml-s3/s3", "conflict"))

    assert found("s3", *both, package="").distribution == "zenml-s3"


def test_the_qualified_name_of_a_conflict_always_works() -> None:
    both = (row("acme-a/ftp", "conflict", cause="two", remedy="one"), row("acme-b/ftp", "conflict"))

    assert found("acme-a/ftp", *both) == row("acme-a/ftp")


def test_a_flavor_registered_by_path_does_not_hide_that_of_a_package() -> None:
    mine = row("ftp", "local", implementation="project.stores:Ftp")

    error = refused("ftp", row("acme-a/ftp"), local=(mine,))

    owners = "acme-a, project.stores:Ftp (registered by path)"
    assert error.message == f"artifact store flavor 'ftp' comes from several places: {owners}"
    assert error.hint == "write acme-a/ftp"


@pytest.mark.parametrize("status", ["missing-deps", "incompatible", "broken"])
def test_a_flavor_that_cannot_be_used_says_why_and_what_to_do(status: str) -> None:
    error = refused("ftp", row("acme-a/ftp", status, cause="needs ftplib2", remedy="pip install ftplib2"))

    assert isinstance(error, ConfigurationError)
    assert error.message == f"artifact store flavor 'ftp' cannot be used: acme-a 1.0 is {status}: needs ftplib2"
    assert error.hint == "pip install ftplib2"


@pytest.mark.parametrize("name", ["ftp", "acme-a/ftp", "acme-a/other"])
@pytest.mark.parametrize("status", ["broken", "disabled"])
def test_a_name_that_a_package_which_could_not_be_asked_may_bring_says_so(name: str, status: str) -> None:
    silent = row("acme-a/ftp", status, kind=PLUGIN, implementation="", cause="ValueError: no", remedy="repair it")

    error = refused(name, silent)

    assert isinstance(error, ConfigurationError)
    assert error.message == f"artifact store flavor '{name}' cannot be used: acme-a 1.0 is {status}: ValueError: no"


def test_a_known_flavor_whose_package_is_not_installed_says_what_to_install() -> None:
    error = refused("s3", row("acme-a/ftp"))

    assert isinstance(error, NotFoundError)
    assert str(error) == "flavor 's3' comes from the package zenml-s3: pip install zenml-s3"
    assert str(refused("Zenml.S3/s3")) == str(error)


def test_a_known_flavor_whose_package_is_broken_says_why() -> None:
    silent = row("zenml-s3/aws", "broken", kind=PLUGIN, implementation="", cause="ValueError: no")

    assert refused("s3", silent).message == (
        "artifact store flavor 's3' cannot be used: zenml-s3 1.0 is broken: ValueError: no"
    )


def test_a_known_flavor_that_the_installed_package_does_not_bring_yet_says_so() -> None:
    error = refused("s3", row("zenml-s3/other", kind="alerter"))

    assert error.message == "zenml-s3 1.0 brings no artifact store flavor 's3'"
    assert error.hint == "pip install --upgrade zenml-s3"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("fpt", "did you mean 'ftp'?"),
        ("acme-a/fpt", "did you mean 'acme-a/ftp'?"),
        ("unheard", "known: ftp, gopher"),
    ],
)
def test_an_unknown_name_gets_a_suggestion(name: str, hint: str) -> None:
    error = refused(name, row("acme-a/ftp"), row("acme-a/gopher"), row("acme-a/irc", kind="alerter"))

    assert isinstance(error, NotFoundError)
    assert (error.message, error.hint) == (f"there is no artifact store flavor {name!r}", hint)


def test_an_unknown_name_tells_which_packages_could_not_be_asked() -> None:
    error = refused("unheard", row("acme-a/x", "broken", kind=PLUGIN, implementation=""), row("acme-b/ftp"))

    assert error.hint == "known: ftp; could not be asked: acme-a (broken)"


def test_a_package_that_could_not_be_asked_stands_in_the_list_of_every_type() -> None:
    silent, ftp, irc = row("acme-c/a", "disabled", kind=PLUGIN), row("acme-b/ftp"), row("acme-a/irc", kind="alerter")
    catalogue = Catalogue((irc, ftp, silent))

    assert catalogue.flavors(StackComponentType.ARTIFACT_STORE) == (silent, ftp)
    assert catalogue.flavors(StackComponentType.ALERTER) == (silent, irc)
    assert catalogue.flavors(StackComponentType.ORCHESTRATOR) == (silent,)
