"""Find the most common words of a text: a first pipeline, with three steps and nothing but Python's own library."""

from __future__ import annotations

from collections import Counter

from zenml import pipeline, step


@step
def read_text() -> str:
    """Return a text; yours may come from a file."""
    return "the more you look the more you see, and the more you see the less you know"


@step
def count_words(text: str) -> dict[str, int]:
    """Return how often each word occurs."""
    print("counting", len(text), "characters")
    return dict(Counter(text.replace(",", "").split()))


@step
def most_common(counts: dict[str, int], how_many: int = 2) -> list[str]:
    """Return the words that occur most often."""
    return [word for word, _ in Counter(counts).most_common(how_many)]


@pipeline
def word_counts() -> None:
    """Say which step gets what from which other one."""
    most_common(count_words(read_text()), how_many=2)


if __name__ == "__main__":
    run = word_counts().run()
    print("most common:", run.get_step("most_common").output.read())
