"""Define the model under every component: its fields may refer to secrets, and then nothing shows what they hold."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, PrivateAttr

from zenml.given_values import secret_fields
from zenml.models.records import SecretReference
from zenml.references import SecretSource, Subject, Waiting, references_in, resolved, values_at_once

if TYPE_CHECKING:
    from typing_extensions import Self


class ReferringModel(BaseModel, ABC):
    """Accept ``{{secret.key}}`` in any field but ``name`` and ``uuid``.

    A field that holds a reference is absent until it is read; then all references of the instance are resolved, and
    the class is checked as a whole. ``==``, ``repr``, copies and pickles know the references, never the secrets;
    ``model_dump`` leaves out what waits.
    """

    # Abstract classes are never instantiated, so their validators (0.7 ms each) are built on first use.
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,  # JSON has none
        defer_build=True,
        hide_input_in_errors=True,
    )

    _waiting: Waiting | None = PrivateAttr(default=None)

    def __init__(self, **configuration: object) -> None:
        references = references_in(configuration)
        if references:
            self._wait(configuration, references)
        else:
            super().__init__(**configuration)

    @property
    def secret_references(self) -> Mapping[str, SecretReference]:
        """Return the references that this was given, by field."""
        return self._waiting.references if self._waiting else {}

    @property
    def secret_source(self) -> SecretSource | None:
        """Return where the references are resolved; ``None`` as long as nobody said."""
        return self._waiting.source if self._waiting else None

    def given(self, name: str) -> object:
        """Return what a field was given: its value, or the text of its reference, as far as nothing was resolved."""
        if self._waiting is not None and name not in self.__dict__:
            return self._waiting.given[name]
        return self.__dict__[name]

    def reading_secrets_from(self, source: SecretSource) -> Self:
        """Return this instance bound to where its references are resolved; itself if it has none."""
        if self._waiting is None:
            return self
        bound = type(self).__new__(type(self))
        waiting = Waiting(self._waiting.given, self._waiting.references, source)
        _fill(bound, dict(self.__dict__), self.model_fields_set, waiting)
        return bound

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy; one with references is made anew from what it was given, and checked."""
        if self._waiting is None:
            return super().model_copy(update=update, deep=deep)
        return type(self)(**{**self._waiting.given, **(update or {})})

    if not TYPE_CHECKING:  # a type checker would believe every attribute to be there

        def __getattr__(self, name: str) -> Any:
            """Answer for a field that is absent, since it or its default waits for a secret."""
            waiting = _waiting_of(self)
            if waiting is None or name == "_waiting" or not _is_declared(type(self), name):
                return super().__getattr__(name)
            return getattr(self._resolved(waiting), name)

    def __eq__(self, other: object) -> bool:
        waiting, others = _waiting_of(self), _waiting_of(other)
        if waiting is None and others is None:
            return super().__eq__(other)
        return type(self) is type(other) and waiting is not None and others is not None and _same(self, other)

    def __hash__(self) -> int:
        return hash((type(self), self.__dict__["uuid"]))

    def __reduce__(self) -> Any:
        """Keep fetched secrets, and where they are fetched, out of pickles and deep copies."""
        if self._waiting is None:
            return super().__reduce__()
        return _remade, (type(self), dict(self._waiting.given))

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Show each reference in the place of its value; nothing is fetched for it, nor computed from a secret."""
        waiting = _waiting_of(self)
        if waiting is None:
            yield from super().__repr_args__()
            return
        shown = {name for name, field in type(self).model_fields.items() if field.repr}
        yield from ((name, value) for name, value in self.__dict__.items() if name in shown)
        yield from ((name, str(reference)) for name, reference in waiting.references.items())

    def _wait(self, configuration: Mapping[str, object], references: Mapping[str, SecretReference]) -> None:
        """Become an instance that has only the values which are known without the secrets."""
        given = {"uuid": uuid4(), **configuration}
        values = values_at_once(type(self), given, references)
        _fill(self, values, set(given), Waiting({**given, "uuid": values["uuid"]}, references))

    def _resolved(self, waiting: Waiting) -> BaseModel:
        whole = resolved(self, waiting, self._subject, secret_fields(type(self)))
        private = self.__pydantic_private__
        assert private is not None
        for name, value in (whole.__pydantic_private__ or {}).items():
            private.setdefault(name, value)
        return whole

    @property
    @abstractmethod
    def _subject(self) -> Subject:
        """Return what error messages call this instance."""


def _fill(instance: ReferringModel, values: dict[str, Any], fields_set: set[str], waiting: Waiting) -> None:
    """Give a new instance its state, as pydantic's own ``model_construct`` does."""
    object.__setattr__(instance, "__dict__", values)
    object.__setattr__(instance, "__pydantic_fields_set__", fields_set)
    object.__setattr__(instance, "__pydantic_extra__", None)
    object.__setattr__(instance, "__pydantic_private__", {"_waiting": waiting})


def _waiting_of(instance: object) -> Waiting | None:
    """Return the references of an instance, also while it is being made."""
    try:
        private = object.__getattribute__(instance, "__pydantic_private__")
    except AttributeError:
        return None
    found = private.get("_waiting") if private else None
    return found if isinstance(found, Waiting) else None


def _is_declared(model: type[BaseModel], name: str) -> bool:
    return name in model.model_fields or name in model.__private_attributes__


def _same(one: ReferringModel, other: object) -> bool:
    assert isinstance(other, ReferringModel)
    return one.__dict__ == other.__dict__ and one.secret_references == other.secret_references


def _remade(model: type[ReferringModel], given: Mapping[str, object]) -> ReferringModel:
    return model(**given)
