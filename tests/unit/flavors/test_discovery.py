from __future__ import annotations

import sys
from pathlib import Path

import pytest
from plugin_site import PluginSite, broken_row, flavor_source, make_distribution

from zenml.enums import FlavorStatus
from zenml.flavors import discovery
from zenml.flavors.admission import Admission
from zenml.flavors.discovery import discover
from zenml.flavors.rows import Row


def test_a_flavor_of_an_installed_package_is_a_row(site: PluginSite) -> None:
    source = flavor_source(
        "ftp", implementation="acme_a.store:FtpStore", summary="On FTP", docs_url="https://ftp.example"
    )
    site.add("acme-a", source, version="1.2", entry_point="ftp")

    assert site.discover() == [
        Row(
            kind="artifact_store",
            name="ftp",
            status=FlavorStatus.OK,
            distribution="acme-a",
            version="1.2",
            source="acme_a.plugin",
            implementation="acme_a.store:FtpStore",
            summary="On FTP",
            docs_url="https://ftp.example",
        )
    ]


def test_the_module_of_a_flavors_class_is_not_imported(site: PluginSite) -> None:
    site.add("acme-a", flavor_source("ftp", implementation="acme_a.store:FtpStore"))
    make_distribution(site.folder, "acme-b", modules={"acme_a/store.py": "raise AssertionError"})

    assert site.statuses() == {"acme-a/ftp": "ok"}
    assert "acme_a.store" not in sys.modules


def test_every_kind_of_record_is_a_row(site: PluginSite) -> None:
    site.add(
        "acme-a",
        """
from zenml.flavors import Command, MaterializerEntry, StoreDriver, hookimpl
@hookimpl
def zenml_stores():
    return [StoreDriver("etcd", ("etcd", "etcds"), "acme_a.store:open_store")]
@hookimpl
def zenml_materializers():
    return (MaterializerEntry(type, "acme_a.things:Keeper") for type in ["acme_a:Thing", "acme_a:Other"])
@hookimpl
def zenml_commands():
    return {Command("acme up", "Start acme.", "acme_a.cli:up")}
@hookimpl
def zenml_step_finished(step):
    pass
""",
    )
    about = {"status": "ok", "distribution": "acme-a", "version": "1.0", "source": "acme_a.plugin"}

    assert [row.as_dict() for row in site.discover()] == [
        {"kind": "command", "name": "acme up", "implementation": "acme_a.cli:up", "summary": "Start acme.", **about},
        {"kind": "materializer", "name": "acme_a:Other", "implementation": "acme_a.things:Keeper", **about},
        {"kind": "materializer", "name": "acme_a:Thing", "implementation": "acme_a.things:Keeper", **about},
        {
            "kind": "moment",
            "name": "zenml_step_finished",
            "implementation": "acme_a.plugin:zenml_step_finished",
            "arguments": ("step",),
            **about,
        },
        {
            "kind": "store",
            "name": "etcd",
            "implementation": "acme_a.store:open_store",
            "schemes": ("etcd", "etcds"),
            **about,
        },
    ]


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("raise ValueError('no\\nluck \\x1b[31m')", "ValueError: no luck [31m (plugin.py, line 1)"),
        ("import sys\nsys.exit(3)", "called sys.exit(3) (plugin.py, line 2)"),
        ("import acme_missing", "ModuleNotFoundError: No module named 'acme_missing' (plugin.py, line 1)"),
        ("raise BaseException", "BaseException (plugin.py, line 1)"),
        ("def broken_row(:", "SyntaxError: invalid syntax (plugin.py, line 1)"),
        (
            "class Silent(Exception):\n    def __str__(self): raise ValueError\nraise Silent",
            "Silent (plugin.py, line 3)",
        ),
    ],
)
def test_a_plugin_that_fails_while_it_is_imported_is_a_row_and_breaks_no_other(
    site: PluginSite, source: str, cause: str
) -> None:
    site.add("acme-a", source)
    site.add("acme-b", flavor_source("ftp"))

    rows = site.discover()

    assert rows[1] == broken_row(cause)
    assert rows[0].qualified_name == "acme-b/ftp"


def test_a_plugin_whose_module_is_gone_is_a_row(site: PluginSite) -> None:
    make_distribution(site.folder, "acme-a", entry_points={"acme": "acme_a.plugin"})

    assert site.discover()[0].cause.startswith("ModuleNotFoundError: No module named 'acme_a'")


@pytest.mark.parametrize("line", ["no equals sign", "\udcff = acme_a.plugin"])
def test_a_package_whose_entry_points_are_damaged_is_a_row(site: PluginSite, line: str) -> None:
    metadata = make_distribution(site.folder, "acme-a", entry_points={"acme": "acme_a.plugin"})
    with (metadata / "entry_points.txt").open("a", encoding="utf-8", errors="surrogateescape") as file:
        file.write(line + "\n")
    site.add("acme-b", flavor_source("ftp"))

    assert site.statuses() == {"acme-a/acme-a": "broken", "acme-b/ftp": "ok"}


@pytest.mark.parametrize("value", ["", ":", ".plugin", "acme a/plugin", "acme_none:", "sys:none", "sys:path.none"])
def test_an_entry_point_that_leads_nowhere_is_a_row(site: PluginSite, value: str) -> None:
    make_distribution(site.folder, "acme-a", entry_points={"acme": value})

    assert list(site.statuses().values()) == ["broken"]


def test_ctrl_c_while_a_plugin_is_imported_passes(site: PluginSite, tmp_path: Path) -> None:
    site.add("acme-a", "raise KeyboardInterrupt")

    with pytest.raises(KeyboardInterrupt):
        discover(site.folders(), Admission(), tmp_path / "cache")

    assert list((tmp_path / "cache").iterdir()) == []


def test_a_slow_import_is_noted_in_the_row(site: PluginSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "SLOW_SECONDS", 0.3)
    site.add("acme-a", "import time; time.sleep(0.35)\n" + flavor_source("slow"))
    site.add("acme-b", flavor_source("quick"))

    assert {row.name: row.import_seconds >= 0.3 for row in site.discover()} == {"slow": True, "quick": False}


def test_an_entry_point_may_name_an_object_in_a_module(site: PluginSite) -> None:
    source = """
from zenml.flavors import Flavor, hookimpl
class Plugin:
    @hookimpl
    def zenml_alerters(self):
        return [Flavor("irc", "acme:Irc", "")]
    @hookimpl
    def zenml_run_started(self, run):
        pass
plugin = Plugin()
"""
    make_distribution(site.folder, "acme-a", entry_points={"a": "acme_a:plugin"}, modules={"acme_a.py": source})

    implementations = ["acme:Irc", "acme_a:plugin.zenml_run_started"]
    assert [row.implementation for row in site.discover()] == implementations
    assert site.discover()[1].arguments == ("run",)
