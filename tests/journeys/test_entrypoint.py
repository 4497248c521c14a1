"""Steps that run by their command lines, long after the process that launched the run has ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from commandline import CommandLine

ORCHESTRATOR = '''
import json

from zenml.orchestrators import BaseOrchestrator


class NotingOrchestrator(BaseOrchestrator):
    """Write down how the steps are run, and leave that to others."""

    FLAVOR = "noting"

    @property
    def returns_when_finished(self):
        return False

    def run(self, deployment, run_step):
        commands = {step.name: deployment.command(step.name) for step in deployment.steps}
        with open("commands.json", "w") as file:
            json.dump(commands, file)
'''
SET_UP = """
from zenml.enums import StackComponentType
from zenml.repository import Repository
from zenml.stack import Stack
from orchestrators import NotingOrchestrator

Repository.initialize(".")
repository = Repository()
repository.register_flavor("orchestrators:NotingOrchestrator", StackComponentType.ORCHESTRATOR)
here = repository.active_stack
repository.register_stack(Stack("far", NotingOrchestrator(name="far"), here.artifact_store, here.metadata_store))
repository.activate_stack("far")
"""
TRAINING = """
import sys

from zenml import pipeline, step
from zenml.steps import BaseStep


@step
def importer(amount: int) -> list[int]:
    print(f"importing {amount}")
    return list(range(amount))


class Trainer(BaseStep):
    name = "trainer"

    def entrypoint(self, data: list[int]) -> int:
        print("training", file=sys.stderr)
        if not data:
            raise ValueError("nothing to train on")
        return sum(data)


@step
def waiter(data: list[int]) -> None:
    print("waiting", flush=True)
    sys.stdin.read()


@pipeline
def training(amount):
    data = importer(amount)
    Trainer()(data)


@pipeline
def waiting():
    waiter(importer(1))


@step
def total(data: list[int]) -> int:
    return sum(data)


@pipeline
def gated(amount):
    data = importer(amount)
    Trainer().when(total(data) > 5)(data)


@pipeline
def typed():
    @step
    def inner() -> int:
        return 1

    inner()


if __name__ == "__main__":
    pipelines = {"training": training, "waiting": waiting, "typed": typed, "gated": gated}
    run = pipelines[sys.argv[1]](*map(int, sys.argv[2:])).run()
    print(run.name, run.status)
