from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from zenml.artifact_stores import LocalArtifactStore
from zenml.config.profiles import Profile
from zenml.enums import StackComponentType
from zenml.errors import ArtifactError, ConflictError, NotFoundError, StackValidationError, UsageError
from zenml.metadata_stores import SQLiteMetadataStore
from zenml.models.deployment import PipelineDeployment
from zenml.orchestrators import BaseOrchestrator, LocalOrchestrator
from zenml.repository import Repository, announcing
from zenml.repository.changing import initialize
from zenml.repository.context import Context, open_context
from zenml.repository.history import open_history
from zenml.stack import Stack, StackValidator
from zenml.stack.assembly import record_of

ARTIFACT_STORE = StackComponentType.ARTIFACT_STORE
METADATA_STORE = StackComponentType.METADATA_STORE
ORCHESTRATOR = StackComponentType.ORCHESTRATOR


UNABLE = (
    "Unable to find ZenML repository in your current working directory ({}) or any parent directories. If you want to "
    "use an existing repository which is in a different location, set the environment variable "
    "'ZENML_REPOSITORY_PATH'. If you want to create a new repository, run zenml init."
)


class Needy(BaseOrchestrator):
    FLAVOR = "needy"

    @property
    def validator(self) -> StackValidator:
        return StackValidator(frozenset({StackComponentType.ALERTER}))

    def run(self, deployment: PipelineDeployment, run_step: Callable[[str], None]) -> None:
        raise NotImplementedError


@pytest.fixture
def repository() -> Repository:
    return Repository()


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    shelf = LocalArtifactStore(name="shelf", path=str(tmp_path))
    return Stack("prod", orchestrator=LocalOrchestrator(name="here"), artifact_store=shelf)


def test_first_use_from_python_makes_the_default_stack(repository: Repository, config_path: Path) -> None:
    assert repository.root is None
    assert repository.active_profile == Profile("default")
    assert repository.active_profile_name == "default"
    assert (repository.active_user, repository.active_project) == ("default", None)
    assert repository.active_stack_name == "default"
    uuids = {kind: part.uuid for kind, part in repository.active_stack.components.items()}
    assert repository.active_stack.artifact_store.path == f"{config_path}/local_stores/{uuids[ARTIFACT_STORE]}"
    assert [stack.name for stack in repository.stacks] == ["default"]
    assert repository.stack_configurations == {
        "default": {ORCHESTRATOR: "default", ARTIFACT_STORE: "default", METADATA_STORE: "default"}
    }


def test_a_registered_stack_comes_back_as_it_was(repository: Repository, stack: Stack) -> None:
    repository.register_stack(stack)

    found = repository.get_stack("prod")
    assert found.orchestrator == stack.orchestrator
    assert found.artifact_store == stack.artifact_store
    assert found.metadata_store == repository.get_stack_component(METADATA_STORE, "default")
    assert repository.stack_configurations["prod"] == {
        ORCHESTRATOR: "here",
        ARTIFACT_STORE: "shelf",
        METADATA_STORE: "default",
    }


def test_an_activated_stack_is_active(repository: Repository, stack: Stack) -> None:
    repository.register_stack(stack)

    repository.activate_stack("prod")

    assert repository.active_stack_name == Repository().active_stack_name == "prod"
    assert repository.active_stack.name == "prod"


def test_stored_components_are_shared_by_stacks(repository: Repository, stack: Stack) -> None:
    repository.register_stack(stack)
    same = Stack("test", orchestrator=stack.orchestrator, artifact_store=stack.artifact_store)

    repository.register_stack(same)

    assert [part.name for part in repository.get_stack_components(ORCHESTRATOR)] == ["default", "here"]


