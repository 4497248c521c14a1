"""Install a third party's package that brings a flavor of every kind of component; they do nothing."""

from __future__ import annotations

from pathlib import Path

from plugin_site import make_distribution

from zenml.enums import StackComponentType

_PLUGIN = """
from zenml.flavors import Flavor, hookimpl
"""
_HOOK = """
@hookimpl
def zenml_{plural}():
    return [Flavor("plain", "every_kind.{kind}:Plain", "Does nothing")]
"""
_MODULE = '''
from pathlib import Path
from pydantic import Field, SecretStr
from zenml.{module} import {base}

class Plain({base}):
    """Do nothing."""

    FLAVOR = "plain"
    {more}
    weight: int = Field(default=1, ge=1, description="How heavy it is")
    words: str = Field(default="", description="What it is called elsewhere")
    token: SecretStr | None = Field(default=None, description="Opens it")

    @property
    def log_file(self):
        return Path(__file__)

for method in Plain.__abstractmethods__:
    setattr(Plain, method, lambda self, *arguments, **options: None)
Plain.__abstractmethods__ = frozenset()

class Mine(Plain):
    FLAVOR = "mine"

class Yours(Plain):
    FLAVOR = "yours"
'''
_REQUIRED = {StackComponentType.CONTAINER_REGISTRY: 'uri: str = "there"'}
"""Fields that every flavor of a kind must have, here with a default."""


def install_every_kind(folder: Path) -> Path:
    """Install ``every-kind`` into a folder and return that; who has it in ``PYTHONPATH`` finds it.

    Beside the flavor ``plain`` it holds the classes ``every_kind.<kind>.Mine`` and ``.Yours``, which can be
    registered by their paths.
    """
    hooks = [_HOOK.format(plural=kind.plural, kind=kind.value) for kind in StackComponentType]
    modules = {
        kind.value: _MODULE.format(module=kind.plural, base=_base(kind), more=_REQUIRED.get(kind, ""))
        for kind in StackComponentType
    }
    make_distribution(
        folder,
        "every-kind",
        entry_points={"every-kind": "every_kind.plugin"},
        modules={
            "every_kind/__init__.py": "",
            "every_kind/plugin.py": _PLUGIN + "".join(hooks),
            **{f"every_kind/{name}.py": source for name, source in modules.items()},
        },
    )
    return folder


def _base(kind: StackComponentType) -> str:
    """Return a class that a flavor of this kind can begin with: what keeps artifacts has to keep them somewhere."""
    if kind is StackComponentType.ARTIFACT_STORE:
        return "LocalArtifactStore"
    return f"Base{kind.value.title().replace('_', '')}"
