"""Sessions at a terminal about components."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from acme_package import install_acme, install_s3, uninstall_all
from commandline import CommandLine, Outcome
from status_lines import without_repository

pytestmark = pytest.mark.usefixtures("used_before")


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return install_acme(tmp_path / "site", monkeypatch)


@pytest.mark.usefixtures("acme")
def test_parameters_are_written_in_every_customary_way(zenml: CommandLine) -> None:
    words = ("--number=112", "--retries", "5", "--is-loud=yes", '--days=["Sat", "Sun"]', "--replies", '{"ok": 1}')
    registered = zenml("alerter", "register", "night", "--flavor=pager", *words)
    said = """\
Registered stack component with type 'alerter' and name 'night'.
Alerter 'night' successfully registered!
Call the pager once to try it.
"""
    assert registered == Outcome("", without_repository() + said, 0)
    assert described("alerter", "night", zenml)["configuration"] == {
        "days": ["Sat", "Sun"],
        "is_loud": True,
        "number": "112",
        "replies": {"ok": 1},
        "retries": 5,
    }


@pytest.mark.usefixtures("acme")
def test_defaults_are_not_stored(zenml: CommandLine) -> None:
    zenml("alerter", "register", "day", "--number", "-1", "-f", "pager")
    assert described("alerter", "day", zenml)["configuration"] == {"number": "-1"}


@pytest.mark.usefixtures("acme")
def test_help_lists_what_the_flavor_can_be_configured_with(zenml: CommandLine) -> None:
    outcome = zenml("alerter", "register", "day", "--help", "--flavor=pager", env={"COLUMNS": "80"})
    assert outcome == Outcome(
        """\
Usage: zenml alerter register --flavor=FLAVOR [--PARAMETER=VALUE]... NAME

  Register the alerter NAME: a flavor, and the parameters that it is
  configured with. Lists and mappings are written as JSON; @FILE reads a value
  from a file, @- from stdin, and @@ begins a text with @. A secret is kept in
  this machine's vault; {{secret.key}} refers to one that is managed for all.

Options:
  -f, --flavor FLAVOR  See zenml alerter flavor list.  [required]
  -i, --interactive    Ask for each parameter that is not given.
  --exist-ok           Be content with one that has the same flavor and
                       settings.
  -h, --help           Show this message and exit.

Parameters of flavor 'pager':
  --number=str              Whom to call  [required]
  --token=SecretStr | None  Proves who calls  [secret]
  --retries=int             How often to call again; at least 0  [default: 2]
  --is_loud=bool            Whether it wakes people up  [default: false]
  --days=list[str]          When to call  [default: ["Mon"]]
  --replies=dict[str, int]  What each answer means  [default: {}]

Examples:
  zenml alerter flavor list
  zenml alerter register mine --flavor=FLAVOR --help
  zenml alerter register mine --flavor=FLAVOR -i
""",
        "",
        0,
    )


@pytest.mark.usefixtures("acme")
def test_components_are_listed_with_their_configuration(zenml: CommandLine) -> None:
    zenml("artifact-store", "register", "shared", "--flavor=shelf", "--path=/mnt/shared", "--boards=7")
    uuids = {part["name"]: part["uuid"] for part in listed("artifact-store", zenml)}
    assert (
        zenml("artifact-store", "list").stdout
        == f"""\
