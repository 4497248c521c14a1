from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from zenml.daemons import Daemon
from zenml.daemons import daemon as daemon_module
from zenml.daemons.identity_file import identity_file


@pytest.fixture(autouse=True)
def no_first_moments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait to see whether a daemon ends at once, but where a test is about that."""
    monkeypatch.setattr(daemon_module, "_FIRST_MOMENTS_SECONDS", 0)


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    """Return a daemon that nobody has started, and stop it whatever a test leaves behind."""
    daemon = Daemon(tmp_path / "daemon")
    yield daemon
    identity = identity_file(daemon.folder)
    if identity.exists() and "elsewhere" not in identity.read_text():
        daemon.stop(timeout_seconds=0)
