"""Describe a profile: where a store lies, and what is active in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from zenml.config.paths import profile_folder
from zenml.config.store_urls import masked

DEFAULT_PROFILE = "default"
DEFAULT_STACK = "default"
DEFAULT_USER = "default"
LOCAL_STORE = "local"
SQL_STORE = "sql"
REST_STORE = "rest"
STORE_TYPES = (LOCAL_STORE, SQL_STORE, REST_STORE)
"""Those that ship; a package may bring others."""


@dataclass(frozen=True)
class Profile:
    """Name a store, the stack that is active in it and the user who works with it."""

    name: str
    store_type: str = LOCAL_STORE
    store_url: str = field(default="", repr=False)
    """As the user gave it, made absolute; empty for the place that belongs to a profile of this name."""
    active_stack: str | None = DEFAULT_STACK
    """The profile's own choice, which holds where no repository, environment or option chose another."""
    active_user: str = DEFAULT_USER

    @property
    def url(self) -> str:
        """Return the address of the store as it is shown, with ``***`` for a password."""
        return masked(self.address)

    @property
    def address(self) -> str:
        """Return the address with which the store is opened."""
        folder = profile_folder(self.name)
        own_place = f"sqlite:///{folder}/zenml.db" if self.store_type == SQL_STORE else folder.as_uri()
        return self.store_url or own_place
