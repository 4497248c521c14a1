"""Files of a newer version of the product: refused and left alone, but for what merely is unknown."""

from __future__ import annotations

from pathlib import Path

import pytest
from commandline import CommandLine

NEWER = "version: 2\n"
FILES = {
    "config.yaml": "the global configuration",
    "profiles/default/store.yaml": "the store",
    "profiles/default/.journal.yaml": "the journal",
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_a_newer_format_is_refused_naming_both_versions_and_changed_by_no_command(
    used_before: Path, zenml: CommandLine, name: str
) -> None:
    file = used_before / name
    file.write_text((file.read_text() if file.exists() else "version: 1\nchanges: {}\n").replace("version: 1\n", NEWER))
    before = file.read_bytes()

    for words in (("stack", "list"), ("orchestrator", "register", "new", "--flavor=local")):
        outcome = zenml(*words)
        assert (outcome.code, outcome.stdout) == (3, "")
        assert outcome.stderr.splitlines()[-2:] == [
            f"Error: {file}, line 1: {FILES[name]} has format version 2, this zenml-core knows up to 1",
            "Hint: install a newer zenml-core; the file was left as it is",
        ]
    assert file.read_bytes() == before


def test_what_a_newer_version_wrote_into_known_files_survives_what_commands_change(
    used_before: Path, zenml: CommandLine, tmp_path: Path
) -> None:
    register = ("stack", "register", "second", "-o", "default", "-a", "default", "-m", "default")
    assert [zenml(*words, cwd=tmp_path).code for words in (("init",), register)] == [0, 0]
    machine, repository = used_before / "config.yaml", tmp_path / ".zen" / "config.yaml"
    machine.write_text(f"{machine.read_text()}    color: red\nnews:\n- a\n")
    repository.write_text(f"{repository.read_text()}mood: good\n")
    texts = machine.read_text(), repository.read_text()

    assert zenml("stack", "set", "second", cwd=tmp_path).code == 0
    assert zenml("stack", "set", "second", "--global", cwd=tmp_path).code == 0

    assert machine.read_text() == texts[0].replace("active_stack: default", "active_stack: second")
    assert repository.read_text() == texts[1].replace("active_stack_name: default", "active_stack_name: second")
