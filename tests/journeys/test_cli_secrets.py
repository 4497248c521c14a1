"""Sessions at a terminal about secrets, and about components that have some."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from acme_package import install_acme
from commandline import CommandLine, Outcome
from status_lines import without_repository
from terminals import at_terminal

pytestmark = pytest.mark.usefixtures("used_before")
SECRET = ("secrets-manager", "secret")
NOT_SHOWN = ": it stands where one is not shown\nHint: give the secret itself\n"


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return install_acme(tmp_path / "site", monkeypatch)


@pytest.fixture
def safe(zenml: CommandLine, used_before: Path) -> None:
    """Let the active stack have a secrets manager called ``safe``."""
    assert zenml("secrets-manager", "register", "safe", "--flavor=local").code == 0
    assert zenml("stack", "update", "-x", "safe").code == 0


@pytest.mark.usefixtures("safe")
def test_a_secret_is_registered_listed_shown_changed_and_deleted(zenml: CommandLine, tmp_path: Path) -> None:
    said = without_repository()
    (tmp_path / "token.txt").write_text("CANARY\n")
    registered = zenml(*SECRET, "register", "pager", f"--token=@{tmp_path}/token.txt", "--user", "me")
    assert registered == Outcome("", f"{said}Registered secret 'pager' with token, user.\n", 0)
    assert json.loads(zenml(*SECRET, "list", "-o", "json").stdout) == ["pager"]
    assert (
        zenml(*SECRET, "get", "pager").stdout
        == """\
