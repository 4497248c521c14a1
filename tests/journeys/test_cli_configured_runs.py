"""Sessions at a terminal in which a file configures what a script runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commandline import CommandLine, Outcome
from status_lines import without_repository

pytestmark = pytest.mark.usefixtures("used_before")

TRAIN = """
from zenml import pipeline, step
from zenml.steps import BaseParameters, StepContext

class TrainerParameters(BaseParameters):
    gamma: float = 0.5

def celebrate(context: StepContext) -> None:
    print(context.step_name, "made it")

@step
def load(rows: int) -> list[int]:
    return list(range(rows))

@step
def train(params: TrainerParameters, data: list[int]) -> float:
    return sum(data) * params.gamma

@step
def nest() -> float:
    return alone().run(run_name="inner").get_step("load").output.read()[-1]

@pipeline
def alone():
    load(rows=2)

@pipeline
def training(rows: int):
    train(data=load(rows))
    nest()

training().run()
"""
NIGHTLY = """
run_name: nightly
tags: [night]
on_success: train:celebrate
parameters: {rows: 4}
steps:
  train:
    parameters: {gamma: 2}
    timeout_seconds: 50
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with ``train.py`` and ``nightly.yaml``."""
    (tmp_path / "train.py").write_text(TRAIN)
    (tmp_path / "nightly.yaml").write_text(NIGHTLY)
    return tmp_path


@pytest.mark.parametrize("workers", [1, 2])
def test_a_file_configures_the_run_also_in_workers_and_not_what_its_steps_run(
    zenml: CommandLine, project: Path, workers: int
) -> None:
    zenml("orchestrator", "register", "few", "--flavor=local", f"--max_workers={workers}")
    zenml("stack", "register", "few", "-o", "few", "-a", "default", "-m", "default")
    outcome = zenml("--stack", "few", "pipeline", "run", "train.py", "-c", "nightly.yaml", cwd=project)
    assert outcome.code == 0, outcome.stderr
    assert sorted(line for line in outcome.stdout.splitlines() if line.endswith("made it")) == [
        "load made it",
        "nest made it",
        "train made it",
    ]
    described = described_run(zenml, "nightly")
    assert (described["tags"], described["status"]) == (["night"], "completed")
    assert {step["name"]: step["parameters"] for step in described["steps"]} == {
        "load": {"rows": 4},
        "train": {"gamma": 2.0},
        "nest": {},
    }
    assert described_run(zenml, "inner")["steps"][0]["parameters"] == {"rows": 2}


def test_every_fault_of_the_file_is_told_and_nothing_is_recorded(zenml: CommandLine, project: Path) -> None:
    (project / "nightly.yaml").write_text("parameters: {rows: 4}\nstep: {}\nsteps: {trian: {}, load: {retry: x}}\n")
    assert zenml("pipeline", "run", "train.py", "--config=nightly.yaml", cwd=project) == Outcome(
        "",
        without_repository(project) + "Error: pipeline 'training' cannot run, 3 faults:\n"
        "  nightly.yaml, line 3: 'steps.load.retry' is 'x', but it should be a valid integer "
        "(such as retry: 3)\n"
        "  nightly.yaml, line 2: 'step' is not known (did you mean 'steps'?)\n"
        "  nightly.yaml, line 3: 'steps.trian' is no step of the pipeline (did you mean 'train'?)\n",
        3,
    )
    assert zenml("pipeline", "runs", "list", "-o", "json").stdout == "[]\n"


def test_a_file_that_is_not_there_is_refused_before_anything_is_opened(zenml: CommandLine, project: Path) -> None:
    assert zenml("pipeline", "run", "train.py", "-c", "nihgtly.yaml", cwd=project) == Outcome(
        "", "Error: there is no configuration file 'nihgtly.yaml'\nHint: did you mean 'nightly.yaml'?\n", 5
    )


def test_a_script_that_changes_the_current_folder_is_configured_all_the_same(zenml: CommandLine, project: Path) -> None:
    (project / "train.py").write_text(TRAIN.replace("training().run()", "import os\nos.chdir('/')\ntraining().run()"))
    outcome = zenml("pipeline", "run", "train.py", "-c", "nightly.yaml", cwd=project)
    assert outcome.code == 0, outcome.stderr
    assert described_run(zenml, "nightly")["tags"] == ["night"]


@pytest.mark.parametrize(
    ("addition", "hint"),
    [
        ("", "write alone().run() or training(rows=…).run() at its end"),
        ("ready = training(rows=3)", "write ready.run() or alone().run() or training(rows=…).run() at its end"),
        ("del alone, training", "name a file that calls run() of a pipeline"),
    ],
)
def test_a_file_that_runs_no_pipeline_is_told_what_to_write(
    zenml: CommandLine, project: Path, addition: str, hint: str
) -> None:
    (project / "train.py").write_text(TRAIN.replace("training().run()", addition))
    assert zenml("pipeline", "run", "train.py", cwd=project) == Outcome(
        "", without_repository(project) + f"Error: 'train.py' runs no pipeline\nHint: {hint}\n", 2
    )


def described_run(zenml: CommandLine, name: str) -> dict[str, Any]:
    described: dict[str, Any] = json.loads(zenml("pipeline", "runs", "describe", name, "-o", "json").stdout)
    return described