┏━━━━━━━━┯━━━━━━━━━┯━━━━━━━━┯━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┯━━━━━━━━┯━━━━━━━━━━━━━┓
┃ ACTIVE │ NAME    │ FLAVOR │ UUID                                 │ BOARDS │ PATH        ┃
┠────────┼─────────┼────────┼──────────────────────────────────────┼────────┼─────────────┨
┃ 👉     │ default │ local  │ {uuids["default"]} │        │             ┃
┠────────┼─────────┼────────┼──────────────────────────────────────┼────────┼─────────────┨
┃        │ shared  │ shelf  │ {uuids["shared"]} │ 7      │ /mnt/shared ┃
┗━━━━━━━━┷━━━━━━━━━┷━━━━━━━━┷━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┷━━━━━━━━┷━━━━━━━━━━━━━┛
"""
    )


@pytest.mark.usefixtures("acme")
def test_a_secret_is_masked_wherever_configuration_is_shown(zenml: CommandLine) -> None:
    zenml("alerter", "register", "night", "--flavor=pager", "--number=112", "--token={{pager.token}}")
    configuration = {"number": "112", "token": "***"}
    assert [part["configuration"] for part in listed("alerter", zenml)] == [configuration]
    shown = zenml("alerter", "list").stdout + zenml("alerter", "describe", "night").stdout
    assert "pager.token" not in shown


def test_get_prints_the_component_of_the_active_stack(zenml: CommandLine) -> None:
    assert zenml("metadata-store", "get") == Outcome("default\n", without_repository(), 0)


def test_a_kind_without_components_says_how_to_register_one(zenml: CommandLine) -> None:
    advice = "No feature store is registered; see zenml feature-store register --help.\n"
    assert zenml("feature-store", "list") == Outcome("", without_repository() + advice, 0)
    assert zenml("feature-store", "list", "-o", "json").stdout == "[]\n"


def test_describe_shows_one_component_and_without_a_name_the_active_one(zenml: CommandLine) -> None:
    uuid = described("orchestrator", "default", zenml)["uuid"]
    assert zenml("orchestrator", "describe") == Outcome(
        f"""\
'default' ORCHESTRATOR Component Configuration (ACTIVE)
┏━━━━━━━━━━┯━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
┃ PROPERTY │ VALUE                                ┃
┠──────────┼──────────────────────────────────────┨
┃ NAME     │ default                              ┃
┠──────────┼──────────────────────────────────────┨
┃ FLAVOR   │ local                                ┃
┠──────────┼──────────────────────────────────────┨
┃ UUID     │ {uuid} ┃
┗━━━━━━━━━━┷━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
""",
        without_repository(),
        0,
    )


def test_a_component_is_deleted_unless_a_stack_uses_it(zenml: CommandLine) -> None:
    zenml("orchestrator", "register", "spare", "-f", "local")
    deleted = zenml("orchestrator", "delete", "spare", "-y")
    assert deleted == Outcome("", f"{without_repository()}Deleted orchestrator 'spare'.\n", 0)
    refused = zenml("orchestrator", "delete", "default", "-y")
    refusal = (
        "Error: the orchestrator 'default' is used by the stack 'default'\nHint: change or delete what uses it first\n"
    )
    assert refused == Outcome("", without_repository() + refusal, 6)


@pytest.mark.parametrize(
    ("words", "refusal", "code"),
    [
        (
            ("--flavor=s3",),
            "Error: flavor 's3' comes from the package zenml-s3: pip install zenml-s3\n",
            5,
        ),
        (
            ("--flavor=shell",),
            "Error: there is no artifact store flavor 'shell'\nHint: did you mean 'shelf'?\n",
            5,
        ),
        (
            ("--flavor=shelf", "--borads=3"),
            "Error: flavor 'shelf' has no parameter 'borads'\nHint: did you mean 'boards'?\n",
            2,
        ),
        (
            ("--flavor=shelf", "--boards=many"),
            (
                "Error: artifact store 'mine' is not valid: boards='many': Input should be a valid integer, unable to "
                "parse string as an integer\nHint: zenml artifact-store flavor describe shelf\n"
            ),
            3,
        ),
        (
            ("--flavor=shelf", "--boards=0"),
            (
                "Error: artifact store 'mine' is not valid: boards='0': Input should be greater than or equal to 1\n"
                "Hint: zenml artifact-store flavor describe shelf\n"
            ),
            3,
        ),
    ],
)
@pytest.mark.usefixtures("acme")
def test_what_cannot_be_registered_is_refused_by_name(
    zenml: CommandLine, words: tuple[str, ...], refusal: str, code: int
) -> None:
    outcome = zenml("artifact-store", "register", "mine", *words)
    assert outcome == Outcome("", without_repository() + refusal, code)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ((), "Error: Missing option '-f' / '--flavor'\nHint: see zenml artifact-store register --help\n"),
        (("-f", "local", "--path"), "Error: parameter '--path' has no value\nHint: write --path=VALUE\n"),
        (("-f", "local", "--path", "--x=1"), "Error: parameter '--path' has no value\nHint: write --path=VALUE\n"),
        (
            ("-f", "local", "--path=/a", "--path=/b"),
            "Error: parameter '--path' stands twice\nHint: a list is written as JSON: '[1, 2]'\n",
        ),
    ],
)
def test_a_registration_that_is_written_wrongly_opens_nothing(
    zenml: CommandLine, words: tuple[str, ...], refusal: str
) -> None:
    assert zenml("artifact-store", "register", "mine", *words) == Outcome("", refusal, 2)


def test_a_name_that_is_taken_is_refused(zenml: CommandLine) -> None:
    outcome = zenml("artifact-store", "register", "default", "-f", "local")
    refusal = "Error: an artifact store named 'default' exists already\nHint: choose another name\n"
    assert outcome == Outcome("", without_repository() + refusal, 6)


def test_a_stack_whose_package_is_gone_is_still_listed_and_described(
    zenml: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = install_s3(tmp_path / "site", monkeypatch)
    zenml("artifact-store", "register", "shared", "--flavor=s3", "--path=/mnt/bucket")
    zenml("stack", "register", "prod", "-o", "default", "-a", "shared", "-m", "default", "--set")
    uninstall_all(site)
    assert [stack["name"] for stack in json.loads(zenml("stack", "list", "-o", "json").stdout)] == ["default", "prod"]
    assert described("artifact-store", "shared", zenml)["configuration"] == {"path": "/mnt/bucket"}
    assert zenml("stack", "describe") == Outcome(
        """\
