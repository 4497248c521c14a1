"""Name handwritten digits with a small neural network, and look at those that it takes for another.

The data are scikit-learn's digits: 1797 images of 8 x 8 pixels, pixel values from 0 to 16.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np
from matplotlib.figure import Figure
from PIL import Image
from sklearn.base import ClassifierMixin
from sklearn.datasets import load_digits
from sklearn.metrics import ConfusionMatrixDisplay
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

from zenml import pipeline, step

SIDE = 8
BRIGHTEST = 16


@step
def importer() -> tuple[Annotated[np.ndarray, "images"], Annotated[np.ndarray, "labels"]]:
    """Return images as rows of 64 numbers from 0 to 1, and the digit that each one shows."""
    digits = load_digits()
    return digits.data / BRIGHTEST, digits.target


@step
def splitter(
    images: np.ndarray, labels: np.ndarray, share: float = 0.25
) -> tuple[
    Annotated[np.ndarray, "train_images"],
    Annotated[np.ndarray, "test_images"],
    Annotated[np.ndarray, "train_labels"],
    Annotated[np.ndarray, "test_labels"],
]:
    """Put a share of the images aside, the same ones each time."""
    return tuple(train_test_split(images, labels, test_size=share, random_state=0, stratify=labels))


@step
def trainer(images: np.ndarray, labels: np.ndarray, neurons: int = 64) -> ClassifierMixin:
    """Fit a network with one hidden layer."""
    return MLPClassifier((neurons,), max_iter=500, random_state=0).fit(images, labels)


@step
def evaluator(
    model: ClassifierMixin, images: np.ndarray, labels: np.ndarray
) -> tuple[
    Annotated[float, "accuracy"], Annotated[Figure, "confusion_matrix"], Annotated[Image.Image, "mistaken_images"]
]:
    """Return the accuracy, which digits were taken for which, and a picture of the images concerned."""
    named = model.predict(images)
    figure = Figure(figsize=(6, 6))
    ConfusionMatrixDisplay.from_predictions(labels, named, ax=figure.subplots(), colorbar=False)
    return float(np.mean(named == labels)), figure, side_by_side(images[named != labels])


def side_by_side(images: np.ndarray) -> Image.Image:
    """Return rows of 64 numbers as one gray picture, each image six times as large."""
    shown = [row.reshape(SIDE, SIDE) for row in images] or [np.zeros((SIDE, SIDE))]
    pixels = (255 * np.hstack(shown)).astype(np.uint8)
    return Image.fromarray(pixels).resize((6 * pixels.shape[1], 6 * SIDE), Image.Resampling.NEAREST)


@pipeline
def handwriting():
    """Import, split, train, evaluate."""
    train_images, test_images, train_labels, test_labels = splitter(*importer())
    evaluator(trainer(train_images, train_labels), test_images, test_labels)


if __name__ == "__main__":
    handwriting().run()
