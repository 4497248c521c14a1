from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from plugin_site import PluginSite

from zenml.config.profiles import Profile
from zenml.errors import ConfigurationError, NotFoundError
from zenml.flavors.registry import refresh
from zenml.zen_stores.opening import local_store_root, open_store

PLUGIN = """\
from zenml.flavors import StoreDriver, hookimpl
@hookimpl
def zenml_stores():
    return [StoreDriver("shelf", ("shelf",), "acme_shelf.store:open_shelf", requires={requires!r})]
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PluginSite]:
    site = PluginSite(tmp_path / "site")
    monkeypatch.syspath_prepend(str(site.folder))
    refresh()
    yield site
    refresh()
    for name in [name for name in sys.modules if name.startswith("acme")]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("url", "folder"),
    [("/srv/my%20stacks", "/srv/my%20stacks"), ("file:///srv/my%20stacks", "/srv/my stacks")],
)
def test_a_local_store_lies_where_its_url_says(url: str, folder: str) -> None:
    assert local_store_root(Profile("test", store_url=url)) == Path(folder)


def test_a_profile_without_a_url_has_its_store_in_its_own_folder(config_path: Path) -> None:
    assert local_store_root(Profile("test")) == config_path / "profiles" / "test"


def test_a_store_of_another_type_is_opened_by_the_package_that_brings_it(site: PluginSite) -> None:
    site.add("acme-shelf", PLUGIN.format(requires=()))
    (site.folder / "acme_shelf" / "store.py").write_text("def open_shelf(url):\n    return ['opened', url]\n")

    opened: object = open_store(Profile("test", store_type="shelf", store_url="shelf://a/b"))

    assert opened == ["opened", "shelf://a/b"]


def test_a_missing_package_is_named(site: PluginSite, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFoundError) as failure:
        open_store(Profile("test", store_type="rest", store_url="http://127.0.0.1:1"))

    assert failure.value.message == "profile 'test' keeps its store in 'rest', which no installed package can open"
    assert failure.value.hint == "pip install zenml-server"


def test_a_type_that_nobody_knows_is_said(site: PluginSite) -> None:
    with pytest.raises(NotFoundError) as failure:
        open_store(Profile("test", store_type="stone"))

    assert failure.value.message == "profile 'test' keeps its store in 'stone', which no installed package can open"
    assert failure.value.hint == "install the package that brings it"


def test_a_package_that_lacks_something_is_explained(site: PluginSite) -> None:
    site.add("acme-shelf", PLUGIN.format(requires=("acme-wood>=2",)))

    with pytest.raises(ConfigurationError) as failure:
        open_store(Profile("test", store_type="shelf"))

    assert failure.value.message == (
        "profile 'test' keeps its store in 'shelf', and acme-shelf 1.0 is missing-deps: "
        "needs acme-wood>=2, but acme-wood is not installed"
    )
