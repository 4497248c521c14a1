"""Describe one run of a pipeline as plain data, complete enough to run each step in another process."""

from __future__ import annotations

import base64
import json
import sys
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import cast

from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError
from zenml.models.records import ComponentRecord, FlavorRecord, StackSnapshot

FORMAT_VERSION = 1


@dataclass(frozen=True)
class InputBinding:
    """Say which output of which step an input takes its artifact from."""

    step: str
    output: str


@dataclass(frozen=True)
class OutputDeclaration:
    """Name an output, the address of its declared type and the materializer chosen for it.

    An empty address leaves the choice to the value's own type.
    """

    name: str
    type: str = ""
    materializer: str = ""


@dataclass(frozen=True)
class StepDeployment:
    """Describe one step of a run."""

    name: str
    source: str
    """``module:qualname`` of the step, ``""`` when only the launching process knows it."""
    code_digest: str
    """SHA-256 of the step's source, its project's helpers and its declared files."""
    inputs: Mapping[str, InputBinding] = field(default_factory=dict)
    parameters: Mapping[str, object] = field(default_factory=dict)
    """Values as JSON knows them; the fields of a ``BaseParameters`` stand beside plain arguments."""
    outputs: tuple[OutputDeclaration, ...] = ()
    after: tuple[str, ...] = ()
    """Steps to wait for although no artifact flows."""
    enable_cache: bool = True
    components: Mapping[StackComponentType, str] = field(default_factory=dict)
    """Optional components that this step names: experiment tracker, step operator, model deployer."""

    @property
    def upstream(self) -> tuple[str, ...]:
        """Return the names of all steps that must succeed first, each once."""
        return tuple(dict.fromkeys([binding.step for binding in self.inputs.values()] + list(self.after)))


@dataclass(frozen=True)
class PipelineDeployment:
    """Describe one run: its steps in an order that respects every edge, its stack, its settings."""

    run_id: str
    run_name: str
    pipeline: str
    stack: StackSnapshot
    steps: tuple[StepDeployment, ...]
    source_root: str
    """Absolute path; ``import_folders`` are the further folders that the launching script imported from."""
    import_folders: tuple[str, ...] = ()
    runtime_configuration: Mapping[str, object] = field(default_factory=dict)
    user: str = "default"
    project: str | None = None

    def step(self, name: str) -> StepDeployment:
        """Return the step called ``name``; a name that the deployment does not hold is a KeyError."""
        return self._steps_by_name[name]

    @cached_property
    def _steps_by_name(self) -> Mapping[str, StepDeployment]:
        return {step.name: step for step in self.steps}

    def command(self, step_name: str, python: str = sys.executable) -> tuple[str, ...]:
        """Return the command line that runs one step of this run in another process.

        It carries the stack; the deployment itself is read from the artifact store.
        """
        stack = encode_stack(self.stack)
        return (python, "-m", "zenml.entrypoint", "--run", self.run_id, "--step", step_name, "--stack", stack)

    def to_json(self) -> bytes:
        """Return the deployment as JSON, with its format version."""
        return json.dumps({"version": FORMAT_VERSION, **asdict(self)}).encode()

    @classmethod
    def from_json(cls, data: bytes) -> PipelineDeployment:
        """Rebuild a deployment.

        Raises:
            ConfigurationError: a newer version of the product wrote it.
        """
        document = json.loads(data)
        _check_version(document.pop("version"), "deployment")
        steps = tuple(_step_from(step) for step in document.pop("steps"))
        stack = _stack_from(document.pop("stack"))
        folders = tuple(document.pop("import_folders"))
        return cls(**document, steps=steps, stack=stack, import_folders=folders)


def encode_stack(stack: StackSnapshot) -> str:
    """Return a stack as one word for a command line; it holds references to secrets, never secrets."""
    data = json.dumps({"version": FORMAT_VERSION, **asdict(stack)}).encode()
    return base64.urlsafe_b64encode(zlib.compress(data)).decode()


def decode_stack(word: str) -> StackSnapshot:
    """Return the stack that ``encode_stack`` wrote."""
    document = json.loads(zlib.decompress(base64.urlsafe_b64decode(word)))
    _check_version(document.pop("version"), "stack")
    return _stack_from(document)


def _check_version(version: object, what: str) -> None:
    if version != FORMAT_VERSION:
        raise ConfigurationError(
            f"this {what} has format {version}, this zenml-core reads format {FORMAT_VERSION}",
            hint="install the zenml-core that launched the run",
        )


def _stack_from(document: dict[str, object]) -> StackSnapshot:
    components = cast("dict[str, dict[str, object]]", document["components"])
    flavors = cast("list[dict[str, object]]", document["flavors"])
    records = {StackComponentType(kind): _component_from(entry) for kind, entry in components.items()}
    return StackSnapshot(str(document["name"]), records, tuple(_flavor_from(entry) for entry in flavors))


def _component_from(document: dict[str, object]) -> ComponentRecord:
    return ComponentRecord(**{**document, "type": StackComponentType(document["type"])})  # type: ignore[arg-type]  # JSON


def _flavor_from(document: dict[str, object]) -> FlavorRecord:
    return FlavorRecord(**{**document, "type": StackComponentType(document["type"])})  # type: ignore[arg-type]  # JSON


def _step_from(document: dict[str, object]) -> StepDeployment:
    inputs = cast("dict[str, dict[str, str]]", document.pop("inputs"))
    outputs = cast("list[dict[str, str]]", document.pop("outputs"))
    components = cast("dict[str, str]", document.pop("components"))
    after = cast("list[str]", document.pop("after"))
    return StepDeployment(
        **document,  # type: ignore[arg-type]  # JSON
        inputs={argument: InputBinding(**binding) for argument, binding in inputs.items()},
        outputs=tuple(OutputDeclaration(**output) for output in outputs),
        components={StackComponentType(kind): name for kind, name in components.items()},
        after=tuple(after),
    )
