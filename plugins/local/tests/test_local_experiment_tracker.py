from __future__ import annotations

import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from forks import fork

from zenml.errors import ConfigurationError, NotFoundError, UsageError, ZenMLError
from zenml.models.deployment import PipelineDeployment, StepDeployment
from zenml.models.records import StackSnapshot
from zenml_local.experiment_tracker import LocalExperimentTracker

TRAIN, TEST = (StepDeployment(name=name, source="", code_digest="") for name in ("train", "test"))
RUN = PipelineDeployment("id-1", "first", "training", StackSnapshot("here", {}), (TRAIN, TEST), source_root="/")
LOGGED_AT_ONCE = 200
WRITERS = 4


@pytest.fixture
def tracker(tmp_path: Path) -> LocalExperimentTracker:
    tracker = LocalExperimentTracker(name="notes", path=str(tmp_path / "notes"))
    tracker.start_step(RUN, TRAIN)
    return tracker


def _values(tracker: LocalExperimentTracker, run: str = "id-1") -> list[tuple[str, str, float, int | None]]:
    return [(metric.step_name, metric.name, metric.value, metric.step) for metric in tracker.metrics(run)]


def _metrics_file(tracker: LocalExperimentTracker) -> Path:
    return Path(tracker.path, "experiments", "id-1", "train", "metrics.jsonl")


def test_what_the_steps_of_a_run_log_is_read_back_step_by_step(tracker: LocalExperimentTracker) -> None:
    tracker.log_metric("loss", 0.5, step=0)
    tracker.log_metrics({"loss": 0.25, "accuracy": 1}, step=1)
    tracker.end_step(RUN, TRAIN, failed=False)
    tracker.start_step(RUN, TEST)
    tracker.log_metric("loss", 0.75)
    tracker.end_step(RUN, TEST, failed=True)
    assert _values(tracker) == [
        ("train", "loss", 0.5, 0),
        ("train", "loss", 0.25, 1),
        ("train", "accuracy", 1.0, 1),
        ("test", "loss", 0.75, None),
    ]
    times = [metric.time for metric in tracker.metrics("id-1")]
    assert times == sorted(times)
    assert {time.tzname() for time in times} == {"UTC"}


def test_the_newest_run_of_a_name_is_found_by_it(tracker: LocalExperimentTracker) -> None:
    tracker.log_metric("loss", 1)
    tracker.start_step(replace(RUN, run_id="id-2"), TRAIN)
    tracker.log_metric("loss", 2)
    assert _values(tracker, "first") == [("train", "loss", 2.0, None)]
    assert _values(tracker, "id-1") == [("train", "loss", 1.0, None)]


def test_a_run_that_nobody_tracked_is_named_with_the_one_that_was_meant(tracker: LocalExperimentTracker) -> None:
    with pytest.raises(NotFoundError) as caught:
        tracker.metrics("frist")
    assert str(caught.value) == "no step of a run 'frist' was tracked (did you mean 'first'?)"
    with pytest.raises(NotFoundError):
        tracker.metrics("../experiments/id-1")


def test_values_that_are_not_finite_come_back(tracker: LocalExperimentTracker) -> None:
    tracker.log_metrics({"up": math.inf, "down": -math.inf, "nothing": math.nan})
    up, down, nothing = (metric.value for metric in tracker.metrics("first"))
    assert (up, down, math.isnan(nothing)) == (math.inf, -math.inf, True)
    assert "NaN" in _metrics_file(tracker).read_text()
    assert ": NaN" not in _metrics_file(tracker).read_text()


def test_numbers_of_other_libraries_are_numbers(tracker: LocalExperimentTracker) -> None:
    import numpy as np

    tracker.log_metric("loss", np.float32(0.5), step=np.int64(3))
    assert _values(tracker) == [("train", "loss", 0.5, 3)]


@pytest.mark.parametrize("value", ["0.5", None, [1.0], 10**400])
def test_what_is_no_number_is_refused_and_nothing_is_logged(tracker: LocalExperimentTracker, value: object) -> None:
    with pytest.raises(UsageError, match="metric 'bad' is no number: "):
        tracker.log_metrics({"good": 1.0, "bad": value})  # type: ignore[dict-item]  # as users may
    assert tracker.metrics("first") == []


def test_a_name_is_a_text_and_a_step_a_whole_number(tracker: LocalExperimentTracker) -> None:
    with pytest.raises(UsageError, match="'' is no name"):
        tracker.log_metric("", 1)
    with pytest.raises(UsageError, match=r"the step of a metric is no whole number: 0\.5"):
        tracker.log_metric("loss", 1, step=0.5)  # type: ignore[arg-type]  # as users may


