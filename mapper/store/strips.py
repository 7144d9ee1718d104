"""Strips: the graded segments as ready text, some hundred in each, out of which GeoJSON of any columns is put together.

To join a segment with its alley, its grade and its last survey, and to write what they say, costs the server more than
all the rest of a file. In a strip that is done, by the column. Segments are in the order of their export, along a curve,
so a strip lies in one place: those that reach into a box are few, and those of the city are its file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import delete, exists, insert, select, text
from sqlalchemy.orm import Session

from mapper.crs import WEB_MERCATOR, WGS84
from mapper.store.engine import hold_alone
from mapper.store.export_queries import QUERIES
from mapper.store.export_rows import LONG_READ, Selection, statement
from mapper.store.graded_map import network_version
from mapper.store.round_trip import as_driver_has_it, ask, driver
from mapper.store.tables import StripRow

EDITION: Final = "1"
"""How strips are made: another one whenever the same segments come to another text."""

LAYER: Final = "segments"
COLUMNS: Final = tuple(QUERIES[LAYER, "public"].fields)
"""What everybody may see of a segment, which nothing changes but a run or a network."""

_SIZE: Final = 256
"""Segments of a strip: fewer, and more of them have to be opened; more, and more of what they hold lies outside a box."""

_AT_ONCE: Final = 32
"""Strips that are in memory at once."""

_MOST: Final = 48
"""Strips that a page may be looked up in: those of a larger box cost more than to find the page's own segments."""

_POOL: Final = pa.system_memory_pool()
"""Arrow's own gives back to the system what the next box needs again: a third of the work for a box."""

_SIDES: Final = ("west", "south", "east", "north")
_SHAPE: Final = "shape"
_SCHEMA: Final = pa.schema(
    [(name, pa.string()) for name in (*COLUMNS, _SHAPE)] + [(side, pa.float64()) for side in _SIDES]
)

_EXTENT: Final = ", ".join(
    f"ST_{corner}(web_line) AS {side}" for corner, side in zip(("XMin", "YMin", "XMax", "YMax"), _SIDES, strict=True)
)
_READ: Final = f"""
    SELECT {", ".join(f"coalesce(to_json({key})::text, 'null')" for key in (f'"{key}"' for key in COLUMNS))},
        {_SHAPE}, {", ".join(_SIDES)}
    FROM (%s) AS found
"""
_ALL: Final = as_driver_has_it("SELECT body FROM strip WHERE scene = :scene ORDER BY place")
_THERE: Final = as_driver_has_it(
    """
    SELECT body FROM strip
    WHERE scene = :scene AND west <= :east AND east >= :west AND south <= :north AND north >= :south ORDER BY place
    """
)
_SOME_THERE: Final = f"{_THERE} LIMIT %(most)s"
_ASKED: Final = as_driver_has_it(
    f"""
    SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box), ARRAY(
        SELECT to_json(id)::text FROM ST_DumpPoints(box) AS corner JOIN segment ON web_line && corner.geom
        WHERE NOT ST_Intersects(web_line, box)
    )
    FROM ST_Transform(ST_MakeEnvelope(:west, :south, :east, :north, {WGS84}), {WEB_MERCATOR}) AS box
    """
)
"""A box of degrees in Web Mercator, and the segments that miss it although the boxes around them do not.

Those lie around a corner: a line that reaches neither further west nor further east than the box, or neither further
south nor further north, cannot pass it by.
"""


@dataclass(frozen=True)
class _Box:
    """What a box of degrees is to the segments.

    Attributes
    ----------
    sides : dict of str to float
        In Web Mercator [m].
    missed : pyarrow.Array
        Ids of those that miss it although the boxes around them do not.
    """

    sides: dict[str, float]
    missed: pa.Array

    def holds(self, segments: pa.Table) -> pa.Array:
        """Tell which of the segments touch it."""
        west, south, east, north = (segments[side].to_numpy() for side in _SIDES)
        across = (west <= self.sides["east"]) & (east >= self.sides["west"])
        along = (south <= self.sides["north"]) & (north >= self.sides["south"])
        passed = pc.is_in(segments[COLUMNS[0]], value_set=self.missed)
        return pa.array(across & along & ~passed.to_numpy())


@dataclass(frozen=True)
class Shelf:
    """The segments of a box, in the order of their ids.

    Attributes
    ----------
    segments : pyarrow.Table
        Texts of JSON by the key of a column, and the shape.
    """

    segments: pa.Table

    def __len__(self) -> int:
        """Count them.

        Returns
        -------
        int
            In the whole box.
        """
        return len(self.segments)

    def ids(self, *, after: str | None, limit: int) -> list[str]:
        """Return the ids of some.

        Parameters
        ----------
        after : str or None
            Behind this one; from the first on when not given.
        limit : int
            At most so many.

        Returns
        -------
        list of str
            In order.
        """
        begin = 0 if after is None else self._behind(after)
        return [written.strip('"') for written in self.segments[COLUMNS[0]][begin : begin + limit].to_pylist()]

    def features(self, first: str, count: int, names: Mapping[str, str]) -> bytes:
        """Write some as GeoJSON.

        Parameters
        ----------
        first : str
            Id of the first one.
        count : int
            How many.
        names : mapping of str to str
            Key of each column by the name of its property.

        Returns
        -------
        bytes
            Features in UTF-8, a comma and a line feed between them.
        """
        begin = self._behind(first) - 1
        return _written(self.segments.slice(begin, count).combine_chunks(memory_pool=_POOL), names)

    def _behind(self, key: str) -> int:
        return int(np.searchsorted(self.segments[COLUMNS[0]].to_numpy(), json.dumps(str(UUID(key))), side="right"))


