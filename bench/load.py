"""``load``: the city's segments, from a frame in memory to committed rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import geopandas as gpd

from bench.bulk_rows import beside_to_postgis, lines_of, owner_engine
from bench.city import City
from bench.comparison import Comparison, Sides

CHUNK: Final = 20_000


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    with owner_engine(city) as engine:
        rows = lines_of(engine)
        # The peer stores an empty text as NULL, so that both get NULL.
        rows["level"] = rows["level"].where(rows["level"] != "")
        with beside_to_postgis(engine, rows, "fingerprint", CHUNK) as sides:
            yield sides


COMPARISON: Final = Comparison(
    name="load",
    unit="ms",
    peer=f"geopandas {gpd.__version__} to_postgis, {CHUNK:,} rows at a time",
    equal=(
        "the same frame of segments in memory, all columns and lines, into an empty table with the columns and the index "
        "of shapes that the peer makes by itself, committed; the rows that both stored are compared as text"
    ),
    unequal=(
        "the peer stores empty text as NULL, so there is none in the frame; ours indexes the shapes after they are there, "
        "the peer before; neither table has the checks, keys and indexes of our own one, whose cost load-limit-lines holds "
        "beside that of a bare COPY"
    ),
    sides=_sides,
    bar=4,
)
