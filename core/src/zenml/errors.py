"""Define every error that a user may see, with its exit code.

::

    ZenMLError                     1  an operation failed
    ├── UsageError                 2  the command or call was written wrongly
    ├── ConfigurationError         3  a value, file or stack is not valid
    │   ├── StackValidationError   3  these components don't work together
    │   ├── SecretUnavailableError 3  a reference to a secret leads to nothing here
    │   └── WiringError            3  a pipeline cannot run as it is written
    ├── StoreUnreachableError      4  a store, database or server does not answer
    ├── NotFoundError              5  nothing bears that name
    ├── ConflictError              6  it exists already, or is in use
    │   └── ChangedMeanwhileError  6  another process changed it since it was read
    ├── NotPermittedError          7  you may not
    ├── ArtifactError              1  an artifact is missing, damaged or not storable
    └── StepFailedError            1  a step raised; the step's own exception is its cause

A message says what failed, by name, and what was expected; the hint says what to do next, often a
command line.
"""

from __future__ import annotations

from typing import ClassVar

INTERRUPTED, TERMINATED = 130, 143
"""What a process exits with that Ctrl-C or SIGTERM ended."""


class ZenMLError(Exception):
    """Report a failed operation in one line and a hint."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class UsageError(ZenMLError):
    """Report an unknown parameter or a call that was written wrongly."""

    exit_code = 2


class ConfigurationError(ZenMLError):
    """Report a value, a file or a combination that is not valid."""

    exit_code = 3


class StackValidationError(ConfigurationError):
    """Report components that do not work together."""


class SecretUnavailableError(ConfigurationError):
    """Report a reference to a secret that cannot be resolved here and now."""


class WiringError(ConfigurationError):
    """Report every fault in a pipeline's wiring at once, before anything runs."""


class StoreUnreachableError(ZenMLError):
    """Report a store, database or server that does not answer."""

    exit_code = 4


class NotFoundError(ZenMLError):
    """Report a name that nothing bears."""

    exit_code = 5


class ConflictError(ZenMLError):
    """Report something that exists already, or that is still in use."""

    exit_code = 6


class ChangedMeanwhileError(ConflictError):
    """Report that something is not any more what it was when the change of it was made."""


class NotPermittedError(ZenMLError):
    """Report that the user, or the operating system, does not allow it."""

    exit_code = 7


class ArtifactError(ZenMLError):
    """Report an artifact that is missing, damaged or cannot be stored."""


class StepFailedError(ZenMLError):
    """Report a step that raised; ``__cause__`` is the step's own exception."""
