from __future__ import annotations

import importlib.metadata
import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from checkout import CORE, DISTRIBUTIONS, PLUGINS, ROOT, Distribution
from packaging.requirements import Requirement

import zenml

EVERY_DISTRIBUTION = pytest.mark.parametrize("distribution", DISTRIBUTIONS, ids=str)


@EVERY_DISTRIBUTION
def test_the_version_is_the_literal_of_the_core(distribution: Distribution) -> None:
    assert distribution.project["version"] == zenml.__version__


@EVERY_DISTRIBUTION
def test_it_is_installed_from_this_checkout_and_never_by_name(distribution: Distribution) -> None:
    installed = importlib.metadata.distribution(distribution.project["name"])
    url = urlsplit(json.loads(installed.read_text("direct_url.json") or "{}")["url"])
    assert (url.scheme, Path(unquote(url.path))) == ("file", distribution.folder)


def test_no_other_distribution_of_our_name_is_installed() -> None:
    installed = {found.name for found in importlib.metadata.distributions() if found.name.startswith("zenml")}
    assert installed == {distribution.project["name"] for distribution in DISTRIBUTIONS}


@EVERY_DISTRIBUTION
def test_requirements_have_a_lower_bound_and_no_cap(distribution: Distribution) -> None:
    requirements = [Requirement(line) for line in distribution.project["dependencies"]]
    bounds = {found.name: [specifier.operator for specifier in found.specifier] for found in requirements}
    assert bounds == {found.name: [">="] for found in requirements}


@EVERY_DISTRIBUTION
def test_it_carries_the_license(distribution: Distribution) -> None:
    assert distribution.project["license"] == "Apache-2.0"
    assert (distribution.folder / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


@pytest.mark.parametrize("distribution", [CORE, *PLUGINS], ids=str)
def test_it_tells_type_checkers_that_it_is_typed(distribution: Distribution) -> None:
    assert (distribution.package / "py.typed").is_file()


def test_the_umbrella_has_no_code_of_its_own() -> None:
    assert not (ROOT / "src").exists()
