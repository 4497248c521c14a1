"""Keep the comments of a file that a user wrote into it when its document changes.

A module of its own, since ruamel.yaml costs more than a whole command: it is imported for a file with comments only.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from zenml.documents.comparison import is_same
from zenml.documents.parsing import is_text
from zenml.documents.reading import parse_document
from zenml.documents.writing import dump_document

_WIDE = 1_000_000
_HEAD = re.compile(rb"(?:[ \t]*(?:#.*)?\r?\n)*---[ \t]*\r?\n")


def with_comments(present: bytes, document: Mapping[str, object]) -> bytes | None:
    """Return ``document`` as YAML in the form of ``present``: its comments, its order of keys, its quotes.

    What is taken away goes with the comment beside it and those between it and the next key. ``None`` if the result
    would not read back as exactly this document.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            data = _rewritten(present, document)
        is_exact = is_same(parse_document(data, "this"), document)
    except Exception:  # noqa: BLE001 - a comment must never be the reason why a change fails
        return None
    return data if is_exact else None


def _rewritten(present: bytes, document: Mapping[str, object]) -> bytes:
    head = _HEAD.match(present)
    start = head.end() if head else 0  # ruamel.yaml forgets what stands before the mark of a document's start
    yaml = _round_trip()
    tree = yaml.load(present[start:])
    _change_mapping(tree, parse_document(present, "this"), document)
    stream = io.BytesIO(present[:start])
    stream.seek(start)
    yaml.dump(tree, stream)
    return stream.getvalue()


def _change(tree: object, before: object, after: object) -> object:
    """Return ``tree``, which reads as ``before``, changed as far as ``after`` differs, or what stands in its place."""
    if is_same(before, after):
        return tree
    if isinstance(tree, CommentedMap) and isinstance(before, dict) and isinstance(after, Mapping):
        return _change_mapping(tree, before, after)
    if isinstance(tree, CommentedSeq) and isinstance(before, list) and isinstance(after, (list, tuple)):
        return _change_list(tree, before, list(after))
    return _new(after)


def _change_mapping(tree: CommentedMap, before: Mapping[str, object], after: Mapping[str, object]) -> CommentedMap:
    for key in before.keys() - after.keys():
        del tree[key]
    for key, value in after.items():
        tree[key] = _change(tree[key], before[key], value) if key in before else _new(value)
    return tree


def _change_list(tree: CommentedSeq, before: list[object], after: list[object]) -> CommentedSeq:
    del tree[len(after) :]
    for index, value in enumerate(after):
        if index < len(before):
            tree[index] = _change(tree[index], before[index], value)
        else:
            tree.append(_new(value))
    return tree


def _new(value: object) -> object:
    """Return a value such that YAML 1.1 reads it as it is, although ruamel.yaml writes YAML 1.2."""
    if isinstance(value, Mapping):
        return {_new(key): _new(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_new(each) for each in value]
    if isinstance(value, str) and not (is_text(value) and value.isprintable()):
        return DoubleQuotedScalarString(value)
    return value


class _Representer(RoundTripRepresenter):
    """Write nothing as ``null``, and numbers as PyYAML does: without a point, it takes ``5e-324`` for a text."""

    def represent_null(self, nothing: None) -> ScalarNode:  # noqa: ARG002 - ruamel.yaml's protocol
        return self.represent_scalar("tag:yaml.org,2002:null", "null")

    def represent_number(self, number: float) -> ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:float", dump_document(number).decode().split("\n")[0])


_Representer.add_representer(type(None), _Representer.represent_null)
_Representer.add_representer(float, _Representer.represent_number)


def _round_trip() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.Representer = _Representer
    yaml.preserve_quotes = True
    yaml.width = _WIDE
    return yaml
