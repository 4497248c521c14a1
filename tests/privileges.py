"""Let programs obey the modes of files, also when the tests run as the superuser."""

from __future__ import annotations

import ctypes
import os
import subprocess

from commandline import CommandLine, Outcome

_PR_CAPBSET_DROP = 24
_OVERRIDES = (1, 2)
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH of capabilities(7)."""


def obey_modes() -> None:
    """Give up, before the program begins, what lets the superuser read and write everything::

    subprocess.run(command, preexec_fn=obey_modes)
    """
    if os.geteuid() != 0:
        return
    for capability in _OVERRIDES:
        ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)


def without_privilege(zenml: CommandLine, *words: str) -> Outcome:
    """Run a command that has to obey the modes of files."""
    done = subprocess.run(
        [str(zenml.executable), *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=zenml.timeout_seconds,
        check=False,
        preexec_fn=obey_modes,
    )
    return Outcome(done.stdout, done.stderr, done.returncode)
