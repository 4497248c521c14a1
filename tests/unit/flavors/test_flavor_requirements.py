from __future__ import annotations

import pytest
from plugin_site import PluginSite, flavor_source, make_distribution

from zenml import __version__


def test_a_flavor_for_a_newer_contract_names_both_versions(site: PluginSite) -> None:
    site.add("acme-a", flavor_source("ftp", api=2))

    [row] = site.discover()

    cause = f"is written for version 2 of the artifact store contract, zenml-core {__version__} supports version 1"
    assert (row.status.value, row.cause, row.remedy) == ("incompatible", cause, "pip install --upgrade zenml-core")


@pytest.mark.parametrize(
    ("requires", "cause", "remedy"),
    [
        (("acme_sdk>=2",), "needs acme_sdk>=2, but acme_sdk is 1.5", "pip install 'acme_sdk>=2'"),
        (("acme-none",), "needs acme-none, but acme-none is not installed", "pip install acme-none"),
        (
            ("acme-none", "Acme.Sdk", "acme-sdk<1"),
            "needs acme-none, but acme-none is not installed; needs acme-sdk<1, but acme-sdk is 1.5",
            "pip install acme-none 'acme-sdk<1'",
        ),
        (("acme-sdk[fast]",), "needs acme-sdk[fast], but acme-fast is not installed", "pip install 'acme-sdk[fast]'"),
    ],
)
def test_a_flavor_whose_sdk_is_missing_says_what_to_install(
    site: PluginSite, requires: tuple[str, ...], cause: str, remedy: str
) -> None:
    site.add("acme-a", flavor_source("ftp", requires=requires))
    make_distribution(site.folder, "acme-sdk", version="1.5", requires=["acme-fast; extra == 'fast'"])

    [row] = site.discover()

    assert (row.status.value, row.cause, row.remedy) == ("missing-deps", cause, remedy)


@pytest.mark.parametrize(
    "requires", [("acme-sdk",), ("ACME.sdk>=1",), ("acme-none; python_version<'3'",), ("acme-sdk[slow,own]==1.5rc1",)]
)
def test_a_flavor_whose_sdk_is_installed_is_usable(site: PluginSite, requires: tuple[str, ...]) -> None:
    site.add("acme-a", flavor_source("ftp", requires=requires))
    needs = ["acme-slow>1; extra == 'slow'", "acme-sdk[own]; extra == 'own'", "acme-none; extra == 'other'"]
    make_distribution(site.folder, "acme-sdk", version="1.5rc1", requires=needs)
    make_distribution(site.folder, "acme-slow", version="2")

    assert site.statuses() == {"acme-a/ftp": "ok"}


def test_a_requirement_that_cannot_be_read_breaks_the_flavor(site: PluginSite) -> None:
    site.add("acme-a", flavor_source("ftp", requires=("s3fs >",)))

    assert [row.cause for row in site.discover()] == ["'s3fs >' in requires is no PEP 508 requirement"]
