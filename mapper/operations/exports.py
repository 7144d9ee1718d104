"""Take a layer out as a file: what may be seen is decided here, what was taken is written down."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar
from uuid import UUID

from mapper.crs import MERCATOR_LAT, WGS84
from mapper.domain.access import Reach, require
from mapper.domain.calendar import KST, end_of
from mapper.domain.disclosure import public_point_labels
from mapper.domain.export_layer import Column, Detail, Edition, ExportLayer
from mapper.domain.export_layers import EXPORT_LAYERS, export_layer
from mapper.domain.grading import GRADES
from mapper.domain.issue import public_before
from mapper.domain.reader import Reader, Role
from mapper.errors import DataMissing, ExportRefused, LoginNeeded, NotAllowed, PastNotPublic
from mapper.exporters import EXPORTERS, Exporter, Names, Rows, exporter_for
from mapper.operations import ready_features
from mapper.operations.grade_past import official_runs, run_as_of
from mapper.operations.maps import look
from mapper.operations.moments import Moment
from mapper.operations.progress import Progress, counted, in_silence
from mapper.operations.segment_edits import edited_rows
from mapper.store import export_rows
from mapper.store.districts import ids_by_code
from mapper.store.engine import Session
from mapper.store.export_rows import Only, Selection
from mapper.store.graded_map import UNGRADED
from mapper.store.grades import View, latest_run
from mapper.store.tiles import PublicIssues
from mapper.store.write_log import log_write

__all__ = ["EXPORTERS", "EXPORT_LAYERS", "Detail", "Export", "Names", "Wanted", "open_export", "take_out", "write_down"]

LETTERS: Final = (*GRADES, UNGRADED)
"""What can be asked for as a grade."""

_T = TypeVar("_T")


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for.

    Attributes
    ----------
    layer : str
        Key of a layer.
    extension : str
        How the file ends.
    detail : Detail or None
        For whose eyes; as much as the reader may see when not given.
    districts : tuple of str
        Codes; empty for all that the reader may see.
    first, last : date or None
        Korean dates between which something was reported or walked, both included.
    grades : tuple of str
        Overall letters, or ``ungraded``; empty for all.
    as_of : date or None
        Show the newest official run as of this date or before; the newest of all when not given.
    crs : int or None
        EPSG code; the usual one of the format when not given.
    names : Names or None
        Language of the columns; the usual one of the format when not given.
    columns : tuple of str
        Keys of the columns wanted, beside those that tell and name a row; empty for all.
    box : tuple of float or None
        West, south, east and north: only what touches it.
    box_crs : int
        EPSG code of the box; degrees are checked.
    picked : tuple of UUID or None
        These rows alone; all when not given.
    moment : Moment or None
        Show what had occurred and was known then, for staff alone; what is known now when not given.
    """

    layer: str
    extension: str
    detail: Detail | None = None
    districts: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    grades: tuple[str, ...] = ()
    as_of: date | None = None
    crs: int | None = None
    names: Names | None = None
    columns: tuple[str, ...] = ()
    box: tuple[float, float, float, float] | None = None
    box_crs: int = WGS84
    picked: tuple[UUID, ...] | None = None
    moment: Moment | None = None

    @property
    def filters(self) -> dict[str, object]:
        """What the rows are narrowed by, as it is written down."""
        asked = {
            "district": self.districts,
            "from": self.first,
            "to": self.last,
            "grade": self.grades,
            "as_of": self.as_of,
            "bbox": self.box,
        }
        return {name: str(value) if isinstance(value, date) else list(value) for name, value in asked.items() if value}


@dataclass(frozen=True)
class Export:
    """A file that may be made; nothing of it is read yet.

    Attributes
    ----------
    layer : ExportLayer
        What it is of.
    detail : Detail
        For whose eyes.
    exporter : Exporter
        Its format.
    columns : tuple of Column
        Of its rows.
    names : Names
        In which language they are named.
    crs : int
        EPSG code of its shapes.
    selection : Selection
        Its rows.
    file_name : str
        Korean, with its date.
    filters : dict
        What it is narrowed by.
    notes : tuple of tuple of str
        What a person is told of how it was chosen, in formats with room for it.
    """

    layer: ExportLayer
    detail: Detail
    exporter: Exporter
    columns: tuple[Column, ...]
    names: Names
    crs: int
    selection: Selection
    file_name: str
    filters: dict[str, object]
    notes: tuple[tuple[str, str], ...] = ()


