from __future__ import annotations

import logging
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Literal, Optional

import pytest
from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator

from zenml.alerters import BaseAlerter
from zenml.artifact_stores import LocalArtifactStore
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError, NotFoundError, UsageError, ZenMLError
from zenml.metadata_stores import SQLiteMetadataStore
from zenml.models.records import ComponentRecord, FlavorRecord, SecretReference, StackSnapshot
from zenml.orchestrators import LocalOrchestrator
from zenml.stack import Stack
from zenml.stack.assembly import assemble_stack, build_component, new_component, record_of
from zenml.stack.classes import FieldDescription, component_class, flavor_fields

ALERTER = StackComponentType.ALERTER
UUID = "11111111-1111-4111-8111-111111111111"


class Bell(BaseAlerter):
    """Ring."""

    FLAVOR = "bell"
    loudness: int = Field(default=3, ge=1, le=5, description="How loud it is")
    tunes: list[str] = Field(default_factory=list, description="What to play")
    place: str = Field(description="Where it hangs")
    token: SecretStr | None = Field(default=None, description="Key of the bell")

    def post(self, message: str, config: object = None) -> bool:
        return True

    def ask(self, question: str, config: object = None) -> bool:
        return True


class NoComponent: ...


LOCAL = (
    FlavorRecord(ALERTER, "bell", f"{__name__}:Bell"),
    FlavorRecord(ALERTER, "nothing", f"{__name__}:NoComponent"),
    FlavorRecord(ALERTER, "gone", "no_such_module:X"),
    FlavorRecord(StackComponentType.ORCHESTRATOR, "bell", f"{__name__}:Bell"),
)


def test_what_a_user_typed_becomes_a_component() -> None:
    parameters = {"loudness": "5", "tunes": '["a", "b"]', "place": "tower", "token": "{{bell.key}}"}
    bell = new_component(ALERTER, "bell", "b", parameters, LOCAL)
    assert isinstance(bell, Bell)
    assert (bell.name, bell.loudness, bell.tunes, bell.place) == ("b", 5, ["a", "b"], "tower")


REFUSED: dict[str, tuple[dict[str, object], type[ZenMLError], str]] = {
    "unknown parameter": (
        {"loudnes": 1},
        UsageError,
        "flavor 'bell' has no parameter 'loudnes' (did you mean 'loudness'?)",
    ),
    "broken rule": (
        {"loudness": "9", "place": "x"},
        ConfigurationError,
        (
            "alerter 'b' is not valid: loudness='9': Input should be less than or equal to 5 "
            "(zenml alerter flavor describe bell)"
        ),
    ),
    "missing": (
        {},
        ConfigurationError,
        "alerter 'b' is not valid: place: Field required (zenml alerter flavor describe bell)",
    ),
    "broken reference": (
        {"place": "x", "token": "{{bell key}}"},
        ConfigurationError,
        "'token' holds no valid reference to a secret (write {{secret.key}})",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_flavor_does_not_accept_is_one_line(case: str) -> None:
    parameters, error, message = REFUSED[case]
    with pytest.raises(error) as caught:
        new_component(ALERTER, "bell", "b", parameters, LOCAL)
    assert str(caught.value) == message


def test_the_value_of_a_secret_is_not_shown_in_its_error() -> None:
    with pytest.raises(ConfigurationError) as caught:
        new_component(ALERTER, "bell", "b", {"place": "x", "token": ["hunter2"]}, LOCAL)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "flavor", "error", "message"),
    [
        (ALERTER, "nothing", ConfigurationError, f"flavor 'nothing' ({__name__}:NoComponent) is no stack component"),
        (
            StackComponentType.ORCHESTRATOR,
            "bell",
            ConfigurationError,
            f"flavor 'bell' ({__name__}:Bell) is of the kind alerter, not orchestrator",
        ),
        (ALERTER, "gone", NotFoundError, "there is no module 'no_such_module'"),
    ],
)
def test_an_address_that_brings_no_such_component_is_refused(
    kind: StackComponentType, flavor: str, error: type[ZenMLError], message: str
) -> None:
    with pytest.raises(error) as caught:
        component_class(kind, flavor, LOCAL)
    assert caught.value.message == message


def test_a_record_holds_what_was_given_and_no_defaults() -> None:
    bell = Bell(name="b", uuid=UUID, place="tower", loudness=3, token=SecretStr("{{bell.key}}"))  # type: ignore[arg-type]
    configuration = {"place": "tower", "token": "{{bell.key}}"}
    assert record_of(bell) == (ComponentRecord(ALERTER, "b", "bell", UUID, configuration), {})


class Picky(Bell):
    FLAVOR = "picky"

    @model_validator(mode="before")
    @classmethod
    def _refuse(cls, values: object) -> object:
        raise ValueError("never content")


@pytest.mark.parametrize("flavor_class", [Picky])
def test_a_fault_of_the_whole_shows_no_value(flavor_class: type[Bell]) -> None:
    local = (FlavorRecord(ALERTER, "picky", f"{__name__}:{flavor_class.__name__}"),)
    with pytest.raises(ConfigurationError) as caught:
        new_component(ALERTER, "picky", "b", {"place": "x", "token": "hunter2"}, local)
    assert caught.value.message == "alerter 'b' is not valid: never content"
    assert "hunter2" not in str(caught.value.__cause__)


class Chatty(Bell):
    FLAVOR = "chatty"
    note: Optional[str] = None  # noqa: UP045 - this spelling is meant
    key: SecretStr | None = None


