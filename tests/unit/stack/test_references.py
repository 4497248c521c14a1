"""Fields that hold a reference to a secret in the place of their value."""

from __future__ import annotations

import copy
import pickle
import threading
import warnings
from typing import Any

import pytest
from pydantic import Field, PrivateAttr, SecretStr, ValidationError, computed_field, field_validator, model_validator

from zenml.alerters import BaseAlerter
from zenml.errors import ConfigurationError, SecretUnavailableError, ZenMLError
from zenml.models.records import SecretReference

UUID = "11111111-1111-4111-8111-111111111111"
SECRETS = {"bell.key": "CANARY", "bell.loudness": "5", "bell.place": "tower", "bell.tunes": '["a", "b"]'}


class Bell(BaseAlerter):
    FLAVOR = "bell"
    place: str
    loudness: int = Field(default=3, ge=1, le=5)
    tunes: list[str] = Field(default_factory=list)
    token: SecretStr | None = None

    @field_validator("place", mode="before")
    @classmethod
    def _place_is_in_capitals(cls, place: object) -> object:
        if not isinstance(place, str):
            raise ValueError("must be a text")
        return place.upper()

    def post(self, message: str, config: object = None) -> bool:
        return True

    def ask(self, question: str, config: object = None) -> bool:
        return True


def secret(reference: SecretReference) -> str:
    return SECRETS[f"{reference.name}.{reference.key}"]


REFERRING: dict[str, Any] = {
    "place": "{{bell.place}}",
    "loudness": "{{ bell.loudness }}",
    "tunes": "{{bell.tunes}}",
    "token": SecretStr("{{bell.key}}"),
}


def test_every_field_takes_a_reference_and_checks_what_it_stands_for() -> None:
    bell = Bell(name="b", **REFERRING).reading_secrets_from(lambda: secret)

    assert (bell.place, bell.loudness, bell.tunes) == ("TOWER", 5, ["a", "b"])
    assert bell.token == SecretStr("CANARY")


def test_fields_without_a_reference_are_checked_and_read_without_any_secret() -> None:
    bell = Bell(name="b", place="tower", loudness="4", token="{{bell.key}}")  # type: ignore[arg-type]  # as typed

    assert (bell.place, bell.loudness, bell.tunes) == ("TOWER", 4, [])
    with pytest.raises(ValidationError, match="less than or equal to 5"):
        Bell(name="b", place="tower", loudness="6", token="{{bell.key}}")  # type: ignore[arg-type]  # what is refused
    with pytest.raises(ValidationError, match="Field required"):
        Bell(name="b", token="{{bell.key}}")  # type: ignore[call-arg, arg-type]  # what is refused
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Bell(name="b", place="x", gong="{{bell.key}}")  # type: ignore[call-arg]  # what is refused


def test_a_component_outside_of_any_stack_says_that_it_cannot_read_its_secrets() -> None:
    bell = Bell(name="b", **REFERRING)

    with pytest.raises(SecretUnavailableError) as caught:
        assert bell.token
    assert caught.value.message == (
        "the alerter 'b' refers to secrets (place, loudness, tunes, token), which can be read only where it is part "
        "of a stack"
    )


def refused(reference: SecretReference) -> str:
    raise ZenMLError(f"the safe with {reference} is closed", hint="wait")


def broken(reference: SecretReference) -> str:
    raise AttributeError("vault has no door")


@pytest.mark.parametrize(
    ("source", "problem"),
    [(refused, "the safe with {{bell.key}} is closed"), (broken, "AttributeError: vault has no door")],
)
def test_a_secret_that_cannot_be_had_is_one_line_naming_field_and_component(source: Any, problem: str) -> None:
    bell = Bell(name="b", place="x", token="{{bell.key}}").reading_secrets_from(lambda: source)  # type: ignore[arg-type]

    with pytest.raises(SecretUnavailableError) as caught:
        assert bell.token
    assert caught.value.message == f"'token' of the alerter 'b' cannot be read: {problem}"


class Quoting(Bell):
    @field_validator("tunes", mode="before")
    @classmethod
    def _quote(cls, tunes: object) -> object:
        raise ValueError(f"no tunes: {tunes}")


def test_a_secret_that_is_not_valid_is_told_without_being_shown() -> None:
    bell = Quoting(name="b", place="x", loudness="{{bell.key}}", tunes="{{bell.key}}")  # type: ignore[arg-type]

    with pytest.raises(ConfigurationError) as caught:
        assert bell.reading_secrets_from(lambda: secret).loudness
    assert caught.value.message == (
        "the alerter 'b' is not valid with its secrets: loudness: Input should be a valid integer, unable to parse "
        "string as an integer; tunes: no tunes: ***"
    )
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_nothing_that_shows_a_component_shows_its_secrets_before_or_after_they_were_read() -> None:
    bell = Bell(name="b", uuid=UUID, **REFERRING).reading_secrets_from(lambda: secret)  # type: ignore[arg-type]
    before = (repr(bell), str(bell), bell.model_dump(mode="json"), bell.model_dump_json(), pickle.dumps(bell))

    assert bell.place == "TOWER"

    after = (repr(bell), str(bell), bell.model_dump(mode="json"), bell.model_dump_json(), pickle.dumps(bell))
    assert after == before
    assert repr(bell) == (
        f"Bell(name='b', uuid=UUID('{UUID}'), place='{{{{bell.place}}}}', loudness='{{{{bell.loudness}}}}', "
        "tunes='{{bell.tunes}}', token='{{bell.key}}')"
    )
    assert not any(shown in str(after).upper() for shown in ("CANARY", "TOWER"))


