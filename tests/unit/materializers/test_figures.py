from __future__ import annotations

import io
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image
from round_trips import artifact_file, open_store, round_trip, save

from zenml.materializers.artifact_files import LARGEST_PREVIEW_BYTES
from zenml.materializers.builtin import FIGURE
from zenml.materializers.figures import picture_of
from zenml_local.artifact_store import LocalArtifactStore


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return open_store(tmp_path)


@pytest.fixture
def figure() -> Figure:
    figure = Figure(figsize=(20, 5))
    axes = figure.subplots()
    axes.plot([1, 2, 3], [3, 1, 2])
    axes.set_title("loss")
    return figure


def test_a_figure_comes_back_looking_the_same(store: LocalArtifactStore, figure: Figure) -> None:
    record = save(store, figure)
    assert (record.materializer, record.metadata) == (
        FIGURE,
        {"width_inches": 20.0, "height_inches": 5.0, "axes": 1},
    )
    loaded = cast("Figure", round_trip(store, figure))
    assert loaded.axes[0].get_title() == "loss"
    assert picture_of(loaded) == picture_of(figure)


def test_its_preview_is_its_picture(store: LocalArtifactStore, figure: Figure) -> None:
    canvas = figure.canvas
    assert save(store, figure).preview == ".preview.png"
    content = artifact_file(store, ".preview.png").read_bytes()
    assert content == picture_of(figure)
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (800, 200)
    assert figure.canvas is canvas


@pytest.mark.parametrize("size", [(8, 8), (4, 60)], ids=["noise", "tall"])
def test_a_picture_that_would_be_too_large_is_drawn_smaller(store: LocalArtifactStore, size: tuple[int, int]) -> None:
    figure = Figure(figsize=size)
    pixels = np.random.default_rng(7).random((100 * size[1], 100 * size[0]))
    figure.subplots().imshow(pixels, interpolation="nearest", aspect="auto")
    assert save(store, figure).preview == ".preview.png"
    assert artifact_file(store, ".preview.png").stat().st_size <= LARGEST_PREVIEW_BYTES
