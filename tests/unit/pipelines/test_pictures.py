from __future__ import annotations

import re

from zenml import pipeline, step


@step
def load() -> int:
    return 1


@step
def train(number: int, other: int = 0) -> int:
    return number + other


@step
def report() -> None: ...


@pipeline
def drawn() -> None:
    number = load()
    train(number, number)
    report.after(load)
    report()


def test_a_notebook_shows_a_pipeline_before_it_runs() -> None:
    shown = drawn()._repr_html_()
    assert re.findall(r'class="name"[^>]*>([^<]*)<', shown) == ["load", "train", "report"]
    assert re.findall(r"<path class=.*?<title>([^<]*)</title>", shown) == [
        "load → train: number, other",
        "load → report",
    ]
