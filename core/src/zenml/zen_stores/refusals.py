"""Refuse what no store does, in the same words whatever keeps it."""

from __future__ import annotations

from collections.abc import Sequence

from zenml.errors import ChangedMeanwhileError, ConflictError


def refuse_changed(subject: str, present: object, expected: object) -> None:
    """Refuse a change that was made from what is not there any more.

    Raises:
        ChangedMeanwhileError: the present record is not the expected one.
    """
    if present != expected:
        raise ChangedMeanwhileError(f"another process changed {subject} meanwhile", hint="look at it, then try again")


def refuse_used(subject: str, user: str, users: Sequence[str]) -> None:
    """Refuse to remove ``subject`` as long as there are ``users``, each of the kind ``user``.

    Raises:
        ConflictError: there are; names them.
    """
    if users:
        names = ", ".join(repr(name) for name in users)
        verb = f"is used by the {user}" if len(users) == 1 else f"is used by the {user}s"
        raise ConflictError(f"{subject} {verb} {names}", hint="change or delete what uses it first")
