"""Define what every profile's store can do, wherever it keeps things."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from zenml.enums import StackComponentType
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord


class ZenStore(ABC):
    """Remember the components, stacks and flavors of one profile.

    Each change is made whole or not at all, also when the process or the machine dies in it. Many
    processes may change a store at once. Lists are in alphabetical order, by type and then by name.

    Changes raise:

    * NotFoundError: nothing bears the name, or a stack names a component that is not there;
    * ConflictError: the name is taken, or what should go is in use, by the stacks that are named. A name is also taken
      by one that differs from it only in capitals, or in dots and spaces at its end: some file systems and databases
      would not tell the two apart;
    * ConfigurationError: the name of something new is not legal.

    Every method raises StoreUnreachableError when the store does not answer, and ConfigurationError when
    what it holds cannot be understood.
    """

    @property
    @abstractmethod
    def url(self) -> str:
        """Return the address of this store."""

    @abstractmethod
    def list_stacks(self) -> list[StackRecord]:
        """Return all stacks."""

    @abstractmethod
    def get_stack(self, name: str) -> StackRecord | None:
        """Return one stack."""

    @abstractmethod
    def create_stack(self, stack: StackRecord, new_components: Sequence[ComponentRecord] = ()) -> None:
        """Add a stack, and in the same change those of its components that are new."""

    @abstractmethod
    def update_stack(
        self,
        stack: StackRecord,
        new_components: Sequence[ComponentRecord] = (),
        *,
        expected: StackRecord | None = None,
    ) -> None:
        """Replace the stack of the same name, and add those of its components that are new.

        Raises:
            ChangedMeanwhileError: it is not as ``expected`` any more.
        """

    @abstractmethod
    def apply_stack(
        self,
        stack: StackRecord,
        components: Sequence[ComponentRecord] = (),
        *,
        expected: Sequence[ComponentRecord] | None = None,
    ) -> None:
        """Add or replace a stack, and in the same change the components that are given; others of it must be there.

        Raises:
            ChangedMeanwhileError: a given component is not as ``expected`` any more, or there though not expected.
        """

    @abstractmethod
    def rename_stack(self, old: str, new: str) -> None:
        """Give a stack another name."""

    @abstractmethod
    def delete_stack(self, name: str) -> None:
        """Forget a stack; its components stay."""

    @abstractmethod
    def list_components(self, component_type: StackComponentType | None = None) -> list[ComponentRecord]:
        """Return all components, or those of one kind."""

    @abstractmethod
    def get_component(self, component_type: StackComponentType, name: str) -> ComponentRecord | None:
        """Return one component."""

    @abstractmethod
    def create_component(self, component: ComponentRecord) -> None:
        """Add a component."""

    @abstractmethod
    def update_component(self, component: ComponentRecord, *, expected: ComponentRecord | None = None) -> None:
        """Replace the component of the same kind and name.

        Raises:
            ChangedMeanwhileError: it is not as ``expected`` any more.
        """

    @abstractmethod
    def rename_component(self, component_type: StackComponentType, old: str, new: str) -> None:
        """Give a component another name, in every stack that names it, too; it stays the one that it was."""

    @abstractmethod
    def delete_component(self, component_type: StackComponentType, name: str) -> None:
        """Forget a component that no stack uses."""

    @abstractmethod
    def list_flavors(self, component_type: StackComponentType | None = None) -> list[FlavorRecord]:
        """Return the flavors that were registered by address, or those of one kind."""

    @abstractmethod
    def create_flavor(self, flavor: FlavorRecord) -> None:
        """Add a flavor."""

    @abstractmethod
    def delete_flavor(self, component_type: StackComponentType, name: str) -> None:
        """Forget a flavor that no component uses."""
