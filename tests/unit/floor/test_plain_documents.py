"""What is read without a YAML parser, and that a YAML parser would read the same."""

from __future__ import annotations

import json

import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from zenml.documents import dump_document
from zenml.documents.parsing import parse_yaml
from zenml.documents.plain import plain_document

UUID = "0d9b2f7c-3c1a-4b57-9d0b-3b9c0a1d2e3f"
OF_OURS = {
    "store": {"version": 1},
    "component": {
        "type": "artifact_store",
        "flavor": "s3",
        "package": "zenml-s3",
        "name": "my-bucket",
        "uuid": UUID,
        "configuration": {"client_kwargs": {"use_ssl": True, "retries": 3}, "path": "s3://bucket/prefix", "key": None},
    },
    "stack": {"name": "prod", "components": {"artifact_store": "my bucket", "orchestrator": "here"}},
    "configuration": {
        "version": 1,
        "active_profile": "default",
        "profiles": {"default": {"active_stack": "default"}, "git_store": {"store_url": "/home/ada/project"}},
    },
    "repository": {"active_profile_name": "default", "active_project_name": None, "active_stack_name": "default"},
}
SHAPES = st.sampled_from(
    [
        "{}: {}\n{}: {}\n",
        "{}:\n  {}: {}\n",
        "{}: {}\n{}:\n  {}: {}\n  {}: {}\n{}: {}\n",
        "{}:\n {}:\n   {}: {}\n {}: {}\n",
        "{}:\n  {}:\n    {}: {}\n  {}:\n    {}: {}\n{}: {}\n",
    ]
)
PLAIN_WORDS = [f"word-{number}" for number in range(16)]
WORDS = st.one_of(
    st.sampled_from(
        [*"ynYN", "yes", "No", "TRUE", "null", "Null", "on", "Off", "true", "false", "Nulls", "word-0", "a b"]
    ),
    st.sampled_from(["0", "007", "1_000", "0x1F", "0b1", "0o7", "1:30", "1e3", "1.5", "1.0e-5", "12e-3", "1-1", "1__"]),
    st.sampled_from(["2020-01-01", "190:20:30.15", UUID, "9" * 18, "9" * 19, "_1", "a.b", "s3://b/c", "a:b", "a, b"]),
    st.sampled_from(
        ["", "# a", "- a", "? a", "[a]", "{a: b}", "&a b", "*a", "!a b", "|", ">", "'a'", '"a"', "%a", "@a"]
    ),
    st.sampled_from(
        ["a #b", "`a", "~", "<<", "=", "-1", "+1", ".inf", "-.inf", "a\tb", "é", "a: b", "a:", " a", "a ", "---"]
    ),
    st.sampled_from(["...", "%YAML 1.1", "x" * 127, "x" * 128, "x" * 1025]),
    st.text("abeEnoxyNO0179._-:/@+,=~ ", min_size=1, max_size=9),
)
INSERTED = st.sampled_from(
    [" ", "  ", ":", ": ", " #", "\t", "\n", "\r", "\n\n", "\n  ", "\n- a\n", "\n--- a", "\n...\n", "\n# a\n"]
)


@st.composite
def nearly_plain(draw: st.DrawFn) -> str:
    """Return lines of the plain form with one word that may be none, and perhaps with something put in between."""
    shape = draw(SHAPES)
    words = PLAIN_WORDS[: shape.count("{}")]
    words[draw(st.integers(0, len(words) - 1))] = draw(WORDS)
    text = shape.format(*words)
    place = draw(st.integers(0, len(text)))
    return text[:place] + draw(INSERTED) + text[place:] if draw(st.booleans()) else text


@pytest.mark.parametrize("document", OF_OURS.values(), ids=OF_OURS)
def test_what_the_product_writes_is_read_without_a_parser(document: dict[str, object]) -> None:
    read = plain_document(dump_document(document))

    assert (read, list(read or {})) == (document, list(document))


@settings(max_examples=500)
@given(nearly_plain())
@example("a: b\n  c\n")
@example("a:\nb: c\n")
@example("a:\n  b: c\n d: e\n")
@example("  a: b\nc: d\n")
@example("a: b\na: c\n")
def test_what_is_read_without_a_parser_a_parser_would_read_the_same(text: str) -> None:
    data = text.encode()

    read = plain_document(data)

    event("read without a parser" if read is not None else "left to the parser")
    if read is not None:
        assert as_text(read) == as_text(parse_yaml(data, "f"))


@given(st.binary(max_size=40))
def test_no_bytes_are_mistaken_for_the_plain_form(data: bytes) -> None:
    for each in (data, data + b"\n", b"a: " + data + b"\n"):
        read = plain_document(each)
        if read is not None:
            assert as_text(read) == as_text(parse_yaml(each, "f"))


def test_a_document_of_many_lines_or_levels_is_left_to_the_parser() -> None:
    deep = "".join(f"{' ' * level}a:\n" for level in range(12)) + f"{' ' * 12}a: b\n"

    assert plain_document(b"".join(b"k%d: v\n" % number for number in range(4000))) is None
    assert plain_document(deep.encode()) is None


def as_text(document: dict[str, object]) -> str:
    """Return what tells ``1`` from ``True``, and one order of keys from another."""
    return json.dumps(document)
