"""Steps as arguments or steps of the module: both styles become the same graph."""

from __future__ import annotations

from typing import Annotated

import pytest
from checked_pipelines import edges_of, steps_of

from zenml import pipeline, step
from zenml.errors import UsageError, WiringError
from zenml.models.deployment import InputBinding
from zenml.steps import BaseParameters, BaseStep, Output


class TrainerParameters(BaseParameters):
    gamma: float = 0.1


@step
def importer() -> tuple[Annotated[int, "x"], Annotated[int, "y"]]:
    return 1, 2


@step
def trainer(params: TrainerParameters, x: int, y: int) -> float:
    return params.gamma * x * y


@step
def add(x: int, y: int = 1) -> int:
    return x + y


@step
def clean_up() -> None: ...


class Trainer(BaseStep):
    def entrypoint(self, params: TrainerParameters, x: int, y: int) -> float:
        return params.gamma * x * y


@pipeline
def classic(load, train):  # type: ignore[no-untyped-def]
    x, y = load()
    train(x=x, y=y)


class TestClassicStyle:
    def test_steps_are_named_for_the_arguments(self) -> None:
        steps = steps_of(classic(load=importer(), train=trainer(TrainerParameters(gamma=0.5))))
        assert list(steps) == ["load", "train"]
        assert steps["train"].inputs == {"x": InputBinding("load", "x"), "y": InputBinding("load", "y")}
        assert steps["train"].parameters == {"gamma": 0.5}

    def test_steps_may_come_in_order(self) -> None:
        assert list(steps_of(classic(importer(), trainer()))) == ["load", "train"]

    def test_steps_need_no_configuration(self) -> None:
        assert steps_of(classic(importer, trainer))["train"].parameters == {"gamma": 0.1}

    def test_classes_are_steps_too(self) -> None:
        steps = steps_of(classic(importer(), Trainer(TrainerParameters(gamma=0.5))))
        assert steps["train"].parameters == {"gamma": 0.5}

    def test_a_class_that_needs_no_parameters_may_be_passed_itself(self) -> None:
        assert steps_of(classic(importer, Trainer))["train"].parameters == {"gamma": 0.1}

    def test_one_step_may_take_two_roles(self) -> None:
        @pipeline
        def twice(first, second):  # type: ignore[no-untyped-def]
            second(x=first(x=1))

        plus = add()
        assert edges_of(twice(first=plus, second=plus)) == {"first": (), "second": ("first",)}

    def test_a_step_may_be_called_again(self) -> None:
        @pipeline
        def twice(plus):  # type: ignore[no-untyped-def]
            plus(plus(1))

        assert edges_of(twice(add())) == {"plus": (), "plus_2": ("plus",)}

    def test_inputs_may_come_in_order_without_the_parameters(self) -> None:
        @pipeline
        def training(load, train):  # type: ignore[no-untyped-def]
            train(*load())

        assert list(steps_of(training(importer(), trainer()))["train"].inputs) == ["x", "y"]