def test_another_component_of_the_same_name_is_refused(repository: Repository, stack: Stack) -> None:
    repository.register_stack(stack)
    other = Stack("test", orchestrator=LocalOrchestrator(name="here"), artifact_store=stack.artifact_store)

    with pytest.raises(ConflictError) as refusal:
        repository.register_stack(other)
    assert refusal.value.message == "the orchestrator 'here' exists already and is another one"
    assert [each.name for each in repository.stacks] == ["default", "prod"]


def test_a_component_that_differs_from_the_stored_one_is_refused(repository: Repository, stack: Stack) -> None:
    repository.register_stack(stack)
    moved = stack.artifact_store.model_copy(update={"path": "/elsewhere"})

    with pytest.raises(ConflictError) as refusal:
        repository.register_stack(Stack("test", orchestrator=stack.orchestrator, artifact_store=moved))
    assert refusal.value.message == "the artifact store 'shelf' is stored with other settings"


def test_a_stack_is_registered_once(repository: Repository, stack: Stack) -> None:
    repository.register_stack(stack)

    with pytest.raises(ConflictError) as refusal:
        repository.register_stack(stack)
    assert refusal.value.message == "a stack named 'prod' exists already"


def test_a_stack_is_updated(repository: Repository, stack: Stack) -> None:
    repository.register_stack(stack)
    changed = Stack("prod", LocalOrchestrator(name="there"), stack.artifact_store, SQLiteMetadataStore(name="m"))

    repository.update_stack("prod", changed)

    assert repository.stack_configurations["prod"] == {
        ORCHESTRATOR: "there",
        ARTIFACT_STORE: "shelf",
        METADATA_STORE: "m",
    }
    with pytest.raises(UsageError):
        repository.update_stack("default", changed)
    with pytest.raises(NotFoundError):
        repository.update_stack("nobody", Stack("nobody", stack.orchestrator, stack.artifact_store))


def test_a_stack_is_forgotten_unless_it_is_active(repository: Repository, stack: Stack) -> None:
    repository.register_stack(stack)

    repository.deregister_stack("prod")

    assert [each.name for each in repository.stacks] == ["default"]
    with pytest.raises(ConflictError):
        repository.deregister_stack("default")


def test_components_are_registered_updated_and_forgotten(repository: Repository, tmp_path: Path) -> None:
    shelf = LocalArtifactStore(name="shelf", path=str(tmp_path))
    repository.register_stack_component(shelf)
    assert repository.get_stack_component(ARTIFACT_STORE, "shelf") == shelf

    repository.update_stack_component("shelf", LocalArtifactStore(name="shelf", path="/elsewhere"))
    updated = repository.get_stack_component(ARTIFACT_STORE, "shelf")
    assert record_of(updated).record.configuration == {"path": "/elsewhere"}
    assert updated.uuid == shelf.uuid

    repository.deregister_stack_component(ARTIFACT_STORE, "shelf")
    assert [part.name for part in repository.get_stack_components(ARTIFACT_STORE)] == ["default"]


def test_a_stored_setting_that_the_flavor_does_not_know_survives_an_update(
    repository: Repository, config_path: Path
) -> None:
    file = config_path / "profiles" / "default" / "artifact_stores" / "default.yaml"
    file.write_text(file.read_text() + "configuration:\n  from_the_future: 1\n")

    repository.update_stack_component("default", LocalArtifactStore(name="default", path="/elsewhere"))

    assert file.read_text().endswith("configuration:\n  from_the_future: 1\n  path: /elsewhere\n")


def test_a_class_that_nobody_could_find_again_is_not_stored(repository: Repository) -> None:
    class Hidden(LocalOrchestrator):  # type: ignore[misc]  # its class comes from the registry
        FLAVOR = "hidden"

    with pytest.raises(NotFoundError):
        repository.register_stack_component(Hidden(name="x"))
    assert [part.name for part in repository.get_stack_components(ORCHESTRATOR)] == ["default"]


