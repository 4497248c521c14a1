"""Steps that a step operator runs in another process, and steps around which an experiment tracker's run is open."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from commandline import CommandLine

COMPONENTS = '''
import subprocess
from pathlib import Path

from zenml.errors import StepFailedError
from zenml.experiment_trackers import BaseExperimentTracker
from zenml.step_operators import BaseStepOperator

HERE = Path(__file__).parent


class NotingTracker(BaseExperimentTracker):
    """Write down what it is told."""

    FLAVOR = "noting"

    def start_step(self, deployment, step):
        self._note(f"start {step.name}")

    def end_step(self, deployment, step, *, failed):
        self._note(f"end {step.name} failed={failed}")

    def log_parameters(self, parameters):
        self._note(f"parameters {parameters}")

    def log_metrics(self, metrics, step=None):
        self._note(f"metrics {metrics}")

    def _note(self, line):
        with open(HERE / "noted", "a") as file:
            print(line, file=file)


class NearOperator(BaseStepOperator):
    """Run a step in another process of this machine."""

    FLAVOR = "near"

    def launch(self, step, entrypoint_command, resources, *, deployment):
        (HERE / "resources").write_text(str(dict(resources)))
        code = subprocess.run(entrypoint_command, check=False).returncode
        if code:
            raise StepFailedError(f"the command ended with {code}")


class LazyOperator(BaseStepOperator):
    """Do nothing."""

    FLAVOR = "lazy"

    def launch(self, step, entrypoint_command, resources, *, deployment):
        pass
'''
TRAINING = """
import os
import sys

from zenml import pipeline, step
from zenml.steps import ResourceConfiguration


@step
def launcher() -> int:
    return os.getpid()


@step(step_operator="ops", resources=ResourceConfiguration(cpu_count=2, memory="1GB"))
def elsewhere(number: int) -> int:
    print(f"elsewhere with {number > 0}")
    return os.getpid()


@step(step_operator="ops", enable_cache=False)
def broken(number: int) -> int:
    raise ValueError("broken elsewhere")


@step(experiment_tracker="notes", enable_cache=False)
def tracked() -> int:
    return 1


@step(experiment_tracker="notes", enable_cache=False)
def tracked_and_broken() -> int:
    raise ValueError("as ever")


@step(enable_cache=False)
def untracked() -> int:
    return 1


@pipeline
def far():
    elsewhere(launcher())


@pipeline
def failing():
    broken(launcher())


@pipeline(failure_mode="continue")
def tracking():
    tracked()
    tracked_and_broken()
    untracked()


if __name__ == "__main__":
    globals()[sys.argv[1]]().run(run_name=sys.argv[2])
"""

Run = Mapping[str, Any]


@pytest.fixture
def project(tmp_path: Path, zenml: CommandLine, used_before: Path) -> Path:
    (tmp_path / "parts.py").write_text(COMPONENTS)
    (tmp_path / "train.py").write_text(TRAINING)
    stack = "-o default -a default -m default -e notes"
    for command in (
        "init",
        "experiment-tracker flavor register parts.NotingTracker",
        "step-operator flavor register parts.NearOperator",
        "step-operator flavor register parts.LazyOperator",
        "experiment-tracker register notes --flavor=noting",
        "step-operator register ops --flavor=near",
        f"stack register near {stack} -s ops",
        "stack set near",
    ):
        done = zenml(*command.split(), cwd=tmp_path)
        assert done.code == 0, done.stderr
    return tmp_path


def _python(project: Path, pipeline: str, name: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "train.py", pipeline, name],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _steps(zenml: CommandLine, project: Path, name: str) -> dict[str, Run]:
    described = zenml("pipeline", "runs", "describe", name, "--output", "json", cwd=project)
    assert described.code == 0, described.stderr
    return {step["name"]: step for step in cast("Run", json.loads(described.stdout))["steps"]}


def test_a_step_operator_runs_its_step_in_another_process(project: Path, zenml: CommandLine) -> None:
    done = _python(project, "far", "first")
    assert done.returncode == 0, done.stderr
    steps = _steps(zenml, project, "first")
    assert {name: step["status"] for name, step in steps.items()} == {"launcher": "completed", "elsewhere": "completed"}
    assert steps["launcher"]["outputs"]["output"]["value"] != steps["elsewhere"]["outputs"]["output"]["value"]
    assert (project / "resources").read_text() == "{'cpu_count': 2, 'memory': '1GB'}"
    assert "elsewhere with True" in done.stdout
    assert "Step elsewhere is handed to step operator ops." in done.stderr
    assert done.stderr.count("Step elsewhere has finished in") == 1


def test_a_cached_step_needs_no_operator(project: Path, zenml: CommandLine) -> None:
    assert _python(project, "far", "first").returncode == 0
    (project / "resources").unlink()
    assert _python(project, "far", "second").returncode == 0
    assert _steps(zenml, project, "second")["elsewhere"]["status"] == "cached"
    assert not (project / "resources").exists()


def test_what_fails_elsewhere_fails_the_run_with_its_own_reason(project: Path, zenml: CommandLine) -> None:
    done = _python(project, "failing", "first")
    assert done.returncode == 1
    assert "step 'broken' of run 'first' failed: ValueError: broken elsewhere" in done.stderr
    broken = _steps(zenml, project, "first")["broken"]
    assert (broken["status"], broken["error"]) == ("failed", "ValueError: broken elsewhere")


def test_an_operator_that_does_nothing_fails_the_step(project: Path, zenml: CommandLine) -> None:
    for command in ("step-operator delete ops --yes", "step-operator register ops --flavor=lazy"):
        if "delete" in command:
            assert zenml("stack", "remove-component", "near", "-s", cwd=project).code == 0
        assert zenml(*command.split(), cwd=project).code == 0
    assert zenml("stack", "update", "near", "-s", "ops", cwd=project).code == 0
    assert _python(project, "failing", "first").returncode == 1
    error = _steps(zenml, project, "first")["broken"]["error"]
    assert error == "ZenMLError: step operator 'ops' returned before the step had ended"


def test_a_tracker_is_open_around_the_steps_that_name_it(project: Path) -> None:
    assert _python(project, "tracking", "first").returncode == 1
    assert (project / "noted").read_text().splitlines() == [
        "start tracked",
        "end tracked failed=False",
        "start tracked_and_broken",
        "end tracked_and_broken failed=True",
    ]
