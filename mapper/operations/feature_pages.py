"""Layers a page at a time for programs that walk through them: the same editions, columns and filters as in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from mapper.crs import WGS84
from mapper.domain.access import Reach, reach
from mapper.domain.export_layer import Column, Detail, Edition, ExportLayer
from mapper.domain.export_layers import EXPORT_LAYERS, export_layer
from mapper.domain.reader import Reader, Role
from mapper.errors import ExportRefused, NotFound
from mapper.operations.density import areas
from mapper.operations.density.areas import LAYER as DENSITY
from mapper.operations.density.showing import PERMISSION as SEES_DENSITY
from mapper.operations.exports import Export, Wanted, open_export
from mapper.operations.feature_rows import ReadyRows, Rows, StoredRows
from mapper.store import strips
from mapper.store.engine import Session
from mapper.store.export_rows import can_pick
from mapper.store.feature_pages import Narrowing
from mapper.store.grades import official_runs
from mapper.store.write_log import log_write

_SEGMENTS: Final = export_layer("segments")
_GRADED: Final = tuple(column for column in _SEGMENTS.edition(Detail.STAFF).columns if not column.is_of_now)

GRADES: Final = replace(
    _SEGMENTS,
    key="grades",
    label="날짜별 등급",
    editions={Detail.STAFF: Edition(_GRADED, frozenset({"as_of", "bbox"}))},
    description="어느 날의 공식 등급: datetime에 그날을 적으면 그날이나 그 전의 가장 가까운 공식 등급이 나옵니다",
)
"""Segments as a run of an earlier day graded them: for staff, as two days side by side would tell what a card folds."""


@dataclass(frozen=True)
class Collection:
    """A layer as one reader may see it.

    Attributes
    ----------
    layer : ExportLayer
        What it is of.
    detail : Detail
        For whose eyes.
    source : str or None
        Key of the layer whose rows it shows, when that is another one.
    """

    layer: ExportLayer
    detail: Detail
    source: str | None = None

    @property
    def rows_of(self) -> str:
        """Key of the layer whose rows it shows."""
        return self.source or self.layer.key

    @property
    def is_of_a_day(self) -> bool:
        """Whether its rows are as they were on one day, so that a time chooses that day and not some of them."""
        return self.layer is GRADES

    @property
    def edition(self) -> Edition:
        """Its columns and filters."""
        return self.layer.edition(self.detail)

    @property
    def named_by(self) -> Column:
        """The column that names a row to a person."""
        return next(column for column in self.edition.columns if column.key == self.layer.named_by)


@dataclass(frozen=True)
class Sought:
    """What is asked for of a collection.

    Attributes
    ----------
    limit : int
        At most so many rows.
    after : str or None
        Id behind which the page begins.
    box : tuple of float or None
        West, south, east and north: only what touches it.
    box_crs : int
        EPSG code of the box.
    first, last : date or None
        Korean days between which it happened, both included: by the column that the edition names, or by what its
        filters ``from`` and ``to`` look at; asked of nothing that has no day.
    equal : mapping of str to str, float or date
        What columns must be, by key.
    """

    limit: int
    after: str | None = None
    box: tuple[float, float, float, float] | None = None
    box_crs: int = WGS84
    first: date | None = None
    last: date | None = None
    equal: Mapping[str, str | float | date] | None = None


@dataclass(frozen=True)
class Page:
    """Some rows of a collection.

    Attributes
    ----------
    matched : int
        Rows of all pages together.
    ids : sequence of str
        Of those on this page.
    features : bytes
        They as GeoJSON in UTF-8, a comma and a line feed between them.
    is_last : bool
        Whether nothing comes behind.
    """

    matched: int
    ids: Sequence[str]
    features: bytes
    is_last: bool


@dataclass(frozen=True)
class Axes:
    """How coordinates are written.

    Attributes
    ----------
    crs : int
        EPSG code.
    is_north_first : bool
        Whether the first number is the one to the north.
    decimals : int
        How far, in another system than degrees.
    """

    crs: int = WGS84
    is_north_first: bool = False
    decimals: int = 0

    @property
    def are_of_geojson(self) -> bool:
        """Whether they are degrees, longitude first."""
        return self.crs == WGS84 and not self.is_north_first


def collections_for(by: Reader, *, of_households: bool = False) -> list[Collection]:
    """Return what somebody may walk through.

    Parameters
    ----------
    by : Reader
        Who asks.
    of_households : bool, optional
        Whether what was released of households is there too.

    Returns
    -------
    list of Collection
        Every layer with an edition for them.
    """
    found = []
    for layer in EXPORT_LAYERS:
        far = reach(layer.permission, by.role)
        if far is not Reach.NONE:
            sees_all = far is not Reach.PUBLIC and Detail.STAFF in layer.editions
            found.append(Collection(layer, Detail.STAFF if sees_all else Detail.PUBLIC))
            if sees_all and layer is _SEGMENTS:
                found.append(Collection(GRADES, Detail.STAFF, _SEGMENTS.key))
    if of_households and reach(SEES_DENSITY, by.role) is not Reach.NONE:
        found.append(Collection(DENSITY, Detail.STAFF))
    return found


def collection_for(key: str, by: Reader, *, of_households: bool = False) -> Collection:
    """Return one of them.

    Parameters
    ----------
    key : str
        Of a layer.
    by : Reader
        Who asks.
    of_households : bool, optional
        Whether what was released of households is there too.

    Returns
    -------
    Collection
        As they may see it.

    Raises
    ------
    NotFound
        When there is none for them: whether others have it is not said.
    """
    there = collections_for(by, of_households=of_households)
    for collection in there:
        if collection.layer.key == key:
            return collection
    choices = [collection.layer.key for collection in there]
    raise NotFound(f"There is no collection {key!r} for you; choose one of {', '.join(choices)}.", collection=key)


def first_graded(session: Session, *, now: datetime) -> date | None:
    """Return the first day that grades can be asked for.

    Parameters
    ----------
    session : Session
        Only read.
    now : datetime
        This moment.

    Returns
    -------
    date or None
        Of the earliest official run; None while there is none.
    """
    return min((run.as_of for run in official_runs(session, known=now)), default=None)


def page(
    session: Session, collection: Collection, sought: Sought, *, by: Reader, now: datetime, axes: Axes | None = None
) -> Page:
    """Return a page of rows.

    Parameters
    ----------
    session : Session
        Not committed: what somebody with an account takes is written down.
    collection : Collection
        From `collection_for`.
    sought : Sought
        Which rows.
    by : Reader
        Who asks.
    now : datetime
        When.
    axes : Axes or None
        Of the coordinates; longitude and latitude when not given.

    Returns
    -------
    Page
        With the number of all that were found.

    Raises
    ------
    ExportRefused
        When ``after`` is no id of this collection.
    """
    axes = axes or Axes()
    rows = _rows(session, collection, sought, axes, by=by, now=now)
    if sought.after is not None and _has_uuids(collection):
        _require_uuid(sought.after)
    narrowing = Narrowing(dict(sought.equal or {}), collection.edition.day, sought.first, sought.last)
    matched = rows.matched(narrowing)
    found = rows.page_of(narrowing, after=sought.after, limit=sought.limit + 1)
    ids = found[: sought.limit]
    text = _written(rows, ids, axes)
    _write_down(session, collection, len(ids), by=by, now=now)
    return Page(matched, ids, text, len(found) <= sought.limit)


def feature(
    session: Session, collection: Collection, key: str, *, by: Reader, now: datetime, axes: Axes | None = None
) -> bytes:
    """Return one row.

    Parameters
    ----------
    session : Session
        Not committed: what somebody with an account takes is written down.
    collection : Collection
        From `collection_for`.
    key : str
        Its id.
    by : Reader
        Who asks.
    now : datetime
        When.
    axes : Axes or None
        Of the coordinates; longitude and latitude when not given.

    Returns
    -------
    bytes
        GeoJSON in UTF-8.

    Raises
    ------
    NotFound
        When the collection has no such row.
    """
    axes = axes or Axes()
    rows = _rows(session, collection, Sought(1), axes, by=by, now=now)
    missing = NotFound(f"{collection.layer.key} has no {key!r}; take an id from its items.", id=key)
    if _has_uuids(collection):
        try:
            _require_uuid(key)
        except ExportRefused:
            raise missing from None
    text = _written(rows, [key], axes)
    if not text:
        raise missing
    _write_down(session, collection, 1, by=by, now=now)
    return text


def _write_down(session: Session, collection: Collection, rows: int, *, by: Reader, now: datetime) -> None:
    """Log what somebody with an account takes."""
    if by.role is not Role.PUBLIC:
        layer, detail = collection.layer.key, collection.detail.value
        log_write(session, by, "features", subject=layer, now=now, rows=rows, detail=detail)


def _rows(session: Session, collection: Collection, sought: Sought, axes: Axes, *, by: Reader, now: datetime) -> Rows:
    if collection.layer is DENSITY:
        return areas.released_areas(session, by=by, box=sought.box, box_crs=sought.box_crs)
    export = _opened(session, collection, sought, by=by, now=now)
    if axes.are_of_geojson and not (sought.equal or sought.first or sought.last):
        shelf = strips.shelf(session, export.selection)
        if shelf is not None:
            return ReadyRows(shelf, {column.property_name: column.key for column in export.columns})
    return StoredRows(session, export)


def _has_uuids(collection: Collection) -> bool:
    return collection.layer is not DENSITY and can_pick(collection.rows_of, collection.detail.value)


def _opened(session: Session, collection: Collection, sought: Sought, *, by: Reader, now: datetime) -> Export:
    has_days = "from" in collection.edition.filters
    wanted = Wanted(
        collection.rows_of,
        "geojson",
        detail=collection.detail,
        first=sought.first if has_days else None,
        last=sought.last if has_days else None,
        as_of=_day(sought) if collection.is_of_a_day else None,
        box=sought.box,
        box_crs=sought.box_crs,
        columns=tuple(column.key for column in collection.edition.columns) if collection.is_of_a_day else (),
    )
    return open_export(session, wanted, by=by, now=now)


def _day(sought: Sought) -> date | None:
    """Return the one day that is asked for: what stands at the end of a time that has no beginning is of that day too."""
    if sought.first not in (None, sought.last):
        message = (
            f"datetime from {sought.first}: grades are those of one day; write that day alone, such as 2026-09-30."
        )
        raise ExportRefused(message, parameter="datetime", value=str(sought.first), choices=["2026-09-30"])
    return sought.last


def _written(rows: Rows, ids: Sequence[str], axes: Axes) -> bytes:
    return rows.features(ids, crs=axes.crs, flip=axes.is_north_first, decimals=axes.decimals)


def _require_uuid(written: str) -> None:
    try:
        UUID(written)
    except ValueError:
        message = f"after={written} is no id of this collection; follow the link to the next page."
        raise ExportRefused(message, parameter="after", value=written) from None
