"""What a planner chose, gathered for a map on paper."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from mapper.crs import KOREA_TM, WEB_MERCATOR, transformer
from mapper.domain.board import Box, Choice, choose
from mapper.domain.disclosure import public_point_labels
from mapper.domain.issue import public_before
from mapper.domain.paper import Extent, MapContent, Sheet
from mapper.domain.reader import Reader
from mapper.errors import NothingChosen
from mapper.operations.boards import CityBoard
from mapper.operations.maps import look
from mapper.store import sheets
from mapper.store.columns import positions
from mapper.store.engine import Session
from mapper.store.grades import View
from mapper.store.sheets import Shapes, Source, sources
from mapper.store.tiles import PublicIssues
from mapper.store.write_log import log_write

__all__ = ["Source", "gather", "note_printed", "place_of", "sources"]

ROOM: Final = 60.0
"""Around the middles of chosen segments, so that their ends are seen too [m]."""

_NOTHING: Final = Shapes(np.empty(0, dtype=object), [])


def place_of(city: CityBoard, choice: Choice, box: Box | None) -> Extent:
    """Return what is to be seen on paper.

    Parameters
    ----------
    city : CityBoard
        The city.
    choice : mapping
        What is wanted.
    box : Box or None
        What is in view on the screen; all that is chosen when not given.

    Returns
    -------
    Extent
        Around the box, or around every chosen segment.

    Raises
    ------
    NothingChosen
        When nothing is chosen, and no box given.
    """
    if box is not None:
        x, y = np.array([box.west, box.east, box.west, box.east]), np.array([box.south] * 2 + [box.north] * 2)
        room = 0.0
    else:
        (x, y), room = city.board.middle[choose(city.board, choice).segments].T, ROOM
    if not len(x):
        raise NothingChosen("No segment is chosen, so there is no place to print; choose less narrowly.")
    east, north = transformer(WEB_MERCATOR, KOREA_TM).transform(x, y)
    return Extent(east.min() - room, north.min() - room, east.max() + room, north.max() + room)


def gather(
    session: Session,
    city: CityBoard,
    choice: Choice,
    *,
    sheet: Sheet,
    box: Box | None,
    axis: str,
    layers: Collection[str],
    now: datetime,
    is_public: bool = True,
) -> MapContent:
    """Gather what is chosen, and what lies around it, for a sheet.

    Parameters
    ----------
    session : Session
        Only read.
    city : CityBoard
        The city.
    choice : mapping
        What is wanted.
    sheet : Sheet
        The paper.
    box : Box or None
        What is in view on the screen; all that is chosen when not given.
    axis : str
        By which segments are coloured.
    layers : collection of str
        Keys of the layers of the map that are shown.
    now : datetime
        Decides which issues are public yet.
    is_public : bool
        Whether issues are those that everybody may see, at their public points; else the chosen ones, in the middle of
        their segments.

    Returns
    -------
    MapContent
        Cut to the frame.

    Raises
    ------
    NothingChosen
        When there is no place to print.
    """
    showing = sheet.showing(place_of(city, choice, box))
    place, looking = showing.place, look(session, now=now).view
    view = replace(looking, network=city.known_at)
    roads = _cut(sheets.roads(session, view, place) if "roads" in layers else _NOTHING, place)
    districts = _cut(sheets.districts(session, place) if "districts" in layers else _NOTHING, place)
    issues = _NOTHING
    if "issues" in layers:
        at_all = _public_issues(session, city, looking, place, now) if is_public else _chosen_issues(city, choice)
        issues = _cut(at_all, place)
    at, lines = _segments(session, city, view, place) if "segments" in layers else (np.empty(0, int), _NOTHING.shapes)
    wanted = choose(city.board, choice).segments[at]
    values = {facet.key: facet for facet in city.board.by_segment}[axis].member
    names = [city.alleys.names[alley] or None for alley in city.alley[at[wanted]]]
    return MapContent(
        showing=showing,
        axis=axis,
        lines=lines[wanted],
        values=values[at[wanted]],
        names=names,
        others=lines[~wanted],
        roads=roads.shapes,
        road_classes=roads.said,
        districts=districts.shapes,
        district_names=districts.said,
        points=issues.shapes,
        counts=np.array(issues.said, dtype=np.int64),
    )


def note_printed(session: Session, *, by: Reader, now: datetime, kind: str, filters: Choice) -> None:
    """Write down who took out a map, and of what.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who.
    now : datetime
        When.
    kind : str
        Of file.
    filters : mapping
        What was wanted.
    """
    wanted = {key: list(options) for key, options in filters.items()}
    log_write(session, by, "export", subject="map", now=now, format=kind, filters=wanted)


def _public_issues(session: Session, city: CityBoard, looking: View, place: Extent, now: datetime) -> Shapes:
    if city.is_past:  # what is public is so now
        return _NOTHING
    return sheets.public_issues(session, looking, PublicIssues(public_point_labels(), public_before(now)), place)


def _chosen_issues(city: CityBoard, choice: Choice) -> Shapes:
    counts = np.bincount(city.board.lies_on[choose(city.board, choice).issues], minlength=len(city.board.ids))
    there = np.flatnonzero(counts)
    east, north = transformer(WEB_MERCATOR, KOREA_TM).transform(*city.board.middle[there].T)
    return Shapes(shapely.points(east, north), counts[there].tolist())


def _segments(session: Session, city: CityBoard, view: View, place: Extent) -> tuple[NDArray[np.int64], NDArray[Any]]:
    ids, lines = sheets.segments(session, view, place)
    at = positions(city.board.ids, ids)
    cut = shapely.clip_by_rect(lines, place.west, place.south, place.east, place.north)
    seen = (at >= 0) & ~shapely.is_empty(cut)
    return at[seen], cut[seen]


def _cut(found: Shapes, place: Extent) -> Shapes:
    if not len(found.shapes):
        return found
    cut = shapely.clip_by_rect(found.shapes, place.west, place.south, place.east, place.north)
    seen = ~shapely.is_empty(cut)
    return Shapes(cut[seen], [said for said, is_seen in zip(found.said, seen, strict=True) if is_seen])
