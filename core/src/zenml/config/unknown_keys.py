"""Warn, once in a process, about keys that this version does not know: a user may have mistyped one."""

from __future__ import annotations

from collections.abc import Collection

from zenml.fields import Fields

_warned: set[tuple[str, tuple[str, ...]]] = set()


def warn_about_unknown_keys(fields: Fields, known: Collection[str]) -> None:
    """Say of each key of a mapping that is not ``known`` that it is kept and not used, and which one may be meant."""
    unknown = [key for key in fields.document if key not in known]
    for key in unknown:
        place = (str(fields.path), (*fields.keys, key))
        if place not in _warned:
            _warned.add(place)
            _warn(fields, key, known)


def _warn(fields: Fields, key: str, known: Collection[str]) -> None:
    # Imported here: nothing of this is needed where nobody mistyped anything.
    import logging

    from zenml.names import closest

    meant = closest(key, known)
    logging.getLogger(__name__).warning(
        "%s: the key %r is not known; it is kept and not used.%s",
        fields.path, ".".join([*fields.keys, key]), f" Did you mean {meant!r}?" if meant else "",
    )  # fmt: skip
