from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from workbench import Workbench

from zenml.errors import StepFailedError, ZenMLError
from zenml.post_execution import RunView
from zenml.post_execution.graph_page import page_of
from zenml.redaction import remember_secret

HOSTILE = "</title></svg></pre><script>alert(1)</script><img src=x onerror=alert(1)> & \x00\x1b \" ' ]]>"
SVG = "{http://www.w3.org/2000/svg}"


def importer(text: str = "plain") -> int:
    print("importing", text)
    return 3


def trainer(importer: int) -> np.ndarray[Any, np.dtype[Any]]:
    return np.arange(importer)


def plotter(importer: int) -> Figure:
    figure = Figure()
    figure.subplots().plot([importer])
    return figure


def teller(trainer: np.ndarray[Any, np.dtype[Any]]) -> pd.DataFrame:
    return pd.DataFrame({HOSTILE: [HOSTILE] * len(trainer)})


def breaker(teller: pd.DataFrame) -> None:
    raise ValueError(HOSTILE)


class Elements(HTMLParser):
    """Collect what a page consists of, frames included."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.append((tag, name, value or ""))
            if name == "srcdoc":
                inner = Elements(value or "")
                self.tags += inner.tags
                self.attributes += inner.attributes


@pytest.fixture
def failed(bench: Workbench) -> RunView:
    with pytest.raises(StepFailedError):
        bench.run(importer, trainer, plotter, teller, breaker, parameters={"text": HOSTILE})
    return bench.last_run()


def test_the_page_shows_every_step_and_what_it_made(failed: RunView) -> None:
    page = page_of(failed)
    for shown in (
        "training.importer.output:1",
        "int64 array of shape (3,)",
        "importing",
        "✗ failed",
        "pandas:DataFrame",
    ):
        assert shown in page
    elements = Elements(page)
    assert [value for tag, name, value in elements.attributes if (tag, name) == ("section", "id")] == [
        f"step-{number}" for number in range(5)
    ]
    links = [value for tag, name, value in elements.attributes if (tag, name) == ("a", "href")]
    assert sorted(links) == [f"#step-{number}" for number in range(5)]


def test_the_page_loads_nothing_and_runs_nothing_whatever_the_steps_say(failed: RunView) -> None:
    elements = Elements(page_of(failed))
    assert not {"script", "link", "object", "embed", "form", "base"} & set(elements.tags)
    assert [name for _, name, _ in elements.attributes if name.startswith("on")] == []
    sources = [value for _, name, value in elements.attributes if name in ("src", "xlink:href", "data", "action")]
    assert [value for value in sources if not value.startswith("data:image/png;base64,")] == []
    assert [value for tag, name, value in elements.attributes if (tag, name) == ("iframe", "sandbox")] == [""]
    policy = next(value for tag, name, value in elements.attributes if (tag, name) == ("meta", "content"))
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_the_picture_alone_is_well_formed_and_says_all_in_words(failed: RunView, tmp_path: Path) -> None:
    file = failed.visualize(tmp_path / "run.SVG")
    picture = ET.parse(file).getroot()
    assert picture.tag == f"{SVG}svg"
    titles = [title.text for title in picture.iter(f"{SVG}title")]
    assert titles[0] == "run run-0 of pipeline training: failed"
    assert "importer → trainer: output → importer" in titles
    assert [title for title in titles if title and title.startswith("breaker: ✗ failed")]


def test_secrets_that_this_process_knows_are_not_shown(bench: Workbench) -> None:
    secret = remember_secret("open <sesame> & go")
    run = bench.run(importer, parameters={"text": secret})
    page = page_of(run)
    assert ("sesame" in page, page.count("***") > 0) == (False, True)


def test_without_a_path_the_page_is_named_for_the_run(
    bench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    bench.names.append("a/run: of *today*")
    deployment = bench.deployment(importer)
    bench.launch(deployment, importer)
    assert bench.last_run().visualize() == Path("run-1.html")
    assert Path("run-1.html").read_text().startswith("<!DOCTYPE html>")


def test_a_page_that_cannot_be_written_is_one_line(bench: Workbench, tmp_path: Path) -> None:
    run = bench.run(importer)
    with pytest.raises(ZenMLError, match=r"cannot write .*no/run.html: No such file or directory"):
        run.visualize(tmp_path / "no" / "run.html")


def test_a_notebook_shows_the_graph(bench: Workbench) -> None:
    shown = bench.run(importer, trainer)._repr_html_()
    assert shown.startswith("<svg ")
    assert re.findall(r'class="name"[^>]*>([^<]*)<', shown) == ["importer", "trainer"]


def test_two_hundred_steps_are_drawn(bench: Workbench) -> None:
    def step_named(name: str) -> Any:
        def function() -> int:
            return 1

        function.__name__ = name
        return function

    run = bench.run(*(step_named(f"step_{number}") for number in range(200)))
    assert len(re.findall('class="node ', run._repr_html_())) == 200
