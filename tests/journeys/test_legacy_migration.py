"""The documentation's example: a repository from before 0.7 with a stack on Kubeflow, which is not installed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from commandline import CommandLine, Outcome
from legacy_repository import CONFIG, UUIDS, explanation, write_legacy_repository
from status_lines import FIRST_USE, OUTSIDE
from tables import table

from zenml.flavors.registry import catalogue

KUBEFLOW = "flavor 'kubeflow' comes from the package zenml-kubeflow: pip install zenml-kubeflow"


@pytest.fixture
def legacy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write_legacy_repository(tmp_path))
    return tmp_path


def migrated(zenml: CommandLine) -> str:
    """Make the first contact, and return the name of the profile."""
    assert zenml("status").code == 0
    found = re.search("legacy-repository-[0-9a-f]{8}", Path(".zen", "config.yaml").read_text())
    assert found
    return found.group()


def inside(profile: str) -> str:
    return f"Running with active profile: '{profile}' (local)\n"


def test_on_a_new_machine_first_use_comes_first(zenml: CommandLine, legacy: Path) -> None:
    listed = zenml("profile", "list", "--output=json")
    name = json.loads(listed.stdout)[1]["name"]
    assert listed.stderr == f"{FIRST_USE}{explanation(legacy, name)}\n{inside(name)}"


def test_the_first_command_explains_what_it_does_and_later_ones_do_not(
    zenml: CommandLine, used_before: Path, legacy: Path
) -> None:
    first = zenml("profile", "list")
    name = migrated(zenml)
    profiles = table(
        ("ACTIVE", "PROFILE NAME", "STORE TYPE", "URL", "ACTIVE STACK"),
        ("", "default", "local", (used_before / "profiles" / "default").as_uri(), "default"),
        ("👉", name, "local", (legacy / ".zen").as_uri(), "local_stack"),
    )
    assert first == Outcome(profiles, f"{explanation(legacy, name)}\n{inside(name)}", 0)
    assert zenml("profile", "list") == Outcome(profiles, inside(name), 0)
    assert zenml("profile", "describe") == Outcome(
        table(
            ("PROPERTY", "VALUE"),
            ("NAME", name),
            ("STORE_URL", (legacy / ".zen").as_uri()),
            ("STORE_TYPE", "local"),
            ("ACTIVE_STACK", "local_stack"),
            ("ACTIVE_USER", "default"),
            title=f"'{name}' Profile Configuration (ACTIVE)",
        ),
        inside(name),
        0,
    )


@pytest.mark.usefixtures("used_before", "legacy")
def test_its_stacks_are_there_and_nothing_else(zenml: CommandLine) -> None:
    name = migrated(zenml)
    assert zenml("stack", "list") == Outcome(
        table(
            ("ACTIVE", "STACK NAME", "ARTIFACT_STORE", "CONTAINER_REGISTRY", "METADATA_STORE", "ORCHESTRATOR"),
            (
                "",
                "local_kubeflow_stack",
                "local_artifact_store",
                "local_registry",
                "local_metadata_store",
                "kubeflow_orchestrator",
            ),
            ("👉", "local_stack", "local_artifact_store", "", "local_metadata_store", "local_orchestrator"),
        ),
        inside(name),
        0,
    )


@pytest.mark.usefixtures("used_before", "legacy")
def test_what_is_not_installed_is_named_and_keeps_its_settings(zenml: CommandLine) -> None:
    name = migrated(zenml)
    described = json.loads(zenml("stack", "describe", "local_kubeflow_stack", "--output=json").stdout)
    orchestrator = described["components"]["orchestrator"]
    assert (orchestrator["uuid"], orchestrator["usable"]) == (UUIDS["kubeflow_orchestrator"], False)
    assert orchestrator["cause"] == KUBEFLOW
    assert orchestrator["configuration"]["kubernetes_context"] == "k3d-zenml"
    assert "step_operator" not in described["components"]

    chosen = zenml("stack", "set", "local_kubeflow_stack")
    warnings = "".join(
        f"The stack 'local_kubeflow_stack' cannot be used here yet: {cause}\n" for cause in causes(described)
    )
    assert chosen == Outcome("", f"{inside(name)}{warnings}Active stack set to: 'local_kubeflow_stack'\n", 0)
    assert KUBEFLOW in warnings
    assert zenml("stack", "get") == Outcome("local_kubeflow_stack\n", inside(name), 0)


def causes(described: dict[str, dict[str, dict[str, str]]]) -> list[str]:
    """Return what keeps each component from being used, with the hint if there is one."""
    parts = described["components"].values()
    return [
        f"{part['cause']} ({part['remedy']})" if part["remedy"] else part["cause"] for part in parts if part["cause"]
    ]


@pytest.mark.usefixtures("used_before")
def test_its_profile_is_deleted_from_elsewhere(zenml: CommandLine, legacy: Path, home: Path) -> None:
    name = migrated(zenml)
    assert zenml("profile", "delete", name, "--yes") == Outcome(
        "",
        f"{inside(name)}Error: the profile '{name}' is active: {legacy}/.zen/config.yaml chooses it\n"
        "Hint: zenml profile set NAME\n",
        6,
    )
    zenml("profile", "set", "default")
    assert zenml("profile", "delete", name, "--yes", "--purge").stderr == (
        f"{inside('default')}Deleted profile '{name}'.\n"
    )
    assert sorted(path.name for path in (legacy / ".zen").iterdir()) == ["config.yaml", "config.yaml.legacy"]


@pytest.mark.usefixtures("used_before", "legacy")
@pytest.mark.parametrize("words", [("orchestrator", "flavor", "list"), ("--help",), ("version",), ("explain", "stack")])
def test_what_opens_no_profile_migrates_nothing(zenml: CommandLine, words: tuple[str, ...]) -> None:
    assert catalogue()
    done = zenml(*words)
    assert (done.code, done.stderr) == (0, "")
    assert Path(".zen", "config.yaml").read_text() == CONFIG


@pytest.mark.usefixtures("used_before")
def test_flavors_are_listed_there_without_a_migration_also_when_one_was_registered(
    zenml: CommandLine, legacy: Path
) -> None:
    (legacy / "mine.py").write_text(
        "from zenml.artifact_stores import LocalArtifactStore\nclass Mine(LocalArtifactStore):\n    FLAVOR = 'mine'\n"
    )
    zenml("artifact-store", "flavor", "register", "mine.Mine", env={"ZENML_REPOSITORY_PATH": "/"})
    listed = zenml("artifact-store", "flavor", "list", "--output=json")
    assert (listed.stderr, listed.code) == ("", 0)
    assert "mine" in [flavor["name"] for flavor in json.loads(listed.stdout)]
    assert Path(".zen", "config.yaml").read_text() == CONFIG


@pytest.mark.usefixtures("used_before")
def test_a_name_that_is_not_legal_any_more_is_one_line(zenml: CommandLine, legacy: Path) -> None:
    (legacy / ".zen" / "config.yaml").write_text(CONFIG.replace("  local_stack:", '  "local:stack":'))
    refused = zenml("stack", "list")
    assert refused.code == 3
    assert refused.stderr == (
        f"Error: the legacy repository {legacy} cannot be migrated: {legacy}/.zen/config.yaml, line 20: 'local:stack' "
        "is not a valid stack name\nHint: nothing was changed; rename it there: 1 to 127 letters, digits, spaces, '.', "
        "'_' or '-', beginning with a letter or digit\n"
    )
    assert zenml("stack", "list", env={"ZENML_REPOSITORY_PATH": "/"}).stderr.endswith(OUTSIDE)
