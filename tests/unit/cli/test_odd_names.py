"""Names with spaces and dots work everywhere; all others are refused everywhere, in the same words."""

from __future__ import annotations

import importlib
import json
import re
import shutil
import string
import sys
from pathlib import Path

import pytest
from command_calls import FEW_CALLS, words_of
from furnished_machine import FurnishedMachine, state_of_machine
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from in_process import called, faults_of, offered

from zenml.names import clashing

FIRST = string.ascii_letters + string.digits
OTHERS = FIRST + " ._-"
LEGAL = st.builds(str.__add__, st.sampled_from(FIRST), st.text(OTHERS, max_size=126))
ODD_CHARACTERS = st.characters(exclude_characters=OTHERS, exclude_categories=["Cs"])
ILLEGAL = (
    st.just("")
    | st.builds(str.__add__, st.sampled_from(" ._-"), st.text(OTHERS, max_size=5))
    | st.builds("{}{}{}".format, LEGAL.map(lambda name: name[:60]), ODD_CHARACTERS, st.text(OTHERS, max_size=60))
    | st.builds("{}{}".format, ODD_CHARACTERS, st.text(OTHERS, max_size=5))
    | st.text(FIRST, min_size=128, max_size=200)
)
RULE = "use 1 to 127 letters, digits, spaces, '.', '_' or '-', beginning with a letter or digit"
NAMING = {
    "alerter register --flavor=plain -- NEW": "alerter",
    "alerter rename -- mine NEW": "alerter",
    "alerter copy -- mine NEW": "alerter",
    "alerter copy --to other -- mine NEW": "alerter",
    "stack register -o default -a default -m default -- NEW": "stack",
    "stack rename -- spare NEW": "stack",
    "stack copy -- spare NEW": "stack",
    "stack copy --to other -- spare NEW": "stack",
    "stack import stack.yaml": "stack",
    "stack apply stack.yaml": "stack",
    "stack import component.yaml": "alerter",
    "stack apply component.yaml": "alerter",
    "profile create -- NEW": "profile",
    "profile create new --user=NEW": "user",
    "secrets-manager secret register --word=SESAME -- NEW": "secret",
}
"""Every line that gives a name, with what is named."""
MISSING = [call.wrong for call in FEW_CALLS.values() if call.wrong and not call.wrong.startswith("init")]
"""Every line that names what is not there; an empty path is the current folder."""
THERE = {"mine", "spare", "full", "other", "default", "safe", "plain"}
"""What a machine has that a command can name; only of secrets and runs, a shell has not the time to read the names."""
IN_FILE = re.compile(r"(?<=^Error: )\w+\.yaml, line \d: ")
"""Where the name stands, for one that was read."""


@pytest.mark.parametrize("line", NAMING)
@settings(max_examples=20)
@given(name=ILLEGAL)
@example("a\n")
@example("../a")
@example("x" * 128)
def test_an_illegal_name_is_refused_in_the_same_words(machine: Path, line: str, name: str) -> None:
    assume(name or "NEW" in line)  # a file that leaves a name out is told so
    write_stacks(machine, name)
    before = state_of_machine(machine)
    outcome = called([word.replace("NEW", name) for word in words_of(line)])
    error, hint = outcome.stderr.splitlines()[-2:]
    assert IN_FILE.sub("", error) == f"Error: {name!r} is not a valid {NAMING[line]} name"
    assert (hint, outcome.stdout, outcome.code) == (f"Hint: {RULE}", "", 3)
    assert state_of_machine(machine) == before


def write_stacks(machine: Path, name: str) -> None:
    """Describe a stack of this name, and one with a component of this name."""
    described = (machine / "work" / "new.yaml").read_text()
    (machine / "work" / "stack.yaml").write_text(described.replace("stack: new", f"stack: {quoted(name)}"))
    renamed = described.replace("name: referring", f"name: {quoted(name)}")
    (machine / "work" / "component.yaml").write_text(renamed)


@pytest.mark.parametrize("line", MISSING)
@pytest.mark.parametrize("name", ["", "\x1b]0;title\x07\x1b[31m\na\r\udcff", "x" * 200, "{{a.b}}"], ids=ascii)
def test_a_name_that_nothing_can_bear_is_missed_in_one_line(machine: Path, line: str, name: str) -> None:
    before = state_of_machine(machine)
    outcome = called([word.replace("nobody", name) for word in words_of(line)])
    said = outcome.stderr.splitlines()
    assert (outcome.stdout, outcome.stderr.replace("\n", "").isprintable()) == ("", True)
    assert [text.partition(":")[0] for text in said if ":" in text][-2:] in (["Error", "Hint"], ["Error"])
    assert outcome.code in (2, 3, 5)
    assert state_of_machine(machine) == before


def quoted(name: str) -> str:
    """Return a name as YAML writes it, whatever its characters are."""
    return '"' + "".join(f"\\U{ord(character):08x}" for character in name) + '"'


@settings(max_examples=25)
@given(name=LEGAL)
@example("my prod 1.0")
@example("a.")
@example("a ")
@example("null")
@example("x" * 127)
def test_a_legal_name_works_in_every_command(furnished_machine: FurnishedMachine, machine: Path, name: str) -> None:
    assume(clashing(name, ["default", "mine", "other", "spare", "full", "referring", "pass", "before", "twin"]) is None)
    furnished_machine.restore()
    name_components(name)
    name_stacks(name)
    name_profiles(name)
    name_secrets(name)


