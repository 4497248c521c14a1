"""Starters that race, and starters that are killed, leave one daemon or none, and never one that nobody finds."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from chaos_results import SCALES, keep_result
from daemon_programs import identity_of
from forks import FORK, start
from sudden_death import deaths

from zenml.daemons import Daemon
from zenml.daemons.groups import wait_for_end
from zenml.daemons.identity_file import identity_file
from zenml.daemons.launcher import Launch, become_daemon

STARTER = """
import sys
from pathlib import Path
from zenml.daemons import Daemon
print("begins", flush=True)
Daemon(Path(sys.argv[1])).start(sys.argv[2:])
print("ends", flush=True)
"""


@pytest.fixture
def marked(tmp_path: Path) -> list[str]:
    """Return a command that can be told from those of all other tests."""
    program = tmp_path / "marked"
    program.write_text("#!/bin/sh\nread -r forever < forever\n")
    program.chmod(0o700)
    (tmp_path / "daemon").mkdir()
    os.mkfifo(tmp_path / "daemon" / "forever")
    return [str(program)]


def running(command: list[str]) -> list[int]:
    """Return the numbers of all processes that run the command."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdecimal() and command[0].encode() in (entry / "cmdline").read_bytes().split(b"\0")[:2]:
                found.append(int(entry.name))
    return found


@pytest.mark.parametrize("starters", [2, 8])
def test_of_many_starters_at_once_one_starts_the_daemon(starters: int, daemon: Daemon, marked: list[str]) -> None:
    barrier, answers = FORK.Barrier(starters), FORK.SimpleQueue()

    def race() -> None:
        barrier.wait()
        answers.put(daemon.start(marked))

    processes = [start(race) for _ in range(starters)]
    for process in processes:
        process.join()
    assert sorted(answers.get() for _ in processes) == [False] * (starters - 1) + [True]
    assert running(marked) == [identity_of(daemon).pid]


def test_a_starter_that_dies_before_any_of_its_changes_leaves_none_or_one_that_is_found(
    daemon: Daemon, marked: list[str]
) -> None:
    counted = 0
    for made in deaths(lambda: daemon.start(marked)):
        daemon.start(marked)
        assert running(marked) == [identity_of(daemon).pid], f"after {made} changes"
        daemon.stop()
        counted += 1
    assert counted


def test_the_process_that_becomes_the_daemon_may_die_before_any_of_its_changes(
    daemon: Daemon, marked: list[str]
) -> None:
    """Here the action comes to its end as the daemon's own program, which does so at once."""
    launch = Launch(str(daemon.folder), ["true"], {}, str(daemon.folder))
    reader, report = os.pipe()
    counted = 0
    for made in deaths(lambda: become_daemon(launch, report)):
        assert not daemon.is_running
        assert daemon.start(marked), f"after {made} changes"
        assert running(marked) == [identity_of(daemon).pid]
        daemon.stop()
        counted += 1
    os.close(reader)
    os.close(report)
    assert counted > 5  # the lock, the log, and the file that is written beside its place, synced and renamed


def test_nobody_becomes_a_daemon_for_a_starter_that_is_gone(daemon: Daemon, marked: list[str]) -> None:
    launch = Launch(str(daemon.folder), marked, {}, str(daemon.folder))
    reader, report = os.pipe()
    os.close(reader)
    process = start(become_daemon, launch, report)
    os.close(report)
    process.join()
    assert (process.exitcode, running(marked), identity_file(daemon.folder).exists()) == (1, [], False)


@pytest.mark.parametrize("scale", SCALES)
def test_a_starter_that_is_killed_at_any_moment_leaves_none_or_one_that_is_found(
    scale: float, daemon: Daemon, marked: list[str]
) -> None:
    random, found = Random(7), 0
    for _ in range(kills := int(40 * scale)):
        found += _is_found_after_a_kill(daemon, marked, delay_seconds=random.uniform(0, 0.3))
    keep_result("daemon-kills", scale, kills=kills, daemons_left_running=found, daemons_lost=0)


def _is_found_after_a_kill(daemon: Daemon, command: list[str], delay_seconds: float) -> bool:
    line = [sys.executable, "-c", STARTER, str(daemon.folder), *command]
    with subprocess.Popen(line, stdout=subprocess.PIPE, start_new_session=True) as starter:
        assert starter.stdout is not None
        starter.stdout.readline()
        time.sleep(delay_seconds)  # the moment is what is tried
        os.killpg(starter.pid, signal.SIGKILL)
    was_running = not daemon.start(command)
    assert running(command) == [identity_of(daemon).pid]
    killed = identity_of(daemon)
    daemon.stop()
    assert wait_for_end(killed, 0)
    return was_running
