"""Start the command line, and end it with an exit code that says what happened.

Codes: 0 done, 1 failed, 2 usage, 3 configuration invalid, 4 store unreachable, 5 not found, 6 exists or in
use, 7 not permitted, 130 interrupted, 143 terminated.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from zenml.errors import INTERRUPTED, TERMINATED

_COMPLETION = "_ZENML_COMPLETE"
"""The variable in which a shell asks for a completion, see ``zenml.cli.completion``."""


def main() -> NoReturn:
    """Run ``zenml`` on the words of this process's command line."""
    signal.signal(signal.SIGTERM, _terminate)
    _prepare_streams()
    code = _exit_code(sys.argv[1:])
    _flush_what_is_read()
    sys.exit(code)


def _exit_code(words: list[str]) -> int:
    if sys.platform == "win32":
        print("Error: zenml runs on Linux and macOS; on Windows use it inside WSL", file=sys.stderr)
        return 1
    try:
        # Here, so that Ctrl-C while modules are still being imported is one line, too.
        if _COMPLETION in os.environ:
            from zenml.cli.completion import answer

            return answer()
        from zenml.cli.program import run

        return run(words)
    except KeyboardInterrupt:
        line_break = "\n" if sys.stderr.isatty() else ""  # after the ^C that a terminal shows
        print(f"{line_break}Interrupted.", file=sys.stderr)
        return INTERRUPTED


def _terminate(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - the signal's protocol
    """Unwind like any error, so that locks are freed and temporary files go."""
    raise SystemExit(TERMINATED)


def _prepare_streams() -> None:
    """Let a stream that the caller closed swallow everything, and no character stop a listing."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r+"))  # noqa: SIM115 - it lives as long as the process
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _flush_what_is_read() -> None:
    """Drop what nobody reads any more (``zenml … | head``), or the interpreter would complain at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