Secret 'pager'
┏━━━━━━━┯━━━━━━━┓
┃ KEY   │ VALUE ┃
┠───────┼───────┨
┃ token │ ***   ┃
┠───────┼───────┨
┃ user  │ ***   ┃
┗━━━━━━━┷━━━━━━━┛
"""
    )
    updated = zenml(*SECRET, "update", "pager", "--user=you", "--remove", "token")
    assert updated == Outcome("", f"{said}Updated secret 'pager'.\n", 0)
    shown = zenml(*SECRET, "get", "pager", "--reveal", "-o", "json")
    assert json.loads(shown.stdout) == {"name": "pager", "values": {"user": "you"}}
    assert zenml(*SECRET, "delete", "pager", "-y") == Outcome("", f"{said}Deleted secret 'pager'.\n", 0)
    assert zenml(*SECRET, "list").stderr.splitlines()[-1] == (
        "No secret is registered; see zenml secrets-manager secret register --help."
    )


@pytest.mark.usefixtures("safe")
def test_a_secret_may_be_registered_twice_if_it_is_the_same(zenml: CommandLine) -> None:
    register = (*SECRET, "register", "pager", "--access-key=x", "--exist-ok")
    assert [zenml(*register).code, zenml(*register).code] == [0, 0]
    assert zenml(*register).stderr.endswith("Secret 'pager' exists already with these values; nothing was changed.\n")
    assert zenml(*register, "--user=me").code == 6
    assert zenml(*SECRET, "update", "pager", "--access_key=y").code == 0
    shown = zenml(*SECRET, "get", "pager", "--reveal", "-o", "json")
    assert json.loads(shown.stdout)["values"] == {"access_key": "y"}


@pytest.mark.usefixtures("safe")
def test_a_key_is_asked_for_until_it_is_one(zenml: CommandLine) -> None:
    words = [str(zenml.executable), *SECRET, "register", "pager", "-i"]
    screen = at_terminal(words, answer=["a b\n", "token\n", "CANARY\n", "\n"])
    assert (screen.code, "use letters, digits, '_' and '-'" in screen.text) == (0, True)
    screen = at_terminal([str(zenml.executable), *SECRET, "update", "pager", "-i"], answer=["\n", "\n"])
    assert (screen.code, "Secret 'pager' stays as it is." in screen.text) == (0, True)


@pytest.mark.usefixtures("safe")
@pytest.mark.parametrize(
    ("words", "refusal", "code"),
    [
        (
            ("register", "db", "--schema=mysql", "--user=me"),
            (
                "Error: the secret 'db' lacks password, which the schema 'mysql' requires\n"
                "Hint: give it: --password=…, or -i to be asked\n"
            ),
            3,
        ),
        (
            ("register", "db", "--schema=basic-auth", "--username=me", "--password=x", "--pasword=y"),
            "Error: the schema 'basic_auth' has no key 'pasword'\nHint: did you mean 'password'?\n",
            2,
        ),
        (("register", "db", "--password=***"), f"Error: '***' is no value of a secret{NOT_SHOWN}", 3),
        (
            ("update", "db"),
            "Error: nothing to update was given\nHint: zenml secrets-manager secret update db -i\n",
            2,
        ),
        (("register", "db", "--schema=my"), "Error: there is no secret schema 'my'\n", 5),
        (
            ("register", "a/b", "--key=x"),
            (
                "Error: 'a/b' is not a valid secret name\n"
                "Hint: use 1 to 127 letters, digits, spaces, '.', '_' or '-', beginning with a letter or digit\n"
            ),
            3,
        ),
        (
            ("register", "db"),
            "Error: the secret 'db' has no value\nHint: give at least one: --key=value, or -i\n",
            3,
        ),
        (
            ("register", "db", "--password=@Passw0rd"),
            (
                "Error: the value of --password begins with '@', and no such file can be read: No such file or "
                "directory\nHint: for a text that begins with '@', write @@\n"
            ),
            3,
        ),
        (("get", "db"), "Error: there is no secret named 'db' in secrets manager 'safe'\n", 5),
        (("update", "db", "--key=x"), "Error: there is no secret named 'db' in secrets manager 'safe'\n", 5),
        (("delete", "db", "-y"), "Error: there is no secret named 'db' in secrets manager 'safe'\n", 5),
        (("delete", "db", "--if-exists"), "There is no secret 'db'; nothing was changed.\n", 0),
        (
            ("register", "db", "-i"),
            (
                "Error: nobody is there to answer: -i asks for the values of the secret\n"
                "Hint: give them as --key=value\n"
            ),
            1,
        ),
    ],
)
def test_what_is_no_secret_is_refused(zenml: CommandLine, words: tuple[str, ...], refusal: str, code: int) -> None:
    outcome = zenml(*SECRET, *words)
    assert (outcome.stdout, outcome.code) == ("", code)
    assert outcome.stderr.removeprefix(without_repository()).startswith(refusal)


@pytest.mark.usefixtures("safe")
def test_values_are_asked_for_without_being_shown(zenml: CommandLine) -> None:
    words = [str(zenml.executable), *SECRET, "register", "aws", "--schema=aws", "-i"]
    screen = at_terminal(words, answer=["AKIA\n", "CANARY\n", "\n"])
    assert screen.code == 0
    assert "CANARY" not in screen.text
    assert json.loads(zenml(*SECRET, "get", "aws", "--reveal", "-o", "json").stdout)["values"] == {
        "aws_access_key_id": "AKIA",
        "aws_secret_access_key": "CANARY",
    }


def test_a_stack_without_a_secrets_manager_has_no_secrets(zenml: CommandLine) -> None:
    refusal = "Error: the active stack 'default' has no secrets manager\nHint: zenml secrets-manager list\n"
    assert zenml(*SECRET, "list") == Outcome("", without_repository() + refusal, 5)


READ = """\
from zenml.repository import Repository
alerter = Repository().active_stack.alerter
print(alerter.token.get_secret_value(), alerter.number, alerter.retries)
"""


@pytest.mark.usefixtures("acme")
def test_a_literal_secret_is_kept_in_the_vault_and_is_there_when_it_is_read(
    zenml: CommandLine, used_before: Path, tmp_path: Path
) -> None:
    (tmp_path / "read.py").write_text(READ)
    registered = zenml("alerter", "register", "night", "--flavor=pager", "--number=112", "--token=CANARY")
    assert registered.code == 0
    zenml("stack", "update", "--alerter", "night")
    assert zenml("pipeline", "run", str(tmp_path / "read.py")).stdout == "CANARY 112 2\n"

    zenml("alerter", "update", "night", "--token=SECOND", "--retries=5")
    assert zenml("pipeline", "run", str(tmp_path / "read.py")).stdout == "SECOND 112 5\n"

    described = json.loads(zenml("alerter", "describe", "night", "-o", "json").stdout)
    assert described["configuration"] == {"number": "112", "retries": 5, "token": "***"}
    file = used_before / "profiles" / "default" / "alerters" / "night.yaml"
    assert f"token: '{{{{vault.{described['uuid']}-token}}}}'" in file.read_text()


@pytest.mark.usefixtures("acme", "safe")
def test_a_reference_is_resolved_by_the_secrets_manager_of_the_stack(zenml: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "read.py").write_text(READ)
    references = ("--number={{pager.number}}", "--token={{pager.token}}", "--retries={{pager.retries}}")
    assert zenml("alerter", "register", "night", "--flavor=pager", *references).code == 0
    zenml("stack", "update", "--alerter", "night")

    outcome = zenml("pipeline", "run", str(tmp_path / "read.py"))
    assert outcome.stderr.splitlines()[-2:] == [
        (
            "Error: 'number', 'retries', 'token' of the alerter 'night' cannot be read: there is no secret named "
            "'pager' in secrets manager 'safe'"
        ),
        "Hint: zenml secrets-manager secret register pager --number=…",
    ]
    assert outcome.code == 3

    zenml(*SECRET, "register", "pager", "--number=112", "--token=CANARY", "--retries=many")
    assert zenml("pipeline", "run", str(tmp_path / "read.py")).stderr.splitlines()[-2] == (
        "Error: the alerter 'night' is not valid with its secrets: retries: Input should be a valid integer, unable to "
        "parse string as an integer"
    )

    zenml(*SECRET, "update", "pager", "--retries=7")
    assert zenml("pipeline", "run", str(tmp_path / "read.py")).stdout == "CANARY 112 7\n"
    overridden = {"ZENML_SECRET_pager_token": "FROM THE ENVIRONMENT"}
    assert zenml("pipeline", "run", str(tmp_path / "read.py"), env=overridden).stdout == "FROM THE ENVIRONMENT 112 7\n"


@pytest.mark.usefixtures("acme", "safe")
def test_the_secrets_that_a_stack_refers_to_are_registered(zenml: CommandLine) -> None:
    zenml("alerter", "register", "night", "--flavor=pager", "--number={{pager.number}}", "--token={{duty.token}}")
    zenml("stack", "update", "--alerter", "night")
    said = without_repository()

    registered = zenml("stack", "register-secrets", "--set", "pager.number=112")
    assert registered == Outcome(
        "",
        f"{said}Registered number of secret 'pager'.\n"
        "Still missing: {{duty.token}}, token of the alerter 'night'\n"
        "Error: stack 'default' lacks 1 of the secrets that its components refer to\n"
        "Hint: give each: --set duty.token=@FILE\n",
        3,
    )
    empty = zenml("stack", "register-secrets", "--set", "pager.number")
    assert empty == Outcome(
        "", f"{said}Error: 'pager.number' has no value\nHint: write pager.number=VALUE or pager.number=@FILE\n", 2
    )
    refused = zenml("stack", "register-secrets", "--set", "pager.numer=112")
    assert refused == Outcome(
        "", f"{said}Error: the stack refers to no secret 'pager.numer'\nHint: did you mean 'pager.number'?\n", 2
    )
    screen = at_terminal([str(zenml.executable), "stack", "register-secrets", "--skip-existing"], answer="CANARY\n")
    assert screen.code == 0
    assert "CANARY" not in screen.text
    shown = json.loads(zenml(*SECRET, "get", "duty", "--reveal", "-o", "json").stdout)
    assert shown["values"] == {"token": "CANARY"}
    complete = zenml("stack", "register-secrets", "--skip-existing")
    assert complete == Outcome("", f"{said}Stack 'default' has all the secrets that its components refer to.\n", 0)


@pytest.mark.usefixtures("acme", "safe")
def test_keys_are_rotated(zenml: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "read.py").write_text(READ)
    zenml("alerter", "register", "night", "--flavor=pager", "--number={{pager.number}}", "--token=CANARY")
    zenml("stack", "update", "--alerter", "night")
    zenml(*SECRET, "register", "pager", "--number=112")
    said = without_repository()

    assert zenml("secrets-manager", "rotate-key") == Outcome("", f"{said}All secrets have a new key.\n", 0)
    rotated = zenml("secrets-manager", "rotate-key", "--vault")
    assert rotated == Outcome("", f"{said}All secrets of the vault have a new key.\n", 0)
    assert zenml("pipeline", "run", str(tmp_path / "read.py")).stdout == "CANARY 112 2\n"


@pytest.mark.usefixtures("acme")
def test_a_value_of_another_machine_has_to_be_given_again(zenml: CommandLine, used_before: Path) -> None:
    zenml("alerter", "register", "night", "--flavor=pager", "--number=112", "--token=CANARY")
    for file in (used_before / "local_stores").rglob("secrets.enc"):
        file.unlink()
    (Path.cwd() / "read.py").write_text(READ)
    zenml("stack", "update", "--alerter", "night")

    refused = zenml("pipeline", "run", "read.py")
    assert refused.stderr.splitlines()[-2:] == [
        (
            "Error: 'token' of the alerter 'night' cannot be read: its value was given on another machine, or is gone "
            "from this machine's vault"
        ),
        "Hint: give it again: zenml alerter update night --token=…",
    ]
    assert zenml("alerter", "update", "night", "--token=AGAIN").code == 0
    assert zenml("pipeline", "run", "read.py").stdout == "AGAIN 112 2\n"


@pytest.mark.usefixtures("acme", "safe")
def test_all_secrets_that_are_missing_are_named_at_once(zenml: CommandLine) -> None:
    zenml("alerter", "register", "night", "--flavor=pager", "--number={{pager.number}}", "--token={{duty.token}}")
    zenml("stack", "update", "--alerter", "night")
    (problem,) = json.loads(zenml("stack", "validate", "-o", "json").stdout)
    assert problem["problem"] == (
        "'number' of the alerter 'night' cannot be read: there is no secret named 'pager' in secrets manager 'safe'; "
        "'token' of the alerter 'night' cannot be read: there is no secret named 'duty' in secrets manager 'safe'"
    )
