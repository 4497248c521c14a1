from __future__ import annotations

import gc
import os
import resource
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from zenml_local.artifact_store import LocalArtifactStore

ODD_NAMES = [
    "two words.txt",
    "ünïcode-日本.bin",
    "a[1]*?.txt",
    "-dash",
    ".hidden",
    "new\nline",
    "tab\t",
    "%2e%2e",
    "x" * 255,
]


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return LocalArtifactStore(name="results", path=str(tmp_path / "store"))


@contextmanager
def files_limited_to(size_bytes: int) -> Iterator[None]:
    """Let every larger write fail with EFBIG, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


def write(store: LocalArtifactStore, content: bytes, mode: str = "wb") -> None:
    with store.open(f"{store.path}/data", mode) as file:
        file.write(content if "b" in mode else content.decode())


def write_and_fail(store: LocalArtifactStore, mode: str) -> None:
    with store.open(f"{store.path}/data", mode) as file:
        file.write(b"half" if "b" in mode else "half")
        raise ZeroDivisionError


def write_and_drop(store: LocalArtifactStore, mode: str) -> None:
    store.open(f"{store.path}/data", mode).write(b"half" if "b" in mode else "half")
    gc.collect()


def entries(store: LocalArtifactStore) -> list[str]:
    """Return what is really in the root, hidden names included."""
    return sorted(os.listdir(store.path))


def test_bytes_come_back_as_they_were(store: LocalArtifactStore) -> None:
    content = bytes(range(256)) * 10_000
    with store.open(f"{store.path}/data.bin", "wb") as file:
        file.write(content[:100])
        file.write(memoryview(content)[100:])
    with store.open(f"{store.path}/data.bin", "rb") as file:
        assert file.read() == content


def test_text_is_utf_8_whatever_the_locale(store: LocalArtifactStore) -> None:
    with store.open(f"{store.path}/data.txt", "w") as file:
        file.write("größer\n日本\n")
    assert Path(store.path, "data.txt").read_bytes() == "größer\n日本\n".encode()
    with store.open(f"{store.path}/data.txt") as file:
        assert file.readlines() == ["größer\n", "日本\n"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_file_may_bear_any_name(store: LocalArtifactStore, name: str) -> None:
    with store.open(f"{store.path}/{name}", "wb") as file:
        file.write(b"1")
    assert entries(store) == [name]
    assert store.listdir(store.path) == [name]
    with store.open(f"{store.path}/{name}", "rb") as file:
        assert file.read() == b"1"


def test_nobody_sees_a_file_before_it_is_closed(store: LocalArtifactStore) -> None:
    path = f"{store.path}/data.txt"
    file = store.open(path, "w")
    file.write("half")
    file.flush()
    seen = (store.exists(path), store.listdir(store.path), store.glob(f"{store.path}/*"), store.size(store.path))
    assert seen == (False, [], [], 0)
    assert list(store.walk(store.path)) == [(store.path, [], [])]
    file.close()
    assert store.listdir(store.path) == ["data.txt"]


def test_the_old_content_stays_until_the_new_is_closed(store: LocalArtifactStore) -> None:
    path = Path(store.path, "data.txt")
    with store.open(str(path), "w") as file:
        file.write("old")
    with store.open(str(path), "w") as file:
        file.write("new")
        file.flush()
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert entries(store) == ["data.txt"]


@pytest.mark.parametrize("mode", ["w", "wb", "a", "ab"])
def test_an_exception_while_writing_leaves_everything_as_it_was(store: LocalArtifactStore, mode: str) -> None:
    write(store, b"old")
    with pytest.raises(ZeroDivisionError):
        write_and_fail(store, mode)
    assert Path(store.path, "data").read_bytes() == b"old"
    assert entries(store) == ["data"]


@pytest.mark.parametrize("mode", ["w", "wb"])
def test_a_writer_that_is_dropped_unclosed_leaves_nothing(store: LocalArtifactStore, mode: str) -> None:
    with pytest.warns(ResourceWarning, match="data was never closed, so it was not written"):
        write_and_drop(store, mode)
    assert entries(store) == []


def test_closing_twice_publishes_once(store: LocalArtifactStore) -> None:
    file = store.open(f"{store.path}/data", "wb")
    file.close()
    store.remove(f"{store.path}/data")
    file.close()
    assert entries(store) == []


def test_appending_keeps_what_was_there(store: LocalArtifactStore) -> None:
    for line in ("one\n", "two\n"):
        with store.open(f"{store.path}/log.txt", "a") as file:
            file.write(line)
    with store.open(f"{store.path}/log.txt", "ab") as file:
        file.write(b"three\n")
    assert Path(store.path, "log.txt").read_text() == "one\ntwo\nthree\n"


def test_a_full_disk_leaves_the_old_file_and_no_other(store: LocalArtifactStore) -> None:
    write(store, b"old")
    with files_limited_to(100_000), pytest.raises(OSError, match="File too large"):
        write(store, b"x" * 200_000)
    assert Path(store.path, "data").read_bytes() == b"old"
    assert entries(store) == ["data"]


def test_a_disk_that_fills_up_at_the_very_end_leaves_the_old_file(store: LocalArtifactStore) -> None:
    write(store, b"old")
    with files_limited_to(10), pytest.raises(OSError, match="File too large"):
        write(store, b"x" * 20)  # still in the buffer when the file is closed
    assert Path(store.path, "data").read_bytes() == b"old"
    assert entries(store) == ["data"]


def test_only_the_owner_may_look(store: LocalArtifactStore) -> None:
    with store.open(f"{store.path}/runs/1/data", "wb") as file:
        file.write(b"1")
    modes = [stat.S_IMODE(os.stat(f"{store.path}{name}").st_mode) for name in ("", "/runs", "/runs/1", "/runs/1/data")]
    assert modes == [0o700, 0o700, 0o700, 0o600]


def test_the_last_of_two_writers_to_close_wins_and_they_never_mix(store: LocalArtifactStore) -> None:
    first, second = store.open(f"{store.path}/data", "wb"), store.open(f"{store.path}/data", "wb")
    for _ in range(1000):
        first.write(b"1" * 100)
        second.write(b"2" * 99)
    second.close()
    assert set(Path(store.path, "data").read_bytes()) == {ord("2")}
    first.close()
    assert Path(store.path, "data").read_bytes() == b"1" * 100_000


@pytest.mark.parametrize("mode", ["x", "r+", "w+", "rt", "wt", ""])
def test_another_mode_is_refused(store: LocalArtifactStore, mode: str) -> None:
    with pytest.raises(ValueError, match=f"mode '{mode}' must be one of r, w, a, rb, wb, ab".replace("+", r"\+")):
        store.open(f"{store.path}/data", mode)


def test_errors_are_those_of_the_operating_system(store: LocalArtifactStore) -> None:
    with store.open(f"{store.path}/folder/data", "wb") as file:
        file.write(b"1")
    with pytest.raises(FileNotFoundError):
        store.open(f"{store.path}/nothing")
    with pytest.raises(IsADirectoryError):
        store.open(f"{store.path}/folder")
    with pytest.raises(IsADirectoryError):
        store.open(f"{store.path}/folder", "w")
    with pytest.raises(NotADirectoryError):
        store.open(f"{store.path}/folder/data/more", "w")
    with pytest.raises(NotADirectoryError):
        store.listdir(f"{store.path}/folder/data")
    with pytest.raises(FileNotFoundError):
        store.stat(f"{store.path}/nothing")
