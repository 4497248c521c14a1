"""Read and write the small YAML mappings that the product keeps on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zenml.documents.comparison import is_same
from zenml.documents.limits import MAX_ALIASES, MAX_BYTES, MAX_DEPTH, MAX_VALUES, Document
from zenml.documents.reading import line_of, parse_document, read_document

if TYPE_CHECKING:
    from zenml.documents.writing import dump_document, write_document

__all__ = [
    "MAX_ALIASES",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_VALUES",
    "Document",
    "dump_document",
    "is_same",
    "line_of",
    "parse_document",
    "read_document",
    "write_document",
]


def __getattr__(name: str) -> object:
    """Import what writes when it is asked for: it costs PyYAML, which reading what we wrote does without (PEP 562)."""
    if name not in ("dump_document", "write_document"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from zenml.documents import writing

    value: object = getattr(writing, name)
    return value
