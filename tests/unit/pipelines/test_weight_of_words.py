"""Whoever speaks of a run with more weight is heard, whatever others say."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from zenml.models.step_settings import FailureMode
from zenml.pipelines.configuration import Configuration
from zenml.pipelines.configuration_files import ConfigurationFile
from zenml.pipelines.options import PipelineDescription
from zenml.pipelines.run_requests import RunRequest

_MODES = st.sampled_from([None, *FailureMode])
_SETTINGS = st.dictionaries(st.sampled_from("abc"), st.integers(0, 3))
_TAGS = st.lists(st.sampled_from(["one", "two", "three"]), unique=True)
_LAYER = st.fixed_dictionaries({"failure_mode": _MODES, "settings": _SETTINGS, "tags": _TAGS})


@settings(max_examples=60)
@given(decorator=_LAYER, files=st.lists(_LAYER, max_size=3), run=_LAYER)
def test_who_speaks_later_counts_more(decorator: Any, files: list[Any], run: Any) -> None:
    described = PipelineDescription(_nothing, "nothing").with_options(
        {name: decorator[name] for name in ("failure_mode", "tags") if decorator[name] is not None}
    )
    request = RunRequest(
        described,
        inspect.signature(_nothing).bind(),
        failure_mode=run["failure_mode"],
        tags=tuple(run["tags"]),
        settings=run["settings"],
    )
    completed, faults = request.completed_by(Configuration.read([_written(n, file) for n, file in enumerate(files)]))
    layers = [{**decorator, "settings": {}}, *files, run]
    modes = [layer["failure_mode"] for layer in layers if layer["failure_mode"] is not None]
    assert completed.failure_mode == [FailureMode.FAIL_FAST, *modes][-1]
    assert completed.settings == {name: value for layer in layers for name, value in layer["settings"].items()}
    assert completed.tags == tuple(dict.fromkeys(tag for layer in layers for tag in layer["tags"]))
    assert faults == []


def _written(number: int, layer: Any) -> ConfigurationFile:
    name = f"layer_{number}.yaml"
    mode = layer["failure_mode"]
    Path(name).write_text(json.dumps({**layer, "failure_mode": mode and mode.value}))
    return ConfigurationFile.called(name)


def _nothing() -> None: ...
