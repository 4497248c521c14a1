from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from zenml import flavors
from zenml.enums import StackComponentType
from zenml.flavors import hookspecs
from zenml.flavors.contracts import BRINGING_HOOKS, MOMENTS

HOOKS = {name: hook for name, hook in vars(hookspecs).items() if hasattr(hook, "zenml_spec")}


def example_of(hook: Callable[..., object]) -> dict[str, Any]:
    """Run the example in a hook's docstring and return what it defines."""
    _, _, example = inspect.cleandoc(hook.__doc__ or "").partition("Example::\n")
    names = {name: getattr(flavors, name) for name in flavors.__all__}
    exec("from __future__ import annotations\n" + textwrap.dedent(example), names)
    return names


def test_there_is_one_hook_for_each_component_type() -> None:
    assert {f"zenml_{kind.plural}" for kind in StackComponentType} <= set(HOOKS)


def test_every_hook_is_in_the_contract() -> None:
    assert set(HOOKS) == {*BRINGING_HOOKS, *MOMENTS}


@pytest.mark.parametrize("name", BRINGING_HOOKS)
def test_the_example_of_a_hook_returns_its_records(name: str) -> None:
    implementation = example_of(HOOKS[name])[name]

    assert {type(record) for record in implementation()} == {BRINGING_HOOKS[name][1]}


@pytest.mark.parametrize("name", MOMENTS)
def test_the_example_of_a_moment_takes_arguments_of_its_specification(name: str) -> None:
    implementation = example_of(HOOKS[name])[name]

    assert set(inspect.signature(implementation).parameters) <= set(inspect.signature(HOOKS[name]).parameters)


def test_the_arguments_of_the_moments() -> None:
    assert {name: list(inspect.signature(HOOKS[name]).parameters) for name in MOMENTS} == {
        "zenml_run_started": ["run"],
        "zenml_step_started": ["run", "step"],
        "zenml_step_finished": ["run", "step"],
        "zenml_run_finished": ["run"],
    }


@pytest.mark.parametrize("name", HOOKS)
def test_the_docstring_says_when_a_hook_is_called(name: str) -> None:
    first_line = (HOOKS[name].__doc__ or "").splitlines()[0]

    assert "; called " in first_line
