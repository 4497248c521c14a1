"""Define the secrets manager: where passwords and keys are kept that configuration refers to."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import ClassVar

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.errors import UsageError
from zenml.flavors.public_names import public_names


class BaseSecretsManager(StackComponent):
    """Keep secrets; each is a name with several keys and values.

    Example: the shape of a manager on a company's vault::

        class VaultSecretsManager(BaseSecretsManager):
            FLAVOR = "company-vault"
            url: str = Field(description="Address of the vault")

            def get_secret(self, name):
                answer = read_from_vault(self.url, name)
                if answer is None:
                    raise NotFoundError(f"there is no secret {name!r}")
                return answer
            ...
    """

    TYPE: ClassVar[StackComponentType] = StackComponentType.SECRETS_MANAGER

    @abstractmethod
    def register_secret(self, name: str, values: Mapping[str, str]) -> None:
        """Keep a new secret.

        Raises:
            ConflictError: there is one of that name.
        """

    @abstractmethod
    def get_secret(self, name: str) -> Mapping[str, str]:
        """Return the keys and values of a secret.

        Raises:
            NotFoundError: there is none of that name.
        """

    @abstractmethod
    def get_all_secret_keys(self) -> list[str]:
        """Return the names of all secrets, sorted."""

    @abstractmethod
    def update_secret(self, name: str, values: Mapping[str, str]) -> None:
        """Replace the values of an existing secret.

        Raises:
            NotFoundError: there is none of that name.
        """

    def change_secret(self, name: str, change: Callable[[Mapping[str, str]], Mapping[str, str]]) -> None:
        """Replace the values of an existing secret by what ``change`` makes of them.

        A manager that several processes may use at once keeps the others away meanwhile.

        Raises:
            NotFoundError: there is none of that name.
        """
        self.update_secret(name, change(self.get_secret(name)))

    @abstractmethod
    def delete_secret(self, name: str) -> None:
        """Forget a secret.

        Raises:
            NotFoundError: there is none of that name.
        """

    @abstractmethod
    def delete_all_secrets(self) -> None:
        """Forget every secret."""

    def rotate_key(self) -> None:
        """Encrypt all secrets with a new key, for a manager that keeps one on this machine.

        Raises:
            UsageError: this one does not.
        """
        raise UsageError(
            f"flavor {self.FLAVOR!r} keeps no key of its own", hint="its key is changed where it keeps the secrets"
        )


__getattr__ = public_names(StackComponentType.SECRETS_MANAGER, __name__)
