from __future__ import annotations

from zenml.errors import StepFailedError
from zenml.models.deployment import PipelineDeployment, StepDeployment
from zenml.models.records import StackSnapshot
from zenml.models.step_queue import StepQueue
from zenml.models.step_settings import FailureMode


def _queue(mode: FailureMode = FailureMode.FAIL_FAST) -> StepQueue:
    """Return the queue of a diamond ``top -> left, right -> bottom`` with a step ``alone`` beside it."""
    edges = {"top": (), "left": ("top",), "right": ("top",), "bottom": ("left", "right"), "alone": ()}
    steps = tuple(StepDeployment(name, f"steps:{name}", "", after=after) for name, after in edges.items())
    return StepQueue(PipelineDeployment("r", "run", "p", StackSnapshot("s", {}), steps, "/src", failure_mode=mode))


def _ready(queue: StepQueue) -> list[str]:
    return list(iter(queue.next_step, None))


def test_steps_come_as_soon_as_all_that_they_depend_on_have_ended() -> None:
    queue = _queue()
    assert _ready(queue) == ["top", "alone"]
    queue.note_end("top")
    assert _ready(queue) == ["left", "right"]
    queue.note_end("right")
    assert _ready(queue) == []
    queue.note_end("left")
    assert _ready(queue) == ["bottom"]


def test_after_a_failure_none_starts_any_more() -> None:
    queue = _queue()
    assert queue.next_step() == "top"
    failure = StepFailedError("top failed")
    queue.note_failure(failure)
    assert (_ready(queue), queue.failures) == ([], [failure])


def test_what_does_not_depend_on_a_failure_goes_on_if_that_is_wanted() -> None:
    queue = _queue(FailureMode.CONTINUE)
    assert queue.next_step() == "top"
    queue.note_failure(StepFailedError("top failed"))
    assert _ready(queue) == ["alone"]
