"""Describe one run of a pipeline as plain data, complete enough to run each step in another process."""

from __future__ import annotations

import base64
import json
import sys
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError
from zenml.models.argument_templates import Template
from zenml.models.records import ComponentRecord, FlavorRecord, StackSnapshot
from zenml.models.schedule import Schedule, schedule_from
from zenml.models.step_settings import FailureMode, StepRetry, retry_from

FORMAT_VERSION = 1
RUNS_FOLDER = "runs"
"""Holds, below the root of an artifact store, all that runs write there."""

ONLY_OUTPUT = "output"
"""The name of the output of a step that declares one type and no name."""
NO_RETRY = retry_from({})

Scalar: TypeAlias = "bool | int | float | str"
StepCondition: TypeAlias = "Comparison | Combination"
_COMPARING = frozenset({">", ">=", "<", "<=", "==", "!="})
_COMBINING = frozenset({"and", "or", "not"})
_Record = TypeVar("_Record", ComponentRecord, FlavorRecord)


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
class Comparison:
    """Hold a condition that compares an output with a value or another output."""

    left: InputBinding
    operator: str
    """One of ``> >= < <= == !=``."""
    right: InputBinding | Scalar

    @property
    def outputs(self) -> tuple[InputBinding, ...]:
        """Return what has to be known to judge it."""
        return (self.left, self.right) if isinstance(self.right, InputBinding) else (self.left,)


@dataclass(frozen=True)
class Combination:
    """Hold a condition that is combined of others."""

    operator: str
    """``and`` or ``or`` of several, or ``not`` of one."""
    parts: tuple[StepCondition, ...]

    @property
    def outputs(self) -> tuple[InputBinding, ...]:
        """Return what has to be known to judge it."""
        return tuple(output for part in self.parts for output in part.outputs)


@dataclass(frozen=True)
class StepDeployment:
    """Describe one step of a run."""

    name: str
    source: str
    """``module:qualname`` of the step, ``""`` when only the launching process knows it."""
    code_digest: str
    """SHA-256 of the step's source, its project's helpers and its declared files."""
    inputs: Mapping[str, InputBinding] = field(default_factory=dict)
    """By argument, or by the place in an argument that is a container: ``models[0]``, ``extra['left']``."""
    containers: Mapping[str, Template] = field(default_factory=dict)
    """How each argument that is a container with inputs in it is put together."""
    map_over: str = ""
    """The input whose items are handed to the step one by one; its outputs are then lists of what it returned."""
    parameters: Mapping[str, object] = field(default_factory=dict)
    """Values as JSON knows them; the fields of a ``BaseParameters`` stand beside plain arguments."""
    outputs: tuple[OutputDeclaration, ...] = ()
    after: tuple[str, ...] = ()
    """Steps to wait for although no artifact flows."""
    condition: StepCondition | None = None
    """What must hold for the step to run; it is skipped otherwise, and so is all that depends on it."""
    enable_cache: bool = True
    components: Mapping[StackComponentType, str] = field(default_factory=dict)
    """Optional components that this step names: experiment tracker, step operator, model deployer, alerter."""
    retry: StepRetry = NO_RETRY
    timeout_seconds: float | None = None
    """How long one attempt may take before the process that makes it is killed."""
    resources: Mapping[str, object] = field(default_factory=dict)
    """What it needs of a machine: some of ``cpu_count``, ``gpu_count``, ``memory``."""
    on_failure: str = ""
    """Address of the function that is called once the step has failed for good; likewise ``on_success``."""
    on_success: str = ""
    code_parts: Mapping[str, str] = field(default_factory=dict)
    """What ``code_digest`` is made of: a short digest of each part, by the part's name."""

    @property
    def upstream(self) -> tuple[str, ...]:
        """Return the names of all steps that must succeed first, each once."""
        compared = self.condition.outputs if self.condition else ()
        read = [binding.step for binding in (*self.inputs.values(), *compared)]
        return tuple(dict.fromkeys([*read, *self.after]))


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
    config_folder: str = ""
    """Absolute path of the launching process's configuration folder, where local components keep their data."""
    failure_mode: FailureMode = FailureMode.FAIL_FAST
    tags: tuple[str, ...] = ()
    """Of the run."""
    schedule: Schedule | None = None
    """When to run it again and again; each time it is a run of its own."""

    def step(self, name: str) -> StepDeployment:
        """Return the step called ``name``; a name that the deployment does not hold is a KeyError."""
        return self._steps_by_name[name]

    @cached_property
    def _steps_by_name(self) -> Mapping[str, StepDeployment]:
        return {step.name: step for step in self.steps}

    def command(self, step_name: str, python: str = sys.executable, *, in_place: bool = False) -> tuple[str, ...]:
        """Return the command line that runs one step of this run in another process.

        With ``in_place`` that process is where a step operator has put the step, and asks no operator again.

        It carries what is needed to read the deployment itself from the artifact store: the stack, and the
        configuration folder, since components without a path of their own lie below it.
        """
        return (*self.worker_command(python), "--step", step_name, *(["--in-place"] if in_place else []))

    def worker_command(self, python: str = sys.executable) -> tuple[str, ...]:
        """Return the command line of a process that runs steps of this run one after the other, as it is asked to."""
        what = ("--run", self.run_id, "--stack", encode_stack(self.stack))
        where = ("--config", self.config_folder) if self.config_folder else ()
        return (python, "-m", "zenml.entrypoint", *what, *where)

    def to_json(self) -> bytes:
        """Return the deployment as JSON, with its format version."""
        schedule = self.schedule.to_plain() if self.schedule else None
        return json.dumps({"version": FORMAT_VERSION, **asdict(self), "schedule": schedule}).encode()

    @classmethod
    def from_json(cls, data: bytes) -> PipelineDeployment:
        """Rebuild a deployment; fields that this version does not know are left out.

        Raises:
            ConfigurationError: it is damaged, or a newer version of the product wrote it.
        """
        with _damage_explained("deployment", "launch the run again"):
            document = json.loads(data)
            _check_version(document["version"], "deployment")
            parts = {
                "steps": tuple(_step_from(step) for step in document["steps"]),
                "stack": _stack_from(document["stack"]),
                "import_folders": tuple(document.get("import_folders", ())),
                "tags": tuple(document.get("tags", ())),
                "failure_mode": FailureMode(document.get("failure_mode", FailureMode.FAIL_FAST)),
                "schedule": schedule_from(document["schedule"]) if document.get("schedule") else None,
            }
            return cls(**{**_known(cls, document), **parts})


