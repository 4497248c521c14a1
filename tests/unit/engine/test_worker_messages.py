from __future__ import annotations

from datetime import datetime, timezone

from zenml.engine.outcomes import FarError, error_text
from zenml.engine.step_body import Outcome, failed
from zenml.engine.worker_messages import FarTracebackError, Request, answer_line, outcome_from
from zenml.models.runs import ArtifactFile, ArtifactRecord
from zenml.redaction import remember_secret

ARTIFACT = ArtifactRecord(
    id="a1",
    name="model",
    run_id="r1",
    step_id="s1",
    uri="runs/r1/train/model",
    artifact_store="11111111-1111-4111-8111-111111111111",
    type="builtins:int",
    materializer="zenml.materializers.json_values:JsonMaterializer",
    files=(ArtifactFile("value.json", 2, "0" * 64),),
    created_at=datetime(2026, 11, 26, 12, 30, 1, 250000, timezone.utc),
    metadata={"rows": 3},
    artifact_name="training.train.model",
    preview=".preview.txt",
    tags=("kept",),
    deleted_at=datetime(2026, 11, 27, 8, 0, 0, 1, timezone.utc),
)


class _TwoPartError(Exception):
    """Be an exception that pickle cannot rebuild: its arguments are not its constructor's."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} and {two}")


def test_a_request_arrives_as_it_was_sent() -> None:
    request = Request("train", {"data": ARTIFACT}, 2)
    assert Request.from_line(request.to_line()) == request


def test_artifacts_arrive_as_they_were_sent() -> None:
    outcome = Outcome({"model": ARTIFACT}, "runs/r1/train/.logs")
    assert outcome_from(answer_line(outcome)) == outcome


def test_an_exception_arrives_with_its_class_its_bases_and_where_it_was_raised() -> None:
    try:
        int("none")
    except ValueError as error:
        arrived = outcome_from(answer_line(failed(error, "runs/r1/train/.logs")))
    assert isinstance(arrived.error, ValueError)
    assert str(arrived.error) == "invalid literal for int() with base 10: 'none'"
    assert arrived.error_classes == (
        "builtins:ValueError",
        "builtins:Exception",
        "builtins:BaseException",
        "builtins:object",
    )
    assert isinstance(arrived.error.__cause__, FarTracebackError)
    assert 'int("none")' in str(arrived.error.__cause__)


def test_an_exception_that_cannot_be_rebuilt_keeps_its_words() -> None:
    arrived = outcome_from(answer_line(failed(_TwoPartError("a", "b"))))
    assert isinstance(arrived.error, FarError)
    assert error_text(arrived.error) == "_TwoPartError: a and b"
    assert arrived.error_classes[0].endswith(":_TwoPartError")


def test_an_error_that_quotes_a_secret_arrives_without_it() -> None:
    secret = remember_secret("open-sesame-to-the-cave")
    line = answer_line(failed(ValueError(f"{secret} is refused")))
    error = outcome_from(line).error
    assert isinstance(error, FarError)
    assert error_text(error) == "ValueError: *** is refused"
    assert secret not in f"{line!r} {error.__cause__}"
