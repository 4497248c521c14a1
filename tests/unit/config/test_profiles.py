from __future__ import annotations

from pathlib import Path

from zenml.config.profiles import Profile


def test_a_profile_without_a_url_shows_its_own_folder(config_path: Path) -> None:
    assert Profile("zenml").url == f"file://{config_path}/profiles/zenml"


def test_a_database_without_a_url_lies_in_its_own_folder(config_path: Path) -> None:
    assert Profile("zenml", store_type="sql").url == f"sqlite:///{config_path}/profiles/zenml/zenml.db"


def test_a_password_is_not_shown() -> None:
    profile = Profile("shared", store_type="sql", store_url="mysql://ada:secret@host/db")

    assert profile.url == "mysql://ada:***@host/db"
    assert profile.address == "mysql://ada:secret@host/db"
    assert "secret" not in repr(profile)


def test_a_url_is_shown_as_the_user_gave_it() -> None:
    assert Profile("git", store_url="/srv/stacks").url == "/srv/stacks"
