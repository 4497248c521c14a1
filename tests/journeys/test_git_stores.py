"""A store in git: what colleagues share, merge and write into its files by hand."""

from __future__ import annotations

import json
import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from commandline import CommandLine

from zenml.repository.context import open_context
from zenml.zen_stores.yaml_layout import component_document, component_file, stack_document, stack_file
from zenml.zen_stores.yaml_writing import initialize_store

CONFIGURATION = """\
version: 1
active_profile: shared
profiles:
  shared:
    store_url: {store}
    active_stack: default
    active_user: default
"""


@dataclass(frozen=True)
class Colleague:
    """Work on an own machine, with an own clone of the store."""

    zenml: CommandLine
    home: Path
    clone: Path

    def run(self, *words: str) -> str:
        done = self.zenml(*words, cwd=self.clone, env={"ZENML_CONFIG_PATH": str(self.home)})
        assert done.code == 0, done.stderr
        return done.stdout

    def list(self, *words: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(self.run(*words, "list", "--output", "json"))
        return rows

    def git(self, *words: str) -> str:
        identity = ("-c", "user.name=a", "-c", "user.email=a@b.c")
        return subprocess.run(
            ["git", *identity, *words], cwd=self.clone, check=True, capture_output=True, text=True
        ).stdout

    def commit(self, message: str) -> None:
        self.git("add", ".")
        self.git("commit", "--quiet", "-m", message)


@pytest.fixture
def ada(zenml: CommandLine, tmp_path: Path) -> Colleague:
    """Return who made the store, with the default stack in it, and committed it."""
    ada = colleague(zenml, tmp_path, "ada")
    ada.clone.mkdir()
    first = open_context().store
    components = {component_file(part.type, part.name): component_document(part) for part in first.list_components()}
    stacks = {stack_file(stack.name): stack_document(stack) for stack in first.list_stacks()}
    initialize_store(ada.clone / ".zenprofile", {**components, **stacks})
    ada.git("init", "--quiet", "--initial-branch=main")
    ada.commit("Our stacks")
    return ada


@pytest.fixture
def ben(zenml: CommandLine, ada: Colleague, tmp_path: Path) -> Colleague:
    """Return who cloned the store."""
    ben = colleague(zenml, tmp_path, "ben")
    ada.git("clone", "--quiet", str(ada.clone), str(ben.clone))
    return ben


def colleague(zenml: CommandLine, folder: Path, name: str) -> Colleague:
    home, clone = folder / f"{name}-home", folder / f"{name}-project"
    home.mkdir()
    (home / "config.yaml").write_text(CONFIGURATION.format(store=clone / ".zenprofile"))
    return Colleague(zenml, home, clone)


def test_a_clone_has_the_same_stacks_and_nothing_is_registered_anew(ada: Colleague, ben: Colleague) -> None:
    for kind in ("stack", "orchestrator", "artifact-store", "metadata-store"):
        assert ben.list(kind) == ada.list(kind) != []
    assert ben.git("status", "--porcelain") == ""


def test_two_branches_that_each_register_something_merge_without_a_conflict(ada: Colleague, ben: Colleague) -> None:
    ada.run("orchestrator", "register", "hers", "--flavor=local")
    ada.run("stack", "register", "her stack", "-o", "hers", "-a", "default", "-m", "default")
    ada.commit("Ada's stack")
    ben.run("artifact-store", "register", "his", "--flavor=local")
    ben.run("orchestrator", "register", "his", "--flavor=local")
    ben.run("stack", "register", "his stack", "-o", "his", "-a", "his", "-m", "default")
    ben.commit("Ben's stack")

    ada.git("pull", "--quiet", "--no-rebase", "--no-edit", str(ben.clone), "main")
    ben.git("pull", "--quiet", "--no-rebase", "--no-edit", str(ada.clone), "main")

    for each in (ada, ben):
        assert [stack["name"] for stack in each.list("stack")] == ["default", "her stack", "his stack"]
        assert [part["name"] for part in each.list("orchestrator")] == ["default", "hers", "his"]
        assert [part["name"] for part in each.list("artifact-store")] == ["default", "his"]
        assert each.git("status", "--porcelain", "--untracked-files=all") == ""
    assert ada.git("diff", str(ada.git("rev-parse", "HEAD")).strip(), "--stat") == ""


def test_nothing_in_a_shared_store_is_of_one_machine_or_a_default(ada: Colleague) -> None:
    ada.run("orchestrator", "register", "hers", "--flavor=local")
    ada.run("artifact-store", "register", "shelf", "--flavor=local", "--path=/srv/shelf")
    ada.run("stack", "register", "her stack", "-o", "hers", "-a", "shelf", "-m", "default")
    ada.commit("Her stack")

    texts = {name: (ada.clone / name).read_text() for name in ada.git("ls-files").splitlines()}
    for machines in (str(ada.home), str(ada.clone), str(Path.home()), platform.node()):
        assert [name for name, text in texts.items() if machines in text] == []
    uuid = ada.list("artifact-store")[1]["uuid"]
    assert texts[".zenprofile/artifact_stores/shelf.yaml"] == (
        f"type: artifact_store\nflavor: local\nname: shelf\nuuid: {uuid}\nconfiguration:\n  path: /srv/shelf\n"
    )


def test_what_is_registered_again_makes_no_difference_in_git_but_its_identity(ada: Colleague) -> None:
    ada.run("artifact-store", "register", "shelf", "--flavor=local", "--path=/srv/shelf")
    ada.run("stack", "register", "hers", "-o", "default", "-a", "shelf", "-m", "default")
    ada.commit("Her stack")

    for words in (("stack", "delete", "hers", "--yes"), ("artifact-store", "delete", "shelf", "--yes")):
        ada.run(*words)
    ada.run("artifact-store", "register", "shelf", "--path=/srv/shelf", "--flavor=local")
    ada.run("stack", "register", "hers", "-m", "default", "-a", "shelf", "-o", "default")

    changed = [line for line in ada.git("diff").splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert [line.partition(":")[0] for line in changed] == ["-uuid", "+uuid"]


def test_comments_in_configuration_survive_what_commands_change(ada: Colleague, tmp_path: Path) -> None:
    ada.run("init")
    ada.run("stack", "register", "hers", "-o", "default", "-a", "default", "-m", "default")
    repository, machine = ada.clone / ".zen" / "config.yaml", ada.home / "config.yaml"
    repository.write_text(f"# this code base\n{repository.read_text()}# the end\n")
    machine.write_text(machine.read_text().replace("  shared:\n", "  # what we share\n  shared: # by git\n"))

    ada.run("stack", "set", "hers")
    ada.run("stack", "set", "hers", "--global")

    assert repository.read_text() == (
        "# this code base\nactive_profile_name: shared\nactive_project_name: null\nactive_stack_name: hers\n# the end\n"
    )
    assert machine.read_text() == CONFIGURATION.format(store=ada.clone / ".zenprofile").replace(
        "  shared:\n", "  # what we share\n  shared: # by git\n"
    ).replace("active_stack: default", "active_stack: hers")
