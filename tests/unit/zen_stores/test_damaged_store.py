from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from damaged_files import UNREADABLE, Untouched

from zenml.config.profiles import Profile
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError, ConflictError, StoreUnreachableError
from zenml.models.records import ComponentRecord, StackRecord
from zenml.zen_stores.interface import ZenStore
from zenml.zen_stores.opening import open_store
from zenml.zen_stores.yaml_writing import initialize_store

ORCHESTRATOR = StackComponentType.ORCHESTRATOR
HERE = ComponentRecord(ORCHESTRATOR, "here", "local", "0d9b2f7c-3c1a-4b57-9d0b-3b9c0a1d2e3f")
PROFILE = Profile("default")

Use = Callable[[ZenStore], object]
STACK_USES: list[Use] = [
    lambda store: store.list_stacks(),
    lambda store: store.get_stack("prod"),
    lambda store: store.update_stack(StackRecord("prod", {})),
    lambda store: store.delete_component(ORCHESTRATOR, "here"),
]
COMPONENT_USES: list[Use] = [
    lambda store: store.list_components(),
    lambda store: store.get_component(ORCHESTRATOR, "here"),
    lambda store: store.create_stack(StackRecord("new", {ORCHESTRATOR: "here"})),
    lambda store: store.update_component(HERE),
]


@pytest.fixture
def root(config_path: Path) -> Path:
    return config_path / "profiles" / "default"


@pytest.fixture
def store(root: Path) -> ZenStore:
    initialize_store(root, {})
    store = open_store(PROFILE)
    store.create_stack(StackRecord("prod", {ORCHESTRATOR: "here"}), [HERE])
    return store


