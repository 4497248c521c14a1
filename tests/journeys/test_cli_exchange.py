"""Sessions at a terminal in which stacks travel as files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from acme_package import install_acme, uninstall_all
from commandline import CommandLine, Outcome
from status_lines import FIRST_USE, without_repository

pytestmark = pytest.mark.usefixtures("used_before")

READ = """\
from zenml.repository import Repository
print(Repository().get_stack("prod").alerter.token.get_secret_value())
"""


@pytest.fixture(autouse=True)
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return install_acme(tmp_path / "site", monkeypatch)


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a machine that nobody has used before."""
    return {"ZENML_CONFIG_PATH": str(tmp_path / "elsewhere")}


@pytest.fixture
def prod(zenml: CommandLine, used_before: Path, tmp_path: Path) -> Path:
    """Register the stack ``prod`` with an alerter that has a secret, and return the file that describes it."""
    zenml("alerter", "register", "night", "--flavor=pager", "--number={{duty.number}}", "--token=CANARY")
    zenml("artifact-store", "register", "wall", "--flavor=shelf", "--path=/mnt/wall", "--boards=7")
    zenml("stack", "register", "prod", "-o", "default", "-a", "wall", "-m", "default", "-al", "night")
    file = tmp_path / "prod.yaml"
    exported = zenml("--stack", "prod", "stack", "export", str(file))
    assert exported == Outcome("", f"{without_repository()}Exported stack 'prod' to {file}.\n", 0)
    return file


def test_a_stack_is_written_without_its_secrets(zenml: CommandLine, prod: Path) -> None:
    expected = """\
version: 1
stack: prod
components:
  alerter:
    name: night
    flavor: pager
    package: acme
    configuration:
      number: '{{duty.number}}'
      token: '***'
    secrets:
    - token
  artifact_store:
    name: wall
    flavor: shelf
    package: acme
    configuration:
      boards: 7
      path: /mnt/wall
  metadata_store:
    name: default
    flavor: sqlite
  orchestrator:
    name: default
    flavor: local
"""
    assert prod.read_text() == expected
    assert zenml("--stack", "prod", "stack", "export").stdout == expected


def test_a_stack_is_imported_on_another_machine(zenml: CommandLine, prod: Path, elsewhere: dict[str, str]) -> None:
    imported = zenml("stack", "import", str(prod), env=elsewhere)
    assert imported == Outcome(
        "",
        f"""\
{FIRST_USE}{without_repository()}Registered alerter 'night'.
Registered artifact store 'wall'.
Stack 'prod' successfully imported!
The alerter 'night' needs its token: zenml alerter update night --token=…
""",
        0,
    )
    needed = imported.stderr.splitlines()[-1]
    assert zenml("stack", "apply", str(prod), env=elsewhere).stderr.splitlines()[-1] == needed
    (Path.cwd() / "read.py").write_text(READ)
    assert zenml("pipeline", "run", "read.py", env=elsewhere).code == 3
    assert zenml("alerter", "update", "night", "--token=GIVEN AGAIN", env=elsewhere).code == 0
    zenml("--stack", "prod", "stack", "export", "again.yaml", env=elsewhere)
    assert Path("again.yaml").read_text() == prod.read_text()

    again = zenml("stack", "import", str(prod), env=elsewhere)
    assert (again.stderr.splitlines()[-2], again.code) == ("Error: a stack named 'prod' exists already", 6)
    with_same = zenml("stack", "import", str(prod), "--exist-ok", env=elsewhere)
    assert (with_same.stderr.splitlines()[-1], with_same.code) == (
        "Stack 'prod' exists already with these components; nothing was changed.",
        0,
    )


def test_packages_that_are_missing_are_named_and_all_else_is_imported(
    zenml: CommandLine, prod: Path, elsewhere: dict[str, str], acme: Path
) -> None:
    uninstall_all(acme)
    imported = zenml("stack", "import", str(prod), env=elsewhere)
    assert imported.code == 0
    assert (
        imported.stderr.removeprefix(FIRST_USE + without_repository())
        == """\
Registered alerter 'night'.
Registered artifact store 'wall'.
Stack 'prod' successfully imported!
The alerter 'night' cannot be used on this machine: flavor 'pager' comes from the package acme: pip install acme
The alerter 'night' needs its token: zenml alerter update night --token=…
The artifact store 'wall' cannot be used on this machine: flavor 'shelf' comes from the package acme: pip install acme
"""
    )
    wall = json.loads(zenml("artifact-store", "describe", "wall", "-o", "json", env=elsewhere).stdout)
    assert wall["configuration"] == {"boards": 7, "path": "/mnt/wall"}


def test_a_component_of_the_same_name_is_used_if_it_is_the_same(
    zenml: CommandLine, prod: Path, elsewhere: dict[str, str]
) -> None:
    zenml("artifact-store", "register", "wall", "-f", "shelf", "--path=/mnt/wall", "--boards=7", env=elsewhere)
    imported = zenml("stack", "import", str(prod), env=elsewhere)
    assert "wall" not in imported.stderr
    assert imported.code == 0


