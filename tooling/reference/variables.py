"""Know the environment variables that our code reads."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_OURS = re.compile(r"ZENML_[A-Z_]+")
_EFFECTS = {
    "ZENML_CONFIG_PATH": "The configuration folder, instead of the operating system's place for settings",
    "ZENML_KEYS_PATH": "The folder of the keys of local secrets, where they are not in the operating system's keyring",
    "ZENML_REPOSITORY_PATH": "The repository, instead of looking in the current folder and its parents",
    "ZENML_ACTIVATED_PROFILE": "The profile in force; only the option `--profile` is stronger",
    "ZENML_ACTIVATED_STACK": "The stack in force; only the options `--stack` and `--profile` are stronger",
    "ZENML_PLUGINS_DISABLE": "Packages or entry points, separated by commas, that are not imported; `*` means all",
    "ZENML_PLUGINS_ALLOW": "The only packages or entry points, separated by commas, that are imported; `*` means all",
    "ZENML_PLUGINS_NOCACHE": "`1`: ask the installed packages each time, and remember nothing",
    "ZENML_ALLOW_PICKLE": "`0`: neither save nor load what needs pickle",
    "ZENML_SECRET_": "With `<name>_<key>` behind it: what `{{name.key}}` stands for, whatever a secrets manager says",
    "ZENML_LOG_LEVEL": "`DEBUG`, `INFO`, `WARNING` (default), `ERROR` or `CRITICAL`: what is logged to stderr",
    "ZENML_DEBUG": "`1`: show the traceback of an error, like `--debug`",
    "CI": "Anything: ask nothing; what has to be confirmed needs `--yes`",
    "COLUMNS": "The width of help texts",
    "NO_COLOR": "Anything: no colour, no live display",
    "TERM": "`dumb`: no colour, no live display",
    "XDG_STATE_HOME": "On Linux: where `zenml/keys` lies, instead of `~/.local/state`",
}


def variables() -> Mapping[str, str]:
    """Return the effect of each variable.

    Raises:
        AssertionError: the code reads a variable that is not described here, or one of these no more.
    """
    read = {name for path in _sources() for name in _names_in(path)}
    assert read == set(_EFFECTS), f"describe in {__file__} what the code reads: {sorted(read ^ set(_EFFECTS))}"
    return _EFFECTS


def _sources() -> list[Path]:
    return [path for pattern in ("*/src/**/*.py", "plugins/*/src/**/*.py") for path in _ROOT.glob(pattern)]


def _names_in(path: Path) -> set[str]:
    """Return our own names wherever they stand, and those of others where the environment is asked for them."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    asked = {argument for node in nodes if isinstance(node, ast.Call) for argument in _asked_for(node)}
    return {text for text in texts if _OURS.fullmatch(text)} | asked


def _asked_for(call: ast.Call) -> set[str]:
    """Return ``X`` of ``os.environ.get("X")``, whatever the mapping is called as long as that says environment."""
    match call:
        case ast.Call(func=ast.Attribute(value=mapping, attr="get"), args=[ast.Constant(value=str(name)), *_]):
            return {name} if "environ" in ast.unparse(mapping) else set()
    return set()
