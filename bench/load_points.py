"""``load-points``: issues, from a frame in memory to committed rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import geopandas as gpd

from bench.bulk_rows import POINTS, beside_to_postgis, made_points, owner_engine
from bench.city import City
from bench.comparison import Comparison, Sides

CHUNK: Final = 50_000
COLUMNS: Final = ["source_key", "category", "severity", "reported_at", "point"]
"""What is known of a point at the least."""


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    rows = made_points(city)[COLUMNS]
    with owner_engine(city) as engine, beside_to_postgis(engine, rows, "source_key", CHUNK) as sides:
        yield sides


COMPARISON: Final = Comparison(
    name="load-points",
    unit="ms",
    peer=f"geopandas {gpd.__version__} to_postgis, {CHUNK:,} rows at a time",
    equal=(
        f"the same frame of {POINTS:,} issues in memory, with key, category, severity, time and point, into an empty table "
        "with the columns and the index of shapes that the peer makes by itself, committed; the rows that both stored are "
        "compared as text"
    ),
    unequal=(
        "nothing in the rows; ours indexes the shapes after they are there, the peer before; neither table has the checks, "
        "keys and indexes of our own one, whose cost load-limit-points holds beside that of a bare COPY"
    ),
    sides=_sides,
    bar=6,
)
