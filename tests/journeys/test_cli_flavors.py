"""Sessions at a terminal about flavors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from acme_package import install_acme
from commandline import CommandLine, Outcome
from plugin_site import PluginSite, flavor_source
from status_lines import without_repository

from zenml import __version__

CUSTOM = '''
from pydantic import Field
from zenml.artifact_stores import LocalArtifactStore

class MyCustomArtifactStore(LocalArtifactStore):
    """Artifacts on my desk."""

    FLAVOR = "desk"

    drawers: int = Field(default=2, description="How many drawers it has")
'''


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PluginSite:
    """Return an empty folder of packages for every new process."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    return PluginSite(tmp_path / "site")


def test_what_cannot_be_used_is_listed_with_what_to_do(zenml: CommandLine, site: PluginSite) -> None:
    site.add("acme-good", flavor_source("good"))
    site.add("acme-lacking", flavor_source("lacking", requires=["no-such-sdk>=2"]))
    site.add("acme-torn", "1 / 0")
    outcome = zenml("artifact-store", "flavor", "list")
    rows = [
        [cell.strip() for cell in line.strip("┃").split("│")] for line in outcome.stdout.splitlines() if "┃" in line
    ]
    assert rows == [
        ["FLAVOR", "STATUS", "PACKAGE", "SOURCE", "DESCRIPTION"],
        [
            "acme",
            "broken",
            "acme-torn 1.0",
            "acme_torn.plugin",
            "ZeroDivisionError: division by zero (plugin.py, line 1)",
        ],
        ["", "", "", "", "pip install --upgrade acme-torn, or go without it: export ZENML_PLUGINS_DISABLE=acme-torn"],
        ["good", "ok", "acme-good 1.0", "acme_good.plugin", "The good"],
        ["lacking", "missing-deps", "acme-lacking 1.0", "acme_lacking.plugin", "The lacking"],
        ["", "", "", "", "needs no-such-sdk>=2, but no-such-sdk is not installed"],
        ["", "", "", "", "pip install 'no-such-sdk>=2'"],
        ["local", "ok", f"zenml-local {__version__}", "zenml_local.plugin", "Artifacts in a folder of this machine"],
    ]
    assert (outcome.stderr, outcome.code) == ("", 0)


def test_json_has_every_fact_of_a_flavor(zenml: CommandLine, site: PluginSite) -> None:
    site.add("acme-good", flavor_source("good", docs_url="https://acme.example"))
    flavors = json.loads(zenml("artifact-store", "flavor", "list", "-o", "json").stdout)
    assert flavors[0] == {
        "type": "artifact_store",
        "name": "good",
        "status": "ok",
        "package": "acme-good",
        "version": "1.0",
        "source": "acme_good.plugin",
        "description": "The good",
        "cause": "",
        "remedy": "",
        "docs_url": "https://acme.example",
    }


def test_a_kind_that_no_package_brings_says_so(zenml: CommandLine) -> None:
    advice = "No installed package brings model deployer flavors.\n"
    assert zenml("model-deployer", "flavor", "list") == Outcome("", advice, 0)


def test_describe_shows_the_parameters(zenml: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_acme(tmp_path / "site", monkeypatch)
    assert (
        zenml("alerter", "flavor", "describe", "pager").stdout
        == """\
'pager' ALERTER Flavor (acme 1.0)
┏━━━━━━━━━━━┯━━━━━━━━━━━━━━━━━━┯━━━━━━━━━━━━┯━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
┃ PARAMETER │ TYPE             │ DEFAULT    │ DESCRIPTION                         ┃
┠───────────┼──────────────────┼────────────┼─────────────────────────────────────┨
┃ number    │ str              │ (required) │ Whom to call                        ┃
┠───────────┼──────────────────┼────────────┼─────────────────────────────────────┨
┃ token     │ SecretStr | None │            │ Proves who calls                    ┃
┠───────────┼──────────────────┼────────────┼─────────────────────────────────────┨
┃ retries   │ int              │ 2          │ How often to call again; at least 0 ┃
┠───────────┼──────────────────┼────────────┼─────────────────────────────────────┨
┃ is_loud   │ bool             │ false      │ Whether it wakes people up          ┃
┠───────────┼──────────────────┼────────────┼─────────────────────────────────────┨
┃ days      │ list[str]        │ ["Mon"]    │ When to call                        ┃
┠───────────┼──────────────────┼────────────┼─────────────────────────────────────┨
┃ replies   │ dict[str, int]   │ {}         │ What each answer means              ┃
┗━━━━━━━━━━━┷━━━━━━━━━━━━━━━━━━┷━━━━━━━━━━━━┷━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
"""
    )


@pytest.mark.usefixtures("used_before")
def test_a_class_of_the_repository_becomes_a_flavor_like_any_other(zenml: CommandLine) -> None:
    zenml("init")
    Path("stores").mkdir()
    Path("stores/desk.py").write_text(CUSTOM)
    registered = zenml("artifact-store", "flavor", "register", "stores.desk.MyCustomArtifactStore")
    assert registered.stderr.splitlines()[-1] == "Flavor 'desk' of kind artifact store successfully registered!"
    assert (
        zenml("artifact-store", "flavor", "list").stdout
        == """\
┏━━━━━━━━┯━━━━━━━━┯━━━━━━━━━━━━━━━━━━━┯━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┯━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
┃ FLAVOR │ STATUS │ PACKAGE           │ SOURCE                            │ DESCRIPTION                           ┃
┠────────┼────────┼───────────────────┼───────────────────────────────────┼───────────────────────────────────────┨
┃ desk   │ local  │                   │ stores.desk:MyCustomArtifactStore │ Artifacts on my desk.                 ┃
┠────────┼────────┼───────────────────┼───────────────────────────────────┼───────────────────────────────────────┨
┃ local  │ ok     │ zenml-local 0.1.0 │ zenml_local.plugin                │ Artifacts in a folder of this machine ┃
┗━━━━━━━━┷━━━━━━━━┷━━━━━━━━━━━━━━━━━━━┷━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┷━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
"""
    )
    assert zenml("artifact-store", "register", "mine", "--flavor=desk", "--drawers=5").code == 0
    described = json.loads(zenml("artifact-store", "describe", "mine", "-o", "json").stdout)
    assert described["configuration"] == {"drawers": 5}


@pytest.mark.usefixtures("used_before")
def test_a_class_that_is_not_there_is_refused(zenml: CommandLine) -> None:
    outcome = zenml("artifact-store", "flavor", "register", "no_module.NoClass")
    refusal = (
        "Error: there is no module 'no_module'\nHint: is its package installed, or its file below the source root?\n"
    )
    assert outcome == Outcome("", without_repository() + refusal, 5)


@pytest.mark.usefixtures("used_before")
def test_an_unknown_flavor_is_not_described(zenml: CommandLine) -> None:
    outcome = zenml("artifact-store", "flavor", "describe", "lokal")
    refusal = "Error: there is no artifact store flavor 'lokal'\nHint: did you mean 'local'?\n"
    assert outcome == Outcome("", without_repository() + refusal, 5)
