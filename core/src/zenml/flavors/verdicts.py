"""Turn what plugins answered, or failed to answer, into rows."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from zenml.enums import FlavorStatus, StackComponentType
from zenml.flavors.admission import DISABLE_VARIABLE
from zenml.flavors.candidates import Candidate, Distributions
from zenml.flavors.contracts import BRINGING_HOOKS, MOMENTS, SUPPORTED_APIS, Record
from zenml.flavors.plugins import Answer, one_line
from zenml.flavors.records import Command, Flavor, MaterializerEntry, StoreDriver
from zenml.flavors.rows import MOMENT, PLUGIN, Row
from zenml.sources import load


def row_without_answers(candidate: Candidate, status: FlavorStatus, cause: str, remedy: str = "") -> Row:
    """Return the row of a plugin that was not imported, or could not be: nobody knows what it would bring."""
    return _blank(candidate)._replace(status=status, cause=cause, remedy=remedy or _remedy_for(candidate))


def row_of(candidate: Candidate, answer: Answer, installed: Distributions) -> Row:
    """Return the row of one answer, judged by contract version and installed requirements."""
    if answer.problem:
        return _broken(candidate, answer)
    if answer.hook in MOMENTS:
        return _moment(candidate, answer)
    row = _brought(candidate, answer)
    return _outdated(row) or _lacking(row, answer.record, installed) or row


def _blank(candidate: Candidate) -> Row:
    return Row(
        kind=PLUGIN,
        name=candidate.name,
        status=FlavorStatus.OK,
        distribution=candidate.distribution,
        version=candidate.version,
        source=candidate.address,
    )


def _broken(candidate: Candidate, answer: Answer) -> Row:
    kind = BRINGING_HOOKS[answer.hook][0] if answer.hook in BRINGING_HOOKS else PLUGIN
    return _failed(_blank(candidate)._replace(kind=kind), one_line(answer.problem), _remedy_for(candidate))


def _failed(row: Row, cause: str, remedy: str) -> Row:
    return row._replace(status=FlavorStatus.BROKEN, cause=cause, remedy=remedy)


def _remedy_for(candidate: Candidate) -> str:
    distribution = candidate.distribution
    return f"pip install --upgrade {distribution}, or go without it: export {DISABLE_VARIABLE}={distribution}"


def _moment(candidate: Candidate, answer: Answer) -> Row:
    address = f"{candidate.address}{'.' if ':' in candidate.address else ':'}{answer.hook}"
    row = _blank(candidate)._replace(kind=MOMENT, name=answer.hook)
    return row._replace(implementation=address, arguments=answer.arguments)


def _brought(candidate: Candidate, answer: Answer) -> Row:
    row, record = _blank(candidate)._replace(kind=BRINGING_HOOKS[answer.hook][0]), answer.record
    match record:
        case Flavor():
            return row._replace(
                name=record.name,
                implementation=record.implementation,
                summary=record.summary,
                docs_url=record.docs_url,
                api=record.api,
            )
        case StoreDriver():
            return row._replace(name=record.type, schemes=record.schemes, implementation=record.implementation)
        case MaterializerEntry():
            return row._replace(name=record.type, implementation=record.implementation)
        case Command():
            return row._replace(name=record.path, summary=record.help, implementation=record.implementation)
        case None:
            raise AssertionError("an answer without a problem has a record")


def _outdated(row: Row) -> Row | None:
    """Return the row of a flavor whose contract version this core does not support."""
    if row.kind not in {kind.value for kind in StackComponentType}:
        return None
    component_type = StackComponentType(row.kind)
    supported = SUPPORTED_APIS[component_type]
    if row.api in supported:
        return None
    is_newer = row.api >= supported.stop
    contract = f"version {row.api} of the {component_type.words} contract"
    cause = f"is written for {contract}, {_core()} supports {_span(supported)}"
    remedy = f"pip install --upgrade {'zenml-core' if is_newer else row.distribution}"
    return row._replace(status=FlavorStatus.INCOMPATIBLE, cause=cause, remedy=remedy)


def _core() -> str:
    return f"zenml-core {load('zenml:__version__')}"


def _span(versions: Sequence[int]) -> str:
    return f"version {versions[0]}" if len(versions) == 1 else f"versions {versions[0]} to {versions[-1]}"


def _lacking(row: Row, record: Record | None, installed: Distributions) -> Row | None:
    """Return the row of a record whose SDK is not installed."""
    requires = getattr(record, "requires", ())
    if not requires:
        return None
    from zenml.flavors.requirements import missing_requirements  # packaging costs as much as importing 50 plugins

    try:
        missing = missing_requirements(requires, installed)
    except ValueError as error:
        return _failed(row, str(error), f"pip install --upgrade {row.distribution}")
    if not missing:
        return None
    cause = "; ".join(f"needs {text}, but {reason}" for text, reason in missing.items())
    remedy = f"pip install {shlex.join(missing)}"
    return row._replace(status=FlavorStatus.MISSING_DEPS, cause=one_line(cause), remedy=remedy)
