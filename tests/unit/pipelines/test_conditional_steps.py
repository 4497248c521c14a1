"""A step may depend on what earlier steps return: it runs if that holds, and is skipped otherwise."""

from __future__ import annotations

import operator
from typing import Annotated, Any

import numpy as np
import pytest
from checked_pipelines import complaint_about, edges_of, steps_of

from zenml import pipeline, step
from zenml.models.deployment import Combination, Comparison, InputBinding

REMEDY = "compare an output: output > 0.9, output.equals('x'), output.differs_from('x')"


@step
def judge(data: float = 1.0) -> Any:
    """Stand for what returns an accuracy and what else: its outputs are not annotated, for type checkers."""
    return data


@step
def measures() -> tuple[Annotated[float, "accuracy"], Annotated[str, "language"], Annotated[bool, "is_good"]]:
    return 0.9, "en", True


@step
def array() -> np.ndarray:
    return np.zeros(2)


@step
def deploy(model: int = 1) -> int:
    return model


ACCURACY = InputBinding("measures", "accuracy")
LANGUAGE = InputBinding("measures", "language")
IS_GOOD = InputBinding("measures", "is_good")


def _measured() -> Any:
    """Return the outputs as they are in a pipeline, where type checkers take them for values."""
    return measures()


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (lambda accuracy, _, __: accuracy > 0.9, Comparison(ACCURACY, ">", 0.9)),
        (lambda accuracy, _, __: accuracy >= 1, Comparison(ACCURACY, ">=", 1)),
        (lambda accuracy, _, __: accuracy < np.float64(0.5), Comparison(ACCURACY, "<", 0.5)),
        (lambda accuracy, _, __: operator.ge(0.5, accuracy), Comparison(ACCURACY, "<=", 0.5)),
        (lambda accuracy, _, __: operator.gt(accuracy, accuracy), Comparison(ACCURACY, ">", ACCURACY)),
        (lambda _, language, __: language.equals("en"), Comparison(LANGUAGE, "==", "en")),
        (lambda _, language, __: language.differs_from("en"), Comparison(LANGUAGE, "!=", "en")),
        (lambda _, __, is_good: is_good, Comparison(IS_GOOD, "==", True)),
        (lambda _, __, is_good: ~is_good, Combination("not", (Comparison(IS_GOOD, "==", True),))),
        (
            lambda accuracy, language, is_good: (accuracy > 0.5) & is_good | language.equals("de"),
            Combination(
                "or",
                (
                    Combination("and", (Comparison(ACCURACY, ">", 0.5), Comparison(IS_GOOD, "==", True))),
                    Comparison(LANGUAGE, "==", "de"),
                ),
            ),
        ),
    ],
)
def test_a_condition_is_plain_data_of_the_step(condition: Any, expected: object) -> None:
    @pipeline
    def gated() -> None:
        deploy.when(condition(*_measured()))()

    found = steps_of(gated())["deploy"]
    assert (found.condition, found.inputs, found.upstream) == (expected, {}, ("measures",))


def test_all_that_is_said_must_hold_and_only_calls_of_that_copy_depend_on_it() -> None:
    @pipeline
    def gated() -> None:
        accuracy, language, _ = _measured()
        deploy.when(accuracy > 0.5).when(language.equals("en"))()
        deploy()

    steps = steps_of(gated())
    both = Combination("and", (Comparison(ACCURACY, ">", 0.5), Comparison(LANGUAGE, "==", "en")))
    assert (steps["deploy"].condition, steps["deploy_2"].condition) == (both, None)


def test_conditions_order_the_steps_and_go_with_all_else_that_is_said_about_them() -> None:
    @pipeline
    def gated(ship):  # type: ignore[no-untyped-def]
        accuracy, *_ = _measured()
        for each in ship.when(accuracy > 0.5).map([1, 2]):
            deploy.with_options(name="last")(each)
        ship.after(judge)
        judge()

    assert edges_of(gated(ship=deploy())) == {
        "measures": (),
        "judge": (),
        "ship": ("measures", "judge"),
        "ship_2": ("measures", "judge"),
        "last": ("ship",),
        "last_2": ("ship_2",),
    }