def deployment_file(run_id: str) -> str:
    """Return where the deployment of a run lies, relative to the root of its artifact store."""
    return f"{RUNS_FOLDER}/{run_id}/.deployment.json"


def encode_stack(stack: StackSnapshot) -> str:
    """Return a stack as one word for a command line; it holds references to secrets, never secrets."""
    data = json.dumps({"version": FORMAT_VERSION, **asdict(stack)}).encode()
    return base64.urlsafe_b64encode(zlib.compress(data)).decode()


def decode_stack(word: str) -> StackSnapshot:
    """Return the stack that ``encode_stack`` wrote.

    Raises:
        ConfigurationError: the word is damaged, or a newer version of the product wrote it.
    """
    with _damage_explained("stack", "use PipelineDeployment.command"):
        document = json.loads(zlib.decompress(base64.urlsafe_b64decode(word)))
        _check_version(document["version"], "stack")
        return _stack_from(document)


@contextmanager
def _damage_explained(what: str, remedy: str) -> Iterator[None]:
    """Let whatever goes wrong while bytes are taken apart say that it is the bytes."""
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, zlib.error) as error:
        cause = f"{type(error).__name__}: {error}"
        raise ConfigurationError(f"this {what} is damaged: {cause}", hint=remedy) from error


def _check_version(version: int, what: str) -> None:
    if version > FORMAT_VERSION:
        raise ConfigurationError(
            f"this {what} has format {version}, this zenml-core reads format {FORMAT_VERSION}",
            hint="install the zenml-core that launched the run",
        )


def _known(cls: type, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a document says about the fields of a dataclass; the rest comes from another version."""
    names = {each.name for each in fields(cls)}
    return {name: value for name, value in document.items() if name in names}


def _stack_from(document: Mapping[str, Any]) -> StackSnapshot:
    components = document["components"].items()
    records = {StackComponentType(kind): _typed(ComponentRecord, entry) for kind, entry in components}
    return StackSnapshot(document["name"], records, tuple(_typed(FlavorRecord, entry) for entry in document["flavors"]))


def _typed(cls: type[_Record], document: Mapping[str, Any]) -> _Record:
    return cls(**{**_known(cls, document), "type": StackComponentType(document["type"])})


def _step_from(document: Mapping[str, Any]) -> StepDeployment:
    inputs = document["inputs"].items()
    components = document["components"].items()
    parts = {
        "inputs": {argument: InputBinding(**_known(InputBinding, binding)) for argument, binding in inputs},
        "outputs": tuple(OutputDeclaration(**_known(OutputDeclaration, output)) for output in document["outputs"]),
        "components": {StackComponentType(kind): name for kind, name in components},
        "after": tuple(document["after"]),
        "condition": _condition_from(document.get("condition")),
        "retry": retry_from(document.get("retry", {})),
    }
    return StepDeployment(**{**_known(StepDeployment, document), **parts})


def _condition_from(document: Mapping[str, Any] | None) -> StepCondition | None:
    if document is None:
        return None
    operator = document["operator"]
    if operator not in (_COMBINING if "parts" in document else _COMPARING):
        raise ValueError(f"a condition has the unknown operator {operator!r}")
    if "parts" in document:
        return Combination(operator, tuple(part for part in map(_condition_from, document["parts"]) if part))
    return Comparison(_operand_from(document["left"]), operator, _operand_from(document["right"]))


def _operand_from(operand: Any) -> Any:
    return InputBinding(**_known(InputBinding, operand)) if isinstance(operand, Mapping) else operand
