"""Save the values that steps exchange as files of an artifact store, and load them again."""

from zenml.materializers.materializer import BaseMaterializer, UnsuitableValueError

__all__ = ["BaseMaterializer", "UnsuitableValueError"]
