"""Outside of a pipeline, a step is configured or run, depending on what it is called with."""

from __future__ import annotations

import asyncio
from typing import Annotated, cast

import pytest

from zenml import step
from zenml.engine.context import StepContext
from zenml.engine.executable import Executable
from zenml.errors import ZenMLError
from zenml.steps import BaseParameters, BaseStep


class TrainerParameters(BaseParameters):
    gamma: float = 0.1


@step
def one() -> int:
    """Return one."""
    return 1


@step
def add(x: int, y: int = 1) -> int:
    return x + y


@step
def trainer(params: TrainerParameters, x: int) -> float:
    return x * params.gamma


@step
async def slow_double(x: int) -> int:
    await asyncio.sleep(0)
    return 2 * x


class Scaler(BaseStep):
    def entrypoint(self, params: TrainerParameters, x: int) -> float:
        return x * params.gamma


NO_CONTEXT = cast("StepContext", None)


def execute(executable: Executable, **parameters: object) -> tuple[object, ...]:
    return executable.run({}, parameters, NO_CONTEXT)


class TestOutsideOfPipelines:
    def test_without_arguments_it_is_configured(self) -> None:
        configured: object = one()
        assert isinstance(configured, BaseStep)
        assert configured is not cast("BaseStep", one)
        assert configured.entrypoint() == 1

    def test_with_its_parameters_alone_it_is_configured(self) -> None:
        configured = trainer(TrainerParameters(gamma=0.5))
        assert configured.params == TrainerParameters(gamma=0.5)
        assert trainer.params is None

    def test_parameters_may_be_named(self) -> None:
        assert trainer(params=TrainerParameters(gamma=0.5)).params == TrainerParameters(gamma=0.5)  # type: ignore[call-overload]

    def test_with_data_it_runs(self) -> None:
        assert add(2) == 3
        assert add(x=2, y=3) == 5

    def test_with_parameters_and_data_it_runs(self) -> None:
        assert trainer(TrainerParameters(gamma=0.5), 4) == 2.0
        assert trainer(TrainerParameters(gamma=0.5), x=4) == 2.0

    def test_a_configured_one_runs_with_its_parameters(self) -> None:
        configured = trainer(TrainerParameters(gamma=0.5))
        assert configured(x=4) == 2.0  # type: ignore[call-overload]
        assert configured(4) == 2.0  # type: ignore[call-overload]

    def test_without_parameters_it_runs_with_their_defaults(self) -> None:
        assert trainer(x=4) == 0.4  # type: ignore[call-overload]

    def test_its_entrypoint_always_runs(self) -> None:
        assert one.entrypoint() == 1
        assert trainer.entrypoint(TrainerParameters(gamma=0.5), 4) == 2.0

    def test_a_wrong_call_raises_what_the_function_would(self) -> None:
        with pytest.raises(TypeError, match=r"add\(\) got an unexpected keyword argument 'z'"):
            add(x=1, z=2)  # type: ignore[call-overload]
        with pytest.raises(TypeError, match=r"trainer\(\) got an unexpected keyword argument 'z'"):
            trainer(TrainerParameters(), z=2)  # type: ignore[call-overload]

    def test_an_async_one_gives_what_the_function_gives(self) -> None:
        assert asyncio.run(slow_double(2)) == 4

    def test_it_still_looks_like_its_function(self) -> None:
        assert (one.__name__, one.__doc__, repr(one)) == ("one", "Return one.", "<step one>")

    def test_options_become_attributes(self) -> None:
        @step(name="loader", enable_cache=False, experiment_tracker="wandb", extra_files=["vocabulary.txt"])
        def load() -> int:
            return 1

        assert (load.name, load.enable_cache, load.experiment_tracker) == ("loader", False, "wandb")
        assert load.extra_files == ["vocabulary.txt"]


class TestClassBased:
    def test_it_runs_with_data(self) -> None:
        assert Scaler(TrainerParameters(gamma=0.5))(4) == 2.0
        assert Scaler()(TrainerParameters(gamma=0.5), 4) == 2.0

    def test_its_executable_is_made_without_arguments(self) -> None:
        executable = Scaler().executable()
        assert executable.function is Scaler
        assert execute(executable, gamma=0.5, x=4) == (2.0,)


class TestExecutable:
    def test_parameters_arrive_as_their_annotated_types(self) -> None:
        received: list[object] = []

        @step
        def collect(pair: tuple[int, str], params: TrainerParameters) -> None:
            received.extend((pair, params))

        execute(collect.executable(), pair=[1, "a"], gamma=0.5)
        assert received == [(1, "a"), TrainerParameters(gamma=0.5)]

    def test_inputs_and_context_arrive_as_they_are(self) -> None:
        received: list[object] = []

        @step
        def collect(context: StepContext, data: list[int]) -> None:
            received.extend((context, data))

        data, context = [1], cast("StepContext", object())
        collect.executable().run({"data": data}, {}, context)
        assert received[0] is context
        assert received[1] is data

    def test_a_default_is_used_where_nothing_was_recorded(self) -> None:
        assert execute(add.executable(), x=1) == (2,)

    def test_outputs_come_in_declared_order(self) -> None:
        @step
        def pair() -> tuple[Annotated[int, "a"], Annotated[str, "b"]]:
            return 1, "x"

        assert execute(pair.executable()) == (1, "x")

    def test_a_list_of_the_right_length_will_do(self) -> None:
        @step
        def pair() -> tuple[Annotated[int, "a"], Annotated[int, "b"]]:
            return [1, 2]  # type: ignore[return-value]

        assert execute(pair.executable()) == (1, 2)

    def test_a_coroutine_is_run_to_its_end(self) -> None:
        assert execute(slow_double.executable(), x=2) == (4,)

    def test_a_coroutine_is_run_also_where_a_loop_runs_already(self) -> None:
        async def notebook() -> tuple[object, ...]:
            return execute(slow_double.executable(), x=2)

        assert asyncio.run(notebook()) == (4,)

    def test_a_step_called_inside_a_step_just_runs(self) -> None:
        @step
        def outer() -> int:
            return one() + add(1)

        assert execute(outer.executable()) == (3,)
        assert isinstance(one(), BaseStep)

    def test_too_few_outputs_are_named(self) -> None:
        @step
        def pair() -> tuple[Annotated[int, "a"], Annotated[int, "b"]]:
            return (1,)  # type: ignore[return-value]

        with pytest.raises(ZenMLError) as caught:
            execute(pair.executable())
        assert str(caught.value) == "the step returned 1 values, it declares 2 outputs: a, b"

    def test_one_value_for_several_outputs_is_named(self) -> None:
        @step
        def pair() -> tuple[Annotated[int, "a"], Annotated[int, "b"]]:
            return {"a": 1, "b": 2}  # type: ignore[return-value]

        with pytest.raises(ZenMLError) as caught:
            execute(pair.executable())
        assert str(caught.value) == "the step returned one dict, it declares 2 outputs: a, b"

    def test_a_value_without_a_declared_output_is_not_dropped(self) -> None:
        @step
        def report() -> None:
            return 1  # type: ignore[return-value]

        with pytest.raises(ZenMLError) as caught:
            execute(report.executable())
        assert caught.value.message == "the step returned one int, it declares no output"
        assert caught.value.hint == "annotate what it returns: -> T"
