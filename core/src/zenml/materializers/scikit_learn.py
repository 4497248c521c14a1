"""Keep scikit-learn's estimators."""

from __future__ import annotations

import logging

import sklearn

from zenml.materializers.pickles import PickleMaterializer

logger = logging.getLogger(__name__)

_PACKAGE = "scikit-learn"


class ScikitLearnMaterializer(PickleMaterializer):
    """Keep an estimator by cloudpickle, which is what scikit-learn offers, with the version it was fitted by."""

    def versions(self) -> dict[str, str]:
        return {**super().versions(), _PACKAGE: sklearn.__version__}

    def check_versions(self, header: dict[str, str]) -> None:
        saved = header[_PACKAGE]
        if _minor(saved) != _minor(sklearn.__version__):
            logger.warning(
                "A %s was saved with scikit-learn %s and is loaded with %s: it may fail, or predict something else.",
                header["type"],
                saved,
                sklearn.__version__,
            )


def _minor(version: str) -> list[str]:
    return version.split(".")[:2]
