"""Type commands one after the other into one terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_BIN = str(Path(sys.executable).parent)


class Terminal:
    """Keep the current folder and the exported variables from one command to the next, as a shell does.

    The environment that runs the tests is the active one: its ``zenml`` and ``python`` are found first.
    """

    def __init__(self, folder: Path, memory: Path) -> None:
        """Begin in ``folder``; ``memory`` names a file outside of it that may be written."""
        self.folder = folder
        self._memory = memory
        path = os.pathsep.join([_BIN, os.environ["PATH"]])
        self._run("true", cwd=folder, env={**os.environ, "PATH": path, "PWD": str(folder)}).check_returncode()

    def type(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run a command, which may be many lines, up to the first that fails; output is no terminal."""
        return self._run(f'source "$MEMORY"\ncd "$PWD"\n{command}', cwd=self.folder, env={})

    def _run(self, script: str, *, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-e", "-c", f'{script}\nexport -p > "$MEMORY"'],
            cwd=cwd,
            env={**env, "MEMORY": str(self._memory)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=280,
            check=False,
        )
