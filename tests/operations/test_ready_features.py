"""Features out of strips are those that are read anew, to the byte, and of no other time."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.export_layer import Detail
from mapper.domain.reader import Reader, Role
from mapper.operations import ready_features
from mapper.operations.database import Sessions
from mapper.operations.exports import Export, Names, Wanted, open_export, take_out
from mapper.operations.feature_rows import ReadyRows, Rows, StoredRows
from mapper.operations.grading import regrade_city
from mapper.operations.network import load_alleys
from mapper.store import export_rows, strips
from mapper.store.feature_pages import Narrowing

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
PLANNER = Reader(None, "기획-01", Role.PLANNER, None, "127.0.0.1")
PUBLIC = {"layer": "segments", "extension": "geojson", "detail": Detail.PUBLIC}
EVERYTHING = Narrowing({})
Box = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def prepared(demo_sessions: Sessions) -> Iterator[Session]:
    with demo_sessions() as session:
        ready_features.prepare(session, now=NOW)
        yield session
        session.rollback()


def opened(session: Session, **wanted: Any) -> Export:
    return open_export(session, Wanted(**PUBLIC | wanted), by=PLANNER, now=NOW)


def out_of_strips(session: Session, export: Export) -> bytes:
    names = [column.label if export.names is Names.KO else column.key for column in export.columns]
    return b",\n".join(
        strips.features(session, export.selection, dict(zip(names, export.selection.columns, strict=True)))
    )


def read_anew(session: Session, export: Export) -> bytes:
    kinds = {column.label if export.names is Names.KO else column.key: column.kind for column in export.columns}
    return b",\n".join(export_rows.features(session, export.selection, kinds))


def boxes(session: Session) -> list[Box]:
    """Around segments and beside them, from a step to the whole city."""
    west, south, east, north = shapely.total_bounds(
        [
            shapely.from_geojson(line)
            for line in session.execute(text("SELECT geojson FROM segment WHERE graded")).scalars()
        ]
    )
    draw = random.Random(4)
    found = []
    for share in (0.02, 0.1, 0.1, 0.3, 0.3, 0.5, 0.5, 1.0):
        wide, high = share * (east - west), share * (north - south)
        x, y = draw.uniform(west, east - wide), draw.uniform(south, north - high)
        found.append((x, y, x + wide, y + high))
    return found


def test_a_city_is_its_strips(prepared: Session) -> None:
    assert prepared.execute(text("SELECT count(*) FROM strip")).scalar_one() > 1
    for export in (opened(prepared), opened(prepared, names=Names.KO, columns=("surveyed_on", "length_m", "as_of"))):
        assert out_of_strips(prepared, export) == read_anew(prepared, export) != b""


def test_a_box_is_what_touches_it(prepared: Session) -> None:
    rows = 0
    for box in boxes(prepared):
        export = opened(prepared, box=box, columns=("overall", "district"))
        made = out_of_strips(prepared, export)
        assert made == read_anew(prepared, export)
        rows += made.count(b"\n")
    assert rows > 100


def test_a_box_in_the_bend_of_a_line_is_empty(prepared: Session) -> None:
    """The box around a line holds more than the line does: a small one beside its middle touches nothing of it."""
    bent = prepared.execute(
        text(
            "SELECT id::text, ST_X(p), ST_Y(p) FROM (SELECT id, line, geojson, ST_Transform(ST_SetSRID(ST_MakePoint("
            "ST_XMin(line) + (ST_XMax(line) - ST_XMin(line)) * x, ST_YMin(line) + (ST_YMax(line) - ST_YMin(line)) * y), 5179)"
            ", 4326) AS p FROM segment, unnest(ARRAY[0.2, 0.8]) AS x, unnest(ARRAY[0.2, 0.8]) AS y WHERE graded) AS corner"
            " WHERE ST_Distance(line, ST_Transform(p, 5179)) > 5 LIMIT 20"
        )
    ).all()
    assert bent
    for segment, x, y in bent:
        export = opened(prepared, box=(x - 1e-6, y - 1e-6, x + 1e-6, y + 1e-6))
        made = out_of_strips(prepared, export)
        assert made == read_anew(prepared, export)
        assert segment.encode() not in made


def walked(rows: Rows, limit: int) -> tuple[list[str], bytes]:
    """Walk through rows page by page, as a program follows links."""
    ids: list[str] = []
    written = []
    while True:
        found = rows.page_of(EVERYTHING, after=ids[-1] if ids else None, limit=limit)
        written.append(rows.features(found, crs=4326, flip=False, decimals=0))
        ids += found
        if len(found) < limit:
            return ids, b",\n".join(text for text in written if text)


def test_pages_of_a_box_are_the_same_from_strips(prepared: Session) -> None:
    rows = 0
    for box in boxes(prepared):
        export = opened(prepared, box=box, names=Names.KO)
        stored, shelf = StoredRows(prepared, export), strips.shelf(prepared, export.selection)
        if shelf is None:  # no strip reaches into the box, so that it is looked for in tables
            assert stored.matched(EVERYTHING) == 0
            continue
        ready = ReadyRows(shelf, {column.property_name: column.key for column in export.columns})
        assert ready.matched(EVERYTHING) == stored.matched(EVERYTHING)
        assert walked(ready, 7) == walked(stored, 7)
        rows += len(shelf)
    assert rows > 100


def test_a_box_of_too_many_strips_is_looked_for_in_tables(prepared: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    export = opened(prepared, box=boxes(prepared)[-1])
    assert strips.shelf(prepared, export.selection) is not None
    monkeypatch.setattr(strips, "_MOST", 1)
    assert strips.shelf(prepared, export.selection) is None


def test_no_strip_is_asked_for_a_box_of_metres(prepared: Session) -> None:
    export = opened(prepared, box=(950_000, 1_960_000, 970_000, 1_980_000), box_crs=5179)
    assert not strips.holds(export.selection)
    assert strips.shelf(prepared, opened(prepared).selection) is None  # nor for no box at all


@pytest.mark.parametrize(
    "wanted",
    [
        {"grades": ("A",)},
        {"detail": Detail.STAFF},
        {"detail": Detail.STAFF, "columns": ("open_issues",)},
        {"layer": "districts"},
        {"layer": "issues"},
    ],
)
def test_strips_hold_nothing_but_what_everybody_sees_of_segments(prepared: Session, wanted: dict[str, Any]) -> None:
    assert not strips.holds(opened(prepared, **wanted).selection)


def test_strips_hold_no_single_district(prepared: Session) -> None:
    code = prepared.execute(text("SELECT min(code) FROM district")).scalar_one()
    assert not strips.holds(opened(prepared, districts=(code,)).selection)


def test_staff_who_ask_for_what_everybody_sees_get_it_from_strips(prepared: Session) -> None:
    export = opened(prepared, detail=Detail.STAFF, columns=("overall",))
    assert strips.holds(export.selection)
    assert out_of_strips(prepared, export) == read_anew(prepared, export) != b""


def test_strips_of_before_are_not_good(
    session: Session, town: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, at: Callable[[str], datetime], tmp_path: Path
) -> None:
    def taken() -> list[dict[str, Any]]:
        content = b"".join(take_out(session, opened(session), folder=tmp_path, paint={}))
        return [one["properties"] for one in json.loads(content)["features"]]

    def regrade(day: str) -> None:
        regrade_city(session, as_of=date.fromisoformat(day), official=True, new_id=uuid.uuid4)

    regrade("2024-03-01")
    ready_features.prepare(session, now=NOW)
    assert out_of_strips(session, opened(session))
    regrade("2024-03-02")
    assert not out_of_strips(session, opened(session))
    assert {one["as_of"] for one in taken()} == {"2024-03-02"}
    assert out_of_strips(session, opened(session, detail=Detail.STAFF, columns=("name",), as_of=date(2024, 3, 1)))
    ready_features.prepare(session, now=NOW)
    renamed = lines.assign(name=lines["name"].where(lines.index != 0, "새이름길"))
    load_alleys(session, renamed, recorded_at=at("2024-05-01"), new_id=uuid.uuid4)
    assert not out_of_strips(session, opened(session))
    assert "새이름길" in {one["name"] for one in taken()}
