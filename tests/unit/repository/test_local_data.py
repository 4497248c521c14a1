from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from zenml.components import local_store_folder
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord
from zenml.repository.context import Context, open_context
from zenml.repository.local_data import local_data, remove_local_data

ARTIFACT_STORE = StackComponentType.ARTIFACT_STORE
METADATA_STORE = StackComponentType.METADATA_STORE
SECRETS_MANAGER = StackComponentType.SECRETS_MANAGER
CLAIMING = """
import os
from pathlib import Path
from zenml.artifact_stores import LocalArtifactStore

class Claiming(LocalArtifactStore):
    FLAVOR = "claiming"

    @property
    def owned_paths(self):
        return (Path(os.environ["CLAIMED"]),)
"""


def uuid_of(context: Context, kind: StackComponentType) -> str:
    component = context.store.get_component(kind, "default")
    assert component is not None
    return component.uuid


def own_folder(context: Context, kind: StackComponentType) -> Path:
    """Return the folder of a default component, with something in it."""
    folder = local_store_folder(uuid_of(context, kind))
    (folder / "deep").mkdir(parents=True)
    return folder


def use(context: Context, *components: ComponentRecord) -> Context:
    """Make a stack ``mine`` of components and the default ones, and return a context in which it is in force."""
    parts = {**context.store.list_stacks()[0].components, **{part.type: part.name for part in components}}
    context.store.create_stack(StackRecord("mine", parts), components)
    return open_context(stack="mine")


def test_a_new_stack_keeps_nothing(context: Context) -> None:
    assert [data.paths for data in local_data(context)] == [(), (), ()]


def test_folders_that_are_called_by_a_uuid_are_removed_whole(context: Context, config_path: Path) -> None:
    artifacts, metadata = own_folder(context, ARTIFACT_STORE), own_folder(context, METADATA_STORE)
    stranger = local_store_folder(uuid4())
    stranger.mkdir()

    paths = [path for data in local_data(context) for path in data.paths]
    said: list[str] = []
    remove_local_data(paths, said.append)

    assert paths == [artifacts, metadata]
    assert said == [f"Removed {artifacts}", f"Removed {metadata}"]
    assert list((config_path / "local_stores").iterdir()) == [stranger]
    assert not (config_path / "trash").exists()


def test_in_a_folder_of_the_users_only_what_was_made_there_goes(context: Context, tmp_path: Path) -> None:
    for folder in ("shelf/runs/1/step", "shelf/photos", "history"):
        (tmp_path / folder).mkdir(parents=True)
    database = tmp_path / "history" / "a[b].db"
    ours = [
        database,
        *(database.with_name(f"a[b].db{ending}") for ending in ("-wal", "-shm", "-journal", ".backup-0001")),
        database.with_name(".a[b].db.lock"),
    ]
    theirs = [database.with_name(name) for name in ("notes.txt", "ab.db", "a[b].db.old")]
    for path in ours + theirs:
        path.touch()
    mine = use(
        context,
        ComponentRecord(ARTIFACT_STORE, "shelf", "local", str(uuid4()), {"path": f"{tmp_path}/shelf"}),
        ComponentRecord(METADATA_STORE, "history", "sqlite", str(uuid4()), {"uri": f"sqlite:///{database}"}),
    )

    paths = [path for data in local_data(mine) for path in data.paths]
    remove_local_data(paths)

    assert set(paths) == {tmp_path / "shelf" / "runs", *ours}
    assert [path.name for path in (tmp_path / "shelf").iterdir()] == ["photos"]
    assert set((tmp_path / "history").iterdir()) == set(theirs)


def test_of_a_link_only_the_link_goes(context: Context, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "runs").symlink_to(tmp_path / "disk")
    store = ComponentRecord(ARTIFACT_STORE, "shelf", "local", str(uuid4()), {"path": f"{tmp_path}/shelf"})

    remove_local_data(path for data in local_data(use(context, store)) for path in data.paths)

    assert list((tmp_path / "shelf").iterdir()) == []
    assert (tmp_path / "disk").is_dir()


def test_what_a_missing_package_kept_is_known_by_its_uuid_alone(context: Context) -> None:
    missing = ComponentRecord(ARTIFACT_STORE, "bucket", "s3", str(uuid4()), {"path": "s3://bucket"})
    mine = use(context, missing)
    folder = local_store_folder(missing.uuid)
    folder.mkdir(parents=True)

    data, *_ = local_data(mine)

    assert (data.component, data.paths) == (missing, (folder,))
    assert str(data.trouble) == "flavor 's3' comes from the package zenml-s3: pip install zenml-s3"


def test_secrets_are_left_unless_that_is_asked_for(context: Context) -> None:
    manager = ComponentRecord(SECRETS_MANAGER, "vault", "vault-of-nobody", str(uuid4()))
    mine = use(context, manager)
    folder = local_store_folder(manager.uuid)
    folder.mkdir(parents=True)

    assert manager.name not in [data.component.name for data in local_data(mine)]
    assert [data.paths for data in local_data(mine, with_secrets=True) if data.paths] == [(folder,)]


@pytest.fixture(params=["/", "~", "config", "config/local_stores", "config/profiles", "here", "above", "root"])
def claimed(
    request: pytest.FixtureRequest, root: Path, config_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Go into a folder of the repository, and return a folder that no component can own."""
    for folder in (root / "here", config_path / "local_stores"):
        folder.mkdir()
    monkeypatch.chdir(root / "here")
    return {
        "/": Path("/"),
        "~": home,
        "config": config_path,
        "config/local_stores": config_path / "local_stores",
        "config/profiles": config_path / "profiles",
        "here": root / "here",
        "above": root.parent,
        "root": root,
    }[request.param]


def test_what_holds_more_than_its_data_is_never_removed(
    context: Context, root: Path, claimed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "claiming.py").write_text(CLAIMING)
    monkeypatch.setenv("CLAIMED", str(claimed))
    context.store.create_flavor(FlavorRecord(ARTIFACT_STORE, "claiming", "claiming:Claiming"))
    mine = use(context, ComponentRecord(ARTIFACT_STORE, "greedy", "claiming", str(uuid4())))

    with pytest.raises(ConfigurationError) as failure:
        local_data(mine)
    assert failure.value.message == (
        f"the artifact store 'greedy' claims {claimed} as its own, which holds more than its data"
    )
