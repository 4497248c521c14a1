"""Keep what a path leads to: a file, or a folder with all that is in it."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zenml.errors import ArtifactError
from zenml.materializers.formats import check_format
from zenml.materializers.materializer import BaseMaterializer

FORMAT_VERSION = 1
_ABOUT = "path.json"
_CONTENT = "content"
_CHUNK_BYTES = 1024 * 1024
_SHOWN_FILES = 50


class PathMaterializer(BaseMaterializer):
    """Keep the file or folder that a ``Path`` leads to; whoever loads it gets the path of a copy of its own.

    The copy goes when the process ends. Of a path that leads nowhere the path itself is kept. Names and
    contents are kept, neither modes nor times; links and devices are refused.
    """

    def save(self, data: Path) -> None:
        files = list(_files_of(data))
        about = {
            "version": FORMAT_VERSION,
            "path": str(data),
            "kind": "folder" if data.is_dir() else "file" if files else "nothing",
            "folders": [path.relative_to(data).as_posix() for path in sorted(data.rglob("*")) if path.is_dir()],
            "files": [path.relative_to(data).as_posix() for path in files],
        }
        with self.open(_ABOUT, "w") as described:
            json.dump(about, described)
        for path in files:
            with path.open("rb") as source, self.open(_place(data, path), "wb") as target:
                shutil.copyfileobj(source, target, _CHUNK_BYTES)

    def load(self, _data_type: type[Any], /) -> Path:
        with self.open(_ABOUT) as described:
            about = json.load(described)
        check_format(about["version"], FORMAT_VERSION)
        original = Path(about["path"])
        if about["kind"] == "nothing":
            return original
        copy = _folder_of_this_process() / (original.name if original.name not in ("", "..") else _CONTENT)
        if about["kind"] == "file":
            self._copy_out(_CONTENT, copy)
            return copy
        for folder in (".", *about["folders"]):
            (copy / folder).mkdir()
        for name in about["files"]:
            self._copy_out(f"{_CONTENT}/{name}", copy / name)
        return copy

    def extract_metadata(self, data: Path) -> dict[str, object]:
        files = list(_files_of(data))
        return {"name": data.name, "files": len(files), "size_bytes": sum(path.stat().st_size for path in files)}

    def save_preview(self, data: Path) -> None:
        files = list(_files_of(data))
        lines = [f"{path.stat().st_size:>14,}  {path.relative_to(data.parent)}" for path in files[:_SHOWN_FILES]]
        more = [f"and {len(files) - _SHOWN_FILES} more"] if len(files) > _SHOWN_FILES else []
        self.write_preview("".join(f"{line}\n" for line in [*lines, *more]) or f"{data} leads nowhere\n")

    def _copy_out(self, name: str, target: Path) -> None:
        with self.open(name, "rb") as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy, _CHUNK_BYTES)


def _files_of(path: Path) -> Iterator[Path]:
    """Yield a file, or those of a folder in order of their names; nothing if there is nothing.

    Raises:
        ArtifactError: there is something else, which a copy would not be the same as.
    """
    if path.is_file():
        yield path
    elif path.is_dir():
        for child in sorted(path.iterdir()):
            if child.is_symlink():
                raise ArtifactError(f"{child} is a symbolic link", hint="put a copy in its place")
            yield from _files_of(child)
    elif path.exists():
        raise ArtifactError(f"{path} is neither a file nor a folder")


def _place(root: Path, path: Path) -> str:
    return _CONTENT if path == root else f"{_CONTENT}/{path.relative_to(root).as_posix()}"


def _folder_of_this_process() -> Path:
    folder = tempfile.mkdtemp(prefix="zenml-artifact-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
