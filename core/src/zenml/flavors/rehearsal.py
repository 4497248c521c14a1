"""Import a plugin in a process of its own, to learn whether it ends the process that imports it.

A process may also have been killed from outside in the very moment of an import; only a second import can
tell, and it must not take the user's command with it.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import asdict

from zenml.flavors.candidates import Candidate

TIMEOUT_SECONDS = 30.0

_SURVIVED = 87
_SCRIPT = f"""
import json, os, sys
sys.path[:], fields = json.loads(sys.argv[1])
from zenml.flavors.candidates import Candidate
from zenml.flavors.plugins import PluginReader
try:
    PluginReader().answers_of(Candidate(**fields))
except BaseException:
    pass
os._exit({_SURVIVED})
"""


def fatal_end_of(candidate: Candidate) -> str:
    """Return how a plugin ends the process that imports it, ``""`` when the process survives."""
    command = [sys.executable, "-c", _SCRIPT, json.dumps([sys.path, asdict(candidate)])]
    try:
        process = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"did not finish importing within {TIMEOUT_SECONDS:g} seconds"
    except OSError:  # no second process to be had: the first one's end is all that is known
        return "ended the process while importing"
    if process.returncode == _SURVIVED:
        return ""
    return f"ended the process while importing ({_ending(process.returncode)})"


def _ending(code: int) -> str:
    """Return an exit code in words; a negative one is the number of a signal."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