def test_outputs_are_equal_to_themselves_alone_as_before() -> None:
    @pipeline
    def gated() -> None:
        accuracy, language, _ = _measured()
        assert accuracy == accuracy  # noqa: PLR0124 - this is the point
        assert accuracy != language
        assert len({accuracy, language}) == 2

    assert list(steps_of(gated())) == ["measures"]


@pytest.mark.parametrize(
    ("condition", "complaint"),
    [
        (lambda accuracy, *_: accuracy == 0.9, f"when() gets False, which is no condition ({REMEDY})"),
        (lambda accuracy, *_: (accuracy > 0) & False, f"when() gets False, which is no condition ({REMEDY})"),
        (lambda *_: None, f"when() gets None, which is no condition ({REMEDY})"),
        (lambda *_: "accuracy > 1", f"when() gets a str, which is no condition ({REMEDY})"),
        (
            lambda accuracy, *_: accuracy,
            f"when() gets output 'accuracy' of step 'measures', which is float and no boolean ({REMEDY})",
        ),
        (
            lambda accuracy, *_: accuracy > [1],
            (
                "when() compares output 'accuracy' of step 'measures' with a list (compare with a number, text or "
                "boolean, or with another output)"
            ),
        ),
        (
            lambda accuracy, *_: accuracy.equals(None),
            (
                "when() compares output 'accuracy' of step 'measures' with None (compare with a number, text or "
                "boolean, or with another output)"
            ),
        ),
        (
            lambda accuracy, *_: accuracy > "0.9",
            (
                "when() compares output 'accuracy' of step 'measures', which is a number, with text "
                "(compare text with text, and numbers with numbers)"
            ),
        ),
        (
            lambda accuracy, language, _: language.equals(accuracy),
            (
                "when() compares output 'language' of step 'measures', which is text, with a number "
                "(compare text with text, and numbers with numbers)"
            ),
        ),
    ],
)
def test_what_is_no_condition_is_told_before_anything_runs(condition: Any, complaint: str) -> None:
    @pipeline
    def gated() -> None:
        deploy.when(condition(*_measured()))()

    assert complaint_about(gated()) == f"pipeline 'gated' cannot run: step 'deploy': {complaint}"


def test_all_faults_of_conditions_are_told_at_once() -> None:
    kept: list[Any] = []

    @pipeline
    def other() -> None:
        kept.extend(_measured())

    @pipeline
    def gated() -> None:
        zeros: Any = array()
        deploy.when((zeros > 1) | (kept[0] == 1)).when(kept[0] > 1)()

    steps_of(other())
    assert complaint_about(gated()).splitlines() == [
        "pipeline 'gated' cannot run, 3 faults:",
        (
            "  step 'deploy': when() compares output 'output' of step 'array', which is ndarray "
            "(compare numbers, text or booleans)"
        ),
        f"  step 'deploy': when() gets False, which is no condition ({REMEDY})",
        "  step 'deploy': when() compares an output of another pipeline (call the step in this one)",
    ]


def test_a_condition_that_closes_a_circle_is_refused() -> None:
    @pipeline
    def gated() -> None:
        model: Any = deploy()
        judge.when(model > 1)()
        deploy.after(judge)

    assert complaint_about(gated()) == (
        "pipeline 'gated' cannot run: steps wait for each other: deploy -> judge -> deploy "
        "(remove an after() that closes the circle)"
    )


def test_a_condition_decides_nothing_while_the_pipeline_is_recorded() -> None:
    @pipeline
    def gated() -> None:
        accuracy, *_ = _measured()
        if accuracy > 0.9:
            deploy()

    with pytest.raises(TypeError) as caught:
        steps_of(gated())
    assert str(caught.value) == (
        "whether it holds is known only when the steps before have run: write step.when(…), and &, | or ~ in the place "
        "of and, or and not"
    )


def test_outside_of_pipelines_a_condition_is_a_boolean() -> None:
    assert deploy.when(deploy(2) > 1)(5) == 5
    assert deploy.when(deploy(2) > 2)(5) is None
