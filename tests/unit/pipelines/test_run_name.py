"""A run bears the name that its user chose, else its pipeline's with the time."""

from __future__ import annotations

import re

import pytest

from zenml import pipeline, step
from zenml.errors import ConfigurationError, ConflictError
from zenml.pipelines import launching


@step
def add(x: float, y: float = 1) -> float:
    return x + y


@pipeline
def chain(start: float) -> None:
    add(add(start))


class TestRunNames:
    def test_a_run_is_named_for_its_pipeline_and_time(self) -> None:
        assert re.fullmatch(r"chain-\d{4}_\d\d_\d\d-\d\d_\d\d_\d\d_\d{6}", chain(1).run().name)

    def test_a_user_may_name_it(self) -> None:
        run = chain(1).run(run_name="my first run")
        assert (run.name, run.runtime_configuration) == ("my first run", {"run_name": "my first run"})

    def test_a_name_that_is_taken_is_refused_before_anything_runs(self) -> None:
        ran: list[int] = []

        @step
        def note() -> None:
            ran.append(1)

        @pipeline
        def noting() -> None:
            note()

        noting().run(run_name="mine", enable_cache=False)
        with pytest.raises(ConflictError) as caught:
            noting().run(run_name="mine", enable_cache=False)
        assert str(caught.value) == ("a run named 'mine' exists already (choose another run_name, or leave it out)")
        assert ran == [1]

    def test_an_illegal_name_is_refused(self) -> None:
        with pytest.raises(ConfigurationError, match="'a/b' is not a valid run name"):
            chain(1).run(run_name="a/b")

    def test_an_automatic_name_that_is_taken_is_passed_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(launching, "automatic_names", lambda pipeline: iter([f"{pipeline}-1", f"{pipeline}-2"]))
        assert [chain(1).run().name, chain(1).run().name] == ["chain-1", "chain-2"]
