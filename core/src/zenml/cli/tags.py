"""Change the tags of runs and artifacts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.histories import history_in_force
from zenml.cli.opening import say
from zenml.cli.session import Session
from zenml.errors import UsageError
from zenml.post_execution.artifacts import find_artifact
from zenml.post_execution.runs import find_run

_F = TypeVar("_F", bound=Callable[..., object])


def _tag_options(command: _F) -> _F:
    add = click.option("--add", multiple=True, metavar="TAG", help="A tag that it shall have; may be given again.")
    remove = click.option("--remove", multiple=True, metavar="TAG", help="A tag that it shall not have.")
    return add(remove(command))


@click.command("tag", cls=ExampleCommand, examples=("zenml pipeline runs tag NAME --add best --remove candidate",))
@click.argument("run")
@_tag_options
@click.pass_obj
def tag_run(session: Session, run: str, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
    """Change the tags of the run with the name or id RUN."""
    _check_said_something(add, remove)
    found = find_run(history_in_force(session), run)
    found.tag(add=add, remove=remove)
    say(f"Run '{found.name}' {_has(found.tags)}.")


@click.command("tag", cls=ExampleCommand, examples=("zenml pipeline artifacts tag training.trainer.model --add best",))
@click.argument("artifact")
@_tag_options
@click.pass_obj
def tag_artifact(session: Session, artifact: str, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
    """Change the tags of ARTIFACT: a name (its newest version), NAME:VERSION, or an id."""
    _check_said_something(add, remove)
    found = find_artifact(history_in_force(session), artifact)
    found.tag(add=add, remove=remove)
    say(f"Artifact '{found.reference}' {_has(found.tags)}.")


def _check_said_something(add: tuple[str, ...], remove: tuple[str, ...]) -> None:
    if not add and not remove:
        raise UsageError("nothing to change", hint="give --add TAG or --remove TAG")


def _has(tags: tuple[str, ...]) -> str:
    return f"has the tags {', '.join(tags)}" if tags else "has no tags"
