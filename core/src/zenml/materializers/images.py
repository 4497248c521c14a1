"""Keep pictures of Pillow without losing a bit."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from zenml.materializers.materializer import BaseMaterializer, UnsuitableValueError

_PNG, _TIFF = "data.png", "data.tiff"
_OF_PNG = {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}
_OF_TIFF = {"CMYK", "F", "I", "LAB"}
_THUMBNAIL = (240, 240)
"""Even noise in four channels is then no larger than a preview may be."""


class ImageMaterializer(BaseMaterializer):
    """Keep an image as PNG or, where PNG lacks its mode, as TIFF."""

    def save(self, data: Image.Image) -> None:
        if data.mode not in _OF_PNG | _OF_TIFF:
            raise UnsuitableValueError(f"neither PNG nor TIFF holds images of mode {data.mode}")
        name, kind = (_PNG, "PNG") if data.mode in _OF_PNG else (_TIFF, "TIFF")
        content = io.BytesIO()  # both formats go back to what they wrote, which a bucket does not allow
        data.save(content, kind)
        with self.open(name, "wb") as file:
            file.write(content.getbuffer())

    def load(self, _data_type: type[Any], /) -> Image.Image:
        name = _PNG if self.files.has(_PNG) else _TIFF
        with self.open(name, "rb") as file:
            content: bytes = file.read()
        with Image.open(io.BytesIO(content)) as image:
            copy: Image.Image = image.copy()
        return copy

    def extract_metadata(self, data: Image.Image) -> dict[str, object]:
        return {"width": data.width, "height": data.height, "mode": data.mode}

    def save_preview(self, data: Image.Image) -> None:
        small = data.copy()
        small.thumbnail(_THUMBNAIL)
        content = io.BytesIO()
        (small if small.mode in {"1", "L", "LA", "P", "RGB", "RGBA"} else small.convert("RGB")).save(content, "PNG")
        self.write_preview(content.getvalue(), "png")