class TestPlainStyle:
    def test_steps_are_named_for_their_functions(self) -> None:
        @pipeline
        def chain() -> None:
            x = add(1, 2)
            for _ in range(2):
                x = add(x)

        assert edges_of(chain()) == {"add": (), "add_2": ("add",), "add_3": ("add_2",)}

    def test_a_name_that_is_taken_is_passed_over(self) -> None:
        @step(name="add_2")
        def other(x: int) -> int:
            return x

        @pipeline
        def chain() -> None:
            add(add(other(1)))

        assert list(steps_of(chain())) == ["add_2", "add", "add_3"]

    def test_a_step_may_choose_its_name(self) -> None:
        @step(name="load digits")
        def load() -> int:
            return 1

        @pipeline
        def chain() -> None:
            load()

        assert list(steps_of(chain())) == ["load digits"]

    def test_raw_values_are_parameters_and_defaults_with_them(self) -> None:
        @pipeline
        def chain(start: int) -> None:
            add(start)

        step_ = steps_of(chain(start=5))["add"]
        assert (step_.parameters, step_.inputs) == ({"x": 5, "y": 1}, {})

    def test_parameters_objects_are_passed_like_any_argument(self) -> None:
        @pipeline
        def chain() -> None:
            trainer(TrainerParameters(gamma=0.5), 1, y=2)

        assert steps_of(chain())["trainer"].parameters == {"x": 1, "y": 2, "gamma": 0.5}

    def test_a_step_that_was_configured_elsewhere_keeps_its_parameters(self) -> None:
        strict = trainer(TrainerParameters(gamma=0.5))

        @pipeline
        def chain() -> None:
            strict(x=1, y=2)  # type: ignore[call-overload]

        assert steps_of(chain())["trainer"].parameters == {"x": 1, "y": 2, "gamma": 0.5}

    def test_instances_of_classes_are_called_like_functions(self) -> None:
        @pipeline
        def chain() -> None:
            Trainer()(x=1, y=2)

        assert list(steps_of(chain())) == ["Trainer"]

    def test_a_default_that_is_no_plain_data_is_left_to_the_function(self) -> None:
        @step
        def fit(x: int, weights: object = object()) -> int:
            return x

        @pipeline
        def chain() -> None:
            fit(1)

        assert steps_of(chain())["fit"].parameters == {"x": 1}

    def test_one_output_may_serve_many(self) -> None:
        @pipeline
        def diamond() -> None:
            x = add(1)
            add(add(x), add(x))

        assert edges_of(diamond()) == {"add": (), "add_2": ("add",), "add_3": ("add",), "add_4": ("add_2", "add_3")}


class TestOutputs:
    def test_one_classic_output_comes_alone(self) -> None:
        @step
        def load() -> Output(x=int):  # type: ignore[valid-type]
            return 1

        @pipeline
        def chain() -> None:
            add(load())

        assert steps_of(chain())["add"].inputs == {"x": InputBinding("load", "x")}

    def test_a_step_without_output_gives_none(self) -> None:
        given: list[object] = []

        @pipeline
        def chain() -> None:
            given.append(clean_up())

        steps_of(chain())
        assert given == [None]

    def test_a_single_output_says_how_to_have_more(self) -> None:
        @pipeline
        def chain() -> None:
            _, _ = add(1)  # type: ignore[misc]

        with pytest.raises(TypeError) as caught:
            steps_of(chain())
        assert str(caught.value) == (
            "step 'add' has one output, 'output'; for several, "
            "annotate what it returns as tuple[Annotated[T, 'name'], ...] or Output(name=T, ...)"
        )

    def test_an_output_decides_nothing_before_it_is_known(self) -> None:
        @pipeline
        def chain() -> None:
            if add(1):
                clean_up()

        with pytest.raises(TypeError) as caught:
            steps_of(chain())
        assert str(caught.value) == "what step 'add' returns is known only when it runs; write step.when(…)"

    def test_what_the_pipeline_raises_itself_passes(self) -> None:
        @pipeline
        def chain() -> None:
            raise KeyError("mine")

        with pytest.raises(KeyError, match="mine"):
            steps_of(chain())


class TestArgumentsOfPipelines:
    def test_a_missing_one_is_named_when_it_runs(self) -> None:
        with pytest.raises(WiringError) as caught:
            classic(load=importer()).run()  # type: ignore[call-arg]
        assert str(caught.value) == (
            "pipeline 'classic' cannot run: argument 'train': gets no value "
            "(pass one: classic(train=...), or set 'parameters.train' in a configuration file)"
        )

    def test_an_unknown_one_is_named(self) -> None:
        with pytest.raises(UsageError) as caught:
            classic(load=importer(), train=trainer(), test=add())  # type: ignore[call-arg]
        assert caught.value.message == "pipeline 'classic': got an unexpected keyword argument 'test'"


def test_a_pipeline_still_looks_like_its_function() -> None:
    @pipeline(name="digits", enable_cache=False)
    def training() -> None:
        """Train."""

    assert (training.name, training.description.enable_cache, training.__doc__) == ("digits", False, "Train.")
    assert repr(training) == "<pipeline digits>"
    assert training().name == "digits"
