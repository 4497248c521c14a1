"""Build the four distributions and install them into environments that know nothing of this checkout."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from checkout import DISTRIBUTIONS, ROOT, Distribution

_UV_LIKE_PIP = ("--system-certs", "--compile-bytecode")


def build_all(folder: Path) -> list[Path]:
    """Build every distribution into the folder and return the wheels."""
    return [_build(distribution, folder) for distribution in DISTRIBUTIONS]


def install(wheels: list[Path], folder: Path, python: Path) -> Path:
    """Return the interpreter of a new environment, made with ``python``, that holds the wheels.

    Only what they require comes from an index; they themselves are files, in one resolution.

    Raises:
        AssertionError: neither uv nor pip could install them; it holds what they said.
    """
    subprocess.run([python, "-m", "venv", "--without-pip", folder], check=True, capture_output=True)
    interpreter = folder / "bin" / "python"
    complaints = []
    for installer in _installers(interpreter):
        line = [*installer, "--quiet", "-c", str(ROOT / "constraints.txt"), *map(str, wheels)]
        done = subprocess.run(line, check=False, capture_output=True, text=True)
        if done.returncode == 0:
            return interpreter
        complaints.append(done.stderr)
    raise AssertionError("\n".join(complaints))


def _build(distribution: Distribution, folder: Path) -> Path:
    """Return the wheel, built from the source archive as it would be for a release."""
    line = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(distribution.folder)]
    subprocess.run(line, check=True, capture_output=True)
    stem = distribution.project["name"].replace("-", "_")
    (wheel,) = folder.glob(f"{stem}-{distribution.project['version']}-*.whl")
    return wheel


def _installers(interpreter: Path) -> Iterator[list[str]]:
    """Yield beginnings of install commands: of uv, where it is at hand, then of pip, which is slower."""
    if importlib.util.find_spec("uv"):
        yield [sys.executable, "-m", "uv", "pip", "install", *_UV_LIKE_PIP, "--python", str(interpreter)]
    yield [sys.executable, "-m", "pip", "--python", str(interpreter), "install"]
