"""Drive all that a user can do with components, stacks and profiles, in random order, and compare with a model."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Protocol

import pytest
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from users_model import KINDS, ORCHESTRATOR, REGISTRY, Fault, Place, Seen, UsersModel

from zenml.enums import StackComponentType

PLACES = st.sampled_from(Place)
KIND = st.sampled_from(KINDS)
WEIGHTS = st.integers(2, 4)
# Few, so that they meet.
NAMES = st.sampled_from(["default", "a", "b", "my c"])
# The second ones are refused, or refused beside another.
NEW_NAMES = NAMES | NAMES | st.sampled_from(["A", "a.", "", "a/b", ".a"])


class Which(NamedTuple):
    """Choose one of those that are there by its number; without one, a name that may not be there."""

    nth: int | None
    name: str

    def of(self, known: Iterable[str]) -> str:
        names = list(known)
        return self.name if self.nth is None or not names else names[self.nth % len(names)]


WHICH = st.builds(Which, st.integers(0, 5) | st.integers(0, 5) | st.none(), NAMES)


class Users(Protocol):
    """Do what a user does in the current folder; each deed returns its exit code."""

    def seen(self) -> Seen: ...
    def register_component(self, kind: StackComponentType, name: str, weight: int) -> int: ...
    def update_component(self, kind: StackComponentType, name: str, weight: int) -> int: ...
    def rename_component(self, kind: StackComponentType, old: str, new: str) -> int: ...
    def delete_component(self, kind: StackComponentType, name: str) -> int: ...
    def register_stack(self, name: str, parts: dict[StackComponentType, str]) -> int: ...
    def update_stack(self, name: str, kind: StackComponentType, component: str) -> int: ...
    def rename_stack(self, old: str, new: str) -> int: ...
    def delete_stack(self, name: str) -> int: ...
    def set_stack(self, name: str) -> int: ...
    def create_profile(self, name: str) -> int: ...
    def set_profile(self, name: str) -> int: ...
    def delete_profile(self, name: str) -> int: ...


class UsersMachine(RuleBasedStateMachine):
    """Give commands within a repository and outside, on a machine of its own."""

    users: ClassVar[Users]

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp())
        self._patch = pytest.MonkeyPatch()
        self._patch.setenv("ZENML_CONFIG_PATH", str(self._folder / "zenml"))
        for place in Place:
            (self._folder / place.value).mkdir()
        self._go(Place.OUTSIDE)
        assert self.users.seen() == UsersModel().seen(Place.OUTSIDE)
        self._model = UsersModel()
        self.make_repository(self._folder / Place.REPOSITORY.value)

    def make_repository(self, folder: Path) -> None:
        from zenml.repository.repository import Repository

        Repository.initialize(folder)

    def teardown(self) -> None:
        self._patch.undo()
        os.chdir("/")
        shutil.rmtree(self._folder)

    @rule(place=PLACES, kind=KIND, name=NEW_NAMES, weight=WEIGHTS)
    def register_component(self, place: Place, kind: StackComponentType, name: str, weight: int) -> None:
        self._do(place, "register_component", kind, name, weight)

    @rule(place=PLACES, kind=KIND, which=WHICH, weight=WEIGHTS)
    def update_component(self, place: Place, kind: StackComponentType, which: Which, weight: int) -> None:
        self._do(place, "update_component", kind, self._component(place, kind, which), weight)

    @rule(place=PLACES, kind=KIND, which=WHICH, new=NEW_NAMES)
    def rename_component(self, place: Place, kind: StackComponentType, which: Which, new: str) -> None:
        self._do(place, "rename_component", kind, self._component(place, kind, which), new)

    @rule(place=PLACES, kind=KIND, which=WHICH)
    def delete_component(self, place: Place, kind: StackComponentType, which: Which) -> None:
        self._do(place, "delete_component", kind, self._component(place, kind, which))

    @rule(place=PLACES, name=NEW_NAMES, which=WHICH, registry=st.none() | WHICH)
    def register_stack(self, place: Place, name: str, which: Which, registry: Which | None) -> None:
        optional = {} if registry is None else {REGISTRY: self._component(place, REGISTRY, registry)}
        parts = {ORCHESTRATOR: self._component(place, ORCHESTRATOR, which), **optional}
        self._do(place, "register_stack", name, parts)

    @rule(place=PLACES, which=WHICH, kind=KIND, component=WHICH)
    def update_stack(self, place: Place, which: Which, kind: StackComponentType, component: Which) -> None:
        self._do(place, "update_stack", self._stack(place, which), kind, self._component(place, kind, component))

    @rule(place=PLACES, which=WHICH, new=NEW_NAMES)
    def rename_stack(self, place: Place, which: Which, new: str) -> None:
        self._do(place, "rename_stack", self._stack(place, which), new)

    @rule(place=PLACES, which=WHICH)
    def delete_stack(self, place: Place, which: Which) -> None:
        self._do(place, "delete_stack", self._stack(place, which))

    @rule(place=PLACES, which=WHICH)
    def set_stack(self, place: Place, which: Which) -> None:
        self._do(place, "set_stack", self._stack(place, which))

    @rule(place=PLACES, name=NEW_NAMES)
    def create_profile(self, place: Place, name: str) -> None:
        self._do(place, "create_profile", name)

    @rule(place=PLACES, which=WHICH)
    def set_profile(self, place: Place, which: Which) -> None:
        self._do(place, "set_profile", which.of(self._model.profiles))

    @rule(place=PLACES, which=WHICH)
    def delete_profile(self, place: Place, which: Which) -> None:
        self._do(place, "delete_profile", which.of(self._model.profiles))

    @invariant()
    def each_place_shows_what_the_model_says(self) -> None:
        for place in Place:
            self._go(place)
            assert self.users.seen() == self._model.seen(place)

    def _component(self, place: Place, kind: StackComponentType, which: Which) -> str:
        return which.of(name for each, name in self._model.seen(place).components if each is kind)

    def _stack(self, place: Place, which: Which) -> str:
        return which.of(self._model.seen(place).stacks)

    def _do(self, place: Place, deed: str, *arguments: Any) -> None:
        faults: set[Fault] = getattr(self._model, deed)(place, *arguments)
        self._go(place)
        code: int = getattr(self.users, deed)(*arguments)
        assert code in ({fault.value for fault in faults} or {0})
        event(f"{deed}: {'refused' if faults else 'done'}")

    def _go(self, place: Place) -> None:
        os.chdir(self._folder / place.value)
