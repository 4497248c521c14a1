"""What becomes of secrets that a step tells, somebody wrote by hand, or nobody needs any more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from acme_package import install_acme
from commandline import CommandLine

pytestmark = pytest.mark.usefixtures("used_before", "acme")

COUNTING = "from zenml.stack.vault import open_vault\nprint(len(open_vault().get_all_secret_keys()))\n"
TELLING = """\
from zenml import pipeline, step
from zenml.repository import Repository

@step
def tell() -> int:
    pager = Repository().active_stack.alerter
    print("calling with", pager.token.get_secret_value())
    raise ValueError(f"refused {pager.token.get_secret_value()}")

@pipeline
def telling():
    tell()

if __name__ == "__main__":
    telling().run(run_name="noisy")
"""

RUN_AND_READ = """\
from zenml import pipeline, step
from zenml.materializers.deployment_files import read_deployment
from zenml.repository import Repository
from zenml.stack.assembly import assemble_stack

@step
def rest() -> int:
    return 1

@pipeline
def resting():
    rest()

if __name__ == "__main__":
    run = resting().run()
    travelled = read_deployment(run.id, Repository().active_stack.artifact_store)
    print("read", assemble_stack(travelled.stack).alerter.token.get_secret_value(), "elsewhere")
"""


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return install_acme(tmp_path / "site", monkeypatch)


def test_a_deleted_component_leaves_no_secret(zenml: CommandLine) -> None:
    zenml("alerter", "register", "night", "--flavor=pager", "--number=112", "--token=CANARY")
    Path("vault.py").write_text(COUNTING)
    assert zenml("pipeline", "run", "vault.py").stdout == "1\n"
    zenml("alerter", "delete", "night", "-y")
    assert zenml("pipeline", "run", "vault.py").stdout == "0\n"


def test_what_a_step_says_is_shown_and_kept_without_secrets(zenml: CommandLine, home: Path) -> None:
    zenml("alerter", "register", "night", "--flavor=pager", "--number=112", "--token=CANARY-CANARY")
    zenml("stack", "update", "--alerter", "night")
    Path("telling.py").write_text(TELLING)

    failed = zenml("pipeline", "run", "telling.py")
    assert failed.stdout == "calling with ***\n"
    assert "failed: ValueError: refused ***" in failed.stderr
    assert [path for path in home.rglob("*") if path.is_file() and b"CANARY" in path.read_bytes()] == []
    described = json.loads(zenml("pipeline", "runs", "describe", "noisy", "-o", "json").stdout)
    assert [step["error"] for step in described["steps"]] == ["ValueError: refused ***"]


def test_a_secret_that_somebody_wrote_into_the_store_does_not_leave_it(
    zenml: CommandLine, home: Path, used_before: Path
) -> None:
    zenml("alerter", "register", "night", "--flavor=pager", "--number=112")
    zenml("stack", "update", "--alerter", "night")
    file = used_before / "profiles" / "default" / "alerters" / "night.yaml"
    file.write_text(file.read_text() + "  token: CANARY-CANARY\n")
    Path("read.py").write_text(RUN_AND_READ)

    done = zenml("pipeline", "run", "read.py")
    assert (done.stdout.splitlines()[-1], done.code) == ("read CANARY-CANARY elsewhere", 0)
    assert (
        "The store holds token of the alerter 'night' in clear; give it again to put it into the vault: "
        "zenml alerter update night --token=@-\n"
    ) in done.stderr
    assert [path for path in home.rglob("*") if path.is_file() and b"CANARY" in path.read_bytes()] == [file]


def test_a_deleted_profile_leaves_no_secret(zenml: CommandLine) -> None:
    zenml("profile", "create", "old")
    for profile in ("old", "default"):
        zenml("--profile", profile, "alerter", "register", "night", "--flavor=pager", "--number=1", "--token=CANARY")
    Path("vault.py").write_text(COUNTING)
    assert zenml("pipeline", "run", "vault.py").stdout == "2\n"
    assert zenml("profile", "delete", "old", "-y").code == 0
    assert zenml("pipeline", "run", "vault.py").stdout == "1\n"
