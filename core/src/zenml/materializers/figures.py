"""Keep figures of matplotlib, with a picture of each."""

from __future__ import annotations

import io
import logging
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from zenml.materializers.pickles import PickleMaterializer

logger = logging.getLogger(__name__)

_PACKAGE = "matplotlib"
_WIDEST_PIXELS = 800


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
    """Return a figure as PNG, at most ``_WIDEST_PIXELS`` wide, on whichever canvas it is shown elsewhere."""
    canvas, dpi = figure.canvas, figure.dpi
    content = io.BytesIO()
    try:
        FigureCanvasAgg(figure)
        figure.savefig(content, format="png", dpi=min(dpi, _WIDEST_PIXELS / figure.get_size_inches()[0]))
    finally:
        figure.set_canvas(canvas)
    return content.getvalue()
