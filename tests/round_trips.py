"""Save values as a step would and load them as the next step does."""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, cast

from pydantic import BaseModel, PrivateAttr

from zenml.materializers.artifacts import load_artifact, save_artifact
from zenml.models.runs import ArtifactRecord
from zenml_local.artifact_store import LocalArtifactStore

URI = "runs/1f0c/train/model"


class Color(enum.Enum):
    RED = "r"
    BLUE = ("b", 2)


class Level(enum.IntEnum):
    LOW = 1


class Access(enum.Flag):
    READ = 1
    WRITE = 2


@dataclass
class Node:
    name: str
    children: list[Node] = field(default_factory=list)
    value: object = None


@dataclass(frozen=True)
class Point:
    x: float
    y: float = field(default=0.0, init=False)


@dataclass(frozen=True)
class Edge:
    ends: tuple[Point, Point]
    __slots__ = ("ends",)


@dataclass
class Sealed:
    """Decides itself what is saved of it."""

    secret: int

    def __getstate__(self) -> dict[str, int]:
        return {"secret": self.secret + 1}

    def __setstate__(self, state: dict[str, int]) -> None:
        self.secret = state["secret"] - 1


class Pair(NamedTuple):
    left: object
    right: object = 0


class Settings(BaseModel):
    rate: float
    tags: dict[str, Any] = {}
    _calls: int = PrivateAttr(default=0)


class Table(dict[str, int]):
    """Differs from its base in nothing but its type."""


class Word(str):
    __slots__ = ()


def open_store(folder: Path) -> LocalArtifactStore:
    return LocalArtifactStore(name="results", path=str(folder / "store"))


def save(store: LocalArtifactStore, value: object, materializer: str = "") -> ArtifactRecord:
    return save_artifact(
        value,
        name="model",
        run_id="1f0c",
        step_id="77ab",
        uri=URI,
        artifact_store=store,
        materializer=materializer,
    )


def round_trip(store: LocalArtifactStore, value: object) -> object:
    return load_artifact(save(store, value), store)


def artifact_file(store: LocalArtifactStore, name: str) -> Path:
    return Path(store.path, URI, name)


def document(store: LocalArtifactStore) -> object:
    """Return what the file of a JSON artifact says."""
    return cast("object", json.loads(artifact_file(store, "data.json").read_bytes()))
