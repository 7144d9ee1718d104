"""What a GIS program sees that reads the database itself: what everybody may take out, the grades of every day, and nothing else."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyogrio
import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.domain.export_layer import Detail
from mapper.domain.export_layers import EXPORT_LAYERS
from mapper.domain.reader import Reader, Role
from mapper.operations.exports import Wanted, open_export, take_out
from mapper.store import gis_views
from mapper.store.engine import make_engine, make_sessions

EVERYBODY = Reader(None, "", Role.PUBLIC, None, "web")
PUBLIC = [layer.key for layer in EXPORT_LAYERS if Detail.PUBLIC in layer.editions]


@pytest.fixture
def city(demo_url: str, add_venues: Callable[[Session], None]) -> Iterator[Session]:
    """A demo city in which every public layer has something; all that is done to it is undone."""
    engine = make_engine(demo_url)
    with engine.connect() as connection, make_sessions(connection)() as session:
        add_venues(session)
        session.flush()
        yield session
        connection.rollback()
    engine.dispose()


@pytest.fixture
def officer(city: Session) -> Connection:
    """A connection with the rights of a GIS officer."""
    connection = city.connection()
    connection.execute(text("SET ROLE golmok_gis"))
    return connection


@pytest.mark.parametrize("key", PUBLIC)
def test_a_view_shows_what_everybody_may_take_out(key: str, city: Session, tmp_path: Path) -> None:
    export = open_export(city, Wanted(key, "geojson"), by=EVERYBODY, now=datetime.now(UTC))
    taken = json.loads(b"".join(take_out(city, export, folder=tmp_path, paint={})))["features"]
    names = {column.key: column.property_name for column in export.columns}
    city.execute(text("SET ROLE golmok_gis"))
    seen = city.execute(text(f"SELECT *, ST_SRID(geom) AS srid FROM gis.{key}")).mappings().all()
    assert {row["srid"] for row in seen} == {KOREA_TM}
    first = names[export.columns[0].key]
    by_id = {row[first]: row for row in seen}
    assert len(by_id) == len(seen) == len(taken) > 0
    for feature in taken:
        row = by_id[feature["properties"][export.columns[0].key]]
        assert {
            column: str(row[name]) if hasattr(row[name], "isoformat") else row[name] for column, name in names.items()
        } == feature["properties"]


def test_grades_of_every_official_day_are_there(city: Session) -> None:
    days = set(city.execute(text("SELECT DISTINCT as_of FROM grade_run WHERE official")).scalars())
    officer = city.connection()
    officer.execute(text("SET ROLE golmok_gis_staff"))
    assert set(officer.execute(text('SELECT DISTINCT "등급기준일" FROM gis.grades')).scalars()) == days
    assert officer.execute(text('SELECT count(*) = count(DISTINCT "등급번호") FROM gis.grades')).scalar_one()
    assert officer.execute(text("SELECT count(*) FROM gis.segments")).scalar_one()


def test_a_role_that_read_the_grades_of_every_day_reads_them_no_more(city: Session) -> None:
    connection = city.connection()
    connection.execute(text("GRANT SELECT ON gis.grades TO golmok_gis"))  # as an edition before had it
    gis_views.put(connection)
    connection.execute(text("SET ROLE golmok_gis"))
    with pytest.raises(DBAPIError, match="permission denied"):
        connection.execute(text("SELECT 1 FROM gis.grades"))


@pytest.mark.parametrize("role", ["golmok_gis", "golmok_gis_staff"])
def test_neither_role_reads_a_table(city: Session, role: str) -> None:
    tables = city.execute(text("SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p') AND NOT EXISTS ("
        "SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e') AND relnamespace IN ("
        "SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'crisis'))")).scalars().all()  # fmt: skip
    allowed = text("SELECT has_table_privilege(:role, CAST(:of AS regclass), 'SELECT, INSERT, UPDATE, DELETE')")
    assert len(tables) > 50
    assert [of for of in tables if city.execute(allowed, {"role": role, "of": of}).scalar_one()] == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 FROM gis.grades",
        "SELECT 1 FROM segment",
        "SELECT 1 FROM issue",
        "SELECT 1 FROM survey",
        "SELECT 1 FROM user_account",
        "SELECT 1 FROM crisis.household",
        "DELETE FROM gis.districts",
        "INSERT INTO gis.districts SELECT * FROM gis.districts",
        "CREATE TABLE gis.mine (id int)",
        "CREATE TABLE public.mine (id int)",
        "CREATE VIEW gis.mine AS SELECT 1",
    ],
)
def test_the_role_reaches_nothing_else(officer: Connection, statement: str) -> None:
    with pytest.raises(DBAPIError, match=r"permission denied|cannot"):
        officer.execute(text(statement))


def test_the_role_is_no_member_of_another(officer: Connection) -> None:
    others = "SELECT rolname FROM pg_roles WHERE pg_has_role('golmok_gis', oid, 'MEMBER') AND rolname <> 'golmok_gis'"
    assert officer.execute(text(others)).scalars().all() == []


def test_gdal_reads_the_views_with_their_keys(demo_url: str, tmp_path: Path) -> None:
    url = create_engine(demo_url).url
    parts = {"host": url.query.get("host", url.host), "port": url.query.get("port", url.port), "user": url.username}
    named = " ".join(f"{name}={value}" for name, value in {**parts, "dbname": url.database}.items() if value)
    out = tmp_path / "grades.gpkg"
    command = ["ogr2ogr", out, f"PG:{named} schemas=gis", "segments", "-t_srs", f"EPSG:{KOREA_TM}"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "종합등급" in pyogrio.read_dataframe(out).columns


def test_views_are_left_alone_until_they_would_say_something_else(demo_url: str) -> None:
    engine = make_engine(demo_url)
    oid = text("SELECT 'gis'::regnamespace::oid")
    with engine.connect() as connection:
        before = connection.execute(oid).scalar_one()
        gis_views.put(connection)
        assert connection.execute(oid).scalar_one() == before
        connection.execute(text("COMMENT ON SCHEMA gis IS 'of another edition'"))
        gis_views.put(connection)
        assert connection.execute(oid).scalar_one() != before
        connection.rollback()
    engine.dispose()