@pytest.mark.parametrize(("data", "sentence"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_damaged_stack_is_named_and_left_as_it_is(store: ZenStore, root: Path, data: bytes, sentence: str) -> None:
    file = root / "stacks" / "prod.yaml"
    file.write_bytes(data)

    for use in STACK_USES:
        with Untouched(file, sentence):
            use(store)


@pytest.mark.parametrize(("data", "sentence"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_damaged_component_is_named_and_left_as_it_is(
    store: ZenStore, root: Path, data: bytes, sentence: str
) -> None:
    file = root / "orchestrators" / "here.yaml"
    file.write_bytes(data)

    for use in COMPONENT_USES:
        with Untouched(file, sentence):
            use(store)


@pytest.mark.parametrize(("data", "sentence"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_damaged_store_file_is_named_and_left_as_it_is(
    store: ZenStore, root: Path, data: bytes, sentence: str
) -> None:
    file = root / "store.yaml"
    file.write_bytes(data)

    with Untouched(file, sentence):
        open_store(PROFILE)
    with Untouched(file, sentence):
        store.delete_stack("prod")


@pytest.mark.parametrize(("data", "sentence"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_damaged_journal_is_named_and_left_as_it_is(store: ZenStore, root: Path, data: bytes, sentence: str) -> None:
    file = root / ".journal.yaml"
    file.write_bytes(data)

    for use in (*STACK_USES, *COMPONENT_USES):
        with Untouched(file, sentence):
            use(store)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("components: {}\n", ", line 1: 'name' is missing, expected a text"),
        ("name: 5\n", ", line 1: 'name' is 5, expected a text"),
        ("name: other\n", ", line 1: 'name' is 'other', but the file is called 'prod.yaml'"),
        ("name: prod\ncomponents: here\n", ", line 2: 'components' is 'here', expected a mapping of names"),
        (
            "name: prod\ncomponents:\n  orchestrator: here\n  alerter:\n",
            ", line 4: 'components.alerter' is missing, expected a text",
        ),
        (
            "name: prod\ncomponents:\n  conductor: here\n",
            f", line 3: 'conductor' is no component type, expected one of: {', '.join(StackComponentType)}",
        ),
    ],
)
def test_a_wrong_value_in_a_stack_is_named_with_its_line(store: ZenStore, root: Path, text: str, sentence: str) -> None:
    file = root / "stacks" / "prod.yaml"
    file.write_text(text)

    with Untouched(file, sentence):
        store.list_stacks()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("flavor: local\n", ", line 1: 'type' is missing, expected a text"),
        ("type: orchestrator\nname: here\n", ", line 1: 'flavor' is missing, expected a text"),
        ("type: orchestrator\nflavor: a\nname: here\n", ", line 1: 'uuid' is missing, expected a text"),
        (
            "type: orchestrator\nflavor: a\nname: here\nuuid: b\nconfiguration: [a]\n",
            ", line 5: 'configuration' is ['a'], expected a mapping of names",
        ),
        ("name: here\ntype: alerter\n", ", line 2: 'type' is 'alerter', but the folder is 'orchestrators'"),
        (
            "flavor: local\ntype: orchestrator\nname: there\n",
            ", line 3: 'name' is 'there', but the file is called 'here.yaml'",
        ),
    ],
)
def test_a_wrong_value_in_a_component_is_named_with_its_line(
    store: ZenStore, root: Path, text: str, sentence: str
) -> None:
    file = root / "orchestrators" / "here.yaml"
    file.write_text(text)

    with Untouched(file, sentence):
        store.list_components()


def test_a_store_of_a_newer_format_is_refused_naming_both(store: ZenStore, root: Path) -> None:
    file = root / "store.yaml"
    file.write_text("version: 2\n")

    sentence = ", line 1: the store has format version 2, this zenml-core knows up to 1"
    with Untouched(file, sentence):
        open_store(PROFILE)
    with Untouched(file, sentence):
        store.delete_stack("prod")


def test_a_store_that_is_not_there_is_not_made_anew(config_path: Path, root: Path) -> None:
    with pytest.raises(StoreUnreachableError) as failure:
        open_store(PROFILE)

    assert failure.value.message == f"there is no store in {root}: store.yaml is missing"
    assert failure.value.hint == "restore the folder, or choose another profile"
    assert not config_path.exists()


def test_a_damaged_stack_does_not_stand_in_the_way_of_another(store: ZenStore, root: Path) -> None:
    store.create_stack(StackRecord("test", {ORCHESTRATOR: "here"}))
    (root / "stacks" / "prod.yaml").write_text("- a\n")

    assert store.get_stack("test") == StackRecord("test", {ORCHESTRATOR: "here"})
    store.delete_stack("test")


def test_a_damaged_file_counts_as_a_taken_name(store: ZenStore, root: Path) -> None:
    (root / "stacks" / "new.yaml").write_text("name: other\n")

    with pytest.raises(ConflictError):
        store.create_stack(StackRecord("new", {}))


def test_a_folder_in_place_of_a_file_is_named(store: ZenStore, root: Path) -> None:
    (root / "stacks" / "dir.yaml").mkdir()

    with pytest.raises(ConfigurationError) as failure:
        store.list_stacks()
    assert failure.value.message == f"cannot read {root}/stacks/dir.yaml: Is a directory"


def test_a_file_in_place_of_a_folder_is_named(store: ZenStore, root: Path) -> None:
    (root / "alerters").touch()

    with pytest.raises(ConfigurationError) as failure:
        store.list_components()
    assert failure.value.message == f"cannot read {root}/alerters: Not a directory"


@pytest.mark.parametrize(
    "name",
    [
        "../../outside.yaml",
        "/tmp/outside.yaml",
        "stacks/../../x.yaml",
        "stacks/../x.yaml",
        "stacks//x.yaml",
        "stacks/.yaml",
        "stacks/.x.yaml",
        "stacks/x.txt",
        "stacks/a/x.yaml",
        "flavors/x.yaml",
        "link/x.yaml",
        "x.yaml",
        ".gitignore",
        ".journal.yaml",
    ],
)
def test_a_strangers_journal_cannot_write_outside_of_the_store(store: ZenStore, root: Path, name: str) -> None:
    (root / ".journal.yaml").write_text(f"version: 1\nchanges:\n  {name}: {{a: b}}\n")
    (root / "link").symlink_to(root.parent)

    with pytest.raises(ConfigurationError):
        store.list_stacks()
    with pytest.raises(ConfigurationError):
        store.delete_stack("prod")
    assert (root / ".journal.yaml").exists()


def test_a_store_does_not_write_through_a_folder_that_is_a_link(store: ZenStore, root: Path, tmp_path: Path) -> None:
    (root / "alerters").symlink_to(tmp_path)
    bell = ComponentRecord(StackComponentType.ALERTER, "bell", "f", "u")
    stack = StackRecord("new", {StackComponentType.ALERTER: "bell"})

    uses: list[Use] = [lambda store: store.create_component(bell), lambda store: store.create_stack(stack, [bell])]
    for use in uses:
        with pytest.raises(ConfigurationError) as failure:
            use(store)
        assert failure.value.message == f"{root}/alerters is a link, and a store writes into its own folders only"
    assert not (root / ".journal.yaml").exists()

    (root / ".journal.yaml").write_text("version: 1\nchanges: {alerters/x.yaml: {a: b}}\n")
    with pytest.raises(ConfigurationError):
        store.delete_stack("prod")
    assert list(tmp_path.iterdir()) == []