def name_components(name: str) -> None:
    done("alerter", "register", name, "--flavor=plain", "--weight=2")
    done("alerter", "rename", name, "before")
    done("alerter", "rename", "before", name)
    done("alerter", "update", name, "--weight=3")
    done("alerter", "remove-attribute", name, "weight")
    done("alerter", "copy", name, "twin")
    done("alerter", "copy", name, name, "--to", "other")
    for profile in ("default", "other"):
        assert json.loads(done("--profile", profile, "alerter", "describe", name, "-o", "json"))["name"] == name
    for verb in ("up", "down", "logs"):
        done("alerter", verb, name)
    assert name in offered("alerter", "describe", name[:1])
    done("alerter", "delete", "twin", "--yes")


def name_stacks(name: str) -> None:
    """Name a stack like the component that is in it."""
    done("stack", "register", name, "-o", "default", "-a", "default", "-m", "default", "-al", name, "--set")
    done("stack", "rename", name, "before")
    done("stack", "rename", "before", name)
    assert done("stack", "get") == f"{name}\n"
    done("stack", "copy", name, "twin")
    done("stack", "remove-component", "twin", "--alerter")
    done("stack", "update", "twin", "-al", name)
    assert name in offered("stack", "set", name[:1])
    for verb in ("up", "down", "validate", "register-secrets"):
        done("stack", verb, name)
    done("--stack", name, "stack", "export", f"{name}.yaml")
    done("--profile", "other", "stack", "import", f"{name}.yaml")
    done("stack", "apply", f"{name}.yaml", "--yes")
    for profile in ("default", "other"):
        described = json.loads(done("--profile", profile, "stack", "describe", name, "-o", "json"))
        assert (described["name"], described["components"]["alerter"]["name"]) == (name, name)
    done("stack", "set", "default")
    for stack in (name, "twin"):
        done("stack", "delete", stack, "--yes")
    done("alerter", "delete", name, "--yes")


def name_profiles(name: str) -> None:
    done("profile", "create", name, "--user", name)
    done("profile", "set", name)
    assert done("profile", "get") == f"{name}\n"
    assert json.loads(done("profile", "describe", name, "-o", "json"))["active_user"] == name
    assert name in offered("profile", "set", name[:1])
    done("--profile", name, "stack", "set", "default")
    done("stack", "copy", "spare", "spare", "--from", "default", "--to", name)
    done("profile", "set", "default")
    done("profile", "delete", name, "--yes")


def name_secrets(name: str) -> None:
    keeper = ("--manager", "safe")
    done("secrets-manager", "secret", "register", name, "--word=SESAME", *keeper)
    done("secrets-manager", "secret", "update", name, "--word=EMASES", *keeper)
    shown = json.loads(done("secrets-manager", "secret", "get", name, "--reveal", "-o", "json", *keeper))
    assert shown == {"name": name, "values": {"word": "EMASES"}}
    done("alerter", "update", "referring", f"--words={{{{{name}.word}}}}")
    done("stack", "validate", "full")
    done("stack", "register-secrets", "full", "--set", f"{name}.word=SESAME")
    done("secrets-manager", "secret", "delete", name, "--yes", *keeper)


def done(*words: str) -> str:
    """Run a command, which succeeds, and return what it printed."""
    outcome = called(words)
    assert (outcome.code, faults_of(outcome)) == (0, []), (words, outcome.stderr)
    return outcome.stdout


@pytest.mark.parametrize("name", ["", "A", "1", "a b", "a.b", "a/b", "é", "-a", "a\n"])
def test_a_flavor_of_an_illegal_name_is_refused_in_the_same_words(machine: Path, name: str) -> None:
    flavored(machine, "odd_flavor", name)
    outcome = called(["alerter", "flavor", "register", "odd_flavor.Odd"])
    refusal = (
        f"Error: odd_flavor:Odd has the flavor {name!r}",
        "Hint: a flavor's name must match [a-z][a-z0-9_-]*",
    )
    assert (*outcome.stderr.splitlines()[-2:], outcome.code) == (*refusal, 3)


@pytest.mark.parametrize("name", ["a", "a-b_1", "null", "x" * 127])
def test_a_flavor_of_a_legal_name_works_in_every_command(machine: Path, name: str) -> None:
    flavored(machine, "odd_flavor", name)
    done("alerter", "flavor", "register", "odd_flavor.Odd")
    assert name in offered("alerter", "flavor", "describe", name[:1])
    assert json.loads(done("alerter", "flavor", "describe", name, "-o", "json"))["name"] == name
    done("alerter", "register", "new", f"--flavor={name}")
    done("alerter", "copy", "new", "new", "--to", "other")
    assert json.loads(done("alerter", "describe", "new", "-o", "json"))["flavor"] == name
    done("alerter", "delete", "new", "--yes")
    done("alerter", "flavor", "delete", name, "--yes")


def flavored(machine: Path, module: str, name: str) -> None:
    """Write a module with an alerter of this flavor, which nobody has imported yet."""
    source = f"from every_kind.alerter import Plain\n\nclass Odd(Plain):\n    FLAVOR = {name!r}\n"
    (machine / "work" / f"{module}.py").write_text(source)
    sys.modules.pop(module, None)
    # Two sources of one second and of one size share their compiled form.
    shutil.rmtree(machine / "work" / "__pycache__", ignore_errors=True)
    importlib.invalidate_caches()


@pytest.mark.parametrize("line", [call.right for call in FEW_CALLS.values()])
def test_whatever_is_there_is_offered_where_a_command_wants_it(machine: Path, line: str) -> None:
    words = words_of(line)
    for number, word in enumerate(words):
        if word in THERE:
            assert word in offered(*words[:number], word[:1]), f"zenml {' '.join(words[:number])} {word[:1]}"
