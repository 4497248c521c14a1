"""Sessions at a terminal in which components and stacks are changed, renamed, copied and deleted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from acme_package import install_acme
from commandline import CommandLine, Outcome
from status_lines import INSIDE, without_repository
from terminals import at_terminal

pytestmark = pytest.mark.usefixtures("used_before")
PAGER = ("alerter", "register", "night", "--flavor=pager", "--number=112", "--retries=5")


@pytest.fixture(autouse=True)
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return install_acme(tmp_path / "site", monkeypatch)


def test_settings_of_a_component_change_and_the_rest_stays(zenml: CommandLine) -> None:
    zenml(*PAGER)
    before = described("alerter", "night", zenml)
    updated = zenml("alerter", "update", "night", '--days=["Sat"]', "--is-loud=yes")
    assert updated == Outcome("", f"{without_repository()}Updated alerter 'night'.\n", 0)
    configuration = {"days": ["Sat"], "is_loud": True, "number": "112", "retries": 5}
    assert described("alerter", "night", zenml) == before | {"configuration": configuration}


def test_attributes_get_their_defaults_again(zenml: CommandLine) -> None:
    zenml(*PAGER, "--is-loud=yes")
    removed = zenml("alerter", "remove-attribute", "night", "retries", "--is-loud")
    assert removed == Outcome("", f"{without_repository()}Updated alerter 'night'.\n", 0)
    assert described("alerter", "night", zenml)["configuration"] == {"number": "112"}


@pytest.mark.parametrize(
    ("words", "refusal", "code"),
    [
        (
            ("update", "night", "--retries=many"),
            (
                "Error: alerter 'night' is not valid: retries='many': Input should be a valid integer, unable to parse "
                "string as an integer\nHint: zenml alerter flavor describe pager\n"
            ),
            3,
        ),
        (
            ("update", "night", "--retires=1"),
            "Error: flavor 'pager' has no parameter 'retires'\nHint: did you mean 'retries'?\n",
            2,
        ),
        (("update", "night"), "Error: nothing to update was given\nHint: zenml alerter update night -i\n", 2),
        (
            ("update", "nihgt", "--retries=1"),
            "Error: there is no alerter named 'nihgt'\nHint: did you mean 'night'?\n",
            5,
        ),
        (
            ("remove-attribute", "night", "number"),
            (
                "Error: alerter 'night' is not valid: number: Field required\n"
                "Hint: zenml alerter flavor describe pager\n"
            ),
            3,
        ),
        (
            ("remove-attribute", "night", "retires"),
            "Error: flavor 'pager' has no parameter 'retires'\nHint: did you mean 'retries'?\n",
            2,
        ),
        (("rename", "night", "day"), "Error: an alerter named 'day' exists already\nHint: choose another name\n", 6),
        (
            ("rename", "night", "a/b"),
            (
                "Error: 'a/b' is not a valid alerter name\n"
                "Hint: use 1 to 127 letters, digits, spaces, '.', '_' or '-', beginning with a letter or digit\n"
            ),
            3,
        ),
        (("copy", "night", "day"), "Error: an alerter named 'day' exists already\nHint: choose another name\n", 6),
        (
            ("copy", "night", "new", "--to", "nobody"),
            "Error: there is no profile named 'nobody'\nHint: known: default\n",
            5,
        ),
        (("delete", "gone", "--if-exists"), "There is no alerter 'gone'; nothing was changed.\n", 0),
        (("delete", "gone", "-y"), "Error: there is no alerter named 'gone'\nHint: known: day, night\n", 5),
        (
            ("delete", "night", "--dry-run"),
            "Would delete the alerter 'night'; nothing was changed.\n",
            0,
        ),
    ],
)
def test_a_component_that_cannot_be_changed_stays(
    zenml: CommandLine, words: tuple[str, ...], refusal: str, code: int
) -> None:
    zenml(*PAGER)
    zenml("alerter", "register", "day", "--flavor=pager", "--number=110")
    before = zenml("alerter", "list", "-o", "json").stdout
    assert zenml("alerter", *words) == Outcome("", without_repository() + refusal, code)
    assert zenml("alerter", "list", "-o", "json").stdout == before


def test_what_exists_already_is_as_good_if_it_is_the_same(zenml: CommandLine) -> None:
    said = without_repository()
    token = ("--token=CANARY",)
    assert zenml(*PAGER, *token).code == 0
    assert zenml(*PAGER, *token, "--exist-ok") == Outcome(
        "", f"{said}Alerter 'night' exists already with these settings; nothing was changed.\n", 0
    )
    for other in (("--token=ANOTHER",), ("--days=[]", *token), ()):
        assert zenml(*PAGER, *other, "--exist-ok") == Outcome(
            "",
            f"{said}Error: the alerter 'night' exists already with another flavor or other settings\n"
            "Hint: zenml alerter update night --help\n",
            6,
        )
    stack = ("stack", "register", "prod", "-o", "default", "-a", "default", "-m", "default")
    assert zenml(*stack).code == 0
    assert zenml(*stack, "--exist-ok") == Outcome(
        "", f"{said}Stack 'prod' exists already with these components; nothing was changed.\n", 0
    )
    assert zenml(*stack, "--alerter=night", "--exist-ok") == Outcome(
        "",
        f"{said}Error: a stack named 'prod' exists already with other components\n"
        "Hint: zenml stack update prod --help\n",
        6,
    )


def test_a_renamed_component_stays_what_and_where_it_is(zenml: CommandLine) -> None:
    zenml(*PAGER, "--token=CANARY")
    zenml("stack", "update", "--alerter=night")
    before = described("alerter", "night", zenml)

    renamed = zenml("alerter", "rename", "night", "late shift")

    assert renamed == Outcome("", f"{without_repository()}Renamed alerter 'night' to 'late shift'.\n", 0)
    assert described("alerter", "late shift", zenml) == before | {"name": "late shift"}
    assert json.loads(zenml("stack", "get", "-o", "json").stdout)["components"]["alerter"] == "late shift"
    read = "from zenml.repository import Repository\nprint(Repository().active_stack.alerter.token.get_secret_value())"
    (Path.cwd() / "read.py").write_text(read)
    assert zenml("pipeline", "run", "read.py").stdout == "CANARY\n"


def test_a_renamed_stack_stays_active(zenml: CommandLine, tmp_path: Path) -> None:
    assert zenml("stack", "rename", "default", "first").stderr.endswith("Renamed stack 'default' to 'first'.\n")
    assert zenml("stack", "get").stdout == "first\n"
    assert zenml("profile", "describe", "-o", "json").stdout.count('"active_stack": "first"') == 1
    folder = tmp_path / "code"
    folder.mkdir()
    assert zenml("init", cwd=folder).code == 0
    assert zenml("stack", "rename", "first", "second", cwd=folder).stderr == (
        f"{INSIDE}Renamed stack 'first' to 'second'.\n"
    )
    assert zenml("stack", "get", cwd=folder).stdout == zenml("stack", "get").stdout == "second\n"


def test_a_copied_component_has_the_settings_and_secrets_but_another_identity(zenml: CommandLine) -> None:
    zenml(*PAGER, "--token=CANARY")
    assert zenml("alerter", "copy", "night", "day").stderr.endswith("Copied alerter 'night' to 'day'.\n")
    night, day = (described("alerter", name, zenml) for name in ("night", "day"))
    assert day | {"uuid": "", "name": ""} == night | {"uuid": "", "name": ""}
    assert day["uuid"] != night["uuid"]
    zenml("alerter", "delete", "night", "-y")
    zenml("stack", "update", "--alerter=day")
    read = "from zenml.repository import Repository\nprint(Repository().active_stack.alerter.token.get_secret_value())"
    (Path.cwd() / "read.py").write_text(read)
    assert zenml("pipeline", "run", "read.py").stdout == "CANARY\n"


def test_components_of_a_stack_are_replaced_and_taken_out(zenml: CommandLine) -> None:
    said = without_repository()
    zenml(*PAGER)
    assert zenml("stack", "update", "default", "-al", "night") == Outcome("", f"{said}Updated stack 'default'.\n", 0)
    assert json.loads(zenml("stack", "get", "-o", "json").stdout)["components"]["alerter"] == "night"
    assert zenml("alerter", "delete", "night", "-y") == Outcome(
        "",
        f"{said}Error: the alerter 'night' is used by the stack 'default'\nHint: change or delete what uses it first\n",
        6,
    )
    assert zenml("stack", "remove-component", "--alerter") == Outcome("", f"{said}Updated stack 'default'.\n", 0)
    assert "alerter" not in json.loads(zenml("stack", "get", "-o", "json").stdout)["components"]
    assert zenml("stack", "remove-component", "--alerter") == Outcome(
        "", f"{said}Error: stack 'default' has no alerter\nHint: zenml stack describe default\n", 5
    )
    assert zenml("stack", "update") == Outcome(
        "", f"{said}Error: no component was given\nHint: zenml stack update --help\n", 2
    )
    assert zenml("stack", "remove-component", "-o").code == 2


def test_a_copied_stack_has_the_same_components(zenml: CommandLine) -> None:
    assert zenml("stack", "copy", "default", "test").stderr.endswith("Copied stack 'default' to 'test'.\n")
    default, test = json.loads(zenml("stack", "list", "-o", "json").stdout)
    assert test == default | {"name": "test", "active": False}


def test_parameters_are_asked_for_until_they_are_valid(zenml: CommandLine) -> None:
    words = [str(zenml.executable), "alerter", "register", "night", "--flavor=pager", "--days=[]", "-i"]
    screen = at_terminal(words, answer=["\n", "112\n", "CANARY\n", "many\n", "7\n", "yes\n", "\n"])
    assert screen.code == 0, screen.text
    assert "CANARY" not in screen.text
    assert "a value is required" in screen.text
    assert "retries: Input should be a valid integer" in screen.text
    assert described("alerter", "night", zenml)["configuration"] == {
        "days": [],
        "is_loud": True,
        "number": "112",
        "retries": 7,
        "token": "***",
    }
    assert zenml("alerter", "register", "day", "--flavor=pager", "-i") == Outcome(
        "",
        f"{without_repository()}Error: nobody is there to answer: -i asks for its parameters\n"
        "Hint: give them as --key=value\n",
        1,
    )


def test_a_taken_name_is_refused_before_anything_is_asked(zenml: CommandLine) -> None:
    zenml(*PAGER)
    screen = at_terminal([str(zenml.executable), "alerter", "register", "night", "--flavor=pager", "-i"], answer="")
    assert (screen.code, "Error: the alerter 'night' exists already" in screen.text) == (6, True)


def test_who_answers_nothing_changes_nothing(zenml: CommandLine) -> None:
    zenml(*PAGER, "--token=CANARY")
    before = zenml("alerter", "describe", "night", "-o", "json").stdout
    screen = at_terminal([str(zenml.executable), "alerter", "update", "night", "-i"], answer=["\n"] * 10)
    assert (screen.code, "Alerter 'night' stays as it is." in screen.text) == (0, True)
    assert zenml("alerter", "remove-attribute", "night", "days") == Outcome(
        "", f"{without_repository()}Alerter 'night' has these defaults already; nothing was changed.\n", 0
    )
    assert zenml("alerter", "describe", "night", "-o", "json").stdout == before


def test_a_second_copy_is_as_good_if_it_is_the_same(zenml: CommandLine) -> None:
    said = without_repository()
    zenml(*PAGER, "--token=CANARY")
    copy = ("alerter", "copy", "night", "day", "--exist-ok")
    assert zenml(*copy).stderr == f"{said}Copied alerter 'night' to 'day'.\n"
    assert zenml(*copy) == Outcome("", f"{said}The alerter 'night' is at 'day' already; nothing was changed.\n", 0)
    zenml("alerter", "update", "day", "--token=ANOTHER")
    assert zenml(*copy).code == 6
    copy = ("stack", "copy", "default", "test", "--exist-ok")
    assert zenml(*copy).stderr == f"{said}Copied stack 'default' to 'test'.\n"
    assert zenml(*copy) == Outcome("", f"{said}The stack 'default' is at 'test' already; nothing was changed.\n", 0)
    zenml("stack", "update", "test", "--alerter=night")
    assert zenml(*copy).code == 6


def test_a_class_may_be_registered_twice_if_that_is_said(zenml: CommandLine) -> None:
    Path("mine.py").write_text(
        "from zenml.orchestrators import LocalOrchestrator\n"
        "class MyOrchestrator(LocalOrchestrator):\n    FLAVOR = 'mine'\n"
    )
    register = ("orchestrator", "flavor", "register", "mine.MyOrchestrator")
    assert [zenml(*register).code, zenml(*register).code] == [0, 6]
    assert zenml(*register, "--exist-ok") == Outcome(
        "",
        f"{without_repository()}Flavor 'mine' of kind orchestrator is registered already; nothing was changed.\n",
        0,
    )


def test_values_come_from_files_and_from_stdin(zenml: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "days.json").write_text('["Sat", "Sun"]\n')
    words = ("alerter", "register", "night", "--flavor=pager", f"--days=@{tmp_path}/days.json", "--number=@-")
    assert zenml(*words, "--token=@@home", stdin="112\n").code == 0
    configuration = {"days": ["Sat", "Sun"], "number": "112", "token": "***"}
    assert described("alerter", "night", zenml)["configuration"] == configuration


def described(kind: str, name: str, zenml: CommandLine) -> dict[str, object]:
    found: dict[str, object] = json.loads(zenml(kind, "describe", name, "--output=json").stdout)
    return found
