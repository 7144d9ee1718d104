"""Rows to load, and tables to load them into, for the comparisons of bulk loading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geoalchemy2 import Geometry
from sqlalchemy import Boolean, Column, DateTime, Double, Engine, MetaData, Table, Text, text
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from bench.city import LAST_DAY, City
from bench.comparison import Sides, Unequal, milliseconds
from mapper.crs import KOREA_TM
from mapper.domain.calendar import KST
from mapper.store.bulk import copy_columns
from mapper.store.cluster.configuration import OWNER_ROLE
from mapper.store.copy_stream import HEADER, TRAILER, encode, joined
from mapper.store.engine import make_engine
from mapper.store.geometry import points_to_ewkb, to_ewkb
from mapper.store.tables import Row

_LINES: Final = """
    SELECT CAST(id AS text) AS id, fingerprint, CAST(alley_id AS text) AS alley_id,
        CAST(district_id AS text) AS district_id, source_id, CAST(ordinal AS float) AS ordinal, length_m, graded, stub,
        road_class, level, line, recorded_at
    FROM segment WHERE superseded_at IS NULL
"""
_KINDS: Final[dict[str, TypeEngine[Any]]] = {"f": Double(), "b": Boolean(), "M": DateTime(timezone=True)}


@contextmanager
def owner_engine(city: City) -> Iterator[Engine]:
    """Connect to the city's database as the one who may make tables."""
    with city.sessions() as session:
        url = session.connection().engine.url.set(username=OWNER_ROLE)
    engine = make_engine(url.render_as_string(hide_password=False))
    try:
        yield engine
    finally:
        engine.dispose()


def lines_of(engine: Engine) -> gpd.GeoDataFrame:
    """Read the segments as columns of a table."""
    with engine.connect() as connection:
        return gpd.read_postgis(_LINES, connection, geom_col="line", crs=KOREA_TM)


def made_points(city: City, count: int) -> gpd.GeoDataFrame:
    """Make issues, spread over the city."""
    random = np.random.default_rng(0)
    west, south, east, north = city.segments.total_bounds
    x, y = random.uniform(west, east, count), random.uniform(south, north, count)
    minutes = pd.to_timedelta(random.integers(0, 500_000, count), unit="min")
    seen = pd.Series(pd.Timestamp(LAST_DAY, tz=KST) - minutes).dt.as_unit("us")
    return gpd.GeoDataFrame(
        {
            "source_key": [f"bench-{row:07d}" for row in range(count)],
            "category": random.choice(["illegal_dumping", "pothole", "streetlight_out"], count),
            "severity": random.integers(1, 5, count).astype(float),
            "origin": "file",
            "description": [f"{row}번째 불편: 골목이 지저분합니다" for row in range(count)],
            "accuracy_m": random.choice([3.0, 8.0, 15.0, 30.0], count),
            "reported_at": seen,
            "recorded_at": seen,
        },
        geometry=gpd.GeoSeries(gpd.points_from_xy(x, y, crs=KOREA_TM), name="point"),
    ).rename_geometry("point")


@dataclass(frozen=True)
class Target:
    """A table that is emptied before every run.

    Attributes
    ----------
    engine : Engine
        Of its owner.
    table : Table
        Where to.
    """

    engine: Engine
    table: Table

    def timed(self, write: Callable[[Session], object]) -> float:
        """Time writing and committing; that the table is empty before is not in it."""
        with self.engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {self.table.name}"))

        def job() -> None:
            with Session(self.engine) as session, session.begin():
                write(session)

        return milliseconds(job)

    def content(self, key: str) -> str:
        """Return a digest of all rows, in order of a column."""
        rows = f"SELECT md5(string_agg(md5(CAST(row AS text)), '' ORDER BY {key})) FROM {self.table.name} AS row"
        with self.engine.connect() as connection:
            return str(connection.execute(text(rows)).scalar_one())


@contextmanager
def plain_table(engine: Engine, rows: gpd.GeoDataFrame, name: str, *, indexed: bool) -> Iterator[Target]:
    """Make the table that ``to_postgis`` makes of a frame: no constraint, and where it is wanted an index of shapes."""
    kind = rows.geom_type.iloc[0].upper()
    columns = [
        Column(
            column,
            Geometry(kind, srid=KOREA_TM, dimension=2, spatial_index=indexed)
            if column == rows.geometry.name
            else _KINDS.get(rows[column].dtype.kind, Text()),
        )
        for column in rows
    ]
    with _made(engine, Table(name, MetaData(), *columns)) as target:
        yield target


