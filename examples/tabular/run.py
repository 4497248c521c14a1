"""Tell malignant from benign tumors, with the best of several forests.

The data are scikit-learn's breast cancer table: 569 patients, 30 measurements of each.
"""

from __future__ import annotations

from typing import Annotated

import pandas as pd
from matplotlib.figure import Figure
from sklearn.base import ClassifierMixin
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import RocCurveDisplay
from sklearn.model_selection import train_test_split

from zenml import pipeline, step

TREES = (5, 20, 80)


@step
def importer() -> pd.DataFrame:
    """Return the measurements, and in the column ``target`` 1 for a benign tumor."""
    return load_breast_cancer(as_frame=True).frame


@step
def splitter(
    table: pd.DataFrame, share: float = 0.25
) -> tuple[Annotated[pd.DataFrame, "learn"], Annotated[pd.DataFrame, "choose"], Annotated[pd.DataFrame, "test"]]:
    """Put two shares of the patients aside: one to choose a model by, one to judge it by."""
    rest, test = train_test_split(table, test_size=share, random_state=0, stratify=table["target"])
    learn, choose = train_test_split(rest, test_size=share, random_state=0, stratify=rest["target"])
    return learn, choose, test


@step
def trainer(
    trees: int, learn: pd.DataFrame, choose: pd.DataFrame
) -> tuple[Annotated[ClassifierMixin, "model"], Annotated[float, "accuracy"]]:
    """Fit a forest and return it with its accuracy on patients that it has not seen."""
    model = RandomForestClassifier(trees, random_state=0)
    model.fit(learn.drop(columns="target"), learn["target"])
    return model, float(model.score(choose.drop(columns="target"), choose["target"]))


@step
def chooser(models: list[ClassifierMixin], accuracies: list[float]) -> ClassifierMixin:
    """Return the most accurate model, of equals the smallest."""
    return models[accuracies.index(max(accuracies))]


@step
def evaluator(
    model: ClassifierMixin, test: pd.DataFrame
) -> tuple[Annotated[float, "accuracy"], Annotated[Figure, "roc_curve"]]:
    """Return the accuracy on the patients that nobody has seen so far, and the ROC curve."""
    measured, target = test.drop(columns="target"), test["target"]
    figure = Figure(figsize=(5, 5))
    RocCurveDisplay.from_estimator(model, measured, target, ax=figure.subplots(), plot_chance_level=True)
    return float(model.score(measured, target)), figure


@step
def reporter(accuracy: float) -> None:
    """Say that a model is good enough; a worse one is not talked about."""
    print(f"a model with an accuracy of {accuracy:.3f} may be used")


@pipeline
def tumors():
    """Train several models side by side and judge the best one."""
    learn, choose, test = splitter(importer())
    models, accuracies = trainer.map(TREES, learn=learn, choose=choose)
    accuracy, _ = evaluator(chooser(models, accuracies), test)
    reporter.when(accuracy > 0.9)(accuracy)


if __name__ == "__main__":
    tumors().run()
