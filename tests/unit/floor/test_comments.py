"""What becomes of the comments in a file when its document changes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from zenml.documents import Document, parse_document, read_document, write_document
from zenml.documents.comments import with_comments

COMMENTED = """\
# Our production stack.
name: prod  # renamed in May

components:
  # on fast disks
  artifact_store: 'my bucket'
  orchestrator: here # local
  # an alerter is to come
owner:
- ada  # since 2020
- ben
notes: |
  many  # no comment
  lines
# The end.
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "prod.yaml"
    file.write_text(COMMENTED)
    return file


def changed(file: Path, change: Callable[[Document], object]) -> str:
    """Change the document in a file, check that it reads back as wanted, and return the text."""
    document = read_document(file)
    change(document)
    write_document(file, document)
    assert read_document(file) == document
    return file.read_text()


def section(document: Document, key: str) -> Document:
    value = document[key]
    assert isinstance(value, dict)
    return value


def test_a_value_changes_and_every_comment_stays(file: Path) -> None:
    text = changed(file, lambda document: section(document, "components").update(orchestrator="there", alerter="bell"))

    assert text == COMMENTED.replace("here # local", "there # local").replace(
        "is to come\n", "is to come\n  alerter: bell\n"
    )


def test_what_does_not_change_keeps_its_form(file: Path) -> None:
    file.write_text("a: 0x1F  # hexadecimal\nb: [1, 2]\nc: {d: 1}\ne: yes\nf: 010\ng: &x [1]\nh: *x\ni: 2020-01-01\n")

    assert changed(file, lambda document: document.update(j="k")) == (
        "a: 0x1F  # hexadecimal\nb: [1, 2]\nc: {d: 1}\ne: yes\nf: 010\ng: &x [1]\nh: *x\ni: 2020-01-01\nj: k\n"
    )


def test_the_order_of_keys_in_a_file_with_comments_is_the_users(file: Path) -> None:
    write_document(file, {"components": {"orchestrator": "here"}, "name": "prod"})

    assert file.read_text() == (
        "# Our production stack.\nname: prod  # renamed in May\n\ncomponents:\n  # on fast disks\n"
        "  orchestrator: here # local\n  # an alerter is to come\n"
    )


def test_what_is_taken_away_goes_with_the_comments_beside_and_below_it(file: Path) -> None:
    def change(document: Document) -> None:
        del section(document, "components")["orchestrator"]
        document["owner"] = ["ben"]

    assert changed(file, change) == COMMENTED.replace(
        "  orchestrator: here # local\n  # an alerter is to come\n", ""
    ).replace("- ada  # since 2020\n- ben\n", "- ben  # since 2020\n")


def test_a_comment_before_the_start_of_the_document_stays(file: Path) -> None:
    file.write_text("# ours\n\n--- \n# really\na: b\n")

    assert changed(file, lambda document: document.update(a="c")) == "# ours\n\n--- \n# really\na: c\n"


@pytest.mark.parametrize(
    "value",
    ["yes", "no", "on", "1", "010", "1_0", "1:30", "null", "~", "", "2020-01-01", "=", "<<", "a: b", "#", "é\n"],
)
def test_a_text_that_some_yaml_takes_for_something_else_stays_a_text(file: Path, value: str) -> None:
    text = changed(file, lambda document: document.update(name=value, more=[value, {value: value}]))

    assert text.count("# ") == COMMENTED.count("# ")


@pytest.mark.parametrize("value", [None, True, False, 0, -1, 1.5, float("inf"), 10**30, [], {}, [[1], {"a": None}]])
def test_every_plain_value_may_take_the_place_of_another(file: Path, value: object) -> None:
    for old in ("a", 1, [1], {"a": 1}, None):
        file.write_text(f"# head\nkey: {old if old is not None else 'null'}  # beside\n")
        assert changed(file, lambda document: document.update(key=value)).startswith("# head\nkey:")


def test_who_changes_one_of_two_values_that_are_written_once_loses_the_comments_and_nothing_else(file: Path) -> None:
    file.write_text("# head\na: &x {k: 1}\nb: *x\n")

    assert changed(file, lambda document: section(document, "b").update(k=2)) == "a:\n  k: 1\nb:\n  k: 2\n"


def test_comments_move_along_with_a_file_that_gets_another_name(file: Path) -> None:
    new = file.with_name("new.yaml")
    write_document(new, {**read_document(file), "name": "new"}, like=file)

    assert new.read_text() == COMMENTED.replace("name: prod ", "name: new  ")  # a comment keeps its column


def test_a_file_that_cannot_be_read_is_written_anew(file: Path) -> None:
    file.write_text("# comment\na: [")

    write_document(file, {"a": 1})

    assert file.read_text() == "a: 1\n"


def test_who_has_no_comments_does_not_pay_for_them(file: Path) -> None:
    file.write_text("a: b#c\n")
    for module in [name for name in sys.modules if name == "zenml.documents.comments"]:
        del sys.modules[module]

    assert changed(file, lambda document: document.update(a="c")) == "a: c\n"
    assert "zenml.documents.comments" not in sys.modules


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["yes", "1", "", "a: b", "x # y", "- a", "2020-01-01"])
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.sampled_from("abcd"), children, max_size=3),
    max_leaves=6,
)
DOCUMENTS = st.dictionaries(st.sampled_from(["a", "b", "c", "d", "yes", "1", "a b"]), VALUES, min_size=1, max_size=4)


@given(DOCUMENTS, DOCUMENTS, st.lists(st.integers(0, 30), max_size=4))
def test_whatever_changes_the_file_reads_back_as_exactly_what_was_wanted(
    tmp_path: Path, before: Document, after: Document, places: list[int]
) -> None:
    file = tmp_path / "f"
    file.unlink(missing_ok=True)
    write_document(file, before)
    lines = ["# head", *file.read_text().split("\n")]
    for place in places:
        lines.insert(min(place, len(lines)), f"{' ' * (place % 4)}# comment {place}")
    file.write_text("\n".join(lines))

    write_document(file, after)

    assert as_text(read_document(file)) == as_text(after)
    event(f"comments kept: {'#' in file.read_text()}")


@given(DOCUMENTS, DOCUMENTS)
def test_what_is_added_costs_no_comment(before: Document, added: Document) -> None:
    lines = [f"# comment {key}\n{json.dumps(key)}: {number}" for number, key in enumerate(before)]
    present = "\n".join(lines) + "\n# tail\n"
    after = {**parse_document(present.encode(), "f"), **{f"new {key}": value for key, value in added.items()}}

    data = with_comments(present.encode(), after)

    assert data is not None
    assert comments(data.decode()) == comments(present)


def comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("# ")]


def as_text(value: object) -> str:
    """Return what tells ``1`` from ``True`` and ``1.0``, and forgets in which order keys stand."""
    if isinstance(value, dict):
        return repr(sorted((as_text(key), as_text(each)) for key, each in value.items()))
    return repr([as_text(each) for each in value]) if isinstance(value, list) else repr(value)
