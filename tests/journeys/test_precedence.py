"""Who chooses the profile and the stack in force, for every two places that could."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import pytest
from commandline import CommandLine

PLACES = ("global", "repository", "environment", "command line")
"""From weak to strong."""


@dataclass
class Call:
    """Hold how a command is typed, and where."""

    folder: Path
    options: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def configuration(used_configuration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a configuration with the profiles ``default``, ``weak`` and ``strong``.

    Each has the stacks ``default``, ``a`` and ``b``.
    """
    folder = shutil.copytree(used_configuration, tmp_path_factory.mktemp("three") / "zenml")
    environment, zenml = {"ZENML_CONFIG_PATH": str(folder)}, CommandLine()
    for profile in ("default", "weak", "strong"):
        zenml("profile", "create", profile, env=environment)
        for stack in ("a", "b"):
            words = ("stack", "register", stack, "-o", "default", "-a", "default", "-m", "default")
            assert zenml("--profile", profile, *words, env=environment).code == 0
    return folder


@pytest.fixture
def root(configuration: Path, config_path: Path, tmp_path: Path) -> Path:
    """Make a repository that leaves every choice open, and return a folder deep in it."""
    shutil.copytree(configuration, config_path)
    (tmp_path / ".zen").mkdir()
    (tmp_path / ".zen" / "config.yaml").write_text("{}\n")
    folder = tmp_path / "deep" / "down"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize(("weaker", "stronger"), list(combinations(PLACES, 2)))
def test_the_stronger_place_chooses_the_profile(zenml: CommandLine, root: Path, weaker: str, stronger: str) -> None:
    call = Call(root)
    for place, name in ((weaker, "weak"), (stronger, "strong")):
        choose(call, place, profile=name)

    found = status(zenml, call)
    assert (found["profile"], found["profile_chosen_by"]) == ("strong", chooser(root, stronger, "profile"))


@pytest.mark.parametrize(("weaker", "stronger"), list(combinations(PLACES, 2)))
def test_the_stronger_place_chooses_the_stack(zenml: CommandLine, root: Path, weaker: str, stronger: str) -> None:
    call = Call(root)
    for place, name in ((weaker, "a"), (stronger, "b")):
        choose(call, place, stack=name)

    found = status(zenml, call)
    assert (found["stack"], found["stack_chosen_by"]) == ("b", chooser(root, stronger, "stack"))


@pytest.mark.parametrize(("weaker", "stronger"), list(combinations(PLACES, 2)))
def test_a_stack_counts_only_in_the_profile_that_its_place_could_see(
    zenml: CommandLine, root: Path, weaker: str, stronger: str
) -> None:
    call = Call(root)
    choose(call, weaker, stack="a")
    choose(call, stronger, profile="strong")

    found = status(zenml, call)
    assert (found["profile"], found["stack"]) == ("strong", "default")


@pytest.mark.parametrize(("weaker", "stronger"), list(combinations(PLACES, 2)))
def test_a_stronger_place_chooses_a_stack_in_the_profile_of_a_weaker(
    zenml: CommandLine, root: Path, weaker: str, stronger: str
) -> None:
    call = Call(root)
    choose(call, weaker, profile="weak")
    choose(call, stronger, stack="b")

    found = status(zenml, call)
    assert (found["profile"], found["stack"]) == ("weak", "b")


def test_a_named_repository_is_taken_as_it_is(zenml: CommandLine, root: Path) -> None:
    call = Call(root)
    choose(call, "repository", profile="strong", stack="b")
    elsewhere = Call(Path(root.anchor), [], {"ZENML_REPOSITORY_PATH": str(root.parents[1])})

    found = status(zenml, elsewhere)
    assert (found["profile"], found["stack"]) == ("strong", "b")
    found = status(zenml, Call(root, [], {"ZENML_REPOSITORY_PATH": str(root)}))
    assert (found["repository"], found["profile"]) == (None, "default")


def choose(call: Call, place: str, *, profile: str | None = None, stack: str | None = None) -> None:
    """Let one place make a choice; the global one of a stack is that of the profile ``default`` itself."""
    if place == "command line":
        call.options += [f"--profile={profile}"] if profile else [f"--stack={stack}"]
    elif place == "environment":
        chosen = {"ZENML_ACTIVATED_PROFILE": profile, "ZENML_ACTIVATED_STACK": stack}
        call.environment.update({name: value for name, value in chosen.items() if value})
    elif place == "repository":
        file = call.folder.parents[1] / ".zen" / "config.yaml"
        chosen = {"active_profile_name": profile, "active_stack_name": stack}
        file.write_text("".join(f"{name}: {value}\n" for name, value in chosen.items() if value))
    else:
        file = Path(os.environ["ZENML_CONFIG_PATH"], "config.yaml")
        old, new = (
            ("active_profile: default", f"active_profile: {profile}")
            if profile
            else (
                "active_stack: default",
                f"active_stack: {stack}",
            )
        )
        file.write_text(file.read_text().replace(old, new, 1))


def chooser(folder: Path, place: str, what: str) -> str:
    return {
        "command line": f"--{what}",
        "environment": f"ZENML_ACTIVATED_{what.upper()}",
        "repository": str(folder.parents[1] / ".zen" / "config.yaml"),
        "global": str(Path(os.environ["ZENML_CONFIG_PATH"], "config.yaml")),
    }[place]


def status(zenml: CommandLine, call: Call) -> Mapping[str, object]:
    done = zenml(*call.options, "status", "--output=json", cwd=call.folder, env=call.environment)
    assert done.code == 0, done.stderr
    found: Mapping[str, object] = json.loads(done.stdout)
    return found
