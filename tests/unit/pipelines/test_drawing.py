"""A notebook shows a pipeline as its graph before it runs."""

from __future__ import annotations

import re

from zenml import pipeline, step


@step
def load() -> int:
    return 1


@step
def train(number: int) -> int:
    return number


@pipeline
def training() -> None:
    train(load())


@pipeline
def classic(loader, trainer):  # type: ignore[no-untyped-def]
    trainer(loader())


@pipeline
def circle() -> None:
    number = load()
    load.after(train)
    train(number)


def told_in(html: str | None) -> list[str]:
    return re.findall(r"<title>(.*?)</title>", html or "")


def test_steps_and_edges_are_drawn_though_nothing_runs_and_no_stack_is_there() -> None:
    assert told_in(training()._repr_html_()) == ["pipeline training", "load to train: output", "load", "train"]


def test_steps_as_arguments_have_their_arguments_names() -> None:
    assert told_in(classic(load(), train())._repr_html_()) == [
        "pipeline classic",
        "loader to trainer: output",
        "loader",
        "trainer",
    ]


def test_a_pipeline_without_arguments_is_drawn_before_it_is_called() -> None:
    assert training._repr_html_() == training()._repr_html_()


def test_what_cannot_be_drawn_is_shown_as_text() -> None:
    assert classic._repr_html_() is None
    assert circle()._repr_html_() is None


def test_a_call_that_leaves_an_argument_to_a_file_has_no_graph_yet() -> None:
    assert classic(load())._repr_html_() is None  # type: ignore[call-arg]  # a file may set the rest
