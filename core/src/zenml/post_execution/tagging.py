"""Change the tags of runs and artifacts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from zenml.errors import NotFoundError
from zenml.names import checked_tag


def change_tags(change: Callable[..., bool], what: str, row_id: str, add: Iterable[str], remove: Iterable[str]) -> None:
    """Let a metadata store change tags.

    Args:
        change: its method for runs or for artifacts.
        what: what has the tags, for messages.
        row_id: its id.
        add: tags that it shall have.
        remove: tags that it shall not have; it need not have them.

    Raises:
        ConfigurationError: a tag is empty or too long.
        NotFoundError: it was deleted meanwhile.
    """
    added, removed = [checked_tag(tag) for tag in add], [checked_tag(tag) for tag in remove]
    if not change(row_id, add=added, remove=removed):
        raise NotFoundError(f"{what} was deleted")
