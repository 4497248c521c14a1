"""Complete command lines in bash, zsh and fish."""

from __future__ import annotations

import logging
import os

import click
from click.shell_completion import CompletionItem, ShellComplete, get_completion_class

from zenml.cli.commands import ExampleCommand
from zenml.sources import load

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_ZENML_COMPLETE"
"""Set by the scripts below to what they want: ``bash_complete``, for example."""

_PROGRAM = "zenml"
_SILENT = logging.CRITICAL + 1


@click.command(
    "completion",
    cls=ExampleCommand,
    examples=("zenml completion fish > ~/.config/fish/completions/zenml.fish",),
)
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the script that lets SHELL complete commands, options and the names of what is registered.

    For bash, write eval "$(zenml completion bash)" into ~/.bashrc; for zsh, eval "$(zenml completion zsh)" into
    ~/.zshrc, below compinit.
    """
    click.echo(_completer(shell).source())


def answer() -> int:
    """Print what completes the command line that a shell describes in the environment; say nothing else, ever."""
    shell, _, instruction = os.environ[VARIABLE].partition("_")
    if shell not in SHELLS or instruction not in ("complete", "source"):
        return 1
    logging.getLogger("zenml").setLevel(_SILENT)
    completer = _completer(shell)
    answered = completer.source() if instruction == "source" else completer.complete()
    if answered:
        click.echo(answered)
    return 0


def _completer(shell: str) -> ShellComplete:
    click_class = get_completion_class(shell)
    assert click_class is not None
    own_classes = (_QuotingComplete, _AssignmentsComplete) if shell == "bash" else (_AssignmentsComplete,)
    completer = type(f"Zenml{click_class.__name__}", (*own_classes, click_class), {})
    # By address, since the root knows this command.
    return completer(load("zenml.cli.root:root"), {}, _PROGRAM, VARIABLE)  # type: ignore[no-any-return]  # made of two classes


class _QuotingComplete(ShellComplete):
    """Quote the spaces in a name, as bash inserts what it is offered as it is; other shells do that themselves."""

    def format_completion(self, item: CompletionItem) -> str:
        # One backslash is lost where the script reads the line.
        value = item.value if self._is_quoted() else item.value.replace(" ", "\\\\ ")
        return super().format_completion(CompletionItem(value, item.type, item.help))

    def _is_quoted(self) -> bool:
        """Say whether the word that is being typed begins with a quotation mark; bash hands over each on a line."""
        words, number = os.environ["COMP_WORDS"].split("\n"), int(os.environ["COMP_CWORD"])
        return number < len(words) and words[number].startswith(("'", '"'))


class _AssignmentsComplete(ShellComplete):
    """Complete the value in ``--option=value``, which bash takes for three words and other shells for one."""

    def get_completion_args(self) -> tuple[list[str], str]:
        args, incomplete = super().get_completion_args()
        words = list[str]()
        for word in args:
            if word == "=" and words:
                words[-1] += "="
            elif words and words[-1].startswith("-") and words[-1].endswith("="):
                words[-1] += word
            else:
                words.append(word)
        if words and words[-1].startswith("-") and words[-1].endswith("="):
            words[-1] = words[-1].removesuffix("=")
        return words, incomplete

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        option, separator, _ = incomplete.partition("=")
        found = super().get_completions(args, incomplete)
        if not separator or not option.startswith("-"):
            return found
        return [CompletionItem(f"{option}={item.value}", item.type, item.help) for item in found]
