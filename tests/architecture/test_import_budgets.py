"""Which modules a command may load. (``-X importtime`` would not see what is loaded by its address.)"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from zenml.cli.root import root

ZENML = Path(sys.executable).with_name("zenml")
OF_PLUGINS = {"zenml_local", "zenml_sql"}
OF_THE_COLD_PATH = {"importlib_metadata", "pluggy"}
OF_DATABASES = {"alembic", "sqlalchemy"}
_LIBRARIES = {*OF_PLUGINS, *OF_THE_COLD_PATH, *OF_DATABASES, "filelock", "numpy", "pydantic", "rich", "ruamel", "yaml"}
_MARK = "modules:"
_REPORT_AT_THE_END = f"""
import atexit, sys
atexit.register(lambda: print({_MARK!r}, *sys.modules, file=sys.stderr))
"""
_ROOMS_WITHOUT_A_STACK = {"cli", "config", "enums", "errors", "files", "flavors", "names", "sources"}


def loaded_by(program: str, *arguments: str) -> set[str]:
    """Return every module that has been loaded when the program ends."""
    line = [sys.executable, "-c", f"{_REPORT_AT_THE_END}\n{program}", *arguments]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.rpartition(_MARK)[2].split())


def loaded_by_zenml(*words: str) -> set[str]:
    return loaded_by(ZENML.read_text(encoding="utf-8"), *words)


def test_the_two_decorators_cost_no_database_table_or_array() -> None:
    loaded = loaded_by("from zenml import pipeline, step")
    assert {"zenml.pipelines", "zenml.steps"} <= loaded
    assert loaded & {*OF_DATABASES, *OF_PLUGINS, "numpy", "rich"} == set()


def test_a_pipeline_without_a_configuration_file_pays_for_no_reader_of_one() -> None:
    assert not {"zenml.pipelines.configuration_reading", "zenml.pipelines.file_sections"} & loaded_by(
        "import zenml.pipelines"
    )


def test_a_process_that_runs_steps_describes_no_pipeline() -> None:
    assert "pipelines" not in _rooms(loaded_by("import zenml.entrypoint"))


def test_importing_the_package_costs_nothing() -> None:
    assert _rooms(loaded_by("import zenml")) == set()


def test_help_imports_no_command_and_no_library_but_click() -> None:
    loaded = loaded_by_zenml("--help")
    assert loaded & {*_LIBRARIES, *_command_modules()} == set()
    assert _rooms(loaded) <= _ROOMS_WITHOUT_A_STACK


def test_version_imports_no_command_and_no_library_but_click() -> None:
    loaded = loaded_by_zenml("version")
    assert loaded & {*_LIBRARIES, *_command_modules()} == {"zenml.cli.version"}
    assert _rooms(loaded) <= _ROOMS_WITHOUT_A_STACK


def test_an_explanation_imports_no_library_but_click() -> None:
    for words in (("explain",), ("explain", "stack"), ("alerter", "explain")):
        loaded = loaded_by_zenml(*words)
        assert loaded & {*_LIBRARIES, *_command_modules()} <= {"zenml.cli.explain", "zenml.cli.component"}
        assert _rooms(loaded) <= _ROOMS_WITHOUT_A_STACK


def test_a_list_of_profiles_opens_no_store() -> None:
    command = ("profile", "list", "--output", "json")
    loaded_by_zenml(*command)
    assert loaded_by_zenml(*command) & {*_LIBRARIES} <= {"yaml"}


def test_a_warm_list_of_flavors_imports_no_plugin() -> None:
    command = ("artifact-store", "flavor", "list")
    loaded_by_zenml(*command)
    forbidden = {*OF_PLUGINS, *OF_THE_COLD_PATH, *OF_DATABASES, "filelock", "numpy", "pydantic"}
    assert loaded_by_zenml(*command) & forbidden == set()


def test_a_list_of_files_that_we_wrote_needs_no_parser_and_no_table() -> None:
    loaded_by_zenml("stack", "list")
    for command in (("stack", "list", "--output", "json"), ("orchestrator", "list", "--output", "json")):
        assert loaded_by_zenml(*command) & _LIBRARIES == set()


def test_a_file_without_comments_is_changed_without_the_library_that_keeps_them() -> None:
    assert "ruamel.yaml" not in loaded_by_zenml("orchestrator", "register", "mine", "--flavor=local")


def test_a_list_of_stacks_opens_no_stack() -> None:
    command = ("stack", "list")
    loaded_by_zenml(*command)
    forbidden = {*OF_PLUGINS, *OF_THE_COLD_PATH, *OF_DATABASES, "numpy", "pydantic"}
    assert loaded_by_zenml(*command) & forbidden == set()


def test_what_changes_no_component_opens_none() -> None:
    loaded_by_zenml("stack", "list")
    for command in (("stack", "set", "default"), ("profile", "set", "default"), ("stack", "rename", "default", "x")):
        forbidden = {*OF_PLUGINS, *OF_THE_COLD_PATH, *OF_DATABASES, "numpy", "pydantic"}
        assert loaded_by_zenml(*command) & forbidden == set(), command


def test_who_lists_runs_pays_for_no_drawing() -> None:
    assert not {module for module in loaded_by_zenml("pipeline", "runs", "list") if "graph_" in module}


@pytest.mark.parametrize(
    "line", ["zenml stack set ", "zenml artifact-store register x --flavor=local --", "zenml alerter "]
)
def test_a_shell_that_completes_waits_for_no_component(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded_by_zenml("stack", "list")
    monkeypatch.setenv("_ZENML_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(line.count(" ")))
    loaded_by_zenml()  # the parameters of a flavor are remembered from now on
    forbidden = {*OF_PLUGINS, *OF_THE_COLD_PATH, *OF_DATABASES, "numpy", "pydantic", "rich"}
    assert loaded_by_zenml() & forbidden == set()


def _command_modules() -> set[str]:
    return {entry.address.partition(":")[0] for entry in root._entries.values()}


def _rooms(modules: Iterable[str]) -> set[str]:
    return {module.split(".")[1] for module in modules if module.startswith("zenml.")}
