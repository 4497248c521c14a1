"""Say what every profile's store refuses, with which words, and that it has changed nothing then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from store_contract import ARTIFACT_STORE, BUCKET, HERE, MINE, ORCHESTRATOR, PROD, StoreFixtures, state_of

from zenml.enums import StackComponentType
from zenml.errors import ChangedMeanwhileError, ConfigurationError, ConflictError, NotFoundError, ZenMLError
from zenml.models.records import StackRecord
from zenml.zen_stores.interface import ZenStore

Change = Callable[[ZenStore], object]

ILLEGAL_NAMES = [
    "",
    "-a",
    ".a",
    "a/b",
    "a\nb",
    "a\0b",
    "a\tb",
    "é",
    "x" * 128,
    "..",
    "../a",
    "/a",
    "C:\\a",
    "a:b",
    "{{a.b}}",
]
NAMING: list[Callable[[ZenStore, str], object]] = [
    lambda store, name: store.create_component(replace(HERE, name=name)),
    lambda store, name: store.create_stack(StackRecord(name, {})),
    lambda store, name: store.create_stack(StackRecord("new", {}), [replace(HERE, name=name)]),
    lambda store, name: store.update_stack(PROD, [replace(HERE, name=name)]),
    lambda store, name: store.apply_stack(StackRecord(name, {})),
    lambda store, name: store.apply_stack(StackRecord("new", {}), [replace(HERE, name=name)]),
    lambda store, name: store.rename_component(ORCHESTRATOR, "here", name),
    lambda store, name: store.rename_stack("prod", name),
    lambda store, name: store.create_flavor(replace(MINE, name=name)),
]
TAKEN: list[tuple[Change, str]] = [
    (lambda store: store.create_stack(StackRecord("prod", {})), "a stack named 'prod' exists already"),
    (lambda store: store.create_component(replace(HERE, uuid="u")), "an orchestrator named 'here' exists already"),
    (lambda store: store.create_stack(StackRecord("new", {}), [HERE]), "an orchestrator named 'here' exists already"),
    (lambda store: store.update_stack(PROD, [BUCKET]), "an artifact store named 'bucket' exists already"),
    (lambda store: store.rename_stack("prod", "prod"), "a stack named 'prod' exists already"),
    (
        lambda store: store.rename_component(ORCHESTRATOR, "here", "here"),
        "an orchestrator named 'here' exists already",
    ),
]
ALMOST_TAKEN: list[tuple[Change, str, str]] = [
    (lambda store: store.create_stack(StackRecord("Prod", {})), "a stack named 'prod'", "Prod"),
    (lambda store: store.create_component(replace(HERE, name="HERE")), "an orchestrator named 'here'", "HERE"),
    (lambda store: store.create_component(replace(HERE, name="here.")), "an orchestrator named 'here'", "here."),
    (lambda store: store.rename_component(ORCHESTRATOR, "here", "Here"), "an orchestrator named 'here'", "Here"),
    (lambda store: store.rename_stack("prod", "PROD "), "a stack named 'prod'", "PROD "),
    (lambda store: store.apply_stack(StackRecord("PROD", {})), "a stack named 'prod'", "PROD"),
    (
        lambda store: store.apply_stack(PROD, [replace(BUCKET, name="Bucket")]),
        "an artifact store named 'bucket'",
        "Bucket",
    ),
    (
        lambda store: store.apply_stack(PROD, [replace(BUCKET, name="a"), replace(BUCKET, name="A")]),
        "an artifact store named 'a'",
        "A",
    ),
]
MISSING: list[tuple[Change, str, str]] = [
    (lambda store: store.update_stack(StackRecord("prd", {})), "there is no stack named 'prd'", "did you mean 'prod'?"),
    (lambda store: store.delete_stack("xyz"), "there is no stack named 'xyz'", "known: prod"),
    (lambda store: store.rename_stack("prd", "new"), "there is no stack named 'prd'", "did you mean 'prod'?"),
    (
        lambda store: store.update_component(replace(BUCKET, name="buckets")),
        "there is no artifact store named 'buckets'",
        "did you mean 'bucket'?",
    ),
    (
        lambda store: store.delete_component(ORCHESTRATOR, "bucket"),
        "there is no orchestrator named 'bucket'",
        "known: here",
    ),
    (
        lambda store: store.rename_component(ARTIFACT_STORE, "here", "new"),
        "there is no artifact store named 'here'",
        "known: bucket",
    ),
    (
        lambda store: store.create_stack(StackRecord("new", {ORCHESTRATOR: "her"})),
        "there is no orchestrator named 'her'",
        "did you mean 'here'?",
    ),
    (
        lambda store: store.create_stack(StackRecord("new", {ORCHESTRATOR: "nobody"}), [replace(BUCKET, name="new")]),
        "there is no orchestrator named 'nobody'",
        "known: here",
    ),
    (
        lambda store: store.apply_stack(
            StackRecord("prod", {ORCHESTRATOR: "nobody"}), [replace(BUCKET, configuration={})]
        ),
        "there is no orchestrator named 'nobody'",
        "known: here",
    ),
    (
        lambda store: store.update_stack(StackRecord("prod", {StackComponentType.ALERTER: "here"})),
        "there is no alerter named 'here'",
        "",
    ),
    (lambda store: store.delete_flavor(ORCHESTRATOR, "mine"), "there is no orchestrator flavor named 'mine'", ""),
]


_OTHER = replace(BUCKET, configuration={})
CHANGED: list[tuple[Change, str]] = [
    (lambda store: store.update_component(BUCKET, expected=_OTHER), "artifact store 'bucket'"),
    (lambda store: store.update_stack(PROD, expected=replace(PROD, components={})), "stack 'prod'"),
    (lambda store: store.apply_stack(PROD, [BUCKET], expected=[_OTHER]), "artifact store 'bucket'"),
    (lambda store: store.apply_stack(PROD, [BUCKET], expected=[]), "artifact store 'bucket'"),
    (
        lambda store: store.apply_stack(PROD, [replace(BUCKET, name="n")], expected=[replace(_OTHER, name="n")]),
        "artifact store 'n'",
    ),
]


class StoreRefusals(StoreFixtures):
    """What cannot be done changes nothing."""

    @pytest.mark.parametrize("name", ILLEGAL_NAMES)
    def test_no_illegal_name_is_stored(self, filled: ZenStore, name: str) -> None:
        before = state_of(filled)

        for change in NAMING:
            with pytest.raises(ConfigurationError, match=r"is not a valid (orchestrator|stack|flavor) name"):
                change(filled, name)
        assert state_of(filled) == before

    @pytest.mark.parametrize(("change", "message"), TAKEN)
    def test_a_taken_name_is_refused(self, filled: ZenStore, change: Change, message: str) -> None:
        assert refusal(filled, change, ConflictError) == (message, "choose another name")

    @pytest.mark.parametrize(("change", "taken", "name"), ALMOST_TAKEN)
    def test_a_name_is_refused_that_some_file_systems_do_not_tell_from_a_taken_one(
        self, filled: ZenStore, change: Change, taken: str, name: str
    ) -> None:
        assert refusal(filled, change, ConflictError) == (
            f"{taken} exists already, and some file systems do not tell {name!r} from it",
            "choose a name that differs in more than capitals, or dots and spaces at its end",
        )

    @pytest.mark.parametrize(("change", "message", "hint"), MISSING)
    def test_what_is_not_there_is_named(self, filled: ZenStore, change: Change, message: str, hint: str) -> None:
        assert refusal(filled, change, NotFoundError) == (message, hint)

    @pytest.mark.parametrize(("change", "subject"), CHANGED)
    def test_what_another_changed_meanwhile_is_not_overwritten(
        self, filled: ZenStore, change: Change, subject: str
    ) -> None:
        assert refusal(filled, change, ChangedMeanwhileError) == (
            f"another process changed the {subject} meanwhile",
            "look at it, then try again",
        )

    def test_a_component_that_stacks_use_is_not_forgotten(self, filled: ZenStore) -> None:
        filled.create_stack(replace(PROD, name="test"))

        assert refusal(filled, lambda store: store.delete_component(ORCHESTRATOR, "here"), ConflictError) == (
            "the orchestrator 'here' is used by the stacks 'prod', 'test'",
            "change or delete what uses it first",
        )

    def test_a_flavor_that_components_use_is_not_forgotten(self, filled: ZenStore) -> None:
        filled.create_flavor(MINE)
        filled.update_component(replace(BUCKET, flavor="mine"))

        assert refusal(filled, lambda store: store.delete_flavor(ARTIFACT_STORE, "mine"), ConflictError) == (
            "the flavor 'mine' is used by the artifact store 'bucket'",
            "change or delete what uses it first",
        )

    def test_a_taken_flavor_is_refused(self, store: ZenStore) -> None:
        store.create_flavor(MINE)

        assert refusal(store, lambda store: store.create_flavor(replace(MINE, source="o:O")), ConflictError) == (
            "an artifact store flavor named 'mine' exists already",
            "choose another name",
        )


def refusal(store: ZenStore, change: Change, expected: type[ZenMLError]) -> tuple[str, str]:
    """Return what is said about a change that is refused, after checking that it changed nothing."""
    before = state_of(store)
    with pytest.raises(ZenMLError) as raised:
        change(store)
    assert (type(raised.value), state_of(store)) == (expected, before)
    return raised.value.message, raised.value.hint
