"""Define what a step is, and what calling one means in each place."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar, cast
from weakref import WeakKeyDictionary

from zenml.engine.context import StepContext
from zenml.engine.executable import Executable
from zenml.enums import StackComponentType
from zenml.errors import UsageError
from zenml.materializers import BaseMaterializer
from zenml.models.step_settings import ResourceConfiguration, StepRetry
from zenml.steps.execution import arguments_of, finish, outputs_of
from zenml.steps.mapping import collected, items_of
from zenml.steps.options import StepOptions, check_options
from zenml.steps.parameters import BaseParameters
from zenml.steps.signature import Signature
from zenml.steps.signature_reading import read_signature

if TYPE_CHECKING:
    from typing_extensions import Unpack

StepT = TypeVar("StepT", bound="BaseStep")


class BaseStep:
    """Be one step of a pipeline, written as a class.

    Example::

        class Trainer(BaseStep):
            enable_cache = False

            def entrypoint(self, params: TrainerParameters, X: np.ndarray, y: np.ndarray) -> ClassifierMixin: ...

        training(importer=Importer(), trainer=Trainer(TrainerParameters(gamma=0.01))).run()

    Settings come in through a ``BaseParameters`` argument and nowhere else: the cache and other processes
    know an instance by its class and its parameters alone, so a constructor of its own is refused.
    """

    entrypoint: Callable[..., Any]
    """What the step does; calling it always runs it."""
    name: str = ""
    """Its name in a plain pipeline, if not its function's or class's; in a classic one the argument names it."""
    enable_cache: bool | None = None
    """Whether outputs may come from an earlier run; ``None`` leaves it to the pipeline."""
    experiment_tracker: str | None = None
    """Name of the stack's experiment tracker, if this step uses it; likewise the next three."""
    step_operator: str | None = None
    model_deployer: str | None = None
    alerter: str | None = None
    output_materializers: type[BaseMaterializer] | Mapping[str, type[BaseMaterializer]] | None = None
    """A materializer for all outputs, or one for each output named; without one, the value's type decides."""
    extra_files: Sequence[str | Path] = ()
    """Files, relative to the source root, whose change makes the cached outputs stale."""
    retry: int | StepRetry = 0
    """How often it is tried again after a failure, and how."""
    timeout_seconds: float | None = None
    """How long one attempt may take; then its process is killed, with what it started."""
    resources: ResourceConfiguration | None = None
    on_failure: Callable[..., object] | None = None
    """Called once it has failed for good; ``hook`` returns it, also from a class body."""
    on_success: Callable[..., object] | None = None
    params: BaseParameters | None = None
    waits_for: tuple[BaseStep, ...] = ()
    conditions: tuple[object, ...] = ()
    """What must hold for it to run."""
    origin: BaseStep | None = None
    """The step that this one is a copy of."""

    _signatures: ClassVar[WeakKeyDictionary[Callable[..., object], Signature]] = WeakKeyDictionary()

    def __init__(self, params: BaseParameters | None = None) -> None:
        self.params = params

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Take part in the pipeline that is being recorded, inside a running step run; else configure or run.

        Outside a pipeline, a call without arguments or with only a parameters object returns a configured
        copy; a call with data runs the step and returns its value.
        """
        return _place.get().call(self, args, kwargs)

    def after(self: StepT, *others: BaseStep) -> StepT:
        """Wait for ``others`` although no artifact flows; return the step itself.

        Inside a pipeline it holds for all calls of this step and of the others there, and of copies of them.
        """
        _place.get().order(self, others)
        return self

    def when(self: StepT, condition: Any) -> StepT:
        """Return a copy that runs only if a condition over outputs of earlier steps holds.

        Otherwise it is skipped, and so is every step that depends on it. Outputs are compared by ``>``, ``>=``, ``<``,
        ``<=``, ``.equals()`` and ``.differs_from()``, with numbers, text and booleans or with each other; one that is a
        boolean is a condition by itself; ``&``, ``|`` and ``~`` combine conditions.

        Example::

            deploy.when(accuracy > 0.9)(model)
        """
        return self.configured(conditions=(*self.conditions, condition))

    def map(self, items: Any, /, **others: Any) -> Any:
        """Call the step once for each item of a list, and return the list of what it returns, in that order.

        The items go to the first argument that is not among ``others``. With several outputs there is one list for
        each. Over an output of another step, whose length only the run knows, all items are one step of the
        pipeline, which returns lists.

        Example::

            scores = evaluate.map([0.1, 0.01, 0.001], data=data)
            best(scores)
        """
        return _place.get().map(self, items, others)

    @property
    def definition(self) -> Callable[..., object]:
        """Return the class or function that the user wrote."""
        return type(self)

    @property
    def own_name(self) -> str:
        """Return the name that the step has by itself."""
        return self.name or getattr(self.definition, "__name__", "")

    @property
    def local_names(self) -> Mapping[str, object]:
        """Return what the annotations may mention besides the names of their module."""
        return {}

    @property
    def signature(self) -> Signature:
        """Return what the step takes and returns."""
        known = self._signatures.get(self.definition)
        if known is None:
            known = read_signature(self.entrypoint, self.local_names)
            # A faulty one is read anew each time: what it mentions may be defined later.
            if not known.faults:
                self._signatures[self.definition] = known
        return known

    @property
    def components(self) -> dict[StackComponentType, str]:
        """Return the names of the stack's optional components that the step uses."""
        named = {
            StackComponentType.EXPERIMENT_TRACKER: self.experiment_tracker,
            StackComponentType.STEP_OPERATOR: self.step_operator,
            StackComponentType.MODEL_DEPLOYER: self.model_deployer,
            StackComponentType.ALERTER: self.alerter,
        }
        return {kind: name for kind, name in named.items() if name is not None}

    def configured(self: StepT, **attributes: object) -> StepT:
        """Return a copy with other attributes."""
        other = copy.copy(self)
        vars(other).update(attributes, origin=self)
        return other

    def is_made_of(self, other: BaseStep) -> bool:
        """Say whether this is the other step, a copy of it, or a copy of a copy."""
        step: BaseStep | None = self
        while step is not None and step is not other:
            step = step.origin
        return step is not None

    def executable(self) -> Executable:
        """Return the step as the engine runs it."""
        return Executable(self.definition, self._run, self.hook("on_failure"), self.hook("on_success"))

    def hook(self, name: str) -> Callable[..., object] | None:
        """Return a hook as it was written: a function of a class body does not become a method."""
        found = inspect.getattr_static(self, name)
        return cast("Callable[..., object] | None", getattr(found, "__func__", found))

    def with_options(self: StepT, **options: Unpack[StepOptions]) -> StepT:
        """Return a copy with other options, those of the decorator.

        Raises:
            UsageError: there is no such option.
        """
        check_options(f"step {self.own_name!r}", options)
        return self.configured(**options)

    def run_directly(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Call the function like any other, with the parameters that the step was configured with.

        A condition is a mere boolean there; if it does not hold, there is no call and ``None`` in its place.
        """
        if not all(self.conditions):
            return None
        parameters = self.signature.parameters
        if parameters is None:
            return self.entrypoint(*args, **kwargs)
        values, faults = self.signature.bind(args, kwargs)
        if faults:  # Python's own TypeError says it best
            return self.entrypoint(*args, **kwargs)
        given = self.signature.parameters_object(self.params)
        if given is not None:
            values.setdefault(parameters.name, given)
        return self.entrypoint(**values)

    def map_directly(self, items: Any, others: Mapping[str, Any]) -> Any:
        """Call the function for each item and return what it returns in lists.

        Raises:
            UsageError: there are no items.
        """
        each = items_of(items)
        if each is None:
            problem = f"map() of step {self.own_name!r} gets a {type(items).__qualname__}, which is not a list"
            raise UsageError(problem, hint="pass a list")
        argument = self.signature.first_argument_besides(others)
        results = [self.run_directly((), {argument: item, **others}) for item in each]
        return collected(results, self.signature.returned)

    def _run(
        self, inputs: Mapping[str, object], parameters: Mapping[str, object], context: StepContext
    ) -> tuple[object, ...]:
        with calls_mean(_INSIDE_A_STEP):
            value = finish(self.entrypoint(**arguments_of(self.signature, inputs, parameters, context)))
        return outputs_of(value, self.signature.returned)


class Place(Protocol):
    """Decide what it means there that a step is called."""

    def call(self, step: BaseStep, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any: ...
    def map(self, step: BaseStep, items: object, others: Mapping[str, Any]) -> Any: ...
    def order(self, step: BaseStep, others: tuple[BaseStep, ...]) -> None: ...


def current_place() -> Place:
    """Return what answers the calls of steps here and now."""
    return _place.get()


def is_inside_a_step() -> bool:
    """Say whether the code that asks is part of a step that runs."""
    return _place.get() is _INSIDE_A_STEP


@contextmanager
def calls_mean(place: Place) -> Iterator[None]:
    """Let ``place`` answer the calls of steps, until the block ends."""
    token = _place.set(place)
    try:
        yield
    finally:
        _place.reset(token)


class _OutsidePipelines:
    def call(self, step: BaseStep, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        values = (*args, *kwargs.values())
        if not values:
            return step.configured()
        if len(values) == 1 and isinstance(values[0], BaseParameters):
            return step.configured(params=values[0])
        return step.run_directly(args, kwargs)

    def map(self, step: BaseStep, items: object, others: Mapping[str, Any]) -> Any:
        return step.map_directly(items, others)

    def order(self, step: BaseStep, others: tuple[BaseStep, ...]) -> None:
        step.waits_for = (*step.waits_for, *others)


class _InsideAStep:
    def call(self, step: BaseStep, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        return step.run_directly(args, kwargs)

    def map(self, step: BaseStep, items: object, others: Mapping[str, Any]) -> Any:
        return step.map_directly(items, others)

    def order(self, step: BaseStep, others: tuple[BaseStep, ...]) -> None:
        """Do nothing: there, calls run one after the other."""


_INSIDE_A_STEP = _InsideAStep()
_place: ContextVar[Place] = ContextVar("zenml_place", default=_OutsidePipelines())  # noqa: B039 - it has no state
