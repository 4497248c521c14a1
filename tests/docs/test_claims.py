"""What the pages say besides their blocks is so."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from checkout import CORE, ROOT, UMBRELLA, files
from commandline import CommandLine
from packaging.requirements import Requirement
from pages import blocks, documentation, name_of, readmes

from zenml.enums import FlavorStatus, StackComponentType
from zenml.models.secret_schemas import SECRET_SCHEMAS

README = ROOT / "README.md"
PAGES = [*readmes(), *documentation()]
RUN = {"bash", "python", "text"}
NOT_RUN = {"toml", "yaml"}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_block_escapes_its_test(page: Path) -> None:
    fences = [line for line in page.read_text(encoding="utf-8").splitlines() if re.match(r"\s*(```|~~~)", line)]
    assert len(fences) == 2 * len(blocks(page))
    assert {block.language for block in blocks(page)} <= RUN | NOT_RUN


@pytest.mark.parametrize("page", files(".md"), ids=name_of)
def test_every_verb_of_make_exists(page: Path) -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    verbs = set(re.findall(r"^make (\w+)", listed, re.MULTILINE))
    named = set(re.findall(r"^make (\w+)", "\n".join(_typed(page)), re.MULTILINE))
    assert named <= verbs


def test_the_package_of_the_readme_has_thirty_lines() -> None:
    package = [block for block in blocks(README) if block.file.startswith("zenml-desk/")]
    lines = [line for block in package for line in block.text.splitlines()[1:] if line.strip()]
    assert len(package) == 3
    assert len(lines) <= 30


def test_the_table_of_folders_is_complete() -> None:
    named = set(re.findall(r"^\| `([\w/]+)/` \|", README.read_text(encoding="utf-8"), re.MULTILINE))
    present = {path.parent.relative_to(ROOT).as_posix() for path in files() if path.parent != ROOT}
    tops = {folder if folder.startswith("plugins/") else folder.split("/")[0] for folder in present}
    assert {"/".join(top.split("/")[:2]) for top in tops} - {".ci"} == named


def test_the_core_requires_nothing_heavier_than_the_readme_says() -> None:
    required = {Requirement(line).name for line in CORE.project["dependencies"]}
    heavy = {"click", "pydantic", "rich"}
    small = {"PyYAML", "cloudpickle", "filelock", "importlib-metadata", "packaging", "pluggy", "ruamel.yaml", "tomli"}
    assert required == heavy | small


def test_every_status_of_a_flavor_is_explained() -> None:
    page = (ROOT / "docs" / "how-to" / "write-a-flavor.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE) == [status.value for status in FlavorStatus]


def test_every_file_and_folder_of_the_configuration_is_explained(zenml: CommandLine, config_path: Path) -> None:
    assert [zenml(*command).code for command in (["status"], ["artifact-store", "flavor", "list"])] == [0, 0]
    page = (ROOT / "docs" / "explanation" / "files.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `([a-z_.]+)/?` \|", page, re.MULTILINE))
    assert {path.name for path in config_path.iterdir()} <= explained


def test_every_room_of_the_core_has_a_floor() -> None:
    rooms = {path.stem for path in CORE.package.iterdir() if (path.is_dir() or path.suffix == ".py")}
    assert rooms - {"__init__", "__pycache__"} <= set().union(*_floors_of_the_contract())


def test_the_page_of_the_architecture_draws_the_floors_of_the_contract() -> None:
    assert _floors(ROOT / "docs" / "explanation" / "architecture.md") == _floors_of_the_contract()


def test_the_page_for_contributors_draws_the_floors_of_the_contract() -> None:
    named = {"orchestrators", "alerters"}  # of the ten kinds, the first and the last
    left_out = {kind.plural for kind in StackComponentType} - named
    floors = [floor - left_out for floor in _floors_of_the_contract()]
    assert _floors(ROOT / "CONTRIBUTING.md") == floors


def test_every_schema_of_a_secret_is_explained() -> None:
    page = (ROOT / "docs" / "how-to" / "keep-secrets.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", page, re.MULTILINE)
    explained = [
        (name, tuple(re.findall(r"`(\w+)`", must)), tuple(re.findall(r"`(\w+)`", may))) for name, must, may in rows
    ]
    assert explained == [(each.name, each.required, each.optional) for each in SECRET_SCHEMAS.values()]


def _floors(page: Path) -> list[set[str]]:
    """Return the rooms of each floor that a page draws, from the top; those below others on a line are a floor, too."""
    floors: dict[tuple[str, int], set[str]] = {}
    for label, cell in re.findall(r"^\| (\d\w?) \| (.*?) \|", page.read_text(encoding="utf-8"), re.MULTILINE):
        for depth, rooms in enumerate(cell.split("below")):
            floors.setdefault((label, depth), set()).update(re.findall(r"`(\w+)`", rooms))
    return list(floors.values())


def _floors_of_the_contract() -> list[set[str]]:
    contracts = {contract["id"]: contract for contract in UMBRELLA.document["tool"]["importlinter"]["contracts"]}
    return [{room.strip(" ()") for room in layer.split("|")} for layer in contracts["floors"]["layers"]]


def _typed(page: Path) -> list[str]:
    """Return what stands on a page as code, in a line or in a block."""
    text = page.read_text(encoding="utf-8")
    return [*re.findall(r"`([^`\n]+)`", text), *(block.text for block in blocks(page))]
