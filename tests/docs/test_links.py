from __future__ import annotations

from pathlib import Path

import pytest
from checkout import files
from pages import anchors, links, name_of

PAGES = files(".md")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_to_a_file_and_to_a_heading_of_it(page: Path) -> None:
    assert [target for target in links(page) if not leads_somewhere(page, target)] == []


def leads_somewhere(page: Path, target: str) -> bool:
    path, sign, heading = target.partition("#")
    goal = (page.parent / path).resolve() if path else page
    return goal.exists() and (not sign or sign + heading in anchors(goal))
