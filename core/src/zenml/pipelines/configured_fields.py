"""Put a parameters object together, of what the code passes and of what configuration files set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from zenml.errors import WiringError
from zenml.pipelines.arguments import conflict
from zenml.pipelines.configuration_files import Given
from zenml.steps.parameters import BaseParameters, from_plain, to_plain
from zenml.steps.signature import Argument, Fault


class ConfiguredFields:
    """Hold the fields of a parameters object as plain data, and what is wrong with them.

    Args:
        argument: that takes the object.
        passed: the fields that the code sets, as plain data; a default of the signature sets them, too.
        is_explicit: whether the code set them in the pipeline, and not by such a default.
        given: what files set, by name.
    """

    def __init__(
        self, argument: Argument, passed: Mapping[str, object], given: Mapping[str, Given], *, is_explicit: bool
    ) -> None:
        self.faults: list[Fault] = []
        self.plain: Mapping[str, object] = {}
        self._given = given
        try:
            values = {**passed, **{name: each.value for name, each in given.items()}}
            plain = to_plain(from_plain(values, argument.annotation), argument.annotation)
        except ValidationError as error:
            self.faults += self._invalid(error)
        except WiringError as error:
            self.faults.append(Fault(error.message, error.hint, argument.name))
        else:
            assert isinstance(plain, dict)  # a model's
            self.plain = plain
        self.faults += self._conflicts(passed) if is_explicit else ()

    def _invalid(self, error: ValidationError) -> Iterator[Fault]:
        for detail in error.errors(include_url=False):
            name = str(detail["loc"][0]) if detail["loc"] else ""
            inner = ".".join(map(str, detail["loc"][1:]))
            rule = f"{inner}: {detail['msg']}" if inner else detail["msg"]
            given = self._given.get(name)
            if given is not None:
                yield Fault(f"{given.place}: {given.value!r:.60} does not fit: {rule}", "correct it there", name)
            elif detail["type"] == "missing":
                yield Fault("gets no value", "pass one, or set it where the file sets the others", name)
            else:
                places = ", ".join(dict.fromkeys(each.place for each in self._given.values()))
                yield Fault(f"does not fit with what is set in {places}: {rule}", "correct it there", name)

    def _conflicts(self, passed: Mapping[str, object]) -> Iterator[Fault]:
        faulty = {fault.argument for fault in self.faults}
        for name, given in self._given.items():
            if name in passed and name not in faulty and passed[name] != self.plain.get(name, given.value):
                yield Fault(*conflict(passed[name], given), name)


def fields_set(value: object, plain: Mapping[str, object]) -> dict[str, object]:
    """Return of the plain fields of an object those that its constructor was given."""
    names = value.model_fields_set if isinstance(value, BaseParameters) else plain.keys()
    return {name: field for name, field in plain.items() if name in names}
