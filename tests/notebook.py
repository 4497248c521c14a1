"""Run the cells of a notebook in a real kernel, and see what it would show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

_SECONDS = 60


@dataclass
class Shown:
    """Hold what stands below a cell that was run."""

    stdout: str = ""
    stderr: str = ""
    error: str = ""
    """Type and message of what it raised."""
    display: dict[str, Any] = field(default_factory=dict)
    """What its last line shows, by media type."""

    @property
    def text(self) -> str:
        """Return its last line as text."""
        return str(self.display.get("text/plain", ""))


class Notebook:
    """Run cells, one after the other or again, in one kernel."""

    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self._manager = manager
        self._client = client

    def run(self, cell: str) -> Shown:
        """Run a cell to its end."""
        return self.wait(self.start(cell))

    def start(self, cell: str) -> str:
        """Begin to run a cell, and return what to wait for."""
        return str(self._client.execute(cell))

    def interrupt(self) -> None:
        """Do what the stop button does."""
        self._manager.interrupt_kernel()

    def wait(self, cell_id: str) -> Shown:
        """Return what a cell shows once it has ended.

        Raises:
            queue.Empty: it shows nothing for too long.
        """
        shown = Shown()
        for kind, content in self._messages_of(cell_id):
            if kind == "stream":
                setattr(shown, content["name"], getattr(shown, content["name"]) + content["text"])
            elif kind in {"execute_result", "display_data"}:
                shown.display |= content["data"]
            elif kind == "error":
                shown.error = f"{content['ename']}: {content['evalue']}"
        return shown

    def wait_until_it_shows(self, text: str) -> None:
        """Wait until the running cell writes something."""
        seen = ""
        while text not in seen:
            message = self._client.get_iopub_msg(timeout=_SECONDS)
            seen += message["content"].get("text", "")

    def _messages_of(self, cell_id: str) -> Iterator[tuple[str, dict[str, Any]]]:
        while True:
            message = self._client.get_iopub_msg(timeout=_SECONDS)
            if message["parent_header"].get("msg_id") != cell_id:
                continue
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
            yield message["msg_type"], message["content"]
        # What processes and threads write reaches the cell a moment after its end.
        try:
            while True:
                message = self._client.get_iopub_msg(timeout=0.3)
                yield message["msg_type"], message["content"]
        except Empty:
            return


@contextmanager
def notebook_in(folder: Path, private: Path) -> Iterator[Notebook]:
    """Open a notebook in a folder; what its kernel keeps for itself lies in ``private``."""
    private.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
            patch.setenv(variable, str(private / variable.lower()))
        patch.delenv("PYTEST_CURRENT_TEST", raising=False)  # below a test, a kernel would not show what children write
        manager = KernelManager()
        manager.start_kernel(cwd=str(folder))
        client = manager.blocking_client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=_SECONDS)
            yield Notebook(manager, client)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
