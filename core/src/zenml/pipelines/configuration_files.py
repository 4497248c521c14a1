"""Name the configuration files of a run, and what each says in which place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zenml.documents import line_of
from zenml.errors import NotFoundError
from zenml.names import closest

Keys = tuple[str, ...]


@dataclass(frozen=True)
class ConfigurationFile:
    """Name a file that was not read yet; who changes the current folder meanwhile still reads the same."""

    name: str
    """As the user writes it."""
    path: Path

    @classmethod
    def called(cls, name: str | Path) -> ConfigurationFile:
        """Return the file of this name, seen from the current folder."""
        return cls(str(name), Path(name).absolute())

    def check_is_there(self) -> None:
        """Refuse a file that is not there.

        Raises:
            NotFoundError: with the file beside it that was probably meant.
        """
        if not self.path.is_file():
            near = [path.name for path in self.path.parent.glob("*.y*ml")]
            meant = closest(self.path.name, near)
            hint = f"did you mean {str(Path(self.name).with_name(meant))!r}?" if meant else "name a YAML file"
            raise NotFoundError(f"there is no configuration file {self.name!r}", hint=hint)


@dataclass(frozen=True)
class Given:
    """Hold one thing that a file says, and where it says it."""

    value: Any
    file: ConfigurationFile
    keys: Keys

    @property
    def place(self) -> str:
        """Return file and line."""
        line = line_of(self.file.path, *self.keys)
        return f"{self.file.name}, line {line}" if line else self.file.name

    @property
    def key(self) -> str:
        """Return the key with those above it: ``steps.trainer.retry``."""
        return ".".join(self.keys)