def test_components_are_equal_when_they_were_given_the_same() -> None:
    one, other = (Bell(name="b", uuid=UUID, **REFERRING) for _ in range(2))  # type: ignore[arg-type]

    assert one == other.reading_secrets_from(lambda: secret)
    assert hash(one) == hash(other)
    assert one != Bell(name="b", uuid=UUID, **{**REFERRING, "token": "{{bell.other}}"})  # type: ignore[arg-type]
    assert one != Bell(name="b", uuid=UUID, place="x")  # type: ignore[arg-type]
    assert Bell(name="b", uuid=UUID, place="x") == Bell(name="b", uuid=UUID, place="X")  # type: ignore[arg-type]


def test_what_is_shown_is_not_fetched_for_it() -> None:
    class Computing(Bell):
        @computed_field
        def address(self) -> str:
            return f"https://{self.place}/{self.token}"

    def refused(reference: SecretReference) -> str:
        raise AssertionError(reference)

    bell = Computing(name="b", uuid=UUID, place="x", token="{{bell.key}}").reading_secrets_from(lambda: refused)  # type: ignore[arg-type]

    assert (
        repr(bell)
        == f"Computing(name='b', uuid=UUID('{UUID}'), place='X', loudness=3, tunes=[], token='{{{{bell.key}}}}')"
    )


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, Bell.model_copy])
def test_a_copy_reads_its_secrets_by_itself(copied: Any) -> None:
    bell = Bell(name="b", **REFERRING).reading_secrets_from(lambda: secret)
    assert bell.loudness == 5

    again = copied(bell)

    assert again == bell
    assert (
        again.reading_secrets_from(lambda: lambda reference: {"loudness": "2"}.get(reference.key, "[]")).loudness == 2
    )


def test_a_changed_copy_refers_to_something_else() -> None:
    bell = Bell(name="b", **REFERRING).reading_secrets_from(lambda: secret)
    assert bell.loudness == 5

    changed = bell.model_copy(update={"loudness": 1, "place": "{{bell.key}}"})

    assert (changed.loudness, str(changed.secret_references["place"])) == (1, "{{bell.key}}")


class Checked(Bell):
    """Look at fields in every place where pydantic lets a class do so."""

    url: str = Field(default_factory=lambda given: f"{given['place']}:{given['loudness']}")
    _rings: int = PrivateAttr(default=0)

    @field_validator("tunes")
    @classmethod
    def _tunes_fit(cls, tunes: list[str], info: Any) -> list[str]:
        return tunes * int(info.data["loudness"] - 3)

    @model_validator(mode="before")
    @classmethod
    def _look_before(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {**values, "loudness": int(values["loudness"]) - 0}

    @model_validator(mode="after")
    def _look_after(self) -> Checked:
        if self.loudness < 2:
            raise ValueError("too quiet")
        return self

    def model_post_init(self, context: object) -> None:
        self._rings = self.loudness * 10


def test_validators_of_the_whole_class_run_once_the_secrets_are_there() -> None:
    bell = Checked(name="b", place="x", loudness="{{bell.loudness}}", tunes=["a"])  # type: ignore[arg-type]

    bell = bell.reading_secrets_from(lambda: secret)

    assert (bell.loudness, bell.tunes, bell.url, bell._rings) == (5, ["a", "a"], "X:5", 50)
    quiet = Checked(name="b", place="x", loudness="{{a.b}}").reading_secrets_from(lambda: lambda _: "1")  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="the alerter 'b' is not valid with its secrets: too quiet"):
        assert quiet.url


def test_a_secret_that_looks_like_a_reference_is_a_secret() -> None:
    bell = Bell(name="b", place="x", token="{{a.b}}").reading_secrets_from(lambda: lambda _: "{{c.d}}")  # type: ignore[arg-type]
    assert bell.token == SecretStr("{{c.d}}")


def test_many_threads_ask_for_the_secrets_of_a_component_once() -> None:
    asked: list[SecretReference] = []
    barrier = threading.Barrier(8)

    def slow(reference: SecretReference) -> str:
        asked.append(reference)
        return secret(reference)

    def read() -> None:
        barrier.wait(10)
        assert bell.loudness == 5

    bell = Bell(name="b", place="x", loudness="{{bell.loudness}}").reading_secrets_from(lambda: slow)  # type: ignore[arg-type]
    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked == [SecretReference("bell", "loudness")]


def test_an_unknown_attribute_is_missing_without_asking_for_secrets() -> None:
    bell = Bell(name="b", **REFERRING).reading_secrets_from(lambda: refused)
    with warnings.catch_warnings():
        assert not hasattr(bell, "gong")
        assert not hasattr(bell, "_hidden")
