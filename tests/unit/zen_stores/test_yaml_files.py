from __future__ import annotations

import os
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from zenml.config.profiles import Profile
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord
from zenml.zen_stores.interface import ZenStore
from zenml.zen_stores.opening import open_store
from zenml.zen_stores.yaml_surroundings import lock_file
from zenml.zen_stores.yaml_writing import initialize_store

ORCHESTRATOR = StackComponentType.ORCHESTRATOR
ARTIFACT_STORE = StackComponentType.ARTIFACT_STORE
UUID = "0d9b2f7c-3c1a-4b57-9d0b-3b9c0a1d2e3f"
BUCKET = ComponentRecord(
    ARTIFACT_STORE, "my bucket", "s3", UUID, {"path": "s3://b", "key": "é", "args": {"z": 1, "a": [2]}}
)
HERE = ComponentRecord(ORCHESTRATOR, "here", "local", UUID)
STACK = StackRecord("prod", {ORCHESTRATOR: "here", ARTIFACT_STORE: "my bucket"})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(root: Path) -> ZenStore:
    initialize_store(root, {})
    return open_store(Profile("test", store_url=str(root)))


def git(folder: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "-C", str(folder), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_each_thing_has_a_file_with_its_keys_in_one_order(store: ZenStore, root: Path) -> None:
    store.create_component(HERE)
    store.create_stack(STACK, [BUCKET])
    store.create_flavor(FlavorRecord(ARTIFACT_STORE, "mine", "stores:Mine", "Artifacts of mine"))

    assert {str(path.relative_to(root)): path.read_text() for path in root.rglob("*.yaml")} == {
        "store.yaml": "version: 1\n",
        "orchestrators/here.yaml": f"type: orchestrator\nflavor: local\nname: here\nuuid: {UUID}\n",
        "artifact_stores/my bucket.yaml": (
            f"type: artifact_store\nflavor: s3\nname: my bucket\nuuid: {UUID}\n"
            "configuration:\n  args:\n    z: 1\n    a:\n    - 2\n  key: é\n  path: s3://b\n"
        ),
        "stacks/prod.yaml": "name: prod\ncomponents:\n  artifact_store: my bucket\n  orchestrator: here\n",
        "flavors/artifact_store.mine.yaml": (
            "type: artifact_store\nname: mine\nsource: stores:Mine\nsummary: Artifacts of mine\n"
        ),
    }


def test_everything_is_the_users_alone(store: ZenStore, root: Path) -> None:
    old = os.umask(0)
    try:
        store.create_stack(STACK, [BUCKET, HERE])
    finally:
        os.umask(old)

    modes = {path.is_dir(): oct(stat.S_IMODE(path.stat().st_mode)) for path in [root, *root.rglob("*")]}
    assert modes == {True: "0o700", False: "0o600"}


def test_a_store_below_the_configuration_folder_keeps_its_lock_elsewhere(config_path: Path) -> None:
    root = config_path / "profiles" / "test"
    initialize_store(root, {})
    open_store(Profile("test")).create_component(HERE)

    files = {str(path.relative_to(config_path)) for path in config_path.rglob("*") if path.is_file()}
    assert files == {
        "profiles/test/store.yaml",
        "profiles/test/orchestrators/here.yaml",
        "locks/profiles.test.lock",
    }


def test_whoever_changes_a_store_waits_for_the_same_lock(config_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another configuration may have a profile whose store lies where this one keeps its own."""
    root = config_path / "profiles" / "test"
    initialize_store(root, {})
    (config_path / "config.yaml").touch()

    monkeypatch.setenv("ZENML_CONFIG_PATH", str(config_path.parent / "another"))

    assert lock_file(root) == config_path / "locks" / "profiles.test.lock"
    assert lock_file(root).exists()


def test_a_store_elsewhere_keeps_its_lock_inside_and_out_of_git(store: ZenStore, root: Path) -> None:
    git(root.parent, "init", "--quiet", str(root))
    store.create_stack(STACK, [BUCKET, HERE])
    (root / "stacks" / ".prod.yaml.1-abcd.zenml-tmp").touch()

    assert (root / ".lock").exists()
    assert git(root, "status", "--porcelain", "--untracked-files=all").splitlines() == [
        "?? .gitignore",
        '?? "artifact_stores/my bucket.yaml"',
        "?? orchestrators/here.yaml",
        "?? stacks/prod.yaml",
        "?? store.yaml",
    ]


def test_lines_that_a_user_wrote_into_gitignore_stay(store: ZenStore, root: Path) -> None:
    (root / ".gitignore").write_bytes(b"notes\xff.txt\n/.lock")

    store.create_component(HERE)

    assert (root / ".gitignore").read_bytes() == b"notes\xff.txt\n/.lock\n/.journal.yaml\n*.zenml-tmp\n"


def test_two_branches_that_each_register_something_merge(store: ZenStore, root: Path, tmp_path: Path) -> None:
    git(root.parent, "init", "--quiet", "--initial-branch=main", str(root))
    store.create_component(HERE)
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "one")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(root), str(clone))
    open_store(Profile("clone", store_url=str(clone))).create_stack(STACK, [BUCKET])
    git(clone, "add", ".")
    git(clone, "commit", "--quiet", "-m", "two")
    store.create_component(replace(HERE, name="there"))
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "three")

    git(root, "pull", "--quiet", "--no-rebase", "--no-edit", str(clone), "main")

    assert store.list_stacks() == [STACK]
    assert [component.name for component in store.list_components()] == ["my bucket", "here", "there"]


def test_a_key_of_one_kind_of_file_is_anothers_own(store: ZenStore, root: Path) -> None:
    store.create_stack(STACK, [BUCKET, HERE])
    stack, component = root / "stacks" / "prod.yaml", root / "orchestrators" / "here.yaml"
    stack.write_text(f"{stack.read_text()}uuid: u\nsummary: s\n")
    component.write_text(f"{component.read_text()}components: [a]\nsummary: s\n")

    store.update_stack(StackRecord("prod", {ORCHESTRATOR: "here"}))
    store.update_component(HERE)

    assert stack.read_text() == "name: prod\ncomponents:\n  orchestrator: here\nuuid: u\nsummary: s\n"
    assert component.read_text() == (
        f"type: orchestrator\nflavor: local\nname: here\nuuid: {UUID}\ncomponents:\n- a\nsummary: s\n"
    )


def test_what_could_not_be_read_again_is_not_registered(store: ZenStore, root: Path) -> None:
    deep: object = "x"
    for _ in range(60):
        deep = {"a": deep}
    for value in (deep, "x" * 1_100_000, "\udcff"):
        with pytest.raises(ConfigurationError):
            store.create_component(replace(BUCKET, configuration={"path": value}))
        with pytest.raises(ConfigurationError):
            store.create_stack(STACK, [replace(BUCKET, configuration={"path": value}), HERE])

    assert (store.list_components(), store.list_stacks(), (root / ".journal.yaml").exists()) == ([], [], False)


def test_files_of_others_in_the_folders_do_not_matter(store: ZenStore, root: Path) -> None:
    store.create_stack(STACK, [BUCKET, HERE])
    for name in ("README.md", ".DS_Store", "prod.yaml~", ".prod.yaml.swp", ".hidden.yaml"):
        (root / "stacks" / name).write_text("- not ours\n")

    assert store.list_stacks() == [STACK]


def test_reading_needs_no_lock_and_writes_nothing(store: ZenStore, root: Path) -> None:
    store.create_stack(STACK, [BUCKET, HERE])
    (root / ".lock").unlink()
    before = sorted(root.rglob("*"))

    store.list_stacks()
    store.list_components()

    assert sorted(root.rglob("*")) == before
