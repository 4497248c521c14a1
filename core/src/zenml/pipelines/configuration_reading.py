"""Read configuration files of runs, and find everything that is wrong with one at once.

Who runs a pipeline without such a file does not load this: what its keys may hold is checked by pydantic models.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from zenml.documents import Document, read_document
from zenml.names import did_you_mean
from zenml.pipelines.configuration_files import ConfigurationFile, Given, Keys
from zenml.pipelines.faults import WiringFault
from zenml.pipelines.file_sections import RunSection, StepSection, example_of, known_keys

_RULES = dict.fromkeys(("dict_type", "model_type"), "it should be a mapping")
"""In our words what pydantic says in its own."""


def read_configuration(file: ConfigurationFile) -> tuple[dict[Keys, Given], list[WiringFault]]:
    """Return all that a file says, each under its keys, and what is wrong in it, which is left out.

    Raises:
        NotFoundError: there is no such file.
        ConfigurationError: it is damaged, so that nothing in it can be read.
    """
    file.check_is_there()
    document = copy.deepcopy(read_document(file.path))
    faults: dict[Keys, WiringFault] = {}
    while isinstance(section := _validated(document), ValidationError):
        for detail in section.errors(include_url=False):
            keys = _keys_of(detail, document)
            faults.setdefault(keys, _fault(detail, keys, file, document))
        for keys in faults:
            _remove(keys, document)
    return {keys: Given(value, file, keys) for keys, value in _said(section)}, list(faults.values())


def _validated(document: Document) -> RunSection | ValidationError:
    try:
        return RunSection.model_validate(document)
    except ValidationError as error:
        return error


def _said(section: RunSection) -> Iterator[tuple[Keys, Any]]:
    """Yield what stands in the file: one entry for each value that is used by itself."""
    for name in _options_in(section):
        if (value := getattr(section, name)) is not None:
            yield (name,), value
    yield from ((("tags", tag), tag) for tag in section.tags)
    yield from ((("parameters", name), value) for name, value in section.parameters.items())
    yield from ((("settings", name), value) for name, value in section.settings.items())
    for step, options in section.steps.items():
        yield ("steps", step), None
        yield from ((("steps", step, name), getattr(options, name)) for name in _options_in(options))
        yield from ((("steps", step, "parameters", name), value) for name, value in options.parameters.items())


def _options_in(section: RunSection | StepSection) -> list[str]:
    """Return the keys that the file has, in the order in which they are documented, without those that hold more."""
    own = section.model_fields_set - {"tags", "parameters", "steps", "settings"}
    return [name for name in type(section).model_fields if name in own]


def _keys_of(detail: ErrorDetails, document: Document) -> Keys:
    """Return the keys that lead to a fault, as far as there are such in the file."""
    found: Any = document
    keys = []
    for part in detail["loc"]:
        if not (isinstance(found, dict) and part in found):
            break
        keys.append(cast("str", part))
        found = found[part]
    return tuple(keys)


def _fault(detail: ErrorDetails, keys: Keys, file: ConfigurationFile, document: Document) -> WiringFault:
    given = Given(_value_at(keys, document), file, keys)
    if detail["type"] == "extra_forbidden":
        remedy = did_you_mean(keys[-1], known_keys(keys[:-1]))
        return WiringFault("", "", f"{given.place}: {given.key!r:.80} is not known", remedy)
    rule = _RULES.get(detail["type"]) or detail["msg"].removeprefix("Value error, ").replace("Input", "it", 1)
    example = example_of(keys)
    problem = f"{given.place}: {given.key!r:.80} is {given.value!r:.80}, but {rule}"
    return WiringFault("", "", problem, f"such as {example}" if example else "correct it there")


def _value_at(keys: Keys, document: Document) -> object:
    found: Any = document
    for key in keys:
        found = found[key]
    return found


def _remove(keys: Keys, document: Document) -> None:
    """Take out what is faulty, so that the rest can be used to find further faults."""
    found: Any = document
    for key in keys[:-1]:
        found = found.get(key, {})
    if keys:
        found.pop(keys[-1], None)
