"""Maps on paper: how large the sheet and the map on it are, at which round scale a place fits, how long its scale bar is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any, Final, Literal

from numpy.typing import NDArray

PaperSize = Literal["a4", "a3"]
Turn = Literal["portrait", "landscape"]

SIZES: Final[dict[PaperSize, tuple[float, float]]] = {"a4": (210.0, 297.0), "a3": (297.0, 420.0)}
"""Short and long side [mm] (ISO 216)."""

MARGIN: Final = 10.0
"""Around everything, as printers leave it [mm]."""
HEAD: Final = 15.0
"""Height of the title above the map [mm]."""
SIDE: Final = 60.0
"""Width of what stands beside the map of a sheet that lies [mm]."""
FOOT: Final = 50.0
"""Height of what stands under the map of a sheet that stands [mm]."""
GAP: Final = 4.0
"""Between the map and what stands beside it [mm]."""

_ROUND: Final = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5)
"""Beginnings of scales that people reckon with."""
LARGEST_SCALE: Final = 500
"""A street on a sheet: nothing is surveyed so finely that a larger one would show more."""
SMALLEST_SCALE: Final = 1_000_000
"""All Korea on a sheet."""

_BAR: Final = (1.0, 2.0, 5.0)
_LONGEST_BAR: Final = 50.0  # [mm]


@dataclass(frozen=True)
class Extent:
    """A place in EPSG:5179 [m]."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Sheet:
    """A sheet of paper and the frame of the map on it.

    Attributes
    ----------
    size : {"a4", "a3"}
        Of the paper.
    turn : {"portrait", "landscape"}
        Whether it stands or lies.
    """

    size: PaperSize
    turn: Turn

    @property
    def paper(self) -> tuple[float, float]:
        """Width and height of the sheet [mm]."""
        short, long = SIZES[self.size]
        return (short, long) if self.turn == "portrait" else (long, short)

    @property
    def frame(self) -> tuple[float, float]:
        """Width and height of the map [mm]."""
        width, height = (side - 2 * MARGIN for side in self.paper)
        if self.turn == "portrait":
            return width, height - HEAD - FOOT - GAP
        return width - SIDE - GAP, height - HEAD

    def showing(self, place: Extent) -> Showing:
        """Lay a place out in the middle of the frame, at the largest round scale at which all of it fits.

        Parameters
        ----------
        place : Extent
            What is to be seen.

        Returns
        -------
        Showing
            What is seen: the place, and as much around it as the frame has room for.
        """
        width, height = self.frame
        scale = round_scale(max((place.east - place.west) / width, (place.north - place.south) / height) * 1000)
        across, up = width * scale / 2000, height * scale / 2000  # half of the frame [m]
        x, y = (place.west + place.east) / 2, (place.south + place.north) / 2
        return Showing(self, scale, Extent(x - across, y - up, x + across, y + up))


@dataclass(frozen=True)
class Showing:
    """A place on a sheet.

    Attributes
    ----------
    sheet : Sheet
        The paper.
    scale : int
        The n of 1:n.
    place : Extent
        What the frame shows, to its edges.
    """

    sheet: Sheet
    scale: int
    place: Extent

    @property
    def bar(self) -> ScaleBar:
        """The scale bar."""
        return bar_of(self.scale)


@dataclass(frozen=True)
class ScaleBar:
    """A scale bar.

    Attributes
    ----------
    metres : int
        What its whole length stands for [m].
    mm : float
        Its length on paper [mm].
    """

    metres: int
    mm: float


def round_scale(least: float) -> int:
    """Return the first round scale that is no larger than a given one.

    Parameters
    ----------
    least : float
        The n of 1:n, any number from 0.

    Returns
    -------
    int
        The n of the round one, of `LARGEST_SCALE` to `SMALLEST_SCALE`.
    """
    wanted = min(max(least, LARGEST_SCALE), SMALLEST_SCALE)
    tens = 10.0 ** floor(log10(wanted))
    return next(
        (round(begin * tens) for begin in _ROUND if begin * tens >= wanted * (1 - 1e-9)),
        round(10 * tens),
    )


def bar_of(scale: int) -> ScaleBar:
    """Return the longest scale bar of a round length that is not too long for its place.

    Parameters
    ----------
    scale : int
        The n of 1:n.

    Returns
    -------
    ScaleBar
        1, 2 or 5 metres times a power of ten.
    """
    most = _LONGEST_BAR * scale / 1000
    tens = 10.0 ** floor(log10(most))
    metres = round(max(begin for begin in _BAR if begin * tens <= most) * tens)
    return ScaleBar(metres, metres / scale * 1000)


@dataclass(frozen=True)
class MapContent:
    """What a map on paper shows; all shapes in EPSG:5179.

    Attributes
    ----------
    showing : Showing
        Where, and at which scale.
    axis : str
        By which the segments are coloured.
    lines : ndarray of LineString, shape (n,)
        Segments.
    values : ndarray of int64, shape (n,)
        Of each its value on the axis, from best to worst, 미조사 last.
    names : sequence of str or None
        Of the alley of each.
    others : ndarray of LineString, shape (m,)
        Segments that are not shown, as the faintest of lines.
    roads : ndarray of LineString, shape (k,)
        Roads that are not graded.
    road_classes : sequence of str
        Of each, as its source says.
    districts : ndarray of Polygon or MultiPolygon, shape (d,)
        행정동.
    district_names : sequence of str
        Of each.
    points : ndarray of Point, shape (p,)
        Public points of issues.
    counts : ndarray of int64, shape (p,)
        How many issues each stands for.
    """

    showing: Showing
    axis: str
    lines: NDArray[Any]
    values: NDArray[Any]
    names: Sequence[str | None]
    others: NDArray[Any]
    roads: NDArray[Any]
    road_classes: Sequence[str]
    districts: NDArray[Any]
    district_names: Sequence[str]
    points: NDArray[Any]
    counts: NDArray[Any]
