"""tipg over the grades of the city: a table of its own, and uvicorn with two processes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import quote

from sqlalchemy import text

from bench.city import City
from bench.peers import pinned
from bench.served import Served, served
from mapper.crs import WEB_MERCATOR
from mapper.domain.tile import BUFFER, EXTENT
from mapper.store.cluster import DATABASE
from mapper.store.cluster.configuration import OWNER_ROLE
from mapper.store.engine import make_engine

PEER: Final = f"tipg {pinned('tipg')} on uvicorn {pinned('uvicorn')}, two processes"
_TABLE: Final = "graded_for_tipg"
_MAKE: Final = (
    f"DROP TABLE IF EXISTS {_TABLE}",
    f"""
    CREATE TABLE {_TABLE} AS
    SELECT segment.id::text AS id, alley.name, overall_grade AS overall, residential_grade AS residential,
        walking_grade AS walking, confidence_level AS confidence, web_line::geometry(LineString, {WEB_MERCATOR}) AS shape
    FROM segment JOIN alley ON alley.id = alley_id LEFT JOIN grade ON run_id = :run AND grade.segment_id = segment.id
    WHERE graded AND superseded_at IS NULL
    """,
    f"ALTER TABLE {_TABLE} ADD PRIMARY KEY (id)",
    f"CREATE INDEX ON {_TABLE} USING gist (shape)",
    f"ANALYZE {_TABLE}",
)


def tipg_path(z: int, x: int, y: int, columns: str) -> str:
    """Return the address of a tile with some columns."""
    return f"/collections/public.{_TABLE}/tiles/WebMercatorQuad/{z}/{x}/{y}?properties={columns}"


@contextmanager
def tipg_over(city: City) -> Iterator[Served]:
    """Copy the grades into a table that tipg can serve, and start it."""
    address = city.sessions.kw["bind"].url
    owner = make_engine(address.set(username=OWNER_ROLE).render_as_string(hide_password=False))
    try:
        with owner.begin() as connection:
            for statement in _MAKE:
                connection.execute(text(statement), {"run": city.run.id} if ":run" in statement else {})
        at = f"{quote(str(address.query['host']), safe='')}:{address.query['port']}"  # a socket, as tipg takes one
        environment = os.environ | {
            "DATABASE_URL": f"postgresql://{OWNER_ROLE}@{at}/{DATABASE}",
            "TIPG_DB_TABLES": f'["public.{_TABLE}", "{_TABLE}"]',
            "TIPG_TILE_BUFFER": str(BUFFER),
            "TIPG_TILE_RESOLUTION": str(EXTENT),
            "TIPG_MAX_FEATURES_PER_TILE": "1000000",
        }
        command = [sys.executable, "-m", "uvicorn", "tipg.main:app", "--workers", "2", "--log-level", "warning"]
        with served([*command, "--port", "{port}"], environment, alive="/healthz") as running:
            yield running
        with owner.begin() as connection:
            connection.execute(text(_MAKE[0]))
    finally:
        owner.dispose()