'prod' Stack Configuration (ACTIVE)
┏━━━━━━━━━━━━━━━━┯━━━━━━━━━━━━━━━━┯━━━━━━━━┯━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
┃ COMPONENT_TYPE │ COMPONENT_NAME │ FLAVOR │ STATUS                                                            ┃
┠────────────────┼────────────────┼────────┼───────────────────────────────────────────────────────────────────┨
┃ ARTIFACT_STORE │ shared         │ s3     │ flavor 's3' comes from the package zenml-s3: pip install zenml-s3 ┃
┠────────────────┼────────────────┼────────┼───────────────────────────────────────────────────────────────────┨
┃ METADATA_STORE │ default        │ sqlite │ ok                                                                ┃
┠────────────────┼────────────────┼────────┼───────────────────────────────────────────────────────────────────┨
┃ ORCHESTRATOR   │ default        │ local  │ ok                                                                ┃
┗━━━━━━━━━━━━━━━━┷━━━━━━━━━━━━━━━━┷━━━━━━━━┷━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
""",
        without_repository(),
        0,
    )


def test_a_third_party_whose_package_is_gone_is_named_as_well(
    zenml: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = install_acme(tmp_path / "site", monkeypatch)
    zenml("artifact-store", "register", "wall", "--flavor=shelf", f"--path={tmp_path}")
    zenml("stack", "register", "prod", "-o", "default", "-a", "wall", "-m", "default", "--set")
    uninstall_all(site)
    described_stack = json.loads(zenml("stack", "describe", "-o", "json").stdout)
    problem = "flavor 'shelf' comes from the package acme: pip install acme"
    assert described_stack["components"]["artifact_store"]["cause"] == problem
    (tmp_path / "run.py").write_text("from zenml.repository import Repository\nRepository().active_stack\n")
    assert zenml("pipeline", "run", str(tmp_path / "run.py")).stderr.splitlines()[-1] == f"Error: {problem}"


def listed(kind: str, zenml: CommandLine) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(zenml(kind, "list", "--output=json").stdout)
    return found


def described(kind: str, name: str, zenml: CommandLine) -> dict[str, object]:
    found: dict[str, object] = json.loads(zenml(kind, "describe", name, "--output=json").stdout)
    return found
