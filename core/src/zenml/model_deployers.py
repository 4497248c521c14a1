"""Define the model deployer: what turns a trained model into a server that answers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.flavors.public_names import public_names


@dataclass(frozen=True)
class ModelOrigin:
    """Say what deployed a model; ``None`` means unknown, and any when servers are looked for."""

    pipeline: str | None = None
    run_id: str | None = None
    step: str | None = None


ANYWHERE = ModelOrigin()


@dataclass(frozen=True)
class ModelServer:
    """Describe one server of a model."""

    id: str
    name: str
    is_running: bool
    prediction_url: str | None = None
    origin: ModelOrigin = ANYWHERE
    configuration: Mapping[str, object] = field(default_factory=dict)


class BaseModelDeployer(StackComponent):
    """Serve models.

    Example: the shape of a deployer that asks a company's platform::

        class PlatformModelDeployer(BaseModelDeployer):
            FLAVOR = "platform"
            base_url: str = Field(description="Address of the platform")

            def deploy_model(self, name, configuration, *, origin=ANYWHERE, replace=False, timeout_seconds=300.0):
                answer = ask(self.base_url, "deploy", name, configuration)
                return ModelServer(answer["id"], name, is_running=True, prediction_url=answer["url"], origin=origin)
            ...
    """

    TYPE: ClassVar[StackComponentType] = StackComponentType.MODEL_DEPLOYER

    @abstractmethod
    def deploy_model(
        self,
        name: str,
        configuration: Mapping[str, object],
        *,
        origin: ModelOrigin = ANYWHERE,
        replace: bool = False,
        timeout_seconds: float = 300.0,
    ) -> ModelServer:
        """Start a server, or replace the one of that name, and wait until it answers."""

    @abstractmethod
    def find_model_server(
        self, name: str | None = None, *, origin: ModelOrigin = ANYWHERE, is_running: bool | None = None
    ) -> list[ModelServer]:
        """Return the servers that match, sorted by name."""

    @abstractmethod
    def start_model_server(self, server_id: str, timeout_seconds: float = 300.0) -> None:
        """Start a stopped server and wait until it answers."""

    @abstractmethod
    def stop_model_server(self, server_id: str, timeout_seconds: float = 300.0) -> None:
        """Stop a server; it can be started again."""

    @abstractmethod
    def delete_model_server(self, server_id: str, timeout_seconds: float = 300.0) -> None:
        """Stop a server and forget it."""

    @abstractmethod
    def get_model_server_logs(self, server_id: str, *, follow: bool = False) -> Iterator[str]:
        """Yield the lines that a server logged."""

    @abstractmethod
    def get_model_server_info(self, server_id: str) -> Mapping[str, str]:
        """Return what a user wants to see of a server, such as its prediction URL."""


__getattr__ = public_names(StackComponentType.MODEL_DEPLOYER, __name__)
