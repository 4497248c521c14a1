"""Have a real registry on loopback, and a storage of images of one's own to push from."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = ("buildah", "crun", "docker-registry", "podman")
_LISTENING = "listening on "
_PATIENCE_SECONDS = 20
_MANIFEST = "application/vnd.oci.image.manifest.v1+json"


@dataclass(frozen=True)
class ImageSite:
    """Know the registry's address, and the variables that make podman and buildah use this storage alone."""

    folder: Path
    address: str
    path: str
    """Where its programs are found, whatever a test makes of ``PATH``."""

    @property
    def variables(self) -> Mapping[str, str]:
        return {
            "CONTAINERS_STORAGE_CONF": str(self.folder / "storage.conf"),
            "CONTAINERS_REGISTRIES_CONF": str(self.folder / "registries.conf"),
        }

    @property
    def environment(self) -> Mapping[str, str]:
        return {**os.environ, **self.variables, "PATH": self.path}

    def build(self, name: str) -> None:
        """Build an image that holds one file and was made from nothing."""
        context = self.folder / "context"
        context.mkdir(exist_ok=True)
        (context / "name.txt").write_text(name)
        (context / "Containerfile").write_text("FROM scratch\nCOPY name.txt /name.txt\n")
        line = ["buildah", "bud", "--isolation", "chroot", "--tag", name, str(context)]
        subprocess.run(line, env=self.environment, check=True, capture_output=True)

    def digest_of(self, image: str, tag: str) -> str:
        """Ask the registry which digest an image has there."""
        url = f"http://{self.address}/v2/{image}/manifests/{tag}"
        request = urllib.request.Request(url, headers={"Accept": _MANIFEST}, method="HEAD")
        with urllib.request.urlopen(request) as answer:
            digest: str = answer.headers["Docker-Content-Digest"]
            return digest


def missing_programs() -> list[str]:
    return [program for program in PROGRAMS if not shutil.which(program)]


@contextmanager
def image_site(folder: Path) -> Iterator[ImageSite]:
    """Run a registry for a while, on a port that it chose itself."""
    configuration = folder / "registry.yml"
    configuration.write_text(
        "version: 0.1\n"
        "log: {accesslog: {disabled: true}}\n"
        f"storage: {{filesystem: {{rootdirectory: {folder / 'registry'}}}}}\n"
        "http: {addr: '127.0.0.1:0'}\n"
    )
    with _started("docker-registry", "serve", str(configuration), stderr=subprocess.PIPE) as registry:
        site = ImageSite(folder, _address_of(registry), os.environ["PATH"])
        _configure(site)
        yield site


@contextmanager
def docker_interface(site: ImageSite) -> Iterator[str]:
    """Serve the images of the site as dockerd would; return what ``DOCKER_HOST`` should be."""
    path = site.folder / "docker.sock"
    service = ("podman", "system", "service", "--time", "0", f"unix://{path}")
    with _started(*service, env=site.environment, stderr=subprocess.DEVNULL) as process:
        _wait_for_answer(path, process)
        yield f"unix://{path}"


@contextmanager
def _started(*command: str, stderr: int, env: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """Run a server as the leader of its own process group, which is stopped as a whole."""
    with subprocess.Popen(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def _address_of(registry: subprocess.Popen[str]) -> str:
    """Wait until the registry says where it listens."""
    assert registry.stderr
    said = []
    for line in registry.stderr:
        said.append(line)
        if _LISTENING in line:
            return line.partition(_LISTENING)[2].partition('"')[0]
    raise AssertionError("".join(said))


def _configure(site: ImageSite) -> None:
    (site.folder / "storage.conf").write_text(
        f'[storage]\ndriver = "vfs"\ngraphroot = "{site.folder / "images"}"\nrunroot = "{site.folder / "run"}"\n'
    )
    (site.folder / "registries.conf").write_text(f'[[registry]]\nlocation = "{site.address}"\ninsecure = true\n')


def _wait_for_answer(path: Path, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket(socket.AF_UNIX) as client:
            if client.connect_ex(str(path)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(f"nobody answers at {path}")
