"""Whatever happened to a file, the user reads one line about it, and the file is left as it is."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest
from chaos_results import SCALES, keep_result
from commandline import CommandLine, Outcome
from damaged_files import UNREADABLE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutated_files import mutations

from zenml.cli.program import run
from zenml.config.changing import create_repository_file
from zenml.config.repository_file import RepositoryFile
from zenml.documents import parse_document
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError
from zenml.models.records import ComponentRecord, StackRecord
from zenml.repository.context import open_context

READS_ALL = ("stack", "describe")
"""The command that reads each of the files."""
COMMANDS = st.sampled_from(
    [
        READS_ALL,
        ("status",),
        ("profile", "list"),
        ("stack", "list"),
        ("artifact-store", "describe", "shelf"),
        ("artifact-store", "list"),
        ("stack", "set", "prod"),
        ("artifact-store", "delete", "shelf", "--yes"),
        ("orchestrator", "register", "new", "--flavor=local"),
    ]
)
SHELF = ComponentRecord(StackComponentType.ARTIFACT_STORE, "shelf", "local", "u", {"path": "/srv/shelf"})
JOURNAL = b"version: 1\nchanges:\n  stacks/test.yaml:\n    name: test\n    components: {}\n  stacks/old.yaml: null\n"
LONGEST = 700
"""Of what is said in one line, which names a path and lists all types of components."""
KINDS = ("configuration", "repository", "store", "journal", "stack", "component")


@dataclass(frozen=True)
class Used:
    """Hold every kind of file that commands read, of a repository that was used for a while."""

    paths: dict[str, Path]
    contents: dict[str, bytes]

    def restore(self) -> None:
        for kind, path in self.paths.items():
            path.write_bytes(self.contents[kind])

    def spoil(self, kind: str, data: bytes) -> None:
        self.restore()
        self.paths[kind].write_bytes(data)


@pytest.fixture
def used(config_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Used]:
    store = open_context().store
    parts = store.list_stacks()[0].components
    store.create_stack(StackRecord("prod", {**parts, SHELF.type: SHELF.name}), [SHELF])
    create_repository_file(tmp_path, RepositoryFile("default", None, "prod"))
    monkeypatch.chdir(tmp_path)
    root = config_path / "profiles" / "default"
    (root / ".journal.yaml").write_bytes(JOURNAL)
    paths = {
        "configuration": config_path / "config.yaml",
        "repository": tmp_path / ".zen" / "config.yaml",
        "store": root / "store.yaml",
        "journal": root / ".journal.yaml",
        "stack": root / "stacks" / "prod.yaml",
        "component": root / "artifact_stores" / "shelf.yaml",
    }
    yield Used(paths, {kind: path.read_bytes() for kind, path in paths.items()})
    logging.getLogger("zenml").handlers.clear()  # a command shows what is logged


@pytest.mark.parametrize("scale", SCALES)
def test_however_a_file_was_spoiled_one_line_names_it_and_it_stays_as_it_is(scale: float, used: Used) -> None:
    codes = dict.fromkeys((0, 1, 3, 4, 5, 6), 0)

    @settings(max_examples=round(1000 * scale), suppress_health_check=list(HealthCheck), database=None)
    @given(
        st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(st.just(kind), mutations(used.contents[kind]))), COMMANDS
    )
    def check(spoiled: tuple[str, bytes], words: tuple[str, ...]) -> None:
        kind, data = spoiled
        for command in (READS_ALL, words):
            used.spoil(kind, data)
            codes[check_command(used, kind, command)] += 1

    check()
    keep_result("mutated-files", scale, files=round(1000 * scale), commands_by_exit_code=codes)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scale", SCALES)
def test_a_file_that_ends_at_any_byte_is_named_or_harmless(scale: float, kind: str, used: Used) -> None:
    whole = used.contents[kind]
    for length in range(0, len(whole), round(1 / scale)):
        used.spoil(kind, whole[:length])
        check_command(used, kind, READS_ALL)


@pytest.mark.parametrize("scale", SCALES)
def test_the_command_line_itself_names_a_spoiled_file(scale: float, used: Used, zenml: CommandLine) -> None:
    cases = list(UNREADABLE.values())[: round(20 * scale)]
    for number, (data, sentence) in enumerate(cases):
        kind = KINDS[number % len(KINDS)]
        used.spoil(kind, data)
        outcome = zenml(*READS_ALL)
        assert (outcome.code, outcome.stdout) == (3, "")
        assert errors(outcome) == [f"Error: {used.paths[kind]}{sentence}"]
        assert used.paths[kind].read_bytes() == data
    keep_result("mutated-files-by-command-line", scale, commands=len(cases))


def check_command(used: Used, kind: str, words: tuple[str, ...]) -> int:
    """Run a command over a spoiled file, check what it says and leaves, and return its exit code."""
    path, data = used.paths[kind], used.paths[kind].read_bytes()
    outcome = run_here(words)
    assert outcome.code in (0, 1, 3, 4, 5, 6), outcome
    assert "Traceback" not in outcome.stderr, outcome
    assert "Error: unexpected" not in outcome.stderr, outcome
    if outcome.code:
        assert len(errors(outcome)) == 1, outcome
    if outcome.code == ConfigurationError.exit_code:
        assert errors(outcome)[0].startswith(f"Error: {path}"), outcome
        assert (len(errors(outcome)[0]) < LONGEST, path.read_bytes() == data) == (True, True), outcome
    if words == READS_ALL and is_unreadable(data):
        assert outcome.code == ConfigurationError.exit_code, outcome
    return outcome.code


def run_here(words: tuple[str, ...]) -> Outcome:
    """Run the command line in this process, where it has been imported already."""
    with redirect_stdout(io.StringIO()) as stdout, redirect_stderr(io.StringIO()) as stderr:
        code = run(words)
    return Outcome(stdout.getvalue(), stderr.getvalue(), code)


def errors(outcome: Outcome) -> list[str]:
    """Return what stands on stderr beside status lines and the hint."""
    known = ("Running with", "Unable to find", "Hint: ")
    return [line for line in outcome.stderr.splitlines() if not line.startswith(known)]


def is_unreadable(data: bytes) -> bool:
    try:
        parse_document(data, "f")
    except ConfigurationError:
        return True
    return False
