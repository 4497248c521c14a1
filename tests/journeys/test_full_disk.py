"""The command line where nothing more can be written."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from commandline import CommandLine, Outcome

COMMANDS = [
    ("orchestrator", "register", "new", "--flavor=local"),
    ("stack", "register", "new", "-o", "default", "-a", "default", "-m", "default"),
    ("stack", "set", "second", "--global"),
    ("init",),
]
SECOND = ("stack", "register", "second", "-o", "default", "-a", "default", "-m", "default")
DISK_BYTES = 256 * 1024


@dataclass(frozen=True)
class Machine:
    """Start commands that may not write more than so many bytes into one file, if that is limited."""

    zenml: CommandLine
    limit: Callable[[], object] | None = None

    def run(self, *words: str) -> Outcome:
        command = [str(self.zenml.executable), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=self.limit)
        return Outcome(done.stdout, done.stderr, done.returncode)


def allow(size_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, size_bytes))


def contents(folder: Path) -> dict[Path, bytes]:
    """Return what all files hold but those of locks and of the cache, which say nothing."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.parent.name not in ("locks", "cache")]
    return {path: path.read_bytes() for path in files if path.name != "full"}


def assert_refused(outcome: Outcome, reason: str) -> None:
    errors = [line for line in outcome.stderr.splitlines() if line.startswith("Error: ")]
    assert (outcome.code, outcome.stdout, len(errors)) == (1, "", 1), outcome
    assert errors[0].startswith("Error: cannot write ")
    assert errors[0].endswith(f": {reason}")
    assert outcome.stderr.splitlines()[-1] == "Hint: nothing was changed"


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[:2]))
@pytest.mark.parametrize("size_bytes", [0, 60])
def test_a_limit_on_the_size_of_files_changes_nothing(
    used_before: Path, zenml: CommandLine, words: tuple[str, ...], size_bytes: int
) -> None:
    assert zenml(*SECOND).code == 0
    before = contents(used_before)

    assert_refused(Machine(zenml, partial(allow, size_bytes)).run(*words), "File too large")

    assert contents(used_before) == before
    assert zenml(*words).code == 0


def test_first_use_that_can_write_nothing_leaves_nothing(config_path: Path, zenml: CommandLine) -> None:
    outcome = Machine(zenml, partial(allow, 0)).run("stack", "list")

    assert_refused(outcome, "File too large")
    assert contents(config_path) == {}
    assert zenml("stack", "list").code == 0


@pytest.fixture
def full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Callable[[], object] | None]]:
    """Keep the configuration on a small file system, where root may mount one, or else limit the size of files."""
    folder = tmp_path / "disk"
    folder.mkdir()
    monkeypatch.setenv("ZENML_CONFIG_PATH", str(folder))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=700", "tmpfs", str(folder)]
    is_mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield folder, None if is_mounted else partial(allow, 0)
    finally:
        if is_mounted:
            subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_changes_nothing_and_everything_works_once_there_is_space_again(
    full_disk: tuple[Path, Callable[[], object] | None], zenml: CommandLine
) -> None:
    folder, limit = full_disk
    assert zenml(*SECOND).code == 0
    before = contents(folder)
    fill(folder / "full")

    for words in COMMANDS[:3]:
        assert_refused(
            Machine(zenml, limit).run(*words), "No space left on device" if limit is None else "File too large"
        )
        assert contents(folder) == before
    assert zenml("stack", "list").code == 0

    (folder / "full").unlink()
    assert [zenml(*words).code for words in COMMANDS] == [0, 0, 0, 0]


def fill(path: Path) -> None:
    """Write until there is no space left, or as much as the small disk would hold."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT)
    try:
        for _ in range(DISK_BYTES // 512):
            os.write(descriptor, b"\0" * 512)
    except OSError:
        return
    finally:
        os.close(descriptor)
