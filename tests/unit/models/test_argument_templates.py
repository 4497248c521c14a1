from __future__ import annotations

import json
from typing import Any

import pytest

from zenml.models.argument_templates import (
    Template,
    dict_of,
    link_to,
    list_of,
    put_together,
    tuple_of,
    value_itself,
)

ARTIFACTS = {"a": "first", "b": "second"}


@pytest.mark.parametrize(
    ("template", "value"),
    [
        (link_to("a"), "first"),
        (value_itself([1, {"x": None}]), [1, {"x": None}]),
        (list_of([link_to("b"), value_itself(1), link_to("a")]), ["second", 1, "first"]),
        (tuple_of([link_to("a"), value_itself("x")]), ("first", "x")),
        (tuple_of([]), ()),
        (dict_of({"left": link_to("a"), 3: list_of([link_to("b")])}), {"left": "first", 3: ["second"]}),
        (dict_of({1: value_itself(True), None: value_itself(2)}), {1: True, None: 2}),
        (list_of([list_of([value_itself(1)]), dict_of({"k": value_itself(2.5)})]), [[1], {"k": 2.5}]),
    ],
)
def test_what_a_template_stands_for_is_put_together_also_after_json(template: Template, value: object) -> None:
    arrived = json.loads(json.dumps(template))
    assert arrived == template
    assert put_together(arrived, ARTIFACTS.__getitem__) == value


def test_what_holds_no_artifact_is_kept_as_it_is() -> None:
    assert list_of([dict_of({"k": value_itself(1)}), value_itself("x")]) == {"value": [{"k": 1}, "x"]}


def test_a_form_of_a_later_version_is_refused() -> None:
    with pytest.raises(ValueError, match="a template has the unknown form 'set'"):
        put_together({"set": [link_to("a")]}, ARTIFACTS.__getitem__)


def test_whoever_changes_a_value_changes_nothing_for_the_next_attempt() -> None:
    template = list_of([value_itself([1])])
    first: Any = put_together(template, ARTIFACTS.__getitem__)
    first[0].append(2)
    assert put_together(template, ARTIFACTS.__getitem__) == [[1]]
