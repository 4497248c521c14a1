"""Train a classifier for handwritten digits with a pipeline of four steps.

The data are scikit-learn's digits: 1797 images of 8 x 8 pixels, pixel values from 0 to 16.
"""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

from zenml import pipeline, step
from zenml.steps import BaseParameters


class TrainerParameters(BaseParameters):
    """Choose the settings of the support vector machine."""

    gamma: float = 0.001


@step
def importer() -> tuple[Annotated[np.ndarray, "images"], Annotated[np.ndarray, "labels"]]:
    """Return images as rows of 64 floats, and the digit that each one shows."""
    digits = load_digits()
    return digits.data, digits.target


@step
def splitter(
    images: np.ndarray, labels: np.ndarray, test_share: float = 0.2
) -> tuple[
    Annotated[np.ndarray, "train_images"],
    Annotated[np.ndarray, "test_images"],
    Annotated[np.ndarray, "train_labels"],
    Annotated[np.ndarray, "test_labels"],
]:
    """Put a share of the images aside, the same ones each time."""
    split = train_test_split(images, labels, test_size=test_share, random_state=0)
    return tuple(split)


@step
def trainer(params: TrainerParameters, train_images: np.ndarray, train_labels: np.ndarray) -> ClassifierMixin:
    """Fit a support vector machine."""
    print(f"fitting {len(train_images)} images with gamma={params.gamma}")
    return SVC(gamma=params.gamma).fit(train_images, train_labels)


@step
def evaluator(model: ClassifierMixin, test_images: np.ndarray, test_labels: np.ndarray) -> Annotated[float, "accuracy"]:
    """Return the share of the images that the model names rightly."""
    return float(model.score(test_images, test_labels))


@pipeline
def digits(importer: Any, splitter: Any, trainer: Any, evaluator: Any) -> None:
    """Import, split, train, evaluate."""
    images, labels = importer()
    train_images, test_images, train_labels, test_labels = splitter(images, labels)
    model = trainer(train_images=train_images, train_labels=train_labels)
    evaluator(model, test_images, test_labels)


if __name__ == "__main__":
    digits(
        importer=importer(),
        splitter=splitter(),
        trainer=trainer(TrainerParameters(gamma=0.001)),
        evaluator=evaluator(),
    ).run()
