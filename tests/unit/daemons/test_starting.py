from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from daemon_programs import FOREVER, identity_of, printed, python

from zenml.daemons import Daemon
from zenml.daemons import daemon as daemon_module
from zenml.daemons.groups import wait_for_end
from zenml.daemons.identity_file import identity_file
from zenml.errors import NotFoundError, NotPermittedError, ZenMLError
from zenml.processes import current_process

ABOUT_ITSELF = """
import json, os, signal, sys
os.umask(mask := os.umask(0))
ignored = [number.name for number in signal.valid_signals() if signal.getsignal(number) is signal.SIG_IGN]
print(json.dumps({
    "leads": os.getpid() == os.getsid(0) == os.getpgid(0), "mask": mask, "folder": os.getcwd(), "ignored": ignored,
    "input": os.readlink("/proc/self/fd/0"), "files": sorted(os.listdir("/proc/self/fd")), "dog": os.environ["DOG"],
    "home": os.environ["HOME"], "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
}))
print("an error", file=sys.stderr)
signal.pause()
"""
STARTER = """
import os, sys
from pathlib import Path
from zenml.daemons import Daemon
daemon = Daemon(Path(sys.argv[1]))
daemon.start(["sleep", "1000"])
print(os.getpid(), flush=True)
"""
LONG_LIVED = (
    STARTER
    + """
daemon.stop()
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("no child", flush=True)
"""
)


def test_a_daemon_runs_until_it_is_stopped(daemon: Daemon) -> None:
    before = daemon.is_running
    is_new = daemon.start(FOREVER)
    while_it_runs = Daemon(daemon.folder).is_running
    daemon.stop()
    assert (before, is_new, while_it_runs, daemon.is_running) == (False, True, True, False)


def test_its_file_says_which_process_it_is(daemon: Daemon) -> None:
    daemon.start(FOREVER)
    me, it = current_process(), identity_of(daemon)
    assert (it.host, it.boot) == (me.host, me.boot)
    assert identity_file(daemon.folder).read_text() == (
        f"version: 1\ncommand: sleep\nmachine: {os.uname().nodename}\nhost: {it.host}\nboot: {it.boot}\n"
        f"pid: {it.pid}\nstarted: '{it.started}'\n"
    )


def test_a_daemon_depends_on_nothing_that_its_starter_has(daemon: Daemon, home: Path) -> None:
    before = signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    try:
        daemon.start(python(ABOUT_ITSELF), env={"DOG": "Rex"}, ready=printed(daemon, "an error"))
    finally:
        signal.signal(signal.SIGUSR1, before)
    said, error = daemon.log_file.read_text().splitlines()
    assert error == "an error"
    assert json.loads(said) == {
        "leads": True,
        "mask": 0o077,
        "folder": str(daemon.folder),
        "ignored": ["SIGPIPE", "SIGXFSZ"],  # by Python itself, in the daemon
        "input": "/dev/null",
        "files": ["0", "1", "2", "3"],  # 3 lists the folder
        "dog": "Rex",
        "home": str(home),
        "blocked": [],
    }


def test_what_it_prints_is_appended_to_a_private_log(daemon: Daemon) -> None:
    for word in ("first", "second"):
        daemon.start(["sh", "-c", f"echo {word}; exec sleep 1000"], ready=printed(daemon, word))
        daemon.stop()
    assert daemon.log_file.read_text() == "first\nsecond\n"
    assert stat.S_IMODE(daemon.log_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(daemon.folder.stat().st_mode) == 0o700


def test_it_works_in_the_folder_that_is_asked_for(daemon: Daemon, tmp_path: Path) -> None:
    daemon.start(["sh", "-c", "pwd; exec sleep 1000"], cwd=tmp_path, ready=printed(daemon, "\n"))
    assert daemon.log_file.read_text() == f"{tmp_path}\n"


def test_a_daemon_that_runs_is_not_started_again(daemon: Daemon) -> None:
    daemon.start(FOREVER)
    before = identity_of(daemon)
    assert (daemon.start(["no-such-program"]), identity_of(daemon)) == (False, before)


def test_it_survives_the_end_of_its_starter_and_of_everything_around_it(daemon: Daemon) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER + "import signal; signal.pause()", str(daemon.folder)],
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    with starter:
        assert starter.stdout is not None
        assert int(starter.stdout.readline()) == starter.pid
        os.killpg(starter.pid, signal.SIGHUP)
        os.killpg(starter.pid, signal.SIGKILL)
    assert daemon.is_running


