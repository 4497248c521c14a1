"""Write documents, whole or not at all, such that they can be read again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from zenml.documents.reading import parse_document
from zenml.errors import ConfigurationError
from zenml.files import write_atomically

try:
    from yaml import CSafeDumper as _BaseDumper
except ImportError:  # PyYAML built without libyaml: ten times slower, otherwise the same
    from yaml import SafeDumper as _BaseDumper  # type: ignore[assignment]


def write_document(path: Path, document: Mapping[str, object]) -> None:
    """Write a mapping as YAML, whole or not at all, its keys in the order given.

    Raises:
        ConfigurationError: ``read_document`` would refuse it; nothing was written.
        ZenMLError: the file could not be written, as ``write_atomically`` says.
    """
    data = dump_document(document)
    try:
        parse_document(data, str(path))
    except ConfigurationError as error:
        problem = f"not written, since it could not be read again: {error.message}"
        raise ConfigurationError(problem, hint="nothing was changed; give smaller and plainer values") from error
    write_atomically(path, data)


def dump_document(document: object) -> bytes:
    """Return the YAML of plain data, in the order given.

    Raises:
        ConfigurationError: it is no plain data, contains itself, or a text in it is no Unicode.
    """
    try:
        text: str = yaml.dump(
            document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=1000
        )
        return text.encode()
    except UnicodeEncodeError as error:
        problem = f"a text cannot be written as UTF-8: {error.object[error.start : error.end]!r} is no character"
        raise ConfigurationError(problem, hint="nothing was changed; correct the text") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise ConfigurationError(f"this cannot be written as YAML: {error}", hint="nothing was changed") from error


class _Dumper(_BaseDumper):
    """Write a value that occurs twice twice: a file with many aliases would not be read again."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's protocol
        return True
