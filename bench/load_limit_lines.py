"""``load-limit-lines``: segments into a table like ours, beside sending a stream that was made before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bench.bulk_rows import beside_the_limit, lines_of, owner_engine, to_columns
from bench.city import City
from bench.comparison import Comparison, Sides
from mapper.store.tables import SegmentRow


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    with owner_engine(city) as engine:
        rows = lines_of(engine)
        with beside_the_limit(engine, SegmentRow, lambda: to_columns(rows), "fingerprint") as sides:
            yield sides


COMPARISON: Final = Comparison(
    name="load-limit-lines",
    unit="ms",
    peer="one binary COPY of a stream that is ready in memory: what the server takes for it, and the limit for any client",
    equal=(
        "the same segments into tables with all checks, generated columns, keys and indexes of ours, committed; "
        "the rows that both stored are compared as text"
    ),
    unequal="ours starts from a frame and makes the stream; so at best the ratio is 1",
    sides=_sides,
    bar=1 / 1.3,
)
