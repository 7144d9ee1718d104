"""The table of colours and widths: as published, and readable."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from layers.style import AXES, CONFIDENCE, DARK, GRADES, LIGHT, UNGRADED, Symbol, Theme, style_table

GOLDEN = Path(__file__).parent / "golden" / "style.json"


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, two: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(two)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_table_is_the_published_one() -> None:
    assert [(grade.key, grade.colour, grade.width) for grade in GRADES] == [
        ("A", "#084594", 3),
        ("B", "#4a9bd0", 3),
        ("C", "#f0c93a", 4),
        ("D", "#e5702b", 5),
        ("E", "#7f0d1f", 6),
    ]
    assert [grade.word for grade in GRADES] == ["매우 좋음", "좋음", "보통", "나쁨", "매우 나쁨"]
    assert (UNGRADED.word, UNGRADED.colour, UNGRADED.dash) == ("미조사", "#8a8a8a", (1, 6))
    assert [axis.title for axis in AXES] == ["종합", "주거", "보행", "신뢰도"]
    assert LIGHT.casing == "#333333"


def test_the_browser_gets_the_golden_table() -> None:
    assert json.loads(json.dumps(style_table())) == json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("symbol", [*GRADES, *CONFIDENCE, UNGRADED], ids=lambda symbol: symbol.key)
def test_a_letter_can_be_read_on_its_tile(symbol: Symbol) -> None:
    assert contrast(symbol.ink, symbol.colour) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_lines_and_names_stand_out_from_the_ground(theme: Theme) -> None:
    assert contrast(theme.casing, theme.ground) >= 3
    assert contrast(theme.focus, theme.ground) >= 3
    assert contrast(theme.boundary, theme.ground) >= 3
    assert contrast(theme.issue, theme.ground) >= 3
    assert contrast(theme.text, theme.halo) >= 4.5


def test_every_grade_stands_out_from_the_ground_or_its_own_casing() -> None:
    for theme in (LIGHT, DARK):
        for symbol in (*GRADES, *CONFIDENCE, UNGRADED):
            assert max(contrast(symbol.colour, theme.ground), contrast(symbol.colour, theme.casing)) >= 3


def test_confidence_is_told_by_lightness_in_a_hue_no_grade_has() -> None:
    light = [luminance(symbol.colour) for symbol in CONFIDENCE]
    assert light == sorted(light)
    assert not {symbol.colour for symbol in CONFIDENCE} & {symbol.colour for symbol in GRADES}
