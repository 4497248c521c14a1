from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from image_site import ImageSite, docker_interface, image_site, missing_programs
from pydantic import ValidationError

from zenml.errors import NotFoundError, UsageError, ZenMLError
from zenml_local.container_registry import DefaultContainerRegistry

SHIM = '#!/bin/sh\nexec {podman} "$@"\n'

A_HOST = "must be a host, perhaps with a port and lower-case folders, like localhost:5000/team"


@pytest.fixture(scope="module")
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImageSite]:
    missing = missing_programs()
    if missing:
        pytest.skip(f"not installed: {' '.join(missing)}")
    with image_site(tmp_path_factory.mktemp("images")) as site:
        yield site


@pytest.fixture
def site(running_site: ImageSite, monkeypatch: pytest.MonkeyPatch) -> ImageSite:
    """Let docker and podman see the images of the site, and podman be the only tool."""
    for name, value in running_site.variables.items():
        monkeypatch.setenv(name, value)
    only(monkeypatch, podman=shutil.which("podman"))
    return running_site


@pytest.fixture
def registry(site: ImageSite) -> DefaultContainerRegistry:
    return DefaultContainerRegistry(name="here", uri=site.address)


def only(monkeypatch: pytest.MonkeyPatch, **tools: str | None) -> None:
    """Let these be the only tools on PATH."""
    folder = Path("tools", *tools).absolute()
    folder.mkdir(parents=True)
    for name, executable in tools.items():
        assert executable
        (folder / name).symlink_to(executable)
    monkeypatch.setenv("PATH", str(folder))


def last_error(registry: DefaultContainerRegistry, image: str, kind: type[ZenMLError]) -> ZenMLError:
    with pytest.raises(kind) as caught:
        registry.push_image(image)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("given", "uri"),
    [
        ("localhost:5000", "localhost:5000"),
        ("localhost:5000/", "localhost:5000"),
        (" docker.io/me// ", "docker.io/me"),
        ("gcr.io/my-project/team_a", "gcr.io/my-project/team_a"),
        ("me", "me"),
        ("[::1]:5000", "[::1]:5000"),
        ("127.0.0.1:5000/a/b.c", "127.0.0.1:5000/a/b.c"),
    ],
)
def test_an_address_is_what_stands_in_front_of_names(given: str, uri: str) -> None:
    assert DefaultContainerRegistry(name="here", uri=given).uri == uri


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("https://gcr.io/team", "must not begin with https://, which no image's name does"),
        ("docker://me", "must not begin with docker://, which no image's name does"),
        ("", A_HOST),
        ("/", A_HOST),
        ("gcr.io/my team", A_HOST),
        ("--authfile=/etc/passwd", A_HOST),
        ("-v", A_HOST),
        ("gcr.io/Team", A_HOST),
        ("gcr.io//team", A_HOST),
        ("gcr.io/../team", A_HOST),
        ("gcr.io\n/team", A_HOST),
        ("gcr.io:port", A_HOST),
    ],
)
def test_what_is_no_such_address_is_refused(given: str, problem: str) -> None:
    with pytest.raises(ValidationError) as caught:
        DefaultContainerRegistry(name="here", uri=given)
    assert [(error["loc"], error["msg"]) for error in caught.value.errors()] == [(("uri",), f"Value error, {problem}")]


def test_an_image_gets_the_registry_in_front_of_its_name(site: ImageSite, registry: DefaultContainerRegistry) -> None:
    site.build("trainer:1.0")
    assert registry.push_image("trainer:1.0") == site.digest_of("trainer", "1.0")


def test_without_a_tag_it_is_the_latest(site: ImageSite, registry: DefaultContainerRegistry) -> None:
    site.build("plain")
    assert registry.push_image("plain") == site.digest_of("plain", "latest")


def test_an_image_whose_name_has_the_registry_is_pushed_as_it_is(
    site: ImageSite, registry: DefaultContainerRegistry
) -> None:
    site.build(f"{site.address}/team/named:2")
    assert registry.push_image(f"{site.address}/team/named:2") == site.digest_of("team/named", "2")


def test_the_registry_may_have_folders(site: ImageSite) -> None:
    site.build("trainer:3")
    registry = DefaultContainerRegistry(name="here", uri=f"{site.address}/team/a")
    assert registry.push_image("trainer:3") == site.digest_of("team/a/trainer", "3")


@pytest.fixture
def docker(site: ImageSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the executable of docker, which has podman for an engine."""
    executable = shutil.which("docker", path=site.path)
    if not executable:
        pytest.skip("not installed: docker")
    with docker_interface(site) as host:
        monkeypatch.setenv("DOCKER_HOST", host)
        yield executable


def test_docker_pushes_too(
    site: ImageSite, registry: DefaultContainerRegistry, docker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.build("dockered:1")
    only(monkeypatch, docker=docker)
    assert registry.push_image("dockered:1") == site.digest_of("dockered", "1")
    message = last_error(registry, "nothing:1", NotFoundError).message
    assert message.startswith("there is no image 'nothing:1' on this machine (docker: Error response from daemon: ")


def test_podman_may_call_itself_docker(
    site: ImageSite, registry: DefaultContainerRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.build("shimmed:1")
    only(monkeypatch, docker=shutil.which("podman", path=site.path))
    assert registry.push_image("shimmed:1") == site.digest_of("shimmed", "1")


def test_the_tool_that_has_the_image_pushes_it(
    site: ImageSite, registry: DefaultContainerRegistry, docker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.build("shared:1")
    monkeypatch.setenv("DOCKER_HOST", f"unix://{Path.cwd()}/nowhere.sock")
    only(monkeypatch, docker=docker, podman=shutil.which("podman", path=site.path))
    assert registry.push_image("shared:1") == site.digest_of("shared", "1")
    message = last_error(registry, "nothing:1", NotFoundError).message
    assert message == (
        "there is no image 'nothing:1' on this machine (docker: Cannot connect to the Docker daemon at "
        f"unix://{Path.cwd()}/nowhere.sock. Is the docker daemon running?; "
        "podman: inspecting object: nothing:1: image not known)"
    )


def test_without_a_tool_it_says_which_to_install(
    registry: DefaultContainerRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(Path.cwd()))
    assert str(last_error(registry, "trainer:1", NotFoundError)) == (
        "an image is pushed with docker or podman, and neither is on PATH (install one of them)"
    )


@pytest.mark.parametrize("image", ["", "--all", "-a", "a b", "a;b", "a\n", "$(a)", "a@sha256:0", "é", "../a", "/a"])
def test_what_is_no_name_of_an_image_reaches_no_tool(registry: DefaultContainerRegistry, image: str) -> None:
    assert (
        last_error(registry, image, UsageError).message == f"{image!r} is not the name of an image that can be pushed"
    )


def test_a_name_that_only_the_registry_minds_is_one_line(site: ImageSite, registry: DefaultContainerRegistry) -> None:
    site.build("trainer:1.0")
    name = f"{site.address}/trainer:{'9' * 129}"
    message = last_error(registry, name, NotFoundError).message
    assert message.startswith(f"there is no image {name!r} on this machine (podman: ")


def test_a_registry_that_does_not_answer_is_one_line(site: ImageSite) -> None:
    site.build("trainer:1.0")
    registry = DefaultContainerRegistry(name="gone", uri="localhost:1")
    message = last_error(registry, "trainer:1.0", ZenMLError).message
    assert message.startswith("podman cannot push the image 'localhost:1/trainer:1.0': ")
    assert message.endswith("connection refused")
