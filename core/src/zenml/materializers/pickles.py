"""Keep what has no materializer of its own by cloudpickle, and say so."""

from __future__ import annotations

import json
import logging
import os
import pickle
import platform
from typing import Any

import cloudpickle  # type: ignore[import-untyped]

from zenml.errors import ArtifactError, NotPermittedError
from zenml.materializers.class_addresses import type_name
from zenml.materializers.formats import check_format
from zenml.materializers.materializer import BaseMaterializer

logger = logging.getLogger(__name__)

ALLOW_PICKLE_VARIABLE = "ZENML_ALLOW_PICKLE"
FORMAT_VERSION = 1
_FILE = "data.pickle"
_warned: set[str] = set()


def pickle_is_allowed() -> bool:
    """Say whether values may be saved and loaded by cloudpickle, which runs code when it loads."""
    return os.environ.get(ALLOW_PICKLE_VARIABLE, "1").strip().lower() not in ("0", "false", "no", "off")


class PickleMaterializer(BaseMaterializer):
    """Keep any value that cloudpickle can.

    The file's first line is JSON: the format's version, the value's type and the versions it was saved with.
    Whatever its size, the file is checked against its hash before anything in it is believed.
    """

    def save(self, data: Any) -> None:
        name = type_name(type(data))
        _refuse_unless_allowed(f"saving a value of type {name}")
        _warn_once(name, self.files.ledger.left_because)
        header = {"version": FORMAT_VERSION, "type": name, **self.versions()}
        with self.open(_FILE, "wb") as file:
            file.write(json.dumps(header).encode() + b"\n")
            try:
                cloudpickle.dump(data, file)
            except (pickle.PicklingError, TypeError, AttributeError, RecursionError) as error:
                raise ArtifactError(
                    f"a value of type {name} cannot be pickled: {error}",
                    hint="return something else, or write a materializer for the type",
                ) from error

    def load(self, _data_type: type[Any], /) -> Any:
        _refuse_unless_allowed("loading it")
        with self.files.open(_FILE, "rb", is_trusted=True) as file:
            header = json.loads(file.readline())
            check_format(header["version"], FORMAT_VERSION)
            self.check_versions(header)
            return pickle.load(file)  # noqa: S301 - verified against its hash, and the user may forbid it

    def versions(self) -> dict[str, str]:
        """Return the versions that whoever loads a value of this type should have."""
        return {"python": platform.python_version(), "cloudpickle": cloudpickle.__version__}

    def check_versions(self, header: dict[str, str]) -> None:
        """Warn, before loading, where the versions in the file's first line matter."""


def _refuse_unless_allowed(what: str) -> None:
    if not pickle_is_allowed():
        raise NotPermittedError(
            f"{what} needs cloudpickle, which {ALLOW_PICKLE_VARIABLE}=0 forbids",
            hint="use a type that has a materializer, or write one for it",
        )


def _warn_once(name: str, reason: str) -> None:
    if name not in _warned:
        _warned.add(name)
        logger.warning(
            "A value of type %s is saved by cloudpickle%s: loading it runs code, and needs the same versions of "
            "Python and of its packages. Write a materializer for the type to change that.",
            name,
            f", since {reason}" if reason else "",
        )
