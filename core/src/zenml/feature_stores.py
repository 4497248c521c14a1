"""Define the feature store: values of features, as they were at a time or as they are now."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.flavors.public_names import public_names


class BaseFeatureStore(StackComponent):
    """Answer with the values of features.

    Example: the shape of a store on one table::

        class TableFeatureStore(BaseFeatureStore):
            FLAVOR = "table"
            table: str = Field(description="Name of the table")

            def get_online_features(self, features, entities):
                return select_newest(self.table, features, entities)
            ...
    """

    TYPE: ClassVar[StackComponentType] = StackComponentType.FEATURE_STORE

    @abstractmethod
    def get_historical_features(self, features: Sequence[str], entities: Any) -> Any:
        """Return the values that held at given times.

        Args:
            features: names, such as ``driver_stats:trips_today``.
            entities: a data frame with the entities' keys and a column ``event_timestamp``.

        Returns:
            The data frame with one column more for each feature; a value is never newer than its row's time.
        """

    @abstractmethod
    def get_online_features(
        self, features: Sequence[str], entities: Sequence[Mapping[str, Any]]
    ) -> dict[str, list[Any]]:
        """Return the newest values: a list for each feature, with one value for each entity."""


__getattr__ = public_names(StackComponentType.FEATURE_STORE, __name__)