def test_parameters_and_tags_are_kept_the_last_of_a_name(tracker: LocalExperimentTracker, tmp_path: Path) -> None:
    tracker.log_params({"gamma": 0.01, "layers": [8, 4], "data": tmp_path})
    tracker.log_parameters({"gamma": 0.02})
    tracker.set_tag("stage", "trial")
    assert tracker.parameters("first") == {"train": {"gamma": 0.02, "layers": [8, 4], "data": str(tmp_path)}}
    assert tracker.tags("first") == {"train": {"stage": "trial"}}


def test_a_further_attempt_at_a_step_begins_anew(tracker: LocalExperimentTracker) -> None:
    tracker.log_metric("loss", 1)
    tracker.start_step(RUN, TRAIN)
    tracker.log_metric("loss", 2)
    assert _values(tracker) == [("train", "loss", 2.0, None)]


def test_outside_of_a_step_nothing_can_be_logged(tracker: LocalExperimentTracker) -> None:
    links = [tracker.link]
    tracker.end_step(RUN, TRAIN, failed=False)
    assert [*links, tracker.link] == [_metrics_file(tracker).parent.as_uri(), None]
    with pytest.raises(UsageError) as caught:
        tracker.log_metric("loss", 1)
    assert str(caught.value) == (
        "experiment tracker 'notes' has no open run "
        "(use it within a step that names it: @step(experiment_tracker='notes'))"
    )


def test_processes_that_log_at_once_lose_nothing(tracker: LocalExperimentTracker) -> None:
    children = [fork() or _log_and_exit(tracker, number) for number in range(WRITERS)]
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * WRITERS
    assert sorted((name, step) for _, name, _, step in _values(tracker)) == [
        (f"writer-{number}", step) for number in range(WRITERS) for step in range(LOGGED_AT_ONCE)
    ]


def _log_and_exit(tracker: LocalExperimentTracker, number: int) -> int:
    code = 1
    try:
        for step in range(LOGGED_AT_ONCE):
            tracker.log_metric(f"writer-{number}", step, step)
        code = 0
    finally:
        os._exit(code)


def test_a_line_that_a_killed_writer_left_unfinished_is_passed_over(tracker: LocalExperimentTracker) -> None:
    tracker.log_metric("loss", 1)
    with _metrics_file(tracker).open("a") as file:
        file.write('{"name": "loss", "val')
    assert _values(tracker) == [("train", "loss", 1.0, None)]
    tracker.log_metric("loss", 2)
    assert _values(tracker) == [("train", "loss", 1.0, None), ("train", "loss", 2.0, None)]


def test_a_full_disk_is_one_line_and_spoils_nothing(tracker: LocalExperimentTracker) -> None:
    program = (
        "import resource, sys\n"
        "from zenml.errors import ZenMLError\n"
        "from zenml_local import line_files\n"
        "import pathlib, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "try:\n"
        "    while True:\n"
        "        line_files.append(path, [{'name': 'loss'}])\n"
        "except ZenMLError as error:\n"
        "    print(error)\n"
    )
    file = _metrics_file(tracker)
    done = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"cannot write {file}: ")
    assert len(done.stdout.splitlines()) == 1
    tracker.log_metric("loss", 2)
    assert _values(tracker) == [("train", "loss", 2.0, None)]


def test_files_are_for_their_owner_alone(tracker: LocalExperimentTracker) -> None:
    tracker.log_metric("loss", 1)
    entries = [entry for entry in Path(tracker.path).rglob("*") if entry.exists()]
    assert {oct(entry.stat().st_mode & 0o777) for entry in entries} == {"0o600", "0o700"}


def test_a_newer_format_is_refused(tracker: LocalExperimentTracker) -> None:
    run = Path(tracker.path, "experiments", "id-1", ".run.json")
    run.write_text('{"version": 2, "name": "first"}')
    with pytest.raises(ConfigurationError) as caught:
        tracker.metrics("first")
    assert str(caught.value) == (
        f"{run} has format 2, this zenml-local reads format 1 (pip install --upgrade zenml-local)"
    )


def test_a_damaged_file_is_named(tracker: LocalExperimentTracker) -> None:
    Path(tracker.path, "experiments", "id-1", ".run.json").write_text("{")
    with pytest.raises(ZenMLError, match=r"\.run\.json is damaged: "):
        tracker.metrics("first")


def test_a_path_is_absolute_and_only_what_is_below_it_is_its_own(config_path: Path) -> None:
    relative = LocalExperimentTracker(name="notes", path="here")
    assert relative.path == str(Path.cwd() / "here")
    assert relative.owned_paths[1:] == (Path.cwd() / "here" / "experiments",)
    by_default = LocalExperimentTracker(name="notes")
    assert by_default.path == str(config_path / "local_stores" / str(by_default.uuid))
    with pytest.raises(ValueError, match="must name a folder"):
        LocalExperimentTracker(name="notes", path="s3://bucket")
