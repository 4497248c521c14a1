"""Write the topics of ``zenml explain`` that are lists: for a terminal, so that they look well unrendered."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping

from tooling.reference.errors import meanings
from tooling.reference.variables import variables

_WIDTH = 110
_INDENT = "    "
_EXIT_CODES = """\
# Exit codes: how a command ended

{table}

A refusal is one line on stderr, `Error: …`, mostly with a second one, `Hint: …`, that says what to do. With
`--output json` it is one JSON object on the last line of stderr, with the keys error, hint and exit_code.
`zenml --debug …` adds the traceback. What was asked for stands alone on stdout.

See also: zenml explain environment
"""
_ENVIRONMENT = """\
# Environment: variables that commands read

{table}

An option on the command line is stronger than a variable; a variable is stronger than a file.

See also: zenml explain profile, zenml explain files
"""


def texts() -> Mapping[str, str]:
    """Return the text of each such topic."""
    codes = [(str(code), meaning) for code, meaning in meanings().items()]
    effects = [(name, effect.replace("`", "")) for name, effect in variables().items()]
    return {
        "exit-codes": _EXIT_CODES.format(table=_table(codes)),
        "environment": _ENVIRONMENT.format(table=_table(effects)),
    }


def _table(rows: Iterable[tuple[str, str]]) -> str:
    rows = list(rows)
    width = max(len(name) for name, _ in rows) + 2
    below = _INDENT + " " * width
    lines = [textwrap.wrap(f"{_INDENT}{name:{width}}{text}", _WIDTH, subsequent_indent=below) for name, text in rows]
    return "\n".join(line for wrapped in lines for line in wrapped)
