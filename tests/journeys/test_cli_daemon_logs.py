"""Sessions at a terminal about what a daemon logs."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest
from commandline import CommandLine, Outcome
from stateful_package import asked
from status_lines import without_repository

from zenml.daemons import Daemon


@pytest.fixture
def running(zenml: CommandLine, server: Daemon) -> Daemon:
    """Return the server, which runs and has logged three lines."""
    zenml("orchestrator", "up", "air")
    for path in ("/one", "/two"):
        asked(server, path)
    return server


def test_a_log_is_printed_whole_or_its_last_lines(zenml: CommandLine, running: Daemon) -> None:
    logs = ("orchestrator", "logs", "air")
    assert zenml(*logs) == Outcome("/ready\n/one\n/two\n", without_repository(), 0)
    assert zenml(*logs, "--lines", "2").stdout == "/one\n/two\n"
    assert zenml(*logs, "-n", "1").stdout == "/two\n"
    assert zenml("--stack", "web", "orchestrator", "logs").stdout == "/ready\n/one\n/two\n"


def test_the_log_of_a_daemon_that_was_stopped_is_still_there(zenml: CommandLine, running: Daemon) -> None:
    zenml("orchestrator", "down", "air")
    assert zenml("orchestrator", "logs", "air").stdout == "/ready\n/one\n/two\n"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_log_is_followed_until_somebody_ends_that(
    zenml: CommandLine, running: Daemon, number: signal.Signals, code: int
) -> None:
    process = zenml.start("orchestrator", "logs", "air", "--follow", "--lines=1")
    assert process.stdout is not None
    first = process.stdout.readline()
    asked(running, "/three")
    second = process.stdout.readline()
    running.log_file.rename(running.log_file.with_suffix(".old"))
    running.log_file.write_text("a new file\n")
    third = process.stdout.readline()
    process.send_signal(number)
    rest, said = process.communicate(timeout=60)
    assert (first, second, third, rest) == (b"/two\n", b"/three\n", b"a new file\n", b"")
    assert (said.decode(), process.returncode) == (without_repository(), code)


@pytest.mark.parametrize("follow", ["", "-f"])
def test_a_log_is_quiet_when_nobody_reads_on(zenml: CommandLine, running: Daemon, follow: str) -> None:
    with running.log_file.open("a") as log:
        log.write("much\n" * 100_000)
    line = f"{zenml.executable} orchestrator logs air {follow} | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, timeout=120)
    assert (done.stdout, done.stderr, done.returncode) == ("/ready\n", without_repository(), 1)


def test_following_ends_as_soon_as_nobody_reads_on(zenml: CommandLine, running: Daemon) -> None:
    reader, writer = os.pipe()
    process = zenml.start("orchestrator", "logs", "air", "-f", output=writer)
    os.close(writer)
    with open(reader, "rb") as output:
        while output.readline() != b"/two\n":
            pass
    assert process.wait(timeout=60) == 1


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("orchestrator", "logs"), "Error: the orchestrator 'default' keeps no log\n"),
        (
            ("orchestrator", "logs", "-f", "ari"),
            "Error: there is no orchestrator named 'ari'\nHint: did you mean 'air'?\n",
        ),
    ],
)
def test_a_log_that_nobody_keeps_is_refused(
    zenml: CommandLine, server: Daemon, words: tuple[str, ...], refusal: str
) -> None:
    assert zenml(*words) == Outcome("", without_repository() + refusal, 5)


def test_a_log_that_nobody_has_written_yet_is_refused(zenml: CommandLine, server: Daemon) -> None:
    file: Path = server.log_file
    refusal = (
        f"Error: the orchestrator 'air' has written no log yet: there is no file {file}\n"
        "Hint: zenml orchestrator up air\n"
    )
    assert zenml("orchestrator", "logs", "air", "-f") == Outcome("", without_repository() + refusal, 5)
