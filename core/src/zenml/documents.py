"""Read and write the small YAML mappings that the product keeps on disk."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path

import yaml

from zenml.errors import ConfigurationError, NotPermittedError
from zenml.files import write_atomically

try:
    from yaml import CSafeDumper as _Dumper
    from yaml import CSafeLoader as _BaseLoader
except ImportError:  # PyYAML built without libyaml: ten times slower, otherwise the same
    from yaml import SafeDumper as _Dumper  # type: ignore[assignment]
    from yaml import SafeLoader as _BaseLoader  # type: ignore[assignment]

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 50
MAX_ALIASES = 100
_SMALL = 4096

Document = dict[str, object]


def read_document(path: Path) -> Document:
    """Return the mapping in a YAML file.

    Raises:
        FileNotFoundError: there is no such file.
        ConfigurationError: it is no mapping, is damaged, too large or too deep, or names a key twice;
            the message names path and line. The file is never changed.
        NotPermittedError: it may not be read.
    """
    return parse_document(_read(path), str(path))


def parse_document(data: bytes, origin: str) -> Document:
    """Return the mapping in ``data``; ``origin`` is what messages call it."""
    if len(data) > MAX_BYTES:
        raise ConfigurationError(f"{origin} is larger than {MAX_BYTES} bytes")
    try:
        _check_events(data)
        document = yaml.load(data, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
        _check_depth(document)
    except yaml.YAMLError as error:
        problem = f"{origin}{_line_of(error)} cannot be read: {_problem_of(error)}"
        raise ConfigurationError(problem, hint=_REPAIR) from error
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{origin} cannot be read: {error}", hint=_REPAIR) from error
    if not isinstance(document, dict) or not all(isinstance(key, str) for key in document):
        found = "nothing" if document is None else type(document).__name__
        raise ConfigurationError(f"{origin}, line 1: expected a mapping of names, found {found}", hint=_REPAIR)
    return document


def line_of(path: Path, *keys: str) -> int | None:
    """Return the line of the value under ``keys``, or of the last of them that is there.

    ``None`` when the file can no longer be read; it is for error messages, and reads the file again.
    """
    try:
        node = yaml.compose(_read(path), Loader=_BaseLoader)
    except (yaml.YAMLError, ConfigurationError, NotPermittedError, FileNotFoundError):
        return None
    line = node.start_mark.line if node else 0
    for key in keys:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        name, node = next(((name, value) for name, value in pairs if name.value == key), (None, None))
        line = name.start_mark.line if name else line
    return line + 1


def write_document(path: Path, document: Mapping[str, object]) -> None:
    """Write a mapping as YAML, whole or not at all, its keys in the order given."""
    write_atomically(path, dump_document(document))


def dump_document(document: object) -> bytes:
    """Return the YAML of plain data, in the order given."""
    text: str = yaml.dump(
        document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=1000
    )
    return text.encode()


_REPAIR = "the file was left as it is; correct it or restore a copy"


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except PermissionError as error:
        raise NotPermittedError(f"cannot read {path}: {error.strerror}", hint="check its owner and mode") from error
    except FileNotFoundError:
        raise
    except OSError as error:
        raise ConfigurationError(f"cannot read {path}: {error.strerror}") from error


def _line_of(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", line {mark.line + 1}" if mark else ""


def _problem_of(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return " ".join(str(problem).split())


class _Loader(_BaseLoader):
    """Refuse a key that stands twice, which YAML forbids and PyYAML accepts."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        mapping: dict[Hashable, object] = super().construct_mapping(node, deep=deep)
        if len(mapping) < len(node.value):
            raise yaml.MarkedYAMLError(problem="a key stands twice", problem_mark=node.start_mark)
        return mapping


def _check_events(data: bytes) -> None:
    """Refuse, before anything is built, what grows without bound or overflows libyaml's stack."""
    if b"*" not in data and len(data) <= _SMALL:
        return
    depth = aliases = 0
    for event in yaml.parse(data, Loader=_BaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        aliases += isinstance(event, yaml.AliasEvent)
        if depth > MAX_DEPTH:
            raise ValueError(f"nested deeper than {MAX_DEPTH} levels")
        if aliases > MAX_ALIASES:
            raise ValueError(f"more than {MAX_ALIASES} aliases")


def _check_depth(document: object) -> None:
    """Refuse what a small document can nest; level by level, and each shared value once."""
    level, seen = [document], set[int]()
    for _ in range(MAX_DEPTH):
        level = [child for value in level for child in _children(value) if id(child) not in seen]
        seen.update(map(id, level))
        if not level:
            return
    raise ValueError(f"nested deeper than {MAX_DEPTH} levels")


def _children(value: object) -> list[object]:
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [child for child in values if isinstance(child, (dict, list))]
