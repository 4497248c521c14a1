from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from zenml.enums import FlavorStatus, StackComponentType
from zenml.errors import ConfigurationError, ConflictError, NotFoundError, StackValidationError, UsageError, ZenMLError
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord
from zenml.repository.context import Context, open_context
from zenml.repository.flavors import get_flavor, list_flavors
from zenml.repository.reading import get_component, get_stack
from zenml.repository.registering import register_component, register_flavor, register_stack

ALERTER = StackComponentType.ALERTER
ARTIFACT_STORE = StackComponentType.ARTIFACT_STORE
METADATA_STORE = StackComponentType.METADATA_STORE
ORCHESTRATOR = StackComponentType.ORCHESTRATOR

FLAVORS = '''\
"""Ring."""
from pydantic import Field
from zenml.alerters import BaseAlerter
from zenml.stack import StackValidator
from zenml.enums import StackComponentType

class Bell(BaseAlerter):
    """Ring a bell."""
    FLAVOR = "bell"
    loudness: int = Field(default=3, le=5, description="From 1 to 5")

    def post(self, message, config=None):
        return True

    def ask(self, question, config=None):
        return True

    @property
    def validator(self):
        return StackValidator(frozenset({StackComponentType.STEP_OPERATOR}))

class Silent(BaseAlerter):
    FLAVOR = "silent"

class Shouting(Bell):
    FLAVOR = "SHOUT"

class Nameless(BaseAlerter):
    def post(self, message, config=None):
        return True

    def ask(self, question, config=None):
        return True

NoClass = 3
'''


@pytest.fixture
def bells(context: Context) -> Iterator[Context]:
    """Write the user's module ``my_bells`` into the source root, and return the context."""
    (context.source_root / "my_bells.py").write_text(FLAVORS)
    path = list(sys.path)
    yield context
    sys.path[:] = path
    sys.modules.pop("my_bells", None)


def test_a_component_is_stored_as_it_was_given(context: Context, tmp_path: Path) -> None:
    record = register_component(context, ARTIFACT_STORE, "local", "shelf", {"path": str(tmp_path)}).record

    assert record == ComponentRecord(ARTIFACT_STORE, "shelf", "local", record.uuid, {"path": str(tmp_path)})
    assert get_component(context, ARTIFACT_STORE, "shelf") == record


def test_a_qualified_flavor_stays_qualified(context: Context) -> None:
    assert register_component(context, ORCHESTRATOR, "zenml-local/local", "o", {}).record.flavor == "zenml-local/local"


@pytest.mark.parametrize(
    ("flavor_and_name", "parameters", "error", "message"),
    [
        ("s3 x", {}, NotFoundError, "flavor 's3' comes from the package zenml-s3: pip install zenml-s3"),
        ("local x", {"pth": "/a"}, UsageError, "flavor 'local' has no parameter 'pth'"),
        (
            "local x",
            {"path": "s3://a"},
            ConfigurationError,
            "artifact store 'x' is not valid: path='s3://a': must begin with one of: a plain path, file://",
        ),
        ("local default", {}, ConflictError, "an artifact store named 'default' exists already"),
    ],
)
def test_a_component_that_is_refused_is_not_stored(
    context: Context, flavor_and_name: str, parameters: dict[str, object], error: type[ZenMLError], message: str
) -> None:
    flavor, name = flavor_and_name.split()
    before = context.store.list_components()

    with pytest.raises(error) as refusal:
        register_component(context, ARTIFACT_STORE, flavor, name, parameters)

    assert refusal.value.message == message
    assert context.store.list_components() == before


def test_a_stack_combines_stored_components(context: Context) -> None:
    register_component(context, ARTIFACT_STORE, "local", "shelf", {})
    components = {ORCHESTRATOR: "default", ARTIFACT_STORE: "shelf", METADATA_STORE: "default"}

    assert register_stack(context, "prod", components) == (StackRecord("prod", components), True)
    assert get_stack(context, "prod") == StackRecord("prod", components)


Register = Callable[[Context], object]
DEFAULTS = {ORCHESTRATOR: "default", ARTIFACT_STORE: "default", METADATA_STORE: "default"}


