"""Sessions at a terminal about profiles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import CommandLine, Outcome
from status_lines import FOUND_STORE, INSIDE, NEW_STORE, OUTSIDE
from terminals import Screen, at_terminal


def test_the_only_profile_is_listed_and_described(zenml: CommandLine, used_before: Path) -> None:
    url = (used_before / "profiles" / "default").as_uri()
    width = len(url)
    assert zenml("profile", "list") == Outcome(
        f"""\
┏━━━━━━━━┯━━━━━━━━━━━━━━┯━━━━━━━━━━━━┯━{"━" * width}━┯━━━━━━━━━━━━━━┓
┃ ACTIVE │ PROFILE NAME │ STORE TYPE │ URL{" " * (width - 3)} │ ACTIVE STACK ┃
┠────────┼──────────────┼────────────┼─{"─" * width}─┼──────────────┨
┃ 👉     │ default      │ local      │ {url} │ default      ┃
┗━━━━━━━━┷━━━━━━━━━━━━━━┷━━━━━━━━━━━━┷━{"━" * width}━┷━━━━━━━━━━━━━━┛
""",
        OUTSIDE,
        0,
    )
    assert zenml("profile", "describe") == Outcome(
        f"""\
'default' Profile Configuration (ACTIVE)
┏━━━━━━━━━━━━━━┯━{"━" * width}━┓
┃ PROPERTY     │ VALUE{" " * (width - 5)} ┃
┠──────────────┼─{"─" * width}─┨
┃ NAME         │ default{" " * (width - 7)} ┃
┠──────────────┼─{"─" * width}─┨
┃ STORE_URL    │ {url} ┃
┠──────────────┼─{"─" * width}─┨
┃ STORE_TYPE   │ local{" " * (width - 5)} ┃
┠──────────────┼─{"─" * width}─┨
┃ ACTIVE_STACK │ default{" " * (width - 7)} ┃
┠──────────────┼─{"─" * width}─┨
┃ ACTIVE_USER  │ default{" " * (width - 7)} ┃
┗━━━━━━━━━━━━━━┷━{"━" * width}━┛
""",
        OUTSIDE,
        0,
    )


def test_profiles_stand_in_the_order_of_their_creation(zenml: CommandLine, used_before: Path) -> None:
    zenml("profile", "create", "zenml")
    zenml("profile", "create", "a first one", "--user", "ada")
    assert json.loads(zenml("profile", "list", "--output=json").stdout) == [
        {
            "name": name,
            "active": name == "default",
            "store_type": "local",
            "store_url": (used_before / "profiles" / name).as_uri(),
            "active_stack": "default",
            "active_user": user,
        }
        for name, user in [("default", "default"), ("zenml", "default"), ("a first one", "ada")]
    ]


def test_another_profile_is_described_without_being_called_active(zenml: CommandLine, used_before: Path) -> None:
    zenml("profile", "create", "zenml")
    described = zenml("profile", "describe", "zenml")
    assert described.stdout.splitlines()[0] == "'zenml' Profile Configuration"


def test_the_command_line_or_the_environment_chooses_a_profile(zenml: CommandLine, used_before: Path) -> None:
    zenml("profile", "create", "zenml")
    said = "Running without an active repository root.\nRunning with active profile: 'zenml' (global)\n"
    chosen = zenml("--profile", "zenml", "profile", "list")
    assert chosen == zenml("profile", "list", env={"ZENML_ACTIVATED_PROFILE": "zenml"})
    assert chosen.stderr == said


def test_a_profile_that_does_not_exist_is_refused_by_name(zenml: CommandLine, used_before: Path) -> None:
    refusal = "Error: there is no profile named 'defualt'\nHint: did you mean 'default'?\n"
    assert zenml("profile", "describe", "defualt") == Outcome("", OUTSIDE + refusal, 5)


def test_a_profile_may_exist_already(zenml: CommandLine, used_before: Path) -> None:
    zenml("profile", "create", "zenml")

    assert zenml("profile", "create", "zenml", "--exist-ok") == Outcome(
        "", f"{OUTSIDE}Profile 'zenml' exists already.\n", 0
    )
    assert zenml("profile", "create", "zenml") == Outcome(
        "", f"{OUTSIDE}Error: a profile named 'zenml' exists already\nHint: choose another name\n", 6
    )
    assert zenml("profile", "create", "zenml", "--exist-ok", "--user=ada").code == 6


@pytest.mark.parametrize(
    ("words", "refusal", "code"),
    [
        (
            ("-t", "rest"),
            "Error: a profile on a server needs its address\nHint: give it: --url https://…\n",
            2,
        ),
        (
            ("-u", "https://ada:secret@host"),
            "Error: stores at https:// come from the package zenml-server: pip install zenml-server\n",
            5,
        ),
        (
            ("-t", "local", "-u", "https://ada:secret@host"),
            ("Error: https://ada:***@host is no address of a 'local' store\nHint: expected a folder or file://…\n"),
            2,
        ),
        (
            ("--store-type=locl",),
            "Error: stores of the type 'locl' come from no package that is known\nHint: did you mean 'local'?\n",
            5,
        ),
    ],
)
def test_a_store_that_nothing_here_can_open_is_refused(
    zenml: CommandLine, used_before: Path, words: tuple[str, ...], refusal: str, code: int
) -> None:
    assert zenml("profile", "create", "x", *words) == Outcome("", OUTSIDE + refusal, code)


def test_an_empty_address_is_not_taken_for_none(zenml: CommandLine) -> None:
    assert zenml("profile", "create", "x", "--url", "") == Outcome(
        "", "Error: the URL is empty\nHint: leave --url out for the place that belongs to the profile\n", 2
    )


def test_a_password_is_shown_nowhere(zenml: CommandLine, used_before: Path) -> None:
    file = used_before / "config.yaml"
    file.write_text(f"{file.read_text()}  shared:\n    store_type: sql\n    store_url: mysql://ada:canary@host/db\n")

    for command in ("list", "describe shared", "get"):
        for output in ("table", "json", "yaml"):
            shown = zenml("--profile=shared", "profile", *command.split(), f"--output={output}")
            assert (shown.code, "canary" in shown.stdout + shown.stderr) == (0, False)
    for command in ("status", "stack list", "--debug stack list"):  # no such store can be opened
        refused = zenml("--profile=shared", *command.split())
        assert (refused.code == 0, "canary" in refused.stdout + refused.stderr) == (False, False)
    assert "mysql://ada:***@host/db" in zenml("profile", "list").stdout


def test_a_profile_is_deleted_once_that_is_confirmed(zenml: CommandLine, used_before: Path) -> None:
    zenml("profile", "create", "zenml")
    folder = used_before / "profiles" / "zenml"
    question = f"Delete the profile 'zenml' and its store in {folder}?"

    assert zenml("profile", "delete", "zenml") == Outcome(
        "", f"{OUTSIDE}Error: nobody is there to answer: {question}\nHint: use --yes\n", 1
    )
    assert zenml("profile", "delete", "zenml", "--dry-run") == Outcome(
        "", f"{OUTSIDE}Would delete the profile 'zenml' and its store in {folder}; nothing was changed.\n", 0
    )
    assert folder.exists()
    answered = at_terminal([str(zenml.executable), "profile", "delete", "zenml"], answer="y\n")
    assert answered == Screen(f"{OUTSIDE}{question} [y/N]: y\nDeleted profile 'zenml'.\n", 0)
    assert not folder.exists()


def test_a_profile_that_is_not_there_may_be_deleted_if_that_is_said(zenml: CommandLine, used_before: Path) -> None:
    assert zenml("profile", "delete", "zenml", "--yes") == Outcome(
        "", f"{OUTSIDE}Error: there is no profile named 'zenml'\nHint: known: default\n", 5
    )
    assert zenml("profile", "delete", "zenml", "--if-exists", "--yes") == Outcome(
        "", f"{OUTSIDE}There is no profile 'zenml'; nothing was changed.\n", 0
    )


def test_a_store_elsewhere_stays_and_is_named(zenml: CommandLine, used_before: Path, tmp_path: Path) -> None:
    zenml("profile", "create", "zenml", "--url", str(tmp_path))
    assert zenml("profile", "delete", "zenml", "-y") == Outcome(
        "", f"{OUTSIDE}Deleted profile 'zenml'. Its store stays in {tmp_path}.\n", 0
    )
    assert zenml("profile", "create", "zenml", "--url", str(tmp_path)) == Outcome("", OUTSIDE + FOUND_STORE, 0)
    (tmp_path / "notes.txt").touch()
    assert zenml("profile", "delete", "zenml", "-y", "--purge") == Outcome(
        "", f"{OUTSIDE}Deleted profile 'zenml'.\n", 0
    )
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_active_profile_is_not_deleted(zenml: CommandLine, used_before: Path) -> None:
    assert zenml("profile", "delete", "default", "--yes") == Outcome(
        "",
        f"{OUTSIDE}Error: the profile 'default' is active: {used_before}/config.yaml chooses it\n"
        "Hint: zenml profile set NAME\n",
        6,
    )


def test_a_vanished_profile_is_explained_and_repaired_by_the_command_that_is_named(
    zenml: CommandLine, used_before: Path
) -> None:
    zenml("init")
    zenml("profile", "create", "zenml")
    zenml("profile", "set", "zenml")
    zenml("profile", "delete", "zenml", "--yes", env={"ZENML_REPOSITORY_PATH": "/"})
    said = INSIDE.replace("default", "zenml")
    repository = Path.cwd() / ".zen" / "config.yaml"

    explained = (
        f"{said}Error: there is no profile named 'zenml', which {repository} chooses\n"
        "Hint: zenml profile set NAME; known: default\n"
    )
    assert zenml("stack", "list") == Outcome("", explained, 5)
    assert zenml("profile", "list").stderr == (
        f"{said}The active profile 'zenml' does not exist; choose another: zenml profile set NAME\n"
    )
    assert zenml("profile", "set", "default").stderr == f"{said}Active profile changed to: 'default'\n"
    assert zenml("stack", "get") == Outcome("default\n", INSIDE, 0)


def test_a_key_that_nobody_knows_is_warned_about_and_kept(zenml: CommandLine, used_before: Path) -> None:
    file = used_before / "config.yaml"
    file.write_text(f"{file.read_text()}actve_profile: zenml\n")

    assert zenml("profile", "set", "default").stderr.splitlines()[0] == (
        f"{file}: the key 'actve_profile' is not known; it is kept and not used. Did you mean 'active_profile'?"
    )
    zenml("profile", "create", "zenml")
    assert "actve_profile: zenml\n" in file.read_text()


def test_new_profiles_are_made_on_a_new_machine_too(zenml: CommandLine) -> None:
    assert zenml("profile", "create", "zenml").stderr.endswith(OUTSIDE + NEW_STORE)
