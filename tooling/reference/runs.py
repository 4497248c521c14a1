"""Write the page of the keys that a configuration file of a run may have."""

from __future__ import annotations

from pydantic.fields import FieldInfo
from tooling.reference.markdown import code, page, table

from zenml.pipelines.file_sections import SECTIONS

TITLE = "Configuration of runs"
SUMMARY = "the keys of the file that `zenml pipeline run -c` and `with_config` take"

_RULES = """\
A key that is left out leaves the choice to the code, and so does one without a value at the top; below a step, it
switches the option off.
[Configure runs](../how-to/configure-runs.md) tells what counts more."""


def text() -> str:
    pieces = [part for keys, section in SECTIONS.items() for part in (_heading(keys), _table(section.model_fields))]
    return page(TITLE, _RULES, *pieces)


def _heading(keys: tuple[str, ...]) -> str:
    return f"## Below {code('.'.join(keys))}" if keys else "## At the top"


def _table(fields: dict[str, FieldInfo]) -> str:
    rows = [[code(name), field.description or "", code((field.examples or [""])[0])] for name, field in fields.items()]
    return table(["key", "meaning", "example of a value"], rows)
