"""Define the alerter: what tells people, and asks them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.flavors.public_names import public_names


class BaseAlerter(StackComponent):
    """Post messages and ask questions.

    Example: mails, which cannot ask::

        class MailAlerter(BaseAlerter):
            FLAVOR = "mail"
            to: str = Field(description="Whom to write to")

            def post(self, message, config=None):
                return send_mail(self.to, message)

            def ask(self, question, config=None):
                raise NotPermittedError("the alerter 'mail' cannot wait for an answer")
    """

    TYPE: ClassVar[StackComponentType] = StackComponentType.ALERTER

    @abstractmethod
    def post(self, message: str, config: Mapping[str, object] | None = None) -> bool:
        """Post a message and return whether it arrived."""

    @abstractmethod
    def ask(self, question: str, config: Mapping[str, object] | None = None) -> bool:
        """Ask a question, wait for the answer and return whether it was yes."""


__getattr__ = public_names(StackComponentType.ALERTER, __name__)
