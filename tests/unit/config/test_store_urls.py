from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenml.config.store_urls import is_local, local_folder, masked, resolved, scheme_of
from zenml.errors import UsageError


@pytest.mark.parametrize(
    ("url", "scheme"),
    [
        ("/srv/stacks", ""),
        ("stacks", ""),
        ("./a:b", ""),
        ("file:///srv", "file"),
        ("FILE:///srv", "file"),
        ("sqlite:////srv/a.db", "sqlite"),
        ("mysql+pymysql://host/db", "mysql"),
        ("https://host", "https"),
    ],
)
def test_a_url_has_a_scheme_and_a_path_has_none(url: str, scheme: str) -> None:
    assert scheme_of(url) == scheme
    assert is_local(url) == (scheme in ("", "file"))


def test_a_relative_one_is_resolved_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "my code"
    folder.mkdir()
    monkeypatch.chdir(folder)

    assert resolved("./.zenprofile") == f"{folder}/.zenprofile"
    assert resolved("../shared/") == f"{tmp_path}/shared"
    assert resolved("file://./.zenprofile") == f"file://{tmp_path}/my%20code/.zenprofile"
    assert resolved("file://../shared") == f"file://{tmp_path}/shared"


def test_an_absolute_one_stays_as_it_was_given() -> None:
    for url in ("/srv/my stacks", "/srv/my%20stacks", "file:///srv/my%20stacks", "mysql://me@host/db", "https://host/"):
        assert resolved(url) == url


def test_the_home_folder_may_be_written_short(home: Path) -> None:
    assert resolved("~/stacks") == f"{home}/stacks"
    assert resolved("file://~/stacks") == f"file://{home}/stacks"


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("/srv/my%20stacks", "/srv/my%20stacks"),
        ("file:///srv/my%20stacks", "/srv/my stacks"),
        ("file://localhost/srv", "/srv"),
    ],
)
def test_a_local_one_names_a_folder(url: str, folder: str) -> None:
    assert local_folder(url) == Path(folder)


@pytest.mark.parametrize(
    ("url", "refusal"),
    [
        ("", "'' is no address of a store (write a folder, or a URL like file:///srv/stacks)"),
        ("a\nb", "'a\\nb' is no address of a store (write a folder, or a URL like file:///srv/stacks)"),
        ("file:/srv", "'file:/srv' is no address of a store (write a folder, or a URL like file:///srv/stacks)"),
        (
            "file://host/srv",
            "'file://host/srv' names the machine 'host' (a folder of this one is written file:///folder)",
        ),
        ("~nobody-at-all/x", "'~nobody-at-all/x' names a home folder that is not known (write its path)"),
    ],
)
def test_what_names_no_folder_of_this_machine_is_refused(url: str, refusal: str) -> None:
    with pytest.raises(UsageError) as failure:
        resolved(url)
    assert str(failure.value) == refusal


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("mysql://ada:secret@host/db", "mysql://ada:***@host/db"),
        ("mysql://ada:se/cr?et@host/db?charset=utf8", "mysql://ada:***@host/db?charset=utf8"),
        ("mysql://ada:se@cret@host/db", "mysql://ada:***@host/db"),
        ("mysql://:secret@host/db", "mysql://:***@host/db"),
        ("mysql://ada:secret?@host/db", "mysql://ada:***@host/db"),
        ("mysql://host:3306/db", "mysql://host:3306/db"),
        ("mysql://ada@host:3306/db", "mysql://ada@host:3306/db"),
        ("mysql://host/db?user=ada&password=secret&x=1", "mysql://host/db?user=ada&password=***&x=1"),
        ("postgresql://host/db?sslPassword=secret", "postgresql://host/db?sslPassword=***"),
        ("https://ada:secret@host:8080/x", "https://ada:***@host:8080/x"),
        ("https://host:8080/a@b", "https://host:8080/a@b"),
        ("https://host/?access_token=secret#top", "https://host/?access_token=***#top"),
        ("sqlite:////srv/a:b@c.db", "sqlite:////srv/a:b@c.db"),
        ("/srv/ada:secret@host", "/srv/ada:secret@host"),
        ("file:///srv/ada:b@c", "file:///srv/ada:b@c"),
    ],
)
def test_a_password_is_masked(url: str, shown: str) -> None:
    assert masked(url) == shown


@given(
    user=st.text(string.ascii_letters + string.digits, max_size=5),
    password=st.text(string.ascii_letters + string.punctuation, min_size=1).map(lambda text: f"canary{text}"),
)
def test_no_password_escapes_whatever_is_in_it(user: str, password: str) -> None:
    assert "canary" not in masked(f"mysql+pymysql://{user}:{password}@host/db?charset=utf8")
