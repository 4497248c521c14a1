"""Sessions at a terminal about profiles."""

from __future__ import annotations

import json
from pathlib import Path

from commandline import CommandLine, Outcome
from status_lines import OUTSIDE

from zenml.config.changing import change_global_configuration
from zenml.config.global_config import GlobalConfiguration
from zenml.config.profiles import Profile
from zenml.zen_stores.opening import local_store_root
from zenml.zen_stores.yaml_writing import initialize_store


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
    add_profile("zenml")
    add_profile("a first one")
    assert json.loads(zenml("profile", "list", "--output=json").stdout) == [
        {
            "name": name,
            "active": name == "default",
            "store_type": "local",
            "store_url": (used_before / "profiles" / name).as_uri(),
            "active_stack": stack,
            "active_user": "default",
        }
        for name, stack in [("default", "default"), ("zenml", None), ("a first one", None)]
    ]


def test_another_profile_is_described_without_being_called_active(zenml: CommandLine, used_before: Path) -> None:
    add_profile("zenml")
    described = zenml("profile", "describe", "zenml")
    assert described.stdout.splitlines()[0] == "'zenml' Profile Configuration"


def test_the_command_line_or_the_environment_chooses_a_profile(zenml: CommandLine, used_before: Path) -> None:
    add_profile("zenml")
    said = "Running without an active repository root.\nRunning with active profile: 'zenml' (global)\n"
    chosen = zenml("--profile", "zenml", "profile", "list")
    assert chosen == zenml("profile", "list", env={"ZENML_ACTIVATED_PROFILE": "zenml"})
    assert chosen.stderr == said


def test_a_profile_that_does_not_exist_is_refused_by_name(zenml: CommandLine, used_before: Path) -> None:
    refusal = "Error: there is no profile named 'defualt'\nHint: did you mean 'default'?\n"
    assert zenml("profile", "describe", "defualt") == Outcome("", OUTSIDE + refusal, 5)


def add_profile(name: str) -> None:
    """Do what ``zenml profile create`` will."""
    profile = Profile(name, active_stack=None)
    initialize_store(local_store_root(profile), {})

    def added(configuration: GlobalConfiguration) -> GlobalConfiguration:
        return GlobalConfiguration((*configuration.profiles, profile), configuration.active_profile)

    change_global_configuration(added)