def open_export(session: Session, wanted: Wanted, *, by: Reader, now: datetime) -> Export:
    """Decide whether somebody may take this out, and what of it.

    Parameters
    ----------
    session : Session
        Only read.
    wanted : Wanted
        What is asked for.
    by : Reader
        Who asks.
    now : datetime
        Decides which issues are public yet.

    Returns
    -------
    Export
        Ready to be taken out.

    Raises
    ------
    ExportUnknown
        For a layer or a format there is not.
    ExportRefused
        For a filter, a CRS or a language that it does not have, or a district nobody knows.
    PastNotPublic
        When the past is asked for of what everybody may see.
    LoginNeeded
        When nobody is logged in and it is not for everybody.
    NotAllowed
        When the role, or its districts, do not reach it.
    DataMissing
        When no official run is as old as asked for, or nobody knew of one then.
    """
    layer, exporter = export_layer(wanted.layer), exporter_for(wanted.extension)
    reach = _reach(layer, by)
    detail = _detail(layer, reach, wanted.detail)
    edition = layer.edition(detail)
    for name in wanted.filters:
        _choose("filter", name, sorted(edition.filters), what=f"{layer.key} ({detail})")
    if wanted.first and wanted.last and wanted.first > wanted.last:
        message = f"from {wanted.first} is after to {wanted.last}; exchange them."
        raise ExportRefused(message, parameter="from", value=str(wanted.first))
    for letter in wanted.grades:
        _choose("grade", letter, LETTERS, what=layer.key)
    if wanted.picked is not None and not export_rows.can_pick(layer.key, detail.value):
        message = f"Rows of the {detail} edition of {layer.key} cannot be picked; take out all of them."
        raise ExportRefused(message, parameter="picked", choices=[])
    columns = _columns(layer, edition, wanted)
    box = wanted.box if wanted.box is None or wanted.box_crs != WGS84 else _box(wanted.box)
    view, as_of = _view(session, wanted, detail, now=now)
    selection = export_rows.select(
        layer.key,
        detail.value,
        [column.key for column in columns],
        view=view,
        public=PublicIssues(public_point_labels(), public_before(now)),
        as_of=as_of,
        only=Only(
            _districts(session, wanted.districts, reach, detail, by),
            wanted.first,
            wanted.last,
            wanted.grades or None,
            box,
            wanted.box_crs,
            by.user_id if layer.is_blind and reach is Reach.OWN else None,
            wanted.picked,
        ),
        edits=edited_rows(session) if any(column.is_of_now for column in columns) else (),
    )
    day = wanted.as_of or (wanted.moment.as_of if wanted.moment else now.astimezone(KST).date())
    what = exporter.extensions[0]
    return Export(
        layer=layer,
        detail=detail,
        exporter=exporter,
        columns=columns,
        names=_choose("names", wanted.names or exporter.names[0], exporter.names, what=what),
        crs=_choose("crs", wanted.crs or exporter.crs[0], exporter.crs, what=what),
        selection=selection,
        file_name=f"{layer.label}_{day}.{what}",
        filters=wanted.filters,
    )


def _columns(layer: ExportLayer, edition: Edition, wanted: Wanted) -> tuple[Column, ...]:
    there = [column for column in edition.columns if wanted.moment is None or not column.is_of_now]
    for key in wanted.columns:
        _choose("columns", key, [column.key for column in there], what=layer.key)
    kept = {edition.columns[0].key, layer.named_by, *wanted.columns}
    return tuple(column for column in there if not wanted.columns or column.key in kept)


