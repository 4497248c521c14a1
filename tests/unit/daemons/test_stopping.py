from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from daemon_programs import FOREVER, claim, identity_of, printed, python

from zenml.daemons import Daemon
from zenml.daemons.groups import end_group, wait_for_end
from zenml.daemons.identity_file import identity_file
from zenml.errors import ConfigurationError, StoreUnreachableError
from zenml.processes import ProcessIdentity, current_process, has_group, identity_of_process

POLITE = """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: (print("good-bye"), sys.exit()))
print("ready")
signal.pause()
"""
STUBBORN = """
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
if not child:
    print("child", os.getpid())
while True:
    signal.pause()
"""
LEAVES_A_CHILD = """
import os, signal, time
if os.fork():
    signal.pause()
signal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.1), print("tidied up"), os._exit(0)))
print("child")
while True:
    signal.pause()
"""


@pytest.fixture
def stranger() -> Iterator[ProcessIdentity]:
    """Return a process that has nothing to do with any daemon."""
    with subprocess.Popen(FOREVER, start_new_session=True) as process:
        yield identity_of_process(process.pid)
        process.kill()


def test_a_daemon_may_say_good_bye(daemon: Daemon) -> None:
    daemon.start(python(POLITE), ready=printed(daemon, "ready"))
    daemon.stop()
    assert (daemon.log_file.read_text(), daemon.is_running) == ("ready\ngood-bye\n", False)
    assert not identity_file(daemon.folder).exists()


def test_what_does_not_end_in_time_is_killed_with_all_that_it_started(daemon: Daemon) -> None:
    daemon.start(python(STUBBORN), ready=printed(daemon, "child"))
    leader = identity_of(daemon)
    daemon.stop(timeout_seconds=0)
    assert (has_group(leader.pid), daemon.is_running) == (False, False)


def test_those_that_it_leaves_behind_have_the_same_time_to_end(daemon: Daemon) -> None:
    daemon.start(python(LEAVES_A_CHILD), ready=printed(daemon, "child"))
    leader = identity_of(daemon)
    daemon.stop()
    assert (daemon.log_file.read_text(), has_group(leader.pid)) == ("child\ntidied up\n", False)


def test_a_daemon_that_was_halted_ends_too(daemon: Daemon) -> None:
    daemon.start(python(POLITE), ready=printed(daemon, "ready"))
    os.kill(identity_of(daemon).pid, signal.SIGSTOP)
    daemon.stop()
    assert daemon.log_file.read_text() == "ready\ngood-bye\n"


def test_stopping_what_does_not_run_is_fine(daemon: Daemon) -> None:
    daemon.stop()
    daemon.start(FOREVER)
    daemon.stop()
    daemon.stop()
    assert not daemon.is_running


def test_waiting_for_an_end_ends_in_time(daemon: Daemon) -> None:
    daemon.start(FOREVER)
    began = time.monotonic()
    assert (wait_for_end(identity_of(daemon), 0.1), time.monotonic() - began >= 0.1) == (False, True)


@pytest.mark.parametrize(
    "changes", [{"started": "1"}, {"boot": "b00t"}], ids=["the number was used again", "the machine was booted since"]
)
def test_a_process_that_has_got_the_number_is_another_one_and_is_left_alone(
    changes: dict[str, str], daemon: Daemon, stranger: ProcessIdentity
) -> None:
    claim(daemon.folder, stranger, **changes)
    assert not daemon.is_running
    daemon.stop(timeout_seconds=0)
    assert (identity_of_process(stranger.pid), identity_file(daemon.folder).exists()) == (stranger, False)


def test_nothing_is_sent_to_a_process_that_has_got_the_number_meanwhile(stranger: ProcessIdentity) -> None:
    end_group(replace(stranger, started="1"), timeout_seconds=0)
    assert identity_of_process(stranger.pid) == stranger


def test_a_daemon_is_started_where_another_process_has_got_the_number(
    daemon: Daemon, stranger: ProcessIdentity
) -> None:
    claim(daemon.folder, stranger, started="1")
    assert daemon.start(FOREVER)
    assert identity_of(daemon).pid != stranger.pid


def test_a_number_without_a_process_is_a_daemon_that_ended(daemon: Daemon) -> None:
    with subprocess.Popen(["true"], start_new_session=True) as process:
        claim(daemon.folder, current_process(), pid=process.pid)
    assert (daemon.is_running, daemon.start(FOREVER)) == (False, True)


def test_a_daemon_of_another_container_of_this_machine_is_neither_judged_nor_replaced(daemon: Daemon) -> None:
    machine = current_process().host.partition("/")[0]
    claim(daemon.folder, current_process(), host=f"{machine}/1")
    with pytest.raises(StoreUnreachableError) as caught:
        assert daemon.is_running
    assert "was started in another container of this machine" in caught.value.message
    identity_file(daemon.folder).unlink()


def test_a_daemon_of_another_container_ended_with_the_machine(daemon: Daemon) -> None:
    machine = current_process().host.partition("/")[0]
    claim(daemon.folder, current_process(), host=f"{machine}/1", boot="b00t")
    assert (daemon.is_running, daemon.start(FOREVER)) == (False, True)


def test_a_daemon_of_another_machine_is_neither_judged_nor_replaced(daemon: Daemon) -> None:
    claim(daemon.folder, current_process(), host="elsewhere")
    before = identity_file(daemon.folder).read_text()
    for action in (lambda: daemon.is_running, lambda: daemon.start(FOREVER), daemon.stop):
        with pytest.raises(StoreUnreachableError) as caught:
            action()
        assert str(caught.value) == (
            f"the daemon 'sleep' of {daemon.folder} was started on another machine, '{os.uname().nodename}'"
            f" (stop it there; if that machine is gone, delete {daemon.folder}/daemon.yaml)"
        )
    assert identity_file(daemon.folder).read_text() == before


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("version: 1", "version: 2", "line 1: the identity of a daemon has format version 2"),
        ("pid: ", "pid: -", "line 6: 'pid' is -"),
        ("pid: ", "# pid: ", "'pid' is missing, expected a whole number"),
        ("host: ", "host: [", " cannot be read: "),
    ],
)
def test_a_damaged_file_is_named_and_left_as_it_is(old: str, new: str, problem: str, daemon: Daemon) -> None:
    claim(daemon.folder, current_process())
    path: Path = identity_file(daemon.folder)
    damaged = path.read_text().replace(old, new)
    path.write_text(damaged)
    for action in (lambda: daemon.is_running, lambda: daemon.start(FOREVER), daemon.stop):
        with pytest.raises(ConfigurationError) as caught:
            action()
        assert caught.value.message.startswith(str(path))
        assert problem in caught.value.message
    assert path.read_text() == damaged
    path.unlink()
