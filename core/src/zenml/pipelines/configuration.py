"""Hold what configuration files say of a run, in the order of their weight."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from zenml.pipelines.configuration_files import ConfigurationFile, Given, Keys
from zenml.pipelines.faults import WiringFault
from zenml.sources import load

_Read = Callable[[ConfigurationFile], tuple[dict[Keys, Given], list[WiringFault]]]


class Configuration:
    """Be all that some files say; of two that say the same thing, the later one counts."""

    def __init__(self, said: Mapping[Keys, Given], faults: Sequence[WiringFault] = ()) -> None:
        self._said = said
        self.faults = tuple(faults)

    @classmethod
    def read(cls, files: Iterable[ConfigurationFile]) -> Configuration:
        """Return what the files say; what is wrong with them stands among the faults.

        Raises:
            NotFoundError: there is no such file.
            ConfigurationError: one is damaged.
        """
        said: dict[Keys, Given] = {}
        faults: list[WiringFault] = []
        for file in files:
            read = cast("_Read", load("zenml.pipelines.configuration_reading:read_configuration"))
            its_words, its_faults = read(file)
            said |= its_words
            faults += its_faults
        return cls(said, faults)

    def given(self, *keys: str) -> Given | None:
        """Return what is said under these keys, with its place."""
        return self._said.get(keys)

    def value(self, *keys: str) -> Any:
        """Return the value under these keys, ``None`` where nothing is said."""
        given = self.given(*keys)
        return given.value if given else None

    def below(self, *keys: str) -> dict[str, Given]:
        """Return what stands in the mapping under these keys, by name."""
        depth = len(keys)
        return {
            each[-1]: given for each, given in self._said.items() if len(each) == depth + 1 and each[:depth] == keys
        }


NOTHING_CONFIGURED = Configuration({})
