from __future__ import annotations

import os
import pty
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from zenml.engine.output_capture import OutputCapture
from zenml.engine.step_log import StepLog
from zenml.post_execution.logs import read_chunks
from zenml_local.artifact_store import LocalArtifactStore

_PROGRAM = """
import os, subprocess, sys
from zenml.engine.output_capture import OutputCapture
from zenml.engine.step_log import StepLog
from zenml_local.artifact_store import LocalArtifactStore

log = StepLog(LocalArtifactStore(name="here", path=sys.argv[1]), "run", "step")
with OutputCapture() as capture:
    capture.say("before")
    with capture.into(log):
{step}
    capture.say("after")
log.close()
"""


@dataclass(frozen=True)
class Heard:
    """Hold what the user and the log got from a process."""

    stdout: str
    stderr: str
    log: str


def _hear(folder: Path, *step: str) -> Heard:
    program = _PROGRAM.format(step="\n".join(f"        {line}" for line in step))
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True, cwd=folder
    )
    return Heard(done.stdout, done.stderr, _log_in(folder))


def _log_in(folder: Path) -> str:
    return b"".join(read_chunks(LocalArtifactStore(name="here", path=str(folder)), "runs/run/step/.logs")).decode()


def test_what_python_c_and_children_write_is_shown_where_it_belongs_and_logged_in_order(tmp_path: Path) -> None:
    heard = _hear(
        tmp_path,
        "import ctypes",
        "print('python')",
        "sys.stdout.flush()",
        "os.write(1, b'descriptor\\n')",
        "ctypes.CDLL(None).puts(b'c')",
        "ctypes.CDLL(None).fflush(None)",
        "subprocess.run(['echo', 'child'])",
        "print('python again')",
    )
    lines = "python\ndescriptor\nc\nchild\npython again\n"
    assert heard == Heard(stdout=lines, stderr="before\nafter\n", log=lines)


def test_errors_go_to_standard_error_between_what_we_say_and_into_the_log(tmp_path: Path) -> None:
    heard = _hear(tmp_path, "print('careful', file=sys.stderr)", "import logging", "logging.warning('very')")
    said = "careful\nWARNING:root:very\n"
    assert heard == Heard(stdout="", stderr=f"before\n{said}after\n", log=said)


def test_what_c_keeps_in_its_own_buffer_at_the_end_of_a_step_is_not_lost(tmp_path: Path) -> None:
    heard = _hear(tmp_path, "import ctypes", "ctypes.CDLL(None).puts(b'late')")
    assert heard == Heard(stdout="late\n", stderr="before\nafter\n", log="late\n")


def test_c_code_that_prints_much_while_it_holds_the_interpreter_does_not_stall(tmp_path: Path) -> None:
    # PyDLL, unlike CDLL, keeps Python's lock: no thread of ours runs meanwhile.
    heard = _hear(
        tmp_path,
        "import ctypes",
        "libc = ctypes.PyDLL(None)",
        "data = b'x' * 4_000_000",
        "libc.write(1, data, len(data))",
    )
    assert len(heard.log) == len(heard.stdout) == 4_000_000


def test_a_hundred_thousand_lines_arrive_all_and_in_order(tmp_path: Path) -> None:
    heard = _hear(tmp_path, "for number in range(100_000):", "    print(number)")
    assert heard.log == heard.stdout == "".join(f"{number}\n" for number in range(100_000))
    chunks = [*(tmp_path / "runs/run/step/.logs").iterdir()]
    assert len(chunks) <= 3  # one for each so many seconds, and not for each line


def test_a_long_log_is_cut_into_chunks_of_a_megabyte_or_so(tmp_path: Path) -> None:
    heard = _hear(tmp_path, "for _ in range(30):", "    print('x' * 99_999)")
    assert len(heard.log) == 3_000_000
    sizes = [path.stat().st_size for path in sorted((tmp_path / "runs/run/step/.logs").iterdir())]
    assert len(sizes) in (2, 3)
    assert all(size >= 1024 * 1024 for size in sizes[:-1])


def test_a_step_that_says_nothing_leaves_no_file(tmp_path: Path) -> None:
    assert _hear(tmp_path, "pass") == Heard(stdout="", stderr="before\nafter\n", log="")
    assert list(tmp_path.iterdir()) == []


def test_secrets_are_neither_shown_nor_logged_however_they_are_written(tmp_path: Path) -> None:
    heard = _hear(
        tmp_path,
        "from zenml.redaction import remember_secret",
        "remember_secret('hunter2-rules')",
        "print('it is hunter2-rules', flush=True)",
        "os.write(1, b'and again hunter')",
        "os.write(1, b'2-rules\\n')",
        "subprocess.run(['echo', 'child knows hunter2-rules'])",
        "sys.stderr.write('a beginning: hunter2')",
    )
    assert heard == Heard(
        stdout="it is ***\nand again ***\nchild knows ***\n",
        stderr="before\na beginning: hunter2after\n",
        log="it is ***\nand again ***\nchild knows ***\na beginning: hunter2",
    )