def test_a_stack_that_is_not_valid_is_not_stored(repository: Repository, stack: Stack) -> None:
    needy = Needy(name="needy")

    with pytest.raises(StackValidationError) as refusal:
        repository.register_stack(Stack("x", needy, stack.artifact_store))

    assert refusal.value.message == "the orchestrator 'needy' of stack 'x' needs a stack with: alerter"
    assert [each.name for each in repository.stacks] == ["default"]


def test_flavors_are_listed_and_found(repository: Repository) -> None:
    assert "local" in [row.name for row in repository.get_flavors(ORCHESTRATOR)]
    assert repository.get_flavor("local", ORCHESTRATOR).package == "zenml-local 0.1.0"


def test_a_repository_is_initialized_and_found(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)

    Repository.initialize(tmp_path)

    assert Repository.find_repository(tmp_path / "a" / "b") == tmp_path
    assert Repository.find_repository() is None


def test_in_a_repository_choices_are_its_own(
    repository: Repository, stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.register_stack(stack)
    folder = tmp_path / "code"
    folder.mkdir()
    Repository.initialize(folder)
    monkeypatch.chdir(folder)

    repository.activate_stack("prod")
    assert (repository.root, repository.active_stack_name) == (folder, "prod")

    repository.activate_profile("default")
    assert repository.active_stack_name == "default"


def test_where_it_works_is_logged_once(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    announcing._is_announced.clear()
    with caplog.at_level(logging.INFO, "zenml"):
        Repository()
        Repository().active_stack_name  # noqa: B018

    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("INFO", "Creating default profile..."),
        ("INFO", "Initializing profile `default`..."),
        ("INFO", "Initializing store..."),
        ("INFO", "Registered stack component with type 'orchestrator' and name 'default'."),
        ("INFO", "Registered stack component with type 'metadata_store' and name 'default'."),
        ("INFO", "Registered stack component with type 'artifact_store' and name 'default'."),
        ("INFO", "Registered stack with name 'default'."),
        ("INFO", "Created and activated default profile."),
        ("WARNING", UNABLE.format(Path.cwd())),
        ("INFO", "Running without an active repository root."),
        ("INFO", "Running with active profile: 'default' (global)"),
    ]


def test_in_a_repository_nothing_is_missing(
    context: Context, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    initialize(context, tmp_path)
    monkeypatch.chdir(tmp_path)
    announcing._is_announced.clear()

    with caplog.at_level(logging.INFO, "zenml"):
        Repository()

    assert caplog.messages == ["Running with active profile: 'default' (local)"]


def test_nothing_is_logged_when_the_command_line_said_it(caplog: pytest.LogCaptureFixture, context: Context) -> None:
    announcing.mark_as_announced()

    with caplog.at_level(logging.INFO, "zenml"):
        Repository()

    assert caplog.messages == []


def test_a_new_machine_has_no_pipelines(repository: Repository) -> None:
    assert repository.get_pipelines() == []
    with pytest.raises(NotFoundError):
        repository.get_pipeline("training")


def test_artifacts_are_found_in_whichever_store_of_the_profile_holds_them(repository: Repository, stack: Stack) -> None:
    repository.register_stack(stack)
    history = open_history(open_context())

    assert history.artifact_store(str(stack.artifact_store.uuid)) == stack.artifact_store
    with pytest.raises(ArtifactError) as failure:
        history.artifact_store("gone")
    assert failure.value.message == "no artifact store with the uuid gone is registered in profile 'default'"


def test_a_component_type_may_be_given_by_its_name(repository: Repository) -> None:
    assert repository.get_stack_component("orchestrator", "default").name == "default"
    with pytest.raises(UsageError) as refusal:
        repository.get_stack_components("orchestratr")
    assert str(refusal.value) == "'orchestratr' is no component type (did you mean 'orchestrator'?)"


def test_a_profile_that_is_not_there_is_not_copied_to(repository: Repository) -> None:
    with pytest.raises(NotFoundError, match="there is no profile named 'gone'"):
        repository.copy_stack("default", "copy", to_profile="gone")
