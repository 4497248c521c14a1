"""Sessions at a terminal about what runs leave behind."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from commandline import CommandLine, Outcome

pytestmark = pytest.mark.usefixtures("used_before")

TRAIN = """
import sys
from zenml import pipeline, step

@step
def importer(start: int) -> list[int]:
    print("importing", start)
    return [start, 2, 3]

@step
def trainer(numbers: list[int], factor: int = 2) -> float:
    print("training")
    return sum(numbers) * factor / 2

@pipeline
def training(start: int):
    trainer(importer(start))

if __name__ == "__main__":
    training(START).run(run_name=RUN_NAME)
"""
MODEL = "training.trainer.output"


@pytest.fixture
def ran(zenml: CommandLine, tmp_path: Path) -> CommandLine:
    """Return a command line after the runs ``first`` and ``second``, which began with different numbers."""
    for start, name in enumerate(("first", "second"), start=1):
        file = tmp_path / "train.py"
        file.write_text(TRAIN.replace("RUN_NAME", repr(name)).replace("START", str(start)))
        assert zenml("pipeline", "run", str(file)).code == 0
    return zenml


def listed(zenml: CommandLine, *options: str) -> list[tuple[str, int, str]]:
    found = json.loads(zenml("pipeline", "artifacts", "list", "-o", "json", *options).stdout)
    return [(each["name"], each["version"], each["run"]) for each in found]


def test_artifacts_are_listed_newest_first_and_chosen(ran: CommandLine) -> None:
    assert listed(ran) == [
        (MODEL, 2, "second"),
        ("training.importer.output", 2, "second"),
        (MODEL, 1, "first"),
        ("training.importer.output", 1, "first"),
    ]
    assert listed(ran, "--name", MODEL) == [(MODEL, 2, "second"), (MODEL, 1, "first")]
    assert listed(ran, "--name", MODEL, "--offset", "1") == [(MODEL, 1, "first")]
    assert listed(ran, "--run", "first", "--limit", "1") == [(MODEL, 1, "first")]
    assert ran("pipeline", "artifacts", "list", "--tag", "none").stderr.splitlines()[-1] == "No artifact matches."


def test_an_artifact_is_shown_with_where_it_came_from_and_where_it_went(ran: CommandLine) -> None:
    shown = ran("pipeline", "artifacts", "show", "training.importer.output:1").stdout
    shown = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", shown)
    assert re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", "TIME", shown) == (
        "training.importer.output:1\n"
        "├── type: builtins:list\n"
        "├── size: 34 B in 1 file\n"
        "├── created: TIME+00:00\n"
        "├── id: ID\n"
        "├── folder: runs/ID/importer/output\n"
        "├── made by: step importer of run first\n"
        "├── metadata\n"
        "│   └── length: 3\n"
        "└── read by\n"
        "    └── step trainer of run first\n"
    )
    data = json.loads(ran("pipeline", "artifacts", "show", MODEL, "-o", "json").stdout)
    assert (data["version"], data["value"], data["producer"]["name"], data["consumers"]) == (2, 7.0, "trainer", [])


def test_tags_choose_artifacts_and_runs(ran: CommandLine) -> None:
    tagged = ran("pipeline", "artifacts", "tag", f"{MODEL}:1", "--add", "Best")
    assert (tagged.code, tagged.stderr.splitlines()[-1]) == (0, f"Artifact '{MODEL}:1' has the tags best.")
    assert listed(ran, "--tag", "best") == [(MODEL, 1, "first")]
    assert ran("pipeline", "runs", "tag", "first", "--add", "a", "--add", "b", "--remove", "a").code == 0
    runs = json.loads(ran("pipeline", "runs", "list", "--tag", "b", "-o", "json").stdout)
    assert [(run["name"], run["tags"]) for run in runs] == [("first", ["b"])]
    assert ran("pipeline", "runs", "tag", "first") == Outcome(
        "", "Error: nothing to change\nHint: give --add TAG or --remove TAG\n", 2
    )


def test_a_deleted_artifact_is_computed_again(ran: CommandLine, tmp_path: Path) -> None:
    question = "Delete artifact 'training.importer.output:2', which 1 step read, and its 34 B?"
    asked = ran("pipeline", "artifacts", "delete", "training.importer.output")
    assert (asked.code, asked.stderr.splitlines()[-2:]) == (
        1,
        [
            f"Error: nobody is there to answer: {question}",
            "Hint: use --yes",
        ],
    )
    assert ran("pipeline", "artifacts", "delete", "training.importer.output", "--yes").code == 0
    assert ran("pipeline", "artifacts", "delete", "training.importer.output:2", "--yes").code == 5
    assert ran("pipeline", "artifacts", "delete", "training.importer.output:2", "--yes", "--if-exists").code == 0
    assert ran("pipeline", "runs", "delete", "second", "--yes").code == 0
    assert ran("pipeline", "run", str(tmp_path / "train.py")).code == 0
    steps = json.loads(ran("pipeline", "runs", "describe", "second", "-o", "json").stdout)["steps"]
    assert [(step["name"], step["cached"]) for step in steps] == [("importer", False), ("trainer", False)]


def test_a_deleted_run_is_pruned_from_the_disk(ran: CommandLine) -> None:
    deleted = ran("pipeline", "runs", "delete", "first", "--yes")
    assert (deleted.code, deleted.stderr.splitlines()[-1]) == (
        0,
        "Deleted run 'first'. What only it used: zenml pipeline artifacts prune",
    )
    assert ran("pipeline", "runs", "describe", "first").code == 5
    plan = json.loads(ran("pipeline", "artifacts", "prune", "--dry-run", "-o", "json").stdout)
    assert sorted(each["name"] for each in plan["artifacts"]) == ["training.importer.output", MODEL]
    assert len(plan["folders"]) == 1
    pruned = ran("pipeline", "artifacts", "prune", "--yes")
    said = re.sub(r"\(.*\)", "(SIZE)", pruned.stderr.splitlines()[-1])
    assert (pruned.code, said) == (0, "Deleted 2 artifacts and 1 folder without a record (SIZE).")
    again = ran("pipeline", "artifacts", "prune", "--yes")
    assert (again.code, again.stderr.splitlines()[-1]) == (0, "There is nothing that nothing refers to.")
    assert listed(ran, "--run", "second") == [(MODEL, 2, "second"), ("training.importer.output", 2, "second")]


def test_logs_are_shown_of_all_steps_or_of_one(ran: CommandLine) -> None:
    every = "==> importer <==\nimporting 2\n==> trainer <==\ntraining\n"
    assert ran("pipeline", "runs", "logs", "second").stdout == every
    assert ran("pipeline", "runs", "logs", "second", "trainer", "--follow").stdout == "training\n"
    assert ran("pipeline", "runs", "logs", "second", "trianer").stderr.splitlines()[-2:] == [
        "Error: run 'second' has no step 'trianer'",
        "Hint: did you mean 'trainer'?",
    ]


def test_runs_are_chosen_by_state_and_pipeline(ran: CommandLine) -> None:
    def names(*options: str) -> list[str]:
        found = json.loads(ran("pipeline", "runs", "list", "-o", "json", *options).stdout)
        return [run["name"] for run in found]

    assert names("--status", "completed", "--pipeline", "training") == ["second", "first"]
    assert names("--offset", "1") == ["first"]
    assert names("--status", "failed") == []
    assert names("--stack", "elsewhere") == names("--user", "nobody") == names("--project", "none") == []
    assert ran("pipeline", "runs", "list", "--status", "failed").stderr.splitlines()[-1] == "No run matches."


@pytest.mark.parametrize("call", ["runs list --stack", "runs list --pipeline", "artifacts list --name"])
def test_a_name_that_nothing_can_bear_is_refused(ran: CommandLine, call: str) -> None:
    done = ran("pipeline", *call.split(), "a\udcff")
    option = call.rpartition(" ")[2]
    assert (done.code, done.stderr.splitlines()[-2:]) == (
        2,
        ["Error: nothing can be called 'a\\udcff'", f"Hint: give {option} as text in UTF-8"],
    )


def test_a_step_that_was_computed_says_why(ran: CommandLine) -> None:
    asked = ("pipeline", "runs", "describe", "second", "--why-not-cached", "importer")
    assert ran(*asked).stdout == (
        "importer of second was not taken from the cache, compared with first:\n"
        "└── parameter start changed from 1 to 2\n"
    )
    assert json.loads(ran(*asked, "-o", "json").stdout) == {
        "run": "second",
        "step": "importer",
        "cached": False,
        "compared_with": "first",
        "reasons": ["parameter start changed from 1 to 2"],
    }


def test_a_page_about_a_run_is_written(ran: CommandLine, tmp_path: Path) -> None:
    done = ran("pipeline", "runs", "visualize", "second", "--file", str(tmp_path / "page.html"))
    assert (done.code, done.stdout) == (0, f"{tmp_path}/page.html\n")
    assert "training.trainer.output:2" in (tmp_path / "page.html").read_text()
