from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from privileges import obey_modes

from zenml.errors import ConfigurationError, ZenMLError
from zenml.files import (
    create_atomically,
    delete_durably,
    make_private_folder,
    remove_leftovers,
    safe_join,
    write_atomically,
)


def test_a_file_is_replaced_whole_with_mode_0600(tmp_path: Path) -> None:
    file = tmp_path / "f"
    write_atomically(file, b"old")
    write_atomically(file, b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777, os.listdir(tmp_path)) == (b"new", 0o600, ["f"])


def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"old")
    program = (
        "import resource, signal, sys; from pathlib import Path; from zenml.files import write_atomically\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        "write_atomically(Path(sys.argv[1]), b'x' * 100)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "f")], capture_output=True, text=True, check=False
    )
    last = done.stderr.strip().splitlines()[-1]
    expected = f"zenml.errors.ZenMLError: cannot write {tmp_path}/f: File too large (nothing was changed)"
    assert (last, (tmp_path / "f").read_bytes(), os.listdir(tmp_path)) == (expected, b"old", ["f"])


def test_a_folder_that_cannot_be_synced_has_the_new_file_and_the_hint_says_so(tmp_path: Path) -> None:
    file = tmp_path / "write-only" / "f"
    file.parent.mkdir(mode=0o300)
    program = (
        "import sys; from pathlib import Path; from zenml.files import write_atomically\n"
        "write_atomically(Path(sys.argv[1]), b'new')"
    )
    command = [sys.executable, "-c", program, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=obey_modes)
    expected = (
        f"zenml.errors.NotPermittedError: cannot write {file}: Permission denied "
        "(it was changed, but a power cut may undo that; check its owner and mode)"
    )
    assert (done.stderr.strip().splitlines()[-1], file.read_bytes()) == (expected, b"new")
    file.parent.chmod(0o700)


def test_a_folder_in_the_way_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    with pytest.raises(ZenMLError) as caught:
        write_atomically(tmp_path / "f", b"x")
    assert str(caught.value) == f"cannot write {tmp_path}/f: Is a directory (nothing was changed)"


def test_made_folders_are_private_up_to_the_first_that_existed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    make_private_folder(tmp_path / "a" / "b")
    modes = [folder.stat().st_mode & 0o777 for folder in (tmp_path, tmp_path / "a", tmp_path / "a" / "b")]
    assert modes == [0o755, 0o700, 0o700]


def test_a_deleted_file_is_gone(tmp_path: Path) -> None:
    write_atomically(tmp_path / "f", b"")
    delete_durably(tmp_path / "f")
    assert os.listdir(tmp_path) == []


def test_leftovers_of_killed_writers_are_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in (".f.12-ab.zenml-tmp", "f", ".hidden"):
        (tmp_path / name).touch()
    remove_leftovers(tmp_path)
    assert sorted(os.listdir(tmp_path)) == [".hidden", "f"]


def test_parts_are_joined_below_a_folder_or_url() -> None:
    joined = (safe_join("/root/", "a/./b", "c"), safe_join("s3://bucket/p", "a"))
    assert joined == ("/root/a/b/c", "s3://bucket/p/a")


@pytest.mark.parametrize("part", ["..", "a/../..", "/etc", "a\\b", "a\0b", "file:///etc"])
def test_a_part_that_leaves_the_root_is_refused(part: str) -> None:
    with pytest.raises(ConfigurationError):
        safe_join("/root", part)


@given(st.lists(st.text(st.sampled_from("ab./\\ \0:~%2e#"), max_size=12), max_size=4))
def test_whatever_is_joined_stays_below_the_root(parts: list[str]) -> None:
    try:
        joined = safe_join("/srv/root", *parts)
    except ConfigurationError:
        return
    assert Path(os.path.normpath(joined)).is_relative_to("/srv/root")


def test_of_many_that_make_a_file_one_makes_it(tmp_path: Path) -> None:
    path = tmp_path / "claim"
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda number: create_atomically(path, f"{number}".encode()), range(8)))
    winner = made.index(True)
    assert (made.count(True), path.read_text(), stat.S_IMODE(path.stat().st_mode)) == (1, str(winner), 0o600)
    assert os.listdir(tmp_path) == ["claim"]


def test_a_file_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ZenMLError, match=r"cannot write .*/gone/claim: No such file or directory"):
        create_atomically(tmp_path / "gone" / "claim", b"")