def shelf(session: Session, selection: Selection) -> Shelf | None:
    """Look up the segments of a box.

    Parameters
    ----------
    session : Session
        Only read.
    selection : Selection
        Which rows.

    Returns
    -------
    Shelf or None
        None when strips do not hold them, are not good, or are too many.
    """
    if "west" not in selection.values or not holds(selection):
        return None
    box = _asked(session, selection)
    with driver(session) as connection, connection.cursor(binary=True) as cursor:
        cursor.execute(_SOME_THERE, {"scene": _scene(session, selection), "most": _MOST + 1} | box.sides, prepare=True)
        strips = [strip for (strip,) in cursor]
    if not 0 < len(strips) <= _MOST:
        return None
    segments = _opened(strips)
    found = pc.filter(segments.combine_chunks(memory_pool=_POOL), box.holds(segments), memory_pool=_POOL)
    return Shelf(found.take(pc.sort_indices(found[COLUMNS[0]])))


def holds(selection: Selection) -> bool:
    """Tell whether strips have all that is asked for.

    Parameters
    ----------
    selection : Selection
        Of any layer.

    Returns
    -------
    bool
        False for another layer, for what staff alone may see, for a box of another system than degrees, and for a choice
        of districts, grades or single rows.
    """
    values = selection.values
    narrowed = "picked" in values or values["districts"] is not None or values["grades"] is not None
    narrowed = narrowed or values.get("box_crs", WGS84) != WGS84
    whole = values["run"] is not None and not narrowed
    return selection.layer == LAYER and whole and set(COLUMNS).issuperset(selection.columns)


def keep(session: Session, selection: Selection) -> None:
    """Make the strips of the whole city, in the place of those of before, unless they are there.

    Parameters
    ----------
    session : Session
        Not committed.
    selection : Selection
        Every segment with `COLUMNS`.
    """
    hold_alone(session, "strips")
    scene = _scene(session, selection)
    if session.execute(select(exists().where(StripRow.scene == scene))).scalar_one():
        return
    session.execute(delete(StripRow))
    session.execute(LONG_READ)
    shape = f"{QUERIES[LAYER, 'public'].geojson} AS {_SHAPE}"
    rows = session.execute(
        text(_READ % statement(selection, f"{shape}, {_EXTENT}")),
        dict(selection.values),
        execution_options={"yield_per": _SIZE},
    )
    for place, part in enumerate(rows.partitions(_SIZE)):
        session.execute(insert(StripRow), {"scene": scene, "place": place, **_packed(part)})


def drop(session: Session) -> None:
    """Forget all strips, as the network is about to change.

    Parameters
    ----------
    session : Session
        Not committed; it makes the change.
    """
    hold_alone(session, "strips")
    session.execute(delete(StripRow))


def features(session: Session, selection: Selection, names: Mapping[str, str]) -> Iterator[bytes]:
    """Write the rows as GeoJSON from strips.

    Parameters
    ----------
    session : Session
        Held until the last row.
    selection : Selection
        Which rows; strips hold them.
    names : mapping of str to str
        Key of each column by the name of its property.

    Yields
    ------
    bytes
        What `mapper.store.export_rows.features` would; nothing when there are no strips that are good.
    """
    scene = {"scene": _scene(session, selection)}
    box = _asked(session, selection) if "west" in selection.values else None
    query, values = (_ALL, scene) if box is None else (_THERE, scene | box.sides)
    with driver(session) as connection, connection.cursor(binary=True) as cursor:
        for strips in _some(strip for (strip,) in cursor.stream(query, values)):
            segments = _opened(strips)
            if box is not None:
                there = box.holds(segments)
                asked_for = segments.select({COLUMNS[0], _SHAPE, *names.values()})
                segments = pc.filter(asked_for.combine_chunks(memory_pool=_POOL), there, memory_pool=_POOL)
            if len(segments):
                yield _written(segments, names)


def _scene(session: Session, selection: Selection) -> str:
    """Name the edition, the network and the run."""
    until = selection.values["network"] + timedelta(microseconds=1)
    return f"{EDITION}-{network_version(session, before=until)}-{selection.values['run']}"


def _asked(session: Session, selection: Selection) -> _Box:
    *sides, missed = ask(session, _ASKED, {side: selection.values[side] for side in _SIDES}) or ()
    return _Box(dict(zip(_SIDES, sides, strict=True)), pa.array(missed, pa.string()))


def _packed(rows: Iterable[Any]) -> dict[str, Any]:
    columns = [pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), _SCHEMA, strict=True)]
    strip = pa.record_batch(columns, schema=_SCHEMA)
    sides = {side: (pc.min if side in {"west", "south"} else pc.max)(strip[side]).as_py() for side in _SIDES}
    return {**sides, "body": strip.serialize().to_pybytes()}


def _opened(strips: Iterable[bytes]) -> pa.Table:
    return pa.Table.from_batches([pa.ipc.read_record_batch(strip, _SCHEMA) for strip in strips])


def _some(strips: Iterator[bytes]) -> Iterator[list[bytes]]:
    while some := list(islice(strips, _AT_ONCE)):
        yield some


def _written(segments: pa.Table, names: Mapping[str, str]) -> bytes:
    parts = ['{"type":"Feature","id":', segments[COLUMNS[0]], ',"geometry":', segments[_SHAPE], ',"properties":{']
    for place, (name, key) in enumerate(names.items()):
        parts += [("," if place else "") + json.dumps(name, ensure_ascii=False) + ":", segments[key]]
    each = pc.binary_join_element_wise(*parts, "}}", "", memory_pool=_POOL).combine_chunks(memory_pool=_POOL)
    several = pa.ListArray.from_arrays(np.array([0, len(each)], np.int32), each)
    written: bytes = pc.binary_join(several, ",\n", memory_pool=_POOL)[0].as_buffer().to_pybytes()
    return written
