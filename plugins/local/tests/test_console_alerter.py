from __future__ import annotations

import sys

import pytest
from terminals import at_terminal

from zenml.errors import ZenMLError
from zenml_local.alerter import ConsoleAlerter

ASKING = "from zenml_local.alerter import ConsoleAlerter; print(ConsoleAlerter(name='bell').ask('Deploy?'))"
QUESTION = "bell: Deploy? (answer y or n, and ENTER)\n"


def test_a_message_is_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert ConsoleAlerter(name="bell").post("It rains.")
    assert capsys.readouterr() == ("", "bell: It rains.\n")


def test_a_message_that_nobody_can_read_has_not_arrived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert not ConsoleAlerter(name="bell").post("It rains.")


def test_without_a_terminal_a_question_is_refused() -> None:
    with pytest.raises(ZenMLError) as caught:
        ConsoleAlerter(name="my bell").ask("Deploy?")
    assert str(caught.value) == (
        "alerter 'my bell' cannot ask 'Deploy?': there is nobody at a terminal "
        "(zenml alerter update 'my bell' --default_answer=no)"
    )


@pytest.mark.parametrize(("answer", "word"), [(True, "yes"), (False, "no")])
def test_or_gets_its_default_answer(answer: bool, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ConsoleAlerter(name="bell", default_answer=answer).ask("Deploy?") is answer
    assert capsys.readouterr().err == f"bell: Deploy? {word}, by default: there is nobody at a terminal\n"


@pytest.mark.parametrize(("keys", "value"), [("y\n", "True"), ("No\n", "False")])
def test_at_a_terminal_it_waits_for_yes_or_no(keys: str, value: str) -> None:
    screen = at_terminal([sys.executable, "-c", ASKING], answer=["perhaps\n", keys], question="ENTER)\n")
    assert screen.text == f"{QUESTION}perhaps\n{QUESTION}{keys}{value}\n"
    assert screen.code == 0


def test_the_end_of_the_input_is_no_answer() -> None:
    screen = at_terminal([sys.executable, "-c", ASKING], answer="\x04", question="ENTER)\n")
    assert "alerter 'bell' cannot ask 'Deploy?': the input has ended" in screen.text
