"""Rows on their way out: streamed by a server-side cursor, or by COPY as texts of GeoJSON features.

Each edition of a layer has one query, whose expressions have the keys of its columns. Every query has the same
filters, which hold for all rows when their value is NULL.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast
from uuid import UUID

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM, WEB_MERCATOR, WGS84
from mapper.domain.export_layer import Kind
from mapper.store.export_queries import IN_BOX, QUERIES, Query
from mapper.store.feature_text import FeatureText
from mapper.store.grades import View
from mapper.store.tables.row import GEOJSON_DECIMALS
from mapper.store.tiles import PublicIssues, public_values

BATCH: Final = 5_000
"""Rows that are in memory at once."""

LONG_READ: Final = text("""
    SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true),
        set_config('max_parallel_workers_per_gather', '0', true), set_config('datestyle', 'ISO', true)
""")
"""Sort in memory, compile nothing and let no worker read the same rows again: together half of the time.

Days are written as JSON has them.
"""

_PIECE: Final = 1 << 16
"""Least size of a piece of text [bytes]."""

_SHAPE: Final = "shape"
"""No column of a layer is called so."""

_BOX: Final = "ST_MakeEnvelope(:west, :south, :east, :north, :box_crs)"
_BENT: Final = f"ST_Segmentize({_BOX}, greatest(:east - :west, :north - :south, 1e-6) / 64)"
"""Sides of a box are straight in its own system alone: in others they are followed along so many points."""

_WEB_BOX: Final = f"""
    ST_Transform(CASE WHEN :box_crs = {WGS84} THEN {_BOX} ELSE {_BENT} END, {WEB_MERCATOR})
