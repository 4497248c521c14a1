"""A package may be uninstalled while a profile still has components of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from zenml.enums import StackComponentType
from zenml.errors import NotFoundError
from zenml.models.records import ComponentRecord, StackRecord
from zenml.repository.changing import activate_stack, delete_component, delete_stack
from zenml.repository.context import Context, open_context
from zenml.repository.flavors import get_flavor
from zenml.repository.history import open_history
from zenml.repository.live import live_stack
from zenml.repository.reading import get_component, get_stack, list_components, list_stacks, snapshot

ARTIFACT_STORE = StackComponentType.ARTIFACT_STORE
BUCKET = ComponentRecord(ARTIFACT_STORE, "bucket", "s3", "0d9b2f7c-3c1a-4b57-9d0b-3b9c0a1d2e3f", {"path": "s3://b"})


@pytest.fixture
def cloud(context: Context) -> StackRecord:
    """Add a stack whose artifact store's package is not installed."""
    stack = StackRecord("cloud", {**get_stack(context).components, ARTIFACT_STORE: "bucket"})
    context.store.create_stack(stack, [BUCKET])
    return stack


def test_its_stack_is_still_listed_and_described(context: Context, cloud: StackRecord) -> None:
    assert cloud in list_stacks(context)
    assert get_stack(context, "cloud") == cloud
    assert snapshot(context, "cloud").components[ARTIFACT_STORE] == BUCKET
    assert BUCKET in list_components(context, ARTIFACT_STORE)
    assert get_component(context, ARTIFACT_STORE, "bucket") == BUCKET


def test_using_it_says_what_to_install(context: Context, cloud: StackRecord) -> None:
    message = "flavor 's3' comes from the package zenml-s3: pip install zenml-s3"

    with pytest.raises(NotFoundError) as failure:
        live_stack(context, "cloud")
    assert failure.value.message == message
    with pytest.raises(NotFoundError) as failure:
        get_flavor(context, ARTIFACT_STORE, "s3")
    assert failure.value.message == message


def test_it_can_be_chosen_and_left_and_deleted(context: Context, cloud: StackRecord) -> None:
    activate_stack(context, "cloud")
    activate_stack(open_context(), "default")
    delete_stack(open_context(), "cloud")
    delete_component(open_context(), ARTIFACT_STORE, "bucket")

    assert [component.name for component in list_components(open_context(), ARTIFACT_STORE)] == ["default"]


def test_runs_can_be_looked_at_without_it(context: Context, cloud: StackRecord, config_path: Path) -> None:
    assert open_history(context, "cloud").metadata_store.list_runs() == []