"""


@dataclass(frozen=True)
class Project:
    """Hold a folder with a pipeline, on a stack whose orchestrator leaves the steps to whoever comes."""

    folder: Path
    zenml: CommandLine

    def launch(self, *words: str) -> str:
        """Launch a pipeline in a process of its own and return the run's name."""
        done = subprocess.run(
            [sys.executable, "train.py", *words], cwd=self.folder, capture_output=True, text=True, check=True
        )
        name, status = done.stdout.split()
        assert status == "running"
        return name

    def command(self, step: str) -> list[str]:
        return cast("list[str]", json.loads((self.folder / "commands.json").read_text())[step])

    def run_step(self, step: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return self.run(self.command(step), env)

    def run(self, command: Sequence[str], env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True, check=False)

    def states(self, run: str) -> tuple[str, list[tuple[str, str]]]:
        described = self._describe(run)
        return described["status"], [(step["name"], step["status"]) for step in described["steps"]]

    def _describe(self, run: str) -> dict[str, Any]:
        outcome = self.zenml("pipeline", "runs", "describe", run, "--output", "json", cwd=self.folder)
        assert outcome.code == 0, outcome.stderr
        return cast("dict[str, Any]", json.loads(outcome.stdout))


@pytest.fixture
def project(tmp_path: Path, zenml: CommandLine) -> Project:
    (tmp_path / "orchestrators.py").write_text(ORCHESTRATOR)
    (tmp_path / "train.py").write_text(TRAINING)
    subprocess.run([sys.executable, "-c", SET_UP], cwd=tmp_path, check=True, capture_output=True)
    return Project(tmp_path, zenml)


def test_each_step_runs_by_its_command_line_and_the_last_one_ends_the_run(project: Project) -> None:
    run = project.launch("training", "4")
    assert project.states(run) == ("running", [("importer", "initializing"), ("trainer", "initializing")])

    imported = project.run_step("importer")
    assert (imported.returncode, imported.stdout) == (0, "importing 4\n")
    assert project.states(run) == ("running", [("importer", "completed"), ("trainer", "initializing")])

    trained = project.run_step("trainer")
    assert (trained.returncode, trained.stdout) == (0, "")
    assert "training\n" in trained.stderr
    assert project.states(run) == ("completed", [("importer", "completed"), ("trainer", "completed")])


def test_a_step_that_is_skipped_ends_well_and_the_run_with_it(project: Project) -> None:
    run = project.launch("gated", "3")
    for step in ("importer", "total", "trainer"):
        done = project.run_step(step)
        assert done.returncode == 0, done.stderr
    assert "Step trainer is skipped: total 3 > 5 does not hold.\n" in done.stderr
    states = [("importer", "completed"), ("total", "completed"), ("trainer", "skipped")]
    assert project.states(run) == ("completed", states)


def test_a_step_finds_in_another_process_what_an_earlier_run_left_in_the_cache(project: Project) -> None:
    project.launch("training", "4")
    assert [project.run_step(step).returncode for step in ("importer", "trainer")] == [0, 0]
    again = project.launch("training", "4")
    imported = project.run_step("importer")
    assert imported.stdout == ""
    assert "Using cached version of step importer.\n" in imported.stderr
    project.run_step("trainer")
    assert project.states(again) == ("cached", [("importer", "cached"), ("trainer", "cached")])


def test_a_step_that_fails_elsewhere_exits_with_one_line_and_ends_the_run(project: Project) -> None:
    run = project.launch("training", "0")
    project.run_step("importer")
    trained = project.run_step("trainer")
    assert trained.returncode == 1
    assert trained.stderr.splitlines()[-1] == (
        f"Error: step 'trainer' of run '{run}' failed: ValueError: nothing to train on"
        f" (zenml pipeline runs describe {run})"
    )
    assert "Traceback" not in trained.stderr
    assert project.states(run) == ("failed", [("importer", "completed"), ("trainer", "failed")])


def test_a_step_finds_the_stores_of_the_process_that_launched_it(project: Project, tmp_path: Path) -> None:
    run = project.launch("training", "4")
    elsewhere = {name: value for name, value in os.environ.items() if name != "ZENML_CONFIG_PATH"}
    imported = project.run_step("importer", env={**elsewhere, "HOME": str(tmp_path / "elsewhere")})
    assert (imported.returncode, imported.stdout) == (0, "importing 4\n")
    assert project.states(run) == ("running", [("importer", "completed"), ("trainer", "initializing")])


def test_a_deployment_that_is_damaged_is_refused_in_one_line(project: Project, config_path: Path) -> None:
    project.launch("training", "4")
    [file] = config_path.glob("local_stores/*/runs/*/.deployment.json")
    file.write_text("{")
    imported = project.run_step("importer")
    assert imported.returncode == 1
    assert imported.stderr.startswith("Error: this deployment is damaged: JSONDecodeError: ")
    assert imported.stderr.endswith(" (launch the run again)\n")


def test_a_step_runs_once(project: Project) -> None:
    run = project.launch("training", "4")
    project.run_step("importer")
    again = project.run_step("importer")
    assert again.returncode == 1
    assert again.stderr == f"Error: step 'importer' of run '{run}' has ended already, by another process\n"


def test_a_step_that_is_terminated_elsewhere_is_stopped_and_so_is_its_run(project: Project) -> None:
    run = project.launch("waiting")
    project.run_step("importer")
    with subprocess.Popen(
        project.command("waiter"), cwd=project.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as waiter:
        assert waiter.stdout is not None
        assert waiter.stdout.readline() == "waiting\n"
        waiter.send_signal(signal.SIGTERM)
        assert waiter.wait(30) == 143
    assert project.states(run) == ("stopped", [("importer", "completed"), ("waiter", "stopped")])


def test_what_cannot_be_run_is_refused_in_one_line(project: Project) -> None:
    project.launch("training", "4")
    command = project.command("importer")
    trainer = project.run(project.command("trainer"))
    assert (trainer.returncode, trainer.stderr) == (
        1, "Error: step 'trainer' needs 'output' of step 'importer', which has not finished\n"
    )  # fmt: skip
    unknown_step = project.run(_with(command, "--step", "importre"))
    assert unknown_step.returncode == 1
    assert unknown_step.stderr.endswith("has no step 'importre' (did you mean 'importer'?)\n")
    unknown_run = project.run(_with(command, "--run", "nowhere"))
    assert unknown_run.stderr.startswith("Error: artifact store 'default' has no deployment of run nowhere (")
    no_stack = project.run(_with(command, "--stack", "nonsense"))
    assert no_stack.stderr.startswith("Error: this stack is damaged: error: Error -3 while decompressing data: ")
    assert no_stack.stderr.endswith(" (use PipelineDeployment.command)\n")
    (project.folder / "train.py").write_text("import nothing_of_this_name\n")
    broken = project.run(command)
    assert broken.stderr == (
        "Error: step 'importer' cannot be imported from 'train:importer':"
        " ModuleNotFoundError: No module named 'nothing_of_this_name'\n"
    )
    assert {unknown_run.returncode, no_stack.returncode, broken.returncode} == {1}


def test_a_step_that_only_the_launching_process_knows_says_so(project: Project) -> None:
    project.launch("typed")
    inner = project.run_step("inner")
    assert inner.returncode == 1
    assert inner.stderr == (
        "Error: step 'inner' exists only in the process that launched it"
        " (write it at the top of a file, not at a prompt, in a notebook or in a function)\n"
    )


def _with(command: Sequence[str], option: str, value: str) -> list[str]:
    words = list(command)
    words[words.index(option) + 1] = value
    return words
