"""Options of a pipeline hold for all its runs, and its hooks for all steps that have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from zenml import pipeline, step
from zenml.enums import ExecutionStatus
from zenml.errors import ConfigurationError, StepFailedError, UsageError
from zenml.post_execution import get_run
from zenml.sources import loading_for_execution
from zenml.steps import StepContext

told: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_told() -> None:
    told.clear()


def celebrate(context: StepContext) -> None:
    told.append(f"celebrate {context.step_name}")


def mourn(context: StepContext) -> None:
    told.append(f"mourn {context.step_name}")


def whisper(context: StepContext) -> None:
    told.append(f"whisper {context.step_name}")


@step
def one() -> int:
    return 1


@step(on_success=whisper)
def two(number: int) -> int:
    return number + 1


@step
def broken(number: int) -> None:
    raise ValueError(number)


@pipeline(name="counting", tags=["Nightly "], on_success=celebrate, on_failure=mourn)
def count() -> None:
    broken(two(one()))


@pipeline(tags=["nightly"])
def short() -> None:
    one()


def test_hooks_of_the_pipeline_reach_the_steps_that_have_none() -> None:
    with pytest.raises(StepFailedError):
        count().run()
    assert told == ["celebrate one", "whisper two", "mourn broken"]


def test_tags_of_pipeline_copy_file_and_run_add_up() -> None:
    Path("run.yaml").write_text("tags: [from file]\n")
    run = short.with_options(tags=["copied"])().with_config("run.yaml").run(run_name="tagged", tags=["best"])
    assert get_run("tagged").tags == run.tags == ("best", "copied", "from file", "nightly")
    assert short().run().tags == ("nightly",)


def test_options_are_changed_in_a_copy() -> None:
    changed = short.with_options(name="brief", enable_cache=False)
    assert (short.name, changed.name, changed().with_options(name="briefer").name) == ("short", "brief", "briefer")
    assert changed().run().get_step("one").status is ExecutionStatus.COMPLETED
    assert changed().run().get_step("one").status is ExecutionStatus.COMPLETED
    assert short().run().get_step("one").status is ExecutionStatus.CACHED


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        ({"enable_cach": True}, "pipeline() has no option 'enable_cach' (did you mean 'enable_cache'?)"),
        ({"tags": "nightly"}, "the tags are 'nightly' (write a list of texts: tags=['nightly'])"),
        ({"on_failure": "tell"}, "pipeline(): on_failure is 'tell' (name a function)"),
    ],
)
def test_an_option_that_means_nothing_is_refused(options: dict[str, object], refusal: str) -> None:
    with pytest.raises(UsageError) as caught:
        pipeline(**options)  # type: ignore[call-overload]
    assert str(caught.value) == refusal


def test_a_tag_that_is_not_valid_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="is not a valid tag"):
        short.with_options(tags=["x" * 65])


class TestFilesOfCode:
    def test_a_file_beside_run_counts_more_than_one_before_it_and_less_than_arguments(self) -> None:
        Path("a.yaml").write_text("run_name: a\nsettings: {x: 1, y: 1, z: 1}\n")
        Path("b.yaml").write_text("run_name: b\nsettings: {y: 2, z: 2}\n")
        run = short().with_config("a.yaml").run(config_path="b.yaml", z=3)
        assert (run.name, run.runtime_configuration) == ("b", {"run_name": "b", "x": 1, "y": 2, "z": 3})

    def test_a_hook_for_all_steps_is_named_by_its_address(self) -> None:
        Path("run.yaml").write_text(f"on_success: {__name__}:whisper\n")
        short().with_config("run.yaml").run(enable_cache=False)
        assert told == ["whisper one"]

    def test_while_a_module_is_loaded_to_execute_a_step_no_file_is_read(self) -> None:
        with loading_for_execution():
            assert short.with_config("gone.yaml")().run() is None
