"""Say how large a test that kills and races shall be, and keep what a full one counted."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import subprocess
import sys

import pytest
from checkout import ROOT

SCALES = (float(os.environ.get("ZENML_CHAOS_SCALE", "0.1")), pytest.param(1.0, marks=pytest.mark.chaos))
"""Parameters of such a test: small in every run of the tests, full size by ``make chaos``."""


def keep_result(name: str, scale: float, **figures: object) -> None:
    """Write the figures of a full-size test into ``benchmarks/results``, with what they were taken from."""
    if scale < 1:
        return
    changed = "+" if _git("status", "--porcelain", "--untracked-files=no") else ""
    document = {
        "commit": _git("rev-parse", "--verify", "--quiet", "HEAD") + changed,
        "date": dt.datetime.now(dt.timezone.utc).isoformat(timespec="seconds"),
        "machine": {"system": platform.platform(), "python": sys.version.split()[0], "processors": os.cpu_count()},
        "chaos": name,
        **figures,
    }
    file = ROOT / "benchmarks" / "results" / f"chaos-{name}-{dt.date.today().isoformat()}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(document, indent=1) + "\n")


def _git(*arguments: str) -> str:
    done = subprocess.run(("git", *arguments), cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()
