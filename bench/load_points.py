"""``load-points``: issues, from a frame in memory to committed rows; ``load-points-indexed``: and an index of their places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final

import geopandas as gpd

from bench.bulk_rows import beside_to_postgis, made_points, owner_engine
from bench.city import City
from bench.comparison import Comparison, Sides

POINTS: Final = 1_000_000
CHUNK: Final = 50_000
COLUMNS: Final = ["source_key", "category", "severity", "reported_at", "point"]
"""What is known of a point at the least."""


def _sides(*, indexed: bool) -> Callable[[City], AbstractContextManager[Sides]]:
    @contextmanager
    def sides(city: City) -> Iterator[Sides]:
        rows = made_points(city, POINTS)[COLUMNS]
        with (
            owner_engine(city) as engine,
            beside_to_postgis(engine, rows, "source_key", CHUNK, indexed=indexed) as both,
        ):
            yield both

    return sides


def _comparison(name: str, table: str, unequal: str, bar: float | None, *, indexed: bool) -> Comparison:
    return Comparison(
        name=name,
        unit="ms",
        peer=f"geopandas {gpd.__version__} to_postgis, {CHUNK:,} rows at a time",
        equal=(
            f"the same frame of {POINTS:,} issues in memory, with key, category, severity, time and point, into an empty "
            f"table {table}, committed; the rows that both stored are compared as text"
        ),
        unequal=(
            f"nothing in the rows; {unequal}neither table has the checks, keys and indexes of our own one, whose cost "
            "load-limit-points holds beside that of a bare COPY"
        ),
        sides=_sides(indexed=indexed),
        bar=bar,
    )


COMPARISONS: Final = (
    _comparison("load-points", "without an index", "", 6, indexed=False),
    _comparison(
        "load-points-indexed",
        "with the index of shapes that the peer makes by itself",
        "ours indexes the shapes after they are there, the peer before; ",
        None,
        indexed=True,
    ),
)
