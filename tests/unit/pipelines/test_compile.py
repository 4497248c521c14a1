"""A recorded pipeline becomes plain data that another process can execute."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pytest
from checked_pipelines import steps_of

from zenml import pipeline, step
from zenml.enums import StackComponentType
from zenml.materializers import BaseMaterializer
from zenml.models.deployment import OutputDeclaration
from zenml.pipelines.compile import CachingChoices
from zenml.sources import load
from zenml.steps import BaseStep, StepContext

HERE = __name__


class Text(str):
    """Be a type of this project."""


class TextMaterializer(BaseMaterializer):
    """Be chosen for an output."""


@step
def one() -> int:
    return 1


def _two() -> int:
    return 2


two = step(_two)


class Three(BaseStep):
    def entrypoint(self) -> int:
        return 3


@step(output_materializers={"text": TextMaterializer})
def read() -> tuple[Annotated[Text, "text"], Annotated[np.ndarray, "data"], Annotated[Any, "rest"]]:
    return Text(), np.zeros(1), 1


@step
def report(context: StepContext) -> None: ...


class TestSources:
    def test_a_decorated_function_is_found_under_its_name(self) -> None:
        @pipeline
        def training() -> None:
            one()

        assert steps_of(training())["one"].source == f"{HERE}:one"
        assert load(f"{HERE}:one") is one

    def test_a_step_that_was_made_of_a_function_is_found_where_it_is_a_step(self) -> None:
        @pipeline
        def training() -> None:
            two()

        assert steps_of(training())["_two"].source == f"{HERE}:two"

    def test_a_configured_step_is_found_as_the_one_it_was_made_of(self) -> None:
        @pipeline
        def training(load):  # type: ignore[no-untyped-def]
            load()

        assert steps_of(training(load=one()))["load"].source == f"{HERE}:one"

    def test_a_class_based_step_is_found_by_its_class(self) -> None:
        @pipeline
        def training() -> None:
            Three()()

        assert steps_of(training())["Three"].source == f"{HERE}:Three"

    def test_a_step_that_no_other_process_finds_has_none(self) -> None:
        @step
        def local() -> int:
            return 1

        @pipeline
        def training() -> None:
            local()

        assert steps_of(training())["local"].source == ""


class TestOutputs:
    def test_each_names_its_type_and_the_materializer_that_was_chosen(self) -> None:
        @pipeline
        def training() -> None:
            read()

        assert steps_of(training())["read"].outputs == (
            OutputDeclaration("text", type=f"{HERE}:Text", materializer=f"{HERE}:TextMaterializer"),
            OutputDeclaration("data", type="numpy:ndarray"),
            OutputDeclaration("rest"),
        )


class TestComponents:
    def test_names_of_components_are_part_of_the_step(self) -> None:
        @step(step_operator="gpu", model_deployer="seldon")
        def train() -> int:
            return 1

        assert train.components == {
            StackComponentType.STEP_OPERATOR: "gpu",
            StackComponentType.MODEL_DEPLOYER: "seldon",
        }


class TestCaching:
    @pytest.mark.parametrize(
        ("run", "of_step", "of_pipeline", "expected"),
        [
            (None, None, None, True),
            (None, None, False, False),
            (None, True, False, True),
            (None, False, True, False),
            (False, True, True, False),
            (True, False, False, True),
        ],
    )
    def test_the_word_that_is_nearest_to_the_run_counts(
        self, run: bool | None, of_step: bool | None, of_pipeline: bool | None, expected: bool
    ) -> None:
        configured = one.configured(enable_cache=of_step)
        assert CachingChoices(run=run, pipeline=of_pipeline).holds_for(configured) is expected

    def test_a_step_that_takes_its_context_is_run_unless_told_otherwise(self) -> None:
        assert CachingChoices().holds_for(report) is False
        assert CachingChoices(pipeline=True).holds_for(report) is True


class TestCodeDigests:
    @pytest.fixture
    def project(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        monkeypatch.syspath_prepend(tmp_path)
        (tmp_path / "words.txt").write_text("a b")
        yield tmp_path
        sys.modules.pop("digested", None)

    def digest(self, project: Path, text: str) -> str:
        """Return the digest of ``embed`` in a module with this text."""
        sys.modules.pop("digested", None)
        (project / "digested.py").write_text(text)
        module = __import__("digested")
        return next(iter(steps_of(module.training(), source_root=project).values())).code_digest

    MODULE = """
from zenml import pipeline, step
from zenml.materializers import BaseMaterializer

class Words(list): ...

class WordsMaterializer(BaseMaterializer):
    ASSOCIATED_TYPES = (Words,)
    def save(self, data): self.open("words", "w").write("{separator}".join(data))

@step(extra_files=["words.txt"], name="embed")
def embed() -> {returned}:
    return Words()

@pipeline
def training():
    embed()
"""

    def test_it_covers_declared_files(self, project: Path) -> None:
        text = self.MODULE.format(separator=" ", returned="list")
        before = self.digest(project, text)
        (project / "words.txt").write_text("a b c")
        assert self.digest(project, text) != before

    def test_it_covers_the_projects_materializer_of_a_declared_type(self, project: Path) -> None:
        before = self.digest(project, self.MODULE.format(separator=" ", returned="Words"))
        after = self.digest(project, self.MODULE.format(separator=",", returned="Words"))
        assert before != after

    def test_it_leaves_out_materializers_of_other_types(self, project: Path) -> None:
        before = self.digest(project, self.MODULE.format(separator=" ", returned="list"))
        after = self.digest(project, self.MODULE.format(separator=",", returned="list"))
        assert before == after