def _box(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = box
    if not (-180 <= west <= east <= 180 and -MERCATOR_LAT <= south <= north <= MERCATOR_LAT):
        message = f"bbox {box} is no box of degrees; write west,south,east,north, such as 127.0,37.7,127.1,37.8."
        raise ExportRefused(message, parameter="bbox", value=str(box), choices=["127.0,37.7,127.1,37.8"])
    return box


def _reach(layer: ExportLayer, by: Reader) -> Reach:
    try:
        return require(layer.permission, by)
    except NotAllowed:
        if by.role is Role.PUBLIC:
            raise LoginNeeded(f"{layer.key} are not for everybody; log in.", layer=layer.key) from None
        raise


def _detail(layer: ExportLayer, reach: Reach, asked: Detail | None) -> Detail:
    if asked is not None:
        layer.edition(asked)
        if asked is Detail.STAFF and reach is Reach.PUBLIC:
            message = f"Your role sees the public edition of {layer.key} only; leave detail out."
            raise NotAllowed(message, layer=layer.key)
        return asked
    return Detail.PUBLIC if reach is Reach.PUBLIC or Detail.STAFF not in layer.editions else Detail.STAFF


def _choose(parameter: str, value: _T, choices: Iterable[_T], *, what: str) -> _T:
    offered = [str(choice) for choice in choices]
    if str(value) not in offered:
        message = f"{what} has no {parameter} {value!s}; choose one of {', '.join(offered)}."
        raise ExportRefused(message, parameter=parameter, value=str(value), choices=offered)
    return value


def _districts(
    session: Session, asked: tuple[str, ...], reach: Reach, detail: Detail, by: Reader
) -> tuple[str, ...] | None:
    """Return the codes of what may be seen; those of others' districts are refused before it is said whether they are."""
    own = by.districts if reach is Reach.OWN and detail is Detail.STAFF else None
    if own is not None and not own.issuperset(asked):
        message = f"Your districts are {', '.join(sorted(own)) or 'none'}; ask for those, or for detail=public."
        raise NotAllowed(message, districts=sorted(own))
    known = ids_by_code(session) if asked else {}
    for code in asked:
        _choose("district", code, sorted(known), what="this city")
    return asked or (None if own is None else tuple(sorted(own)))


def _view(session: Session, wanted: Wanted, detail: Detail, *, now: datetime) -> tuple[View, date | None]:
    """Look from now; the public at issues, and everyone at grades, from the run that is shown."""
    if wanted.moment is not None:
        return _view_then(session, wanted.moment, detail)
    if wanted.as_of is not None:
        day_after = None if wanted.as_of == date.max else wanted.as_of + timedelta(days=1)
        run = latest_run(session, before=day_after)
        if run is None:
            raise DataMissing(f"No official run is as of {wanted.as_of} or before; ask for a later date.")
        return View(run.id, run.known_at, run.known_at, end_of(run.as_of)), run.as_of
    looking = look(session, now=now)
    as_of = None if looking.run is None else looking.run.as_of
    if detail is Detail.STAFF and wanted.layer != "segments":
        return replace(looking.view, known=now, until=now), as_of
    return looking.view, as_of


def _view_then(session: Session, moment: Moment, detail: Detail) -> tuple[View, date]:
    """Look as the board of the past does: at the network, the facts and the official run that were known then."""
    if detail is not Detail.STAFF:
        raise PastNotPublic(f"What everybody may see is of now alone, not as of {moment.as_of}; leave as_of out.")
    run = run_as_of(official_runs(session, known=moment.known_at), moment.as_of)
    return View(run.id, moment.known_at, moment.known_at, end_of(moment.as_of)), run.as_of


def take_out(
    session: Session,
    export: Export,
    *,
    folder: Path,
    paint: Mapping[str, str],
    rows: int = 0,
    progress: Progress = in_silence,
) -> Generator[bytes, None, None]:
    """Make the file, in memory that does not grow with it.

    Parameters
    ----------
    session : Session
        Only read, and held until the last piece.
    export : Export
        From `open_export`.
    folder : Path
        Empty, to work in; the caller removes it.
    paint : mapping of str to str
        Colour of each grade, as ``#rrggbb``, for formats that have colours.
    rows : int
        How many it will have, as `write_down` said; only for telling how far it is.
    progress : Progress
        Told how far it is.

    Returns
    -------
    generator of bytes
        The file, piece by piece.
    """
    read = export_rows.batches(session, export.selection, crs=export.crs)
    source = Rows(
        layer=export.layer,
        columns=export.columns,
        names=export.names,
        crs=export.crs,
        batches=counted(read, len, progress, "writing", rows),
        features=(),
        paint=paint,
        notes=export.notes,
    )
    properties = dict(zip(source.column_names, (column.kind for column in export.columns), strict=True))
    texts = ready_features.features(session, export.selection, properties)
    features = counted(texts, lambda several: several.count(b"\n") + 1, progress, "writing", rows)
    return export.exporter.write(replace(source, features=features), folder)


def write_down(session: Session, export: Export, *, by: Reader, now: datetime) -> int:
    """Log who takes out what, before the first byte leaves.

    Parameters
    ----------
    session : Session
        Not committed.
    export : Export
        From `open_export`.
    by : Reader
        Who.
    now : datetime
        When.

    Returns
    -------
    int
        How many rows it has.
    """
    rows = export_rows.count(session, export.selection)
    log_write(
        session,
        by,
        "export",
        subject=export.layer.key,
        now=now,
        rows=rows,
        format=export.exporter.extensions[0],
        detail=export.detail.value,
        filters=export.filters,
    )
    return rows
