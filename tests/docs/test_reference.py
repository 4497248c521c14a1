"""The pages below docs/reference are what the code says, and a page that is not is named."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from checkout import ROOT
from pydantic import BaseModel

from zenml.daemons import Daemon
from zenml.repository import Repository
from zenml.stack import Stack, StackComponent, StackValidator

STALE = "docs/reference/errors.md is not what the code says: make docs\n"


def reference(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "tooling.reference", *arguments]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)


def test_the_reference_is_what_the_code_says() -> None:
    done = reference(ROOT, "--check")
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_a_page_that_was_changed_by_hand_is_named_and_written_anew(tmp_path: Path) -> None:
    for name in ("tooling", "core/src", "plugins", "docs/reference"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    page = tmp_path / "docs" / "reference" / "errors.md"
    page.write_text("# Errors\n", encoding="utf-8")

    stale = reference(tmp_path, "--check")
    assert (stale.stderr, stale.returncode) == (STALE, 1)
    assert reference(tmp_path).returncode == 0
    assert page.read_text(encoding="utf-8") == (ROOT / "docs/reference/errors.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("described", [Repository, Stack, StackComponent, StackValidator, Daemon])
def test_every_public_member_of_a_class_is_in_the_reference(described: type) -> None:
    text = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    section = re.split(r"^## ", text.partition(f"\n## {described.__name__}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    named = set(re.findall(r"^\| `(?:\w+\.)?(\w+)", section, re.MULTILINE)) | set(re.findall(r"(\w+): ", section))
    public = {name for name in dir(described) if not name.startswith("_") and not name.isupper()}
    assert public - set(dir(BaseModel)) - named == set()
