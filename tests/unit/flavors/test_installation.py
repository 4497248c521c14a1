from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

import pytest
from plugin_site import make_distribution

from zenml.flavors.candidates import Distributions
from zenml.flavors.installation import Folder, installed_folders, module_file, normalized


def names(folders: list[Folder]) -> dict[str, tuple[str, ...]]:
    return {os.path.basename(folder.path): folder.metadata_names for folder in folders}


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder whose ``installed`` is, before Python's own library, the only path of Python."""
    make_distribution(tmp_path / "installed", "acme-a")
    monkeypatch.chdir(tmp_path)
    library = sysconfig.get_path("stdlib")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "installed"), library, f"{library}/lib-dynload"])
    return tmp_path


def test_folders_with_distributions_are_found_in_the_order_of_the_path(paths: Path) -> None:
    for name in ("B", "a_c"):
        make_distribution(paths / "second", name)
    (paths / "empty").mkdir()
    (paths / "second" / "~cme-1.0.dist-info").mkdir()  # what pip leaves when it could not remove something
    (paths / "file.zip").write_text("")
    sys.path[:] = [str(paths / name) for name in ("second", "empty", "file.zip", "missing", "installed", "second")]

    assert names(installed_folders()) == {
        "second": ("B-1.0.dist-info", "a_c-1.0.dist-info"),
        "installed": ("acme_a-1.0.dist-info",),
    }


@pytest.mark.parametrize("added", ["", "{cwd}"])
def test_the_current_folder_that_python_added_by_itself_is_left_out(paths: Path, added: str) -> None:
    make_distribution(paths, "acme-evil")
    sys.path.insert(0, added.format(cwd=paths))

    assert names(installed_folders()) == {"installed": ("acme_a-1.0.dist-info",)}


def test_the_current_folder_counts_where_somebody_put_it_on_the_path(
    paths: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(paths / "installed")
    sys.path[:] = ["", str(paths / "installed")]

    assert names(installed_folders()) == {"installed": ("acme_a-1.0.dist-info",)}


def test_a_current_folder_that_was_removed_does_not_matter(paths: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (paths / "gone").mkdir()
    monkeypatch.chdir(paths / "gone")
    (paths / "gone").rmdir()
    sys.path.insert(0, "")

    assert names(installed_folders()) == {"installed": ("acme_a-1.0.dist-info",)}


@pytest.mark.parametrize("name", ["Zenml_S3", "zenml.s3", "ZENML--s3", "zenml-s3"])
def test_names_are_compared_as_pep_503_says(name: str) -> None:
    assert normalized(name) == "zenml-s3"


def test_a_module_is_located_without_importing_it(tmp_path: Path) -> None:
    modules = {"acme/plugin.py": "raise AssertionError", "acme/nested/__init__.py": "raise AssertionError"}
    make_distribution(tmp_path, "acme", modules=modules)

    assert module_file("acme.plugin", ["/missing", str(tmp_path)]) == str(tmp_path / "acme" / "plugin.py")
    assert module_file("acme.nested", [str(tmp_path)]) == str(tmp_path / "acme" / "nested" / "__init__.py")
    assert module_file("acme.other", [str(tmp_path)]) == ""


def test_versions_are_read_from_wheels_and_from_legacy_installs(paths: Path) -> None:
    legacy = paths / "installed" / "Acme.Old.egg-info"
    legacy.mkdir()
    (legacy / "PKG-INFO").write_text("Metadata-Version: 1.0\nName: acme-old\nVersion: 0.9\n")
    make_distribution(paths / "installed", "acme-b", version="1.0+local.1")
    (paths / "installed" / "acme_c.egg-info").mkdir()
    distributions = Distributions(installed_folders())

    assert distributions.version("ACME_a") == "1.0"
    assert distributions.version("acme-b") == "1.0+local.1"
    assert distributions.version("acme-old") == "0.9"
    assert distributions.version("acme-c") == ""
    assert distributions.version("acme-none") is None
