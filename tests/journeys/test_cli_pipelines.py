"""Sessions at a terminal about pipelines and their runs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from commandline import CommandLine, Outcome
from status_lines import without_repository

pytestmark = pytest.mark.usefixtures("used_before")

TRAIN = """
from zenml import pipeline, step
from numbers_of_today import NUMBERS

@step
def importer() -> list[int]:
    print("importing")
    return NUMBERS

@step
def trainer(numbers: list[int], gamma: float = 0.5) -> dict[str, float]:
    return {"mean": sum(numbers) * gamma}

@step
def evaluator(numbers: list[int], model: dict[str, float]) -> float:
    return 0.9733

@pipeline
def training():
    numbers = importer()
    evaluator(numbers, trainer(numbers))

if __name__ == "__main__":
    training().run(run_name=RUN_NAME)
"""
FAILING = """
from zenml import pipeline, step

@step
def importer() -> int:
    return 1

@step
def trainer(number: int) -> int:
    raise ValueError("no\\nluck")

@step
def evaluator(number: int) -> None: ...

@pipeline
def training():
    evaluator(trainer(importer()))

training().run(run_name="unlucky")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with ``train.py``, which imports its neighbor."""
    (tmp_path / "numbers_of_today.py").write_text("NUMBERS = [1, 2, 3]\n")
    for name in ("first", "second"):
        (tmp_path / f"{name}.py").write_text(TRAIN.replace("RUN_NAME", repr(name)))
    return tmp_path


def test_a_file_runs_as_python_would_run_it(zenml: CommandLine, project: Path) -> None:
    outcome = zenml("pipeline", "run", str(project / "first.py"))
    assert (outcome.stdout, outcome.code) == ("importing\n", 0)
    assert without_durations(outcome.stderr) == without_repository() + (
        "Step importer has started.\nStep importer has finished in T.\n"
        "Step trainer has started.\nStep trainer has finished in T.\n"
        "Step evaluator has started.\nStep evaluator has finished in T.\n"
        "Run first has finished in T.\n"
    )


def test_runs_are_listed_newest_first(zenml: CommandLine, project: Path) -> None:
    run(zenml, project, "first")
    run(zenml, project, "second")
    runs = json.loads(zenml("pipeline", "runs", "list", "-o", "json").stdout)
    assert [(run["name"], run["pipeline"], run["status"], run["stack"]) for run in runs] == [
        ("second", "training", "cached", "default"),
        ("first", "training", "completed", "default"),
    ]
    assert [run["name"] for run in json.loads(zenml("pipeline", "runs", "list", "--limit=1", "-o", "json").stdout)] == [
        "second"
    ]
    started = "2026-11-22T17:00:00+00:00"
    table = re.sub(r"\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", started, zenml("pipeline", "runs", "list").stdout)
    assert (
        re.sub(r"\d+\.\d\d s( *)", "0.25 s   ", table)
        == f"""\
┏━━━━━━━━━━┯━━━━━━━━━━┯━━━━━━━━━━━┯━━━━━━━━━┯━━━━━━━━━━━━━━━━━━━━━━━━━━━┯━━━━━━━━━━┓
┃ PIPELINE │ RUN NAME │ STATUS    │ STACK   │ STARTED                   │ DURATION ┃
┠──────────┼──────────┼───────────┼─────────┼───────────────────────────┼──────────┨
┃ training │ second   │ cached    │ default │ {started} │ 0.25 s   ┃
┠──────────┼──────────┼───────────┼─────────┼───────────────────────────┼──────────┨
┃ training │ first    │ completed │ default │ {started} │ 0.25 s   ┃
┗━━━━━━━━━━┷━━━━━━━━━━┷━━━━━━━━━━━┷━━━━━━━━━┷━━━━━━━━━━━━━━━━━━━━━━━━━━━┷━━━━━━━━━━┛
"""
    )


def test_pipelines_are_listed_with_their_last_run(zenml: CommandLine, project: Path) -> None:
    run(zenml, project, "first")
    run(zenml, project, "second")
    (pipeline,) = json.loads(zenml("pipeline", "list", "-o", "json").stdout)
    assert (pipeline["name"], pipeline["runs"], pipeline["last_run"]["name"]) == ("training", 2, "second")


def test_a_run_is_described_as_a_tree_with_the_values_that_matter(zenml: CommandLine, project: Path) -> None:
    run(zenml, project, "first")
    run(zenml, project, "second")
    assert (
        tree_of(zenml, "first")
        == """\
first: completed in T (pipeline training, stack default, started NOW)
└── importer: completed in T → output (list)
    └── trainer(gamma=0.5): completed in T → output (dict)
        └── evaluator: completed in T → output = 0.9733 [also after importer]
"""
    )
    assert (
        tree_of(zenml, "second")
        == """\
