from __future__ import annotations

import pytest

from zenml.errors import ConfigurationError
from zenml.names import check_name, clashing, closest, did_you_mean


@pytest.mark.parametrize("name", ["a", "default", "My stack 1.0_x-y", "0", "x" * 127])
def test_a_legal_name_is_returned(name: str) -> None:
    assert check_name(name, "stack") == name


@pytest.mark.parametrize("name", ["", ".hidden", "-x", " x", "a/b", "a\\b", "a\nb", "a\n", "é", "x" * 128, "a\0"])
def test_an_illegal_name_is_refused_with_the_rule(name: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check_name(name, "stack")
    assert str(caught.value) == (
        f"{name!r} is not a valid stack name (use 1 to 127 letters, digits, spaces, '.', '_' or '-', "
        "beginning with a letter or digit)"
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("defualt", "default"), ("Default", "default"), ("prd", "prod"), ("wandb", None), ("s4", "s3"), ("x", None)],
)
def test_the_closest_name_within_two_edits_is_found(typed: str, meant: str | None) -> None:
    assert closest(typed, ["default", "prod", "s3"]) == meant


@pytest.mark.parametrize(
    ("name", "clashes_with"),
    [("prod", "prod"), ("PROD", "prod"), ("prod.", "prod"), ("Prod . ", "prod"), ("pro", None), ("prod.1", None)],
)
def test_a_name_clashes_with_one_that_some_file_systems_do_not_tell_from_it(
    name: str, clashes_with: str | None
) -> None:
    assert clashing(name, ["test", "prod"]) == clashes_with


def test_a_name_clashes_with_itself_before_any_other() -> None:
    assert clashing("prod", ["PROD", "prod", "prod."]) == "prod"


def test_a_hint_names_ten_of_many() -> None:
    assert did_you_mean("zzzz", map(str, range(10, 22))) == "known: 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 and 2 more"


def test_a_hint_names_the_closest_else_all_else_nothing() -> None:
    hints = (did_you_mean("prd", ["prod", "dev"]), did_you_mean("zzzz", ["prod", "dev"]), did_you_mean("x", []))
    assert hints == ("did you mean 'prod'?", "known: dev, prod", "")
