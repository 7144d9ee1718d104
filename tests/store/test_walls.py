"""The CHECK constraints, which hold even when an importer or a form is wrong."""

from __future__ import annotations

import uuid

import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

INSIDE = "POINT(950000 1950000)"
BAD_POINTS = {
    "not a number": "POINT(NaN 1950000)",
    "outside Korea": "POINT(0 0)",
    "degrees in a column of metres": "POINT(127 37)",
    "another reference system": "SRID=4326;POINT(127 37)",
    "with height": "POINT Z(950000 1950000 3)",
    "another type": "LINESTRING(950000 1950000,950001 1950000)",
    "infinite": shapely.to_wkb(
        shapely.set_srid(shapely.Point(float("inf"), 1_950_000), 5179), hex=True, include_srid=True
    ),
}


def insert_issue(session: Session, point: str) -> None:
    ewkt = point if point.startswith(("SRID", "01")) else f"SRID=5179;{point}"
    session.execute(
        text(
            "INSERT INTO issue (id, source_key, category, severity, origin, point, reported_at, recorded_at)"
            " VALUES (:id, :key, 'litter', 1, 'file', CAST(:point AS geometry), now(), now())"
        ),
        {"id": uuid.uuid4(), "key": uuid.uuid4().hex, "point": ewkt},
    )


def insert_segment(session: Session, line: shapely.LineString, *, length_m: float) -> None:
    alley = uuid.uuid4()
    session.execute(text("INSERT INTO alley (id, key) VALUES (:id, :key)"), {"id": alley, "key": alley.hex})
    session.execute(
        text(
            "INSERT INTO segment (id, fingerprint, alley_id, source_id, ordinal, length_m, graded, stub, road_class, level,"
            " line, recorded_at) VALUES (:id, :key, :alley, 's', 0, :length, true, false, '', '', CAST(:line AS geometry), now())"
        ),
        {
            "id": uuid.uuid4(),
            "key": uuid.uuid4().hex,
            "alley": alley,
            "length": length_m,
            "line": shapely.to_wkb(shapely.set_srid(line, 5179), hex=True, include_srid=True),
        },
    )


def test_a_good_point_passes(session: Session) -> None:
    insert_issue(session, INSIDE)


@pytest.mark.parametrize("point", BAD_POINTS.values(), ids=BAD_POINTS.keys())
def test_a_bad_point_is_refused(session: Session, point: str) -> None:
    with pytest.raises(DBAPIError):
        insert_issue(session, point)


def test_a_good_line_passes(session: Session) -> None:
    insert_segment(session, shapely.LineString([(950000, 1950000), (950100, 1950000)]), length_m=100.0)


@pytest.mark.filterwarnings("ignore:invalid value encountered")  # shapely warns about the NaN we put in on purpose
@pytest.mark.parametrize(
    ("vertices", "length_m"),
    [
        ([(950000, 1950000), (float("nan"), float("nan")), (950100, 1950000)], 100.0),
        ([(950000, 1950000), (950050, float("nan")), (950100, 1950000)], 100.0),
        ([(950000, 1950000), (float("inf"), 1950000)], 100.0),
        ([(950000, 1950000), (950000, 1950000)], 0.0),
        ([(950000, 1950000), (950100, 1950000)], 99.9),
        ([(950000, 1950000), (950100, 3950000)], 2000000.0025),
    ],
    ids=["NaN vertex", "NaN northing", "infinite", "no length", "other length", "leaves Korea"],
)
def test_a_bad_line_is_refused(session: Session, vertices: list[tuple[float, float]], length_m: float) -> None:
    with pytest.raises(DBAPIError):
        insert_segment(session, shapely.LineString(vertices), length_m=length_m)


def test_an_invalid_boundary_is_refused(session: Session) -> None:
    bow_tie = "SRID=5179;MULTIPOLYGON(((950000 1950000,950100 1950100,950100 1950000,950000 1950050,950000 1950000)))"
    with pytest.raises(DBAPIError, match="boundary_valid"):
        session.execute(
            text(
                "INSERT INTO district (id, code, name, boundary, recorded_at)"
                " VALUES (:id, '1', '가', CAST(:boundary AS geometry), now())"
            ),
            {"id": uuid.uuid4(), "boundary": bow_tie},
        )


@pytest.mark.parametrize("table", ["segment", "survey", "issue_event", "placement", "grade_run", "grade"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_facts_and_runs_are_only_appended(session: Session, table: str, verb: str) -> None:
    column = "run_id" if table == "grade" else "id"
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(verb.format(table, column, column)))


def test_a_grade_belongs_to_a_stored_run_and_segment(session: Session) -> None:
    run = {"run": uuid.uuid4(), "segment": uuid.uuid4()}
    with pytest.raises(DBAPIError, match="no stored run, or to no stored segment"):
        session.execute(text("INSERT INTO grade (run_id, segment_id, lines) VALUES (:run, :segment, '{}')"), run)
