"""Steps wait for their inputs, and for those they were told to wait for; pipelines in pipelines add theirs."""

from __future__ import annotations

from typing import Annotated

from checked_pipelines import edges_of, steps_of

from zenml import pipeline, step
from zenml.steps import BaseParameters, BaseStep


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


@pipeline
def classic(load, train):  # type: ignore[no-untyped-def]
    x, y = load()
    train(x=x, y=y)


class TestOrder:
    def test_after_makes_a_step_wait(self) -> None:
        @pipeline
        def chain() -> None:
            add.after(clean_up)
            add(1)
            clean_up()

        steps = steps_of(chain())
        assert list(steps) == ["clean_up", "add"]
        assert steps["add"].after == ("clean_up",)
        assert add.waits_for == ()

    def test_after_holds_for_arguments(self) -> None:
        @pipeline
        def chain(first, second):  # type: ignore[no-untyped-def]
            second(x=1)
            first()
            second.after(first)

        assert edges_of(chain(first=clean_up(), second=add())) == {"first": (), "second": ("first",)}

    def test_after_may_be_said_before_the_pipeline_is_made(self) -> None:
        first, second = clean_up.configured(), add()
        assert isinstance(second, BaseStep)

        @pipeline
        def chain(one, two):  # type: ignore[no-untyped-def]
            two(x=1)
            one()

        assert edges_of(chain(one=first, two=second.after(first))) == {"one": (), "two": ("one",)}

    def test_after_holds_for_every_call(self) -> None:
        @pipeline
        def chain() -> None:
            clean_up()
            clean_up()
            add.after(clean_up)
            add(add(1))

        assert edges_of(chain()) == {
            "clean_up": (),
            "clean_up_2": (),
            "add": ("clean_up", "clean_up_2"),
            "add_2": ("add", "clean_up", "clean_up_2"),
        }

    def test_after_holds_for_copies_on_both_sides(self) -> None:
        @pipeline
        def chain() -> None:
            add.with_options(retry=2)(1)
            clean_up.with_options(name="tidy")()
            add.after(clean_up)

        assert edges_of(chain()) == {"tidy": (), "add": ("tidy",)}

    def test_after_on_a_copy_holds_for_that_copy_alone(self) -> None:
        @pipeline
        def chain() -> None:
            late = add.with_options(name="late").after(clean_up)
            late(1)
            add(2)
            clean_up()

        assert edges_of(chain()) == {"add": (), "clean_up": (), "late": ("clean_up",)}

    def test_a_copy_may_wait_for_what_it_was_made_of_and_the_other_way_round(self) -> None:
        copy = clean_up.with_options(name="copy")

        @pipeline
        def copy_last() -> None:
            copy.with_options(name="copy_of_copy")()
            copy()
            clean_up()
            copy.after(clean_up)

        @pipeline
        def copy_first() -> None:
            clean_up()
            copy()
            clean_up.after(copy)

        assert edges_of(copy_last()) == {"clean_up": (), "copy_of_copy": ("clean_up",), "copy": ("clean_up",)}
        assert edges_of(copy_first()) == {"copy": (), "clean_up": ("copy",)}

    def test_a_copy_that_was_told_outside_to_wait_for_its_original_does(self) -> None:
        first = clean_up.configured()
        second = first.with_options(name="any").after(first)

        @pipeline
        def chain(one, two):  # type: ignore[no-untyped-def]
            two()
            one()

        assert edges_of(chain(one=first, two=second)) == {"one": (), "two": ("one",)}

    def test_steps_keep_the_order_of_their_calls_otherwise(self) -> None:
        @pipeline
        def chain() -> None:
            a, b = add(1), add(2)
            add(b)
            add(a)

        assert list(steps_of(chain())) == ["add", "add_2", "add_3", "add_4"]


class TestPipelinesInPipelines:
    def test_an_inner_one_adds_its_steps_and_returns_its_value(self) -> None:
        @pipeline
        def inner(start: int) -> int:
            return add(start)

        @pipeline
        def outer() -> None:
            add(inner(1))  # type: ignore[call-overload]

        assert edges_of(outer()) == {"add": (), "add_2": ("add",)}

    def test_steps_that_an_inner_one_is_given_are_named_there(self) -> None:
        @pipeline
        def outer() -> None:
            classic(load=importer, train=trainer)

        assert list(steps_of(outer())) == ["load", "train"]
