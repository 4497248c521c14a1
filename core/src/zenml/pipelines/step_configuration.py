"""Give each step of a pipeline what configuration files and the pipeline itself choose for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from zenml.names import did_you_mean
from zenml.pipelines.configuration import NOTHING_CONFIGURED, Configuration
from zenml.pipelines.configuration_files import Given
from zenml.pipelines.faults import WiringFault
from zenml.pipelines.named_objects import option_of
from zenml.pipelines.options import Hook
from zenml.steps.base_step import BaseStep
from zenml.steps.signature import Fault

_PARAMETERS = "parameters"


class StepConfiguration:
    """Know what is chosen for the steps of a pipeline, outside of their own code.

    Args:
        configuration: what files say.
        hooks: those of the pipeline, by name; ``None`` where it has none.
    """

    def __init__(
        self, configuration: Configuration = NOTHING_CONFIGURED, hooks: Mapping[str, Hook | None] | None = None
    ) -> None:
        self._configuration = configuration
        self._hooks = {name: hook for name, hook in (hooks or {}).items() if hook is not None}
        self._hooked: dict[BaseStep, BaseStep] = {}

    def applied_to(self, step: BaseStep, name: str) -> tuple[BaseStep, list[Fault]]:
        """Return a step with what is chosen for its use under a name, and what is wrong with that."""
        options, faults = self._options_of(name)
        hooked = self._with_hooks(step)
        return (hooked.configured(**options) if options else hooked), faults

    def parameters_of(self, name: str) -> Mapping[str, Given]:
        """Return the parameters that files set for a step, by name."""
        return self._configuration.below("steps", name, _PARAMETERS)

    def faults_of_names(self, names: Iterable[str]) -> Iterator[WiringFault]:
        """Yield which steps the files name that are none of these."""
        names = list(names)
        for name, given in self._configuration.below("steps").items():
            if name not in names:
                problem = f"{given.place}: {given.key!r} is no step of the pipeline"
                yield WiringFault("", "", problem, did_you_mean(name, names))

    def _options_of(self, name: str) -> tuple[dict[str, object], list[Fault]]:
        given = self._configuration.below("steps", name).items()
        found = {option: option_of(each) for option, each in given}
        faults = [each for each in found.values() if isinstance(each, Fault)]
        return {option: each for option, each in found.items() if not isinstance(each, Fault)}, faults

    def _with_hooks(self, step: BaseStep) -> BaseStep:
        """Return the same copy for all uses of a step: what is known of a step is found out once."""
        missing = {name: hook for name, hook in self._hooks.items() if step.hook(name) is None}
        if not missing:
            return step
        return self._hooked.setdefault(step, step.configured(**missing))
