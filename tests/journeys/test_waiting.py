"""What a user sees who waits for another process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from commandline import CommandLine

HOLDER = (
    "import sys; from pathlib import Path; from zenml.locks import locked\n"
    "with locked(Path(sys.argv[1])):\n    print('held', flush=True); sys.stdin.read()\n"
)


def test_who_waits_for_a_lock_is_told_for_whom_and_goes_on_when_it_is_free(
    used_before: Path, zenml: CommandLine
) -> None:
    lock = used_before / "locks" / "profiles.default.lock"
    command = [sys.executable, "-c", HOLDER, str(lock)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        name = Path(f"/proc/{holder.pid}/comm").read_text().strip()
        waiting = zenml.start("orchestrator", "register", "new", "--flavor=local")
        assert waiting.stderr is not None
        said = [waiting.stderr.readline().decode()]
        while said[-1] and not said[-1].startswith("Waiting"):
            said.append(waiting.stderr.readline().decode())
    with waiting:
        rest = waiting.stderr.read().decode()

    who = f"process {holder.pid} ({name})"
    assert said[-1] == f"Waiting for the lock {lock}, which {who} holds; giving up after 60 seconds.\n"
    assert (waiting.returncode, rest) == (
        0,
        (
            "Registered stack component with type 'orchestrator' and name 'new'.\n"
            "Orchestrator 'new' successfully registered!\n"
        ),
    )
