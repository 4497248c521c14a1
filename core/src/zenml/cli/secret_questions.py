"""Ask on the terminal for the values of a secret; nothing that is typed is shown."""

from __future__ import annotations

from collections.abc import Mapping

from zenml.cli.questions import ask, check_that_somebody_answers
from zenml.models.secret_schemas import SecretSchema
from zenml.names import SECRET_KEY_PATTERN


def ask_for_keys(schema: SecretSchema, given: Mapping[str, str], *, may_keep: bool = False) -> dict[str, str]:
    """Ask for each key of a schema that was not given; an open schema's further keys are asked for by name.

    Args:
        schema: what the secret is made of.
        given: what need not be asked for.
        may_keep: whether ENTER alone keeps a value, as it does while a secret is updated.

    Raises:
        ZenMLError: there is nobody to answer.
    """
    check_that_somebody_answers("the values of the secret")
    answers = dict(given)
    for key in (*schema.required, *schema.optional):
        if key not in answers:
            is_required = key in schema.required and not may_keep
            answers[key] = ask(f"{key}{_on_enter(is_required, may_keep)}", is_secret=True, is_required=is_required)
    while schema.is_open and (key := _another_key()):
        answers[key] = ask(key, is_secret=True, is_required=True)
    return {key: value for key, value in answers.items() if value}


def _on_enter(is_required: bool, may_keep: bool) -> str:
    if may_keep:
        return " (ENTER keeps it)"
    return "" if is_required else " (ENTER leaves it out)"


def _another_key() -> str:
    return ask("another key (ENTER ends)", problem_of=_problem_of_key)


def _problem_of_key(key: str) -> str:
    return "" if SECRET_KEY_PATTERN.fullmatch(key) else "use letters, digits, '_' and '-'"
