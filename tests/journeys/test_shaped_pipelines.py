"""Pipelines that collect outputs and fan out over lists, in this process, in workers and by a step operator."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commandline import CommandLine, Outcome
from shaped_project import PROJECT

from zenml.post_execution import get_run

GATHERED = "[5.0, 1.0, 1.5, 2.0] {'left': 5.0, 'k': (1, None), 3: 1.0}"
PARTED = "[0.5, 1.0, 1.5, 2.0] {'wholes': [0, 1, 1, 2], 'rests': [1, 0, 1, 0]}"


@pytest.fixture(params=["default", "two", "apart"])
def project(request: pytest.FixtureRequest, tmp_path: Path, zenml: CommandLine, used_before: Path) -> Project:
    (tmp_path / "steps.py").write_text(PROJECT)
    for command in (
        ["step-operator", "register", "apart", "--flavor=subprocess"],
        ["orchestrator", "register", "two", "--flavor=local", "--max_workers=2"],
        ["stack", "register", "two", "-o", "two", "-a", "default", "-m", "default"],
        ["stack", "register", "apart", "-o", "two", "-a", "default", "-m", "default", "-s", "apart"],
        ["stack", "set", request.param],
    ):
        done = zenml(*command, cwd=tmp_path)
        assert done.code == 0, done.stderr
    return Project(tmp_path, zenml, "apart" if request.param == "apart" else "")


class Project:
    """Run the pipelines of the project and say what came of it."""

    def __init__(self, folder: Path, zenml: CommandLine, operator: str) -> None:
        self.folder = folder
        self._zenml = zenml
        self._env = {"OPERATOR": operator} if operator else {}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "steps.py", *words]
        return subprocess.run(
            command,
            cwd=self.folder,
            env={**os.environ, **self._env},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def run_by_command(self) -> Outcome:
        return self._zenml("pipeline", "run", "steps.py", cwd=self.folder, env=self._env)

    def states(self, run: str) -> dict[str, str]:
        described = self._zenml("pipeline", "runs", "describe", run, "--output", "json", cwd=self.folder)
        assert described.code == 0, described.stderr
        return {step["name"]: step["status"] for step in json.loads(described.stdout)["steps"]}

    def calls(self) -> list[str]:
        """Return what was called since this was asked last, sorted."""
        file = self.folder / "calls"
        calls = sorted(file.read_text().splitlines()) if file.exists() else []
        file.write_text("")
        return calls


def test_outputs_in_containers_arrive_as_they_were_written_and_lead_back_to_their_steps(project: Project) -> None:
    assert project.run("over_a_list", "first").returncode == 0
    gather = get_run("first").get_step("gather")
    assert gather.output.read() == GATHERED
    assert {place: artifact.producer_step.name for place, artifact in gather.inputs.items()} == {
        "halves[0]": "half",
        "halves[1]": "half_2",
        "halves[2]": "half_3",
        "halves[3]": "half_4",
        "extra['left']": "half",
        "extra[3]": "half_2",
    }
    assert [step.name for step in get_run("first").get_step("half").output.consumers] == ["gather"]
    assert sorted(step.name for step in gather.parent_steps) == ["half", "half_2", "half_3", "half_4"]


def test_over_an_output_each_item_is_handed_to_the_step_and_the_results_are_collected(project: Project) -> None:
    assert project.run("over_an_output", "first").returncode == 0
    run = get_run("first")
    assert run.get_step("gather").output.read() == PARTED
    assert run.get_step("half").output.read() == [0.5, 1.0, 1.5, 2.0]
    assert run.get_step("half").inputs["x"].producer_step.name == "numbers"
    assert sorted(step.name for step in run.get_step("numbers").output.consumers) == ["half", "parts"]
    assert project.calls() == ["gather", "half 1", "half 2", "half 3", "half 4"]


@pytest.mark.parametrize("pipeline", ["over_a_list", "over_an_output"])
def test_a_second_run_comes_from_the_cache(project: Project, pipeline: str) -> None:
    assert project.run(pipeline, "first").returncode == 0
    project.calls()
    assert project.run(pipeline, "second").returncode == 0
    assert set(project.states("second").values()) == {"cached"}
    assert project.calls() == []


def test_after_a_failed_item_only_what_is_missing_is_computed(project: Project) -> None:
    (project.folder / "bad").write_text("3")
    failed = project.run("over_a_list", "first", "bad")
    assert failed.returncode == 1
    assert project.states("first")["half_3"] == "failed"
    done = sorted(name for name, state in project.states("first").items() if state == "completed")
    project.calls()
    (project.folder / "bad").write_text("none")
    assert project.run("over_a_list", "second", "bad").returncode == 0
    assert sorted(name for name, state in project.states("second").items() if state == "cached") == done
    assert "half 3" in project.calls()
    assert get_run("second").get_step("gather").output.read() == GATHERED


def test_a_failed_item_of_an_output_is_named_with_its_place(project: Project) -> None:
    (project.folder / "bad").write_text("3")
    failed = project.run("over_an_output", "first", "bad")
    assert failed.returncode == 1
    step = get_run("first").get_step("half")
    assert step.error == "x[2]: ValueError: cannot halve 3"
    log = step.log().splitlines()
    assert (log[0], log[-1]) == ("x[2]:", "ValueError: cannot halve 3")
    (project.folder / "bad").write_text("none")
    assert project.run("over_an_output", "second", "bad").returncode == 0
    assert get_run("second").get_step("gather").output.read() == PARTED


def test_a_step_whose_condition_does_not_hold_is_skipped_with_its_reason_and_what_depends_on_it(
    project: Project, zenml: CommandLine
) -> None:
    done = project.run("gated", "first", "0.91")
    assert done.returncode == 0, done.stderr
    run = get_run("first")
    assert {step.name: (step.status.value, step.skip_reason) for step in run.steps} == {
        "evaluate": ("completed", None),
        "alarm": ("completed", None),
        "ship": ("skipped", "accuracy 0.91 > 0.95 does not hold"),
        "announce": ("skipped", "step 'ship' was skipped"),
    }
    assert (run.status.value, project.calls()) == ("completed", ["alarm"])
    assert "Step ship is skipped: accuracy 0.91 > 0.95 does not hold.\n" in done.stderr
    tree = zenml("pipeline", "runs", "describe", "first", cwd=project.folder).stdout
    assert tree.splitlines()[-4:] == [
        "    └── ship: skipped",
        "        ├── accuracy 0.91 > 0.95 does not hold",
        "        └── announce: skipped",
        "            └── step 'ship' was skipped",
    ]


def test_once_the_condition_holds_what_was_skipped_runs_and_the_rest_is_known(project: Project) -> None:
    assert project.run("gated", "first", "0.97").returncode == 0
    assert project.states("first") == {
        "evaluate": "completed",
        "ship": "completed",
        "announce": "completed",
        "alarm": "skipped",
    }
    assert project.calls() == ["announce", "ship"]
    assert project.run("gated", "second", "0.97").returncode == 0
    assert project.states("second") == {
        "evaluate": "cached",
        "ship": "cached",
        "announce": "cached",
        "alarm": "skipped",
    }
    assert (get_run("second").status.value, project.calls()) == ("completed", [])


def test_all_of_this_goes_together_on_the_command_line(project: Project) -> None:
    done = project.run_by_command()
    assert done.code == 0, done.stderr
    run = get_run("everything")
    assert run.get_step("gather").output.read() == "[0.5, 1.0, 1.5] {'list': [4.0, 3.0], 'items': [1, 2, 3]}"
    assert run.get_step("ship").skip_reason == "half 4.0 > half_2 3.0 holds"
    assert project.states("everything")["announce"] == "completed"