@contextmanager
def real_table(engine: Engine, row: type[Row], name: str) -> Iterator[Target]:
    """Make a table with the columns, constraints, foreign keys and indexes of one of ours."""
    keys = [key for key in row.__table__.foreign_keys if key.column.table is not row.__table__]
    target = Target(engine, Table(name, MetaData(), *(Column(one.name, one.type) for one in row.__table__.columns)))
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {name} (LIKE {row.__tablename__} INCLUDING ALL)"))
        for key in keys:
            to = f"{key.column.table.name} ({key.column.name})"
            connection.execute(text(f"ALTER TABLE {name} ADD FOREIGN KEY ({key.parent.name}) REFERENCES {to}"))
    try:
        yield target
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP TABLE {name}"))


@contextmanager
def _made(engine: Engine, table: Table) -> Iterator[Target]:
    table.create(engine)
    try:
        yield Target(engine, table)
    finally:
        table.drop(engine)


def require_same(one: str, other: str) -> None:
    """Raise `Unequal` unless both sides stored the same rows."""
    if one != other:
        message = "the two sides stored different rows"
        raise Unequal(message)


def to_columns(rows: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return a frame as `copy_columns` takes it: points by their coordinates, lines as EWKB."""
    shapes = rows.geometry
    if shapes.iloc[0].geom_type == "Point":
        written = points_to_ewkb(*shapely.get_coordinates(shapes.to_numpy()).T)
    else:
        written = to_ewkb(shapes.to_numpy())
    return {name: rows[name] for name in rows if name != shapes.name} | {shapes.name: written}


def stream_of(columns: dict[str, Any], table: Table) -> bytes:
    """Return the whole stream of a COPY, which is all that has to be sent."""
    encoded = [encode(column, table.c[name].type) for name, column in columns.items()]
    return HEADER + bytes(joined(encoded, len(encoded[0].lengths))) + TRAILER


@contextmanager
def beside_to_postgis(
    engine: Engine, rows: gpd.GeoDataFrame, key: str, chunk: int, *, indexed: bool = True
) -> Iterator[Sides]:
    """Write a frame into two tables of the same kind, by our writer and by geopandas."""
    with (
        plain_table(engine, rows, "bench_ours", indexed=indexed) as ours,
        plain_table(engine, rows, "bench_peer", indexed=indexed) as peer,
    ):
        index = f"idx_bench_ours_{rows.geometry.name}"

        def write_ours(session: Session) -> None:
            if not indexed:
                copy_columns(session, ours.table, to_columns(rows))
                return
            session.execute(text(f"DROP INDEX {index}"))
            copy_columns(session, ours.table, to_columns(rows))
            session.execute(text(f"CREATE INDEX {index} ON bench_ours USING gist ({rows.geometry.name})"))

        def write_peer(session: Session) -> None:
            rows.to_postgis("bench_peer", session.connection(), if_exists="append", chunksize=chunk)

        def check() -> None:
            ours.timed(write_ours)
            peer.timed(write_peer)
            require_same(ours.content(key), peer.content(key))

        yield Sides(ours=lambda: ours.timed(write_ours), peer=lambda: peer.timed(write_peer), check=check)


@contextmanager
def beside_the_limit(
    engine: Engine, row: type[Row], columns: Callable[[], dict[str, Any]], key: str
) -> Iterator[Sides]:
    """Write columns into two copies of a real table, by our writer and as a stream made before."""
    with real_table(engine, row, "bench_ours") as ours, real_table(engine, row, "bench_peer") as peer:
        stream = stream_of(columns(), peer.table)
        names = ", ".join(columns())

        def write_ours(session: Session) -> None:
            copy_columns(session, ours.table, columns())

        def write_peer(session: Session) -> None:
            driver: Any = session.connection().connection.driver_connection
            with (
                driver.cursor() as cursor,
                cursor.copy(f"COPY bench_peer ({names}) FROM STDIN (FORMAT binary)") as copy,
            ):
                copy.write(stream)

        def check() -> None:
            ours.timed(write_ours)
            peer.timed(write_peer)
            require_same(ours.content(key), peer.content(key))

        yield Sides(ours=lambda: ours.timed(write_ours), peer=lambda: peer.timed(write_peer), check=check)
