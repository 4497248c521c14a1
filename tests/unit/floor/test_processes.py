from __future__ import annotations

import dataclasses
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from zenml import processes
from zenml.processes import (
    ProcessIdentity,
    current_process,
    has_group,
    identity_of_process,
    is_alive,
    is_free,
    is_local,
    ran_here,
)


def test_this_process_is_local_and_alive() -> None:
    me = current_process()
    assert (me.pid, is_local(me), is_alive(me)) == (os.getpid(), True, True)


def test_a_process_that_ended_is_dead_even_before_its_parent_noticed() -> None:
    program = (
        "from zenml.processes import *; import dataclasses; print(*dataclasses.astuple(current_process()), sep='|')"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        host, boot, pid, started = child.stdout.read().strip().split("|")
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        identity = dataclasses.replace(current_process(), host=host, boot=boot, pid=int(pid), started=started)
        is_zombie_alive = is_alive(identity)
    assert (is_zombie_alive, is_alive(identity)) == (False, False)


def test_a_number_that_was_used_again_is_another_process() -> None:
    assert not is_alive(dataclasses.replace(current_process(), started="1"))


def test_a_process_from_before_a_reboot_is_not_judged_here() -> None:
    assert not is_local(dataclasses.replace(current_process(), boot="another boot"))


def test_a_process_of_another_machine_is_not_judged_here() -> None:
    assert not is_local(dataclasses.replace(current_process(), host="elsewhere"))


def test_two_machines_of_one_name_are_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = []
    for machine in ("3d1219c7c4c5404aaa1f6d2a48adfda4", "c0ffee00c4c5404aaa1f6d2a48adfda4"):
        (tmp_path / machine).write_text(f"{machine}\n")
        monkeypatch.setattr(processes, "_MACHINE_ID", tmp_path / machine)
        hosts.append(processes._host.__wrapped__())
    assert hosts[0] != hosts[1]


def test_a_machine_that_says_little_of_itself_judges_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_PROC", tmp_path / "nothing")
    monkeypatch.setattr(processes, "_MACHINE_ID", tmp_path / "nothing")
    here = ProcessIdentity(processes._host.__wrapped__(), processes._boot.__wrapped__(), os.getpid(), "")
    assert here == ProcessIdentity(platform.node(), "", os.getpid(), "")
    assert (is_local(here), is_alive(here)) == (False, False)


def test_a_forked_child_is_another_process() -> None:
    parent = current_process()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, str(current_process().pid).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert (int(os.read(read, 100)), parent.pid) == (child, os.getpid())


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """Return a process that leads a group of its own."""
    with subprocess.Popen(["sleep", "1000"], start_new_session=True) as process:
        yield process
        process.kill()


@pytest.fixture(params=["linux", "darwin"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the kernel as on Linux, and ``ps`` as on macOS."""
    monkeypatch.setattr(processes, "sys", SimpleNamespace(platform=request.param))


@pytest.mark.usefixtures("system")
def test_a_process_keeps_its_start_as_long_as_it_lives(
    sleeper: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    lives = identity_of_process(sleeper.pid)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    still_lives = is_alive(lives)
    sleeper.kill()
    os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT)
    as_zombie = identity_of_process(sleeper.pid)
    sleeper.wait()
    assert (bool(lives.started), still_lives, as_zombie.started, is_alive(lives)) == (True, True, "", False)


@pytest.mark.usefixtures("system")
def test_a_number_is_free_for_its_process_until_another_one_has_it(sleeper: subprocess.Popen[bytes]) -> None:
    lives = identity_of_process(sleeper.pid)
    taken = dataclasses.replace(lives, started="1")
    while_it_lives = (is_free(lives), is_free(taken))
    sleeper.kill()
    sleeper.wait()
    assert (while_it_lives, is_free(lives), is_free(taken)) == ((True, False), True, True)


@pytest.mark.usefixtures("system")
def test_a_group_lives_as_long_as_one_of_its_processes(sleeper: subprocess.Popen[bytes]) -> None:
    lives = has_group(sleeper.pid)
    sleeper.kill()
    os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT)
    as_zombie = has_group(sleeper.pid)
    sleeper.wait()
    assert (lives, as_zombie, has_group(sleeper.pid)) == (True, False, False)


def test_a_mac_is_known_by_its_hardware(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ioreg").write_text(
        """#!/bin/sh\necho '  | {\n  |   "IOPlatformUUID" = "564D2B4C-0A6C"\n  |   "model" = <"Mac14,2">\n  | }'\n"""
    )
    (tmp_path / "sysctl").write_text("#!/bin/sh\necho 7D0F3A51-5DA1\n")
    for tool in tmp_path.iterdir():
        tool.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(processes, "sys", SimpleNamespace(platform="darwin"))
    assert (processes._host.__wrapped__(), processes._boot.__wrapped__()) == ("564D2B4C-0A6C", "7D0F3A51-5DA1")


def test_a_process_of_an_earlier_boot_ran_here_and_one_of_another_machine_did_not() -> None:
    me = current_process()
    elsewhere = dataclasses.replace(me, host="elsewhere")
    assert [ran_here(me), ran_here(dataclasses.replace(me, boot="b00t")), ran_here(elsewhere)] == [True, True, False]
