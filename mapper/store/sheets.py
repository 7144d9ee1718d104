"""What a map on paper draws of a place: whole lines, as only paper has them all at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.domain.paper import Extent
from mapper.store.columns import ID
from mapper.store.geometry import from_wkb
from mapper.store.grades import IN_NETWORK, View
from mapper.store.tiles import OPEN_PUBLIC_ISSUES, PublicIssues, public_values

_BOX: Final = f"ST_MakeEnvelope(:west, :south, :east, :north, {KOREA_TM})"


@dataclass(frozen=True)
class Shapes:
    """Shapes of one kind, each with what is said of it.

    Attributes
    ----------
    shapes : ndarray of geometries, shape (n,)
        In EPSG:5179.
    said : list
        Of each: the id of a segment, the class of a road, the name of a district, how many issues.
    """

    shapes: NDArray[Any]
    said: list[Any]


def segments(session: Session, view: View, place: Extent) -> tuple[NDArray[np.bytes_], NDArray[Any]]:
    """Read the graded segments of a place.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.
    place : Extent
        Those that touch it.

    Returns
    -------
    ids : ndarray of bytes, shape (n,)
        As 16 bytes each, in order.
    lines : ndarray of LineString, shape (n,)
        Whole, in EPSG:5179.
    """
    found = _read(
        session,
        f"SELECT ST_AsBinary(line), uuid_send(id) FROM segment WHERE graded AND {IN_NETWORK} AND line && {_BOX} ORDER BY id",
        place,
        vars(view),
    )
    return np.frombuffer(b"".join(found.said), dtype=ID), found.shapes


def roads(session: Session, view: View, place: Extent) -> Shapes:
    """Read the roads of a place that are not graded.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.
    place : Extent
        Those that touch it.

    Returns
    -------
    Shapes
        Lines with their classes.
    """
    statement = f"""
        SELECT ST_AsBinary(line), road_class FROM segment
        WHERE NOT graded AND {IN_NETWORK} AND line && {_BOX} ORDER BY id
    """
    return _read(session, statement, place, vars(view))


def districts(session: Session, place: Extent) -> Shapes:
    """Read the districts of a place.

    Parameters
    ----------
    session : Session
        Only read.
    place : Extent
        Those that touch it.

    Returns
    -------
    Shapes
        Areas with their names.
    """
    statement = f"""
        SELECT ST_AsBinary(boundary), name FROM district WHERE superseded_at IS NULL AND boundary && {_BOX} ORDER BY code
    """
    return _read(session, statement, place, {})


def public_issues(session: Session, view: View, public: PublicIssues, place: Extent) -> Shapes:
    """Read the open issues of a place, each at the public point of its segment and nowhere else.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.
    public : PublicIssues
        What may be shown.
    place : Extent
        Those in it.

    Returns
    -------
    Shapes
        Points with how many issues each stands for.
    """
    rows = OPEN_PUBLIC_ISSUES.replace("{box}", _BOX)
    statement = f"""
        SELECT ST_AsBinary(geom_tm), sum(count)::int FROM ({rows}) AS shown GROUP BY geom_tm
        ORDER BY ST_X(geom_tm), ST_Y(geom_tm)
    """
    return _read(session, statement, place, public_values(view, public))


def _read(session: Session, statement: str, place: Extent, values: dict[str, Any]) -> Shapes:
    rows = session.execute(text(statement), {**values, **vars(place)}).all()
    return Shapes(from_wkb(row[0] for row in rows), [row[1] for row in rows])


@dataclass(frozen=True)
class Source:
    """The newest file that something on the map comes from.

    Attributes
    ----------
    kind : str
        ``alleys`` or ``districts``.
    file_name : str
        As it was brought.
    recorded_at : datetime
        When it was taken in.
    """

    kind: str
    file_name: str
    recorded_at: datetime


def sources(session: Session) -> list[Source]:
    """Read which files the lines and areas of the map come from.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of Source
        The newest of each kind.
    """
    statement = """
        SELECT DISTINCT ON (kind) kind, file_name, recorded_at FROM import WHERE kind IN ('alleys', 'districts')
        ORDER BY kind, recorded_at DESC, id
    """
    return [Source(*row) for row in session.execute(text(statement))]
