"""Say on stderr what happens to components that are started and stopped."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from zenml.cli.opening import is_quiet, say
from zenml.components import StackComponent
from zenml.flavors.output import stdout_on_stderr
from zenml.stack.states import Change, Event

_PATIENCE_SECONDS = 2.0
"""How long something may take without a word."""

_DEEDS = (
    Change.PROVISIONED,
    Change.PROVISIONED_AND_STARTED,
    Change.STARTED,
    Change.SUSPENDED,
    Change.DEPROVISIONED,
)


def tell(events: Iterable[Event], when_nothing: str) -> None:
    """Say one line for each component, and before it another one where that takes long.

    Args:
        events: what happens; it happens while this looks.
        when_nothing: what to say when there is none.
    """
    is_silent = True
    waiting = _Waiting()
    try:
        with stdout_on_stderr():  # what a plugin prints is no data
            for event in events:
                is_silent = False
                waiting.end()
                if event.change is Change.BEGINS:
                    waiting.begin(event.component)
                else:
                    say(_sentence(event))
    finally:
        waiting.end()
    if is_silent:
        say(when_nothing)


class _Waiting:
    """Say once, from a thread, which component everybody is waiting for."""

    def __init__(self) -> None:
        self._timer: threading.Timer | None = None

    def begin(self, component: StackComponent) -> None:
        if is_quiet():
            return
        line = f"Waiting for {component.TYPE.words} '{component.name}' ..."
        self._timer = threading.Timer(_PATIENCE_SECONDS, say, [line])
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


def _sentence(event: Event) -> str:
    component, change = event
    words, name = component.TYPE.words, f"'{component.name}'"
    if change in _DEEDS:
        return f"{change.value.capitalize()} {words} {name}."
    return f"{words.capitalize()} {name} {change.value}."
