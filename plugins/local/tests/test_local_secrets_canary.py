"""A marked value is found in no file, in no usual form, whatever was done with it."""

from __future__ import annotations

import base64
import json
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import uuid4

from forks import FORK, start
from local_secrets import a_manager, all_secrets
from sudden_death import deaths

NAME = f"canary-name-{uuid4().hex}"
KEY = f"canary_key_{uuid4().hex}"
VALUES = {word: f"CANARY-{word}-{uuid4().hex}" for word in ("registered", "updated", "deleted", "killed")}


def forms(text: str) -> list[bytes]:
    """Return the forms in which a text may hide in a file: plain, hex, and base64 at each of its three offsets."""
    data = text.encode()
    hidden = [base64.b64encode(b"\0" * offset + data)[4 if offset else 0 : -4] for offset in range(3)]
    return [data, data.hex().encode(), data.hex().upper().encode(), data[::-1], *hidden]


def traces(*folders: Path) -> list[tuple[str, str]]:
    """Return every file below the folders, with the mark that is in its content or name."""
    marks = {form: text for text in (NAME, KEY, *VALUES.values()) for form in forms(text)}
    files = [path for folder in folders for path in folder.rglob("*")]
    return [
        (str(path), text)
        for path in files
        for form, text in marks.items()
        if form in str(path).encode() or (path.is_file() and form in path.read_bytes())
    ]


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    text = VALUES["registered"]
    hidden = [
        text,
        text.encode().hex(),
        *(base64.b64encode(f"{'x' * pad}{text}yy".encode()).decode() for pad in range(3)),
    ]
    for number, form in enumerate(hidden):
        (tmp_path / str(number)).write_text(json.dumps({"a": form}))
    assert {Path(path).name for path, _ in traces(tmp_path)} == {"0", "1", "2", "3", "4"}


def test_no_trace_is_left_by_any_verb(home: Path, config_path: Path) -> None:
    manager = a_manager()
    manager.register_secret(NAME, {KEY: VALUES["registered"]})
    assert traces(home, Path.cwd()) == []
    manager.update_secret(NAME, {KEY: VALUES["updated"]})
    manager.register_secret("other", {KEY: VALUES["deleted"]})
    assert traces(home, Path.cwd()) == []
    assert manager.get_secret(NAME) == {KEY: VALUES["updated"]}
    manager.delete_secret("other")
    manager.rotate_key()
    assert all_secrets(manager) == {NAME: {KEY: VALUES["updated"]}}
    manager.delete_all_secrets()
    assert traces(home, Path.cwd()) == []
    assert config_path.exists()


def test_no_trace_is_left_by_a_process_that_dies(home: Path) -> None:
    manager = a_manager()
    manager.register_secret(NAME, {KEY: VALUES["registered"]})

    def change() -> None:
        manager.update_secret(NAME, {KEY: VALUES["killed"]})
        manager.rotate_key()

    died = 0
    for _ in deaths(change):
        assert traces(home, Path.cwd()) == []
        died += 1
    assert died >= 10
    assert all_secrets(manager) == {NAME: {KEY: VALUES["killed"]}}


def test_no_trace_is_left_by_processes_that_are_killed_at_any_moment(home: Path) -> None:
    manager = a_manager()
    manager.register_secret(NAME, {KEY: VALUES["registered"]})
    for _ in range(10):
        reports, reporter = FORK.Pipe(duplex=False)
        process = start(change_for_ever, reporter)
        assert reports.recv() == "changed"
        process.kill()
        process.join()
        assert traces(home, Path.cwd()) == []
        assert manager.get_secret(NAME)[KEY] in VALUES.values()


def change_for_ever(reporter: Connection) -> None:
    manager = a_manager()
    while True:
        manager.update_secret(NAME, {KEY: VALUES["updated"]})
        manager.rotate_key()
        manager.update_secret(NAME, {KEY: VALUES["killed"]})
        reporter.send("changed")
