"""Read values of a certain type from a document, and say file and line where one is of another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from zenml.documents import Document, line_of, read_document
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError
from zenml.names import did_you_mean

_T = TypeVar("_T")

_WORDS: dict[type, str] = {str: "a text", dict: "a mapping of names", list: "a list", int: "a whole number"}


@dataclass(frozen=True)
class Fields:
    """Look at one mapping of a file.

    Every method raises ConfigurationError, naming file, line, key and the expected type.
    """

    path: Path
    document: Document
    keys: tuple[str, ...] = ()
    """Where in the file this mapping stands."""

    @classmethod
    def read(cls, path: Path) -> Fields:
        """Look at the whole of a file.

        Raises:
            FileNotFoundError: there is no such file.
            ConfigurationError: it is damaged.
        """
        return cls(path, read_document(path))

    def text(self, key: str) -> str:
        """Return a text that must be there."""
        value = self.optional_text(key)
        if not value:
            raise self.error(f"{self._named(key)} is missing, expected {_WORDS[str]}", key)
        return value

    def optional_text(self, key: str, default: str | None = None) -> str | None:
        """Return a text, ``default`` where the key is missing, ``None`` where it stands without a value."""
        if key not in self.document:
            return default
        return None if self.document[key] is None else self._value(key, str)

    def texts(self, key: str) -> list[str]:
        """Return a list of texts; a missing one is empty."""
        values: list[object] = [] if self.document.get(key) is None else self._value(key, list)
        for value in values:
            if not isinstance(value, str):
                raise self.error(f"{self._named(key)} holds {value!r}, expected {_WORDS[str]}", key)
        return cast("list[str]", values)

    def number(self, key: str) -> int:
        """Return a whole number that must be there."""
        return self._value(key, int)

    def section(self, key: str) -> Fields:
        """Look at a mapping inside this one; a missing one is empty."""
        value: dict[object, object] = {} if self.document.get(key) is None else self._value(key, dict)
        for name in value:
            if not isinstance(name, str):
                raise self.error(f"{self._named(key)} has the name {name!r:.80}, expected {_WORDS[str]}", key)
        return Fields(self.path, cast("Document", value), (*self.keys, key))

    def component_type(self, word: str, key: str) -> StackComponentType:
        """Return the component type of this name, which stands at ``key``."""
        try:
            return StackComponentType(word)
        except ValueError:
            known = ", ".join(StackComponentType)
            raise self.error(f"{word!r:.80} is no component type, expected one of: {known}", key) from None

    def check_keys(self, *known: str) -> None:
        """Refuse a key that is not known; one may be mistyped."""
        for key in self.document:
            if key not in known:
                raise self.error(f"{self._named(key)} is not known", key, hint=did_you_mean(key, known))

    def check_version(self, supported: int, what: str) -> None:
        """Refuse a file that a newer version of the product wrote, or that says no version.

        Raises:
            ConfigurationError: naming both versions.
        """
        version = self._value("version", int)
        if version > supported:
            raise self.error(
                f"{what} has format version {version}, this zenml-core knows up to {supported}",
                "version",
                hint="install a newer zenml-core; the file was left as it is",
            )
        if version < 1:
            raise self.error(f"{what} has format version {version}, expected at least 1", "version")

    def error(
        self, problem: str, *keys: str, hint: str = "the file was left as it is; correct it"
    ) -> ConfigurationError:
        """Return an error that says where in the file the problem is."""
        line = line_of(self.path, *self.keys, *keys)
        return ConfigurationError(f"{self.path}{f', line {line}' if line else ''}: {problem}", hint=hint)

    def _value(self, key: str, expected: type[_T]) -> _T:
        value = self.document.get(key)
        is_other_kind_of_number = expected is int and isinstance(value, bool)
        if isinstance(value, expected) and not is_other_kind_of_number:
            return value
        found = "missing" if key not in self.document else repr(value)[:80]
        raise self.error(f"{self._named(key)} is {found}, expected {_WORDS[expected]}", key)

    def _named(self, key: str) -> str:
        return f"{'.'.join([*self.keys, key])!r:.80}"
