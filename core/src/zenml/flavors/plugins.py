"""Import one plugin and ask it, through pluggy, what it brings.

Part of the cold path, and the only module that touches pluggy.
"""

from __future__ import annotations

import importlib
import os
import textwrap
import traceback
from collections.abc import Iterable, Iterator
from functools import reduce
from typing import NamedTuple

import pluggy

from zenml.flavors import hookspecs
from zenml.flavors.candidates import Candidate
from zenml.flavors.contracts import BRINGING_HOOKS, MOMENTS, Record
from zenml.flavors.markers import PROJECT
from zenml.names import did_you_mean

_LONGEST_TEXT = 300


class Answer(NamedTuple):
    """Hold one thing that a plugin brings, or why nothing can be made of it."""

    hook: str
    record: Record | None = None
    problem: str = ""
    arguments: tuple[str, ...] = ()
    """For a moment: the arguments that the implementation wants."""


_NOTHING = [Answer("", problem="implements no hook: is the decorator @hookimpl missing?")]


class PluginReader:
    """Ask plugins one after the other.

    Only one is registered at a time, so that one which raises cannot keep another from answering.
    """

    def __init__(self) -> None:
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(hookspecs)

    def answers_of(self, candidate: Candidate) -> list[Answer]:
        """Import a plugin and call its hooks, except the moments of a run.

        Raises:
            BaseException: whatever the plugin raises while it is imported.
            pluggy.PluginValidationError: an implementation has arguments that its hook has not.
        """
        plugin = _imported(candidate)
        try:
            self._manager.register(plugin, candidate.address)
            callers = self._callers_of(plugin)
            return [answer for caller in callers for answer in _answers(caller, candidate)] if callers else _NOTHING
        finally:
            if self._manager.is_registered(plugin):
                self._manager.unregister(plugin)

    def _callers_of(self, plugin: object) -> list[pluggy.HookCaller]:
        return sorted(self._manager.get_hookcallers(plugin) or [], key=lambda caller: caller.name)


def describe(error: BaseException, candidate: Candidate) -> str:
    """Return in one line what a plugin raised and in which of its lines."""
    if isinstance(error, SystemExit):
        text = f"called sys.exit({'' if error.code is None else repr(error.code)})"
    else:
        text = f"{type(error).__name__}: {_message_of(error)}"
    return one_line(text).removesuffix(":") + _place_of(error, candidate)


def one_line(text: str) -> str:
    """Return a text that fits into a table, without line breaks and terminal codes."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return textwrap.shorten(printable, _LONGEST_TEXT, placeholder=" …")


def _imported(candidate: Candidate) -> object:
    module = importlib.import_module(candidate.module)
    attributes = candidate.address.partition(":")[2]
    return reduce(getattr, attributes.split("."), module) if attributes else module


def _answers(caller: pluggy.HookCaller, candidate: Candidate) -> Iterable[Answer]:
    if not caller.has_spec():
        hint = did_you_mean(caller.name, [*BRINGING_HOOKS, *MOMENTS])
        return [Answer(caller.name, problem=f"implements the unknown hook {caller.name!r} ({hint})")]
    if caller.name in MOMENTS:
        return [Answer(caller.name, arguments=tuple(caller.get_hookimpls()[0].argnames))]
    try:
        return list(_records(caller))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin may raise anything, and SystemExit must not end us
        return [Answer(caller.name, problem=f"{caller.name}: {describe(error, candidate)}")]


def _records(caller: pluggy.HookCaller) -> Iterator[Answer]:
    expected = BRINGING_HOOKS[caller.name][1]
    for records in caller():
        if isinstance(records, str) or not isinstance(records, Iterable):
            problem = f"{caller.name} returned a {type(records).__name__} instead of several {expected.__name__}s"
            yield Answer(caller.name, problem=problem)
            return
        for record in records:
            is_right = isinstance(record, expected)
            problem = f"{caller.name} returned a {type(record).__name__} among its {expected.__name__}s"
            yield Answer(caller.name, record) if is_right else Answer(caller.name, problem=problem)


def _message_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - even the error of a broken plugin may be broken
        return ""


def _place_of(error: BaseException, candidate: Candidate) -> str:
    """Return the plugin's own file and line that led to an error; a ``SyntaxError`` says so itself."""
    folder = os.path.dirname(candidate.file)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if os.path.dirname(frame.filename) == folder]
    if not frames or isinstance(error, SyntaxError):
        return ""
    return f" ({os.path.basename(frames[-1].filename)}, line {frames[-1].lineno})"
