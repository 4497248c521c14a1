"""What a user may still do whose home cannot be written."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from commandline import CommandLine, Outcome
from privileges import obey_modes


@pytest.fixture
def read_only(used_before: Path) -> Iterator[Path]:
    """Return the configuration folder of a machine that was used before, whose home may only be read."""
    folders = [used_before.parent, used_before, *(path for path in used_before.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    yield used_before
    for folder in folders:
        folder.chmod(0o700)


@pytest.mark.parametrize(
    "command",
    [
        "stack list",
        "stack describe",
        "stack get",
        "profile list",
        "profile describe",
        "artifact-store list",
        "orchestrator describe",
        "orchestrator flavor list",
        "status",
    ],
)
def test_what_is_registered_can_be_read(zenml: CommandLine, read_only: Path, command: str) -> None:
    before = sorted(read_only.rglob("*"))

    outcome = without_privilege(zenml, *command.split())

    assert (outcome.code, "Error" in outcome.stderr, outcome.stdout != "") == (0, False, True)
    assert sorted(read_only.rglob("*")) == before


@pytest.mark.parametrize(
    ("command", "lock"),
    [("orchestrator register x --flavor local", "profiles.default"), ("stack set default --global", "configuration")],
)
def test_a_change_says_what_cannot_be_written(zenml: CommandLine, read_only: Path, command: str, lock: str) -> None:
    (read_only / "locks" / f"{lock}.lock").chmod(0o400)

    outcome = without_privilege(zenml, *command.split())

    assert outcome.code == 7
    assert outcome.stderr.splitlines()[-2:] == [
        f"Error: cannot write {read_only}/locks/{lock}.lock: Permission denied",
        "Hint: nothing was changed; check its owner and mode",
    ]


def without_privilege(zenml: CommandLine, *words: str) -> Outcome:
    """Run a command that has to obey the modes of files."""
    done = subprocess.run(
        [str(zenml.executable), *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=zenml.timeout_seconds,
        check=False,
        preexec_fn=obey_modes,
    )
    return Outcome(done.stdout, done.stderr, done.returncode)
