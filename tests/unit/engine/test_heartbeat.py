from __future__ import annotations

import threading
from pathlib import Path

import pytest
from pydantic import PrivateAttr
from workbench import Workbench, stack_in

from zenml.engine import heartbeat as room
from zenml.engine.heartbeat import heartbeat
from zenml.processes import ProcessIdentity, current_process
from zenml_sql.metadata_store import SQLiteMetadataStore


class _Heard(SQLiteMetadataStore):
    """Tell when it hears a beat; every other one it does not take."""

    _beats: list[tuple[str, ProcessIdentity]] = PrivateAttr(default_factory=list)
    _second: threading.Event = PrivateAttr(default_factory=threading.Event)

    def beat(self, run_id: str, process: ProcessIdentity) -> None:
        self._beats.append((run_id, process))
        super().beat(run_id, process)
        if len(self._beats) % 2:
            raise ConnectionError("no answer")
        self._second.set()


def test_the_process_beats_for_its_run_whatever_the_store_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(room, "BEAT_SECONDS", 0.01)
    store = _Heard(name="here", uri=f"sqlite:///{tmp_path}/metadata.db")
    with heartbeat(store, "run"):
        assert store._second.wait(30)
    assert store._beats[:2] == [("run", current_process())] * 2
    assert caplog.messages[0] == "The metadata store does not take heartbeats: no answer"


def test_after_a_run_no_thread_of_it_is_left(tmp_path: Path) -> None:
    def step() -> int:
        return len(threading.enumerate())

    before = threading.active_count()
    bench = Workbench(stack_in(tmp_path), tmp_path)
    run = bench.run(step)
    assert run.get_step("step").output.read() == before + 2
    assert threading.active_count() == before
