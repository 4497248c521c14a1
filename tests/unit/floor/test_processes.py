from __future__ import annotations

import dataclasses
import os
import subprocess
import sys

from zenml.processes import current_process, is_alive, is_local


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


def test_nothing_survives_a_reboot() -> None:
    assert not is_alive(dataclasses.replace(current_process(), boot="another boot"))


def test_a_process_of_another_machine_is_not_judged_here() -> None:
    assert not is_local(dataclasses.replace(current_process(), host="elsewhere"))


def test_a_forked_child_is_another_process() -> None:
    parent = current_process()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, str(current_process().pid).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert (int(os.read(read, 100)), parent.pid) == (child, os.getpid())
