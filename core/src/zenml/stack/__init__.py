"""Combine components into a stack."""

from zenml.components import StackComponent, StackValidator
from zenml.stack.stack import Stack

__all__ = ["Stack", "StackComponent", "StackValidator"]
