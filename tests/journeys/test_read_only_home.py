"""What a user may still do whose home cannot be written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from commandline import CommandLine, Outcome
from privileges import without_privilege

NOBODY = """\
import pwd
def getpwuid(uid):
    raise KeyError(uid)
pwd.getpwuid = getpwuid
"""
"""Runs a program as a user whom the system does not know, as containers often do."""


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
        "profile get",
        "profile describe",
        "artifact-store list",
        "orchestrator describe",
        "orchestrator flavor list",
        "status",
        "explain",
        "stack explain",
        "explain files",
    ],
)
def test_what_is_registered_can_be_read(zenml: CommandLine, read_only: Path, command: str) -> None:
    before = sorted(read_only.rglob("*"))

    outcome = without_privilege(zenml, *command.split())

    assert (outcome.code, "Error" in outcome.stderr, outcome.stdout != "") == (0, False, True)
    assert sorted(read_only.rglob("*")) == before


@pytest.mark.parametrize(
    ("command", "lock"),
    [
        ("orchestrator register x --flavor local", "profiles.default"),
        ("stack set default --global", "configuration"),
        ("profile create x", "configuration"),
        ("profile set default", "configuration"),
        ("profile set default --global", "configuration"),
        ("init", "repositories"),
        ("clean --yes", "repositories"),
    ],
)
def test_a_change_says_what_cannot_be_written(zenml: CommandLine, read_only: Path, command: str, lock: str) -> None:
    (read_only / "locks" / f"{lock}.lock").touch()
    (read_only / "locks" / f"{lock}.lock").chmod(0o400)

    outcome = without_privilege(zenml, *command.split())

    assert outcome.code == 7
    assert outcome.stderr.splitlines()[-2:] == [
        f"Error: cannot write {read_only}/locks/{lock}.lock: Permission denied",
        "Hint: nothing was changed; check its owner and mode",
    ]


def test_a_profile_that_cannot_be_deleted_stays(zenml: CommandLine, used_before: Path) -> None:
    zenml("profile", "create", "x")
    used_before.chmod(0o500)

    outcome = without_privilege(zenml, "profile", "delete", "x", "--yes")
    used_before.chmod(0o700)

    assert outcome.code == 7
    assert outcome.stderr.splitlines()[-1] == "Hint: nothing was changed; check its owner and mode"
    assert json.loads(zenml("profile", "describe", "x", "--output=json").stdout)["name"] == "x"


def test_data_that_cannot_be_removed_stay(zenml: CommandLine, used_before: Path) -> None:
    uuid = json.loads(zenml("artifact-store", "describe", "--output=json").stdout)["uuid"]
    folder = used_before / "local_stores" / uuid
    folder.mkdir(parents=True)
    folder.parent.chmod(0o500)

    outcome = without_privilege(zenml, "clean", "--local", "--yes")
    folder.parent.chmod(0o700)

    assert (outcome.code, folder.exists()) == (7, True)
    assert outcome.stderr.splitlines()[-2] == f"Error: cannot write {folder}: Permission denied"


def test_the_tour_says_why_it_cannot_go_on(
    zenml: CommandLine, read_only: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for lock in ("repositories", "configuration"):
        (read_only / "locks" / f"{lock}.lock").touch()
        (read_only / "locks" / f"{lock}.lock").chmod(0o400)

    outcome = without_privilege(zenml, "go")

    assert outcome.code == 7
    assert f"Error: cannot write {read_only}/locks/repositories.lock: Permission denied" in outcome.stderr


def test_without_a_home_nothing_lands_in_the_current_folder(
    zenml: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(NOBODY)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    for variable in ("HOME", "ZENML_CONFIG_PATH"):
        monkeypatch.delenv(variable)
    refusal = "Error: the home folder is not known\nHint: set HOME or ZENML_CONFIG_PATH\n"

    assert zenml("stack", "list") == Outcome("", refusal, 3)
    assert zenml("profile", "create", "x") == Outcome("", refusal, 3)
    assert zenml("clean", "--yes") == Outcome("", refusal, 3)
    assert [zenml(*words).code for words in (("--help",), ("version",), ("explain", "stack"))] == [0, 0, 0]
    assert list(Path.cwd().iterdir()) == []


def test_without_a_home_a_configuration_folder_will_do(
    zenml: CommandLine, config_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(NOBODY)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.delenv("HOME")

    for command in ("profile create x", "profile set x", "profile delete default -y", "clean --local", "status", "go"):
        assert zenml(*command.split()).code == 0, command
    assert (config_path / "config.yaml").exists()
    assert list(Path.cwd().iterdir()) == []
