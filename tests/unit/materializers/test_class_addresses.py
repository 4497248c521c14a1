from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from round_trips import Node, Point
from sklearn.linear_model import LogisticRegression

from zenml.errors import NotFoundError
from zenml.materializers.class_addresses import class_address, load_class, same_class, type_name

SCRIPT = """
import sys
from dataclasses import dataclass
from pathlib import Path
from round_trips import open_store, save
from zenml.materializers import BaseMaterializer
from zenml.materializers.artifacts import load_artifact

print("running", __name__)

@dataclass
class Point:
    x: int

class Graph:
    pass

class GraphMaterializer(BaseMaterializer):
    ASSOCIATED_TYPES = (Graph,)
    def save(self, data):
        with self.open("graph.txt", "w") as file:
            file.write("graph")
    def load(self, data_type):
        with self.open("graph.txt") as file:
            assert file.read() == "graph"
        return data_type()

if __name__ == "__main__":
    store = open_store(Path(sys.argv[1]))
    record = save(store, [Point(1)])
    [point] = load_artifact(record, store)
    print(type(point) is Point)
    record = save(store, Graph())
    print(record.type, record.materializer)
    print(type(load_artifact(record, store)) is Graph)
"""
READER = """
import json, sys
from pathlib import Path
from round_trips import open_store, save
from zenml.materializers.artifacts import load_artifact
from zenml.materializers.class_addresses import load_class
print(load_class("train:Point").__module__, load_class("train:GraphMaterializer").__module__)
"""


def run(folder: Path, *arguments: str) -> list[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_an_address_leads_back_to_its_class() -> None:
    assert class_address(Node) == "round_trips:Node"
    assert load_class("round_trips:Node") is Node


def test_a_class_of_a_function_body_has_no_address_but_a_name() -> None:
    class Local:
        pass

    assert class_address(Local) == ""
    assert type_name(Local) == f"{__name__}:{Local.__qualname__}"


def test_a_class_whose_name_means_something_else_by_now_has_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("round_trips.Node", Point)
    assert class_address(Node) == ""


def test_a_class_is_named_by_the_public_module_that_exports_it() -> None:
    assert LogisticRegression.__module__ == "sklearn.linear_model._logistic"
    assert type_name(LogisticRegression) == "sklearn.linear_model:LogisticRegression"
    assert (type_name(Path), type_name(type(Path()))) == ("pathlib:Path", f"pathlib:{type(Path()).__name__}")


def test_what_is_no_class_is_refused() -> None:
    with pytest.raises(NotFoundError, match="'round_trips:save' is not a class"):
        load_class("round_trips:save")


@pytest.mark.parametrize("address", ["nowhere:Node", "round_trips:Nobody", "nowhere.else:Node", "round_trips.x:Node"])
def test_what_is_gone_is_not_found(address: str) -> None:
    with pytest.raises(NotFoundError):
        load_class(address)


def test_a_class_is_recognized_under_a_name_that_re_exports_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert same_class("round_trips:Node", Node)
    assert not same_class(f"{__name__}:Point", Node)
    assert same_class(f"{__name__}:Node", Node)
    assert not same_class("nowhere:Node", Node)


def test_classes_of_the_main_script_are_the_same_for_it_and_for_others(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(SCRIPT)
    assert run(tmp_path, "train.py", str(tmp_path)) == [
        "running __main__",
        "True",
        "train:Graph train:GraphMaterializer",
        "True",
    ]
    assert run(tmp_path, "-c", READER) == ["running train", "train train"]
