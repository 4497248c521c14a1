"""Explain the words of the product: a text for each, which comes with the package."""

from __future__ import annotations

from pathlib import Path

import click

from zenml.cli.commands import ExampleCommand
from zenml.enums import StackComponentType
from zenml.errors import NotFoundError
from zenml.names import did_you_mean

_TOPICS = Path(__file__).with_name("topics")


@click.command(cls=ExampleCommand, examples=("zenml explain", "zenml explain stack"))
@click.argument("topic", required=False)
def explain(topic: str | None) -> None:
    """Explain a TOPIC; without one, list them all."""
    if topic is None:
        for name in topics():
            click.echo(f"{name:20}{_title(name)}")
    else:
        click.echo(text_about(topic))


def explain_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> explain``."""
    return _command_for(kind.command_name, kind.command_name, f"Explain what {kind.plural.replace('_', ' ')} are for.")


def topics() -> list[str]:
    """Return the names of all topics, sorted."""
    return sorted(path.stem for path in _TOPICS.glob("*.md"))


def text_about(topic: str) -> str:
    """Return the text about a topic, also about one that is written with ``_`` or a space.

    Raises:
        NotFoundError: there is no such topic; the hint names the nearest.
    """
    name = topic.strip().lower().replace("_", "-").replace(" ", "-")
    known = topics()
    if name not in known:
        raise NotFoundError(f"there is no topic {topic!r}", hint=did_you_mean(name, known))
    return (_TOPICS / f"{name}.md").read_text(encoding="utf-8").rstrip()


def _title(topic: str) -> str:
    """Return the heading of a topic's text, which says in a few words what it is about."""
    return text_about(topic).partition("\n")[0].lstrip("# ")


def _command_for(group: str, topic: str, help_text: str) -> click.Command:
    @click.command("explain", cls=ExampleCommand, examples=(f"zenml {group} explain",), help=help_text)
    def explain_topic() -> None:
        click.echo(text_about(topic))

    return explain_topic


explain_profile = _command_for("profile", "profile", "Explain what a profile is.")
explain_stack = _command_for("stack", "stack", "Explain what a stack is.")
