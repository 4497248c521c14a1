"""Whatever a user does in whatever order, in Python and at the command line, is what a model of it says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from chaos_results import SCALES, keep_result
from furnished_machine import every_kind_known
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from in_process import called
from pydantic import ValidationError
from users_machine import Users, UsersMachine
from users_model import KINDS, Fault, Parts, Seen

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.errors import NotFoundError, ZenMLError
from zenml.repository.repository import Repository
from zenml.stack import Stack

STEPS = 40
NEEDED = (StackComponentType.ARTIFACT_STORE, StackComponentType.METADATA_STORE)
"""What every stack has besides; here always the default one."""


class AtTheCommandLine:
    """Run commands in this process."""

    def seen(self) -> Seen:
        profiles = self._read("profile", "list")
        names = sorted(profile["name"] for profile in profiles)
        active = [profile["name"] for profile in profiles if profile["active"]]
        if not active:
            return Seen(names, None)
        stacks = self._read("stack", "list")
        components = [each for kind in KINDS for each in self._read(kind.command_name, "list")]
        return Seen(
            profiles=names,
            profile=active[0],
            stack=next((stack["name"] for stack in stacks if stack["active"]), None),
            stacks={stack["name"]: _parts(stack["components"]) for stack in stacks},
            components={
                (StackComponentType(each["type"]), each["name"]): each["configuration"].get("weight", 0)
                for each in components
            },
        )

    def register_component(self, kind: StackComponentType, name: str, weight: int) -> int:
        return self._code(kind.command_name, "register", name, "--flavor=plain", f"--weight={weight}")

    def update_component(self, kind: StackComponentType, name: str, weight: int) -> int:
        return self._code(kind.command_name, "update", name, f"--weight={weight}")

    def rename_component(self, kind: StackComponentType, old: str, new: str) -> int:
        return self._code(kind.command_name, "rename", old, new)

    def delete_component(self, kind: StackComponentType, name: str) -> int:
        return self._code(kind.command_name, "delete", name, "--yes")

    def register_stack(self, name: str, parts: Parts) -> int:
        needed = [f"--{kind.command_name}=default" for kind in NEEDED]
        given = [f"--{kind.command_name}={component}" for kind, component in parts.items()]
        return self._code("stack", "register", name, *needed, *given)

    def update_stack(self, name: str, kind: StackComponentType, component: str) -> int:
        return self._code("stack", "update", name, f"--{kind.command_name}={component}")

    def rename_stack(self, old: str, new: str) -> int:
        return self._code("stack", "rename", old, new)

    def delete_stack(self, name: str) -> int:
        return self._code("stack", "delete", name, "--yes")

    def set_stack(self, name: str) -> int:
        return self._code("stack", "set", name)

    def create_profile(self, name: str) -> int:
        return self._code("profile", "create", name)

    def set_profile(self, name: str) -> int:
        return self._code("profile", "set", name)

    def delete_profile(self, name: str) -> int:
        return self._code("profile", "delete", name, "--yes")

    def _code(self, *words: str) -> int:
        return called(words).code

    def _read(self, *words: str) -> Any:
        outcome = called([*words, "--output=json"])
        assert outcome.code == 0, outcome.stderr
        return json.loads(outcome.stdout)


class InPython:
    """Write programs."""

    def seen(self) -> Seen:
        repository = Repository()
        names = sorted(profile.name for profile in repository.profiles)
        try:
            profile = repository.active_profile_name
        except NotFoundError:
            return Seen(names, None)
        components = [each for kind in KINDS for each in repository.get_stack_components(kind)]
        return Seen(
            profiles=names,
            profile=profile,
            stack=_unless_missing(lambda: repository.active_stack.name),
            stacks={name: _parts(parts) for name, parts in repository.stack_configurations.items()},
            components={(each.TYPE, each.name): getattr(each, "weight", 0) for each in components},
        )

    def register_component(self, kind: StackComponentType, name: str, weight: int) -> int:
        return _code(lambda: Repository().register_stack_component(_plain(kind)(name=name, weight=weight)))

    def update_component(self, kind: StackComponentType, name: str, weight: int) -> int:
        return _code(lambda: self._update(kind, name, weight))

    def rename_component(self, kind: StackComponentType, old: str, new: str) -> int:
        return _code(lambda: Repository().rename_stack_component(kind, old, new))

    def delete_component(self, kind: StackComponentType, name: str) -> int:
        return _code(lambda: Repository().deregister_stack_component(kind, name))

    def register_stack(self, name: str, parts: Parts) -> int:
        needed = dict.fromkeys(NEEDED, "default")
        return _code(lambda: Repository().register_stack(Stack.from_components(name, self._live({**needed, **parts}))))

    def update_stack(self, name: str, kind: StackComponentType, component: str) -> int:
        def update() -> None:
            parts = {**Repository().get_stack(name).components, **self._live({kind: component})}
            Repository().update_stack(name, Stack.from_components(name, parts))

        return _code(update)

    def rename_stack(self, old: str, new: str) -> int:
        return _code(lambda: Repository().rename_stack(old, new))

    def delete_stack(self, name: str) -> int:
        return _code(lambda: Repository().deregister_stack(name))

    def set_stack(self, name: str) -> int:
        return _code(lambda: Repository().activate_stack(name))

    def create_profile(self, name: str) -> int:
        return _code(lambda: Repository().create_profile(name))

    def set_profile(self, name: str) -> int:
        return _code(lambda: Repository().activate_profile(name))

    def delete_profile(self, name: str) -> int:
        return _code(lambda: Repository().delete_profile(name))

    def _update(self, kind: StackComponentType, name: str, weight: int) -> None:
        present = Repository().get_stack_component(kind, name)
        heavier: Any = type(present)
        Repository().update_stack_component(name, heavier(name=name, weight=weight))

    def _live(self, parts: Parts) -> dict[StackComponentType, StackComponent]:
        return {kind: Repository().get_stack_component(kind, name) for kind, name in parts.items()}


def _plain(kind: StackComponentType) -> Any:
    return import_module(f"every_kind.{kind.value}").Plain


def _parts(components: Mapping[Any, str]) -> Parts:
    return {kind: components[kind] for kind in KINDS if kind in components}


def _code(deed: Callable[[], object]) -> int:
    try:
        deed()
    except ZenMLError as error:
        return error.exit_code
    except ValidationError:
        return Fault.ILLEGAL.value
    return 0


def _unless_missing(value: Callable[[], str]) -> str | None:
    try:
        return value()
    except NotFoundError:
        return None


@pytest.fixture(autouse=True)
def every_kind_is_known(every_kind: Path) -> Iterator[None]:
    with every_kind_known(every_kind):
        yield


@pytest.mark.parametrize("users", [AtTheCommandLine(), InPython()], ids=["command-line", "python"])
@pytest.mark.parametrize("scale", SCALES)
def test_whatever_users_do_in_whatever_order_is_what_a_model_says(users: Users, scale: float) -> None:
    histories = round(100 * scale)
    machine = type("Machine", (UsersMachine,), {"users": users})

    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=histories, stateful_step_count=STEPS, suppress_health_check=list(HealthCheck)),
    )
    name = "command-line" if isinstance(users, AtTheCommandLine) else "python"
    keep_result(f"users-machine-{name}", scale, histories=histories, steps_at_most=histories * STEPS)
