from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

import pytest

from zenml.alerters import BaseAlerter
from zenml.artifact_stores import LocalArtifactStore
from zenml.components import StackComponent
from zenml.errors import ConfigurationError, NotFoundError, StoreUnreachableError, ZenMLError
from zenml.orchestrators import BaseOrchestrator, LocalOrchestrator
from zenml.secrets_managers import BaseSecretsManager
from zenml.stack import Stack
from zenml.stack.states import Change, Event, has_states, remove, start, stop


class States(StackComponent):
    """Have states, and fail at what ``fails`` names."""

    happened: ClassVar[list[str]] = []
    fails: dict[str, str] = {}  # noqa: RUF012 - pydantic copies it for each instance
    _state: list[str] = []  # noqa: RUF012 - likewise

    @property
    def is_provisioned(self) -> bool:
        return bool(self._state)

    @property
    def is_running(self) -> bool:
        return self._state[-1:] == ["resume"]

    def provision(self) -> None:
        self._do("provision")

    def resume(self) -> None:
        self._do("resume")

    def suspend(self) -> None:
        self._do("suspend")

    def deprovision(self) -> None:
        self._do("deprovision")
        self._state.clear()

    def _do(self, move: str) -> None:
        if failure := self.fails.get(move):
            raise FAILURES[failure]
        self.happened.append(f"{move} {self.name}")
        self._state.append(move)


class PackageError(StoreUnreachableError):
    """Is made in another way than the errors of the product."""

    def __init__(self) -> None:
        super().__init__("port 8000 does not answer", hint="is it in use?")


FAILURES: dict[str, Exception] = {
    "bug": ValueError("no\nidea"),
    "known": NotFoundError("there is no cluster", hint="make one"),
    "of a package": PackageError(),
}


class Conductor(States, BaseOrchestrator):
    FLAVOR = "conductor"

    def run(self, deployment: object, run_step: object) -> None:
        raise NotImplementedError


class Siren(States, BaseAlerter):
    FLAVOR = "siren"

    def post(self, message: str, config: object = None) -> bool:
        return True

    def ask(self, question: str, config: object = None) -> bool:
        return True


class Safe(States, BaseSecretsManager):
    FLAVOR = "safe"

    def register_secret(self, name: str, values: Mapping[str, str]) -> None:
        raise NotImplementedError

    def get_secret(self, name: str) -> Mapping[str, str]:
        raise NotImplementedError

    def get_all_secret_keys(self) -> list[str]:
        raise NotImplementedError

    def update_secret(self, name: str, values: Mapping[str, str]) -> None:
        raise NotImplementedError

    def delete_secret(self, name: str) -> None:
        raise NotImplementedError

    def delete_all_secrets(self) -> None:
        raise NotImplementedError


class SelfStarting(Siren):
    FLAVOR = "self-starting"

    @property
    def is_running(self) -> bool:
        return self.is_provisioned


class Dead(Siren):
    FLAVOR = "dead"

    @property
    def is_running(self) -> bool:
        return False


@pytest.fixture(autouse=True)
def happened() -> list[str]:
    """Return what happened to all components, in its order."""
    States.happened.clear()
    return States.happened


def ends(events: Iterator[Event]) -> list[tuple[str, Change]]:
    return [(event.component.name, event.change) for event in events if event.change is not Change.BEGINS]


def test_most_components_have_no_states(tmp_path: Path) -> None:
    components: list[StackComponent] = [
        LocalOrchestrator(name="o"),
        LocalArtifactStore(name="a", path=str(tmp_path)),
        Siren(name="s"),
    ]
    assert [has_states(component) for component in components] == [False, False, True]
    assert list(start(components[:2])) == []


def test_the_secrets_manager_starts_first_and_the_orchestrator_last(happened: list[str]) -> None:
    components = [Conductor(name="o"), Siren(name="s"), Safe(name="x")]
    assert ends(start(components)) == [
        ("x", Change.PROVISIONED_AND_STARTED),
        ("s", Change.PROVISIONED_AND_STARTED),
        ("o", Change.PROVISIONED_AND_STARTED),
    ]
    assert ends(stop(components)) == [("o", Change.SUSPENDED), ("s", Change.SUSPENDED), ("x", Change.SUSPENDED)]
    assert happened == [
        *("provision x", "resume x", "provision s", "resume s", "provision o", "resume o"),
        *("suspend o", "suspend s", "suspend x"),
    ]


def test_only_what_is_needed_is_done(happened: list[str]) -> None:
    siren = Siren(name="s")
    changes = [ends(move([siren]))[0][1] for move in (stop, remove, start, start, stop, stop, start, remove, remove)]
    assert changes == [
        Change.DOES_NOT_RUN,
        Change.IS_NOT_PROVISIONED,
        Change.PROVISIONED_AND_STARTED,
        Change.RUNS_ALREADY,
        Change.SUSPENDED,
        Change.DOES_NOT_RUN,
        Change.STARTED,
        Change.DEPROVISIONED,
        Change.IS_NOT_PROVISIONED,
    ]
    assert happened == ["provision s", "resume s", "suspend s", "resume s", "deprovision s"]


