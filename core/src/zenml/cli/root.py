"""Define ``zenml`` itself: its options, and where each command is found."""

from __future__ import annotations

import os
from collections.abc import Mapping

import click

from zenml import __version__
from zenml.cli.entries import Entry
from zenml.cli.groups import LazyGroup
from zenml.cli.offers import offering
from zenml.cli.session import DEBUG_VARIABLE, LEVEL_VARIABLE, NO_COLOR_VARIABLE, Session
from zenml.enums import StackComponentType
from zenml.errors import UsageError

_COMPONENT_GROUP = "zenml.cli.component:component_group"
_COMMANDS: Mapping[str, Entry] = {
    "init": Entry("zenml.cli.init:init", "Make a folder a repository"),
    "status": Entry("zenml.cli.status:status", "Show the repository, profile and stack in force"),
    "version": Entry("zenml.cli.version:version", "Print the version"),
    "go": Entry("zenml.cli.go:go", "Take a guided tour of a first pipeline"),
    "explain": Entry("zenml.cli.explain:explain", "Explain the words of the product"),
    "clean": Entry("zenml.cli.clean:clean", "Remove everything and begin anew, or only local data"),
    "profile": Entry("zenml.cli.profile:profile", "Create profiles, look at them, and choose one"),
    "stack": Entry("zenml.cli.stack:stack", "Combine components into stacks, and choose one"),
    "completion": Entry("zenml.cli.completion:completion", "Print what lets a shell complete command lines"),
    "pipeline": Entry("zenml.cli.pipeline:pipeline", "Run pipelines, and see what happened"),
    **{
        kind.command_name: Entry(
            _COMPONENT_GROUP, f"Register {kind.plural.replace('_', ' ')}, and see their flavors", kind
        )
        for kind in StackComponentType
    },
}
_EXAMPLES = ("zenml artifact-store flavor list", "zenml stack list --output json", "zenml pipeline run train.py")
_SETTINGS = {
    "help_option_names": ["-h", "--help"],
    # Every command inherits this: an option may be written with '-' or '_'.
    "token_normalize_func": lambda token: token.replace("_", "-"),
}


@click.group("zenml", cls=LazyGroup, path="", entries=_COMMANDS, examples=_EXAMPLES, context_settings=_SETTINGS)
@click.option("--profile", metavar="NAME", shell_complete=offering("profiles"), help="Work with this profile.")
@click.option("--stack", metavar="NAME", shell_complete=offering("stacks"), help="Work with this stack.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors and questions.")
@click.option("-v", "--verbose", is_flag=True, help="Show what is logged, as ZENML_LOG_LEVEL=INFO does.")
@click.option("--no-color", is_flag=True, help="Use no colour, as NO_COLOR=1 does.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(__version__, message="%(version)s", help="Print the version.")
@click.pass_context
def root(
    context: click.Context,
    *,
    profile: str | None,
    stack: str | None,
    quiet: bool,
    verbose: bool,
    no_color: bool,
    debug: bool,
) -> None:
    """Write pipelines once; the stack decides with which tools, and where, they run.

    Exit codes: 0 done, 1 failed, 2 usage, 3 configuration invalid, 4 store unreachable, 5 not found,
    6 exists or in use, 7 not permitted, 130 interrupted, 143 terminated.
    """
    _refuse_empty("--profile", profile)
    _refuse_empty("--stack", stack)
    level = "INFO" if verbose else "ERROR" if quiet else ""
    wanted = {DEBUG_VARIABLE: debug and "1", NO_COLOR_VARIABLE: no_color and "1", LEVEL_VARIABLE: level}
    # In the environment, so that they hold in every process that the command starts.
    os.environ.update({variable: value for variable, value in wanted.items() if value})
    context.obj = Session(profile, stack, is_quiet=quiet)


def _refuse_empty(option: str, name: str | None) -> None:
    """Refuse what a shell makes of a variable that is not set: it is hardly meant to be as good as no option."""
    if name == "":
        raise UsageError(f"{option} names nothing", hint="leave it out for what is in force")
