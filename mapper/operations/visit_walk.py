"""The walk of a visit: from stop to stop by the shortest ways, in the order given or in the shortest there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.paper import Extent
from mapper.domain.rubric import RUBRIC
from mapper.domain.visit import StopDraft, Timetable, timetable, walking_minutes
from mapper.errors import InvalidInput
from mapper.operations.segment_edits import edited_rows
from mapper.spatial.visiting_order import Order, visiting_order
from mapper.spatial.walking_graph import Places, WalkingGraph, Ways
from mapper.store import visit_ground
from mapper.store.columns import ID, positions
from mapper.store.engine import Session
from mapper.store.patrol_plans import walkable
from mapper.store.tied import TiedSegment, segments
from mapper.store.visit_ground import PublicPlace

__all__ = ["Ends", "Leg", "PublicPlace", "VisitWalk", "gone_of", "places_there", "stops_there", "walk", "walk_by"]

SLOPE: Final = "W7"
"""The item of the rubric that tells of slopes and steps."""

STEEP_LEVEL: Final = 2
"""From this level on a wheelchair or a pram needs help."""

_AROUND: Final = 0.75
"""How far around the stops ways are looked for first, as a share of how far they lie apart: ways of 1.5 times that are sure."""
_AROUND_M: Final = 500.0
"""The same, at least [m]."""


@dataclass(frozen=True)
class Ends:
    """Where a walk begins and ends.

    Attributes
    ----------
    begin, end : UUID or None
        Public places; the first and the last stop when not given.
    """

    begin: UUID | None = None
    end: UUID | None = None


@dataclass(frozen=True)
class Leg:
    """The way to the next stop.

    Attributes
    ----------
    metres : float
        Its length [m].
    minutes : int
        How long it takes [min].
    is_guess : bool
        Whether no way leads there, and the length is guessed from the straight line.
    line : LineString
        In EPSG:5179.
    steep, stairs, closed : int
        How many segments on it are known to be steep or to have steps that bar wheels, to have stairs, and to let nobody
        through.
    """

    metres: float
    minutes: int
    is_guess: bool
    line: shapely.LineString
    steep: int
    stairs: int
    closed: int

    @property
    def shown(self) -> NDArray[np.float64]:
        """Its vertices in longitude and latitude, shape (n, 2)."""
        lon, lat = transformer(KOREA_TM, WGS84).transform(*shapely.get_coordinates(self.line).T)
        return np.column_stack([lon, lat])


@dataclass(frozen=True)
class VisitWalk:
    """A walk from stop to stop.

    Attributes
    ----------
    stops : tuple of StopDraft
        In walking order.
    segments : tuple of TiedSegment
        Of each stop.
    begin, end : PublicPlace or None
        Where it begins and ends, beside the stops.
    legs : tuple of Leg
        To the first stop where there is a beginning, between the stops, and to the end where there is one.
    table : Timetable
        When one is where.
    is_exact : bool
        Whether it was asked for the shortest order, and no shorter one exists.
    """

    stops: tuple[StopDraft, ...]
    segments: tuple[TiedSegment, ...]
    begin: PublicPlace | None
    end: PublicPlace | None
    legs: tuple[Leg, ...]
    table: Timetable
    is_exact: bool

    @property
    def metres(self) -> float:
        """How long the walk is [m]."""
        return sum(leg.metres for leg in self.legs)


def walk(session: Session, stops: Sequence[StopDraft], ends: Ends, *, shortest: bool) -> VisitWalk:
    """Lead a walk by way of stops.

    Parameters
    ----------
    session : Session
        Only read.
    stops : sequence of StopDraft
        Each segment once.
    ends : Ends
        Where it begins and ends.
    shortest : bool
        Whether to put them into the shortest order; as they are given otherwise.

    Returns
    -------
    VisitWalk
        Without legs when there are no stops.

    Raises
    ------
    InvalidInput
        When a segment or a place is not there any more.
    """
    found = stops_there(session, stops)
    begin, end = places_there(session, ends)
    if not stops:
        return VisitWalk((), (), begin, end, (), Timetable((), 0), is_exact=shortest)
    points = [one.point for one in (begin, end) if one is not None]
    ids, ways = _ways(session, found, points)
    at = _Rows(len(found), begin is not None, end is not None)
    order = at.ordered(ways) if shortest else Order(tuple(range(len(found))), 0.0, is_exact=False)
    legs = _legs(session, ids, ways, at.way(order.stops))
    kept = tuple(stops[stop] for stop in order.stops)
    table = timetable([leg.minutes for leg in legs], [stop.minutes for stop in kept], has_begin=begin is not None)
    return VisitWalk(kept, tuple(found[stop] for stop in order.stops), begin, end, legs, table, order.is_exact)


def walk_by(session: Session, points: Sequence[shapely.Point]) -> tuple[Leg, ...]:
    """Lead a walk by way of points, in the order given.

    Parameters
    ----------
    session : Session
        Only read.
    points : sequence of Point
        In EPSG:5179; the walk goes by what is nearest to them on the network.

    Returns
    -------
    tuple of Leg
        Between them.
    """
    if len(points) < 2:
        return ()
    ids, ways = _ways(session, (), points)
    return _legs(session, ids, ways, range(len(points)))


@dataclass(frozen=True)
class _Rows:
    """Which rows of a table of ways are those of the stops, of the beginning, and of the end."""

    stops: int
    has_begin: bool
    has_end: bool

    @property
    def _begin(self) -> list[int]:
        return [self.stops] if self.has_begin else []

    @property
    def _end(self) -> list[int]:
        return [self.stops + self.has_begin] if self.has_end else []

    def ordered(self, ways: Ways) -> Order:
        metres = ways.metres
        return visiting_order(
            metres[: self.stops, : self.stops],
            begin=metres[self._begin[0], : self.stops] if self.has_begin else None,
            end=metres[: self.stops, self._end[0]] if self.has_end else None,
        )

    def way(self, order: tuple[int, ...]) -> list[int]:
        return [*self._begin, *order, *self._end]


def _ways(session: Session, found: Sequence[TiedSegment], points: Sequence[Any]) -> tuple[NDArray[np.bytes_], Ways]:
    """Find the ways between stops and places on the network around them.

    A way that is longer than to its edge and back may be shorter beyond it: only then the whole network is read.
    """
    shapes = np.array([*(one.line for one in found), *points], dtype=object)
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    margin = max(_AROUND_M, _AROUND * float(np.hypot(east - west, north - south)))
    stops = np.array([one.id.bytes for one in found], dtype=ID)
    ids, ways = _ways_in(session, Extent(west - margin, south - margin, east + margin, north + margin), stops, points)
    if ways.is_guess.any() or ways.metres.max() > 2 * margin:
        return _ways_in(session, None, stops, points)
    return ids, ways


def _ways_in(
    session: Session, box: Extent | None, stops: NDArray[np.bytes_], points: Sequence[Any]
) -> tuple[NDArray[np.bytes_], Ways]:
    ids, lines = visit_ground.network(session, box)
    graph = WalkingGraph(lines)
    places = graph.middles(positions(ids, stops).tolist())
    if points:
        near = graph.nearest(np.array(points, dtype=object))
        places = Places(np.concatenate([places.segment, near.segment]), np.concatenate([places.along_m, near.along_m]))
    return ids, graph.ways(places)


def _legs(session: Session, ids: NDArray[np.bytes_], ways: Ways, way: Sequence[int]) -> tuple[Leg, ...]:
    steps = list(pairwise(way))
    walks = [ways.walk(*step) for step in steps]
    whole = ids.view("V16")  # as bytes, ids that end in zeros would lose them
    over = [[UUID(bytes=bytes(whole[row])) for row in one.segments] for one in walks]
    hard = _Hardships.on(session, {segment for segments in over for segment in segments})
    return tuple(
        Leg(
            metres := float(ways.metres[step]),
            walking_minutes(metres),
            bool(ways.is_guess[step]),
            one.line,
            *(len(known.intersection(segments)) for known in (hard.steep, hard.stairs, hard.closed)),
        )
        for step, one, segments in zip(steps, walks, over, strict=True)
    )


@dataclass(frozen=True)
class _Hardships:
    """Segments that are known to be steep, to have stairs, and to be closed."""

    steep: set[UUID]
    stairs: set[UUID]
    closed: set[UUID]

    @classmethod
    def on(cls, session: Session, segments: set[UUID]) -> _Hardships:
        levels = visit_ground.levels(session, segments, item=RUBRIC.item_ids.index(SLOPE) + 1)
        edited = [row for row in edited_rows(session) if UUID(row["edited_id"]) in segments]
        stairs, closed = (
            {UUID(row["edited_id"]) for row in edited if row.get(field)} for field in ("stairs", "impassable")
        )
        return cls({segment for segment, level in levels.items() if level >= STEEP_LEVEL}, stairs, closed)


def stops_there(session: Session, stops: Sequence[StopDraft]) -> list[TiedSegment]:
    """Return the segments of stops.

    Parameters
    ----------
    session : Session
        Only read.
    stops : sequence of StopDraft
        Any.

    Returns
    -------
    list of TiedSegment
        In their order.

    Raises
    ------
    InvalidInput
        When one is not of the network of now.
    """
    ids = [stop.segment for stop in stops]
    found, gone = segments(session, ids), gone_of(session, ids)
    if gone:
        message = f"{len(gone)} stops are not there any more, such as {gone[0]}; choose them anew on the map."
        raise InvalidInput(message, field="gone", segments=[str(one) for one in gone])
    return [found[segment] for segment in ids]


def gone_of(session: Session, ids: Sequence[UUID]) -> list[UUID]:
    """Return the segments that are not of the network of now: cut anew, or taken away.

    Parameters
    ----------
    session : Session
        Only read.
    ids : sequence of UUID
        Of segments.

    Returns
    -------
    list of UUID
        In their order.
    """
    there = walkable(session, ids)
    return [segment for segment in ids if segment not in there]


def places_there(session: Session, ends: Ends) -> tuple[PublicPlace | None, PublicPlace | None]:
    """Return the public places where a walk begins and ends.

    Parameters
    ----------
    session : Session
        Only read.
    ends : Ends
        Which.

    Returns
    -------
    tuple of PublicPlace or None
        None where the walk begins or ends at a stop.

    Raises
    ------
    InvalidInput
        When there is no such place.
    """
    wanted = {one for one in (ends.begin, ends.end) if one is not None}
    found = {one.id: one for one in visit_ground.public_places(session, wanted)} if wanted else {}
    if missing := wanted - set(found):
        message = f"No public place has the id {min(missing, key=str)}; choose one from the list."
        raise InvalidInput(message, field="place")
    begin, end = (None if one is None else found[one] for one in (ends.begin, ends.end))
    return begin, end