"""
"""A box of degrees is one of Web Mercator too."""

_TM_BOX: Final = f"ST_Transform({_BENT}, {KOREA_TM})"
_SEGMENTS_OF_BOX: Final = f"AND segment_id = ANY (ARRAY(SELECT id FROM segment WHERE web_line && {_WEB_BOX}))"


@dataclass(frozen=True)
class Only:
    """Which rows.

    Attributes
    ----------
    districts : tuple of str or None
        Codes; None for all, and for what lies in no district.
    first, last : date or None
        Korean dates between which something was reported or walked, both included.
    grades : tuple of str or None
        Letters, and ``ungraded``; None for all.
    box : tuple of float or None
        West, south, east and north: what touches it; None for all.
    box_crs : int
        EPSG code of the box.
    surveyor : UUID or None
        Of surveys, those that one user made; None for all.
    picked : tuple of UUID or None
        These rows alone, of a layer that has `can_pick`; None for all.
    """

    districts: tuple[str, ...] | None = None
    first: date | None = None
    last: date | None = None
    grades: tuple[str, ...] | None = None
    box: tuple[float, float, float, float] | None = None
    box_crs: int = WGS84
    surveyor: UUID | None = None
    picked: tuple[UUID, ...] | None = None


@dataclass(frozen=True)
class Selection:
    """A query and the values it is bound to.

    Attributes
    ----------
    layer, detail : str
        Names one of ``QUERIES``.
    columns : tuple of str
        Keys of the columns, in order; the first one tells the rows apart.
    values : mapping of str to Any
        By parameter.
    """

    layer: str
    detail: str
    columns: tuple[str, ...]
    values: Mapping[str, Any]


def select(
    layer: str,
    detail: str,
    columns: Sequence[str],
    *,
    view: View,
    public: PublicIssues,
    as_of: date | None,
    only: Only,
    edits: Sequence[Mapping[str, Any]] = (),
) -> Selection:
    """Choose rows.

    Parameters
    ----------
    layer, detail : str
        Names one of ``QUERIES``.
    columns : sequence of str
        Keys of the columns, in order.
    view : View
        From where they are looked at.
    public : PublicIssues
        What may be shown of issues to everyone.
    as_of : date or None
        Date of the grades that are shown.
    only : Only
        Which rows.
    edits : sequence of mapping
        What people wrote over segments, for the staff: ``edited_id`` and the columns that tell of it.

    Returns
    -------
    Selection
        Nothing is read yet.
    """
    shown = public_values(view, public)
    # Staff, and everybody of grades, see what was known then; of public issues it is told by the hour.
    values = vars(view) | shown if (layer, detail) == ("issues", "public") else shown | vars(view)
    filters = {
        "districts": None if only.districts is None else list(only.districts),
        "first": only.first,
        "last": only.last,
        "grades": None if only.grades is None else list(only.grades),
        "as_of": as_of,
        "surveyor": only.surveyor,
        "edits": json.dumps(list(edits)),
        **dict(zip(("west", "south", "east", "north"), only.box or (), strict=False)),
        **({} if only.box is None else {"box_crs": only.box_crs}),
        **({} if only.picked is None else {"picked": list(only.picked)}),
    }
    return Selection(layer, detail, tuple(columns), values | filters)


def count(session: Session, selection: Selection) -> int:
    """Count the rows.

    Parameters
    ----------
    session : Session
        Only read.
    selection : Selection
        Which rows.

    Returns
    -------
    int
        As many as `batches` would hand out now.
    """
    query = QUERIES[selection.layer, selection.detail]
    counting = text(f"SELECT count(*) {rows_of(query, selection)}")
    counted: int = session.execute(counting, dict(selection.values)).scalar_one()
    return counted


def batches(session: Session, selection: Selection, *, crs: int) -> Iterator[Sequence[Sequence[Any]]]:
    """Read the rows, never all at once.

    Parameters
    ----------
    session : Session
        Held until the last batch.
    selection : Selection
        Which rows.
    crs : int
        EPSG code of the shapes.

    Yields
    ------
    sequence of sequence
        Rows with a value per column, and last the WKB of the shape, or None.
    """
    place = QUERIES[selection.layer, selection.detail].place
    shape = f"ST_AsBinary({turned('ST_Transform(place, CAST(:crs AS int))')})"
    columns = ", ".join(f'"{key}"' for key in selection.columns)
    rows = text(f"SELECT {columns}, {shape} FROM ({statement(selection, f'{place} AS place')}) AS found")
    session.execute(LONG_READ)
    values, by_batch = {**selection.values, "crs": crs}, {"yield_per": BATCH}
    # a reader who goes away must not leave the server's cursor to the garbage collector
    with closing(session.execute(rows, values, execution_options=by_batch)) as streamed:
        yield from streamed.partitions(BATCH)


def features(session: Session, selection: Selection, properties: Mapping[str, Kind]) -> Iterator[bytes]:
    """Read the rows as GeoJSON, four times as fast as anything that makes it of Python objects.

    Parameters
    ----------
    session : Session
        Held until the last row.
    selection : Selection
        Which rows.
    properties : mapping of str to Kind
        What the values of each column are, by the name of its property and in the order of the columns.

    Yields
    ------
    bytes
        Many features of RFC 7946 in UTF-8, a comma and a line feed between them; no line feed is in one.
    """
    query = QUERIES[selection.layer, selection.detail]
    shape = query.geojson or f"ST_AsGeoJSON({turned(f'ST_Transform({query.place}, {WGS84})')}, {GEOJSON_DECIMALS}, 0)"
    columns = ", ".join(f'"{key}"' for key in (selection.columns[0], _SHAPE, *selection.columns))
    copied = f"COPY (SELECT {columns} FROM ({statement(selection, f'{shape} AS {_SHAPE}')}) AS found) TO STDOUT"
    text_of = FeatureText.of(properties)
    connection = cast("psycopg.Connection[Any]", session.connection().connection.driver_connection)
    session.execute(LONG_READ)
    bound = str(text(copied).compile(dialect=session.get_bind().dialect))
    waiting = bytearray()
    with connection.cursor() as cursor, cursor.copy(bound.encode(), dict(selection.values)) as copy:
        for line in copy:
            waiting += line
            if len(waiting) >= _PIECE:
                yield text_of.written(bytes(waiting))
                waiting.clear()
    if waiting:
        yield text_of.written(bytes(waiting))


def statement(selection: Selection, others: str) -> str:
    """Return SQL of the rows, in order.

    Parameters
    ----------
    selection : Selection
        Which rows.
    others : str
        SQL of what is read beside the columns, such as the shape.

    Returns
    -------
    str
        With the parameters of the selection.
    """
    query = QUERIES[selection.layer, selection.detail]
    fields = ", ".join(f'{query.fields[key]} AS "{key}"' for key in selection.columns)
    return f"SELECT {fields}, {others} {rows_of(query, selection)} ORDER BY {query.order}"


def can_pick(layer: str, detail: str) -> bool:
    """Tell whether rows of an edition can be picked one by one.

    Parameters
    ----------
    layer, detail : str
        Names one of ``QUERIES``.

    Returns
    -------
    bool
        False where a row stands for several things.
    """
    return QUERIES[layer, detail].key is not None


def rows_of(query: Query, selection: Selection) -> str:
    """Return where the rows of a selection stand.

    Parameters
    ----------
    query : Query
        Its query.
    selection : Selection
        Which rows.

    Returns
    -------
    str
        ``FROM`` and ``WHERE``, to which a condition can be added.
    """
    picked = f" AND {query.key} = ANY (:picked)" if "picked" in selection.values else ""
    return _rows_of_place(query, selection) + picked


def _rows_of_place(query: Query, selection: Selection) -> str:
    if "west" not in selection.values:
        return query.rows
    rows = query.rows.replace(IN_BOX, _SEGMENTS_OF_BOX)
    if query.web is not None:
        return f"{rows} AND ST_Intersects({query.web}, {_WEB_BOX})"
    there = f"ST_Intersects(ST_Transform({query.place}, {WEB_MERCATOR}), {_WEB_BOX})"
    return f"{rows} AND {query.place} && {_TM_BOX} AND {there}"


def turned(shape: str) -> str:
    """Return a shape as RFC 7946 asks for it.

    Parameters
    ----------
    shape : str
        SQL expression.

    Returns
    -------
    str
        Of the same, where the outside of an area runs counterclockwise; lines and points stay as they are.
    """
    return f"ST_ForcePolygonCCW({shape})"
