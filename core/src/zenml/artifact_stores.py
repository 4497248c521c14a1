"""Define the artifact store: the files that steps exchange, on a disk or in a bucket."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, ClassVar

from pydantic import Field, field_validator

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.flavors.public_names import public_names
from zenml.models.deployment import RUNS_FOLDER


class BaseArtifactStore(StackComponent):
    """Keep files under one root.

    All paths that the methods take and return are whole ones, below ``self.path``. Errors are the built-in
    ones of local files: ``FileNotFoundError``, ``FileExistsError``, ``NotADirectoryError``, ….

    Example: the first lines of a store on a mounted share::

        class ShareArtifactStore(BaseArtifactStore):
            FLAVOR = "share"
            SUPPORTED_SCHEMES = {"/mnt/"}

            timeout_seconds: int = Field(default=30, description="How long to wait for the share")

            def open(self, path, mode="r"):
                return open(path, mode)
            ...
    """

    TYPE: ClassVar[StackComponentType] = StackComponentType.ARTIFACT_STORE
    REQUIRED_CLASS_VARIABLES: ClassVar[tuple[str, ...]] = ("TYPE", "FLAVOR", "SUPPORTED_SCHEMES")
    SUPPORTED_SCHEMES: ClassVar[set[str]]
    """Prefixes, one of which ``path`` must begin with; ``""`` means a plain path."""

    path: str = Field(description="Root of all artifacts")

    @field_validator("path")
    @classmethod
    def _path_has_a_supported_scheme(cls, path: str) -> str:
        is_plain = "://" not in path
        if any(path.startswith(scheme) if scheme else is_plain for scheme in cls.SUPPORTED_SCHEMES):
            scheme, separator, place = path.rpartition("://")
            return scheme + separator + (place.rstrip("/") or place)
        expected = ", ".join(sorted(scheme or "a plain path" for scheme in cls.SUPPORTED_SCHEMES))
        raise ValueError(f"must begin with one of: {expected}")

    @property
    def owned_paths(self) -> tuple[Path, ...]:
        own, folder = super().owned_paths, self.local_path
        return own if folder is None or folder in own else (*own, folder / RUNS_FOLDER)

    @abstractmethod
    def open(self, path: str, mode: str = "r") -> IO[Any]:
        """Open a file; a new one appears whole when it is closed, and not at all if the writer died.

        Args:
            path: the file; its folder is made if it is missing.
            mode: one of ``r w a rb wb ab``.
        """

    @abstractmethod
    def exists(self, path: str) -> bool:
        """Say whether there is a file or folder at ``path``."""

    @abstractmethod
    def isdir(self, path: str) -> bool:
        """Say whether ``path`` is a folder."""

    @abstractmethod
    def listdir(self, path: str) -> list[str]:
        """Return the names in a folder, sorted."""

    @abstractmethod
    def glob(self, pattern: str) -> list[str]:
        """Return the paths that match a shell pattern (``*``, ``?``, ``[…]``, ``**``), sorted."""

    @abstractmethod
    def mkdir(self, path: str) -> None:
        """Make a folder in an existing one."""

    @abstractmethod
    def makedirs(self, path: str) -> None:
        """Make a folder and its missing parents; an existing one is left as it is."""

    @abstractmethod
    def remove(self, path: str) -> None:
        """Delete a file."""

    @abstractmethod
    def rmtree(self, path: str) -> None:
        """Delete a folder and all that is in it."""

    @abstractmethod
    def rename(self, source: str, target: str, overwrite: bool = False) -> None:
        """Move a file; an existing target is an error unless ``overwrite``."""

    @abstractmethod
    def copyfile(self, source: str, target: str, overwrite: bool = False) -> None:
        """Copy a file; an existing target is an error unless ``overwrite``."""

    @abstractmethod
    def stat(self, path: str) -> dict[str, Any]:
        """Return at least ``size`` (bytes), ``modified`` (seconds since 1970), ``type`` (``file``, ``directory``)."""

    @abstractmethod
    def size(self, path: str) -> int:
        """Return the bytes of a file, or of all files below a folder."""

    @abstractmethod
    def walk(self, path: str) -> Iterator[tuple[str, list[str], list[str]]]:
        """Yield every folder below ``path``, itself first, with the names of its folders and files, sorted."""


__getattr__ = public_names(StackComponentType.ARTIFACT_STORE, __name__)
