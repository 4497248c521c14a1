"""The terminal sessions of the documentation about profiles, whole."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from commandline import CommandLine, Outcome
from status_lines import FIRST_USE, FOUND_STORE, NEW_STORE, without_repository
from tables import table

PROFILES = ("ACTIVE", "PROFILE NAME", "STORE TYPE", "URL", "ACTIVE STACK")
STACKS = ("ACTIVE", "STACK NAME", "ARTIFACT_STORE", "METADATA_STORE", "ORCHESTRATOR")
PARTS = ("default", "default", "default")
REGISTER_CUSTOM = ("stack", "register", "custom", "-m", "default", "-a", "default", "-o", "default")


def outside(profile: str) -> str:
    return f"Running without an active repository root.\nRunning with active profile: '{profile}' (global)\n"


def of_stacks(profile: str, folder: Path | None = None) -> str:
    """Return what commands about stacks say outside of a repository."""
    return without_repository(folder).replace("'default' (global)", f"'{profile}' (global)")


def inside(profile: str) -> str:
    return f"Running with active profile: '{profile}' (local)\n"


def profile_table(config: Path, active: str, **stacks: str) -> str:
    """Return the list of profiles that were created without a URL, with the active stack of each."""
    rows = [
        ("👉" if name == active else "", name, "local", (config / "profiles" / name).as_uri(), stack)
        for name, stack in stacks.items()
    ]
    return table(PROFILES, *rows)


def stack_table(active: str, *names: str) -> str:
    return table(STACKS, *(("👉" if name == active else "", name, *PARTS) for name in names))


def test_the_default_profile_appears_on_first_use(zenml: CommandLine, config_path: Path) -> None:
    assert zenml("stack", "list") == Outcome(stack_table("default", "default"), FIRST_USE + of_stacks("default"), 0)
    assert zenml("profile", "list") == Outcome(
        profile_table(config_path, "default", default="default"), outside("default"), 0
    )
    assert zenml("profile", "get") == Outcome("default\n", outside("default"), 0)


@pytest.mark.usefixtures("used_before")
def test_a_profile_is_created_chosen_filled_and_left(zenml: CommandLine, config_path: Path) -> None:
    assert zenml("profile", "create", "zenml") == Outcome("", outside("default") + NEW_STORE, 0)
    assert zenml("profile", "list") == Outcome(
        profile_table(config_path, "default", default="default", zenml="default"), outside("default"), 0
    )
    assert zenml("profile", "set", "zenml") == Outcome(
        "", f"{outside('default')}Active profile changed to: 'zenml'\n", 0
    )
    assert zenml("profile", "list") == Outcome(
        profile_table(config_path, "zenml", default="default", zenml="default"), outside("zenml"), 0
    )
    assert zenml(*REGISTER_CUSTOM) == Outcome(
        "",
        f"{of_stacks('zenml')}Registered stack with name 'custom'.\nStack 'custom' successfully registered!\n",
        0,
    )
    assert zenml("stack", "set", "custom") == Outcome("", f"{of_stacks('zenml')}Active stack set to: 'custom'\n", 0)
    assert zenml("stack", "list") == Outcome(stack_table("custom", "custom", "default"), of_stacks("zenml"), 0)
    assert zenml("profile", "list") == Outcome(
        profile_table(config_path, "zenml", default="default", zenml="custom"), outside("zenml"), 0
    )
    assert zenml("profile", "set", "default") == Outcome(
        "", f"{outside('zenml')}Active profile changed to: 'default'\n", 0
    )
    assert zenml("stack", "list") == Outcome(stack_table("default", "default"), of_stacks("default"), 0)


@pytest.mark.usefixtures("used_before")
def test_the_environment_chooses_for_one_terminal(
    zenml: CommandLine, config_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_profile_zenml(zenml)
    assert zenml("stack", "list") == Outcome(stack_table("default", "default"), of_stacks("default"), 0)

    monkeypatch.setenv("ZENML_ACTIVATED_PROFILE", "zenml")
    monkeypatch.setenv("ZENML_ACTIVATED_STACK", "default")
    assert zenml("profile", "list") == Outcome(
        profile_table(config_path, "zenml", default="default", zenml="default"), outside("zenml"), 0
    )
    assert zenml("stack", "list") == Outcome(stack_table("default", "custom", "default"), of_stacks("zenml"), 0)
    monkeypatch.delenv("ZENML_ACTIVATED_STACK")
    assert zenml("profile", "list") == Outcome(
        profile_table(config_path, "zenml", default="default", zenml="custom"), outside("zenml"), 0
    )
    monkeypatch.delenv("ZENML_ACTIVATED_PROFILE")
    assert zenml("profile", "list") == Outcome(
        profile_table(config_path, "default", default="default", zenml="custom"), outside("default"), 0
    )


@pytest.mark.usefixtures("used_before")
def test_a_repository_chooses_for_the_code_in_it(zenml: CommandLine, config_path: Path, tmp_path: Path) -> None:
    fill_profile_zenml(zenml)
    root = tmp_path / "zenml"
    root.mkdir()

    assert zenml("init", cwd=root).stderr.startswith(f"{outside('default')}ZenML repository initialized at {root}.\n")
    profiles = profile_table(config_path, "default", default="default", zenml="custom")
    assert zenml("profile", "list", cwd=root) == Outcome(profiles, inside("default"), 0)
    assert zenml("profile", "set", "zenml", cwd=root) == Outcome(
        "", f"{inside('default')}Active profile changed to: 'zenml'\n", 0
    )
    assert zenml("stack", "list", cwd=root) == Outcome(stack_table("custom", "custom", "default"), inside("zenml"), 0)
    assert zenml("stack", "set", "default", cwd=root) == Outcome(
        "", f"{inside('zenml')}Active stack set to: 'default'\n", 0
    )
    assert zenml("stack", "list", cwd=root) == Outcome(stack_table("default", "custom", "default"), inside("zenml"), 0)

    assert zenml("profile", "list", cwd=tmp_path) == Outcome(profiles, outside("default"), 0)

    assert zenml("stack", "list", cwd=root) == Outcome(stack_table("default", "custom", "default"), inside("zenml"), 0)
    assert zenml("profile", "list", cwd=root) == Outcome(
        profile_table(config_path, "zenml", default="default", zenml="default"), inside("zenml"), 0
    )


@pytest.mark.usefixtures("used_before")
def test_stacks_are_shared_by_git(zenml: CommandLine, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    store = project / ".zenprofile"

    created = zenml("profile", "create", "git_store", "--url", "./.zenprofile", cwd=project)
    assert created == Outcome("", outside("default") + NEW_STORE.replace("zenml", "git_store"), 0)
    zenml("profile", "set", "git_store")
    zenml(*REGISTER_CUSTOM, "--set")
    assert zenml("profile", "describe") == Outcome(
        table(
            ("PROPERTY", "VALUE"),
            ("NAME", "git_store"),
            ("STORE_URL", str(store)),
            ("STORE_TYPE", "local"),
            ("ACTIVE_STACK", "custom"),
            ("ACTIVE_USER", "default"),
            title="'git_store' Profile Configuration (ACTIVE)",
        ),
        outside("git_store"),
        0,
    )
    for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "Stacks")):
        git(project, *words)
    git(tmp_path, "clone", "-q", "project", "clone")
    shutil.rmtree(project)

    cloned = zenml("profile", "create", "git-clone", "--url", "./.zenprofile", cwd=tmp_path / "clone")
    assert cloned == Outcome("", outside("git_store") + FOUND_STORE.replace("zenml", "git-clone"), 0)
    zenml("profile", "set", "git-clone")
    assert zenml("stack", "list") == Outcome(stack_table("default", "custom", "default"), of_stacks("git-clone"), 0)
    assert git(tmp_path / "clone", "status", "--porcelain") == ""


@pytest.mark.usefixtures("used_before")
def test_profiles_know_nothing_of_each_other(zenml: CommandLine, tmp_path: Path) -> None:
    for profile in ("one", "two"):
        zenml("profile", "create", profile)
        words = ("artifact-store", "register", "shelf", "--flavor=local", f"--path={tmp_path}/{profile}")
        zenml("--profile", profile, *words)
        zenml("--profile", profile, "stack", "register", "mine", "-o", "default", "-a", "shelf", "-m", "default")

    paths = [zenml("--profile", each, "artifact-store", "describe", "shelf").stdout for each in ("one", "two")]
    assert [f"{tmp_path}/one" in text for text in paths] == [True, False]
    zenml("--profile", "one", "stack", "delete", "mine", "--yes")
    zenml("--profile", "one", "artifact-store", "delete", "shelf", "--yes")
    assert zenml("--profile", "two", "artifact-store", "describe", "shelf").stdout == paths[1]
    assert zenml("--profile", "two", "stack", "describe", "mine").code == 0
    assert zenml("stack", "list").stdout == stack_table("default", "default")


def fill_profile_zenml(zenml: CommandLine) -> None:
    """Make the profile ``zenml`` with a stack ``custom`` that is active in it; the profile ``default`` stays active."""
    zenml("profile", "create", "zenml")
    zenml("--profile", "zenml", *REGISTER_CUSTOM)
    zenml("--profile", "zenml", "stack", "set", "custom", "--global")


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout
