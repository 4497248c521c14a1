"""Pipelines as users write them: scripts in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

FAR_ORCHESTRATOR = '''
import subprocess

from zenml.orchestrators import BaseOrchestrator


class FarOrchestrator(BaseOrchestrator):
    """Run each step by its command line, as an orchestrator on another machine would."""

    FLAVOR = "far"

    def run(self, deployment, run_step):
        for step in deployment.steps:
            subprocess.run(deployment.command(step.name), check=True)
'''
USE_FAR_ORCHESTRATOR = """
from zenml.enums import StackComponentType
from zenml.repository import Repository
from zenml.stack import Stack
from orchestrators import FarOrchestrator

Repository.initialize(".")
repository = Repository()
repository.register_flavor("orchestrators:FarOrchestrator", StackComponentType.ORCHESTRATOR)
default = repository.active_stack
repository.register_stack(Stack("far", FarOrchestrator(name="far"), default.artifact_store, default.metadata_store))
repository.activate_stack("far")
"""
TRAINING = """
from __future__ import annotations

import os
from typing import Annotated

import numpy as np

import words
from zenml import pipeline, step
from zenml.steps import BaseParameters, BaseStep, Output, StepContext


class TrainerParameters(BaseParameters):
    gamma: float = 0.1


@step
def importer() -> Output(X=np.ndarray, vocabulary=words.Words):
    return np.arange(4.0), words.Words(["a", "b"])


class Trainer(BaseStep):
    def entrypoint(self, params: TrainerParameters, X: np.ndarray, vocabulary: words.Words) -> float:
        return float(X.sum() * params.gamma * len(vocabulary))


@step
async def report(context: StepContext, score: float, digits: int = 2) -> Annotated[dict[str, object], "report"]:
    return {"score": round(score, digits), "step": context.step_name, "process": os.getpid()}


@pipeline
def training(importer, trainer):
    X, vocabulary = importer()
    report(trainer(X=X, vocabulary=vocabulary), digits=1)


run = training(importer=importer(), trainer=Trainer(TrainerParameters(gamma=0.5))).run()
if __name__ == "__main__":
    print(words.as_json({"launcher": os.getpid(), **run.get_step("report").outputs["report"].read()}))
"""
WORDS = """
import json

from zenml.materializers import BaseMaterializer


class Words(list):
    pass


class WordsMaterializer(BaseMaterializer):
    ASSOCIATED_TYPES = (Words,)

    def save(self, data):
        with self.open("words.txt", "w") as file:
            file.write(" ".join(data))

    def load(self, data_type):
        with self.open("words.txt") as file:
            return Words(file.read().split())


def as_json(value):
    return json.dumps(value)
"""
OWN_CLASSES = """
from dataclasses import dataclass

import words
from zenml import pipeline, step
from zenml.materializers import BaseMaterializer
from zenml.steps import Output

@dataclass
class Point:
    x: int

class Graph:
    def __repr__(self):
        return "a graph"

class GraphMaterializer(BaseMaterializer):
    ASSOCIATED_TYPES = (Graph,)

    def save(self, data):
        with self.open("graph.txt", "w") as file:
            file.write("graph")

    def load(self, data_type):
        with self.open("graph.txt") as file:
            file.read()
        return data_type()

@step
def make() -> Output(point=Point, points=list, graph=Graph, words=words.Words):
    return Point(1), [Point(2)], Graph(), words.Words(["a", "b"])

@pipeline
def making():
    make()

making().run()
"""
READING_OUTPUTS = """
from zenml.post_execution import get_pipeline

for name, artifact in get_pipeline("making").runs[-1].get_step("make").outputs.items():
    print(name, artifact.type, artifact._record.materializer, artifact.read())
"""
DOUBLING = """
from zenml import pipeline, step

@step
def double(x: int) -> int:
    print("doubling", x)
    return 2 * x

@pipeline
def doubling(start: int, times: int):
    x = double(start)
    for _ in range(times - 1):
        x = double(x)

doubling(3, times=3).run()
"""
READING = """
from zenml.post_execution import get_pipeline

for run in get_pipeline("doubling").runs:
    print(run.status.value, [(step.name, step.status.value, step.output.read()) for step in run.steps])
