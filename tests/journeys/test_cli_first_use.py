"""What a stranger reads who types a command for the first time, and for the second."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import CommandLine, Outcome
from privileges import without_privilege
from status_lines import FIRST_USE, INSIDE, OUTSIDE, without_repository

from zenml import __version__

STACKS = """\
┏━━━━━━━━┯━━━━━━━━━━━━┯━━━━━━━━━━━━━━━━┯━━━━━━━━━━━━━━━━┯━━━━━━━━━━━━━━┓
┃ ACTIVE │ STACK NAME │ ARTIFACT_STORE │ METADATA_STORE │ ORCHESTRATOR ┃
┠────────┼────────────┼────────────────┼────────────────┼──────────────┨
┃ 👉     │ default    │ default        │ default        │ default      ┃
┗━━━━━━━━┷━━━━━━━━━━━━┷━━━━━━━━━━━━━━━━┷━━━━━━━━━━━━━━━━┷━━━━━━━━━━━━━━┛
"""


def test_the_first_command_makes_the_default_profile_and_says_so(zenml: CommandLine) -> None:
    assert zenml("stack", "list") == Outcome(STACKS, FIRST_USE + without_repository(), 0)


@pytest.mark.usefixtures("used_before")
def test_the_second_command_says_only_where_it_works(zenml: CommandLine) -> None:
    assert zenml("stack", "list") == Outcome(STACKS, without_repository(), 0)


@pytest.mark.usefixtures("used_before")
def test_commands_that_need_no_repository_do_not_miss_one(zenml: CommandLine) -> None:
    assert [zenml(*command).stderr for command in (("status",), ("profile", "list"))] == [OUTSIDE, OUTSIDE]


@pytest.mark.usefixtures("used_before")
def test_in_a_repository_the_profile_is_local(zenml: CommandLine) -> None:
    zenml("init")
    assert zenml("stack", "list") == Outcome(STACKS, INSIDE, 0)


@pytest.mark.parametrize("words", [("--help",), ("version",), ("--version",), ("stack", "register", "--help")])
def test_help_and_version_make_and_say_nothing(zenml: CommandLine, config_path: Path, words: tuple[str, ...]) -> None:
    outcome = zenml(*words)
    assert (outcome.stderr, outcome.code) == ("", 0)
    assert not config_path.exists()


def test_version_prints_the_version(zenml: CommandLine) -> None:
    assert zenml("version") == zenml("--version") == Outcome(f"{__version__}\n", "", 0)


def test_a_list_of_flavors_makes_no_profile_and_says_nothing(zenml: CommandLine, config_path: Path) -> None:
    outcome = zenml("artifact-store", "flavor", "list")
    assert (outcome.stderr, outcome.code) == ("", 0)
    assert [path.name for path in config_path.iterdir()] == ["cache"]


@pytest.mark.usefixtures("used_before")
def test_init_makes_a_repository_that_selects_profile_and_stack(zenml: CommandLine, tmp_path: Path) -> None:
    initialized = f"""\
ZenML repository initialized at {tmp_path}.
The local active profile was initialized to 'default' and the local active stack to 'default'. This local \
configuration will only take effect when you're running ZenML from the initialized repository root, or from a \
subdirectory. For more information on profile and stack configuration, please visit https://docs.zenml.io.
"""
    assert zenml("init", "--path", str(tmp_path)) == Outcome("", OUTSIDE + initialized, 0)
    assert (tmp_path / ".zen" / "config.yaml").read_text() == (
        "active_profile_name: default\nactive_project_name: null\nactive_stack_name: default\n"
    )


@pytest.mark.usefixtures("used_before")
def test_a_folder_becomes_a_repository_only_once(zenml: CommandLine, tmp_path: Path) -> None:
    zenml("init", "--path", str(tmp_path))
    outcome = zenml("init", "--path", str(tmp_path))
    assert outcome.stderr.splitlines()[-2] == f"Error: {tmp_path} is a ZenML repository already"
    assert outcome.code == 6


@pytest.mark.parametrize("command", ["stack list", "init", "status"])
def test_a_repository_that_may_not_be_read_is_not_passed_over(
    zenml: CommandLine, used_before: Path, command: str
) -> None:
    zenml("init")
    Path(".zen").chmod(0)
    outcome = without_privilege(zenml, *command.split())
    Path(".zen").chmod(0o700)
    assert outcome == Outcome(
        "", f"Error: cannot read {Path.cwd()}/.zen: Permission denied\nHint: check its owner and mode\n", 7
    )


def test_a_file_where_a_repository_would_be_is_no_repository(zenml: CommandLine, used_before: Path) -> None:
    Path(".zen").touch()
    assert zenml("stack", "list").code == 0
    refused = zenml("init")
    assert (refused.code, refused.stderr.splitlines()[-2:]) == (
        3,
        [f"Error: {Path.cwd()}/.zen is no folder", "Hint: move it away; nothing was changed"],
    )


@pytest.mark.parametrize("what", ["profile", "stack"])
def test_status_shows_the_rest_of_what_vanished(zenml: CommandLine, used_before: Path, what: str) -> None:
    zenml("init")
    file = Path.cwd() / ".zen" / "config.yaml"
    file.write_text(file.read_text().replace(f"active_{what}_name: default", f"active_{what}_name: gone"))

    shown = json.loads(zenml("status", "-o", "json").stdout)
    table = zenml("status")

    assert (shown["repository"], shown[what], shown["components"]) == (str(Path.cwd()), "gone", {})
    assert table.code == 5
    assert "cannot be used: see below" in table.stdout
    assert f"no {what} named 'gone', which {file} chooses" in table.stderr


def test_status_shows_what_is_in_force_and_whether_it_can_be_used(zenml: CommandLine, used_before: Path) -> None:
    status = json.loads(zenml("status", "--output", "json").stdout)
    components = status.pop("components")
    assert status == {
        "repository": None,
        "profile": "default",
        "profile_chosen_by": str(used_before / "config.yaml"),
        "store_url": (used_before / "profiles" / "default").as_uri(),
        "stack": "default",
        "stack_chosen_by": str(used_before / "config.yaml"),
    }
    assert {kind: (part["flavor"], part["usable"]) for kind, part in components.items()} == {
        "artifact_store": ("local", True),
        "metadata_store": ("sqlite", True),
        "orchestrator": ("local", True),
    }