@pytest.mark.parametrize(
    ("name", "components", "error", "message"),
    [
        ("default", DEFAULTS, ConflictError, "a stack named 'default' exists already"),
        ("a/b", DEFAULTS, ConfigurationError, "'a/b' is not a valid stack name"),
        ("x", {**DEFAULTS, ORCHESTRATOR: "prod"}, NotFoundError, "there is no orchestrator named 'prod'"),
        (
            "x",
            {ORCHESTRATOR: "default", ARTIFACT_STORE: "default"},
            StackValidationError,
            "stack 'x' has no metadata store",
        ),
        (
            "x",
            {ARTIFACT_STORE: "default", METADATA_STORE: "default"},
            StackValidationError,
            "stack 'x' has no orchestrator",
        ),
    ],
)
def test_a_stack_that_is_refused_is_not_stored(
    context: Context, name: str, components: dict[StackComponentType, str], error: type[ZenMLError], message: str
) -> None:
    with pytest.raises(error) as refusal:
        register_stack(context, name, components)

    assert refusal.value.message == message
    assert [stack.name for stack in context.store.list_stacks()] == ["default"]


def test_a_stack_whose_components_do_not_go_together_is_refused(bells: Context) -> None:
    register_flavor(bells, ALERTER, "my_bells.Bell")
    register_component(bells, ALERTER, "bell", "ding", {})

    with pytest.raises(StackValidationError) as refusal:
        register_stack(bells, "x", {**DEFAULTS, ALERTER: "ding"})

    assert refusal.value.message == "the alerter 'ding' of stack 'x' needs a stack with: step operator"


@pytest.mark.parametrize("source", ["my_bells.Bell", "my_bells:Bell"])
def test_a_class_becomes_a_flavor_by_its_path(bells: Context, source: str) -> None:
    record, is_new = register_flavor(bells, ALERTER, source)
    assert is_new

    assert record == FlavorRecord(ALERTER, "bell", "my_bells:Bell", "Ring a bell.")
    row = get_flavor(bells, ALERTER, "bell")
    assert (row.status, row.source, row.summary) == (FlavorStatus.LOCAL, "my_bells:Bell", "Ring a bell.")
    assert row in list_flavors(bells, ALERTER)
    assert register_component(bells, ALERTER, "bell", "ding", {"loudness": "5"}).record.configuration == {"loudness": 5}


def test_a_class_is_looked_for_in_the_repository(root: Path) -> None:
    (root / "repository_bells.py").write_text(FLAVORS)
    try:
        assert (
            register_flavor(open_context(), ALERTER, "repository_bells.Bell").record.source == "repository_bells:Bell"
        )
    finally:
        sys.path.remove(str(root))
        del sys.modules["repository_bells"]


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        ("my_bells.Gong", NotFoundError, "module 'my_bells' has no 'Gong'"),
        ("no_such_module.Bell", NotFoundError, "there is no module 'no_such_module'"),
        ("Bell", ConfigurationError, "'Bell' is no path of a class"),
        ("my_bells.", ConfigurationError, "'my_bells.' is no path of a class"),
        ("my_bells.NoClass", ConfigurationError, "my_bells:NoClass is no stack component"),
        ("my_bells.Nameless", ConfigurationError, "my_bells.Nameless does not define FLAVOR"),
        ("my_bells.Silent", ConfigurationError, "my_bells.Silent does not implement ask, post"),
        ("my_bells.Shouting", ConfigurationError, "my_bells:Shouting has the flavor 'SHOUT'"),
        (
            "zenml_local.orchestrator.LocalOrchestrator",
            ConfigurationError,
            "zenml_local.orchestrator:LocalOrchestrator is of the kind orchestrator, not alerter",
        ),
    ],
)
def test_what_is_no_flavor_is_refused(bells: Context, source: str, error: type[ZenMLError], message: str) -> None:
    with pytest.raises(error) as refusal:
        register_flavor(bells, ALERTER, source)

    assert refusal.value.message == message
    assert bells.store.list_flavors() == []


def test_a_taken_flavor_name_is_refused_naming_its_owner(bells: Context) -> None:
    register_flavor(bells, ALERTER, "my_bells.Bell")

    with pytest.raises(ConflictError) as refusal:
        register_flavor(bells, ALERTER, "my_bells.Bell")
    assert refusal.value.message == "alerter flavor 'bell' comes from my_bells:Bell already"

    with pytest.raises(ConflictError) as refusal:
        register_flavor(bells, ORCHESTRATOR, "zenml_local.orchestrator.LocalOrchestrator")
    assert refusal.value.message == "orchestrator flavor 'local' comes from zenml-local 0.1.0 already"
