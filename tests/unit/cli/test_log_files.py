from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from zenml.cli import log_files
from zenml.cli.log_files import print_log

THREE_LINES = "one\ntwo\nthree\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "daemon.log"
    path.write_text(THREE_LINES)
    return path


@pytest.fixture(params=[1, 3, 4, 5, 64 * 1024])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read so many bytes at once."""
    monkeypatch.setattr(log_files, "_CHUNK_BYTES", request.param)


@pytest.mark.usefixtures("chunk")
@pytest.mark.parametrize(
    ("content", "lines", "shown"),
    [
        (THREE_LINES, None, THREE_LINES),
        (THREE_LINES, 0, ""),
        (THREE_LINES, 1, "three\n"),
        (THREE_LINES, 2, "two\nthree\n"),
        (THREE_LINES, 3, THREE_LINES),
        (THREE_LINES, 4, THREE_LINES),
        ("one\nwithout an end", 1, "without an end"),
        ("one\nwithout an end", 2, "one\nwithout an end"),
        ("\n\n\n", 2, "\n\n"),
        ("", 3, ""),
    ],
)
def test_the_last_lines_are_printed(
    content: str, lines: int | None, shown: str, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.write_text(content)
    print_log(log, lines, follow=False)
    assert capsys.readouterr().out == shown


def test_a_log_is_printed_byte_for_byte(log: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    log.write_bytes(bytes(range(256)))
    print_log(log, None, follow=False)
    assert capfdbinary.readouterr().out == bytes(range(256))


class Daemon:
    """Do one thing to a log whenever whoever follows it waits, and end the following after the last."""

    def __init__(self, log: Path) -> None:
        self._deeds: Iterator[object] = self._do(log)

    def sleep(self, _seconds: float) -> None:
        if next(self._deeds, None) is None:
            raise KeyboardInterrupt

    def _do(self, log: Path) -> Iterator[object]:
        yield _append(log, "four\n")
        log.write_text("")
        yield _append(log, "1\n")
        _append(log, "the last word\n")
        yield log.rename(log.with_suffix(".1"))
        yield "in the middle of a rotation"
        yield log.write_text("a new file\n")
        yield _append(log, "its second line\n")


def _append(log: Path, text: str) -> int:
    with log.open("a") as file:
        return file.write(text)


def test_a_log_is_followed_over_its_truncation_and_its_rotation(
    log: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zenml.cli.log_files.time.sleep", Daemon(log).sleep)
    with pytest.raises(KeyboardInterrupt):
        print_log(log, 1, follow=True)
    assert capfd.readouterr().out == "three\nfour\n1\nthe last word\na new file\nits second line\n"


def test_following_ends_when_nobody_reads_on_even_if_there_is_nothing_to_print(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as unread:
        monkeypatch.setattr("sys.stdout", unread)
        with pytest.raises(BrokenPipeError):
            print_log(log, 0, follow=True)