"""


@dataclass(frozen=True)
class Done:
    code: int
    stdout: str
    stderr: str


def python(folder: Path, *arguments: str, stdin: str = "") -> Done:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, input=stdin, capture_output=True, text=True, timeout=120, check=False
    )
    return Done(done.returncode, done.stdout, done.stderr)


class TestFarSteps:
    """A script in a subfolder of a repository, whose steps run in processes of their own."""

    @pytest.fixture
    def repository(self, tmp_path: Path) -> Path:
        (tmp_path / "jobs").mkdir()
        (tmp_path / "jobs" / "train.py").write_text(TRAINING)
        (tmp_path / "jobs" / "words.py").write_text(WORDS)
        (tmp_path / "orchestrators.py").write_text(FAR_ORCHESTRATOR)
        (tmp_path / "use.py").write_text(USE_FAR_ORCHESTRATOR)
        assert python(tmp_path, "use.py").code == 0
        return tmp_path

    def test_they_are_found_and_do_what_they_would_do_here(self, repository: Path) -> None:
        done = python(repository, "jobs/train.py")
        assert done.code == 0, done.stderr
        result = json.loads(done.stdout.splitlines()[-1])
        launcher, process = result.pop("launcher"), result.pop("process")
        assert result == {"score": 6.0, "step": "report"}
        assert process != launcher

    def test_the_next_run_takes_them_from_the_cache(self, repository: Path) -> None:
        python(repository, "jobs/train.py")
        second = python(repository / "jobs", "train.py")
        assert second.code == 0, second.stderr
        reading = (
            "from zenml.post_execution import get_pipeline;"
            "print([(s.name, s.status.value) for s in get_pipeline('training').runs[-1].steps])"
        )
        assert python(repository, "-c", reading).stdout == (
            "[('importer', 'cached'), ('trainer', 'cached'), ('report', 'completed')]\n"
        )


class TestScriptsOfARepository:
    """A script in a subfolder, whose classes other processes need: its own, and those beside it."""

    @pytest.fixture
    def repository(self, tmp_path: Path) -> Path:
        (tmp_path / "jobs" / "deep").mkdir(parents=True)
        (tmp_path / "notes").mkdir()
        (tmp_path / "jobs" / "train.py").write_text(OWN_CLASSES)
        (tmp_path / "jobs" / "words.py").write_text(WORDS)
        init = "from zenml.repository import Repository; Repository.initialize('.')"
        assert python(tmp_path, "-c", init).code == 0
        return tmp_path

    def test_what_it_left_is_read_from_anywhere_inside(self, repository: Path) -> None:
        ran = python(repository, "jobs/train.py")
        assert ran.code == 0, ran.stderr
        expected = (
            "point jobs.train:Point zenml.materializers.json_values:JsonMaterializer Point(x=1)\n"
            "points builtins:list zenml.materializers.json_values:JsonMaterializer [Point(x=2)]\n"
            "graph jobs.train:Graph jobs.train:GraphMaterializer a graph\n"
            "words words:Words words:WordsMaterializer ['a', 'b']\n"
        )
        for folder in ("", "jobs", "jobs/deep", "notes"):
            (repository / folder / "read_all.py").write_text(READING_OUTPUTS)
            read = python(repository / folder, "read_all.py")
            assert (read.stdout, read.stderr) == (expected, ""), folder


def test_steps_of_a_module_that_python_m_runs_are_found_without_a_repository(tmp_path: Path) -> None:
    (tmp_path / "orchestrators.py").write_text(FAR_ORCHESTRATOR)
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "__init__.py").write_text("")
    (tmp_path / "jobs" / "words.py").write_text(WORDS)
    (tmp_path / "jobs" / "train.py").write_text(OWN_CLASSES.replace("import words", "from . import words"))
    in_the_profile = USE_FAR_ORCHESTRATOR.replace('Repository.initialize(".")', "")
    assert python(tmp_path, "-c", in_the_profile).code == 0
    done = python(tmp_path, "-m", "jobs.train")
    assert done.code == 0, done.stderr
    read = python(tmp_path, "-c", READING_OUTPUTS)
    assert read.stdout.splitlines()[-1] == "words jobs.words:Words jobs.words:WordsMaterializer ['a', 'b']"


class TestScripts:
    def test_a_second_process_finds_the_first_ones_outputs(self, tmp_path: Path) -> None:
        (tmp_path / "double.py").write_text(DOUBLING)
        first, second = python(tmp_path, "double.py"), python(tmp_path, "double.py")
        assert (first.code, first.stdout) == (0, "doubling 3\ndoubling 6\ndoubling 12\n")
        assert (second.code, second.stdout) == (0, "")
        assert python(tmp_path, "-c", READING).stdout == (
            "completed [('double', 'completed', 6), ('double_2', 'completed', 12), ('double_3', 'completed', 24)]\n"
            "cached [('double', 'cached', 6), ('double_2', 'cached', 12), ('double_3', 'cached', 24)]\n"
        )

    def test_code_that_was_typed_in_runs_as_well(self, tmp_path: Path) -> None:
        done = python(tmp_path, "-", stdin=DOUBLING)
        assert (done.code, done.stdout) == (0, "doubling 3\ndoubling 6\ndoubling 12\n")

    def test_a_step_that_raises_ends_the_script_with_its_exception(self, tmp_path: Path) -> None:
        (tmp_path / "double.py").write_text(DOUBLING.replace("return 2 * x", "return 2 / 0"))
        done = python(tmp_path, "double.py")
        assert (done.code, done.stdout) == (1, "doubling 3\n")
        assert "\nZeroDivisionError: division by zero\n" in done.stderr
        assert done.stderr.splitlines()[-1].startswith("zenml.errors.StepFailedError: ")
        assert (
            python(tmp_path, "-c", "import zenml.post_execution as p; print(p.get_pipeline('doubling').runs)").code == 0
        )

    def test_a_pipeline_that_cannot_run_ends_the_script_before_it_does(self, tmp_path: Path) -> None:
        (tmp_path / "double.py").write_text(DOUBLING.replace("double(start)", "double(strat=start)"))
        done = python(tmp_path, "double.py")
        assert (done.code, done.stdout) == (1, "")
        assert done.stderr.splitlines()[-3:] == [
            "zenml.errors.WiringError: pipeline 'doubling' cannot run, 2 faults:",
            "  step 'double', argument 'strat': is unknown (known: x)",
            "  step 'double', argument 'x': gets no value (pass one: double(x=...))",
        ]