def test_what_runs_once_it_is_set_up_is_not_started(happened: list[str]) -> None:
    assert ends(start([SelfStarting(name="s")])) == [("s", Change.PROVISIONED)]
    assert happened == ["provision s"]


def test_each_component_begins_before_anything_is_done(happened: list[str]) -> None:
    events = start([Siren(name="s")])
    assert (next(events).change, happened) == (Change.BEGINS, [])


def test_what_does_not_run_after_it_was_started_is_a_failure() -> None:
    with pytest.raises(ZenMLError) as caught:
        ends(start([Dead(name="d")]))
    assert str(caught.value) == "the alerter 'd' could not be started: it does not run (zenml alerter logs d)"


@pytest.mark.parametrize(
    ("failure", "kind", "message"),
    [
        ("bug", ZenMLError, "ValueError: no\nidea (zenml --debug … shows where)"),
        ("known", NotFoundError, "there is no cluster (make one)"),
        ("of a package", StoreUnreachableError, "port 8000 does not answer (is it in use?)"),
    ],
)
def test_the_first_failure_ends_a_start_and_names_the_component(
    failure: str, kind: type[ZenMLError], message: str, happened: list[str]
) -> None:
    components = [Conductor(name="o"), Siren(name="s", fails={"resume": failure})]
    with pytest.raises(ZenMLError) as caught:
        ends(start(components))
    assert (type(caught.value), str(caught.value)) == (kind, f"the alerter 's' could not be started: {message}")
    assert (caught.value.__cause__, happened) == (FAILURES[failure], ["provision s"])


def test_a_failure_keeps_no_other_component_from_being_stopped(happened: list[str]) -> None:
    components = [Conductor(name="o", fails={"suspend": "known"}), Siren(name="s")]
    ends(start(components))
    events = stop(components)
    with pytest.raises(NotFoundError) as caught:
        ends(events)
    assert str(caught.value) == "the orchestrator 'o' could not be stopped: there is no cluster (make one)"
    assert happened[-1] == "suspend s"


@pytest.mark.parametrize(
    ("failures", "kind", "first"),
    [
        (["known", "known"], NotFoundError, "there is no cluster (make one)"),
        (["of a package", "known"], ZenMLError, "port 8000 does not answer (is it in use?)"),
    ],
)
def test_several_failures_are_told_together(failures: list[str], kind: type[ZenMLError], first: str) -> None:
    components = [
        Conductor(name="o", fails={"deprovision": failures[0]}),
        Siren(name="s", fails={"deprovision": failures[1]}),
    ]
    ends(start(components))
    with pytest.raises(ZenMLError) as caught:
        ends(remove(components, [ConfigurationError("the safe is broken")] if kind is ZenMLError else []))
    lines = [
        *(["the safe is broken"] if kind is ZenMLError else []),
        f"the orchestrator 'o' could not be removed: {first}",
        "the alerter 's' could not be removed: there is no cluster (make one)",
    ]
    expected = f"{len(lines)} components failed:" + "".join(f"\n  {line}" for line in lines)
    assert (type(caught.value), caught.value.message) == (kind, expected)


def test_what_does_not_run_is_named_with_how_to_start_it(tmp_path: Path) -> None:
    store = LocalArtifactStore(name="a", path=str(tmp_path))
    stack = Stack("my stack", Conductor(name="o"), store, alerter=Siren(name="s"))
    with pytest.raises(ZenMLError) as caught:
        stack.check_running()
    assert str(caught.value) == "the orchestrator 'o' and the alerter 's' do not run (zenml stack up 'my stack')"
    stack.resume()
    stack.check_running()
    stack.orchestrator.suspend()
    with pytest.raises(ZenMLError, match="the orchestrator 'o' does not run"):
        stack.check_running()


def test_a_stack_does_the_same_to_all_its_components(tmp_path: Path, happened: list[str]) -> None:
    store = LocalArtifactStore(name="a", path=str(tmp_path))
    stack = Stack("s", Conductor(name="o"), store, alerter=Siren(name="s"))
    stack.provision()
    is_set_up = (stack.is_provisioned, stack.is_running)
    stack.resume()
    runs = stack.is_running
    stack.suspend()
    stack.deprovision()
    assert (is_set_up, runs, stack.is_provisioned) == ((True, False), True, False)
    assert happened == [
        *("provision s", "provision o", "resume s", "resume o"),
        *("suspend o", "suspend s", "deprovision o", "deprovision s"),
    ]
