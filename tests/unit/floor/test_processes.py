from __future__ import annotations

import dataclasses
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from zenml import processes
from zenml.processes import ProcessIdentity, current_process, is_alive, is_local


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
