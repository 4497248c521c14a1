from __future__ import annotations

import pytest
from plugin_site import PluginSite, broken_row, flavor_source

from zenml.enums import FlavorStatus


@pytest.mark.parametrize(
    ("body", "hook", "cause"),
    [
        ("return 5", "alerters", "zenml_alerters returned a int instead of several Flavors"),
        ("return 'irc'", "alerters", "zenml_alerters returned a str instead of several Flavors"),
        ("return ['irc']", "alerters", "zenml_alerters returned a str among its Flavors"),
        ("return [Flavor('irc', 'acme:Irc', '')]", "stores", "zenml_stores returned a Flavor among its StoreDrivers"),
        ("raise ValueError('no')", "alerters", "zenml_alerters: ValueError: no (plugin.py, line 4)"),
        ("import sys; sys.exit()", "alerters", "zenml_alerters: called sys.exit() (plugin.py, line 4)"),
        (
            "yield Flavor('irc', 'acme:Irc', ''); yield 1 / 0",
            "alerters",
            "zenml_alerters: ZeroDivisionError: division by zero (plugin.py, line 4)",
        ),
        (
            "return [Flavor('IRC', 'acme:Irc', '')]",
            "alerters",
            "zenml_alerters: ValueError: flavor name 'IRC' must match [a-z][a-z0-9_-]* (plugin.py, line 4)",
        ),
    ],
)
def test_a_hook_that_answers_wrongly_is_a_row_of_its_kind(site: PluginSite, body: str, hook: str, cause: str) -> None:
    site.add("acme-a", f"from zenml.flavors import Flavor, hookimpl\n@hookimpl\ndef zenml_{hook}():\n    {body}\n")

    [row] = site.discover()

    assert (row.kind, row.status, row.cause) == (hook.rstrip("s"), FlavorStatus.BROKEN, cause)


def test_what_one_hook_answers_wrongly_does_not_touch_the_others(site: PluginSite) -> None:
    good = flavor_source("ftp")
    site.add("acme-a", good + "@hookimpl\ndef zenml_alerters():\n    return [Flavor('irc', 'acme:Irc', ''), 7]\n")

    assert site.statuses() == {"acme-a/acme": "broken", "acme-a/irc": "ok", "acme-a/ftp": "ok"}


def test_a_hook_that_returns_nothing_brings_nothing(site: PluginSite) -> None:
    site.add("acme-a", "from zenml.flavors import hookimpl\n@hookimpl\ndef zenml_alerters():\n    pass\n")

    assert site.discover() == []


def test_a_plugin_without_a_hook_is_a_row(site: PluginSite) -> None:
    site.add("acme-a", "def zenml_alerters():\n    return []\n")

    assert site.discover() == [broken_row("implements no hook: is the decorator @hookimpl missing?")]


def test_a_hook_with_arguments_that_the_specification_has_not_is_refused(site: PluginSite) -> None:
    site.add("acme-a", "from zenml.flavors import hookimpl\n@hookimpl\ndef zenml_alerters(stack):\n    return []\n")

    [cause] = [row.cause for row in site.discover()]

    assert cause.startswith("PluginValidationError: Plugin 'acme_a.plugin' for hook 'zenml_alerters'")
    assert "{'stack'}" in cause


def test_a_misspelled_hook_is_named_and_does_not_touch_the_others(site: PluginSite) -> None:
    site.add("acme-a", flavor_source("ftp") + "@hookimpl\ndef zenml_alerter():\n    return []\n")

    assert site.discover()[1] == broken_row(
        "implements the unknown hook 'zenml_alerter' (did you mean 'zenml_alerters'?)"
    )
    assert site.statuses() == {"acme-a/ftp": "ok", "acme-a/acme": "broken"}
