"""Keep scikit-learn's estimators."""

from __future__ import annotations

import logging
import math
from typing import Any

import sklearn
from sklearn.utils import estimator_html_repr

from zenml.materializers.pickles import PickleMaterializer

logger = logging.getLogger(__name__)

_PACKAGE = "scikit-learn"
_LONGEST = 200


class ScikitLearnMaterializer(PickleMaterializer):
    """Keep an estimator by cloudpickle, which is what scikit-learn offers, with the version it was fitted by."""

    def versions(self) -> dict[str, str]:
        return {**super().versions(), _PACKAGE: sklearn.__version__}

    def extract_metadata(self, data: Any) -> dict[str, object]:
        parameters = {name: _plain(value) for name, value in data.get_params(deep=False).items()}
        return {"estimator": type(data).__name__, "parameters": parameters}

    def save_preview(self, data: Any) -> None:
        self.write_preview(estimator_html_repr(data), "html")

    def check_versions(self, header: dict[str, str]) -> None:
        saved = header[_PACKAGE]
        if _minor(saved) != _minor(sklearn.__version__):
            logger.warning(
                "A %s was saved with scikit-learn %s and is loaded with %s: it may fail, or predict something else.",
                header["type"],
                saved,
                sklearn.__version__,
            )


def _plain(value: object) -> object:
    """Return a setting as JSON knows it: itself, or the beginning of what it looks like."""
    is_plain = value is None or isinstance(value, (bool, int, str))
    return value if is_plain or (isinstance(value, float) and math.isfinite(value)) else repr(value)[:_LONGEST]


def _minor(version: str) -> list[str]:
    return version.split(".")[:2]
