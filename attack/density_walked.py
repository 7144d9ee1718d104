"""What programs ask of the areas of a release that they walk through: every way there is, and what each may be told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.operations.density.areas import LAYER

ITEMS: Final = "/ogc/collections/density/items"
_IN_METRES: Final = f"http://www.opengis.net/def/crs/EPSG/0/{KOREA_TM}"
_MOST: Final = "1000"
_COLUMNS: Final = {
    column.key: column.property_name for edition in LAYER.editions.values() for column in edition.columns
}

Feature = Mapping[str, Any]
Features = Mapping[str, Feature]


@dataclass(frozen=True)
class Probe:
    """One thing asked for.

    Attributes
    ----------
    asked : dict of str to str
        Parameters.
    path : str
        Of the items, or of one.
    status : HTTPStatus
        What must come back: a parameter that there is not is refused, and never read past.
    exactly : frozenset of str or None
        Ids of all that may come; of a box, whatever was released.
    """

    asked: Mapping[str, str] = field(default_factory=dict)
    path: str = ITEMS
    status: HTTPStatus = HTTPStatus.OK
    exactly: frozenset[str] | None = None

    @property
    def query(self) -> Mapping[str, str]:
        """What is asked for, and all of it on one page."""
        return {"limit": _MOST, **self.asked} if self.path == ITEMS else self.asked


def probe_of(shape: BaseGeometry, number: int, released: Features) -> Probe:
    """Return one of the ways to ask for a place, or for a property: all of them by turns.

    Parameters
    ----------
    shape : BaseGeometry
        A place of one's own choice, in EPSG:5179.
    number : int
        How many were asked before.
    released : mapping of str to feature
        All areas by id, as they were released.

    Returns
    -------
    Probe
        Not asked yet.
    """
    turn, way = divmod(number, len(_WAYS))
    return _WAYS[way](shape, turn, released)


def is_as_released(probe: Probe, answer: Mapping[str, Any], released: Features) -> bool:
    """Tell whether an answer holds areas as they were released, each whole, and counts no others.

    Parameters
    ----------
    probe : Probe
        What was asked for.
    answer : mapping of str to any
        What came back.
    released : mapping of str to feature
        All areas by id.

    Returns
    -------
    bool
        False when it says something of its own.
    """
    came = {str(one["id"]): one for one in answer["features"]}
    is_whole = all(released.get(known) == one for known, one in came.items())
    is_all = probe.exactly is None or came.keys() == probe.exactly
    return is_whole and is_all and answer["numberMatched"] == answer["numberReturned"] == len(came)


def in_degrees(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape of EPSG:5179 in degrees."""
    into = transformer(KOREA_TM, WGS84).transform
    return shapely.transform(shape, lambda xy: np.column_stack(into(xy[:, 0], xy[:, 1])))


def _box(shape: BaseGeometry, _turn: int, _released: Features) -> Probe:
    return Probe({"bbox": _bounds(in_degrees(shape), 6)})


def _box_in_metres(shape: BaseGeometry, _turn: int, _released: Features) -> Probe:
    west, south, east, north = shape.bounds  # by the register, what is to the north comes first
    return Probe({"bbox": f"{south:.1f},{west:.1f},{north:.1f},{east:.1f}", "bbox-crs": _IN_METRES})


def _box_and_property(shape: BaseGeometry, turn: int, released: Features) -> Probe:
    properties = _some(released, turn)["properties"]
    return Probe({"bbox": _bounds(in_degrees(shape), 6), _COLUMNS["band"]: properties[_COLUMNS["band"]]})


def _no_parameter(shape: BaseGeometry, turn: int, _released: Features) -> Probe:
    lonlat = in_degrees(shape)
    asked = (
        {"lon": f"{lonlat.centroid.x:.6f}", "lat": f"{lonlat.centroid.y:.6f}", "radius": "50"},
        {"polygon": lonlat.wkt},
        {"filter": f"S_INTERSECTS(geometry,{lonlat.wkt})", "filter-lang": "cql2-text"},
        {"intersects": json.dumps(shapely.geometry.mapping(lonlat))},
        {"cases": "1"},
        {"sortby": _COLUMNS["band"]},
        {"geom": lonlat.wkt, "within-distance": "50"},
    )
    return Probe(asked[turn % len(asked)], status=HTTPStatus.BAD_REQUEST)


def _property(_shape: BaseGeometry, turn: int, released: Features) -> Probe:
    which, key = divmod(turn, len(_COLUMNS))
    name = list(_COLUMNS.values())[key]
    value = _some(released, which)["properties"][name]
    if value is None:
        return Probe(exactly=frozenset(released))
    same = frozenset(known for known, one in released.items() if one["properties"][name] == value)
    return Probe({name: str(value)}, exactly=same)


def _number_of_households(_shape: BaseGeometry, turn: int, _released: Features) -> Probe:
    return Probe({_COLUMNS["band"]: str(turn % 120)}, status=HTTPStatus.BAD_REQUEST)


def _rate_of_its_own(_shape: BaseGeometry, turn: int, _released: Features) -> Probe:
    return Probe({_COLUMNS["rate"]: str(100 + turn)}, exactly=frozenset())


def _part_of_an_area(_shape: BaseGeometry, turn: int, released: Features) -> Probe:
    inside = f"{_some(released, turn)['id']}{turn % 2}"
    if inside in released:
        return Probe({_COLUMNS["id"]: inside}, exactly=frozenset({inside}))
    return Probe(path=f"{ITEMS}/{inside}", status=HTTPStatus.NOT_FOUND)


def _some(released: Features, turn: int) -> Feature:
    return list(released.values())[turn % len(released)]


def _bounds(shape: BaseGeometry, decimals: int) -> str:
    return ",".join(f"{value:.{decimals}f}" for value in shape.bounds)


_WAYS: Final[tuple[Callable[[BaseGeometry, int, Features], Probe], ...]] = (
    _box,
    _property,
    _no_parameter,
    _box_in_metres,
    _number_of_households,
    _box_and_property,
    _part_of_an_area,
    _rate_of_its_own,
)