def test_text_that_looks_like_json_stays_text_where_text_is_wanted() -> None:
    local = (FlavorRecord(ALERTER, "chatty", f"{__name__}:Chatty"),)
    bell = new_component(ALERTER, "chatty", "b", {"place": "[1]", "note": '{"a": 1}'}, local)
    assert isinstance(bell, Chatty)
    assert (bell.place, bell.note) == ("[1]", '{"a": 1}')


def test_a_bad_name_is_told_alone() -> None:
    with pytest.raises(ConfigurationError, match=r"^'a/b' is not a valid alerter name \(use 1 to 127"):
        new_component(ALERTER, "bell", "a/b", {"loudness": "9"}, LOCAL)


@pytest.mark.parametrize(
    ("module", "statement", "problem"),
    [
        ("exiting_bells", "import sys; sys.exit(9)", "SystemExit: 9"),
        ("erring_bells", "import os; os.no_such_thing", "AttributeError: "),
    ],
)
def test_a_module_that_cannot_be_imported_is_one_line(
    module: str, statement: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"{module}.py").write_text(statement)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ConfigurationError) as caught:
        component_class(ALERTER, "bad", (FlavorRecord(ALERTER, "bad", f"{module}:Bell"),))
    assert caught.value.message.startswith(f"flavor 'bad' ({module}:Bell) cannot be imported: {problem}")


def test_what_a_module_prints_while_it_is_imported_is_no_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "noisy_bells.py").write_text(f"print('noise')\nfrom {__name__} import Bell\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    component_class(ALERTER, "noisy", (FlavorRecord(ALERTER, "noisy", "noisy_bells:Bell"),))
    assert capfd.readouterr() == ("", "noise\n")


def test_a_component_survives_its_record() -> None:
    bell = Bell(name="b", place="tower", tunes=["a"])
    assert build_component(record_of(bell).record, LOCAL) == bell


def test_a_component_with_references_survives_its_record() -> None:
    bell = Bell(name="b", place="{{bell.place}}", loudness="{{bell.loudness}}", tunes=["a"])  # type: ignore[arg-type]
    assert build_component(record_of(bell).record, LOCAL) == bell


@pytest.mark.parametrize("place", ["tower", "{{bell.place}}"])
def test_a_literal_secret_stands_beside_the_record_which_only_refers_to_it(place: str) -> None:
    recorded = record_of(Bell(name="b", uuid=UUID, place=place, token=SecretStr("hunter2")))  # type: ignore[arg-type]
    assert recorded.record.configuration == {"place": place, "token": f"{{{{vault.{UUID}-token}}}}"}
    assert recorded.literals == {SecretReference("vault", f"{UUID}-token"): "hunter2"}


class Doubtful(Bell):
    FLAVOR = "doubtful"

    @field_validator("loudness")
    @classmethod
    def _depends_on_place(cls, loudness: int, info: ValidationInfo) -> int:
        return loudness * len(info.data["place"])


def test_what_cannot_be_checked_before_the_secrets_are_there_is_recorded_as_it_was_given() -> None:
    bell = Doubtful(name="b", uuid=UUID, tunes=["a"], place="{{bell.place}}", loudness=3)  # type: ignore[arg-type]
    assert record_of(bell).record.configuration == {"place": "{{bell.place}}", "loudness": 3, "tunes": ["a"]}


def test_a_stored_setting_that_the_flavor_does_not_know_is_warned_about_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    record = ComponentRecord(ALERTER, "b", "bell", "22222222-2222-4222-8222-222222222222", {"place": "x", "future": 1})
    with caplog.at_level(logging.WARNING):
        components = [build_component(record, LOCAL) for _ in range(2)]
    assert [component.name for component in components] == ["b", "b"]
    assert caplog.messages == [
        "The alerter 'b' has a stored setting 'future' that flavor 'bell' does not know; it is kept and not used."
    ]


def test_the_fields_of_a_flavor_are_described_in_order() -> None:
    assert flavor_fields(Bell) == [
        FieldDescription("loudness", "int", 3, False, False, "How loud it is", "at least 1, at most 5"),
        FieldDescription("tunes", "list[str]", None, False, False, "What to play", is_computed=True),
        FieldDescription("place", "str", None, True, False, "Where it hangs"),
        FieldDescription("token", "SecretStr | None", None, False, True, "Key of the bell"),
    ]


class Colour(Enum):
    RED = "red"
    GREEN = "green"


class Lamp(Bell):
    FLAVOR = "lamp"
    colour: Colour = Colour.RED
    other: Colour | None = None
    mode: Literal["steady", "blink"] = "steady"
    pause: timedelta = timedelta(minutes=5)
    code: str = Field(default="A1", pattern="[A-Z][0-9]")


LAMP = {
    "colour": ("Colour", "red", "one of: red, green"),
    "other": ("Colour | None", None, "one of: red, green"),
    "mode": ("str", "steady", "one of: steady, blink"),
    "pause": ("timedelta", "PT5M", ""),
    "code": ("str", "A1", "matching [A-Z][0-9]"),
}


def test_values_are_described_as_a_user_types_them() -> None:
    described = {field.name: field for field in flavor_fields(Lamp)}
    assert {name: (described[name].type, described[name].default, described[name].rules) for name in LAMP} == LAMP


def test_a_stack_survives_its_snapshot(tmp_path: Path) -> None:
    stack = Stack(
        "s",
        LocalOrchestrator(name="o"),
        LocalArtifactStore(name="a", path=str(tmp_path)),
        SQLiteMetadataStore(name="m"),
        alerter=Bell(name="b", place="tower"),
    )
    records = {kind: record_of(component).record for kind, component in stack.components.items()}
    assert assemble_stack(StackSnapshot("s", records, LOCAL)).components == stack.components
