from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import field_validator

from zenml.alerters import BaseAlerter
from zenml.components import StackProtocol, StackValidator
from zenml.enums import StackComponentType
from zenml.errors import NotFoundError, StoreUnreachableError
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord
from zenml.orchestrators import BaseOrchestrator
from zenml.repository.context import Context
from zenml.repository.reading import get_stack
from zenml.repository.validating import problems_of
from zenml.stack.validation import Problem

ORCHESTRATOR = StackComponentType.ORCHESTRATOR
ARTIFACT_STORE = StackComponentType.ARTIFACT_STORE
METADATA_STORE = StackComponentType.METADATA_STORE
ALERTER = StackComponentType.ALERTER
UUID = "0d9b2f7c-3c1a-4b57-9d0b-3b9c0a1d2e3{}"


class StrictOrchestrator(BaseOrchestrator):
    """Runs far away, needs a container registry, and wants its stack to be called ``best``."""

    FLAVOR = "strict"

    @property
    def is_remote(self) -> bool:
        return True

    @property
    def validator(self) -> StackValidator:
        return StackValidator(frozenset({StackComponentType.CONTAINER_REGISTRY}), self._judge)

    def _judge(self, stack: StackProtocol) -> tuple[bool, str]:
        alerter = stack.components[ALERTER]
        return stack.name == "best", f"{alerter.name} would not find it"

    def run(self, deployment: object, run_step: object) -> None:
        raise NotImplementedError


class LostAlerter(BaseAlerter):
    FLAVOR = "lost"

    trouble: str = ""

    @field_validator("trouble")
    @classmethod
    def _is_no_bug(cls, trouble: str) -> str:
        if trouble == "bug":
            raise RuntimeError("no idea")
        return trouble

    @property
    def validator(self) -> StackValidator | None:
        if self.trouble:
            raise StoreUnreachableError("the pager does not answer", hint="charge it")
        return None

    def post(self, message: str, config: object = None) -> bool:
        return True

    def ask(self, question: str, config: object = None) -> bool:
        return True


@pytest.fixture(autouse=True)
def flavors(context: Context) -> None:
    context.store.create_flavor(FlavorRecord(ORCHESTRATOR, "strict", f"{__name__}:StrictOrchestrator"))
    context.store.create_flavor(FlavorRecord(ALERTER, "lost", f"{__name__}:LostAlerter"))


def add(context: Context, kind: StackComponentType, flavor: str, **settings: object) -> None:
    context.store.create_component(ComponentRecord(kind, "mine", flavor, UUID.format(len(kind) % 10), settings))


def combine(context: Context, *kinds: StackComponentType) -> None:
    """Add the stack ``mine``: the default one with the components ``mine`` of these kinds."""
    context.store.create_stack(StackRecord("mine", {**get_stack(context).components, **dict.fromkeys(kinds, "mine")}))


def test_the_default_stack_is_valid(context: Context) -> None:
    assert problems_of(context) == []


def test_a_stack_that_is_not_there_is_named(context: Context) -> None:
    with pytest.raises(NotFoundError, match="there is no stack named 'prod'"):
        problems_of(context, "prod")


def test_a_package_that_is_not_installed_is_a_problem_with_its_remedy(context: Context) -> None:
    add(context, ARTIFACT_STORE, "s3", path="s3://bucket")
    combine(context, ARTIFACT_STORE)
    message = "flavor 's3' comes from the package zenml-s3: pip install zenml-s3"
    assert problems_of(context, "mine") == [Problem(ARTIFACT_STORE, "mine", message, "pip install zenml-s3")]


def test_a_stored_value_that_is_not_valid_any_more_is_a_problem(context: Context) -> None:
    add(context, ARTIFACT_STORE, "local", path="gs://bucket")
    combine(context, ARTIFACT_STORE)
    (problem,) = problems_of(context, "mine")
    assert (problem.kind, problem.component) == (ARTIFACT_STORE, "mine")
    assert problem.message.startswith("artifact store 'mine' is not valid: path='gs://bucket': ")
    assert problem.hint == "zenml artifact-store flavor describe local"


def test_a_component_that_was_removed_is_a_problem(context: Context, config_path: Path) -> None:
    (config_path / "profiles" / "default" / "artifact_stores" / "default.yaml").unlink()
    message = "stack 'default' names the artifact store 'default', which does not exist"
    hint = "zenml artifact-store register default --help"
    assert problems_of(context) == [Problem(ARTIFACT_STORE, "default", message, hint)]


def test_a_damaged_file_is_a_problem(context: Context, config_path: Path) -> None:
    path = config_path / "profiles" / "default" / "artifact_stores" / "default.yaml"
    path.write_text("]")
    (problem,) = problems_of(context)
    assert (problem.kind, problem.message.startswith(f"{path}, line 1 cannot be read: ")) == (ARTIFACT_STORE, True)


def test_a_kind_that_is_missing_is_a_problem(context: Context) -> None:
    components = {kind: name for kind, name in get_stack(context).components.items() if kind is not METADATA_STORE}
    context.store.create_stack(StackRecord("small", components))
    hint = "register one and add it: zenml metadata-store register --help"
    assert problems_of(context, "small") == [Problem(METADATA_STORE, "", "stack 'small' has no metadata store", hint)]


def test_a_flavor_whose_code_fails_is_a_problem(context: Context) -> None:
    add(context, ALERTER, "lost", trouble="bug")
    combine(context, ALERTER)
    assert problems_of(context, "mine") == [
        Problem(ALERTER, "mine", "the alerter 'mine' cannot be made: RuntimeError: no idea")
    ]


def test_a_component_that_cannot_answer_is_a_problem(context: Context) -> None:
    add(context, ALERTER, "lost", trouble="battery")
    combine(context, ALERTER)
    assert problems_of(context, "mine") == [Problem(ALERTER, "mine", "the pager does not answer", "charge it")]


def test_all_problems_of_components_that_do_not_go_together_are_told(context: Context) -> None:
    add(context, ORCHESTRATOR, "strict")
    add(context, ALERTER, "lost")
    combine(context, ORCHESTRATOR, ALERTER)
    elsewhere = "the orchestrator 'mine' runs steps elsewhere, where they cannot reach the"
    owner = "the orchestrator 'mine' of stack 'mine'"
    assert [(problem.kind, problem.message) for problem in problems_of(context, "mine")] == [
        (ORCHESTRATOR, f"{owner} needs a stack with: container registry"),
        (ORCHESTRATOR, f"{owner} does not accept it: mine would not find it"),
        (ARTIFACT_STORE, f"{elsewhere} artifact store 'default' of this machine"),
        (METADATA_STORE, f"{elsewhere} metadata store 'default' of this machine"),
    ]


def test_what_cannot_be_made_hides_no_other_problem_and_nobody_looks_for_it(context: Context) -> None:
    add(context, ORCHESTRATOR, "strict")
    add(context, ALERTER, "nobody-knows")
    combine(context, ORCHESTRATOR, ALERTER)
    problems = problems_of(context, "mine")
    assert [(problem.kind, problem.component) for problem in problems] == [
        (ALERTER, "mine"),
        (ARTIFACT_STORE, "default"),
        (METADATA_STORE, "default"),
        (ORCHESTRATOR, "mine"),
    ]
    assert problems[-1].message == "the orchestrator 'mine' of stack 'mine' needs a stack with: container registry"
