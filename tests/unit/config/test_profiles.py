from __future__ import annotations

from pathlib import Path

from zenml.config.profiles import Profile


def test_a_profile_without_a_url_shows_its_own_folder(config_path: Path) -> None:
    assert Profile("zenml").url == f"file://{config_path}/profiles/zenml"


def test_a_url_is_shown_as_the_user_gave_it() -> None:
    assert Profile("git", store_url="/srv/stacks").url == "/srv/stacks"
