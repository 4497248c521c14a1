"""Push images to any registry that this machine's docker or podman can push to."""

from __future__ import annotations

import re
from typing import ClassVar

from pydantic import Field, field_validator

from zenml.container_registries import BaseContainerRegistry
from zenml.errors import UsageError
from zenml_local.image_tools import tool_that_has

_HOST = r"(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::[0-9]{1,5})?"
_FOLDER = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_URI = re.compile(rf"{_HOST}(?:/{_FOLDER})*")
"""Host, port and folders of a reference: https://github.com/distribution/reference."""
_IMAGE = re.compile(r"[A-Za-z0-9\[][A-Za-z0-9._:/\[\]-]*")


class DefaultContainerRegistry(BaseContainerRegistry):
    """Push with the command line ``docker`` or ``podman``, whichever is installed and has the image.

    Whoever uses it is logged in beforehand, with ``docker login`` or ``podman login``.
    """

    FLAVOR: ClassVar[str] = "default"

    uri: str = Field(
        description="Address of the registry as it stands in front of an image's name, without https://: "
        "localhost:5000, docker.io/me"
    )

    @field_validator("uri")
    @classmethod
    def _uri_is_the_beginning_of_a_reference(cls, uri: str) -> str:
        plain = uri.strip().rstrip("/")
        if "://" in plain:
            raise ValueError(f"must not begin with {plain.partition('://')[0]}://, which no image's name does")
        if not _URI.fullmatch(plain):
            raise ValueError("must be a host, perhaps with a port and lower-case folders, like localhost:5000/team")
        return plain

    def push_image(self, image_name: str) -> str:
        """Push a local image, named with or without the registry in front, and return its digest, ``sha256:…``.

        Raises:
            UsageError: it is not the name of an image.
            NotFoundError: neither docker nor podman is installed, or none of them has the image.
            ZenMLError: it could not be pushed; the tool's last line says why.
        """
        if not _IMAGE.fullmatch(image_name):
            problem = f"{image_name!r} is not the name of an image that can be pushed"
            raise UsageError(problem, hint="give a name, perhaps with a tag, like trainer:1.0")
        tool = tool_that_has(image_name)
        target = image_name if image_name.startswith(f"{self.uri}/") else f"{self.uri}/{image_name}"
        if target != image_name:
            tool.tag(image_name, target)
        return tool.push(target)