second: cached in T (pipeline training, stack default, started NOW)
└── importer: cached → output (list)
    └── trainer(gamma=0.5): cached → output (dict)
        └── evaluator: cached → output = 0.9733 [also after importer]
"""
    )


def test_json_has_the_graph_and_the_values(zenml: CommandLine, project: Path) -> None:
    run(zenml, project, "first")
    described = json.loads(zenml("pipeline", "runs", "describe", "first", "--output", "json").stdout)
    assert [(step["name"], step["parents"], step["status"], step["cached"]) for step in described["steps"]] == [
        ("importer", [], "completed", False),
        ("trainer", ["importer"], "completed", False),
        ("evaluator", ["importer", "trainer"], "completed", False),
    ]
    assert described["steps"][2]["outputs"]["output"]["value"] == 0.9733
    assert described["steps"][1]["parameters"] == {"gamma": 0.5}


def test_a_failed_step_is_one_line_here_and_in_the_tree(zenml: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(FAILING)
    outcome = zenml("pipeline", "run", str(tmp_path / "train.py"))
    assert (outcome.stdout, outcome.code) == ("", 1)
    assert outcome.stderr.splitlines()[-2:] == [
        "Error: step 'trainer' of run 'unlucky' failed: ValueError: no luck",
        "Hint: zenml pipeline runs describe unlucky",
    ]
    assert (
        tree_of(zenml, "unlucky")
        == """\
unlucky: failed in T (pipeline training, stack default, started NOW)
└── importer: completed in T → output = 1
    └── trainer: failed in T
        ├── ValueError: no luck
        └── evaluator: skipped
"""
    )


def test_the_command_line_chooses_the_stack_that_a_file_runs_on(zenml: CommandLine, project: Path) -> None:
    zenml("stack", "register", "other", "-o", "default", "-a", "default", "-m", "default")
    assert zenml("--stack", "other", "pipeline", "run", str(project / "first.py")).code == 0
    assert [run["stack"] for run in json.loads(zenml("pipeline", "runs", "list", "-o", "json").stdout)] == ["other"]


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("def f():\n    raise KeyError('x')\nf()\n", "FILE, line 2: KeyError: 'x'"),
        ("import no_such_module\n", "FILE, line 1: ModuleNotFoundError: No module named 'no_such_module'"),
        ("def (:\n", "FILE: SyntaxError: invalid syntax (faulty.py, line 1)"),
    ],
)
def test_a_fault_in_the_file_is_told_in_one_line(zenml: CommandLine, tmp_path: Path, source: str, refusal: str) -> None:
    file = tmp_path / "faulty.py"
    file.write_text(source)
    error = (
        f"Error: {refusal.replace('FILE', str(file))}\nHint: zenml --debug pipeline run {file} shows the traceback\n"
    )
    assert zenml("pipeline", "run", str(file)) == Outcome("", without_repository() + error, 1)


def test_a_file_may_end_with_an_exit_code_of_its_own(zenml: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "ends.py").write_text("import sys\nprint(sys.argv[1:], __name__)\nsys.exit(9)\n")
    assert zenml("pipeline", "run", str(tmp_path / "ends.py")) == Outcome("[] __main__\n", without_repository(), 9)


def test_a_file_that_is_not_there_is_refused_before_anything_is_opened(zenml: CommandLine, project: Path) -> None:
    outcome = zenml("pipeline", "run", "frist.py", cwd=project)
    assert outcome == Outcome("", "Error: there is no file 'frist.py'\nHint: did you mean 'first.py'?\n", 5)


def test_before_any_run_the_lists_are_empty(zenml: CommandLine) -> None:
    advice = "No pipeline has run on this stack's metadata store; see zenml pipeline run --help.\n"
    for words in (("pipeline", "list"), ("pipeline", "runs", "list")):
        assert zenml(*words) == Outcome("", without_repository() + advice, 0)
        assert zenml(*words, "-o", "json").stdout == "[]\n"


def test_a_run_that_never_was_is_refused(zenml: CommandLine) -> None:
    refusal = "Error: there is no run named 'first'\nHint: zenml pipeline runs list shows them\n"
    assert zenml("pipeline", "runs", "describe", "first") == Outcome("", without_repository() + refusal, 5)


def run(zenml: CommandLine, project: Path, name: str) -> None:
    outcome = zenml("pipeline", "run", str(project / f"{name}.py"))
    assert outcome.code == 0, outcome.stderr


def tree_of(zenml: CommandLine, name: str) -> str:
    tree = without_durations(zenml("pipeline", "runs", "describe", name).stdout)
    return re.sub(r"started [-:T0-9]+\+00:00", "started NOW", tree)


def without_durations(text: str) -> str:
    return re.sub(r"\d+\.\d\d ?s", "T", text)
