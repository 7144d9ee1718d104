"""GeoJSON features on their way out: put together from strips where those hold them, read anew where not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from mapper.domain.disclosure import public_point_labels
from mapper.domain.export_layer import Detail, Kind
from mapper.domain.issue import public_before
from mapper.operations.maps import look
from mapper.store import export_rows, strips
from mapper.store.engine import Session
from mapper.store.export_rows import Only, Selection
from mapper.store.tiles import PublicIssues


def prepare(session: Session, *, now: datetime) -> None:
    """Make the strips of the newest official run, unless they are there.

    Parameters
    ----------
    session : Session
        Not committed.
    now : datetime
        The network is the one that is known now.
    """
    looking = look(session, now=now)
    if looking.run is None:
        return
    every = export_rows.select(
        strips.LAYER,
        Detail.PUBLIC.value,
        strips.COLUMNS,
        view=looking.view,
        public=PublicIssues(public_point_labels(), public_before(now)),
        as_of=looking.run.as_of,
        only=Only(),
    )
    strips.keep(session, every)


def features(session: Session, selection: Selection, properties: Mapping[str, Kind]) -> Iterator[bytes]:
    """Write rows as GeoJSON.

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
    if strips.holds(selection):
        ready = strips.features(session, selection, dict(zip(properties, selection.columns, strict=True)))
        first = next(ready, None)
        if first is not None:
            yield first
            yield from ready
            return
    yield from export_rows.features(session, selection, properties)
