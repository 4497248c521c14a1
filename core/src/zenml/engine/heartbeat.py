"""Tell the metadata store, as long as this process lives, that it works for a run, and hear if that was stopped."""

from __future__ import annotations

import _thread
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from zenml.enums import ExecutionStatus
from zenml.metadata_stores import BaseMetadataStore
from zenml.processes import current_process

BEAT_SECONDS = 10.0
_PATIENCE_SECONDS = 1.0

_logger = logging.getLogger(__name__)


@contextmanager
def heartbeat(metadata_store: BaseMetadataStore, run_id: str) -> Iterator[None]:
    """Beat every ``BEAT_SECONDS``, the first time after as long: the store heard of us a moment ago.

    Raises:
        KeyboardInterrupt: the run was stopped from another machine, and this is the main thread of the process.
    """
    is_over = threading.Event()
    may_interrupt = threading.current_thread() is threading.main_thread()
    arguments = (metadata_store, run_id, is_over, may_interrupt)
    thread = threading.Thread(target=_beat, args=arguments, name="zenml-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join(_PATIENCE_SECONDS)


def _beat(metadata_store: BaseMetadataStore, run_id: str, is_over: threading.Event, may_interrupt: bool) -> None:
    was_heard = True
    while not is_over.wait(BEAT_SECONDS):
        was_heard = _is_heard(metadata_store, run_id, warn=was_heard)
        if was_heard and may_interrupt and _is_stopped(metadata_store, run_id):
            _thread.interrupt_main()
            return


def _is_stopped(metadata_store: BaseMetadataStore, run_id: str) -> bool:
    try:
        run = metadata_store.get_run(run_id)
    except Exception:  # noqa: BLE001 - the next heartbeat asks again
        return False
    return run is not None and run.status is ExecutionStatus.STOPPED


def _is_heard(metadata_store: BaseMetadataStore, run_id: str, *, warn: bool) -> bool:
    try:
        metadata_store.beat(run_id, current_process())
    except Exception as error:  # noqa: BLE001 - a database that is away for a while ends no run, whatever it raises
        if warn:
            _logger.warning("The metadata store does not take heartbeats: %s", error)
        return False
    return True
