from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import ValidationError

from zenml_local.artifact_store import LocalArtifactStore

IDENTITY = UUID("6f2e0d4c-8f4e-4d58-9d39-2f0d6b6f3d11")


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    (tmp_path / "store").mkdir()
    (tmp_path / "secret.txt").write_text("not yours")
    return LocalArtifactStore(name="results", path=str(tmp_path / "store"))


def test_without_a_path_it_lies_in_the_configuration_folder_under_its_uuid(config_path: Path) -> None:
    store = LocalArtifactStore(name="default", uuid=IDENTITY)
    assert store.path == str(config_path / "local_stores" / str(IDENTITY))
    assert store.local_path == config_path / "local_stores" / str(IDENTITY)


def test_the_default_path_does_not_count_as_given() -> None:
    assert LocalArtifactStore(name="default", uuid=IDENTITY).model_fields_set == {"name", "uuid"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("/data/artifacts", "/data/artifacts"),
        ("/data//artifacts/", "/data/artifacts"),
        ("/data/old/../artifacts", "/data/artifacts"),
        ("file:///data/artifacts", "/data/artifacts"),
        ("file://localhost/data/artifacts", "/data/artifacts"),
        ("file:///data/two%20words", "/data/two words"),
        ("file:///", "/"),
        ("/", "/"),
    ],
)
def test_a_path_or_file_uri_becomes_a_plain_path(given: str, expected: str) -> None:
    assert LocalArtifactStore(name="results", path=given).path == expected


def test_a_relative_path_is_resolved_when_the_component_is_made() -> None:
    assert LocalArtifactStore(name="results", path="artifacts").path == str(Path.cwd() / "artifacts")


def test_a_tilde_means_the_users_home(home: Path) -> None:
    assert LocalArtifactStore(name="results", path="~/artifacts").path == str(home / "artifacts")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("s3://bucket/artifacts", "must begin with one of: a plain path, file://"),
        ("file://elsewhere/artifacts", "must lie on this machine, not on the host 'elsewhere'"),
        ("", "must name a folder"),
        ("/data/\0", "must name a folder"),
    ],
)
def test_a_path_that_is_not_on_this_machine_is_refused(given: str, reason: str) -> None:
    with pytest.raises(ValidationError) as caught:
        LocalArtifactStore(name="results", path=given)
    assert [(error["loc"], error["msg"]) for error in caught.value.errors()] == [(("path",), f"Value error, {reason}")]


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "{store}/../secret.txt",
        "{store}/a/../../secret.txt",
        "{store}/..",
        "{store}/a/..",
        "{store}-2/x",
        "file://{store}/../secret.txt",
        "file://{store}/%2e%2e/secret.txt",
        "file://{store}/%00",
        "x",
        "../secret.txt",
        "",
        "{store}/x\0",
        "{store}/outside/secret.txt",
        "{store}/secret-link",
    ],
)
def test_no_verb_leaves_the_root(store: LocalArtifactStore, tmp_path: Path, path: str) -> None:
    (tmp_path / "store" / "outside").symlink_to(tmp_path)
    (tmp_path / "store" / "secret-link").symlink_to(tmp_path / "secret.txt")
    inside = f"{store.path}/inside"
    Path(inside).touch()
    hostile = path.format(store=store.path)
    attempts: list[Callable[[], object]] = [
        lambda: store.open(hostile),
        lambda: store.open(hostile, "w"),
        lambda: store.exists(hostile),
        lambda: store.isdir(hostile),
        lambda: store.listdir(hostile),
        lambda: store.makedirs(hostile),
        lambda: store.copyfile(hostile, inside, overwrite=True),
        lambda: store.copyfile(inside, hostile, overwrite=True),
        lambda: store.stat(hostile),
        lambda: store.size(hostile),
        lambda: list(store.walk(hostile)),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionError, match="not below the root"):
            attempt()
    assert (tmp_path / "secret.txt").read_text() == "not yours"


@pytest.mark.parametrize(
    "path",
    [
        "{root}/secret.txt",
        "{store}/../secret.txt",
        "{store}/..",
        "{store}/a/..",
        "{store}/outside/secret.txt",
        "{root}",
    ],
)
def test_nothing_outside_is_removed_or_moved(store: LocalArtifactStore, tmp_path: Path, path: str) -> None:
    (tmp_path / "store" / "outside").symlink_to(tmp_path)
    Path(f"{store.path}/inside").touch()
    hostile = path.format(store=store.path, root=tmp_path)
    attempts: list[Callable[[], object]] = [
        lambda: store.remove(hostile),
        lambda: store.rmtree(hostile),
        lambda: store.mkdir(hostile),
        lambda: store.rename(hostile, f"{store.path}/mine"),
        lambda: store.rename(f"{store.path}/inside", hostile, overwrite=True),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionError, match="not below the root"):
            attempt()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret.txt", "store"]
    assert (tmp_path / "secret.txt").read_text() == "not yours"


def test_a_link_that_leaves_the_root_is_itself_removed_not_what_it_points_to(
    store: LocalArtifactStore, tmp_path: Path
) -> None:
    (tmp_path / "store" / "link").symlink_to(tmp_path / "secret.txt")
    store.remove(f"{store.path}/link")
    assert not (tmp_path / "store" / "link").is_symlink()
    assert (tmp_path / "secret.txt").read_text() == "not yours"


def test_links_within_the_root_may_be_followed(store: LocalArtifactStore, tmp_path: Path) -> None:
    with store.open(f"{store.path}/real/data.txt", "w") as file:
        file.write("mine")
    (tmp_path / "store" / "link").symlink_to(tmp_path / "store" / "real")
    with store.open(f"{store.path}/link/data.txt") as file:
        assert file.read() == "mine"


def test_the_root_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "disk")
    store = LocalArtifactStore(name="results", path=str(tmp_path / "link"))
    with store.open(f"{store.path}/data.txt", "w") as file:
        file.write("mine")
    assert (tmp_path / "disk" / "data.txt").read_text() == "mine"
    assert store.exists(f"{tmp_path}/disk/data.txt")
