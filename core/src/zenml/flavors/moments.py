"""Tell the plugins that asked for it what happens while a pipeline runs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import cast

from zenml.flavors.registry import moments
from zenml.flavors.rows import Row
from zenml.sources import load

_logger = logging.getLogger("zenml.flavors")


def fire(moment: str, **data: object) -> None:
    """Call every implementation of a moment (``zenml_run_started``, …) with the arguments that it wants.

    ``data`` holds the arguments that ``hookspecs`` documents for the moment. Only the modules of
    implementing plugins are imported. What one raises is logged and keeps nobody else from being called.
    """
    for row in moments(moment):
        _call(row, data)


def _call(row: Row, data: Mapping[str, object]) -> None:
    try:
        implementation = cast("Callable[..., object]", load(row.implementation))
        implementation(**{name: data[name] for name in row.arguments})
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # an observer's sys.exit does not end the run either
        _logger.warning("%s of %s raised %s: %s", row.name, row.package, type(error).__name__, error)
        _logger.debug("Where it was raised:", exc_info=error)
