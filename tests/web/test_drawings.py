"""The drawings of the survey: one for each level that has one, small, and nothing in them but lines."""

from __future__ import annotations

import re

import pytest
from defusedxml import ElementTree

from mapper.domain.rubric import RUBRIC
from web.static_files import FOLDERS

DRAWINGS = FOLDERS[""] / "field" / "drawings"
DRAWN_LEVELS = (0, 2, 4)
MOST_BYTES = 2_000
NAMES = [f"{item}-{level}.svg" for item in RUBRIC.item_ids for level in DRAWN_LEVELS]
LINES_ONLY = {"svg", "g", "path", "circle", "ellipse", "rect"}


def test_each_item_has_three_drawings_and_no_two_are_alike() -> None:
    found = {path.name: path.read_bytes() for path in DRAWINGS.iterdir()}
    assert sorted(found) == sorted(NAMES)
    assert len(set(found.values())) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_is_small_and_shows_lines_only(name: str) -> None:
    content = (DRAWINGS / name).read_bytes()
    assert len(content) <= MOST_BYTES
    drawing = ElementTree.fromstring(content)
    assert drawing.get("viewBox") == "0 0 120 80"
    for element in drawing.iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in LINES_ONLY
        assert not (element.text or "").strip()
        assert not [key for key in element.attrib if key.startswith("on") or "href" in key]
    assert re.search(rb"url\(|@import|<!", content) is None
