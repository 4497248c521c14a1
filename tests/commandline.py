"""Run the real ``zenml`` in a process of its own and look at what a user would see."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_OWN_EXECUTABLE = Path(sys.executable).with_name("zenml")


@dataclass(frozen=True)
class Outcome:
    """Hold what a command left behind."""

    stdout: str
    stderr: str
    code: int


@dataclass(frozen=True)
class CommandLine:
    """Start ``zenml`` of one environment: ``zenml("stack", "list").stdout``."""

    executable: Path = _OWN_EXECUTABLE
    timeout_seconds: float = 120

    def __call__(
        self, *arguments: str, cwd: Path | None = None, stdin: str = "", env: dict[str, str] | None = None
    ) -> Outcome:
        """Wait for the command; ``env`` is added to this process's environment.

        Raises:
            subprocess.TimeoutExpired: the command took longer than ``timeout_seconds``.
        """
        done = subprocess.run(
            [str(self.executable), *arguments],
            cwd=cwd,
            env=os.environ | (env or {}),
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=self.timeout_seconds,
            check=False,
        )
        return Outcome(done.stdout, done.stderr, done.returncode)

    def start(
        self, *arguments: str, cwd: Path | None = None, output: int | IO[bytes] = subprocess.PIPE
    ) -> subprocess.Popen[bytes]:
        """Start the command as the leader of its own process group, for tests that interrupt or kill it."""
        return subprocess.Popen(
            [str(self.executable), *arguments],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
