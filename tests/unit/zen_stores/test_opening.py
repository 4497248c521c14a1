from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from plugin_site import PluginSite, flavor_source

from zenml.config.profiles import Profile
from zenml.errors import ConfigurationError, NotFoundError, UsageError
from zenml.flavors.registry import refresh
from zenml.zen_stores.opening import local_store_root, open_store, store_type_for

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

    assert failure.value.message == (
        "profile 'test' cannot be opened: stores of the type 'rest' come from the package zenml-server: "
        "pip install zenml-server"
    )


def test_a_type_that_nobody_knows_is_said(site: PluginSite) -> None:
    with pytest.raises(NotFoundError) as failure:
        open_store(Profile("test", store_type="stone"))

    assert failure.value.message == (
        "profile 'test' cannot be opened: stores of the type 'stone' come from no package that is known"
    )
    assert failure.value.hint == "known: local, rest, sql"


def test_a_package_that_lacks_something_is_explained(site: PluginSite) -> None:
    site.add("acme-shelf", PLUGIN.format(requires=("acme-wood>=2",)))

    with pytest.raises(ConfigurationError) as failure:
        open_store(Profile("test", store_type="shelf"))

    assert failure.value.message == (
        "profile 'test' cannot be opened: stores of the type 'shelf' come from acme-shelf 1.0, which is missing-deps: "
        "needs acme-wood>=2, but acme-wood is not installed"
    )


def test_a_local_store_with_another_address_is_explained(config_path: Path) -> None:
    with pytest.raises(ConfigurationError) as failure:
        open_store(Profile("test", store_url="mysql://me:secret@host/db"))

    assert (failure.value.message, failure.value.hint) == (
        "profile 'test' has a local store, but its address mysql://me:***@host/db is no folder",
        f"correct 'store_url' or 'store_type' in {config_path}/config.yaml",
    )


@pytest.mark.parametrize(
    ("url", "store_type", "found"),
    [
        ("", "", "local"),
        ("", "local", "local"),
        ("/srv/stacks", "", "local"),
        ("file:///srv/stacks", "local", "local"),
        ("shelf://a/b", "", "shelf"),
        ("SHELF+fast://a/b", "shelf", "shelf"),
        ("", "shelf", "shelf"),
    ],
)
def test_the_scheme_says_the_type_of_a_store(site: PluginSite, url: str, store_type: str, found: str) -> None:
    site.add("acme-shelf", PLUGIN.format(requires=()))

    assert store_type_for(url, store_type) == found


@pytest.mark.parametrize(
    ("url", "store_type", "refusal"),
    [
        ("http://host", "local", "http://host is no address of a 'local' store (expected a folder or file://…)"),
        ("/srv/stacks", "shelf", "/srv/stacks is no address of a 'shelf' store (expected shelf://…)"),
        (
            "mysql://me:secret@h/db",
            "shelf",
            "mysql://me:***@h/db is no address of a 'shelf' store (expected shelf://…)",
        ),
    ],
)
def test_a_type_and_an_address_that_contradict_each_other_are_refused(
    site: PluginSite, url: str, store_type: str, refusal: str
) -> None:
    site.add("acme-shelf", PLUGIN.format(requires=()))

    with pytest.raises(UsageError) as failure:
        store_type_for(url, store_type)
    assert str(failure.value) == refusal


@pytest.mark.parametrize(
    ("url", "store_type", "refusal"),
    [
        ("https://host", "", "stores at https:// come from the package zenml-server: pip install zenml-server"),
        ("", "rest", "stores of the type 'rest' come from the package zenml-server: pip install zenml-server"),
        ("chalk://board", "", "stores at chalk:// come from no package that is known (known: local, rest, sql)"),
        ("", "sqll", "stores of the type 'sqll' come from no package that is known (did you mean 'sql'?)"),
    ],
)
def test_a_type_without_a_package_says_what_to_install(
    site: PluginSite, url: str, store_type: str, refusal: str
) -> None:
    with pytest.raises(NotFoundError) as failure:
        store_type_for(url, store_type)
    assert str(failure.value) == refusal


def test_an_installed_package_that_brings_no_such_store_is_said(site: PluginSite) -> None:
    site.add("zenml-server", flavor_source("bell", "alerters"))

    with pytest.raises(NotFoundError) as failure:
        store_type_for("https://host")
    assert (failure.value.message, failure.value.hint) == (
        "stores at https:// come from the package zenml-server, but zenml-server 1.0 brings none",
        "pip install --upgrade zenml-server",
    )
