"""Run all benchmarks, print their ratios, keep the raw samples, and fail when a bar is missed.

``make bench`` calls it in an environment of its own; ``python benchmarks/run.py runs`` measures one group.
"""

from __future__ import annotations

import datetime as dt
import json
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import arrays
import command_line
import histories
import runs
import stores
from measuring import Result

HERE = Path(__file__).parent
GROUPS: dict[str, Callable[[Path], Iterator[Result]]] = {
    "command_line": command_line.measure,
    "runs": runs.measure,
    "arrays": arrays.measure,
    "stores": stores.measure,
    "histories": histories.measure,
}


def main(names: list[str]) -> int:
    """Measure the groups of these names, or all, and return the exit code."""
    results = [result for name in names or GROUPS for result in _measured(GROUPS[name])]
    if not names:
        print(f"raw samples: {_keep(results).relative_to(HERE.parent)}")
    missed = [result.case for result in results if not result.is_met]
    if missed:
        print(f"missed: {'; '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


def _measured(measure: Callable[[Path], Iterator[Result]]) -> Iterator[Result]:
    # On the disk of this checkout: a temporary file system in memory would sync for nothing.
    with tempfile.TemporaryDirectory(dir=HERE.parent / ".bench") as folder:
        for result in measure(Path(folder)):
            print(result.as_line(), flush=True)
            yield result


def _keep(results: list[Result]) -> Path:
    document = {
        "commit": _git("rev-parse", "HEAD") + ("+" if _git("status", "--porcelain", "--untracked-files=no") else ""),
        "date": dt.datetime.now(dt.timezone.utc).isoformat(timespec="seconds"),
        "machine": {"system": platform.platform(), "python": sys.version.split()[0], "processor": _processor()},
        "results": [{**asdict(result), "is_met": result.is_met} for result in results],
    }
    file = HERE / "results" / f"{dt.date.today().isoformat()}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(document, indent=1) + "\n")
    return file


def _git(*arguments: str) -> str:
    done = subprocess.run(("git", *arguments), cwd=HERE, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(models)} x {models[0]}" if models else platform.machine()


if __name__ == "__main__":
    (HERE.parent / ".bench").mkdir(exist_ok=True)
    sys.exit(main(sys.argv[1:]))
