"""What a run's page and picture show, whatever was written into the run."""

from __future__ import annotations

import stat
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from matplotlib.figure import Figure
from workbench import Workbench

from zenml.artifact_stores import BaseArtifactStore
from zenml.enums import ExecutionStatus
from zenml.errors import ArtifactError, StepFailedError, UsageError
from zenml.models.runs import StepRecord
from zenml.post_execution import History, RunView
from zenml.post_execution.graph import Edge, Graph, Node, graph_of_run
from zenml.post_execution.graph_svg import svg_of
from zenml.redaction import remember_secret

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</script></pre></style>\"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;"

NEITHER = "is neither a page nor a picture (let it end with .html or .svg, as {folder}"


class Page(HTMLParser):
    """Take a page apart as a browser does."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags = Counter[str]()
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        return [value for _, attribute, value in self.attributes if attribute == name]


def importer(path: str = "") -> int:
    print("\x1b[31mreading\x1b[0m\n10%\r100%")
    print(path)
    return 3


def trainer(importer: int) -> dict[str, int]:
    return {"weight": importer}


def plotter(importer: int) -> Figure:
    figure = Figure()
    figure.subplots().plot([importer])
    return figure


def teller(importer: int) -> pd.DataFrame:
    return pd.DataFrame({HOSTILE: [HOSTILE] * importer})


def breaks(importer: int) -> int:
    raise ValueError(HOSTILE)


def page_of(run: RunView, folder: Path) -> Page:
    return Page(run.visualize(folder / "page.html").read_text("utf-8"))


def failed_run(bench: Workbench) -> RunView:
    with pytest.raises(StepFailedError):
        bench.run(importer, breaks, parameters={"path": HOSTILE})
    return bench.last_run()


def test_a_page_tells_of_each_step_what_is_known(bench: Workbench, tmp_path: Path) -> None:
    page = page_of(bench.run(importer, trainer, parameters={"path": "data.csv"}), tmp_path)
    for told in (
        "run-0: completed",
        '"data.csv"',
        "training.importer.output:1",
        "builtins:int",
        "reading\n100%\ndata.csv",
    ):
        assert told in page.text, told
    assert ("a", "href", "#step-0") in page.attributes
    assert {"importer: completed", "trainer: completed"} <= {said.split(" · ")[0] for said in page.values("aria-label")}


def test_what_comes_from_the_cache_is_marked_and_names_the_run_that_made_it(bench: Workbench, tmp_path: Path) -> None:
    bench.run(importer)
    page = page_of(bench.run(importer), tmp_path)
    assert "importer: cached" in page.values("aria-label")
    assert "made by runrun-0" in page.text


def test_hostile_texts_stay_texts(bench: Workbench, tmp_path: Path) -> None:
    harmless = page_of(bench.run(importer, trainer, parameters={"path": "data.csv"}), tmp_path)
    hostile = page_of(failed_run(bench), tmp_path)
    assert hostile.tags.keys() - harmless.tags.keys() == set()
    assert f"ValueError: {HOSTILE}" in hostile.text
    assert hostile.text.count(HOSTILE) >= 3  # in the run's error, in the step's, and in the log


def test_a_page_loads_nothing_and_runs_nothing(bench: Workbench, tmp_path: Path) -> None:
    page = page_of(failed_run(bench), tmp_path)
    assert {"script", "link", "object", "embed", "base"}.isdisjoint(page.tags)
    assert "url(" not in page.text
    assert "@import" not in page.text
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert page.values("src") == []
    (policy,) = [value for value in page.values("content") if "default-src" in value]
    assert "default-src 'none'" in policy
    assert "script" not in policy


def test_previews_are_shown_where_they_can_do_nothing(bench: Workbench, tmp_path: Path) -> None:
    page = page_of(bench.run(importer, plotter, teller, trainer), tmp_path)
    assert [source[:22] for source in page.values("src")] == ["data:image/png;base64,"]
    assert page.values("sandbox") == [""]
    (frame,) = map(Page, page.values("srcdoc"))
    assert {"script", "img"}.isdisjoint(frame.tags)
    assert HOSTILE in frame.text  # as the name of the column; values are cut
    assert ("training.plotter.output:1" in page.text, "training.teller.output:1" in page.text) == (True, True)


def test_every_link_of_a_page_leads_to_a_section_of_it(bench: Workbench, tmp_path: Path) -> None:
    page = page_of(bench.run(importer, trainer), tmp_path)
    ids = page.values("id")
    assert len(ids) == len(set(ids)) == 2
    assert {target.removeprefix("#") for target in page.values("href")} == set(ids)


def test_a_page_of_a_run_whose_store_is_gone_shows_the_rest(bench: Workbench, tmp_path: Path) -> None:
    run = bench.run(importer, parameters={"path": "data.csv"})

    def nobody_knows(uuid: str) -> BaseArtifactStore:
        raise ArtifactError(f"no artifact store {uuid} is known")

    page = page_of(RunView(run._known, History(bench.stack.metadata_store, nobody_knows)), tmp_path)
    assert "It cannot be read: ArtifactError: no artifact store" in page.text
    assert '"data.csv"' in page.text


def test_secrets_that_this_process_knows_are_not_shown(bench: Workbench, tmp_path: Path) -> None:
    run = bench.run(importer, parameters={"path": "the word is open-sesame"})
    remember_secret("open-sesame")
    page = page_of(run, tmp_path)
    assert "the word is ***" in page.text
    assert "sesame" not in (tmp_path / "page.html").read_text("utf-8")


def test_a_picture_alone_is_well_formed_and_has_no_links(bench: Workbench, tmp_path: Path) -> None:
    path = failed_run(bench).visualize(tmp_path / "graph.svg")
    root = ET.parse(path).getroot()
    assert root.tag == f"{SVG}svg"
    assert not list(root.iter(f"{SVG}a"))
    assert [each.text for each in root.iter(f"{SVG}title")] == [
        "run-0: failed",
        "importer to breaks: output",
        *(said for said in (each.get("aria-label") for each in root.iter(f"{SVG}g")) if said),
    ]


@pytest.mark.parametrize("status", ExecutionStatus)
def test_every_state_is_told_by_a_mark_a_word_and_a_colour(status: ExecutionStatus) -> None:
    root = ET.fromstring(svg_of(Graph("run", (Node("trainer", status, status.value),), ())))
    (node,) = [each for each in root.iter(f"{SVG}g") if each.get("tabindex") == "0"]
    mark, name, note = (each.text for each in node.iter(f"{SVG}text"))
    assert (name, note, node.get("class")) == ("trainer", status.value, f"step {status.value}")
    assert mark in set("…▶✓↺✕■!–")
    assert (root.findtext(f"{SVG}style") or "").count(f".{status.value} .card") == 2  # in the light and in the dark


def test_no_two_states_have_one_mark() -> None:
    graph = Graph("run", tuple(Node(each.value, each, each.value) for each in ExecutionStatus), ())
    marks = [each.text for each in ET.fromstring(svg_of(graph)).iter(f"{SVG}text") if each.get("class") == "mark"]
    assert len(set(marks)) == len(ExecutionStatus)


def test_names_of_all_kinds_are_drawn_and_told_in_full() -> None:
    names = ["x" * 127, "名前" * 40, "\x00\x1b[31m\u202eevil", "\ud800", HOSTILE, ""]
    edges = tuple(Edge(names[0], name, (name,)) for name in names[1:])
    root = ET.fromstring(svg_of(Graph(HOSTILE, tuple(Node(name) for name in names), edges)).encode("utf-8"))
    told = [each.get("aria-label") for each in root.iter(f"{SVG}g") if each.get("tabindex") == "0"]
    assert told == ["x" * 127, "名前" * 40, "��[31m�evil", "�", HOSTILE, ""]
    shown = [each.text or "" for each in root.iter(f"{SVG}text") if each.get("class") == "name"]
    assert [len(each) for each in shown] == [20, 10, 11, 1, 20]


def test_an_edge_without_an_artifact_looks_different() -> None:
    graph = Graph("run", (Node("a"), Node("b"), Node("c")), (Edge("a", "b", ("x", "y")), Edge("b", "c")))
    root = ET.fromstring(svg_of(graph))
    assert [each.get("class") for each in root.iter(f"{SVG}path")] == ["edge", "head", "edge waits", "head"]
    assert [each.text for each in root.iter(f"{SVG}text") if each.get("class") == "artifact"] == ["x, y"]


def test_a_step_that_was_not_recorded_to_the_end_is_drawn_too(bench: Workbench, tmp_path: Path) -> None:
    run = bench.run(importer, trainer)
    steps = bench.stack.metadata_store.list_steps(run.id)

    def unfinished(step: StepRecord) -> StepRecord:
        return replace(step, status=ExecutionStatus.INITIALIZING, duration_seconds=None, started_at=None)

    graph = graph_of_run(run._known, [unfinished(step) for step in steps])
    assert graph.nodes == tuple(
        Node(name, ExecutionStatus.INITIALIZING, "initializing") for name in ("importer", "trainer")
    )
    assert graph.edges == (Edge("importer", "trainer", ("output",)),)


def test_without_a_path_the_page_is_named_for_the_run(
    bench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = bench.run(importer).visualize()
    assert path == tmp_path / "run-0.html"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("graph.png", f"'{{folder}}/graph.png' {NEITHER}/graph.png.html)"),
        ("", f"'{{folder}}' {NEITHER}.html)"),
        ("folder.svg", "'{folder}/folder.svg' is a folder (name a file in it that ends with .html or .svg)"),
        ("nowhere/graph.svg", "there is no folder '{folder}/nowhere' (make it, or name another)"),
    ],
)
def test_a_path_that_cannot_be_written_is_refused(bench: Workbench, tmp_path: Path, name: str, message: str) -> None:
    folder = tmp_path / "there"
    (folder / "folder.svg").mkdir(parents=True)
    with pytest.raises(UsageError) as caught:
        bench.run(importer).visualize(folder / name)
    assert str(caught.value) == message.format(folder=folder)


def test_a_name_that_is_no_file_name_is_changed(
    bench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = bench.run(importer)
    odd = RunView(replace(run._known, name="../a run: of *today*"), bench.history)
    assert odd.visualize() == tmp_path / ".._a_run_of_today_.html"


def test_two_hundred_steps_are_drawn() -> None:
    names = [f"step_{number}" for number in range(200)]
    edges = tuple(Edge(names[0], name) for name in names[1:])
    assert svg_of(Graph("run", tuple(map(Node, names)), edges)).count('class="step ') == 200


def test_a_notebook_shows_a_run_as_its_graph(bench: Workbench) -> None:
    page = Page(bench.run(importer, trainer)._repr_html_())
    assert page.tags["svg"] == 1
    assert page.values("id") == page.values("href") == []
