"""Define the container registry: where images that steps run in are pushed to."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from pydantic import Field

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.flavors.public_names import public_names


class BaseContainerRegistry(StackComponent):
    """Take images.

    Example: a registry of one company, which wants a ticket before a push::

        class CompanyContainerRegistry(BaseContainerRegistry):
            FLAVOR = "company"

            def prepare_image_push(self, image_name):
                open_ticket(self.uri, image_name)

            def push_image(self, image_name):
                return push_with_docker(f"{self.uri}/{image_name}", *self.credentials)
    """

    TYPE: ClassVar[StackComponentType] = StackComponentType.CONTAINER_REGISTRY

    uri: str = Field(description="Address of the registry, as in front of an image's name")

    @property
    def credentials(self) -> tuple[str, str] | None:
        """Return user name and password, ``None`` when the registry asks for none."""
        return None

    def prepare_image_push(self, image_name: str) -> None:
        """Make ready what a push needs, such as a repository in the registry."""

    @abstractmethod
    def push_image(self, image_name: str) -> str:
        """Push a local image and return its digest, ``sha256:…``."""


__getattr__ = public_names(StackComponentType.CONTAINER_REGISTRY, __name__)
