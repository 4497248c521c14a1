"""Furnish a machine on which every command finds something to work on."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from commandline import CommandLine
from in_process import called

from zenml.enums import REQUIRED_COMPONENT_TYPES, StackComponentType
from zenml.flavors.registry import refresh
from zenml_sql.databases import close_connections

WORDS = "é👉"
"""What not every terminal can show; it stands in the configuration of each component ``mine``."""
_DATABASE_ASIDE = ("*.db-shm", "*.db-wal")
"""What lies beside a SQLite database, also of one that was only read."""
_TRAIN = """
from zenml import pipeline, step

@step
def importer() -> int:
    print("importing")
    return 1

@pipeline
def training():
    importer()

training().run(run_name={name!r})
if {name!r} == "first":
    training().run(schedule={{"interval": 3600, "name": "hourly"}})
"""


@contextmanager
def every_kind_known(folder: Path) -> Iterator[None]:
    """Let this process, and those that it starts, find the package that ``install_every_kind`` put into a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        patch.setenv("PYTHONPATH", str(folder))
        refresh()
        yield
    for module in [name for name in sys.modules if name.partition(".")[0] == "every_kind"]:
        del sys.modules[module]
    refresh()


def furnish(folder: Path) -> Path:
    """Make a machine in ``folder`` and return that: its configuration is in ``zenml``, work is done in ``work``.

    The profile ``default`` has of every kind the components ``mine`` and ``spare`` and the flavor ``mine``; the stacks
    ``spare`` and ``full``, which is active and holds all kinds; the secret ``pass`` in the secrets manager ``safe``,
    the schedule ``hourly`` and the run ``first``. The profile ``other`` is as it was made. ``new.yaml`` describes a
    stack ``new``.
    """
    (folder / "work").mkdir()
    with at(folder):
        for line in _lines():
            outcome = called(line.split())
            assert outcome.code == 0, (line, outcome)
        Path("new.yaml").write_text(called(["stack", "export"]).stdout.replace("stack: full", "stack: new"))
        Path("first.py").write_text(_TRAIN.format(name="first"))
        outcome = CommandLine()("pipeline", "run", "first.py")
        assert outcome.code == 0, outcome
        Path("train.py").write_text(_TRAIN.format(name="second"))
    return folder


@contextmanager
def at(machine: Path) -> Iterator[None]:
    """Work on a machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZENML_CONFIG_PATH", str(machine / "zenml"))
        patch.setenv("ZENML_KEYS_PATH", str(machine / "keys"))
        patch.chdir(machine / "work")
        yield


def _lines() -> Iterator[str]:
    yield "profile create other"
    for kind in StackComponentType:
        yield f"{kind.command_name} register mine --flavor=plain --token=EMASES --words={WORDS}"
        yield f"{kind.command_name} register spare --flavor=plain"
        yield f"{kind.command_name} flavor register every_kind.{kind.value}.Mine"
    yield "secrets-manager register safe --flavor=local"
    required = "-o default -a default -m default"
    others = " ".join(
        f"--{kind.command_name} mine"
        for kind in StackComponentType
        if kind not in (*REQUIRED_COMPONENT_TYPES, StackComponentType.SECRETS_MANAGER)
    )
    yield f"stack register spare {required}"
    yield f"stack register full {required} {others} --secrets-manager safe --set"
    yield "alerter register referring --flavor=plain --words={{pass.word}}"
    yield "stack update full --alerter referring"
    yield "secrets-manager secret register pass --word=EMASES"


def state_of_machine(machine: Path) -> dict[str, bytes | str]:
    """Return what every file of a machine holds, but for locks, and what is remembered of packages."""
    files = [path for path in machine.rglob("*") if not path.is_dir() or path.is_symlink()]
    return {
        str(path.relative_to(machine)): os.readlink(path) if path.is_symlink() else path.read_bytes()
        for path in files
        if not {"locks", "cache", "__pycache__"}.intersection(path.relative_to(machine).parts)
        and not any(path.match(pattern) for pattern in _DATABASE_ASIDE)
    }


class FurnishedMachine:
    """Lend a machine to one test after the other, which is cheaper than to make one for each."""

    def __init__(self, original: Path, folder: Path) -> None:
        self.folder = shutil.copytree(original, folder, symlinks=True, dirs_exist_ok=True)
        self._original = original
        self._state = state_of_machine(original)

    def restore(self) -> None:
        """Undo whatever was done to its files, which this process may still hold open."""
        close_connections()
        for path in (path for pattern in _DATABASE_ASIDE for path in self.folder.rglob(pattern)):
            path.unlink()
        present = state_of_machine(self.folder)
        for name in present.keys() - self._state.keys():
            (self.folder / name).unlink()
            _remove_empty(self.folder / name)
        for name in (name for name, content in self._state.items() if present.get(name) != content):
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copy2(self._original / name, self.folder / name)


def _remove_empty(path: Path) -> None:
    """Remove the folders around a file that went, as far as nothing is left in them."""
    with suppress(OSError):
        for folder in path.parents:
            folder.rmdir()
