"""Find out what the installed plugins bring, by importing each: the cold path.

Nothing imports this module at its top: it costs pluggy, importlib_metadata and packaging.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from zenml.enums import FlavorStatus
from zenml.flavors.admission import Admission
from zenml.flavors.candidates import Candidate, Distributions, is_outdated
from zenml.flavors.conflicts import settled
from zenml.flavors.installation import Folder, Stamp, stamp
from zenml.flavors.journal import Accusation, Journal
from zenml.flavors.output import stdout_on_stderr
from zenml.flavors.plugins import PluginReader, describe
from zenml.flavors.rows import Row
from zenml.flavors.verdicts import row_of, row_without_answers

SLOW_SECONDS = 1.0


class Findings(NamedTuple):
    """Hold what was found, and the files whose change makes it outdated."""

    rows: tuple[Row, ...]
    stamps: list[Stamp]


def discover(folders: Sequence[Folder], admission: Admission, journal_folder: Path | None) -> Findings:
    """Import every plugin that is admitted, in the order of their names, and return the rows of all.

    An error of a plugin is a row; only ``KeyboardInterrupt`` passes.
    """
    installed = Distributions(folders)
    with stdout_on_stderr(), Journal(journal_folder) as journal:
        walk = _Walk(installed, admission, journal)
        rows = [row for candidate in installed.candidates() for row in walk.rows_of(candidate)]
    return Findings(settled(rows), walk.stamps)


class _Walk:
    """Hold what one walk over the plugins shares."""

    def __init__(self, installed: Distributions, admission: Admission, journal: Journal) -> None:
        self.stamps: list[Stamp] = []
        self._installed = installed
        self._admission = admission
        self._journal = journal
        self._accused = _standing(journal.accusations())
        self._reader = PluginReader()

    def rows_of(self, candidate: Candidate) -> list[Row]:
        """Return the rows of one plugin, whatever it does."""
        if refusal := self._admission.refusal(candidate.distribution, candidate.name):
            return [row_without_answers(candidate, FlavorStatus.DISABLED, *refusal)]
        if candidate.problem:
            return [row_without_answers(candidate, FlavorStatus.BROKEN, candidate.problem)]
        self.stamps += candidate.stamps()
        edition = candidate.edition()
        if fatal_end := self._fatal_end_of(candidate, edition):
            return [row_without_answers(candidate, FlavorStatus.BROKEN, fatal_end)]
        with self._journal.importing(edition):
            return self._rows_of_imported(candidate)

    def _fatal_end_of(self, candidate: Candidate, edition: str) -> str:
        """Return how this plugin ended an earlier process; make sure once, then remember."""
        accusation = self._accused.get(edition)
        if accusation is None or accusation.verdict:
            return accusation.verdict if accusation else ""
        from zenml.flavors.rehearsal import fatal_end_of  # rare, and subprocess costs a tenth of all else here

        fatal_end = fatal_end_of(candidate)
        if fatal_end:
            accusation.convict(fatal_end)
        else:  # somebody killed that process from outside
            accusation.drop()
        return fatal_end

    def _rows_of_imported(self, candidate: Candidate) -> list[Row]:
        began = time.monotonic()
        try:
            answers = self._reader.answers_of(candidate)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin may raise anything, and SystemExit must not end us
            return [row_without_answers(candidate, FlavorStatus.BROKEN, describe(error, candidate))]
        finally:
            self.stamps += _stamps_told_by_import(candidate)
        seconds = time.monotonic() - began
        rows = [row_of(candidate, answer, self._installed) for answer in answers]
        return [row._replace(import_seconds=round(seconds, 1)) for row in rows] if seconds > SLOW_SECONDS else rows


def _standing(accusations: Sequence[Accusation]) -> dict[str, Accusation]:
    """Return the accusations by edition, and forget those of plugins that have changed since."""
    for accusation in accusations:
        if is_outdated(accusation.edition):
            accusation.drop()
    return {accusation.edition: accusation for accusation in accusations}


def _stamps_told_by_import(candidate: Candidate) -> list[Stamp]:
    """Return the stamp of a module that only its own finder could locate, as some editable installs have."""
    file = None if candidate.file else getattr(sys.modules.get(candidate.module), "__file__", None)
    return [stamp(file)] if file else []
