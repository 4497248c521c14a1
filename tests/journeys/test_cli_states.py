"""Sessions at a terminal about what runs for a stack: up, down, and what happens in between."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
from commandline import CommandLine, Outcome
from daemon_programs import FOREVER, claim, identity_of
from stateful_package import asked, server_of
from status_lines import without_repository
from terminals import at_terminal

from zenml.daemons import Daemon
from zenml.daemons.groups import wait_for_end
from zenml.daemons.identity_file import identity_file, living_daemon
from zenml.processes import identity_of_process

PIPELINE = """
from pathlib import Path
from zenml import pipeline, step

@step
def add() -> None:
    Path("added").write_text(str(1 + 2))

@pipeline
def adding():
    add()

adding().run()
"""

DOWN = "zenml --profile {} orchestrator down air --force"
pytestmark = pytest.mark.usefixtures("server")


def said(*lines: str) -> str:
    return without_repository() + "".join(f"{line}\n" for line in lines)


def test_a_stack_is_brought_up_and_down(zenml: CommandLine, server: Daemon) -> None:
    up, down = ("stack", "up", "web"), ("stack", "down", "web")
    assert zenml(*up) == Outcome("", said("Provisioned and started orchestrator 'air'."), 0)
    first = asked(server, "/first")
    assert zenml(*up) == Outcome("", said("Orchestrator 'air' runs already."), 0)
    assert asked(server, "/second") == first
    assert zenml(*down) == Outcome("", said("Suspended orchestrator 'air'."), 0)
    assert (server.is_running, server.log_file.exists()) == (False, True)
    assert zenml(*down) == Outcome("", said("Orchestrator 'air' does not run."), 0)
    assert zenml(*up) == Outcome("", said("Started orchestrator 'air'."), 0)
    assert asked(server, "/third") != first
    assert zenml(*down, "--force") == Outcome("", said("Deprovisioned orchestrator 'air'."), 0)
    assert (server.is_running, server.folder.parent.exists()) == (False, False)
    assert zenml(*down, "--force") == Outcome("", said("Orchestrator 'air' is not provisioned."), 0)


@pytest.mark.parametrize(
    ("words", "what", "remedy"),
    [
        (("orchestrator", "delete", "air", "-y"), "orchestrator 'air'", "zenml orchestrator down air --force"),
        (("clean", "-y"), "daemon of {folder}", DOWN.format("default")),
        (("clean", "--dry-run"), "daemon of {folder}", DOWN.format("default")),
        (("--stack", "web", "clean", "--local", "-y"), "daemon of {folder}", DOWN.format("default")),
        (("profile", "delete", "old", "-y"), "daemon of {folder}", DOWN.format("old")),
    ],
)
def test_what_runs_is_not_taken_away_from_under_a_daemon(
    zenml: CommandLine, config_path: Path, words: tuple[str, ...], what: str, remedy: str
) -> None:
    profile = "old" if words[0] == "profile" else "default"
    if profile == "old":
        zenml("profile", "create", "old")
        zenml("stack", "copy", "web", "web", "--to", "old")
        assert zenml("--profile", "old", "stack", "up", "web").code == 0
    else:
        assert zenml("orchestrator", "up", "air").code == 0
    if words[0] == "orchestrator":
        for stack in ("web", "loud"):
            zenml("stack", "delete", stack, "-y")

    server = server_of("air", config_path, profile)
    refused = zenml(*words)
    assert refused.stderr.splitlines()[-2:] == [
        f"Error: the {what.format(folder=server.folder)} runs",
        f"Hint: stop it first: {remedy}",
    ]
    assert (refused.code, server.is_running) == (6, True)
    assert zenml(*remedy.removeprefix("zenml ").split()).code == 0
    assert (server.is_running, zenml(*words).code) == (False, 0)


def test_a_single_component_is_brought_up_and_down(zenml: CommandLine, server: Daemon) -> None:
    assert zenml("orchestrator", "up", "air") == Outcome("", said("Provisioned and started orchestrator 'air'."), 0)
    assert zenml("orchestrator", "down", "air") == Outcome("", said("Suspended orchestrator 'air'."), 0)
    zenml("stack", "set", "web")
    assert zenml("orchestrator", "up") == Outcome("", said("Started orchestrator 'air'."), 0)
    down = zenml("orchestrator", "down", "--force")
    assert (down, server.is_running) == (Outcome("", said("Deprovisioned orchestrator 'air'."), 0), False)


def test_status_says_what_runs(zenml: CommandLine, server: Daemon) -> None:
    def state() -> tuple[object, bool]:
        shown = json.loads(zenml("--stack", "web", "status", "-o", "json").stdout)["components"]["orchestrator"]
        return shown["running"], "air (served)" in zenml("--stack", "web", "status").stdout

    assert state() == (None, True)
    zenml("stack", "up", "web")
    assert state() == (True, True)
    assert "ok, runs" in zenml("stack", "describe", "web").stdout
    daemon = living_daemon(server.folder)
    assert daemon is not None
    os.kill(daemon.identity.pid, signal.SIGKILL)
    assert wait_for_end(daemon.identity, 10)
    assert state() == (False, True)
    assert "ok, does not run" in zenml("stack", "describe", "web").stdout


def test_a_stack_without_states_has_nothing_to_start(zenml: CommandLine) -> None:
    assert zenml("stack", "up") == Outcome("", said("Nothing had to be started for stack 'default'."), 0)
    assert zenml("stack", "down") == Outcome("", said("Nothing had to be stopped for stack 'default'."), 0)
    nothing = "Nothing had to be started for artifact store 'default'."
    assert zenml("artifact-store", "up") == Outcome("", said(nothing), 0)
    assert zenml("artifact-store", "down").stderr == said(nothing.replace("started", "stopped"))


def test_a_pipeline_runs_once_its_stack_is_up(zenml: CommandLine, server: Daemon, tmp_path: Path) -> None:
    (tmp_path / "adding.py").write_text(PIPELINE)
    run = ("--stack", "web", "pipeline", "run", "adding.py")
    refusal = f"{without_repository(tmp_path)}Error: the orchestrator 'air' does not run\nHint: zenml stack up web\n"
    assert zenml(*run, cwd=tmp_path) == Outcome("", refusal, 1)
    zenml("stack", "up", "web")
    assert (zenml(*run, cwd=tmp_path).code, (tmp_path / "added").read_text()) == (0, "3")


def test_the_daemon_survives_the_end_of_the_terminal(zenml: CommandLine, server: Daemon) -> None:
    screen = at_terminal([str(zenml.executable), "stack", "up", "web"])
    assert (screen.text.endswith("Provisioned and started orchestrator 'air'.\n"), screen.code) == (True, 0)
    assert asked(server, "/") == identity_of(server).pid


def test_a_daemon_that_was_killed_is_started_again(zenml: CommandLine, server: Daemon) -> None:
    zenml("stack", "up", "web")
    killed = identity_of(server)
    os.kill(killed.pid, signal.SIGKILL)
    assert wait_for_end(killed, 60)
    assert zenml("stack", "up", "web") == Outcome("", said("Started orchestrator 'air'."), 0)
    assert asked(server, "/") not in (killed.pid, None)


def test_a_number_that_nobody_has_any_more_stands_for_a_daemon_that_ended(zenml: CommandLine, server: Daemon) -> None:
    zenml("stack", "up", "web")
    before = identity_of(server)
    zenml("stack", "down", "web")
    claim(server.folder, before)
    assert zenml("stack", "down", "web").stderr == said("Orchestrator 'air' does not run.")
    assert zenml("stack", "up", "web").stderr == said("Started orchestrator 'air'.")


@pytest.mark.parametrize("command", ["up", "down", "down --force"])
def test_another_process_that_has_got_the_number_is_left_alone(
    zenml: CommandLine, server: Daemon, command: str
) -> None:
    zenml("stack", "up", "web")
    zenml("stack", "down", "web")
    with subprocess.Popen(FOREVER, start_new_session=True) as stranger:
        identity = identity_of_process(stranger.pid)
        claim(server.folder, identity, started="1")
        assert zenml("stack", *command.split(), "web").code == 0
        assert identity_of_process(stranger.pid) == identity
        stranger.kill()
    assert server.is_running == (command == "up")


def test_a_daemon_of_another_machine_is_named_and_left_alone(zenml: CommandLine, server: Daemon) -> None:
    zenml("stack", "up", "web")
    server.stop()
    claim(server.folder, identity_of_process(os.getpid()), host="elsewhere")
    machine, file = os.uname().nodename, identity_file(server.folder)
    reason = f"the daemon 'sleep' of {server.folder} was started on another machine, '{machine}'"
    hint = f"stop it there; if that machine is gone, delete {file}"
    up = said(
        f"Error: the orchestrator 'air' could not be started: {reason}",
        f"Hint: {hint}; go on with: zenml stack up web",
    )
    assert zenml("stack", "up", "web") == Outcome("", up, 4)
    down = said(f"Error: the orchestrator 'air' could not be stopped: {reason}", f"Hint: {hint}")
    assert zenml("stack", "down", "web") == Outcome("", down, 4)


def test_of_two_that_start_at_once_one_starts_the_daemon(zenml: CommandLine, server: Daemon) -> None:
    server.folder.parent.mkdir(parents=True)
    processes = [zenml.start("stack", "up", "web") for _ in range(2)]
    ends = [(process.communicate(timeout=120)[1].decode(), process.returncode) for process in processes]
    started, runs = said("Started orchestrator 'air'."), said("Orchestrator 'air' runs already.")
    assert set(ends) <= {(started, 0), (runs, 0)}
    assert asked(server, "/") == identity_of(server).pid
    assert server.log_file.read_text().count("/ready") == len([end for end in ends if end[0] == started])


def test_the_orchestrator_comes_last_and_goes_first(zenml: CommandLine, server: Daemon) -> None:
    up = zenml("stack", "up", "loud")
    assert up == Outcome(
        "",
        said(
            "siren: provision",
            "siren: resume",
            "Provisioned and started alerter 'siren'.",
            "Provisioned and started orchestrator 'air'.",
        ),
        0,
    )
    down = zenml("stack", "down", "loud")
    assert down.stderr == said("Suspended orchestrator 'air'.", "siren: suspend", "Suspended alerter 'siren'.")
    force = zenml("stack", "down", "loud", "--force")
    assert force.stderr == said(
        "Deprovisioned orchestrator 'air'.", "siren: deprovision", "Deprovisioned alerter 'siren'."
    )


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("stack", "up", "wbe"), "Error: there is no stack named 'wbe'\nHint: did you mean 'web'?\n"),
        (("stack", "down", "wbe"), "Error: there is no stack named 'wbe'\nHint: did you mean 'web'?\n"),
        (("orchestrator", "up", "ari"), "Error: there is no orchestrator named 'ari'\nHint: did you mean 'air'?\n"),
        (("alerter", "up"), "Error: the active stack 'default' has no alerter\nHint: zenml alerter list\n"),
    ],
)
def test_what_is_not_there_is_named(zenml: CommandLine, server: Daemon, words: tuple[str, ...], refusal: str) -> None:
    assert zenml(*words) == Outcome("", without_repository() + refusal, 5)


def test_whoever_waits_longer_than_two_seconds_is_told_for_what(
    zenml: CommandLine, stateful_site: Path, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "go")
    wait = f"open({str(tmp_path / 'go')!r}).read()\n"
    (tmp_path / "slow.py").write_text(wait + (stateful_site / "stateful" / "server.py").read_text())
    zenml("orchestrator", "register", "slow", "--flavor=served", f"--program={tmp_path / 'slow.py'}")
    process = zenml.start("orchestrator", "up", "slow")
    with process:
        assert process.stderr is not None
        lines = [process.stderr.readline() for _ in range(len(said("").splitlines()))]
        (tmp_path / "go").write_text("go")
        rest = process.stderr.read()
    assert lines[-1] == b"Waiting for orchestrator 'slow' ...\n"
    assert (rest, process.returncode) == (b"Provisioned and started orchestrator 'slow'.\n", 0)
