"""Every block of README and docs does what the page says, in the order of the page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from checkout import ROOT
from pages import Block, blocks, documentation, name_of, readmes
from terminal import Terminal

from zenml.enums import ExecutionStatus
from zenml.post_execution import get_pipeline

README = ROOT / "README.md"


@pytest.mark.parametrize("page", [*readmes()[1:], *documentation()], ids=name_of)
def test_a_page_can_be_followed_in_an_empty_folder(page: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    folder.mkdir()
    follow(page, Terminal(folder, tmp_path / "memory"))


def test_the_readme_can_be_followed_in_a_fresh_checkout(tmp_path: Path) -> None:
    folder = copy_of_checkout(tmp_path / "checkout")
    follow(README, Terminal(folder, tmp_path / "memory"))

    runs = [(run.stack, run.status) for run in get_pipeline("adding").runs]
    assert runs == [
        ("default", ExecutionStatus.COMPLETED),
        ("default", ExecutionStatus.CACHED),
        ("with_shelf", ExecutionStatus.COMPLETED),
    ]
    assert (folder / "shelf" / "runs").is_dir()


def copy_of_checkout(folder: Path) -> Path:
    """Copy what an installation needs: pip leaves traces where it builds."""
    for name in ("core", "plugins"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    for name in ("pyproject.toml", "constraints.txt", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def follow(page: Path, terminal: Terminal) -> None:
    """Do what the page says, from top to bottom."""
    printed = ""
    for block in blocks(page):
        if block.file:
            save(block, terminal.folder / block.file)
        elif block.language in ("bash", "python"):
            printed = run(block, terminal)
        elif block.language == "text":
            assert printed == block.text, f"{block} says that something else is printed"


def save(block: Block, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(block.text, encoding="utf-8")


def run(block: Block, terminal: Terminal) -> str:
    """Run a block and return what it printed on stdout."""
    command = block.text
    if block.language == "python":
        script = f"line_{block.line}.py"
        save(block, terminal.folder / script)
        command = f"python {script}"
    done = terminal.type(command)
    assert done.returncode == 0, (
        f"{block}\n{block.text}\nends with exit code {done.returncode}:\n{done.stdout}{done.stderr}"
    )
    return done.stdout
