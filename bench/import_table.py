"""``import-table``: a table of complaints, from the file to stored rows on their segments."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import text

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal, milliseconds
from mapper.crs import KOREA_TM, WGS84
from mapper.domain.category import CATEGORIES
from mapper.domain.parameters import PLACEMENT
from mapper.domain.reader import Reader, Role
from mapper.operations.database import Session
from mapper.operations.imports.options import FileOptions
from mapper.operations.imports.report import ImportReport
from mapper.operations.imports.taking_in import import_file

ROWS: Final = 50_000
TODAY: Final = date(2024, 7, 4)
FIRST_DAY: Final = datetime(2023, 1, 1)  # noqa: DTZ001 - as a table writes it
OFF_M: Final = 6.0
"""How far from its segment a complaint is filed, on either axis [m]."""


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    with TemporaryDirectory(prefix="golmok-bench-") as folder, city.sessions() as session:
        path = Path(folder) / "complaints.csv"
        _table(city.segments).to_csv(path, index=False)
        yield Sides(
            ours=lambda: _undone(session, lambda: _import(session, path)),
            peer=lambda: _undone(session, lambda: _pipeline(session, path)),
            check=lambda: _check(session, path),
        )


def _table(segments: gpd.GeoDataFrame) -> pd.DataFrame:
    """Make a table as another system exports it."""
    random = np.random.default_rng(0)
    on = segments.iloc[random.integers(len(segments), size=ROWS)]
    spot = on.geometry.interpolate(random.random(ROWS), normalized=True)
    x, y = (axis.to_numpy() + random.normal(0, OFF_M, ROWS) for axis in (spot.x, spot.y))
    degrees = gpd.GeoSeries(gpd.points_from_xy(x, y, crs=KOREA_TM)).to_crs(WGS84)
    labels = np.array([category.label_ko for category in CATEGORIES])
    minutes = random.integers(0, 500 * 24 * 60, ROWS).tolist()
    return pd.DataFrame(
        {
            "접수번호": [f"2024-{row:06d}" for row in range(ROWS)],
            "유형": random.choice(labels, ROWS),
            "경도": degrees.x.round(7),
            "위도": degrees.y.round(7),
            "정확도": random.choice((3, 8, 15, 30), ROWS),
            "접수일시": [f"{FIRST_DAY + timedelta(minutes=minute):%Y-%m-%d %H:%M}" for minute in minutes],
            "주소": [f"경기도 가상시 {name} {1 + row % 99}" for row, name in enumerate(on["name"].fillna("가상로"))],
            "내용": [f"{row}번째 민원: 골목이 지저분합니다, 확인 바랍니다." for row in range(ROWS)],
        }
    )


def _undone(session: Session, job: Callable[[], object]) -> float:
    try:
        return milliseconds(job)
    finally:
        session.rollback()


def _import(session: Session, path: Path) -> ImportReport:
    operator = Reader(None, "bench", Role.ADMIN, None, "bench")
    return import_file(session, "complaints", path, FileOptions(), by=operator, today=TODAY, new_id=uuid.uuid4)


def _pipeline(session: Session, path: Path) -> int:
    """Do what a notebook does: read, join the nearest segment, write a table of its own."""
    connection = session.connection()
    rows = pd.read_csv(path, parse_dates=["접수일시"])
    points = gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(rows["경도"], rows["위도"], crs=WGS84))
    network = "SELECT id::text AS segment_id, line FROM segment WHERE graded AND superseded_at IS NULL"
    segments = gpd.read_postgis(network, connection, geom_col="line", crs=KOREA_TM)
    placed = gpd.sjoin_nearest(points.to_crs(KOREA_TM), segments, how="left", max_distance=PLACEMENT.radius_max_m)
    placed = placed[~placed.index.duplicated()].drop(columns="index_right")
    written = pd.DataFrame(placed.drop(columns="geometry")).assign(wkt=placed.geometry.to_wkt())
    written.to_sql("bench_complaint", connection, schema="pg_temp", index=False, method="multi", chunksize=5_000)
    return len(written)


def _check(session: Session, path: Path) -> None:
    report = _import(session, path)
    stored = session.execute(text("SELECT count(*) FROM complaint WHERE import_id IS NOT NULL")).scalar_one()
    session.rollback()
    theirs = _pipeline(session, path)
    written = session.execute(text("SELECT count(*) FROM pg_temp.bench_complaint")).scalar_one()
    session.rollback()
    if not stored == written == theirs == report.rows_usable == ROWS:
        message = f"of {ROWS} rows, we stored {stored} and the peer {written}"
        raise Unequal(message)


COMPARISON: Final = Comparison(
    name="import-table",
    unit="ms",
    peer=f"pandas {pd.__version__} read_csv, geopandas {gpd.__version__} sjoin_nearest and to_sql",
    equal=(
        f"the same CSV file of {ROWS:,} complaints into the same database in a transaction that is undone, each row on "
        "a segment of the same network; both store every row"
    ),
    unequal=(
        "ours does more: it finds encoding, columns, reference system and dates by itself, judges every cell, refuses what is "
        "known or not in Korea, weighs all segments near each point, and stores complaints, their issues, placements and the list "
        "of unsure places with keys, indexes and constraints; the peer is told all of that and writes one plain table, a temporary one"
    ),
    sides=_sides,
)
