"""Describe a profile: where a store lies, and what is active in it."""

from __future__ import annotations

from dataclasses import dataclass

from zenml.config.paths import profile_folder

DEFAULT_PROFILE = "default"
DEFAULT_STACK = "default"
DEFAULT_USER = "default"
LOCAL_STORE = "local"


@dataclass(frozen=True)
class Profile:
    """Name a store, the stack that is active in it and the user who works with it."""

    name: str
    store_type: str = LOCAL_STORE
    store_url: str = ""
    """As the user gave it, made absolute; empty for the place that belongs to a profile of this name."""
    active_stack: str | None = DEFAULT_STACK
    """The profile's own choice, which holds where no repository, environment or option chose another."""
    active_user: str = DEFAULT_USER

    @property
    def url(self) -> str:
        """Return the address of the store, as listings show it."""
        return self.store_url or profile_folder(self.name).as_uri()
