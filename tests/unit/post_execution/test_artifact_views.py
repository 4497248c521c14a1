from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from workbench import Workbench

from zenml.errors import ArtifactError, ConfigurationError, ConflictError, NotFoundError
from zenml.models.runs import ArtifactFilter, RunFilter
from zenml.post_execution import Artifacts, Preview, all_runs, find_artifact, find_run

NAME = "training.importer.output"


def importer(start: int = 3) -> int:
    return start


def trainer(importer: int) -> int:
    return importer * 2


def run_with(bench: Workbench, start: int) -> None:
    bench.run(importer, trainer, parameters={"start": start})


def test_artifacts_are_a_list_of_which_only_the_pages_asked_for_are_read(bench: Workbench) -> None:
    for start in range(3):
        run_with(bench, start)
    found = Artifacts(bench.history, ArtifactFilter(NAME))
    assert (len(found), repr(found)) == (3, "<3 artifacts>")
    assert [each.read() for each in found] == [0, 1, 2]
    assert [each.version for each in reversed(found)] == [3, 2, 1]
    assert (found[-1].version, [each.version for each in found[:2]]) == (3, [1, 2])


def test_a_name_means_the_newest_version_and_an_older_one_is_named_by_its_number(bench: Workbench) -> None:
    for start in (5, 6):
        run_with(bench, start)
    newest, first = find_artifact(bench.history, NAME), find_artifact(bench.history, f"{NAME}:1")
    assert (newest.read(), newest.version, newest.run_name) == (6, 2, "run-1")
    assert (first.read(), first.version, first.run_name) == (5, 1, "run-0")
    assert find_artifact(bench.history, first.id).version == 1


@pytest.mark.parametrize("reference", [f"{NAME}:9", "training.importer.outptu", "training.importer.outptu:1"])
def test_an_artifact_that_is_not_there_is_refused_with_the_one_that_was_meant(bench: Workbench, reference: str) -> None:
    run_with(bench, 3)
    with pytest.raises(NotFoundError) as caught:
        find_artifact(bench.history, reference)
    assert str(caught.value) == f"there is no artifact {reference!r} (did you mean '{NAME}'?)"


def test_a_deleted_artifact_is_gone_from_the_disk_and_its_readers_say_when(bench: Workbench) -> None:
    run_with(bench, 3)
    artifact = find_artifact(bench.history, NAME)
    folder = Path(bench.stack.artifact_store.path, artifact.uri)
    assert folder.is_dir()

    artifact.delete()

    assert not folder.exists()
    assert bench.stack.metadata_store.unerased_artifacts() == []
    today = bench.stack.metadata_store.get_artifact(artifact.id)
    assert today is not None
    assert today.deleted_at is not None
    with pytest.raises(NotFoundError) as caught:
        find_artifact(bench.history, artifact.id)
    assert str(caught.value) == f"artifact '{artifact.id}' was deleted on {today.deleted_at:%Y-%m-%d}"
    [read] = bench.last_run().get_step("trainer").inputs.values()
    with pytest.raises(ArtifactError, match=r"cannot be loaded: it was deleted on .* \(run its pipeline again\)"):
        read.read()


def test_what_was_deleted_is_computed_again(bench: Workbench) -> None:
    run_with(bench, 3)
    find_artifact(bench.history, NAME).delete()
    run_with(bench, 3)
    steps = bench.last_run().steps
    assert [(step.name, step.is_cached) for step in steps] == [("importer", False), ("trainer", True)]
    assert find_artifact(bench.history, NAME).version == 2


def test_tags_are_lower_cased_and_found(bench: Workbench) -> None:
    run_with(bench, 3)
    artifact, run = find_artifact(bench.history, NAME), find_run(bench.history, "run-0")
    artifact.tag(add=["  Best ", "kept"])
    artifact.tag(remove=["KEPT"])
    run.tag(add=["Nightly"])
    assert (artifact.tags, run.tags) == (("best",), ("nightly",))
    assert [each.artifact_name for each in Artifacts(bench.history, ArtifactFilter(tag="best"))] == [NAME]
    assert [each.name for each in all_runs(bench.history, RunFilter(tag="nightly"))] == ["run-0"]


@pytest.mark.parametrize("tag", ["", "  ", "x" * 65, "two\nlines"])
def test_a_tag_that_is_none_is_refused(bench: Workbench, tag: str) -> None:
    run_with(bench, 3)
    with pytest.raises(ConfigurationError) as caught:
        find_run(bench.history, "run-0").tag(add=[tag])
    assert str(caught.value) == f"{tag!r} is not a valid tag (use 1 to 64 printable characters)"


def test_a_deleted_run_takes_its_artifacts_not_along(bench: Workbench) -> None:
    run_with(bench, 3)
    run_with(bench, 3)
    find_run(bench.history, "run-0").delete()
    assert [run.name for run in all_runs(bench.history)] == ["run-1"]
    output = find_run(bench.history, "run-1").get_step("importer").output
    assert (output.read(), output.run_name, output.producer_step.run_name) == (3, None, None)


def test_a_run_that_has_not_ended_is_not_deleted(bench: Workbench) -> None:
    seen: list[str] = []

    def deleting() -> None:
        with pytest.raises(ConflictError) as caught:
            bench.last_run().delete()
        seen.append(str(caught.value))

    bench.run(deleting)
    assert seen == ["run 'run-0' has not ended: it is running (zenml pipeline runs stop run-0)"]


def test_a_preview_is_read_without_the_artifact(bench: Workbench) -> None:
    def table() -> np.ndarray[Any, np.dtype[Any]]:
        return np.arange(3)

    output = bench.run(table).get_step("table").output
    folder = Path(bench.stack.artifact_store.path, output.uri)
    (folder / "data.npy").unlink()
    assert output.preview == Preview("text/plain", b"int64 array of shape (3,)\n\n[0 1 2]\n")
    assert output.metadata == {"shape": [3], "dtype": "int64"}
    (folder / ".preview.txt").unlink()
    assert output.preview is None


def test_a_value_that_shows_itself_has_no_preview(bench: Workbench) -> None:
    assert bench.run(importer).get_step("importer").output.preview is None


def test_a_notebook_shows_each_preview_as_what_it_is() -> None:
    kinds = [Preview(kind, b"<b>x</b>") for kind in ("text/plain", "text/html", "image/png")]
    assert [(str(each), each._repr_html_(), each._repr_png_()) for each in kinds] == [
        ("<b>x</b>", None, None),
        ("<b>x</b>", "<b>x</b>", None),
        ("", None, b"<b>x</b>"),
    ]
