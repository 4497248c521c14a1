from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenml.documents import MAX_BYTES, dump_document, parse_document, read_document, write_document
from zenml.errors import ConfigurationError

BAD_DOCUMENTS = {
    "empty": (b"", "f, line 1: expected a mapping of names, found nothing"),
    "a list": (b"- 1\n", "f, line 1: expected a mapping of names, found list"),
    "a number as key": (b"1: 2\n", "f, line 1: expected a mapping of names, found dict"),
    "NUL": (b"\0", "f cannot be read: control characters are not allowed"),
    "a key twice": (b"a: 1\na: 2\n", "f, line 1 cannot be read: a key stands twice"),
    "a key twice, deeper": (b"x:\n  a: 1\n  a: 2\n", "f, line 2 cannot be read: a key stands twice"),
    "a Python object": (
        b"a: !!python/object:os.system {}\n",
        (
            "f, line 1 cannot be read: could not determine a constructor for the tag "
            "'tag:yaml.org,2002:python/object:os.system'"
        ),
    ),
    "latin-1": ("a: é\n".encode("latin-1"), "f cannot be read: incomplete UTF-8 octet sequence"),
    "truncated": (b'a: "x', "f, line 1 cannot be read: found unexpected end of stream"),
    "no such day": (b"a: 2024-99-99\n", "f cannot be read: month must be in 1..12"),
    "51 levels": (b"a: " + b"[" * 51 + b"]" * 51, "f cannot be read: nested deeper than 50 levels"),
    "a stack overflow for libyaml": (b"a: " + b"[" * 100_000, "f cannot be read: nested deeper than 50 levels"),
    "101 aliases": (
        b"a: &x [1]\nb: [" + b"*x," * 101 + b"]\n",
        "f cannot be read: more than 100 aliases",
    ),
    "too large": (b"a: " + b"x" * MAX_BYTES, "f is larger than 1048576 bytes"),
}


@pytest.mark.parametrize("case", BAD_DOCUMENTS)
def test_a_bad_document_is_refused_naming_what_is_wrong(case: str) -> None:
    data, message = BAD_DOCUMENTS[case]
    with pytest.raises(ConfigurationError) as caught:
        parse_document(data, "f")
    assert caught.value.message == message


def test_a_mapping_that_uses_an_alias_a_few_times_is_read() -> None:
    assert parse_document(b"a: &x [1]\nb: [*x, *x]\n", "f") == {"a": [1], "b": [[1], [1]]}


def test_a_document_with_a_byte_order_mark_is_read() -> None:
    assert parse_document(b"\xef\xbb\xbfa: 1\n", "f") == {"a": 1}


def test_keys_are_written_in_the_order_given() -> None:
    assert dump_document({"b": 1, "a": {"d": "é", "c": [1, 2]}}) == "b: 1\na:\n  d: é\n  c:\n  - 1\n  - 2\n".encode()


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])),
    lambda children: st.lists(children) | st.dictionaries(st.text("abcdef", min_size=1), children),
    max_leaves=10,
)


@given(st.dictionaries(st.text("abcdef", min_size=1), plain))
def test_what_is_written_reads_back_equal(document: dict[str, object]) -> None:
    assert parse_document(dump_document(document), "f") == document


def test_a_written_file_is_private_and_reads_back(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    write_document(file, {"version": 1})
    assert (read_document(file), file.stat().st_mode & 0o777) == ({"version": 1}, 0o600)
