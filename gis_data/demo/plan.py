"""The plan of the demo city, as drawn by hand in plan.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from gis_data.demo.curves import Points


@dataclass(frozen=True)
class Road:
    """A main road, which carries a name but is not graded.

    Attributes
    ----------
    name : str
        Road name; the alleys off it are numbered after it.
    width : float
        Width [m].
    points : ndarray
        Points it passes, shape (n, 2) [m from the origin].
    """

    name: str
    width: float
    points: Points


@dataclass(frozen=True)
class Stream:
    """A stream with a road on each bank and a path on each side of the water.

    Attributes
    ----------
    name : str
        Name of the stream; its paths are called after it.
    half_width : float
        Distance of the bank roads from the middle [m], the same at every scale.
    path_at : float
        Distance of the paths from the middle [m].
    banks : tuple of str
        Names of the bank roads, right and left of the drawing direction.
    points : ndarray
        The middle, shape (n, 2) [m from the origin].
    """

    name: str
    half_width: float
    path_at: float
    banks: tuple[str, str]
    points: Points


@dataclass(frozen=True)
class Patch:
    """What stands between the main roads around a point.

    Attributes
    ----------
    x, y : float
        A point inside [m from the origin].
    district : str
        Name of the 행정동 it belongs to.
    pattern : str
        Key of ``gis_data.demo.patterns.PATTERNS``, or ``open`` where no alleys run.
    """

    x: float
    y: float
    district: str
    pattern: str


@dataclass(frozen=True)
class Peak:
    """A hill.

    Attributes
    ----------
    x, y : float
        Its top [m from the origin].
    height : float
        Above the valley [m].
    reach : float
        Distance at which its slopes are steepest [m].
    """

    x: float
    y: float
    height: float
    reach: float


@dataclass(frozen=True)
class Plan:
    """Everything drawn by hand.

    Attributes
    ----------
    origin : tuple of float
        Middle of the city [m, EPSG:5179].
    outline : ndarray
        City limit, shape (n, 2) [m from the origin].
    roads : tuple of Road
        Main roads.
    streams : tuple of Stream
        Streams, main one first.
    edges : tuple of ndarray
        Lines that part one patch from another without being a road: foot of a hill, ridge.
    patches : tuple of Patch
        One for every piece of ground that is not water.
    peaks : tuple of Peak
        The hills.
    """

    origin: tuple[float, float]
    outline: Points
    roads: tuple[Road, ...]
    streams: tuple[Stream, ...]
    edges: tuple[Points, ...]
    patches: tuple[Patch, ...]
    peaks: tuple[Peak, ...]


def read_plan() -> Plan:
    """Read the plan.

    Returns
    -------
    Plan
        At scale 1.
    """
    drawn = tomllib.loads(files("gis_data.demo").joinpath("plan.toml").read_text(encoding="utf-8"))
    return Plan(
        origin=(drawn["origin"][0], drawn["origin"][1]),
        outline=_points(drawn["outline"]),
        roads=tuple(Road(row["name"], float(row["width"]), _points(row["points"])) for row in drawn["roads"]),
        streams=tuple(
            Stream(
                row["name"],
                row["half_width"],
                row["path_at"],
                (row["banks"][0], row["banks"][1]),
                _points(row["points"]),
            )
            for row in drawn["streams"]
        ),
        edges=tuple(_points(row) for row in drawn["edges"]),
        patches=tuple(Patch(float(x), float(y), district, pattern) for x, y, district, pattern in drawn["patches"]),
        peaks=tuple(Peak(*map(float, row)) for row in drawn["peaks"]),
    )


def _points(rows: list[list[float]]) -> Points:
    return np.asarray(rows, dtype=np.float64)
