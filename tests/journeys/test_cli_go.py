"""The guided first run."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from commandline import CommandLine
from status_lines import OUTSIDE
from terminals import at_terminal

WITHOUT_NETWORK = """\
import socket
def refuse(*arguments, **options):
    raise RuntimeError("the network was asked for")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
"""


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let projects without a path of their own go with the test."""
    monkeypatch.setenv("TMPDIR", str(tmp_path_factory.mktemp("temporary")))


def runs(zenml: CommandLine) -> list[tuple[str, str]]:
    listed = json.loads(zenml("pipeline", "runs", "list", "--output=json").stdout)
    return [(run["pipeline"], run["status"]) for run in listed]


@pytest.mark.usefixtures("used_before")
def test_without_a_terminal_the_tour_goes_on_by_itself_and_needs_no_network(
    zenml: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_NETWORK)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    tour = zenml("go")

    assert tour.code == 0, tour.stderr
    headings = [line for line in tour.stdout.splitlines() if line[:2] in ("1.", "2.", "3.", "4.")]
    assert [heading.partition(".")[0] for heading in headings] == ["1", "2", "3", "4"]
    folder = Path(tour.stdout.partition("Written: ")[2].partition("\n")[0])
    assert sorted(path.name for path in folder.iterdir()) == [".zen", "README.md", "word_counts.py"]
    assert runs(zenml) == [("word_counts", "cached"), ("word_counts", "completed")]
    assert tour.stdout.count("\n$ zenml pipeline run word_counts.py\n") == 2
    assert tour.stdout.count("counting 74 characters") == 1
    assert "└── most_common(how_many=2): cached" in tour.stdout
    assert f"cd {folder}\n" in tour.stdout
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.usefixtures("used_before")
def test_the_project_may_be_kept_in_a_folder_of_ones_own_and_run_again(zenml: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "my first" / "steps"
    assert zenml("go", "--path", str(folder)).code == 0

    again = zenml("pipeline", "run", "word_counts.py", cwd=folder)

    assert (again.stdout, again.code) == ("most common: ['the', 'you']\n", 0)
    assert (folder / ".zen" / "config.yaml").read_text() == (
        "active_profile_name: default\nactive_project_name: null\nactive_stack_name: default\n"
    )


@pytest.mark.usefixtures("used_before")
def test_a_folder_that_holds_something_is_refused(zenml: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()

    refused = zenml("go", "--path", str(tmp_path))

    assert refused.stderr == (
        f"{OUTSIDE}Error: {tmp_path} is not an empty folder\nHint: name a new one: zenml go --path FOLDER\n"
    )
    assert (refused.stdout, refused.code) == ("", 6)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.usefixtures("used_before")
def test_an_empty_folder_will_do(zenml: CommandLine, tmp_path: Path) -> None:
    assert zenml("go", "--path", str(tmp_path)).code == 0
    assert (tmp_path / "word_counts.py").exists()


@pytest.mark.usefixtures("used_before")
def test_at_a_terminal_it_asks_before_it_writes_and_ends_at_a_no(zenml: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "steps"

    screen = at_terminal([str(zenml.executable), "go", "--path", str(folder)], answer="n\n")

    assert screen.code == 0
    assert screen.text.endswith(
        f"Write it into {folder}? [Y/n]: n\n\nThe tour ends here. Begin again whenever you like: zenml go\n"
    )
    assert not folder.exists()


@pytest.mark.usefixtures("used_before")
def test_the_tour_works_on_the_default_stack_whatever_the_environment_chose(zenml: CommandLine, tmp_path: Path) -> None:
    zenml("stack", "register", "other", "-o", "default", "-a", "default", "-m", "default")

    assert zenml("go", env={"ZENML_ACTIVATED_STACK": "other"}).code == 0
    listed = json.loads(zenml("pipeline", "runs", "list", "--output=json").stdout)
    assert {run["stack"] for run in listed} == {"default"}


@pytest.mark.usefixtures("used_before")
def test_a_profile_without_a_default_stack_is_said(zenml: CommandLine) -> None:
    zenml("stack", "register", "mine", "-o", "default", "-a", "default", "-m", "default", "--set")
    zenml("stack", "delete", "default", "--yes")

    refused = zenml("go")

    assert refused.stderr == f"{OUTSIDE}Error: there is no stack named 'default'\nHint: known: mine\n"
    assert refused.code == 5


@pytest.mark.usefixtures("used_before")
def test_a_part_that_fails_ends_the_tour_and_says_where_the_project_is(
    zenml: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nif 'run' in sys.argv:\n    import os\n    os._exit(7)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    failed = zenml("go", "--path", str(tmp_path / "steps"))

    assert failed.code == 7
    assert failed.stderr.endswith(
        f"Error: 'zenml pipeline run word_counts.py' ended with exit code 7\nHint: the project is in {tmp_path}/steps\n"
    )
    assert sys.executable not in failed.stdout
