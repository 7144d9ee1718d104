"""``snap-duckdb``: a million points to the nearest segment, as one would with DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from bench.city import City
from bench.comparison import Comparison, Sides
from bench.peers import pinned
from bench.snap import EQUAL, WITHIN_M, Snapping, see_equal, sides

TIE_M: Final = 1e-9
"""The peer measures with other operations, whose last bits differ: nearer than this to each other is a tie."""

NEAREST: Final = f"""
    SELECT p.number AS point, arg_min(s.number, (ST_Distance(s.line, p.spot), s.number)) AS segment
    FROM point p JOIN segment s ON ST_DWithin(s.line, p.spot, {WITHIN_M})
    GROUP BY p.number
"""


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    snapping = Snapping.of(city)
    with _loaded(snapping) as database:

        def peer() -> NDArray[np.int64]:
            found = database.execute(NEAREST).fetchnumpy()
            segment = np.full(len(snapping.points), -1)
            segment[found["point"]] = found["segment"]
            return segment

        yield sides(snapping.ours, peer, check=lambda: _check(snapping, peer()))


def _check(snapping: Snapping, theirs: NDArray[np.int64]) -> None:
    """See that both name the same segment, or one of two that are equally near."""
    ours = snapping.ours()
    apart = np.flatnonzero((ours != theirs) & (ours >= 0) & (theirs >= 0))
    lines, spots = snapping.segments.geometry.to_numpy(), shapely.points(snapping.points[["x", "y"]].to_numpy()[apart])
    tied = np.abs(shapely.distance(spots, lines[ours[apart]]) - shapely.distance(spots, lines[theirs[apart]])) < TIE_M
    ours[apart[tied]] = theirs[apart[tied]]
    see_equal(ours, theirs)


@contextmanager
def _loaded(snapping: Snapping) -> Iterator[Any]:
    """Open a database in memory with points and lines as its own geometries, the extension from its own package."""
    import duckdb  # noqa: PLC0415 - `make bench` installs it, and only a run needs it

    versions = resources.files("duckdb_extension_spatial") / "extensions"
    wkb = pd.DataFrame({"number": range(len(snapping.segments)), "wkb": snapping.segments.geometry.to_wkb()})
    xy = snapping.points[["x", "y"]].assign(number=range(len(snapping.points)))
    with duckdb.connect() as database:
        database.execute(f"LOAD '{versions / f'v{duckdb.__version__}' / 'spatial.duckdb_extension'}'")
        database.register("wkb", wkb).register("xy", xy)
        database.execute("CREATE TABLE segment AS SELECT number, ST_GeomFromWKB(wkb) AS line FROM wkb")
        database.execute("CREATE TABLE point AS SELECT number, ST_Point(x, y) AS spot FROM xy")
        yield database


COMPARISON: Final = Comparison(
    name="snap-duckdb",
    unit="ms",
    peer=f"DuckDB {pinned('duckdb')} with its spatial extension: ST_DWithin and arg_min",
    equal=EQUAL,
    unequal=(
        "the peer starts from its own tables and geometries, whose loading is not counted, and tells ties apart by "
        "number; ours starts from frames and sorts the ids; both run on all cores"
    ),
    sides=_sides,
    bar=3,
)