def test_another_component_of_the_same_name_is_a_conflict(
    zenml: CommandLine, prod: Path, elsewhere: dict[str, str]
) -> None:
    zenml("artifact-store", "register", "wall", "-f", "shelf", "--path=/mnt/other", env=elsewhere)
    refused = zenml("stack", "import", str(prod), env=elsewhere)
    assert (refused.stderr.splitlines()[-2:], refused.code) == (
        [
            "Error: the artifact store 'wall' exists already with another flavor or other settings",
            "Hint: rename it: zenml artifact-store rename --help; or change it: zenml stack apply FILE",
        ],
        6,
    )
    assert [stack["name"] for stack in json.loads(zenml("stack", "list", "-o", "json", env=elsewhere).stdout)] == [
        "default"
    ]


def test_what_is_applied_twice_changes_once(zenml: CommandLine, prod: Path) -> None:
    said = without_repository()
    unchanged = Outcome("", f"{said}Stack 'prod' is unchanged.\n", 0)
    assert zenml("stack", "apply", str(prod)) == unchanged
    prod.write_text(prod.read_text().replace("boards: 7", "boards: 9"))
    applied = zenml("stack", "apply", str(prod))
    assert applied == Outcome("", f"{said}Updated artifact store 'wall'.\nStack 'prod' is now what the file says.\n", 0)
    assert zenml("stack", "apply", str(prod)) == unchanged


def test_a_secret_that_the_file_leaves_out_is_kept_and_one_that_it_holds_is_taken(
    zenml: CommandLine, prod: Path
) -> None:
    (Path.cwd() / "read.py").write_text(READ)
    prod.write_text(prod.read_text().replace("'{{duty.number}}'", "'112'"))
    assert zenml("stack", "apply", str(prod)).code == 0
    assert zenml("pipeline", "run", "read.py").stdout == "CANARY\n"
    prod.write_text(prod.read_text().replace("'***'", "SECOND"))
    assert zenml("stack", "apply", str(prod)).code == 0
    assert zenml("pipeline", "run", "read.py").stdout == "SECOND\n"
    assert zenml("stack", "apply", str(prod)).stderr.endswith("Stack 'prod' is unchanged.\n")


def test_who_else_uses_a_component_is_asked_about(zenml: CommandLine, prod: Path) -> None:
    zenml("stack", "copy", "prod", "test")
    prod.write_text(prod.read_text().replace("boards: 7", "boards: 9"))
    refused = zenml("stack", "apply", str(prod))
    assert refused == Outcome(
        "",
        f"{without_repository()}Error: nobody is there to answer: Change components that other stacks use as well: "
        "test?\nHint: use --yes\n",
        1,
    )
    assert zenml("stack", "apply", str(prod), "--yes").code == 0


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        ("version: 1", "version: 2", "{file}, line 1: the description of a stack has format version 2, this"),
        ("version: 1\n", "", "{file}, line 1: 'version' is missing, expected a whole number"),
        ("  alerter:", "  alertr:", "{file}, line 4: 'alertr' is no component type"),
        ("name: wall", "name: a/b", "{file}, line 14: 'a/b' is not a valid artifact store name"),
        ("name: wall", "nam: wall", "{file}, line 14: 'components.artifact_store.nam' is not known"),
        ("name: wall\n    ", "", "{file}, line 13: 'components.artifact_store.name' is missing, expected a text"),
        ("components:", "components_of_it:", "{file}, line 3: 'components_of_it' is not known"),
        (
            "boards: 7",
            "bords: 7",
            "the artifact store 'wall' has no parameter 'bords': flavor 'shelf' does not know it",
        ),
        ("boards: 7", "boards: 0", "artifact store 'wall' is not valid: boards=0: Input should be greater than"),
        ("boards: 7", "boards: [", "{file}, line "),
        ("secrets:\n    - token", "secrets: token", "{file}, line 11: 'components.alerter.secrets' is 'token'"),
    ],
)
def test_a_file_that_describes_no_stack_is_refused(
    zenml: CommandLine, prod: Path, old: str, new: str, refusal: str
) -> None:
    assert old in prod.read_text()
    prod.write_text(prod.read_text().replace(old, new))
    for command in ("import", "apply"):
        outcome = zenml("stack", command, str(prod))
        assert (outcome.stdout, outcome.code) == ("", 3)
        assert outcome.stderr.removeprefix(without_repository()).startswith(f"Error: {refusal.format(file=prod)}")


def test_a_file_that_is_not_there_is_named(zenml: CommandLine) -> None:
    refusal = "Error: there is no file 'gone.yaml'\nHint: zenml stack export FILE writes one\n"
    assert zenml("stack", "import", "gone.yaml") == Outcome("", without_repository() + refusal, 5)


def test_a_flavor_that_was_registered_by_its_path_travels_along(zenml: CommandLine, elsewhere: dict[str, str]) -> None:
    (Path.cwd() / "mine.py").write_text(
        "from zenml.orchestrators import LocalOrchestrator\n"
        "class MyOrchestrator(LocalOrchestrator):\n    '''Mine.'''\n    FLAVOR = 'mine'\n"
    )
    zenml("orchestrator", "flavor", "register", "mine.MyOrchestrator")
    zenml("orchestrator", "register", "own", "--flavor=mine")
    zenml("stack", "register", "prod", "-o", "own", "-a", "default", "-m", "default")
    zenml("--stack", "prod", "stack", "export", "prod.yaml")
    assert "flavors:\n  orchestrator.mine:\n    source: mine:MyOrchestrator\n" in Path("prod.yaml").read_text()
    assert zenml("stack", "import", "prod.yaml", env=elsewhere).code == 0
    assert zenml("--stack", "prod", "stack", "describe", env=elsewhere).stdout.count("ok") == 3
