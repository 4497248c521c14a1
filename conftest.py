"""Give every test of every distribution a machine that nobody has used before."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from commandline import CommandLine
from every_kind_package import install_every_kind
from furnished_machine import FurnishedMachine, at, every_kind_known, furnish
from hypothesis import HealthCheck, settings

# Their tests are inherited: what a failing one compared is shown as if it stood in the test's own file.
pytest.register_assert_rewrite("store_contract", "store_refusals", "store_machine", "users_machine")

# In CI nothing is missing, so nothing is skipped. Whoever needs a skip there raises this number and says why.
EXPECTED_SKIPS = 0

# What the caller's environment may say to a command, besides ZENML_* and XDG_*.
_SPOKEN_TO_COMMANDS = ("CI", "COLUMNS", "FORCE_COLOR", "LINES", "NO_COLOR")

# Who first asks for a keyring chooses it for the whole process, and that may be a fixture that comes before `home`.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

# A job that a shell starts in the background ignores Ctrl-C, and would hand that on to every process that it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A deadline measures how busy the machine is; the autouse fixture below is meant to hold for all examples of a test.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile("here")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set an empty home with an empty configuration folder and an empty current folder; return the home."""
    folder = tmp_path_factory.mktemp("home")
    for variable in [name for name in os.environ if name.startswith(("ZENML_", "XDG_"))] + [*_SPOKEN_TO_COMMANDS]:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("ZENML_CONFIG_PATH", str(folder / "zenml"))
    monkeypatch.chdir(tmp_path_factory.mktemp("cwd"))
    return folder


@pytest.fixture
def config_path(home: Path) -> Path:
    """Return the configuration folder of this test, which does not exist yet."""
    return home / "zenml"


@pytest.fixture
def zenml() -> CommandLine:
    return CommandLine()


@pytest.fixture(scope="session")
def every_kind(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install_every_kind(tmp_path_factory.mktemp("every_kind"))


@pytest.fixture(scope="session")
def original_machine(every_kind: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with every_kind_known(every_kind):
        return furnish(tmp_path_factory.mktemp("original"))


@pytest.fixture(scope="module")
def furnished_machine(
    original_machine: Path, every_kind: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FurnishedMachine]:
    with every_kind_known(every_kind):
        yield FurnishedMachine(original_machine, tmp_path_factory.mktemp("machine"))


@pytest.fixture
def machine(furnished_machine: FurnishedMachine) -> Iterator[Path]:
    """Work on a machine on which every command finds something, and return it."""
    with at(furnished_machine.folder):
        yield furnished_machine.folder
    furnished_machine.restore()


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _unexpected_skips(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if _unexpected_skips(config):
        terminalreporter.section("skipped in CI", red=True)
        terminalreporter.line(f"{_skips(config)} tests were skipped, {EXPECTED_SKIPS} were expected")


def _unexpected_skips(config: pytest.Config) -> bool:
    return bool(os.environ.get("CI")) and _skips(config) not in (EXPECTED_SKIPS, None)


def _skips(config: pytest.Config) -> int | None:
    """Count the skipped tests; ``None`` in a worker of pytest-xdist, which knows only its share."""
    if hasattr(config, "workerinput"):
        return None
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return len(reporter.stats.get("skipped", [])) if reporter else None
