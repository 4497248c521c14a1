"""Look at local secrets managers, and at what they leave on disk, from outside."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from zenml_local.secrets_manager import LocalSecretsManager

IDENTITY = UUID("6f2e0d4c-8f4e-4d58-9d39-2f0d6b6f3d11")
BASIC = {"username": "ann", "password": "as läng as\nit takes 🔑"}

Secrets = dict[str, Mapping[str, str]]


def a_manager(uuid: UUID = IDENTITY) -> LocalSecretsManager:
    return LocalSecretsManager(name="mine", uuid=uuid)


def all_secrets(manager: LocalSecretsManager) -> Secrets:
    return {name: manager.get_secret(name) for name in manager.get_all_secret_keys()}


def data_file(manager: LocalSecretsManager) -> Path:
    return manager.local_path / "secrets.enc"


def key_files(home: Path) -> list[str]:
    """Return the names of all files beside the keys, apart from the one for git."""
    folder = home / ".local" / "state" / "zenml" / "keys"
    return sorted(path.name for path in folder.iterdir() if path.name != ".gitignore") if folder.exists() else []
