"""Refuse what no store does, in the same words whatever keeps it."""

from __future__ import annotations

from collections.abc import Sequence

from zenml.errors import ConflictError


def refuse_used(subject: str, user: str, users: Sequence[str]) -> None:
    """Refuse to remove ``subject`` as long as there are ``users``, each of the kind ``user``.

    Raises:
        ConflictError: there are; names them.
    """
    if users:
        names = ", ".join(repr(name) for name in users)
        verb = f"is used by the {user}" if len(users) == 1 else f"is used by the {user}s"
        raise ConflictError(f"{subject} {verb} {names}", hint="change or delete what uses it first")
