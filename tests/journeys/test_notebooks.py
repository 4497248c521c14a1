"""A notebook in a real kernel: cells that are run again and written anew, what they show, where their steps can run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from commandline import CommandLine
from notebook import Notebook, notebook_in

IMPORTS = """
from collections import deque
from zenml import pipeline, step
from zenml.steps import BaseStep, Output
from zenml.post_execution import get_run

def states(run):
    return {each.name: each.status.value for each in run.steps}
"""
SETTINGS = "LIMIT = 3\nQUEUE = deque([1])\nHELD = {'a': [deque([2])]}"
HELPER = "def helper(x):\n    return x + LIMIT"
KIND = "class Kind:\n    def amount(self):\n        return 1"
PLAIN = "@step\ndef make() -> int:\n    return helper(1) + QUEUE[0] + HELD['a'][0][0] + Kind().amount()"
CLASS = "class Double(BaseStep):\n    def entrypoint(self, x: int) -> int:\n        return x * 2"
PIPELINE = "@pipeline\ndef training():\n    double = Double()\n    double(make())"
RUN = "run = training().run()\nstates(run), run.get_step('Double').output.read()"
CELLS = (IMPORTS, SETTINGS, HELPER, KIND, PLAIN, CLASS, PIPELINE)


@pytest.fixture
def notebook(used_before: Path, tmp_path: Path) -> Iterator[Notebook]:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    with notebook_in(folder, tmp_path / "jupyter") as opened:
        for cell in CELLS:
            assert opened.run(cell).error == ""
        yield opened


def test_cells_that_are_run_again_unchanged_leave_the_cache_alone(notebook: Notebook) -> None:
    assert notebook.run(RUN).text == "({'make': 'completed', 'Double': 'completed'}, 16)"
    for cell in CELLS:
        notebook.run(cell)
    assert notebook.run(RUN).text == "({'make': 'cached', 'Double': 'cached'}, 16)"
    # A comment, layout, and a cell that fails, say nothing new.
    notebook.run(PLAIN.replace("return ", "# soon\n    return "))
    assert notebook.run("1 / 0").error.startswith("ZeroDivisionError")
    assert notebook.run(RUN).text == "({'make': 'cached', 'Double': 'cached'}, 16)"


@pytest.mark.parametrize(
    ("cell", "old", "new", "expected"),
    [
        (PLAIN, "helper(1)", "helper(2)", "({'make': 'completed', 'Double': 'completed'}, 18)"),
        (HELPER, "x + LIMIT", "x * LIMIT", "({'make': 'completed', 'Double': 'completed'}, 14)"),
        (SETTINGS, "LIMIT = 3", "LIMIT = 4", "({'make': 'completed', 'Double': 'completed'}, 18)"),
        (SETTINGS, "deque([1])", "deque([2])", "({'make': 'completed', 'Double': 'completed'}, 18)"),
        (SETTINGS, "deque([2])", "deque([3])", "({'make': 'completed', 'Double': 'completed'}, 18)"),
        (KIND, "return 1", "return 2", "({'make': 'completed', 'Double': 'completed'}, 18)"),
        (CLASS, "x * 2", "x * 3", "({'make': 'cached', 'Double': 'completed'}, 24)"),
        (PIPELINE, "double(make())", "double(7)", "({'Double': 'completed'}, 14)"),
    ],
    ids=["step", "helper", "constant", "object", "held object", "class", "class as step", "pipeline"],
)
def test_a_cell_that_is_written_anew_is_followed(
    notebook: Notebook, cell: str, old: str, new: str, expected: str
) -> None:
    notebook.run(RUN)
    assert old in cell
    assert notebook.run(cell.replace(old, new)).error == ""
    assert notebook.run(RUN).text == expected


def test_values_that_are_changed_in_place_or_by_another_cell_are_followed(notebook: Notebook) -> None:
    notebook.run(RUN)
    notebook.run("QUEUE.appendleft(5)")
    assert notebook.run(RUN).text == "({'make': 'completed', 'Double': 'completed'}, 24)"
    notebook.run("QUEUE.popleft()")
    assert notebook.run(RUN).text == "({'make': 'cached', 'Double': 'cached'}, 16)"


def test_what_pickle_cannot_write_is_another_value_each_time(notebook: Notebook) -> None:
    notebook.run("import threading\nLOCK = threading.Lock()")
    notebook.run(PLAIN.replace("return ", "LOCK.locked()\n    return "))
    for _ in range(2):
        assert notebook.run(RUN).text.startswith("({'make': 'completed'")
    assert "LOCK" in notebook.run("run.get_step('make').why_not_cached().reasons").text


def test_a_new_kernel_finds_what_the_last_one_computed(notebook: Notebook, tmp_path: Path) -> None:
    notebook.run(RUN)
    with notebook_in(tmp_path / "notebooks", tmp_path / "jupyter") as other:
        for cell in CELLS:
            other.run(f"# {tmp_path}\n{cell}")  # lines that begin elsewhere, names of cells that differ
        assert other.run(RUN).text == "({'make': 'cached', 'Double': 'cached'}, 16)"


def test_runs_and_pipelines_show_their_graph(notebook: Notebook) -> None:
    before = notebook.run("training()").display
    assert "<svg" in before["text/html"]
    assert "Double" in before["text/html"]
    notebook.run(RUN)
    after = notebook.run("run").display
    assert "<svg" in after["text/html"]
    assert after["text/plain"].startswith("RunView('training-")


def test_what_steps_say_is_shown_below_the_cell_and_kept_in_their_log(notebook: Notebook) -> None:
    notebook.run(
        "import os\n@step\ndef talk() -> None:\n    print('by print', flush=True)\n"
        "    os.write(1, b'by the descriptor\\n')\n    os.system('echo by a child')"
    )
    shown = notebook.run("@pipeline\ndef talking():\n    talk()\nrun = talking().run()\nprint('after it')")
    assert shown.error == ""
    assert {"by print", "by the descriptor", "by a child", "after it"} <= set(shown.stdout.splitlines())
    log = notebook.run("print(run.get_step('talk').log())").stdout.splitlines()
    assert {"by print", "by the descriptor", "by a child"} <= set(log)
    assert "after it" not in log
    assert notebook.run("os.system('echo still heard')").stdout == "still heard\n"


def test_a_cell_that_is_interrupted_stops_its_run_and_the_next_one_works(notebook: Notebook) -> None:
    notebook.run("import time\n@step\ndef rest() -> None:\n    print('rests', flush=True)\n    time.sleep(60)")
    cell = notebook.start("@pipeline\ndef resting():\n    rest()\nresting().run()")
    notebook.wait_until_it_shows("rests")
    notebook.interrupt()
    assert notebook.wait(cell).error.startswith("KeyboardInterrupt")
    seen = notebook.run(
        "from zenml.post_execution import get_pipeline\n"
        "last = get_pipeline('resting').runs[-1]\nlast.status.value, states(last)"
    )
    assert seen.text == "('stopped', {'rest': 'stopped'})"
    assert notebook.run(RUN).text == "({'make': 'completed', 'Double': 'completed'}, 16)"


def test_steps_of_a_notebook_run_in_its_kernel_and_nowhere_else(notebook: Notebook, zenml: CommandLine) -> None:
    for words in (
        "orchestrator register two --flavor=local --max_workers=2",
        "stack register two -o two -a default -m default",
        "step-operator register apart --flavor=subprocess",
        "stack register far -o default -a default -m default -s apart",
    ):
        assert zenml(*words.split()).code == 0
    assert zenml("stack", "set", "two").code == 0
    assert notebook.run(RUN).text == "({'make': 'completed', 'Double': 'completed'}, 16)"
    assert zenml("stack", "set", "far").code == 0
    notebook.run("make = make.with_options(step_operator='apart')")
    refused = notebook.run("training().run()")
    assert refused.error == (
        "WiringError: pipeline 'training' cannot run: step 'make': exists only in this process, where step operator "
        "'apart' cannot find it (write it at the top of a file, or leave step_operator out)"
    )
