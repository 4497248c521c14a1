from __future__ import annotations

from pathlib import Path

import pytest

from zenml.components import StackValidator
from zenml.enums import StackComponentType
from zenml.errors import StackValidationError, StoreUnreachableError
from zenml.orchestrators import BaseOrchestrator
from zenml.stack import Stack
from zenml.stack.validation import Problem, stack_problems
from zenml.step_operators import BaseStepOperator
from zenml_local.artifact_store import LocalArtifactStore
from zenml_local.orchestrator import LocalOrchestrator
from zenml_sql.metadata_store import SQLiteMetadataStore


class FarOrchestrator(BaseOrchestrator):
    FLAVOR = "far"
    objection: str = ""
    failure: str = ""

    @property
    def is_remote(self) -> bool:
        return True

    @property
    def validator(self) -> StackValidator | None:
        required = frozenset({StackComponentType.CONTAINER_REGISTRY}) if self.objection else frozenset()
        return StackValidator(required, self._judge)

    def _judge(self, stack: object) -> tuple[bool, str]:
        if self.failure == "bug":
            raise KeyError("cluster")
        if self.failure:
            raise StoreUnreachableError(self.failure)
        return not self.objection, self.objection

    def run(self, deployment: object, run_step: object) -> None:
        raise NotImplementedError


class FarStepOperator(BaseStepOperator):
    FLAVOR = "far"

    @property
    def is_remote(self) -> bool:
        return True

    def launch(self, *arguments: object, **settings: object) -> None:
        raise NotImplementedError


class MountedArtifactStore(LocalArtifactStore):
    """Lies on a share that every machine mounts in the same place."""

    FLAVOR = "mounted"

    @property
    def is_visible_elsewhere(self) -> bool:
        return True


class CloudMetadataStore(SQLiteMetadataStore):
    FLAVOR = "cloud"

    @property
    def is_visible_elsewhere(self) -> bool:
        return True


def hidden(kind: StackComponentType, name: str, remote: str) -> Problem:
    return Problem(
        kind,
        name,
        f"the {remote} runs steps elsewhere, where they cannot reach the {kind.words} {name!r} of this machine",
        f"choose another {kind.words}: zenml {kind.command_name} flavor list",
    )


@pytest.fixture
def local(tmp_path: Path) -> LocalArtifactStore:
    return LocalArtifactStore(name="a", path=str(tmp_path))


@pytest.fixture
def mounted(tmp_path: Path) -> MountedArtifactStore:
    return MountedArtifactStore(name="a", path=str(tmp_path))


def test_what_runs_here_may_keep_everything_here(local: LocalArtifactStore) -> None:
    assert stack_problems(Stack("s", LocalOrchestrator(name="o"), local, SQLiteMetadataStore(name="m"))) == []


def test_a_remote_orchestrator_takes_nothing_that_only_this_machine_can_see(local: LocalArtifactStore) -> None:
    stack = Stack("s", FarOrchestrator(name="o"), local, SQLiteMetadataStore(name="m"))
    assert stack_problems(stack) == [
        hidden(StackComponentType.ARTIFACT_STORE, "a", "orchestrator 'o'"),
        hidden(StackComponentType.METADATA_STORE, "m", "orchestrator 'o'"),
    ]


def test_neither_does_a_remote_step_operator(local: LocalArtifactStore) -> None:
    metadata_store = CloudMetadataStore(name="m")
    stack = Stack("s", LocalOrchestrator(name="o"), local, metadata_store, step_operator=FarStepOperator(name="p"))
    assert stack_problems(stack) == [hidden(StackComponentType.ARTIFACT_STORE, "a", "step operator 'p'")]


def test_both_are_named_if_both_are_remote(local: LocalArtifactStore) -> None:
    metadata_store = CloudMetadataStore(name="m")
    stack = Stack("s", FarOrchestrator(name="o"), local, metadata_store, step_operator=FarStepOperator(name="p"))
    assert stack_problems(stack) == [
        hidden(StackComponentType.ARTIFACT_STORE, "a", "orchestrator 'o'"),
        hidden(StackComponentType.ARTIFACT_STORE, "a", "step operator 'p'"),
    ]


def test_a_flavor_that_knows_better_is_believed(mounted: MountedArtifactStore) -> None:
    assert stack_problems(Stack("s", FarOrchestrator(name="o"), mounted, CloudMetadataStore(name="m"))) == []


def test_a_sqlite_file_is_never_visible_elsewhere(mounted: MountedArtifactStore, tmp_path: Path) -> None:
    metadata_store = SQLiteMetadataStore(name="m", uri=f"sqlite:///{tmp_path}/share/metadata.db")
    assert metadata_store.local_path is None
    stack = Stack("s", FarOrchestrator(name="o"), mounted, metadata_store)
    assert stack_problems(stack) == [hidden(StackComponentType.METADATA_STORE, "m", "orchestrator 'o'")]


def test_a_stack_is_refused_with_all_that_is_wrong(local: LocalArtifactStore) -> None:
    with pytest.raises(StackValidationError) as caught:
        Stack("s", FarOrchestrator(name="o", objection="too small"), local).validate()
    assert caught.value.message == (
        "stack 's' has 4 problems:"
        "\n  stack 's' has no metadata store (register one and add it: zenml metadata-store register --help)"
        "\n  the orchestrator 'o' of stack 's' needs a stack with: container registry"
        "\n  the orchestrator 'o' of stack 's' does not accept it: too small"
        "\n  the orchestrator 'o' runs steps elsewhere, where they cannot reach the artifact store 'a' of this machine"
        " (choose another artifact store: zenml artifact-store flavor list)"
    )


def test_a_single_problem_is_the_error(mounted: MountedArtifactStore) -> None:
    with pytest.raises(StackValidationError) as caught:
        Stack("s", FarOrchestrator(name="o"), mounted).validate()
    assert str(caught.value) == (
        "stack 's' has no metadata store (register one and add it: zenml metadata-store register --help)"
    )


def test_a_validator_that_fails_is_a_problem(mounted: MountedArtifactStore) -> None:
    stack = Stack("s", FarOrchestrator(name="o", failure="bug"), mounted, CloudMetadataStore(name="m"))
    message = "the orchestrator 'o' of stack 's' cannot check it: KeyError: 'cluster'"
    assert stack_problems(stack) == [Problem(StackComponentType.ORCHESTRATOR, "o", message)]


def test_a_validator_may_raise_what_users_understand(mounted: MountedArtifactStore) -> None:
    stack = Stack("s", FarOrchestrator(name="o", failure="no cluster"), mounted, CloudMetadataStore(name="m"))
    with pytest.raises(StoreUnreachableError, match="no cluster"):
        stack.validate()
