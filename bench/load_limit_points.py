"""``load-limit-points``: issues into a table like ours, beside sending a stream that was made before."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bench.bulk_rows import beside_the_limit, made_points, owner_engine, to_columns
from bench.city import City
from bench.comparison import Comparison, Sides
from mapper.store.bulk import new_ids
from mapper.store.tables import IssueRow

POINTS: Final = 200_000


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    rows = made_points(city, POINTS)
    ids = new_ids(uuid.uuid4, len(rows))
    with (
        owner_engine(city) as engine,
        beside_the_limit(engine, IssueRow, lambda: {"id": ids} | to_columns(rows), "source_key") as sides,
    ):
        yield sides


COMPARISON: Final = Comparison(
    name="load-limit-points",
    unit="ms",
    peer="one binary COPY of a stream that is ready in memory: what the server takes for it, and the limit for any client",
    equal=(
        f"the same {POINTS:,} issues into tables with all checks, keys and indexes of ours, committed; the rows that both "
        "stored are compared as text"
    ),
    unequal="ours starts from a frame and makes the stream; so at best the ratio is 1",
    sides=_sides,
    bar=1 / 1.3,
)
