"""Say what a user finds on a machine with one repository: its profiles, stacks and components, and what is in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from zenml.enums import StackComponentType
from zenml.names import NAME_PATTERN, clashing

ORCHESTRATOR = StackComponentType.ORCHESTRATOR
REGISTRY = StackComponentType.CONTAINER_REGISTRY
KINDS = (ORCHESTRATOR, REGISTRY)

ComponentKey = tuple[StackComponentType, str]
Parts = dict[StackComponentType, str]


class Place(Enum):
    """Say where a command is given."""

    OUTSIDE = "outside"
    REPOSITORY = "repository"


class Fault(Enum):
    """Say why a command refuses; the value is its exit code."""

    USAGE = 2
    ILLEGAL = 3
    MISSING = 5
    CONFLICT = 6


class Seen(NamedTuple):
    """Hold what a user sees in one place; ``None`` where the profile or the stack in force vanished."""

    profiles: list[str]
    profile: str | None
    stack: str | None = None
    stacks: Mapping[str, Parts] = MappingProxyType({})
    components: Mapping[ComponentKey, int] = MappingProxyType({})


@dataclass
class ProfileModel:
    """Hold one profile as it is made: with a default stack that has nothing but defaults."""

    active_stack: str = "default"
    stacks: dict[str, Parts] = field(default_factory=lambda: {"default": {ORCHESTRATOR: "default"}})
    components: dict[ComponentKey, int] = field(default_factory=lambda: {(ORCHESTRATOR, "default"): 0})
    """The weight of each, 0 for a flavor that knows no weight."""


class UsersModel:
    """Make each change, or say every reason that there is to refuse it; then nothing changes."""

    def __init__(self) -> None:
        self.profiles = {"default": ProfileModel()}
        self.active_profile = "default"
        self.repository_profile, self.repository_stack = "default", "default"

    def seen(self, place: Place) -> Seen:
        names = sorted(self.profiles)
        profile = self._profile(place)
        if profile is None:
            return Seen(names, None)
        stack = self._active_stack(place)
        shown = stack if stack in profile.stacks else None
        return Seen(names, self._profile_name(place), shown, profile.stacks, profile.components)

    def register_component(self, place: Place, kind: StackComponentType, name: str, weight: int) -> set[Fault]:
        profile = self._profile(place)
        if profile is None:
            return {Fault.MISSING}
        faults = _faults_of_new(name, _names(profile, kind))
        if not faults:
            profile.components[kind, name] = weight
        return faults

    def update_component(self, place: Place, kind: StackComponentType, name: str, weight: int) -> set[Fault]:
        profile = self._profile(place)
        if profile is None or (kind, name) not in profile.components:
            return {Fault.MISSING}
        if profile.components[kind, name] == 0:
            return {Fault.USAGE, Fault.ILLEGAL}
        profile.components[kind, name] = weight
        return set()

    def rename_component(self, place: Place, kind: StackComponentType, old: str, new: str) -> set[Fault]:
        profile = self._profile(place)
        if profile is None:
            return {Fault.MISSING}
        faults = _faults_of_new(new, _names(profile, kind)) | _fault_if(old not in _names(profile, kind), Fault.MISSING)
        if not faults:
            profile.components[kind, new] = profile.components.pop((kind, old))
            for parts in profile.stacks.values():
                parts.update({kind: new} if parts.get(kind) == old else {})
        return faults

    def delete_component(self, place: Place, kind: StackComponentType, name: str) -> set[Fault]:
        profile = self._profile(place)
        if profile is None or (kind, name) not in profile.components:
            return {Fault.MISSING}
        if any(parts.get(kind) == name for parts in profile.stacks.values()):
            return {Fault.CONFLICT}
        del profile.components[kind, name]
        return set()

    def register_stack(self, place: Place, name: str, parts: Parts) -> set[Fault]:
        profile = self._profile(place)
        if profile is None:
            return {Fault.MISSING}
        is_missing = not profile.components.keys() >= set(parts.items())
        faults = _faults_of_new(name, profile.stacks) | _fault_if(is_missing, Fault.MISSING)
        if not faults:
            profile.stacks[name] = dict(parts)
        return faults

    def update_stack(self, place: Place, name: str, kind: StackComponentType, component: str) -> set[Fault]:
        profile = self._profile(place)
        if profile is None or name not in profile.stacks or (kind, component) not in profile.components:
            return {Fault.MISSING}
        profile.stacks[name][kind] = component
        return set()

    def rename_stack(self, place: Place, old: str, new: str) -> set[Fault]:
        profile = self._profile(place)
        if profile is None:
            return {Fault.MISSING}
        if self._goes_on_renaming(place, profile, old, new):
            self._choices_follow(place, profile, old, new)
            return set()
        faults = _faults_of_new(new, profile.stacks) | _fault_if(old not in profile.stacks, Fault.MISSING)
        if not faults:
            profile.stacks[new] = profile.stacks.pop(old)
            self._choices_follow(place, profile, old, new)
        return faults

    def delete_stack(self, place: Place, name: str) -> set[Fault]:
        profile = self._profile(place)
        if profile is None or name not in profile.stacks:
            return {Fault.MISSING}
        if name in (profile.active_stack, self._active_stack(place)):
            return {Fault.CONFLICT}
        del profile.stacks[name]
        return set()

    def set_stack(self, place: Place, name: str) -> set[Fault]:
        profile = self._profile(place)
        if profile is None or name not in profile.stacks:
            return {Fault.MISSING}
        if place is Place.REPOSITORY:
            self.repository_stack = name
        else:
            profile.active_stack = name
        return set()

    def create_profile(self, place: Place, name: str) -> set[Fault]:
        faults = _faults_of_new(name, self.profiles)
        if not faults:
            self.profiles[name] = ProfileModel()
        return faults

    def set_profile(self, place: Place, name: str) -> set[Fault]:
        if name not in self.profiles:
            return {Fault.MISSING}
        if place is Place.REPOSITORY:
            self.repository_profile, self.repository_stack = name, self.profiles[name].active_stack
        else:
            self.active_profile = name
        return set()

    def delete_profile(self, place: Place, name: str) -> set[Fault]:
        if name not in self.profiles:
            return {Fault.MISSING}
        if name in (self.active_profile, self._profile_name(place)):
            return {Fault.CONFLICT}
        del self.profiles[name]
        return set()

    def _profile_name(self, place: Place) -> str:
        return self.repository_profile if place is Place.REPOSITORY else self.active_profile

    def _profile(self, place: Place) -> ProfileModel | None:
        return self.profiles.get(self._profile_name(place))

    def _active_stack(self, place: Place) -> str:
        if place is Place.REPOSITORY:
            return self.repository_stack
        return self.profiles[self.active_profile].active_stack

    def _goes_on_renaming(self, place: Place, profile: ProfileModel, old: str, new: str) -> bool:
        """Say whether only a choice still has the old name, as if a process had died while it renamed the stack."""
        is_chosen = old in (profile.active_stack, self._active_stack(place))
        return is_chosen and old not in profile.stacks and new in profile.stacks

    def _choices_follow(self, place: Place, profile: ProfileModel, old: str, new: str) -> None:
        if profile.active_stack == old:
            profile.active_stack = new
        if place is Place.REPOSITORY and self.repository_stack == old:
            self.repository_stack = new


def _names(profile: ProfileModel, kind: StackComponentType) -> list[str]:
    return [name for each, name in profile.components if each is kind]


def _faults_of_new(name: str, known: Iterable[str]) -> set[Fault]:
    return _fault_if(not NAME_PATTERN.fullmatch(name), Fault.ILLEGAL) | _fault_if(
        clashing(name, known) is not None, Fault.CONFLICT
    )


def _fault_if(condition: bool, fault: Fault) -> set[Fault]:
    return {fault} if condition else set()
