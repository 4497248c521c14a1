"""Run the pipelines of a Python file."""

from __future__ import annotations

import os
import runpy
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.opening import opened
from zenml.cli.session import Session
from zenml.errors import NotFoundError, UsageError, ZenMLError
from zenml.names import closest
from zenml.pipelines.command_line_files import running_a_file
from zenml.pipelines.configuration_files import ConfigurationFile
from zenml.pipelines.definition import ConfiguredPipeline, Pipeline
from zenml.redaction import words_of
from zenml.repository.announcing import mark_as_announced
from zenml.repository.context import PROFILE_VARIABLE, STACK_VARIABLE


@click.command(
    "run",
    cls=ExampleCommand,
    examples=("zenml --stack prod pipeline run train.py", "zenml pipeline run train.py -c nightly.yaml"),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-c", "--config", metavar="FILE", help="A YAML file that configures the pipelines that FILE runs.")
@click.pass_obj
def run_pipeline(session: Session, file: Path, config: str | None) -> None:
    """Run the Python FILE, as ``python FILE`` would, on the stack in force."""
    _check_is_file(file)
    configuration = None if config is None else ConfigurationFile.called(config)
    if configuration:
        configuration.check_is_there()
    opened(session, explains_missing_repository=True)
    mark_as_announced()
    _hand_on(session)
    with running_a_file(configuration) as file_run:
        names = _run_as_main(file)
    if not file_run.has_run_a_pipeline:
        raise _runs_nothing(file, names)


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


def _run_as_main(file: Path) -> Mapping[str, object]:
    """Return the names that the file defines."""
    sys.argv = [str(file)]
    sys.path.insert(0, str(file.resolve().parent))
    try:
        # By its whole path, as Python does: scripts change the current folder.
        return runpy.run_path(str(file.absolute()), run_name="__main__")
    except ZenMLError:
        raise
    except Exception as error:
        message = f"{file}{_line_in(file, error)}: {words_of(error)}"
        raise ZenMLError(message, hint=f"zenml --debug pipeline run {file} shows the traceback") from error


def _runs_nothing(file: Path, names: Mapping[str, object]) -> UsageError:
    pipelines = {name: value for name, value in names.items() if isinstance(value, Pipeline)}
    calls = [f"{name}.run()" for name, value in names.items() if isinstance(value, ConfiguredPipeline)]
    calls += [f"{_call(name, pipeline)}.run()" for name, pipeline in pipelines.items()]
    hint = f"write {' or '.join(calls[:3])} at its end" if calls else "name a file that calls run() of a pipeline"
    return UsageError(f"{str(file)!r} runs no pipeline", hint=hint)


def _call(name: str, pipeline: Pipeline[Any]) -> str:
    return f"{name}({', '.join(f'{argument}=…' for argument in pipeline.required_arguments)})"


def _line_in(file: Path, error: Exception) -> str:
    """Return the last line of the file that the error passed on its way."""
    lines = [
        frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(file.absolute())
    ]
    return f", line {lines[-1]}" if lines else ""
