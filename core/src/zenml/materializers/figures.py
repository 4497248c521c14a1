"""Keep figures of matplotlib, with a picture of each."""

from __future__ import annotations

import io
import logging
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from zenml.materializers.artifact_files import LARGEST_PREVIEW_BYTES
from zenml.materializers.pickles import PickleMaterializer

logger = logging.getLogger(__name__)

_PACKAGE = "matplotlib"
_WIDEST_PIXELS, _HIGHEST_PIXELS = 800, 1600
_COARSEST_DPI = 10


class FigureMaterializer(PickleMaterializer):
    """Keep a figure by cloudpickle, which is what matplotlib offers; its preview is what it looks like."""

    def versions(self) -> dict[str, str]:
        return {**super().versions(), _PACKAGE: mpl.__version__}

    def check_versions(self, header: dict[str, str]) -> None:
        if header[_PACKAGE] != mpl.__version__:
            logger.warning(
                "A figure was saved with matplotlib %s and is loaded with %s: it may fail, or look different.",
                header[_PACKAGE],
                mpl.__version__,
            )

    def extract_metadata(self, data: Figure) -> dict[str, object]:
        width, height = data.get_size_inches()
        return {"width_inches": float(width), "height_inches": float(height), "axes": len(data.axes)}

    def save_preview(self, data: Figure) -> None:
        self.write_preview(picture_of(data), "png")


def picture_of(figure: Any) -> bytes:
    """Return a figure as PNG that is small enough for a preview, on whichever canvas it is shown elsewhere."""
    canvas = figure.canvas
    width, height = figure.get_size_inches()
    dpi = min(figure.dpi, _WIDEST_PIXELS / width, _HIGHEST_PIXELS / height)
    try:
        FigureCanvasAgg(figure)
        picture = _drawn(figure, dpi)
        while len(picture) > LARGEST_PREVIEW_BYTES and dpi > _COARSEST_DPI:
            dpi *= 0.7
            picture = _drawn(figure, dpi)
    finally:
        figure.set_canvas(canvas)
    return picture


def _drawn(figure: Any, dpi: float) -> bytes:
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=dpi)
    return content.getvalue()
