"""Tables as they reach stdout."""

from __future__ import annotations

import pytest

from zenml.cli.boxes import draw_table
from zenml.cli.output import Table, Tree
from zenml.cli.trees import draw_tree


def test_what_looks_like_markup_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    draw_table(Table(["NAME"], [["[red]x[/red] :smile: https://a.b"]]))
    assert (
        capsys.readouterr().out
        == """\
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
┃ NAME                             ┃
┠──────────────────────────────────┨
┃ [red]x[/red] :smile: https://a.b ┃
┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
"""
    )


def test_control_characters_do_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    draw_table(Table(["NAME"], [["a\x1b[2Jb\x07"]]))
    assert "a�[2Jb�" in capsys.readouterr().out


def test_a_cell_may_have_several_lines(capsys: pytest.CaptureFixture[str]) -> None:
    draw_table(Table(["NAME", "STATUS"], [["s3", "is missing\npip install it"]], title="What is wrong"))
    assert (
        capsys.readouterr().out
        == """\
What is wrong
┏━━━━━━┯━━━━━━━━━━━━━━━━┓
┃ NAME │ STATUS         ┃
┠──────┼────────────────┨
┃ s3   │ is missing     ┃
┃      │ pip install it ┃
┗━━━━━━┷━━━━━━━━━━━━━━━━┛
"""
    )


def test_a_tree_shows_what_stands_below_what(capsys: pytest.CaptureFixture[str]) -> None:
    draw_tree(Tree("run", (Tree("import", (Tree("train"), Tree("plot"))), Tree("report [1]"))))
    assert (
        capsys.readouterr().out
        == """\
run
├── import
│   ├── train
│   └── plot
└── report [1]
"""
    )
