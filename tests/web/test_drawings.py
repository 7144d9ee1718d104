"""Every anchor with a drawing and every category has its picture, safe to show and legible by day and by night."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import parse

from mapper.domain.category import CATEGORIES
from mapper.domain.rubric import RUBRIC

ROOT: Final = Path(__file__).resolve().parents[2]
FIELD: Final = ROOT / "web" / "static" / "field"
DRAWN_LEVELS: Final = (0, 2, 4)
DRAWINGS: Final = sorted((FIELD / "drawings").iterdir())
ICONS: Final = sorted((FIELD / "icons").iterdir())

SHAPES: Final = {"g", "path", "circle", "ellipse"}
LOOKS: Final = {"fill", "fill-opacity", "opacity", "stroke", "stroke-width", "transform"}
PLACES: Final = {"d", "cx", "cy", "r", "rx", "ry"}

PLACE: Final = "#80868f"
ACCENTS: Final = {"fault": "#e25540", "help, glass, water": "#3488dc", "plants": "#35974f", "lamplight": "#ffd166"}
NIGHT: Final = "#10141c"
KNOCKED_OUT: Final = "#fff"
INKS: Final = {PLACE, *ACCENTS.values(), NIGHT, KNOCKED_OUT}


def picture(path: Path) -> Element:
    root: Element = parse(path).getroot()
    return root


def colours(root: Element) -> set[str]:
    return {shape.attrib[name] for shape in root.iter() for name in ("fill", "stroke") if name in shape.attrib} - {
        "none"
    }


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_each_item_has_three_drawings_and_each_category_an_icon() -> None:
    assert {path.name for path in DRAWINGS} == {
        f"{item.id}-{level}.svg" for item in RUBRIC.items for level in DRAWN_LEVELS
    }
    assert {path.name for path in ICONS} == {f"{category.id}.svg" for category in CATEGORIES}


def test_no_two_pictures_are_the_same() -> None:
    pictures = [path.read_text("utf-8") for path in (*DRAWINGS, *ICONS)]
    assert len(set(pictures)) == len(pictures)


@pytest.mark.parametrize(
    ("paths", "view_box", "most_bytes"),
    [
        pytest.param(DRAWINGS, "0 0 120 80", 2_000, id="drawings"),
        pytest.param(ICONS, "0 0 64 64", 1_200, id="icons"),
    ],
)
def test_a_picture_is_small_and_of_one_format(paths: list[Path], view_box: str, most_bytes: int) -> None:
    assert {picture(path).get("viewBox") for path in paths} == {view_box}
    assert [path.name for path in paths if path.stat().st_size > most_bytes] == []


@pytest.mark.parametrize("path", [*DRAWINGS, *ICONS], ids=lambda path: path.stem)
def test_a_picture_holds_plain_shapes_and_nothing_else(path: Path) -> None:
    root = picture(path)
    namespace, _, tag = root.tag[1:].partition("}")
    assert (namespace, tag) == ("http://www.w3.org/2000/svg", "svg")
    shapes = [shape for shape in root.iter() if shape is not root]
    assert {shape.tag for shape in shapes} <= {f"{{{namespace}}}{name}" for name in SHAPES}
    assert {name for shape in shapes for name in shape.attrib} <= LOOKS | PLACES
    assert set(root.attrib) == {"viewBox", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"}
    assert not any((shape.text or "").strip() or (shape.tail or "").strip() for shape in root.iter())


@pytest.mark.parametrize("path", [*DRAWINGS, *ICONS], ids=lambda path: path.stem)
def test_a_picture_keeps_to_the_palette(path: Path) -> None:
    used = colours(picture(path))
    assert used <= INKS
    assert len(used & set(ACCENTS.values())) <= 2
    assert ACCENTS["lamplight"] not in used or NIGHT in used


def test_the_palette_is_legible_on_every_ground() -> None:
    tokens = (ROOT / "layers" / "assets" / "tokens.css").read_text("utf-8")
    grounds = re.findall(r"--(?:paper|wash):[^;]*(#[0-9a-f]{6})", tokens)
    assert len(grounds) == 4
    inks = (PLACE, *(ink for name, ink in ACCENTS.items() if name != "lamplight"))
    poor = {(ink, ground) for ink in inks for ground in (*grounds, NIGHT) if contrast(ink, ground) < 3}
    assert poor == set()
    assert contrast(ACCENTS["lamplight"], NIGHT) >= 3
