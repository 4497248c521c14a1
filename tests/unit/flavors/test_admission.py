from __future__ import annotations

import sys

import pytest
from plugin_site import PluginSite, flavor_source

from zenml.flavors.admission import Admission


@pytest.mark.parametrize(
    ("admission", "cause", "remedy"),
    [
        (
            Admission(("acme-a",)),
            "'acme-a' stands in ZENML_PLUGINS_DISABLE",
            "take 'acme-a' out of ZENML_PLUGINS_DISABLE",
        ),
        (Admission(("point",)), "'point' stands in ZENML_PLUGINS_DISABLE", "take 'point' out of ZENML_PLUGINS_DISABLE"),
        (Admission(("*",), ("acme-a",)), "ZENML_PLUGINS_DISABLE is '*'", "unset ZENML_PLUGINS_DISABLE"),
        (
            Admission((), ("acme-b",)),
            "'acme-a' does not stand in ZENML_PLUGINS_ALLOW",
            "add 'acme-a' to ZENML_PLUGINS_ALLOW",
        ),
    ],
)
def test_a_plugin_that_is_not_admitted_is_not_imported(
    site: PluginSite, admission: Admission, cause: str, remedy: str
) -> None:
    module = site.add("acme-a", flavor_source("ftp"), entry_point="Point")

    [row] = site.discover(admission)

    assert (row.status.value, row.cause, row.remedy) == ("disabled", cause, remedy)
    assert module not in sys.modules


@pytest.mark.parametrize("admission", [Admission(), Admission((), ("acme-a",)), Admission((), ("point",))])
def test_a_plugin_that_is_admitted_is_imported(site: PluginSite, admission: Admission) -> None:
    site.add("acme-a", flavor_source("ftp"), entry_point="Point")

    assert [row.status.value for row in site.discover(admission)] == ["ok"]


def test_both_lists_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENML_PLUGINS_DISABLE", " Acme_B,acme.a, ,acme-b")
    monkeypatch.setenv("ZENML_PLUGINS_ALLOW", "")

    assert Admission.from_environment() == Admission(("acme-a", "acme-b"), ())
