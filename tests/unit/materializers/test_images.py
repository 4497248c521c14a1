from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
import pytest
from PIL import Image
from round_trips import artifact_file, open_store, round_trip, save

from zenml.materializers.builtin import FALLBACK, IMAGE
from zenml_local.artifact_store import LocalArtifactStore

NOISE = np.random.default_rng(7).integers(0, 256, (40, 60, 3), dtype=np.uint8)
PICTURE = Image.fromarray(NOISE)


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return open_store(tmp_path)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK", "F", "I", "LAB"])
def test_a_picture_comes_back_bit_by_bit(store: LocalArtifactStore, mode: str) -> None:
    picture = Image.new(mode, (60, 40)) if mode == "LAB" else PICTURE.convert("L").convert(mode)
    record = save(store, picture)
    loaded = cast("Image.Image", round_trip(store, picture))
    assert record.materializer == IMAGE
    assert (loaded.mode, loaded.size, loaded.tobytes()) == (mode, (60, 40), picture.tobytes())
    assert loaded.getpalette() == picture.getpalette()


def test_a_picture_from_a_file_is_kept_as_well(store: LocalArtifactStore, tmp_path: Path) -> None:
    PICTURE.save(tmp_path / "picture.bmp")
    with Image.open(tmp_path / "picture.bmp") as picture:
        loaded = cast("Image.Image", round_trip(store, picture))
    assert loaded.tobytes() == PICTURE.tobytes()


def test_a_mode_of_no_format_is_left_to_pickle(store: LocalArtifactStore) -> None:
    assert save(store, PICTURE.convert("HSV")).materializer == FALLBACK


def test_even_noise_has_a_thumbnail(store: LocalArtifactStore) -> None:
    noise = Image.fromarray(np.random.default_rng(7).integers(0, 256, (300, 300, 4), dtype=np.uint8))
    assert save(store, noise).preview == ".preview.png"


def test_a_picture_tells_its_size_and_has_a_thumbnail(store: LocalArtifactStore) -> None:
    record = save(store, PICTURE.resize((2000, 1000)))
    assert record.metadata == {"width": 2000, "height": 1000, "mode": "RGB"}
    with Image.open(artifact_file(store, ".preview.png")) as preview:
        assert preview.size == (240, 120)
