"""Ask on the terminal for what was not given."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import click

from zenml.cli.output import as_text
from zenml.cli.terminal import somebody_answers
from zenml.cli.visible_text import visible
from zenml.components import StackComponent
from zenml.errors import ZenMLError
from zenml.stack.classes import FieldDescription, field_problem, flavor_fields


def ask_for_fields(
    flavor_class: type[StackComponent], given: Mapping[str, str], kept: Mapping[str, object] | None = None
) -> dict[str, str]:
    """Ask for each field of a flavor that was not given; ENTER leaves an optional one out.

    Args:
        flavor_class: the flavor.
        given: what need not be asked for.
        kept: what a component has already, and keeps on ENTER, as it may be shown.

    Raises:
        ZenMLError: there is nobody to answer.
    """
    check_that_somebody_answers("its parameters")
    questions = [field for field in flavor_fields(flavor_class) if field.name not in given]
    answers = {field.name: _answer(flavor_class, field, kept or {}) for field in questions}
    return {**given, **{name: answer for name, answer in answers.items() if answer}}


def _answer(flavor_class: type[StackComponent], field: FieldDescription, kept: Mapping[str, object]) -> str:
    return ask(
        _question(field, kept),
        is_secret=field.is_secret,
        is_required=field.is_required and field.name not in kept,
        problem_of=lambda text: field_problem(flavor_class, field.name, text),
    )


def ask(
    question: str,
    *,
    is_secret: bool = False,
    is_required: bool = False,
    problem_of: Callable[[str], str] = lambda _: "",
) -> str:
    """Ask until there is an answer that can be used, and return it; ``""`` if there is none and need be none.

    Args:
        question: what to ask.
        is_secret: whether nobody shall see what is typed.
        is_required: whether ENTER alone is no answer.
        problem_of: says what is wrong with an answer; an empty text if nothing is.
    """
    while True:
        answer = click.prompt(visible(question), default="", show_default=False, hide_input=is_secret, err=True)
        problem = problem_of(answer) if answer else ("a value is required" if is_required else "")
        if not problem:
            return str(answer)
        click.echo(visible(problem), err=True)


def check_that_somebody_answers(what: str) -> None:
    """Refuse to wait for answers where nobody gives any.

    Raises:
        ZenMLError: naming ``what`` would have been asked for.
    """
    if not somebody_answers():
        raise ZenMLError(f"nobody is there to answer: -i asks for {what}", hint="give them as --key=value")


def _question(field: FieldDescription, kept: Mapping[str, object]) -> str:
    facts = f"{field.name} ({field.type}, {_on_enter(field, kept)})"
    return f"{field.facts}\n{facts}" if field.facts else facts


def _on_enter(field: FieldDescription, kept: Mapping[str, object]) -> str:
    """Say what ENTER alone means."""
    if field.name in kept:
        return f"ENTER keeps {as_text(kept[field.name])}"
    if field.is_required:
        return "required"
    return "ENTER leaves it out" if field.default in (None, "") else f"ENTER for {as_text(field.default)}"
