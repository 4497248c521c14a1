"""Let a test write a user's modules, and digest what a function of them does."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from zenml.engine.code_digest import code_of
from zenml.sources import load


@dataclass
class CodeProject:
    """Hold the files of a user, imported anew for every digest."""

    folder: Path

    def write(self, **files: str) -> None:
        for name, text in files.items():
            path = self.folder / f"{name}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def digest(self, address: str = "steps:trainer") -> str:
        self.forget()
        return code_of(cast("Callable[..., object]", load(address)), self.folder).digest

    def forget(self) -> None:
        importlib.invalidate_caches()
        for name, module in list(sys.modules.items()):
            if str(self.folder) in str(getattr(module, "__spec__", None)):
                del sys.modules[name]
