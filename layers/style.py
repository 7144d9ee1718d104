"""How grades look: one frozen table for the painter, the legend and the tests.

Palette, widths, casing, dashes, letters and words are those of spec 1.0 §8. Widths are screen
pixels at zoom 16; ``ZOOM_SCALE`` thins them where a whole city is in view.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from mapper.domain.grading.letters import CONFIDENCE_LEVELS, UNGRADED_LABEL
from mapper.domain.grading.letters import GRADES as LETTERS
from mapper.domain.parameters import PARAMETERS
from mapper.domain.shop import SHOP_SECTORS
from mapper.domain.venue import VENUE_KINDS


@dataclass(frozen=True)
class Symbol:
    """How one value of an axis is drawn and said.

    Attributes
    ----------
    key : str
        The value: ``A`` to ``E``, ``high`` to ``low``, or ``ungraded``.
    mark : str
        What is written along the line from ``MARK_ZOOM``; empty for nothing.
    word : str
        Its Korean word; words differ on purpose from the statutory facility grades.
    colour : str
        Colour of the line.
    ink : str
        Colour of text on a tile of ``colour``; contrast at least 4.5.
    width : float
        Width of the coloured line [px].
    dash : tuple of float
        Lengths on and off [px]; empty for a solid line.
    """

    key: str
    mark: str
    word: str
    colour: str
    ink: str
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Axis:
    """One way of looking at the segments.

    Attributes
    ----------
    key : str
        Property of a segment that holds the value.
    title : str
        Korean name on the switch.
    symbols : tuple of Symbol
        From best to worst, 미조사 last.
    """

    key: str
    title: str
    symbols: tuple[Symbol, ...]


@dataclass(frozen=True)
class Theme:
    """Colours of everything that is not a grade; hues of grades are the same in both themes.

    Attributes
    ----------
    casing : str
        Edge of every line, so that light colours keep 3:1 against the ground.
    ground : str
        Inside of the city, and the gaps of a dashed line.
    outside : str
        Beyond the city.
    boundary : str
        District boundaries.
    road : str
        Context roads.
    road_edge : str
        Their edges.
    issue : str
        Public points of issues.
    venue : str
        What residents may use.
    shop : str
        Welfare shops.
    text : str
        Names on the map.
    halo : str
        Edge of names and points.
    focus : str
        Ring of the selected segment.
    """

    casing: str
    ground: str
    outside: str
    boundary: str
    road: str
    road_edge: str
    issue: str
    venue: str
    shop: str
    text: str
    halo: str
    focus: str


UNGRADED: Final = Symbol("ungraded", "", UNGRADED_LABEL.ko, "#8a8a8a", "#131416", 3, (1, 6))
"""No grade, whatever the issues: never coloured, never left out."""

GRADES: Final = (
    Symbol("A", "A", LETTERS["A"].ko, "#084594", "#ffffff", 3),
    Symbol("B", "B", LETTERS["B"].ko, "#4a9bd0", "#131416", 3),
    Symbol("C", "C", LETTERS["C"].ko, "#f0c93a", "#131416", 4),
    Symbol("D", "D", LETTERS["D"].ko, "#e5702b", "#131416", 5),
    Symbol("E", "E", LETTERS["E"].ko, "#7f0d1f", "#ffffff", 6),
)
"""Five-class diverging palette; smallest colour difference 19 under any colour vision."""

CONFIDENCE: Final = (
    Symbol("high", "높", CONFIDENCE_LEVELS["high"].ko, "#40317f", "#ffffff", 5),
    Symbol("medium", "보", CONFIDENCE_LEVELS["medium"].ko, "#8577bd", "#131416", 4),
    Symbol("low", "낮", CONFIDENCE_LEVELS["low"].ko, "#cbc3e6", "#131416", 3, (6, 6)),
)
"""Lightness for uncertainty, in a hue that no grade has."""

AXES: Final = (
    Axis("overall", "종합", (*GRADES, UNGRADED)),
    Axis("residential", "주거", (*GRADES, UNGRADED)),
    Axis("walking", "보행", (*GRADES, UNGRADED)),
    Axis("confidence", "신뢰도", (*CONFIDENCE, UNGRADED)),
)
"""The switch of the map, in its order."""

DENSITY: Final = ("#d3ebe3", "#9bd0bd", "#5cae93", "#2a7f66", "#0b4c3b")
"""Fill of the classes of a release of density, lightest first, in a hue that neither grade nor confidence has."""

LIGHT: Final = Theme(
    casing="#333333",
    ground="#f7f6f2",
    outside="#e3e6e8",
    boundary="#7d858c",
    road="#ffffff",
    road_edge="#d9d8d2",
    issue="#33363d",
    venue="#1b7a3e",
    shop="#9c2f7f",
    text="#464c53",
    halo="#ffffff",
    focus="#0b50d0",
)

DARK: Final = Theme(
    casing="#e6e8ea",
    ground="#1e2227",
    outside="#131619",
    boundary="#6d7882",
    road="#353b43",
    road_edge="#15181c",
    issue="#e6e8ea",
    venue="#7fd49a",
    shop="#f0a3d8",
    text="#cdd1d5",
    halo="#16191d",
    focus="#86aff9",
)

LOW_CONFIDENCE_DASH: Final = (6.0, 6.0)
"""A graded line whose confidence is low [px]."""

DASH_ZOOM: Final = 16
"""Dashes from this zoom: before it a segment is shorter than two of them."""

ZOOM_SCALE: Final = ((11, 0.3), (13, 0.42), (14, 0.6), (15, 0.8), (16, 1.0), (17, 1.25), (18, 1.5), (19, 1.8))
"""Zoom to factor on widths; straight lines between."""

MARK_ZOOM: Final = 17
"""Letters along the line from this zoom."""

BOTH_AXES_ZOOM: Final = 18
"""From this zoom 종합 shows 주거 and 보행 side by side, 주거 above."""

BOTH_AXES_OFFSET: Final = 3.0
"""Offset of each of them from the middle of the alley [px]."""


def style_table() -> dict[str, Any]:
    """Return the whole table as plain values, for the painter in the browser.

    Returns
    -------
    dict
        ``axes``, ``themes``, the cuts of the grades, the numbers of the drawing and the kinds of points, ready for JSON.
    """
    return {
        "axes": [asdict(axis) for axis in AXES],
        "themes": {"light": asdict(LIGHT), "dark": asdict(DARK)},
        "density": DENSITY,
        "cuts": PARAMETERS.cuts,
        "deadBand": PARAMETERS.hysteresis,
        "lowConfidenceDash": LOW_CONFIDENCE_DASH,
        "dashZoom": DASH_ZOOM,
        "zoomScale": ZOOM_SCALE,
        "markZoom": MARK_ZOOM,
        "bothAxesZoom": BOTH_AXES_ZOOM,
        "bothAxesOffset": BOTH_AXES_OFFSET,
        "venueKinds": {key: label.ko for key, label in VENUE_KINDS.items()},
        "shopSectors": {key: label.ko for key, label in SHOP_SECTORS.items()},
    }
