"""Objects count for a step's code by what they hold, or by the statements that make them."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from threading import Lock

import pytest
from code_project import CodeProject

from zenml.engine.code_digest import code_of

_USES = """
import re
from collections import OrderedDict, deque
from decimal import Decimal
from fractions import Fraction
import functools, datetime
from constants import *
from constants import QUEUE as queue, TABLE

class Own:
    def __init__(self, value):
        self.value = value

def make(value):
    def inner():
        return value
    return inner

{}

def trainer():
    return X, queue, TABLE, STARRED
"""
_CONSTANTS = """
from collections import deque
QUEUE = deque([1])
TABLE = {"a": deque([2])}
STARRED = [deque([3])]
"""


@pytest.mark.parametrize(
    "text",
    [
        "X = {'a': Fraction(1, 2)}",
        "X = [Decimal(1)]",
        "X = (datetime.timedelta(1),)",
        "X = [re.compile('1')]",
        "X = [range(1)]",
        "X = deque([1])",
        "X = [deque([1])]",
        "X = {'a': [OrderedDict(a=1)]}",
        "X = Own(deque([1]))",
        "X = functools.partial(max, deque([1]))",
        "X = make(deque([1]))",
        "X = Y = deque([1])\nX = [Y]",
        "ONE = deque([1])\nX = make(ONE)",
    ],
)
def test_what_a_global_holds_counts_however_deep_it_lies(empty_project: CodeProject, text: str) -> None:
    empty_project.write(constants=_CONSTANTS, steps=_USES.replace("{}", text))
    before = empty_project.digest()
    empty_project.write(steps=_USES.replace("{}", text.replace("1", "7")))
    assert empty_project.digest() != before


@pytest.mark.parametrize("old", ["deque([1])", "deque([2])", "deque([3])"])
def test_what_is_imported_counts_as_its_own_module_says(empty_project: CodeProject, old: str) -> None:
    empty_project.write(constants=_CONSTANTS, steps=_USES.replace("{}", "X = 1"))
    before = empty_project.digest()
    empty_project.write(constants=_CONSTANTS.replace(old, "deque([7])"))
    assert empty_project.digest() != before


def test_what_a_function_took_from_around_it_counts_by_its_content(tmp_path: Path) -> None:
    def digest_of(value: object) -> str:
        def inner() -> object:
            return value

        return code_of(inner, tmp_path).digest

    assert digest_of(deque([1])) == digest_of(deque([1])) != digest_of(deque([2]))
    assert digest_of(Lock()) != digest_of(Lock())  # nobody can say whether they are the same
