from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from plugin_site import PluginSite, flavor_source, make_distribution, reading_of

FORBIDDEN = ("pluggy", "importlib_metadata", "packaging", "pydantic", "sqlalchemy", "tomllib", "yaml", "rich")


def names(site: PluginSite, **environment: str) -> list[str]:
    return [f"{row.qualified_name} {row.status}" for row in site.read(**environment).rows]


def cache_file(config_path: Path) -> Path:
    [file] = (config_path / "cache").iterdir()
    return file


def test_a_second_process_imports_no_plugin_and_no_heavy_library(site: PluginSite) -> None:
    plugin = site.add("acme-a", flavor_source("ftp"))

    cold, warm = site.read(), site.read()

    assert warm.rows == cold.rows
    assert plugin in cold.modules
    assert [name for name in warm.modules if name.startswith(("acme", *FORBIDDEN))] == []


def test_the_cache_is_private_and_leaves_nothing_beside_it(site: PluginSite, config_path: Path) -> None:
    site.read()

    assert oct(cache_file(config_path).stat().st_mode & 0o777) == "0o600"
    assert oct((config_path / "cache").stat().st_mode & 0o777) == "0o700"


def test_what_is_installed_and_uninstalled_is_noticed(site: PluginSite) -> None:
    site.add("acme-a", flavor_source("ftp"))
    assert names(site) == ["acme-a/ftp ok"]

    site.add("acme-b", flavor_source("sftp"))
    assert names(site) == ["acme-a/ftp ok", "acme-b/sftp ok"]

    site.remove("acme-a")
    assert names(site) == ["acme-b/sftp ok"]


def test_the_same_version_installed_again_is_noticed(site: PluginSite) -> None:
    site.add("acme-a", flavor_source("ftp"))
    assert names(site) == ["acme-a/ftp ok"]

    site.remove("acme-a")
    site.add("acme-a", flavor_source("sftp"))

    assert names(site) == ["acme-a/sftp ok"]


def test_a_newly_installed_sdk_is_noticed(site: PluginSite) -> None:
    site.add("acme-a", flavor_source("ftp", requires=("acme-sdk",)))
    assert names(site) == ["acme-a/ftp missing-deps"]

    make_distribution(site.folder, "acme-sdk")

    assert names(site) == ["acme-a/ftp ok"]


@pytest.mark.parametrize("changed", ["plugin.py", "names.py"])
def test_an_editable_plugin_that_changes_is_noticed(site: PluginSite, tmp_path: Path, changed: str) -> None:
    source = tmp_path / "checkout"
    files = {
        "acme_a/__init__.py": "",
        "acme_a/names.py": "NAME = 'ftp'\n",
        "acme_a/plugin.py": "from acme_a.names import NAME\n" + flavor_source("ftp").replace("name='ftp'", "name=NAME"),
    }
    make_distribution(site.folder, "acme-a", entry_points={"a": "acme_a.plugin"}, modules=files, editable=source)
    path = f"{site.folder}{os.pathsep}{source}"
    assert names(site, PYTHONPATH=path) == ["acme-a/ftp ok"]

    file = source / "acme_a" / changed
    file.write_text(file.read_text().replace("'ftp'", "'longer'").replace("name=NAME", "name='longer'"))

    assert names(site, PYTHONPATH=path) == ["acme-a/longer ok"]


def test_a_broken_plugin_that_is_repaired_in_place_is_noticed(site: PluginSite) -> None:
    site.add("acme-a", "raise ValueError")
    assert names(site) == ["acme-a/acme broken"]

    (site.folder / "acme_a" / "plugin.py").write_text(flavor_source("ftp"))

    assert names(site) == ["acme-a/ftp ok"]


def test_a_disabled_plugin_does_not_stay_so_in_the_cache(site: PluginSite, config_path: Path) -> None:
    site.add("acme-a", flavor_source("ftp"))

    assert names(site, ZENML_PLUGINS_DISABLE="acme-a") == ["acme-a/acme disabled"]
    assert names(site) == ["acme-a/ftp ok"]
    assert names(site, ZENML_PLUGINS_DISABLE="ACME_a,acme-a") == ["acme-a/acme disabled"]
    assert names(site, ZENML_PLUGINS_ALLOW="acme-b") == ["acme-a/acme disabled"]
    assert len(list((config_path / "cache").iterdir())) == 3


def damage(file: Path, how: str) -> None:
    data = file.read_bytes()
    damaged = {
        "empty": b"",
        "cut short": data[: len(data) // 2],
        "garbage": b"\0\xff{",
        "one byte": data.replace(b"ftp", b"ftq"),
        "another program's": b'{"rows": []}',
    }
    file.write_bytes(damaged[how])


@pytest.mark.parametrize("how", ["empty", "cut short", "garbage", "one byte", "another program's"])
def test_a_damaged_cache_is_replaced(site: PluginSite, config_path: Path, how: str) -> None:
    site.add("acme-a", flavor_source("ftp"))
    site.read()
    damage(cache_file(config_path), how)

    assert names(site) == ["acme-a/ftp ok"]
    assert "acme_a.plugin" not in site.read().modules


@pytest.mark.parametrize("obstacle", ["", "cache"])
def test_where_nothing_can_be_written_the_answer_is_the_same(
    site: PluginSite, config_path: Path, obstacle: str
) -> None:
    # A file where a folder should be stops root too, whom no mode stops.
    config_path.joinpath(obstacle).parent.mkdir(exist_ok=True)
    config_path.joinpath(obstacle).write_text("in the way")
    site.add("acme-a", flavor_source("ftp"))

    assert names(site) == ["acme-a/ftp ok"]
    assert names(site) == ["acme-a/ftp ok"]


def test_one_can_go_without_a_cache(site: PluginSite, config_path: Path) -> None:
    plugin = site.add("acme-a", flavor_source("ftp"))

    assert plugin in site.read(ZENML_PLUGINS_NOCACHE="1").modules
    assert plugin in site.read(ZENML_PLUGINS_NOCACHE="1").modules
    assert not config_path.exists()


def test_two_environments_with_one_configuration_do_not_evict_each_other(site: PluginSite, tmp_path: Path) -> None:
    site.add("acme-a", flavor_source("ftp"))
    other = PluginSite(tmp_path / "other")
    other.add("acme-b", flavor_source("sftp"))
    assert (names(site), names(other)) == (["acme-a/ftp ok"], ["acme-b/sftp ok"])

    assert [name for name in site.read().modules + other.read().modules if name.startswith("acme")] == []


def test_two_processes_that_discover_at_once_agree(site: PluginSite, config_path: Path) -> None:
    for number in range(20):
        site.add(f"acme-{number}", flavor_source(f"flavor{number}"))

    readings = [reading_of(process) for process in [site.start(), site.start()]]

    assert readings[0].rows == readings[1].rows
    assert len(readings[0].rows) == 20
    assert cache_file(config_path).name.startswith("flavors-")


def test_files_of_environments_not_seen_for_long_are_removed(site: PluginSite, config_path: Path) -> None:
    folder = config_path / "cache"
    folder.mkdir(parents=True)
    for number in range(30):
        (folder / f"flavors-{number}.json").write_text("")

    site.read()

    assert len(list(folder.iterdir())) == 20


def test_a_removed_cache_is_made_again(site: PluginSite, config_path: Path) -> None:
    site.add("acme-a", flavor_source("ftp"))
    site.read()
    shutil.rmtree(config_path / "cache")

    assert names(site) == ["acme-a/ftp ok"]
    assert cache_file(config_path).exists()
