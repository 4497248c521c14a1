from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from zenml.config.changing import change_global_configuration
from zenml.config.profiles import Profile
from zenml.repository.changing import initialize
from zenml.repository.context import Context, open_context
from zenml.zen_stores.opening import local_store_root, open_store
from zenml.zen_stores.yaml_writing import initialize_store


@pytest.fixture
def context() -> Context:
    """Return where a user stands after first use: outside of a repository, on the default profile."""
    return open_context()


@pytest.fixture
def other_profile(context: Context) -> Profile:
    """Add a profile ``other`` with the stacks ``default``, which is active, and ``second``, and return it."""
    profile = Profile("other")
    initialize_store(local_store_root(profile), {})
    store = open_store(profile)
    stack = context.store.list_stacks()[0]
    store.create_stack(stack, context.store.list_components())
    store.create_stack(replace(stack, name="second"))
    change_global_configuration(lambda present: replace(present, profiles=(*present.profiles, profile)))
    return profile


@pytest.fixture
def second_stack(context: Context) -> None:
    """Add the stack ``second`` to the default profile."""
    stack = context.store.list_stacks()[0]
    context.store.create_stack(replace(stack, name="second"))


@pytest.fixture
def root(context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a repository that selects what is in force, go there, and return it."""
    folder = tmp_path / "repository"
    folder.mkdir()
    initialize(context, folder)
    monkeypatch.chdir(folder)
    return folder
