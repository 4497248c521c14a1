"""Commands that installed packages add to ``zenml``."""

from __future__ import annotations

from pathlib import Path

import pytest
from commandline import CommandLine, Outcome
from plugin_site import make_distribution

GREET = """
import click

@click.command()
@click.argument("name")
def greet(name):
    '''Greet NAME.'''
    click.echo(f"Hello {name}")
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    return tmp_path / "site"


def test_a_package_adds_a_command(zenml: CommandLine, site: Path) -> None:
    install(site, "acme", "greet")
    assert zenml("greet", "Ada") == Outcome("Hello Ada\n", "", 0)


def test_a_package_adds_a_command_to_a_group(zenml: CommandLine, site: Path) -> None:
    install(site, "acme", "pipeline greet")
    assert zenml("pipeline", "greet", "Ada") == Outcome("Hello Ada\n", "", 0)


def test_help_lists_it_once_it_is_known(zenml: CommandLine, site: Path) -> None:
    install(site, "acme", "greet")
    assert "greet" not in zenml("--help").stdout
    zenml("artifact-store", "flavor", "list")
    assert "  greet               Greet somebody\n" in zenml("--help").stdout


def test_a_command_of_the_core_always_wins(zenml: CommandLine, site: Path) -> None:
    install(site, "acme", "version")
    zenml("artifact-store", "flavor", "list")
    assert zenml("version") == zenml("--version")
    assert "Greet somebody" not in zenml("--help").stdout


def test_a_command_of_two_packages_belongs_to_neither(zenml: CommandLine, site: Path) -> None:
    install(site, "acme", "greet")
    install(site, "other", "greet")
    refusal = (
        "Error: acme 1.0 cannot bring the command 'greet': 'greet' also comes from other\nHint: pip uninstall acme\n"
    )
    assert zenml("greet", "Ada") == Outcome("", refusal, 6)


def install(site: Path, name: str, path: str) -> None:
    plugin = f"""
from zenml.flavors import Command, hookimpl

@hookimpl
def zenml_commands():
    return [Command({path!r}, "Greet somebody", "{name}.greeting:greet")]
"""
    modules = {f"{name}/__init__.py": "", f"{name}/plugin.py": plugin, f"{name}/greeting.py": GREET}
    make_distribution(site, name, entry_points={name: f"{name}.plugin"}, modules=modules)
