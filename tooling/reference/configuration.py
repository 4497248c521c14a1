"""Write the page of what is set outside of the command line: environment variables and files."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from tooling.reference.markdown import code, fenced, page, table
from tooling.reference.records import field_table
from tooling.reference.variables import variables

from zenml.config.paths import config_folder
from zenml.config.profiles import Profile
from zenml.config.repository_file import RepositoryFile, repository_file_path
from zenml.repository.changing import initialize
from zenml.repository.context import Context, open_context

TITLE = "Variables and files"
SUMMARY = "environment variables, and the files that hold configuration"

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def text() -> str:
    context = open_context()
    return page(
        TITLE,
        "## Environment variables",
        table(["variable", "effect"], [[code(name), effect] for name, effect in variables().items()]),
        "## Configuration folder",
        "What first use writes into it; `config.yaml` names the profiles, and each local profile has a store.",
        *_files(config_folder(), "config.yaml"),
        "Each profile holds:",
        field_table(Profile),
        "The store of the profile `default`:",
        *_files(config_folder() / "profiles" / "default", "**/*.yaml"),
        "## Repository",
        "What `zenml init` writes; a key that is missing or `null` leaves the choice to the global configuration.",
        _repository_file(context),
        field_table(RepositoryFile),
    )


def _files(folder: Path, pattern: str) -> list[str]:
    return [_file(path, path.relative_to(folder)) for path in sorted(folder.glob(pattern))]


def _file(path: Path, name: Path) -> str:
    content = _UUID.sub("00000000-0000-0000-0000-000000000000", path.read_text(encoding="utf-8"))
    return f"{code(name.as_posix())}:\n\n{fenced('yaml', content)}"


def _repository_file(context: Context) -> str:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        initialize(context, root)
        path = repository_file_path(root)
        return _file(path, path.relative_to(root))
