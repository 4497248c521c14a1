"""Run the pipelines of a Python file."""

from __future__ import annotations

import os
import runpy
import sys
import traceback
from pathlib import Path

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.opening import opened
from zenml.cli.session import Session
from zenml.errors import NotFoundError, ZenMLError
from zenml.names import closest
from zenml.redaction import words_of
from zenml.repository.announcing import mark_as_announced
from zenml.repository.context import PROFILE_VARIABLE, STACK_VARIABLE


@click.command("run", cls=ExampleCommand, examples=("zenml --stack prod pipeline run train.py",))
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def run_pipeline(session: Session, file: Path) -> None:
    """Run the Python FILE, as ``python FILE`` would, on the stack in force."""
    _check_is_file(file)
    opened(session, explains_missing_repository=True)
    mark_as_announced()
    _hand_on(session)
    _run_as_main(file)


def _check_is_file(file: Path) -> None:
    if not file.is_file():
        meant = closest(file.name, [path.name for path in file.parent.glob("*.py")])
        hint = f"did you mean {str(file.with_name(meant))!r}?" if meant else "name a Python file that runs a pipeline"
        raise NotFoundError(f"there is no file {str(file)!r}", hint=hint)


def _hand_on(session: Session) -> None:
    """Let the file, and every process that it starts, work on what the command line chose."""
    for variable, chosen in ((PROFILE_VARIABLE, session.profile), (STACK_VARIABLE, session.stack)):
        if chosen is not None:
            os.environ[variable] = chosen


def _run_as_main(file: Path) -> None:
    sys.argv = [str(file)]
    sys.path.insert(0, str(file.resolve().parent))
    try:
        runpy.run_path(str(file), run_name="__main__")
    except ZenMLError:
        raise
    except Exception as error:
        message = f"{file}{_line_in(file, error)}: {words_of(error)}"
        raise ZenMLError(message, hint=f"zenml --debug pipeline run {file} shows the traceback") from error


def _line_in(file: Path, error: Exception) -> str:
    """Return the last line of the file that the error passed on its way."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(file)]
    return f", line {lines[-1]}" if lines else ""
