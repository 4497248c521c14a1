from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from zenml.engine.code_digest import code_of


def test_code_typed_at_a_prompt_counts_by_what_it_does(tmp_path: Path) -> None:
    one = code_of(_typed("def typed(x):\n    return x in {'a', 'b', 'c'}"), tmp_path).digest
    assert code_of(_typed("def typed(x):\n    # why\n    return x in {'a', 'b', 'c'}"), tmp_path).digest == one
    assert code_of(_typed("def typed(x):\n    return x in {'a', 'b', 'd'}"), tmp_path).digest != one


def test_a_class_typed_at_a_prompt_counts_by_its_members(tmp_path: Path) -> None:
    text = "from enum import Enum\nclass Mode(Enum):\n    FAST = 1\n\ndef typed():\n    return Mode.FAST\n"
    assert code_of(_typed(text), tmp_path).digest == code_of(_typed(text + "\n"), tmp_path).digest
    assert code_of(_typed(text), tmp_path).digest != code_of(_typed(text.replace("= 1", "= 2")), tmp_path).digest


def _typed(text: str) -> Callable[..., object]:
    """Return the function ``typed`` of a text that no file holds."""
    names: dict[str, object] = {"__name__": "__main__"}
    exec(compile(text, "<stdin>", "exec"), names)
    return cast("Callable[..., object]", names["typed"])