def test_what_comes_before_and_after_a_step_is_in_no_log(tmp_path: Path) -> None:
    program = _PROGRAM.format(step="        print('inside')").replace(
        'capture.say("before")', 'print("earlier"); capture.say("before")'
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert (done.stdout, _log_in(tmp_path)) == ("earlier\ninside\n", "inside\n")


def test_one_terminal_for_both_streams_keeps_their_order_exactly(tmp_path: Path) -> None:
    step = "        for n in range(50): os.write(1 + n % 2, b'%d ' % n)"
    both, place = os.pipe()
    subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(step=step), str(tmp_path)], stdout=place, stderr=place, check=True
    )
    os.close(place)
    numbers = "".join(f"{n} " for n in range(50))
    with open(both) as reader:
        assert reader.read() == f"before\n{numbers}after\n"
    assert _log_in(tmp_path) == numbers


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_break_nothing(tmp_path: Path, closed: str) -> None:
    program = tmp_path / "program.py"
    program.write_text(_PROGRAM.format(step="        print('to whom?')\n        os.system('echo child')"))
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} {program} {tmp_path} {closed}"], capture_output=True, check=False
    )
    assert done.returncode == 0


def test_a_reader_that_went_away_does_not_end_the_step(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(_PROGRAM.format(step="        for n in range(30_000): print(n)"))
    script = f"{sys.executable} {program} {tmp_path} | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout == "0\n"
    assert _log_in(tmp_path) == "".join(f"{n}\n" for n in range(30_000))


def test_a_child_that_outlives_the_step_may_go_on_writing(tmp_path: Path) -> None:
    step = "        subprocess.Popen([sys.executable, '-c', 'import sys; sys.stdin.read(); print(1)'], stdin=0)"
    program = _PROGRAM.format(step=step)
    ours, theirs = os.pipe()
    process = subprocess.run([sys.executable, "-c", program, str(tmp_path)], stdin=ours, check=True, timeout=60)
    os.close(theirs)
    os.close(ours)
    assert process.returncode == 0


def test_objects_in_the_place_of_the_streams_are_listened_to_and_put_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stdout = sys.stdout
    log = StepLog(LocalArtifactStore(name="here", path=str(tmp_path)), "run", "step")
    with OutputCapture() as capture:
        capture.say("before")
        with capture.into(log):
            print("to the notebook")
            os.write(1, b"to the descriptor\n")
            print("as an error", file=sys.stderr)
        capture.say("after")
    log.close()
    assert sys.stdout is stdout
    shown = capsys.readouterr()
    assert shown.out == "to the notebook\n"
    assert shown.err == "before\nas an error\nafter\n"
    assert _log_in(tmp_path) == "to the notebook\nto the descriptor\nas an error\n"


def test_a_capture_within_a_capture_leaves_the_output_to_the_first(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    store = LocalArtifactStore(name="here", path=str(tmp_path))
    outer, inner = StepLog(store, "run", "step"), StepLog(store, "run", "inner")
    with OutputCapture() as first, first.into(outer), OutputCapture() as second, second.into(inner):
        os.write(1, b"whose?\n")
        second.say("said within")
    assert outer.close() == "runs/run/step/.logs"
    assert inner.close() is None
    assert _log_in(tmp_path) == "whose?\nsaid within\n"
    assert capfd.readouterr() == ("whose?\n", "said within\n")


def test_a_store_that_takes_no_log_does_not_fail_the_step(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "runs").write_text("a file in the place of the folder")
    log = StepLog(LocalArtifactStore(name="here", path=str(tmp_path)), "run", "step")
    log.write(b"hello\n")
    assert log.close() is None
    assert caplog.messages == [
        f"The log runs/run/step/.logs is incomplete: NotADirectoryError: [Errno 20] Not a directory: '{tmp_path}/runs'"
    ]


def test_without_room_for_a_temporary_file_steps_run_all_the_same(tmp_path: Path) -> None:
    nowhere = "import tempfile; tempfile.tempdir = '/nowhere'"
    program = f"{nowhere}\n" + _PROGRAM.format(step="        print('hello')")
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "hello\n"
    warning, before, after = done.stderr.splitlines()
    assert warning.startswith("What the steps print is not kept: there is no room for a temporary file: ")
    assert (before, after) == ("before", "after")


def test_in_a_terminal_nothing_is_shown_twice(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    step = "        print('hello', flush=True)"
    subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(step=step), str(tmp_path)], stdout=theirs, stderr=theirs, check=True
    )
    os.close(theirs)
    assert _read_terminal(ours) == b"before\r\nhello\r\nafter\r\n"


def _read_terminal(descriptor: int) -> bytes:
    shown = b""
    try:
        while data := os.read(descriptor, 65536):
            shown += data
    except OSError:  # Linux says so when the other side is closed
        pass
    os.close(descriptor)
    return shown
