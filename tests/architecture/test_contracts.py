from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import grimp
import pytest
from checkout import ROOT, UMBRELLA

# What a plugin may import of the core.
PORCH = {
    *("components", "daemons", "documents", "enums", "errors", "fields", "files", "flavors", "locks", "materializers"),
    *("models", "names", "processes", "sources", "stack", "zen_stores"),
    *("alerters", "artifact_stores", "container_registries", "experiment_trackers", "feature_stores"),
    *("metadata_stores", "model_deployers", "orchestrators", "secrets_managers", "step_operators"),
}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("zenml", "zenml_local", "zenml_sql", cache_dir=None)


def test_every_import_contract_is_kept(tmp_path: Path) -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_reaches_itself_again(graph: grimp.ImportGraph) -> None:
    """The contract compares siblings; this looks at modules, packages' own ``__init__`` included."""
    imports = {module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules}
    while leaves := {module for module, imported in imports.items() if not imported}:
        imports = {module: imported - leaves for module, imported in imports.items() if module not in leaves}
    in_or_above_a_circle = sorted(imports)
    assert in_or_above_a_circle == []


def test_every_room_of_the_core_is_on_the_porch_or_forbidden_to_plugins() -> None:
    contracts = {contract["id"]: contract for contract in UMBRELLA.document["tool"]["importlinter"]["contracts"]}
    rooms = {room.strip() for layer in contracts["floors"]["layers"] for room in layer.split("|") if room[0] != "("}
    forbidden = {module.removeprefix("zenml.") for module in contracts["porch"]["forbidden_modules"]}
    assert rooms - forbidden == PORCH
