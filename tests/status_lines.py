"""Hold what ``zenml`` says on stderr before a command, to the letter."""

from __future__ import annotations

from pathlib import Path

FIRST_USE = """\
Creating default profile...
Initializing profile `default`...
Initializing store...
Registered stack component with type 'orchestrator' and name 'default'.
Registered stack component with type 'metadata_store' and name 'default'.
Registered stack component with type 'artifact_store' and name 'default'.
Registered stack with name 'default'.
Created and activated default profile.
"""
NEW_STORE = """\
Initializing profile `zenml`...
Initializing store...
Registered stack component with type 'orchestrator' and name 'default'.
Registered stack component with type 'metadata_store' and name 'default'.
Registered stack component with type 'artifact_store' and name 'default'.
Registered stack with name 'default'.
Profile 'zenml' successfully created.
"""
FOUND_STORE = """\
Initializing profile `zenml`...
Initializing store...
Profile 'zenml' successfully created.
"""
OUTSIDE = """\
Running without an active repository root.
Running with active profile: 'default' (global)
"""
INSIDE = "Running with active profile: 'default' (local)\n"


def without_repository(folder: Path | None = None) -> str:
    """Return what stack, component and pipeline commands say outside of a repository."""
    return (
        f"Unable to find ZenML repository in your current working directory ({folder or Path.cwd()}) or any parent "
        "directories. If you want to use an existing repository which is in a different location, set the environment "
        "variable 'ZENML_REPOSITORY_PATH'. If you want to create a new repository, run zenml init.\n" + OUTSIDE
    )
