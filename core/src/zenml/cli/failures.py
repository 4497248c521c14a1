"""Tell a user in two lines what failed and what to do, or save a report of what nobody expected."""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Sequence
from itertools import pairwise

import click

from zenml.cli.crash_reports import save_crash_report
from zenml.cli.session import is_debugging
from zenml.cli.visible_text import visible
from zenml.errors import UsageError, ZenMLError
from zenml.names import closest
from zenml.redaction import redacted

_LINE_BREAK = re.compile(r"\s*\n(?!  )")
"""Those within a user's own exception; a list of faults, each on an indented line, keeps its form."""


def report(error: Exception, words: Sequence[str]) -> int:
    """Say on stderr what failed and return the exit code.

    Who asked for JSON gets one object on the last line of stderr: ``{"error", "hint", "exit_code"}``.
    """
    known = _as_known(error, words)
    if is_debugging():
        click.echo(redacted("".join(traceback.format_exception(error))), err=True, nl=False)
    for line in _json_lines(known) if _asks_for_json(words) else _lines(known):
        click.echo(visible(redacted(line)), err=True)
    return known.exit_code


def _lines(error: ZenMLError) -> list[str]:
    hints = [f"Hint: {_LINE_BREAK.sub(' ', error.hint)}"] if error.hint else []
    return [f"Error: {_LINE_BREAK.sub(' ', error.message)}", *hints]


def _json_lines(error: ZenMLError) -> list[str]:
    return [json.dumps({"error": error.message, "hint": error.hint, "exit_code": error.exit_code})]


def _asks_for_json(words: Sequence[str]) -> bool:
    """Look at the bare words, since the error may be that they could not be parsed."""
    pairs = list(pairwise(words))
    names_orchestrator = ("stack", "register") in pairs or ("stack", "update") in pairs
    is_short = ("-o", "json") in pairs and not names_orchestrator
    return "--output=json" in words or ("--output", "json") in pairs or is_short


def _as_known(error: Exception, words: Sequence[str]) -> ZenMLError:
    if isinstance(error, ZenMLError):
        return error
    if isinstance(error, click.ClickException):
        return _usage_error(error)
    if isinstance(error, OSError):
        return ZenMLError(f"the operating system refused: {error}", hint="zenml --debug … shows where")
    return _unexpected(error, words)


def _usage_error(error: click.ClickException) -> UsageError:
    # The bare message: click's own suggestions vary from one version of it to the next.
    if isinstance(error, click.NoSuchOption):
        return UsageError(f"there is no option {error.option_name!r}", hint=_hint_for_option(error))
    return UsageError(error.format_message().rstrip("."), hint=_see_help(error))


def _hint_for_option(error: click.NoSuchOption) -> str:
    if error.ctx is None:
        return ""
    own = _long_options(error.ctx)
    of_root = _long_options(error.ctx.find_root())
    if best := closest(error.option_name, own):
        return f"did you mean {best!r}?"
    if error.option_name in of_root:
        return f"write it before the command: zenml {error.option_name} …"
    return _see_help(error)


def _see_help(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"see {context.command_path} --help" if context else ""


def _long_options(context: click.Context) -> list[str]:
    names = [name for parameter in context.command.get_params(context) for name in parameter.opts]
    return [name for name in names if name.startswith("--")]


def _unexpected(error: Exception, words: Sequence[str]) -> ZenMLError:
    reason = " ".join(str(error).split())
    message = f"unexpected {type(error).__name__}: {reason}" if reason else f"unexpected {type(error).__name__}"
    path = save_crash_report(error, words)
    hint = (
        f"this is a fault of zenml or of a plugin; the report is in {path}" if path else "zenml --debug … shows where"
    )
    return ZenMLError(message, hint=hint)
