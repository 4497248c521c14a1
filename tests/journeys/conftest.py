from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from commandline import CommandLine
from stateful_package import make_stateful, server_of, stop_all
from wheels import build_all

from zenml.daemons import Daemon


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return build_all(tmp_path_factory.mktemp("wheels"))


@pytest.fixture(scope="session")
def used_configuration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a configuration folder as the first command leaves it."""
    folder = tmp_path_factory.mktemp("used") / "zenml"
    done = CommandLine()("stack", "list", env={"ZENML_CONFIG_PATH": str(folder)})
    assert done.code == 0, done.stderr
    return folder


@pytest.fixture
def used_before(used_configuration: Path, config_path: Path) -> Path:
    """Let this machine have been used before, which costs a command less than to use it."""
    return shutil.copytree(used_configuration, config_path)


@pytest.fixture(scope="session")
def stateful_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_stateful(tmp_path_factory.mktemp("stateful_site"))


@pytest.fixture(scope="session")
def stateful_configuration(
    stateful_site: Path, used_configuration: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Register the stack ``web`` around an orchestrator that owns a server, and ``loud``, which has an alerter, too."""
    folder = shutil.copytree(used_configuration, tmp_path_factory.mktemp("stateful") / "zenml")
    web = "stack register web -o air -a default -m default"
    for command in (
        "orchestrator register air --flavor=served",
        "alerter register siren --flavor=siren",
        web,
        web.replace("web", "loud") + " -al siren",
    ):
        done = CommandLine()(*command.split(), env={"ZENML_CONFIG_PATH": str(folder), "PYTHONPATH": str(stateful_site)})
        assert done.code == 0, done.stderr
    return folder


@pytest.fixture
def server(
    stateful_configuration: Path, stateful_site: Path, config_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Daemon]:
    """Return the daemon of the orchestrator ``air``, which does not run; stop it and all others at the end."""
    shutil.copytree(stateful_configuration, config_path)
    monkeypatch.setenv("PYTHONPATH", str(stateful_site))
    yield server_of("air", config_path)
    stop_all(config_path)
