"""Write the page of the errors and exit codes."""

from __future__ import annotations

import inspect
import re

from tooling.reference.markdown import code, page, prose, table

import zenml.errors
from zenml.cli import main
from zenml.errors import INTERRUPTED, TERMINATED, ZenMLError

TITLE = "Errors and exit codes"
SUMMARY = "what `zenml` ends with, and what Python raises"


def text() -> str:
    return page(
        TITLE,
        "Every refusal is one line that says what failed, by name, and mostly a second one with a hint; both stand on\n"
        "stderr, as data alone stand on stdout. `--debug` adds the traceback. With `--output json` the refusal is an\n"
        "object on the last line of stderr, with the keys `error`, `hint` and `exit_code`.",
        table(
            ["exit code", "meaning", "classes in `zenml.errors`"],
            [[str(exit_code), meaning, _classes_with(exit_code)] for exit_code, meaning in meanings().items()],
        ),
        "## Classes",
        "`message` and `hint` are attributes of every error; `str(error)` holds both.",
        table(
            ["class", "is a", "exit code", "meaning"],
            [[code(each.__name__), _parent(each), str(each.exit_code), prose(each.__doc__)] for each in _classes()],
        ),
    )


def _classes() -> list[type[ZenMLError]]:
    found = vars(zenml.errors).values()
    return [each for each in found if inspect.isclass(each) and issubclass(each, ZenMLError)]


def _classes_with(exit_code: int) -> str:
    return ", ".join(code(each.__name__) for each in _classes() if each.exit_code == exit_code)


def _parent(error: type[ZenMLError]) -> str:
    return code(error.__bases__[0].__name__)


def meanings() -> dict[int, str]:
    """Return what the command line says of itself.

    Raises:
        AssertionError: a class has an exit code that the command line does not know.
    """
    (codes,) = re.findall(r"Codes: (.*)\.", (main.__doc__ or "").replace("\n", " "))
    meanings = {int(number): meaning for number, meaning in re.findall(r"(\d+) ([^,]+)", codes)}
    assert {each.exit_code for each in _classes()} | {INTERRUPTED, TERMINATED} <= set(meanings)
    return meanings
