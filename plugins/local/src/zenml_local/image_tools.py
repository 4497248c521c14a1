"""Call the command lines that build and push images: docker and podman."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from zenml.errors import NotFoundError, ZenMLError

_NAMES = ("docker", "podman")
_DIGEST = re.compile(r"\bsha256:[0-9a-f]{64}\b")


@dataclass(frozen=True)
class ImageTool:
    """Be one installed command line; no shell comes between, and what a user gave never is an option."""

    name: str
    executable: str

    def complaint_about(self, image: str) -> str | None:
        """Return why this tool cannot push the image, ``None`` if it has it."""
        done = self._run("image", "inspect", "--", image)
        return _complaint(done) if done.returncode else None

    def tag(self, image: str, new_name: str) -> None:
        done = self._run("tag", "--", image, new_name)
        if done.returncode:
            raise self._failure(f"cannot give the image {image!r} the name {new_name!r}", done)

    def push(self, image: str) -> str:
        """Push an image under its own name, and return the digest under which the registry has it."""
        # Podman says the digest nowhere else, and may bear the name of docker.
        writes_digest = "--digestfile" in self._run("push", "--help").stdout
        return self._push_with_digest_file(image) if writes_digest else self._push_with_digest_line(image)

    def _push_with_digest_file(self, image: str) -> str:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "digest")
            done = self._run("push", "--digestfile", str(file), "--", image)
            return self._digest(image, done, said=file.read_text() if file.exists() else "")

    def _push_with_digest_line(self, image: str) -> str:
        done = self._run("push", "--", image)
        return self._digest(image, done, said=done.stdout)

    def _digest(self, image: str, done: subprocess.CompletedProcess[str], *, said: str) -> str:
        if done.returncode:
            raise self._failure(f"cannot push the image {image!r}", done)
        digests = _DIGEST.findall(said)
        if not digests:
            raise ZenMLError(f"{self.name} pushed the image {image!r}, but did not say under which digest")
        digest: str = digests[-1]
        return digest

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.executable, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )

    def _failure(self, problem: str, done: subprocess.CompletedProcess[str]) -> ZenMLError:
        return ZenMLError(f"{self.name} {problem}: {_complaint(done)}")


def tool_that_has(image: str) -> ImageTool:
    """Return the tool in whose storage an image lies; docker is asked first.

    Raises:
        NotFoundError: neither is installed, or none of them has it.
    """
    tools = [ImageTool(name, path) for name in _NAMES if (path := shutil.which(name))]
    complaints = []
    for tool in tools:
        complaint = tool.complaint_about(image)
        if complaint is None:
            return tool
        complaints.append(f"{tool.name}: {complaint}")
    if not tools:
        raise NotFoundError(
            "an image is pushed with docker or podman, and neither is on PATH", hint="install one of them"
        )
    raise NotFoundError(f"there is no image {image!r} on this machine ({'; '.join(complaints)})", hint="build it first")


def _complaint(done: subprocess.CompletedProcess[str]) -> str:
    """Return the last thing that a tool said about its failure."""
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    return lines[-1].removeprefix("Error: ") if lines else f"exit code {done.returncode}"
