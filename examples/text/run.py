"""Tell which chapter of Python's own reference a paragraph is from.

The corpus comes with Python: the topics that ``help("SPECIALMETHODS")`` and its like print, as plain text.
"""

from __future__ import annotations

from pydoc_data.topics import topics
from typing import Annotated

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from sklearn.base import ClassifierMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import ConfusionMatrixDisplay
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline

from zenml import pipeline, step

CHAPTERS = ["compound", "debugger", "formatstrings", "specialnames", "typesseq"]
SHORTEST = 60


@step
def importer(chapters: list[str]) -> pd.DataFrame:
    """Return the paragraphs of some chapters in the column ``text``, beside the name of the ``chapter``."""
    rows = [
        {"chapter": chapter, "text": " ".join(paragraph.split())}
        for chapter in chapters
        for paragraph in topics[chapter].split("\n\n")
    ]
    table = pd.DataFrame(rows).drop_duplicates("text")
    return table[table["text"].str.len() >= SHORTEST].reset_index(drop=True)


@step
def splitter(
    corpus: pd.DataFrame, share: float = 0.25
) -> tuple[Annotated[pd.DataFrame, "train"], Annotated[pd.DataFrame, "test"]]:
    """Put a share of each chapter aside, the same paragraphs each time."""
    train, test = train_test_split(corpus, test_size=share, random_state=0, stratify=corpus["chapter"])
    return train, test


@step
def trainer(train: pd.DataFrame, regularization: float = 30.0) -> ClassifierMixin:
    """Fit a linear model to how often words and pairs of words occur."""
    words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2))
    weights = LogisticRegression(C=regularization, max_iter=1000, class_weight="balanced")
    return Pipeline([("words", words), ("weights", weights)]).fit(train["text"], train["chapter"])


@step
def evaluator(
    model: ClassifierMixin, test: pd.DataFrame
) -> tuple[Annotated[float, "accuracy"], Annotated[Figure, "confusion_matrix"], Annotated[pd.DataFrame, "mistakes"]]:
    """Return the accuracy, which chapters were taken for which, and the paragraphs concerned."""
    named = model.predict(test["text"])
    figure = Figure(figsize=(6, 6), layout="constrained")
    ConfusionMatrixDisplay.from_predictions(
        test["chapter"], named, ax=figure.subplots(), xticks_rotation=45, colorbar=False
    )
    mistakes = test.assign(taken_for=named)[named != test["chapter"]]
    return float(np.mean(named == test["chapter"])), figure, mistakes


@step
def explainer(model: ClassifierMixin, number: int = 8) -> Annotated[pd.DataFrame, "telling_words"]:
    """Return for each chapter the words that tell most for it."""
    words = model.named_steps["words"].get_feature_names_out()
    weights = model.named_steps["weights"]
    telling = np.argsort(-weights.coef_, axis=1)[:, :number]
    return pd.DataFrame({chapter: words[row] for chapter, row in zip(weights.classes_, telling, strict=True)})


@pipeline
def chapters():
    """Import, split, train, evaluate, explain."""
    train, test = splitter(importer(CHAPTERS))
    model = trainer(train)
    evaluator(model, test)
    explainer(model)


if __name__ == "__main__":
    chapters().run()
