"""Say where a step's code is found, and what it does."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from functools import reduce
from pathlib import Path

from zenml.engine.code_digest import Code, code_of
from zenml.materializers.registry import load_materializer, materializer_for
from zenml.pipelines.assignability import type_class
from zenml.pipelines.output_materializers import chosen_materializer
from zenml.sources import address_of
from zenml.steps.base_step import BaseStep

_OF_THE_CORE = "zenml."


def step_address(step: BaseStep, source_root: Path) -> str:
    """Return the address that leads to a step, ``""`` when another process cannot find it.

    ``trainer = step(train)`` is found as ``trainer``: under the function's own name there is no step.
    """
    definition = step.definition
    module_name, _, qualname = address_of(definition, source_root).partition(":")
    names = vars(sys.modules[definition.__module__]) if module_name else {}
    if _leads_to(_attribute(definition.__module__, qualname), definition):
        return f"{module_name}:{qualname}"
    return next((f"{module_name}:{name}" for name, found in names.items() if _leads_to(found, definition)), "")


def step_code(step: BaseStep, source_root: Path) -> Code:
    """Return what a step's code does, and the project's materializers of its outputs.

    Raises:
        ConfigurationError: one of its extra files cannot be read.
    """
    files = [source_root / file for file in step.extra_files]
    code = code_of(step.definition, source_root, files)
    digests, parts = [code.digest], dict(code.parts)
    for materializer in _materializers_of(step):
        digest, its_parts = code_of(materializer, source_root, name=materializer.__qualname__)
        digests.append(digest)
        parts |= its_parts
    return Code(digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest(), parts)


def _materializers_of(step: BaseStep) -> Iterator[type]:
    """Yield those that a step's author chose, and those that a project or package made for a declared type."""
    for output in step.signature.returned.outputs:
        data_type = type_class(output.annotation)
        chosen = chosen_materializer(step, output.name)
        if chosen is not None:
            yield chosen
        elif data_type is not None and not (address := materializer_for(data_type)).startswith(_OF_THE_CORE):
            yield load_materializer(address)


def _attribute(module_name: str, qualname: str) -> object:
    try:
        return reduce(getattr, qualname.split("."), sys.modules.get(module_name))
    except AttributeError:
        return None


def _leads_to(found: object, definition: Callable[..., object]) -> bool:
    if isinstance(definition, type):
        return found is definition
    return isinstance(found, BaseStep) and found.definition is definition
