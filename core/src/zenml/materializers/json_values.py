"""Keep scalars and nested containers as one JSON document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from zenml.materializers.formats import check_format
from zenml.materializers.json_decoding import Decoder
from zenml.materializers.json_encoding import Encoder
from zenml.materializers.materializer import BaseMaterializer
from zenml.materializers.saving import load_value, save_value

FORMAT_VERSION = 1
_FILE = "data.json"
# Python's strings may hold lone surrogates (from file names, say), which strict UTF-8 forbids.
_ERRORS = "surrogatepass"


class JsonMaterializer(BaseMaterializer):
    """Keep numbers, containers, records and other small values as JSON that a person can read.

    A value inside that JSON cannot hold, such as an array, is kept by its own materializer in a folder ``0``,
    ``1``, … beside the document.
    """

    def save(self, data: Any) -> None:
        encoder = Encoder()
        document = {"version": FORMAT_VERSION, "value": encoder.encode(data)}
        for leaf in encoder.leaves:
            leaf.entry["materializer"] = save_value(leaf.value, self.files.below(str(leaf.entry["folder"]))).address
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
        with self.open(_FILE, "wb") as file:
            file.write(text.encode(errors=_ERRORS))

    def extract_metadata(self, data: Any) -> dict[str, object]:
        return {"length": len(data)} if isinstance(data, (list, tuple, dict, set, frozenset)) else {}

    def load(self, _data_type: type[Any], /) -> Any:
        with self.open(_FILE, "rb") as file:
            document = json.loads(file.read().decode(errors=_ERRORS))
        check_format(document["version"], FORMAT_VERSION)
        return Decoder(self._load_leaf).decode(document["value"])

    def _load_leaf(self, entry: Mapping[str, str]) -> object:
        return load_value(entry["materializer"], self.files.below(entry["folder"]))
