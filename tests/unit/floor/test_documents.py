from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenml.documents import MAX_BYTES, dump_document, parse_document, read_document, write_document
from zenml.errors import ConfigurationError

NOT_PLAIN = "expected plain data, found a value of the type"
SET = "tag:yaml.org,2002:set"


def repeated(form: bytes) -> bytes:
    """Return nine anchors, each of which repeats the one before it ten times."""
    lines = [form % (new, b", ".join([b"*%c" % old] * 10)) for old, new in zip(b"abcdefghi", b"bcdefghij", strict=True)]
    return b"\n".join([b"first: &a {}", *(b"%d: %s" % pair for pair in enumerate(lines))])


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
            "f, line 1 cannot be read: expected plain data, found a value of the type "
            "'tag:yaml.org,2002:python/object:os.system'"
        ),
    ),
    "latin-1": ("a: é\n".encode("latin-1"), "f cannot be read: incomplete UTF-8 octet sequence"),
    "truncated": (b'a: "x', "f, line 1 cannot be read: found unexpected end of stream"),
    "a timestamp": (
        b"a: 1\nb: !!timestamp foo\n",
        f"f, line 2 cannot be read: {NOT_PLAIN} 'tag:yaml.org,2002:timestamp'",
    ),
    "bytes": (b"a: !!binary Zm9v\n", f"f, line 1 cannot be read: {NOT_PLAIN} 'tag:yaml.org,2002:binary'"),
    "a set": (b"a: !!set {x}\n", f"f, line 1 cannot be read: {NOT_PLAIN} 'tag:yaml.org,2002:set'"),
    "an ordered mapping": (b"a: !!omap [x: 1]\n", f"f, line 1 cannot be read: {NOT_PLAIN} 'tag:yaml.org,2002:omap'"),
    "pairs": (b"a: !!pairs [x: 1]\n", f"f, line 1 cannot be read: {NOT_PLAIN} 'tag:yaml.org,2002:pairs'"),
    "a text that is a list": (b"a: !!str [x]\n", f"f, line 1 cannot be read: {NOT_PLAIN} 'tag:yaml.org,2002:str'"),
    "no truth": (b"a: 1\nb: !!bool foo\n", "f, line 2 cannot be read: 'foo' cannot be read as 'bool'"),
    "no number": (b'a: !!int ""\n', "f, line 1 cannot be read: '' cannot be read as 'int'"),
    "no decimal": (b'a: !!float ""\n', "f, line 1 cannot be read: '' cannot be read as 'float'"),
    "a number without end": (
        b"a: " + b"9" * 5000,
        f"f, line 1 cannot be read: '{'9' * 79} cannot be read as 'int'",
    ),
    "a decimal without end": (
        b"a: 1" + b":00" * 300 + b".5",
        f"f, line 1 cannot be read: '1{':00' * 26} cannot be read as 'float'",
    ),
    "a list as key": (b"a: {[x]: 1}\n", "f, line 1 cannot be read: expected a name as key"),
    "a list in itself": (b"a:\n  &x [*x]\n", "f, line 2 cannot be read: a value contains itself"),
    "a mapping in itself": (b"a: &x {b: [*x]}\n", "f, line 1 cannot be read: a value contains itself"),
    "a mapping merged into itself": (b"a: &x {<<: *x}\n", "f, line 1 cannot be read: a value contains itself"),
    "a text to merge": (b"a: {<<: x}\n", "f, line 1 cannot be read: expected a mapping to merge"),
    "aliases of aliases": (repeated(b"&%c [%s]"), "f cannot be read: more than 100000 values"),
    "merges of merges": (repeated(b"&%c {<<: [%s]}"), "f cannot be read: more than 100000 values"),
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


def test_an_alias_stands_for_a_value_of_its_own() -> None:
    document = parse_document(b"a: &x [1]\nb: *x\n", "f")
    assert document["a"] is not document["b"]


@pytest.mark.parametrize(
    ("text", "merged"),
    [
        ("{<<: *x, k: 3}", {"k": 3, "l": 1}),
        ("{k: 3, <<: *x}", {"k": 3, "l": 1}),
        ("{<<: [*y, *x]}", {"k": 2, "l": 1}),
        ("{<<: [*x, *y], m: 4}", {"k": 1, "l": 1, "m": 4}),
    ],
)
def test_a_merged_mapping_gives_way_to_the_keys_beside_it_and_to_those_merged_before_it(
    text: str, merged: dict[str, object]
) -> None:
    document = parse_document(f"x: &x {{k: 1, l: 1}}\ny: &y {{k: 2}}\nz: {text}\n".encode(), "f")
    assert document["z"] == merged


def test_what_json_does_not_know_stays_a_text() -> None:
    assert parse_document(b"since: 2020-01-01\nat: 2020-01-01 10:00:00\nlike: =\n", "f") == {
        "since": "2020-01-01",
        "at": "2020-01-01 10:00:00",
        "like": "=",
    }


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


def nested(levels: int) -> dict[str, object]:
    document: dict[str, object] = {}
    for _ in range(levels - 1):
        document = {"a": document}
    return document


UNWRITABLE: dict[str, tuple[dict[str, object], str]] = {
    "too large": (
        {"path": "x" * MAX_BYTES},
        "not written, since it could not be read again: {file} is larger than 1048576 bytes",
    ),
    "too deep": (
        nested(51),
        "not written, since it could not be read again: {file} cannot be read: nested deeper than 50 levels",
    ),
    "a set": (
        {"a": {"x"}},
        f"not written, since it could not be read again: {{file}}, line 1 cannot be read: {NOT_PLAIN} '{SET}'",
    ),
    "no Unicode": ({"a": "x\udcff"}, "a text cannot be written as UTF-8: '\\udcff' is no character"),
}


@pytest.mark.parametrize("case", UNWRITABLE)
def test_what_would_not_be_read_again_is_not_written(tmp_path: Path, case: str) -> None:
    document, message = UNWRITABLE[case]
    file = tmp_path / "f"
    file.write_bytes(b"a: 1\n")
    with pytest.raises(ConfigurationError) as caught:
        write_document(file, document)
    assert caught.value.message == message.replace("{file}", str(file))
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("f", b"a: 1\n")]


def test_a_value_that_contains_itself_is_not_written(tmp_path: Path) -> None:
    endless: dict[str, object] = {}
    endless["a"] = endless
    with pytest.raises(ConfigurationError):
        write_document(tmp_path / "f", endless)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_plain_data_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        write_document(tmp_path / "f", {"a": object()})
    assert list(tmp_path.iterdir()) == []


def test_the_deepest_document_that_is_read_can_be_written(tmp_path: Path) -> None:
    write_document(tmp_path / "f", nested(50))
    assert read_document(tmp_path / "f") == nested(50)


def test_a_value_that_occurs_often_is_written_each_time(tmp_path: Path) -> None:
    shared = [1]
    document: dict[str, object] = {"a": [shared] * 200}
    write_document(tmp_path / "f", document)
    assert read_document(tmp_path / "f") == document
    assert b"*" not in (tmp_path / "f").read_bytes()
