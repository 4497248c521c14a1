from __future__ import annotations

from pathlib import Path

import pytest
from plugin_site import PluginSite, flavor_source, make_distribution

from zenml.flavors.admission import Admission
from zenml.flavors.discovery import discover


def test_two_packages_with_one_entry_point_name_both_work(site: PluginSite) -> None:
    site.add("acme-a", flavor_source("ftp"), entry_point="same")
    site.add("acme-b", flavor_source("sftp"), entry_point="same")

    assert site.statuses() == {"acme-a/ftp": "ok", "acme-b/sftp": "ok"}


def test_two_packages_with_one_flavor_are_in_conflict(site: PluginSite) -> None:
    site.add("acme-b", flavor_source("ftp"))
    site.add("acme-a", flavor_source("ftp"))
    site.add("acme-c", flavor_source("ftp", hook="alerters"))

    assert [(row.qualified_name, row.status.value, row.cause, row.remedy) for row in site.discover()] == [
        ("acme-c/ftp", "ok", "", ""),
        ("acme-a/ftp", "conflict", "'ftp' also comes from acme-b", "write acme-a/ftp, or pip uninstall acme-a"),
        ("acme-b/ftp", "conflict", "'ftp' also comes from acme-a", "write acme-b/ftp, or pip uninstall acme-b"),
    ]


def test_one_package_that_brings_two_classes_for_one_flavor_is_broken(site: PluginSite) -> None:
    twice = "from zenml.flavors import Flavor, hookimpl\n@hookimpl\ndef zenml_alerters():\n"
    site.add("acme-a", twice + "    return [Flavor('irc', 'acme:A', ''), Flavor('irc', 'acme:B', '')]\n")

    assert [row.cause for row in site.discover()] == ["acme-a brings 'irc' more than once: acme:A, acme:B"] * 2


def test_a_plugin_that_two_entry_points_name_is_listed_once(site: PluginSite) -> None:
    points = {"one": "acme_a", "two": "acme_a"}
    make_distribution(site.folder, "acme-a", entry_points=points, modules={"acme_a.py": flavor_source("ftp")})

    assert site.statuses() == {"acme-a/ftp": "ok"}


def test_of_a_distribution_that_is_installed_twice_the_first_on_the_path_counts(
    site: PluginSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.add("acme-a", flavor_source("old"), version="1.0")
    site.add("acme-b", flavor_source("gone"), version="1.0")
    first = PluginSite(tmp_path / "first")
    first.add("Acme.A", flavor_source("new"), version="2.0")
    make_distribution(first.folder, "acme-b", version="2.0")
    monkeypatch.syspath_prepend(str(first.folder))

    rows = discover(first.folders() + site.folders(), Admission(), None).rows

    assert [(row.distribution, row.version) for row in rows] == [("acme-a", "2.0")]


def test_the_order_on_disk_does_not_matter(tmp_path: Path) -> None:
    names = ["acme-c", "acme-a", "acme-b"]
    sites = [PluginSite(tmp_path / "one"), PluginSite(tmp_path / "two")]
    for site, order in zip(sites, (names, names[::-1]), strict=True):
        for name in order:
            site.add(name, flavor_source("other" if name == "acme-a" else "same"))

    one, two = (site.read().rows for site in sites)

    assert one == two
    assert [row.qualified_name for row in one] == ["acme-a/other", "acme-b/same", "acme-c/same"]


def test_a_package_in_conflict_that_cannot_be_used_anyway_keeps_its_own_trouble(site: PluginSite) -> None:
    site.add("acme-a", flavor_source("ftp"))
    site.add("acme-b", flavor_source("ftp", api=2))

    assert site.statuses() == {"acme-a/ftp": "conflict", "acme-b/ftp": "incompatible"}
