from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from damaged_files import UNREADABLE, Untouched

from zenml.config.changing import change_global_configuration, configuration_lock, write_global_configuration
from zenml.config.global_config import GlobalConfiguration, load_global_configuration
from zenml.config.profiles import Profile
from zenml.errors import ConfigurationError, NotFoundError, ZenMLError

TWO_PROFILES = GlobalConfiguration(
    profiles=(
        Profile("zenml", store_url="/srv/zenml", active_stack="prod", active_user="ada"),
        Profile("default"),
    ),
    active_profile="zenml",
)
ON_DISK = """\
version: 1
active_profile: zenml
profiles:
  zenml:
    store_url: /srv/zenml
    active_stack: prod
    active_user: ada
  default:
    active_stack: default
    active_user: default
"""
VALID = b"version: 1\nactive_profile: default\nprofiles: {default: {}}\n"


@pytest.fixture
def file(config_path: Path) -> Path:
    config_path.mkdir()
    return config_path / "config.yaml"


def write(configuration: GlobalConfiguration) -> None:
    with configuration_lock():
        write_global_configuration(configuration)


def test_a_machine_that_was_never_used_has_no_configuration(config_path: Path) -> None:
    assert load_global_configuration() is None
    assert not config_path.exists()


def test_what_is_written_is_read_again_in_order_of_creation(config_path: Path) -> None:
    write(TWO_PROFILES)

    assert load_global_configuration() == TWO_PROFILES
    assert (config_path / "config.yaml").read_text() == ON_DISK


def test_files_are_the_users_alone(config_path: Path) -> None:
    old = os.umask(0)
    try:
        write(TWO_PROFILES)
    finally:
        os.umask(old)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [config_path, *config_path.rglob("*")]}
    assert modes == {"zenml": 0o700, "config.yaml": 0o600, "locks": 0o700, "configuration.lock": 0o600}


def test_what_another_version_wrote_into_the_file_stays(file: Path) -> None:
    file.write_text(
        "version: 1\nactive_profile: default\nnews: [1, 2]\nprofiles:\n  default: {active_stack: a, color: red}\n"
    )

    change_global_configuration(lambda present: replace(present, active_profile="zenml"))

    assert file.read_text() == (
        "version: 1\nactive_profile: zenml\nnews:\n- 1\n- 2\nprofiles:\n"
        "  default:\n    active_stack: a\n    color: red\n    active_user: default\n"
    )


def test_a_profile_says_only_what_differs(file: Path) -> None:
    file.write_bytes(VALID)

    assert load_global_configuration() == GlobalConfiguration((Profile("default"),), "default")


def test_a_profile_may_have_no_active_stack(file: Path) -> None:
    file.write_text("version: 1\nactive_profile: default\nprofiles: {default: {active_stack: null}}\n")

    assert load_global_configuration() == GlobalConfiguration((Profile("default", active_stack=None),), "default")


def test_a_byte_order_mark_is_no_damage(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + VALID)

    assert load_global_configuration() == GlobalConfiguration((Profile("default"),), "default")


def test_the_usual_store_is_not_written_out(file: Path) -> None:
    file.write_text("version: 1\nactive_profile: a\nprofiles:\n  a: {store_type: local, store_url: ''}\n")

    change_global_configuration(lambda present: replace(present, active_profile="default"))

    assert file.read_text() == (
        "version: 1\nactive_profile: default\nprofiles:\n  a:\n    active_stack: default\n    active_user: default\n"
    )


def test_a_store_of_another_type_is_read_again(config_path: Path) -> None:
    known = GlobalConfiguration((Profile("a", store_type="sql", store_url="sqlite:////srv/a.db"),), "a")
    write(known)

    assert load_global_configuration() == known


def test_a_date_may_be_the_name_of_a_stack(file: Path) -> None:
    file.write_text("version: 1\nactive_profile: a\nprofiles:\n  a: {active_stack: 2020-01-01}\n")

    assert load_global_configuration() == GlobalConfiguration((Profile("a", active_stack="2020-01-01"),), "a")


def test_a_linked_file_is_changed_where_it_lies(file: Path, home: Path) -> None:
    (home / "dotfiles").mkdir()
    target = home / "dotfiles" / "zenml.yaml"
    target.write_bytes(VALID)
    (home / "dotfiles" / ".zenml.yaml.99-abcdef01.zenml-tmp").touch()
    file.symlink_to("../dotfiles/zenml.yaml")

    change_global_configuration(lambda present: replace(present, active_profile="x"))

    assert os.readlink(file) == "../dotfiles/zenml.yaml"
    assert target.read_text().splitlines()[:2] == ["version: 1", "active_profile: x"]
    assert [path.name for path in (home / "dotfiles").iterdir()] == ["zenml.yaml"]


