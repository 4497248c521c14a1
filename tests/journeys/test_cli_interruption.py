"""What happens when a command is stopped, or nobody reads what it prints."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
from commandline import CommandLine
from status_lines import without_repository

pytestmark = pytest.mark.usefixtures("used_before")

WAITING = """
import signal
from zenml import pipeline, step

@step
def waiter() -> None:
    open("reached", "w").close()
    signal.pause()

@pipeline
def waiting():
    waiter()

waiting().run()
"""


@pytest.mark.parametrize(
    ("number", "said", "code"), [(signal.SIGINT, b"Interrupted.\n", 130), (signal.SIGTERM, b"", 143)]
)
def test_a_stopped_command_says_so_in_its_exit_code(
    zenml: CommandLine, tmp_path: Path, number: signal.Signals, said: bytes, code: int
) -> None:
    os.mkfifo(tmp_path / "reached")
    (tmp_path / "waiting.py").write_text("import signal\nopen('reached', 'w').close()\nsignal.pause()\n")
    process = zenml.start("pipeline", "run", "waiting.py", cwd=tmp_path)
    with (tmp_path / "reached").open():
        process.send_signal(number)
    stdout, stderr = process.communicate(timeout=60)
    assert (stdout, stderr, process.returncode) == (b"", without_repository(tmp_path).encode() + said, code)


def test_an_interrupted_run_is_stopped(zenml: CommandLine, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "reached")
    (tmp_path / "train.py").write_text(WAITING)
    process = zenml.start("pipeline", "run", "train.py", cwd=tmp_path)
    with (tmp_path / "reached").open():
        process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert (stderr.splitlines()[-1], process.returncode) == (b"Interrupted.", 130)
    (run,) = json.loads(zenml("pipeline", "runs", "list", "-o", "json").stdout)
    assert run["status"] == "stopped"


def test_a_command_is_quiet_when_nobody_reads_on(zenml: CommandLine) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([zenml.executable, "stack", "list"], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.stderr.decode(), done.returncode) == (without_repository(), 1)


def test_a_full_disk_is_one_line(zenml: CommandLine) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([zenml.executable, "stack", "list"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.stderr.decode() == without_repository() + (
        "Error: the operating system refused: [Errno 28] No space left on device\nHint: zenml --debug … shows where\n"
    )
    assert done.returncode == 1


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_command_does_without_a_stream_that_is_closed(zenml: CommandLine, closed: str) -> None:
    line = f"exec {zenml.executable} stack list {closed}"
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, check=False)
    assert (b"Traceback" in done.stdout + done.stderr, done.returncode) == (False, 0)
