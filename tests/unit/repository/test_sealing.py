"""Components with literal secrets: whatever happens, each stored configuration finds the secrets that belong to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from acme_package import install_acme
from forks import start
from sudden_death import deaths

from zenml.enums import StackComponentType
from zenml.errors import ChangedMeanwhileError, ConflictError, ZenMLError
from zenml.flavors.registry import refresh
from zenml.repository.changing import delete_component
from zenml.repository.context import Context, open_context
from zenml.repository.copying import copy_component
from zenml.repository.live import live_component
from zenml.repository.profiles import create_profile
from zenml.repository.registering import register_component
from zenml.repository.sealing import ComponentChange, sealed
from zenml.repository.updating import remove_attributes, update_component
from zenml.stack.assembly import record_of
from zenml.stack.vault import open_vault

ALERTER = StackComponentType.ALERTER


@pytest.fixture(autouse=True)
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(install_acme(tmp_path / "site", monkeypatch)))
    refresh()
    yield
    refresh()


def register(context: Context) -> None:
    register_component(context, ALERTER, "pager", "night", {"number": "112", "token": "FIRST", "retries": "1"})


def read(context: Context) -> tuple[str, int] | None:
    """Return what goes together: the token and the retries."""
    if context.store.get_component(ALERTER, "night") is None:
        return None
    pager: Any = live_component(context, ALERTER, "night")
    return (pager.token.get_secret_value() if pager.token else "", pager.retries)


def test_secret_and_settings_change_together_whenever_the_process_dies(config_path: Path, tmp_path: Path) -> None:
    context = open_context()
    register(context)
    change = lambda: update_component(context, ALERTER, "night", {"token": "SECOND", "retries": "2"})  # noqa: E731
    found = set(left_behind(change, config_path, tmp_path))
    assert found == {("FIRST", 1), ("SECOND", 2)}


def test_a_secret_alone_changes_whole_whenever_the_process_dies(config_path: Path, tmp_path: Path) -> None:
    context = open_context()
    register(context)
    found = set(
        left_behind(lambda: update_component(context, ALERTER, "night", {"token": "SECOND"}), config_path, tmp_path)
    )
    assert found == {("FIRST", 1), ("SECOND", 1)}


def test_a_component_comes_with_its_secret_whenever_the_process_dies(config_path: Path, tmp_path: Path) -> None:
    context = open_context()
    assert set(left_behind(lambda: register(context), config_path, tmp_path)) == {None, ("FIRST", 1)}


def test_what_a_dead_process_left_does_not_come_to_life_later(config_path: Path, tmp_path: Path) -> None:
    context = open_context()
    register(context)
    change = lambda: update_component(context, ALERTER, "night", {"token": "SECOND", "retries": "2"})  # noqa: E731
    for _ in left_behind(change, config_path, tmp_path):
        token, retries = read(context) or ("", 0)
        update_component(context, ALERTER, "night", {"is_loud": "yes"})
        update_component(context, ALERTER, "night", {"retries": "2"})
        assert read(context) == (token, 2), retries


def test_who_changes_a_secret_finds_it_whatever_others_change_meanwhile() -> None:
    register(open_context())
    others = [start(update_often, {"is_loud": value}) for value in ("yes", "no")]
    for number in range(30):
        update_component(open_context(), ALERTER, "night", {"token": f"SECRET {number}", "retries": str(number)})
        assert read(open_context()) == (f"SECRET {number}", number)
    for other in others:
        other.terminate()
        other.join()


def test_of_those_who_give_the_first_secret_at_once_none_is_refused() -> None:
    register_component(open_context(), ALERTER, "pager", "night", {"number": "112"})
    racing = [start(update_component, open_context(), ALERTER, "night", {"token": f"SECRET {n}"}) for n in range(6)]
    for each in racing:
        each.join()
    assert [each.exitcode for each in racing] == [0] * 6
    token, _ = read(open_context()) or ("", 0)
    assert token in {f"SECRET {n}" for n in range(6)}
    assert len(open_vault().get_all_secret_keys()) == 1


def test_a_secret_that_was_given_meanwhile_is_not_taken_for_an_old_one() -> None:
    context = open_context()
    register(context)
    stale = context.store.get_component(ALERTER, "night")
    update_component(context, ALERTER, "night", {"token": "SECOND", "retries": "2"})
    after = record_of(live_component(context, ALERTER, "night"))
    with pytest.raises(ChangedMeanwhileError), sealed(context, [ComponentChange(after, stale)]):
        pytest.fail("nothing may be written")
    assert read(context) == ("SECOND", 2)


def update_often(parameters: dict[str, str]) -> None:
    for _ in range(1000):
        update_component(open_context(), ALERTER, "night", parameters)


def test_a_refused_change_leaves_no_secret() -> None:
    context = open_context()
    register(context)
    before = open_vault().get_all_secret_keys()
    with pytest.raises(ConflictError):
        register(context)
    assert open_vault().get_all_secret_keys() == before
    assert read(context) == ("FIRST", 1)


def test_what_nobody_refers_to_any_more_leaves_the_vault() -> None:
    context = open_context()
    register(context)
    remove_attributes(context, ALERTER, "night", ["token"])
    assert open_vault().get_all_secret_keys() == []

    update_component(context, ALERTER, "night", {"token": "AGAIN"})
    update_component(context, ALERTER, "night", {"token": "{{pager.token}}"})
    assert open_vault().get_all_secret_keys() == []

    update_component(context, ALERTER, "night", {"token": "AGAIN"})
    copy_component(context, context, ALERTER, "night", "day")
    delete_component(context, ALERTER, "night")
    assert len(open_vault().get_all_secret_keys()) == 1


def test_a_clone_of_the_store_on_the_same_machine_keeps_its_secrets(tmp_path: Path) -> None:
    open_context()
    create_profile("one", url=str(tmp_path / "one"))
    one = open_context(profile="one")
    register(one)
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    create_profile("two", url=str(tmp_path / "two"))
    two = open_context(profile="two")

    delete_component(one, ALERTER, "night")
    assert read(two) == ("FIRST", 1)

    delete_component(open_context(profile="two"), ALERTER, "night")
    assert open_vault().get_all_secret_keys() == []


def test_a_literal_that_stands_in_a_hand_edited_file_is_sealed_by_the_next_change(config_path: Path) -> None:
    context = open_context()
    register_component(context, ALERTER, "pager", "night", {"number": "112"})
    file = config_path / "profiles" / "default" / "alerters" / "night.yaml"
    file.write_text(file.read_text() + "  token: FIRST\n")
    assert read(context) == ("FIRST", 2)

    update_component(context, ALERTER, "night", {"retries": "1"})

    assert "FIRST" not in file.read_text()
    assert read(context) == ("FIRST", 1)


def left_behind(action: Callable[[], object], config_path: Path, tmp_path: Path) -> Any:
    """Yield what is read after each moment at which a process that does ``action`` may die, and after it did it."""
    shutil.copytree(config_path, tmp_path / "before")

    def restore() -> None:
        shutil.rmtree(config_path)
        shutil.copytree(tmp_path / "before", config_path)

    for _ in deaths(action):
        yield read(open_context())
        restore()
    yield read(open_context())


def test_a_vault_that_cannot_be_written_changes_nothing(config_path: Path) -> None:
    context = open_context()
    for file in config_path.rglob("secrets.enc"):
        file.unlink()
    register(context)
    (vault,) = config_path.rglob("secrets.enc")
    vault.write_bytes(b"damaged")
    before = context.store.list_components()
    with pytest.raises(ZenMLError):
        update_component(context, ALERTER, "night", {"token": "SECOND"})
    assert context.store.list_components() == before
