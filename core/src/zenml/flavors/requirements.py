"""Check by their metadata whether the packages are installed that a flavor needs."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion

from zenml.flavors.candidates import Distributions


def missing_requirements(requires: Iterable[str], installed: Distributions) -> dict[str, str]:
    """Return each requirement that is not met, with the reason.

    Extras are followed into what they add; markers are judged for this Python.

    Raises:
        ValueError: a requirement is not written as PEP 508 says.
    """
    missing: dict[str, str] = {}
    for text in requires:
        reason = _reason(_parsed(text), installed, frozenset())
        if reason:
            missing[text] = reason
    return missing


@functools.lru_cache
def _parsed(text: str) -> Requirement:
    try:
        return Requirement(text)
    except InvalidRequirement as error:
        raise ValueError(f"{text!r} in requires is no PEP 508 requirement") from error


def _reason(requirement: Requirement, installed: Distributions, seen: frozenset[str]) -> str:
    """Return why a requirement is not met, ``""`` if it is; ``seen`` ends circles of extras."""
    if str(requirement) in seen or not _applies(requirement, ""):
        return ""
    version = installed.version(requirement.name)
    if version is None:
        return f"{requirement.name} is not installed"
    if not _accepts(requirement, version):
        return f"{requirement.name} is {version}"
    for text in installed.requirements(requirement.name) if requirement.extras else ():
        added = Requirement(text)
        if any(_is_added_by(extra, added) for extra in requirement.extras):
            added.marker = None
            if reason := _reason(added, installed, seen | {str(requirement)}):
                return reason
    return ""


def _applies(requirement: Requirement, extra: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def _is_added_by(extra: str, requirement: Requirement) -> bool:
    return _applies(requirement, extra) and not _applies(requirement, "")


def _accepts(requirement: Requirement, version: str) -> bool:
    """Say whether an installed version is allowed; who has installed a pre-release wanted it."""
    try:
        return requirement.specifier.contains(version, prereleases=True)
    except InvalidVersion:
        return False
