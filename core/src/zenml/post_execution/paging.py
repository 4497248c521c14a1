"""Show what a metadata store remembers like a list, of which only what is asked for is read."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import TypeVar, overload

from zenml.models.runs import Page

V = TypeVar("V")
PAGE_SIZE = 100


class Paged(Sequence[V]):
    """Be a list of views, oldest first; ``[-1]`` is the newest."""

    what = "entry"
    """What one of them is called in messages."""

    @abstractmethod
    def __len__(self) -> int:
        """Count them, without reading them."""

    @abstractmethod
    def read(self, page: Page) -> list[V]:
        """Return a part of them."""

    def __iter__(self) -> Iterator[V]:
        return self._pages(newest_first=False)

    def __reversed__(self) -> Iterator[V]:
        return self._pages(newest_first=True)

    @overload
    def __getitem__(self, index: int) -> V: ...
    @overload
    def __getitem__(self, index: slice) -> list[V]: ...
    def __getitem__(self, index: int | slice) -> V | list[V]:
        return self._slice(index) if isinstance(index, slice) else self._one(index)

    def _pages(self, *, newest_first: bool) -> Iterator[V]:
        offset = 0
        while page := self.read(Page(offset, PAGE_SIZE, newest_first)):
            yield from page
            offset += len(page)

    def _one(self, index: int) -> V:
        page = Page(index, 1) if index >= 0 else Page(-index - 1, 1, newest_first=True)
        found = self.read(page)
        if not found:
            raise IndexError(f"no {self.what} at {index}, there are {len(self)}")
        return found[0]

    def _slice(self, index: slice) -> list[V]:
        chosen = range(*index.indices(len(self)))
        if not chosen:
            return []
        first, last = min(chosen[0], chosen[-1]), max(chosen[0], chosen[-1])
        read = self.read(Page(first, last - first + 1))
        return [read[position - first] for position in chosen]
