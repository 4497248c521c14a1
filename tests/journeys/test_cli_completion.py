"""What shells offer while a command line is being typed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from acme_package import install_acme
from commandline import CommandLine
from terminals import Screen, at_terminal

SHELLS = ["bash", "zsh", "fish"]
_BIN = str(Path(sys.executable).parent)

COMPLETED = [
    ("zenml prof", ["profile"]),
    ("zenml stack re", ["register", "register-secrets", "remove-component", "rename"]),
    ("zenml stack set ", ["default", "prod"]),
    ("zenml --stack p", ["prod"]),
    ("zenml stack register new --alerter n", ["night"]),
    ("zenml alerter describe n", ["night"]),
    ("zenml alerter register new --flavor p", ["pager"]),
    ("zenml alerter register new --flavor pager --r", ["--replies", "--retries"]),
    ("zenml alerter register new --flavor=pager --is", ["--is_loud"]),
    ("zenml alerter update night --n", ["--number"]),
    ("zenml alerter remove-attribute night n", ["number"]),
    ("zenml alerter flavor describe p", ["pager"]),
    ("zenml stack list --output j", ["json"]),
    ("zenml stack set nothing-like-that", []),
]


@pytest.fixture(autouse=True)
def registered(zenml: CommandLine, used_before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Register the alerter ``night`` and the stack ``prod``; let shells find this environment's ``zenml`` first."""
    install_acme(tmp_path / "site", monkeypatch)
    monkeypatch.setenv("PATH", os.pathsep.join([_BIN, os.environ["PATH"]]))
    zenml("alerter", "register", "night", "--flavor=pager", "--number=112")
    zenml("stack", "register", "prod", "-o", "default", "-a", "default", "-m", "default")


@pytest.mark.parametrize(("line", "expected"), COMPLETED)
def test_names_of_what_there_is_are_offered(zenml: CommandLine, line: str, expected: list[str]) -> None:
    assert offered_to_bash(zenml, line) == expected


@pytest.mark.parametrize("line", ["zenml alerter register new --flavor=p", "zenml stack list --output=j"])
def test_bash_takes_an_assignment_for_three_words_and_wants_the_last(zenml: CommandLine, line: str) -> None:
    words = line.replace("=", " = ")
    assert offered_to_bash(zenml, words) in (["pager"], ["json"])


def test_fish_completes_names(zenml: CommandLine, tmp_path: Path) -> None:
    require("fish")
    script = zenml("completion", "fish").stdout
    (tmp_path / "zenml.fish").write_text(script)
    for line, expected in COMPLETED:
        command = f"source {tmp_path}/zenml.fish; complete -C '{line}'"
        done = subprocess.run(["fish", "-c", command], capture_output=True, text=True, check=True)
        assert sorted(found.partition("\t")[0] for found in done.stdout.splitlines()) == expected, line


def test_bash_completes_names(zenml: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "zenml.bash").write_text(zenml("completion", "bash").stdout)
    script = f"source {tmp_path}/zenml.bash; COMP_WORDS=(zenml stack set p); COMP_CWORD=3; _zenml_completion zenml"
    done = subprocess.run(
        ["bash", "-c", f'{script}; echo "${{COMPREPLY[@]}}"'], capture_output=True, text=True, check=True
    )
    assert done.stdout == "prod\n"


def test_zsh_completes_names(zenml: CommandLine, tmp_path: Path) -> None:
    require("zsh")
    assert "Active stack set to: 'prod'" in in_zsh(zenml, tmp_path, "zenml stack set p\t\n").text


@pytest.mark.parametrize("typed", ["b", "big\\ p", "'b", '"b'])
def test_a_name_with_spaces_is_one_word_in_bash(zenml: CommandLine, tmp_path: Path, typed: str) -> None:
    zenml("stack", "copy", "prod", "big prod")
    settings = "PS1='ready: '; bind 'set enable-bracketed-paste off'\n"
    (tmp_path / "bashrc").write_text(settings + zenml("completion", "bash").stdout)
    screen = at_terminal(
        ["bash", "--rcfile", str(tmp_path / "bashrc"), "-i"],
        answer=[f"zenml stack set {typed}\t\n", "exit\n"],
        env={"TERM": "dumb"},
    )
    assert "Active stack set to: 'big prod'" in screen.text


@pytest.mark.parametrize("typed", ["b", "'b"])
def test_a_name_with_spaces_is_one_word_in_zsh(zenml: CommandLine, tmp_path: Path, typed: str) -> None:
    require("zsh")
    zenml("stack", "copy", "prod", "big prod")
    assert "Active stack set to: 'big prod'" in in_zsh(zenml, tmp_path, f"zenml stack set {typed}\t\n").text


def in_zsh(zenml: CommandLine, folder: Path, keys: str) -> Screen:
    """Press keys in a zsh that completes zenml's command lines."""
    settings = "PS1='ready: '; unset zle_bracketed_paste; autoload -Uz compinit; compinit -u -D\n"
    (folder / ".zshrc").write_text(f"{settings}source {folder}/zenml.zsh\n")
    (folder / "zenml.zsh").write_text(zenml("completion", "zsh").stdout)
    return at_terminal(["zsh", "-i"], answer=[keys, "exit\n"], env={"ZDOTDIR": str(folder), "TERM": "dumb"})


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_says_nothing_and_needs_nothing(zenml: CommandLine, shell: str, tmp_path: Path) -> None:
    outcome = zenml("completion", shell, env={"ZENML_CONFIG_PATH": str(tmp_path / "never used")})
    assert (outcome.stderr, outcome.code) == ("", 0)
    assert "_ZENML_COMPLETE" in outcome.stdout
    assert not (tmp_path / "never used").exists()


def test_completing_makes_no_profile_and_never_complains(zenml: CommandLine, tmp_path: Path, used_before: Path) -> None:
    unused = {"ZENML_CONFIG_PATH": str(tmp_path / "never used")}
    assert offered_to_bash(zenml, "zenml stack set ", unused) == []
    assert not (tmp_path / "never used" / "config.yaml").exists()
    (used_before / "config.yaml").write_text("[")
    assert offered_to_bash(zenml, "zenml stack set ") == []


def offered_to_bash(zenml: CommandLine, line: str, env: dict[str, str] | None = None) -> list[str]:
    """Return what bash would be offered for the last word of a line."""
    words = line.split(" ")
    asked = {"_ZENML_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    outcome = zenml(env=asked | (env or {}))
    assert (outcome.stderr, outcome.code) == ("", 0)
    return sorted(found.partition(",")[2] for found in outcome.stdout.splitlines())


def require(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
