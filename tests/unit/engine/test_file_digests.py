from __future__ import annotations

from pathlib import Path

import pytest

from zenml.engine.code_digest import code_of
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
    before = code_of(step, tmp_path, [_TABLE]).digest
    table.touch()
    assert code_of(step, tmp_path, [_TABLE]).digest == before
    assert code_of(step, tmp_path).digest != before
    table.write_text("22")
    assert code_of(step, tmp_path, [_TABLE]).digest != before


def test_a_file_counts_by_its_place_below_the_source_root_however_it_is_named(tmp_path: Path, table: Path) -> None:
    assert code_of(step, tmp_path, [table]).digest == code_of(step, tmp_path, [_TABLE]).digest
    other = table.rename(table.with_name("other.csv"))
    assert code_of(step, tmp_path, [other]).digest != code_of(step, tmp_path).digest


def test_a_declared_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        code_of(step, tmp_path, [_TABLE])
    assert str(caught.value) == (
        "file 'data/table.csv', which a step depends on, cannot be read: No such file or directory"
        f" (paths are relative to {tmp_path})"
    )
