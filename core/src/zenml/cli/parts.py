"""Say of each component of a stack whether it can be used on this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from zenml.config.paths import local_stores_folder
from zenml.errors import ZenMLError
from zenml.models.records import ComponentRecord
from zenml.processes import daemon_files
from zenml.repository.context import Context
from zenml.repository.flavors import get_flavor
from zenml.repository.masking import masked_configuration
from zenml.repository.reading import snapshot
from zenml.sources import load


@dataclass(frozen=True)
class Part:
    """Hold a component as it may be shown, and what keeps its flavor from being used."""

    record: ComponentRecord
    configuration: dict[str, object]
    """Without what is secret."""
    trouble: ZenMLError | None
    is_running: bool | None = None
    """Whether its daemon runs on this machine, ``None`` if it has none."""

    @property
    def status(self) -> str:
        """Return ``ok``, or what is wrong and on the next line what to do."""
        if self.trouble is None:
            return _OK[self.is_running]
        return "\n".join(filter(None, [self.trouble.message, self.trouble.hint]))

    def data(self) -> dict[str, object]:
        """Return all of it as plain data."""
        return {
            "name": self.record.name,
            "flavor": self.record.flavor,
            "uuid": self.record.uuid,
            "configuration": self.configuration,
            "usable": self.trouble is None,
            "running": self.is_running,
            "cause": self.trouble.message if self.trouble else "",
            "remedy": self.trouble.hint if self.trouble else "",
        }


def parts_of(context: Context, stack_name: str | None = None) -> list[Part]:
    """Return the components of a stack, without a name the active one, by kind.

    Raises:
        NotFoundError: there is no such stack, or it names a component that is not there.
    """
    components = snapshot(context, stack_name).components
    return [_part(context, components[kind]) for kind in sorted(components)]


def _part(context: Context, record: ComponentRecord) -> Part:
    return Part(record, masked_configuration(context, record), _trouble(context, record), _is_running(record))


_OK = {None: "ok", True: "ok, runs", False: "ok, does not run"}


def _is_running(record: ComponentRecord) -> bool | None:
    if not daemon_files(local_stores_folder() / record.uuid):
        return None
    # By address: most components have no daemon, and looking after one costs.
    runs_here = cast("Callable[[str], bool]", load("zenml.repository.running:runs_here"))
    return runs_here(record.uuid)


def _trouble(context: Context, record: ComponentRecord) -> ZenMLError | None:
    try:
        get_flavor(context, record.type, record.flavor, record.package)
    except ZenMLError as error:
        return error
    return None
