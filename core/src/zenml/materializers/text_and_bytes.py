"""Keep text and bytes as the files that they are."""

from __future__ import annotations

from typing import Any

from zenml.materializers.materializer import BaseMaterializer

_CHUNK_CHARACTERS = 1024 * 1024
_ERRORS = "surrogatepass"
_SHOWN_CHARACTERS = 2000


class TextMaterializer(BaseMaterializer):
    """Keep a string as a UTF-8 file."""

    def save(self, data: str) -> None:
        with self.open("data.txt", "wb") as file:
            for start in range(0, len(data), _CHUNK_CHARACTERS):
                file.write(data[start : start + _CHUNK_CHARACTERS].encode(errors=_ERRORS))

    def extract_metadata(self, data: str) -> dict[str, object]:
        return {"length": len(data)}

    def save_preview(self, data: str) -> None:
        if data:
            self.write_preview(data if len(data) <= _SHOWN_CHARACTERS else f"{data[:_SHOWN_CHARACTERS]}…")

    def load(self, _data_type: type[Any], /) -> str:
        with self.open("data.txt", "rb") as file:
            content: bytes = file.read()
        return content.decode(errors=_ERRORS)


class BytesMaterializer(BaseMaterializer):
    """Keep bytes as a file of just these bytes."""

    def save(self, data: bytes) -> None:
        with self.open("data.bin", "wb") as file:
            file.write(data)

    def load(self, _data_type: type[Any], /) -> bytes:
        with self.open("data.bin", "rb") as file:
            content: bytes = file.read()
        return content