def test_a_link_to_nothing_is_not_taken_for_first_use(file: Path, home: Path) -> None:
    file.symlink_to(home / "gone.yaml")

    with pytest.raises(ConfigurationError) as failure:
        load_global_configuration()
    assert failure.value.message == f"{file} is a link to {home}/gone.yaml, which is not there"
    assert failure.value.hint == "restore that file; or remove the link, to begin anew"


def test_nothing_is_written_when_nothing_changes(file: Path) -> None:
    file.write_bytes(VALID)

    change_global_configuration(lambda present: present)

    assert file.read_bytes() == VALID


@pytest.mark.parametrize(("data", "sentence"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_damaged_file_is_named_and_left_as_it_is(file: Path, data: bytes, sentence: str) -> None:
    file.write_bytes(data)

    with Untouched(file, sentence):
        load_global_configuration()
    with Untouched(file, sentence):
        change_global_configuration(lambda present: replace(present, active_profile="x"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("active_profile: a\n", ", line 1: 'version' is missing, expected a whole number"),
        ("\nversion: one\n", ", line 2: 'version' is 'one', expected a whole number"),
        ("version: true\n", ", line 1: 'version' is True, expected a whole number"),
        ("version: 0\n", ", line 1: the global configuration has format version 0, expected at least 1"),
        ("version: 1\nprofiles: {}\n", ", line 1: 'active_profile' is missing, expected a text"),
        ("version: 1\nactive_profile: 5\n", ", line 2: 'active_profile' is 5, expected a text"),
        (
            "version: 1\nactive_profile: a\nprofiles: [a]\n",
            ", line 3: 'profiles' is ['a'], expected a mapping of names",
        ),
        (
            "version: 1\nactive_profile: a\nprofiles:\n  1: {}\n",
            ", line 3: 'profiles' has the name 1, expected a text",
        ),
        (
            "version: 1\nactive_profile: a\nprofiles:\n  a: local\n",
            ", line 4: 'profiles.a' is 'local', expected a mapping of names",
        ),
        (
            "version: 1\nactive_profile: a\nprofiles:\n  a:\n    active_stack: 2020\n",
            ", line 5: 'profiles.a.active_stack' is 2020, expected a text",
        ),
        (
            "version: 1\nactive_profile: a\nprofiles:\n  ../../x: {}\n",
            ", line 4: '../../x' is not a valid profile name",
        ),
    ],
)
def test_a_value_of_the_wrong_type_is_named_with_its_line(file: Path, text: str, sentence: str) -> None:
    file.write_text(text)

    with Untouched(file, sentence):
        load_global_configuration()


def test_a_newer_format_is_refused_naming_both(file: Path) -> None:
    file.write_text("version: 7\nprofiles: whatever it will be\n")

    sentence = ", line 1: the global configuration has format version 7, this zenml-core knows up to 1"
    with Untouched(file, sentence):
        load_global_configuration()
    with pytest.raises(ConfigurationError) as refusal:
        load_global_configuration()
    assert refusal.value.hint == "install a newer zenml-core; the file was left as it is"


def test_a_file_that_is_gone_is_not_made_anew_by_a_change(config_path: Path) -> None:
    with pytest.raises(NotFoundError) as failure:
        change_global_configuration(lambda present: replace(present, active_profile="x"))

    assert failure.value.message == f"{config_path}/config.yaml is gone"
    assert not (config_path / "config.yaml").exists()


def test_what_a_killed_writer_left_is_removed_by_the_next(config_path: Path) -> None:
    write(TWO_PROFILES)
    (config_path / ".config.yaml.99-abcdef01.zenml-tmp").write_text("half a fi")

    write(replace(TWO_PROFILES, active_profile="default"))

    assert sorted(path.name for path in config_path.iterdir()) == ["config.yaml", "locks"]


def test_a_folder_that_cannot_be_made_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "file").touch()
    monkeypatch.setenv("ZENML_CONFIG_PATH", str(home / "file" / "zenml"))

    with pytest.raises(ZenMLError) as failure:
        write(TWO_PROFILES)
    assert failure.value.message == f"cannot write {home}/file/zenml/locks: Not a directory"
    assert failure.value.hint == "nothing was changed"
