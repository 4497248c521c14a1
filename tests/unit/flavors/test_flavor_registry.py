from __future__ import annotations

import logging
import sys
import threading

import pytest
from plugin_site import PluginSite, flavor_source, make_distribution

from zenml.enums import StackComponentType
from zenml.errors import ConflictError
from zenml.flavors import registry
from zenml.flavors.moments import fire

ALERTER = StackComponentType.ALERTER


def irc(package: str, class_name: str = "IrcAlerter") -> str:
    return flavor_source("irc", hook="alerters", implementation=f"{package}.alerter:{class_name}")


def add_class(site: PluginSite, package: str) -> None:
    source = "class IrcAlerter: pass\n"
    make_distribution(site.folder, f"{package}-classes", modules={f"{package}/alerter.py": source})


def test_a_flavor_is_found(site: PluginSite) -> None:
    site.add("acme-a", irc("acme_a"))

    assert registry.find_flavor(ALERTER, "irc").implementation == "acme_a.alerter:IrcAlerter"


def test_the_catalogue_is_looked_up_once_until_it_is_refreshed(site: PluginSite) -> None:
    before = registry.catalogue()
    site.add("acme-a", irc("acme_a"))

    assert registry.catalogue() is before
    registry.refresh()
    assert [row.name for row in registry.catalogue().package("acme-a")] == ["irc"]


def test_threads_that_ask_at_once_get_one_answer(site: PluginSite) -> None:
    site.add("acme-a", irc("acme_a"))
    answers: list[object] = []
    threads = [threading.Thread(target=lambda: answers.append(registry.catalogue())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 8
    assert len(set(map(id, answers))) == 1


def test_a_class_is_found_by_its_name(site: PluginSite) -> None:
    site.add("acme-a", irc("acme_a"))
    add_class(site, "acme_a")

    found = registry.public_class(ALERTER, "IrcAlerter")

    assert isinstance(found, type)
    assert (found.__module__, found.__name__) == ("acme_a.alerter", "IrcAlerter")


@pytest.mark.parametrize("name", ["IrcOther", "irc_alerter", "_IrcAlerter", "__path__", "Irc_Alerter"])
def test_any_other_name_is_an_attribute_error(site: PluginSite, name: str) -> None:
    site.add("acme-a", irc("acme_a"))

    with pytest.raises(AttributeError, match=f"^module 'zenml.alerters' has no attribute '{name}'$"):
        registry.public_class(ALERTER, name)


def test_what_is_no_class_name_is_missed_without_looking_at_packages(
    site: PluginSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(registry, "catalogue")

    with pytest.raises(AttributeError):
        registry.public_class(ALERTER, "__wrapped__")


def test_a_class_name_of_two_packages_is_refused_naming_both(site: PluginSite) -> None:
    site.add("acme-a", irc("acme_a"))
    site.add("acme-b", irc("acme_b"))

    with pytest.raises(ConflictError) as refusal:
        registry.public_class(ALERTER, "IrcAlerter")

    addresses = "acme_a.alerter:IrcAlerter, acme_b.alerter:IrcAlerter"
    assert refusal.value.message == f"class 'IrcAlerter' of zenml.alerters is in several packages: {addresses}"
    assert refusal.value.hint == "import it from acme_a.alerter or acme_b.alerter"


def test_a_plugin_that_asks_for_flavors_while_it_is_imported_is_broken(site: PluginSite) -> None:
    site.add("acme-a", "from zenml.flavors.registry import catalogue\ncatalogue()\n")
    site.add("acme-b", irc("acme_b"))

    [row] = registry.catalogue().package("acme-a")

    assert row.cause.startswith("ConfigurationError: a plugin asked for installed flavors while it was itself")
    assert registry.find_flavor(ALERTER, "irc").distribution == "acme-b"


def test_a_command_of_the_core_wins_over_that_of_a_package(site: PluginSite) -> None:
    source = "from zenml.flavors import Command, hookimpl\n@hookimpl\ndef zenml_commands():\n"
    site.add(
        "acme-a", source + "    return [Command('stack', 'Mine.', 'acme:a'), Command('acme', 'Mine.', 'acme:b')]\n"
    )

    rows = {row.name: row for row in registry.commands(core={"stack"}) if row.distribution == "acme-a"}

    assert rows["acme"].status.value == "ok"
    assert (rows["stack"].status.value, rows["stack"].cause) == ("conflict", "zenml has a command 'stack' of its own")


OBSERVER = """
from zenml.flavors import hookimpl
seen = []
@hookimpl
def zenml_run_started(run):
    seen.append(run)
@hookimpl
def zenml_step_finished(step):
    seen.append(step)
"""


def test_a_moment_reaches_each_implementation_with_the_arguments_that_it_wants(site: PluginSite) -> None:
    module = site.add("acme-a", OBSERVER)

    fire("zenml_run_started", run="run 1")
    fire("zenml_step_started", run="run 1", step="step 1")
    fire("zenml_step_finished", run="run 1", step="step 1")

    assert __import__(module, fromlist=["seen"]).seen == ["run 1", "step 1"]


@pytest.mark.parametrize("failure", ["ValueError", "SystemExit"])
def test_a_failing_implementation_is_logged_and_keeps_nobody_from_hearing(
    site: PluginSite, failure: str, caplog: pytest.LogCaptureFixture
) -> None:
    site.add("acme-a", OBSERVER.replace("seen.append(run)", f"raise {failure}('no')"))
    module = site.add("acme-b", OBSERVER)

    with caplog.at_level(logging.INFO, "zenml.flavors"):
        fire("zenml_run_started", run="run 1")

    assert caplog.messages == [f"zenml_run_started of acme-a 1.0 raised {failure}: no"]
    assert __import__(module, fromlist=["seen"]).seen == ["run 1"]


def test_ctrl_c_passes_through_a_moment(site: PluginSite) -> None:
    site.add("acme-a", OBSERVER.replace("seen.append(run)", "raise KeyboardInterrupt"))

    with pytest.raises(KeyboardInterrupt):
        fire("zenml_run_started", run="run 1")


def test_commands_are_remembered_without_importing_what_was_never_asked(site: PluginSite) -> None:
    source = "from zenml.flavors import Command, hookimpl\n@hookimpl\ndef zenml_commands():\n"
    module = site.add("acme-a", source + "    return [Command('acme', 'Mine.', 'acme:b')]\n")

    assert "acme" not in {row.name for row in registry.remembered_commands()}
    assert module not in sys.modules

    registry.catalogue()
    registry.refresh()

    assert "acme" in {row.name for row in registry.remembered_commands()}
