"""Say of every command how it is called rightly and wrongly, on the machine that ``furnished_machine`` makes."""

from __future__ import annotations

import shlex
from enum import IntEnum
from typing import NamedTuple

import click
from command_tree import all_commands

from zenml.enums import StackComponentType


class Needs(IntEnum):
    """Name what a command cannot do without."""

    NOTHING = 0
    CONFIGURATION = 1
    STORE = 2


class Call(NamedTuple):
    """Hold two lines for one command, each without ``zenml``."""

    right: str
    """Does something, and ends with exit code 0."""
    wrong: str = ""
    """Names what is not there; empty for a command to which nothing can be named."""
    needs: Needs = Needs.STORE
    is_long: bool = False
    """Whether to do it takes so long that its own tests alone do it."""


NOTHING, CONFIGURATION = Needs.NOTHING, Needs.CONFIGURATION

_CALLS = {
    "init": Call("init", "init --path nobody", CONFIGURATION),
    "status": Call("status", "--stack nobody status"),
    "version": Call("version", needs=NOTHING),
    "go": Call("go", "--profile nobody go", is_long=True),
    "explain": Call("explain stack", "explain nobody", NOTHING),
    "clean": Call("clean --yes", "--profile nobody clean --local --yes", NOTHING),
    "completion": Call("completion bash", needs=NOTHING),
    "profile create": Call("profile create new", "profile create new --store-type nobody", CONFIGURATION),
    "profile list": Call("profile list", needs=CONFIGURATION),
    "profile get": Call("profile get", "--profile nobody profile get", CONFIGURATION),
    "profile describe": Call("profile describe other", "profile describe nobody", CONFIGURATION),
    "profile set": Call("profile set other", "profile set nobody", CONFIGURATION),
    "profile delete": Call("profile delete other --yes", "profile delete nobody --yes", CONFIGURATION),
    "profile explain": Call("profile explain", needs=NOTHING),
    "stack register": Call(
        "stack register new -o default -a default -m default", "stack register new -o nobody -a default -m default"
    ),
    "stack update": Call("stack update full -al spare", "stack update nobody -al spare"),
    "stack remove-component": Call("stack remove-component full --alerter", "stack remove-component nobody --alerter"),
    "stack list": Call("stack list", "--profile nobody stack list"),
    "stack get": Call("stack get", "--stack nobody stack get"),
    "stack describe": Call("stack describe full", "stack describe nobody"),
    "stack set": Call("stack set spare", "stack set nobody"),
    "stack rename": Call("stack rename spare renamed", "stack rename nobody renamed"),
    "stack copy": Call("stack copy spare copied", "stack copy nobody copied"),
    "stack delete": Call("stack delete spare --yes", "stack delete nobody --yes"),
    "stack export": Call("stack export", "--stack nobody stack export"),
    "stack import": Call("stack import new.yaml", "stack import nobody.yaml"),
    "stack apply": Call("stack apply new.yaml", "stack apply nobody.yaml"),
    "stack register-secrets": Call(
        "stack register-secrets full --set pass.word=SESAME", "stack register-secrets nobody --set pass.word=SESAME"
    ),
    "stack up": Call("stack up full", "stack up nobody"),
    "stack down": Call("stack down full", "stack down nobody"),
    "stack validate": Call("stack validate full", "stack validate nobody"),
    "stack explain": Call("stack explain", needs=NOTHING),
    "pipeline run": Call("pipeline run train.py", "pipeline run nobody.py"),
    "pipeline list": Call("pipeline list", "--stack nobody pipeline list"),
    "pipeline schedule list": Call("pipeline schedule list", "pipeline schedule list --orchestrator nobody"),
    "pipeline schedule start": Call(
        "pipeline schedule start", "pipeline schedule start --orchestrator nobody", is_long=True
    ),
    "pipeline schedule stop": Call("pipeline schedule stop", "pipeline schedule stop --orchestrator nobody"),
    "pipeline schedule pause": Call("pipeline schedule pause hourly", "pipeline schedule pause nobody"),
    "pipeline schedule resume": Call("pipeline schedule resume hourly", "pipeline schedule resume nobody"),
    "pipeline schedule delete": Call("pipeline schedule delete hourly --yes", "pipeline schedule delete nobody --yes"),
    "pipeline runs list": Call("pipeline runs list", "--stack nobody pipeline runs list"),
    "pipeline runs stop": Call("pipeline runs stop first", "pipeline runs stop nobody"),
    "pipeline runs describe": Call("pipeline runs describe first", "pipeline runs describe nobody"),
    "pipeline runs visualize": Call("pipeline runs visualize first", "pipeline runs visualize nobody"),
    "pipeline runs logs": Call("pipeline runs logs first", "pipeline runs logs nobody"),
    "pipeline runs tag": Call("pipeline runs tag first --add best", "pipeline runs tag nobody --add best"),
    "pipeline runs delete": Call("pipeline runs delete first --yes", "pipeline runs delete nobody --yes"),
    "pipeline artifacts list": Call("pipeline artifacts list", "pipeline artifacts list --run nobody"),
    "pipeline artifacts show": Call(
        "pipeline artifacts show training.importer.output", "pipeline artifacts show nobody"
    ),
    "pipeline artifacts tag": Call(
        "pipeline artifacts tag training.importer.output --add best", "pipeline artifacts tag nobody --add best"
    ),
    "pipeline artifacts delete": Call(
        "pipeline artifacts delete training.importer.output --yes", "pipeline artifacts delete nobody --yes"
    ),
    "pipeline artifacts prune": Call("pipeline artifacts prune --yes", "--stack nobody pipeline artifacts prune"),
    "secrets-manager secret register": Call(
        "secrets-manager secret register new --word=SESAME",
        "secrets-manager secret register new --word=SESAME --manager nobody",
    ),
    "secrets-manager secret get": Call("secrets-manager secret get pass", "secrets-manager secret get nobody"),
    "secrets-manager secret list": Call("secrets-manager secret list", "secrets-manager secret list --manager nobody"),
    "secrets-manager secret update": Call(
        "secrets-manager secret update pass --word=EMASES", "secrets-manager secret update nobody --word=EMASES"
    ),
    "secrets-manager secret delete": Call(
        "secrets-manager secret delete pass --yes", "secrets-manager secret delete nobody --yes"
    ),
    "secrets-manager rotate-key": Call("secrets-manager rotate-key safe", "secrets-manager rotate-key nobody"),
}
_OF_EVERY_KIND = {
    "register": Call("register new --flavor=plain --weight=2 --token=SESAME", "register new --flavor=nobody"),
    "update": Call("update mine --weight=2 --token=EMASES", "update nobody --weight=2"),
    "remove-attribute": Call("remove-attribute mine words", "remove-attribute nobody words"),
    "rename": Call("rename mine renamed", "rename nobody renamed"),
    "copy": Call("copy mine copied", "copy nobody copied"),
    "delete": Call("delete spare --yes", "delete nobody --yes"),
    "list": Call("list", "--profile nobody {kind} list"),
    "get": Call("get", "--stack nobody {kind} get"),
    "describe": Call("describe mine", "describe nobody"),
    "up": Call("up mine", "up nobody"),
    "down": Call("down mine", "down nobody"),
    "logs": Call("logs mine", "logs nobody"),
    "explain": Call("explain", needs=NOTHING),
    "flavor list": Call("flavor list", "--profile nobody {kind} flavor list"),
    "flavor describe": Call("flavor describe plain", "flavor describe nobody"),
    "flavor register": Call("flavor register every_kind.{module}.Yours", "flavor register every_kind.{module}.Nobody"),
    "flavor delete": Call("flavor delete mine --yes", "flavor delete nobody --yes"),
}
ONE_KIND = StackComponentType.ALERTER
"""Stands for all kinds, which share one definition, where a test takes longer."""


def calls_of(kind: StackComponentType) -> dict[tuple[str, ...], Call]:
    """Return the calls of all commands that a kind has in common with the others."""

    def line(words: str) -> str:
        words = words if words.startswith("--") or not words else f"{{kind}} {words}"
        return words.format(kind=kind.command_name, module=kind.value)

    return {
        (kind.command_name, *name.split()): call._replace(right=line(call.right), wrong=line(call.wrong))
        for name, call in _OF_EVERY_KIND.items()
    }


CALLS = {tuple(name.split()): call for name, call in _CALLS.items()} | {
    words: call for kind in StackComponentType for words, call in calls_of(kind).items()
}
"""By the words of the command."""
FEW_CALLS = {
    words: call
    for words, call in CALLS.items()
    if words in calls_of(ONE_KIND) or not any(words in calls_of(kind) for kind in StackComponentType)
}
"""One call of each command that is defined once."""


def words_of(line: str) -> list[str]:
    """Return the words of a line, as a shell would part them."""
    return shlex.split(line)


def leaves() -> dict[tuple[str, ...], click.Command]:
    """Return every command that is no group."""
    return {words: command for words, command in all_commands() if not isinstance(command, click.Group)}
