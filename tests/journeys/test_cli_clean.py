"""Beginning anew, and making room."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import pytest
from commandline import CommandLine, Outcome
from status_lines import FIRST_USE, INSIDE, OUTSIDE
from terminals import Screen, at_terminal

from zenml.enums import StackComponentType
from zenml.models.records import ComponentRecord, StackRecord
from zenml.repository.context import open_context

PIPELINE = """\
from zenml import pipeline, step

@step
def one() -> int:
    return 1

@pipeline
def counting():
    one()

counting().run()
"""


@pytest.fixture
def ran(zenml: CommandLine, used_before: Path) -> Path:
    """Let a pipeline have run, and return the folder of what the components keep."""
    Path("counting.py").write_text(PIPELINE)
    assert zenml("pipeline", "run", "counting.py").code == 0
    Path("counting.py").unlink()
    return used_before / "local_stores"


def uuid(zenml: CommandLine, kind: str) -> str:
    found: str = json.loads(zenml(kind, "describe", "--output=json").stdout)["uuid"]
    return found


def test_everything_goes_once_that_is_confirmed(zenml: CommandLine, ran: Path, config_path: Path) -> None:
    zenml("init")
    paths = [
        Path.cwd() / ".zen",
        *(config_path / name for name in ("profiles", "local_stores", "cache", "config.yaml")),
    ]
    question = f"Remove {', '.join(map(str, paths))}?"
    removed = "".join(f"Removed {path}\n" for path in paths)

    assert zenml("clean") == Outcome("", f"Error: nobody is there to answer: {question}\nHint: use --yes\n", 1)
    assert zenml("clean", "--dry-run") == Outcome("", "".join(f"Would remove {path}\n" for path in paths), 0)
    assert ran.exists()
    assert zenml("clean", "--yes") == Outcome("", removed + FIRST_USE, 0)
    assert not Path(".zen").exists()
    assert zenml("pipeline", "runs", "list", "--output=json").stdout == "[]\n"


def test_no_is_an_answer(zenml: CommandLine, ran: Path) -> None:
    answered = at_terminal([str(zenml.executable), "clean"], answer="n\n")
    assert answered.code == 1
    assert answered.text.endswith("? [y/N]: n\nError: not confirmed\nHint: nothing was changed\n")
    assert ran.exists()


def test_stores_elsewhere_stay_and_are_named(zenml: CommandLine, used_before: Path, tmp_path: Path) -> None:
    zenml("profile", "create", "shared", "--url", str(tmp_path / "store"))
    zenml("profile", "set", "shared")
    said = zenml("clean", "--yes").stderr
    assert said.splitlines()[0] == f"The store of profile 'shared' stays in {tmp_path}/store"
    assert [each["name"] for each in json.loads(zenml("profile", "list", "--output=json").stdout)] == ["default"]
    assert (tmp_path / "store" / "stacks" / "default.yaml").exists()


def test_a_damaged_configuration_can_be_left_behind(zenml: CommandLine, used_before: Path) -> None:
    (used_before / "config.yaml").write_text("]")
    assert zenml("stack", "list").code == 3
    assert zenml("clean", "--yes").code == 0
    assert zenml("stack", "list").code == 0


def test_on_a_new_machine_there_is_nothing_to_remove(zenml: CommandLine) -> None:
    assert zenml("clean") == Outcome("", f"There is nothing to remove.\n{FIRST_USE}", 0)


def test_only_the_data_of_the_active_stack_go(zenml: CommandLine, ran: Path) -> None:
    zenml("init")
    paths = [ran / uuid(zenml, kind) for kind in ("artifact-store", "metadata-store")]
    stranger = ran / "00000000-0000-0000-0000-000000000000"
    stranger.mkdir()
    question = f"Remove {', '.join(map(str, paths))}?"

    assert zenml("clean", "--local") == Outcome(
        "", f"{INSIDE}Error: nobody is there to answer: {question}\nHint: use --yes\n", 1
    )
    assert zenml("clean", "--local", "--dry-run").stderr == INSIDE + "".join(f"Would remove {path}\n" for path in paths)
    answered = at_terminal([str(zenml.executable), "clean", "--local"], answer="y\n", columns=1000)
    assert answered == Screen(f"{INSIDE}{question} [y/N]: y\n" + "".join(f"Removed {path}\n" for path in paths), 0)
    assert list(ran.iterdir()) == [stranger]
    assert zenml("pipeline", "runs", "list", "--output=json").stdout == "[]\n"
    assert zenml("stack", "get").stdout == "default\n"


def test_a_second_time_nothing_is_left(zenml: CommandLine, ran: Path) -> None:
    zenml("clean", "--local", "--yes")
    assert zenml("clean", "--local").stderr == f"{OUTSIDE}There is nothing to remove.\n"


def test_a_component_whose_package_is_missing_is_named(zenml: CommandLine, used_before: Path) -> None:
    bucket = ComponentRecord(StackComponentType.ARTIFACT_STORE, "bucket", "s3", str(uuid4()), {"path": "s3://bucket"})
    store = open_context().store
    parts = {**store.list_stacks()[0].components, bucket.type: bucket.name}
    store.create_stack(StackRecord("remote", parts), [bucket])
    folder = used_before / "local_stores" / bucket.uuid
    folder.mkdir(parents=True)

    assert zenml("--stack=remote", "clean", "--local", "--yes").stderr == (
        f"{OUTSIDE}What the artifact store 'bucket' keeps in other places stays, since it cannot be asked: flavor 's3' "
        f"comes from the package zenml-s3: pip install zenml-s3\nRemoved {folder}\n"
    )


def test_secrets_go_only_with_data(zenml: CommandLine, used_before: Path) -> None:
    assert zenml("clean", "--secrets") == Outcome(
        "", "Error: --secrets goes with --local\nHint: without it, zenml clean removes them anyway\n", 2
    )
