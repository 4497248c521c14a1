"""Take a new user through a first pipeline; needs no network."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.confirmation import is_yes
from zenml.cli.opening import opened
from zenml.cli.session import Session
from zenml.cli.terminal import somebody_answers
from zenml.config.profiles import DEFAULT_STACK
from zenml.config.repository_file import REPOSITORY_VARIABLE
from zenml.errors import ConflictError, ZenMLError
from zenml.files import explained_writing
from zenml.post_execution.pipelines import find_pipeline
from zenml.repository.context import PROFILE_VARIABLE, STACK_VARIABLE, Context
from zenml.repository.history import open_history
from zenml.repository.reading import get_stack

_PROJECT = Path(__file__).with_name("first_project")
_FILE = "word_counts.py"
_PIPELINE = "word_counts"
_ZENML = "from zenml.cli.main import main; main()"

_WELCOME = """\
Welcome to ZenML. You write a pipeline once, in plain Python; the stack decides with which tools, and where, it runs.
This tour takes a minute, and runs a small pipeline twice on the stack '{stack}' of the profile '{profile}'."""
_WRITING = """
1. A project: a pipeline of three steps, in {file}. The folder becomes a repository, so that what is chosen in
   it holds there and nowhere else."""
_FIRST = """
2. A first run. Each step is a function; what it returns is kept in the artifact store of the stack, and what happened
   is remembered by its metadata store."""
_SECOND = """
3. A second run. Nothing has changed, so nothing is computed: every step comes from the cache."""
_LOOKING = """
4. What happened. Runs stay, with their steps, parameters and results."""
_END = """
That is all. Your next steps:

   cd {folder}
   edit {file}, then: zenml pipeline run {file}
   zenml artifact-store flavor list        what else there is to make stacks of
   zenml explain stack                     what a stack is; zenml explain lists all topics"""


@click.command(cls=ExampleCommand, examples=("zenml go", "zenml go --path ~/first_steps"))
@click.option(
    "--path",
    type=click.Path(path_type=Path),
    help="Folder for the project, a new or empty one; a temporary one if not given.",
)
@click.pass_obj
def go(session: Session, path: Path | None) -> None:
    """Take a guided tour: write a small project, run its pipeline twice, and see what happened.

    On a terminal it asks before each part; elsewhere it goes on by itself. It needs no network.
    """
    context = opened(session)
    get_stack(context, DEFAULT_STACK)
    if path is not None:
        _check_free(path)
    profile = context.profile.name
    if not _tour(context, ["--profile", profile, "--stack", DEFAULT_STACK], path):
        click.echo("\nThe tour ends here. Begin again whenever you like: zenml go")


def _tour(context: Context, choices: list[str], path: Path | None) -> bool:
    """Take the tour, and return whether it came to its end."""
    click.echo(_WELCOME.format(stack=DEFAULT_STACK, profile=context.profile.name))
    click.echo(_WRITING.format(file=_FILE))
    if not _goes_on(f"Write it into {path.absolute() if path else 'a temporary folder'}?"):
        return False
    folder = _written_project(path)
    click.echo(f"\n   Written: {folder}")
    _type(folder, *choices, "init")
    for text in (_FIRST, _SECOND):
        click.echo(text)
        if not _goes_on("Run it?"):
            return False
        _type(folder, "pipeline", "run", _FILE)
    click.echo(_LOOKING)
    if not _goes_on("Look at it?"):
        return False
    _type(folder, "pipeline", "runs", "list")
    _type(folder, "pipeline", "runs", "describe", _newest_run(context))
    click.echo(_END.format(folder=shlex.quote(str(folder)), file=_FILE))
    return True


def _check_free(path: Path) -> None:
    """Refuse to write where something is already."""
    if os.path.lexists(path) and not (path.is_dir() and not any(path.iterdir())):
        raise ConflictError(f"{path} is not an empty folder", hint="name a new one: zenml go --path FOLDER")


def _written_project(path: Path | None) -> Path:
    folder = (path or Path(tempfile.mkdtemp(prefix="zenml-go-"))).absolute()
    with explained_writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for file in (path for path in _PROJECT.iterdir() if path.is_file()):
            shutil.copyfile(file, folder / file.name)
    return folder


def _goes_on(question: str) -> bool:
    """Ask on a terminal; where nobody is, go on."""
    if not somebody_answers():
        return True
    click.echo()
    return is_yes(question, default=True)


def _type(folder: Path, *words: str) -> None:
    """Run a command in the project, and show it as it would be typed.

    Raises:
        ZenMLError: it did not succeed.
    """
    click.echo(f"\n$ {shlex.join(['zenml', *words])}")
    sys.stdout.flush()  # before what the command itself writes
    line = [sys.executable, "-c", _ZENML, *words]
    done = subprocess.run(line, cwd=folder, env=_environment(), stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        command = shlex.join(["zenml", *words])
        raise _error(done.returncode)(
            f"{command!r} ended with exit code {done.returncode}", hint=f"the project is in {folder}"
        )


def _error(exit_code: int) -> type[ZenMLError]:
    """Return the error that ends this command as another one ended."""
    return next((each for each in ZenMLError.__subclasses__() if each.exit_code == exit_code), ZenMLError)


def _environment() -> Mapping[str, str]:
    """Return the environment without what would choose something else than the project's repository does."""
    others = (PROFILE_VARIABLE, STACK_VARIABLE, REPOSITORY_VARIABLE)
    return {name: value for name, value in os.environ.items() if name not in others}


def _newest_run(context: Context) -> str:
    return find_pipeline(open_history(context, DEFAULT_STACK), _PIPELINE).runs[-1].name