def test_a_long_lived_starter_keeps_no_child_and_gets_no_warning(daemon: Daemon) -> None:
    line = [sys.executable, "-X", "dev", "-W", "error", "-c", LONG_LIVED, str(daemon.folder)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (done.stdout.splitlines()[1:], done.stderr, done.returncode) == (["no child"], "", 0)


@pytest.mark.parametrize(
    ("mode", "kind", "reason"),
    [
        (None, NotFoundError, "No such file or directory"),
        (0o600, NotPermittedError, "Permission denied"),
        (0o700, ZenMLError, "Exec format error"),
    ],
)
def test_a_program_that_cannot_be_started_leaves_nothing(
    mode: int | None, kind: type[ZenMLError], reason: str, daemon: Daemon, tmp_path: Path
) -> None:
    program = tmp_path / "program"
    if mode is not None:
        program.write_bytes(b"\x7fELF")
        program.chmod(mode)
    with pytest.raises(ZenMLError) as caught:
        daemon.start([program])
    assert (type(caught.value), caught.value.message) == (kind, f"cannot start '{program}': {reason}")
    assert sorted(path.name for path in daemon.folder.iterdir()) == ["daemon.lock", "daemon.log"]


def test_a_folder_that_is_not_there_is_named(daemon: Daemon, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError) as caught:
        daemon.start(FOREVER, cwd=tmp_path / "nowhere")
    assert str(caught.value) == (
        f"'sleep' cannot work in {tmp_path}/nowhere: No such file or directory"
        " (name a folder that exists and may be entered)"
    )


def test_a_daemon_that_ends_at_once_is_reported_with_what_it_printed(
    daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daemon_module, "_FIRST_MOMENTS_SECONDS", 60)
    daemon.folder.mkdir()
    daemon.log_file.write_text("what an earlier one printed\n")
    with pytest.raises(ZenMLError) as caught:
        daemon.start(["sh", "-c", r"seq 20; printf '\033port is taken' >&2; exit 3"])
    lines = "".join(f"\n  {line}" for line in [*range(12, 21), "port is taken"])
    assert caught.value.message == f"the daemon of {daemon.folder} ended at once:{lines}"
    assert (caught.value.hint, daemon.is_running) == (f"see {daemon.log_file}", False)


def test_one_that_was_silent_is_reported_as_such(daemon: Daemon) -> None:
    with pytest.raises(ZenMLError) as caught:
        daemon.start(["false"], ready=lambda: False)
    assert caught.value.message == f"the daemon of {daemon.folder} ended before it was ready; it printed nothing"


def test_starting_waits_until_it_is_ready(daemon: Daemon) -> None:
    answers = iter(["refused", "not yet", "yes"])

    def ready() -> bool:
        answer = next(answers)
        if answer == "refused":
            raise ConnectionRefusedError
        return answer == "yes"

    assert daemon.start(FOREVER, ready=ready)
    assert list(answers) == []


def test_who_finds_it_running_waits_until_it_is_ready_too(daemon: Daemon) -> None:
    daemon.start(FOREVER)
    answers = iter([False, True])
    assert not daemon.start(FOREVER, ready=lambda: next(answers))
    assert list(answers) == []


def test_one_that_is_not_ready_in_time_is_stopped_by_who_started_it(daemon: Daemon) -> None:
    with pytest.raises(ZenMLError) as caught:
        daemon.start(FOREVER, ready=lambda: False, timeout_seconds=0)
    assert caught.value.message == (
        f"the daemon of {daemon.folder} was not ready within 0 seconds and was stopped; it printed nothing"
    )
    assert not daemon.is_running


def test_one_that_somebody_else_started_is_left_alone(daemon: Daemon) -> None:
    daemon.start(FOREVER)
    with pytest.raises(ZenMLError, match="was not ready within 0 seconds; it printed nothing"):
        daemon.start(FOREVER, ready=lambda: False, timeout_seconds=0)
    assert daemon.is_running


def test_one_that_was_killed_can_be_started_again(daemon: Daemon) -> None:
    daemon.start(FOREVER)
    killed = identity_of(daemon)
    os.kill(killed.pid, signal.SIGKILL)
    assert wait_for_end(killed, timeout_seconds=60)
    assert (daemon.is_running, daemon.start(FOREVER), identity_of(daemon) != killed) == (False, True, True)
