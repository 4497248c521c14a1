from __future__ import annotations

from pathlib import Path

import pytest

from zenml.engine.code_digest import code_digest
from zenml.errors import ConfigurationError

_TABLE = Path("data/table.csv")


def step() -> int:
    return 1


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / _TABLE).write_text("1")
    return tmp_path / _TABLE


def test_a_declared_file_counts_by_its_content(tmp_path: Path, table: Path) -> None:
    before = code_digest(step, tmp_path, [_TABLE])
    table.touch()
    assert code_digest(step, tmp_path, [_TABLE]) == before
    assert code_digest(step, tmp_path) != before
    table.write_text("22")
    assert code_digest(step, tmp_path, [_TABLE]) != before


def test_a_file_counts_by_its_place_below_the_source_root_however_it_is_named(tmp_path: Path, table: Path) -> None:
    assert code_digest(step, tmp_path, [table]) == code_digest(step, tmp_path, [_TABLE])
    other = table.rename(table.with_name("other.csv"))
    assert code_digest(step, tmp_path, [other]) != code_digest(step, tmp_path)


def test_a_declared_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        code_digest(step, tmp_path, [_TABLE])
    assert str(caught.value) == (
        "file 'data/table.csv', which a step depends on, cannot be read: No such file or directory"
        f" (paths are relative to {tmp_path})"
    )
