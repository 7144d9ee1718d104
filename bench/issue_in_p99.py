"""``issue-in-p99``: the slowest of a hundred requests of ``issue-in``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import sqlalchemy

from bench.city import City
from bench.comparison import Comparison, Sides
from bench.issue_load import SERVER, serving


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    with serving(city, "ours", "orm") as load:
        yield Sides(
            ours=lambda: load.send("ours")["p99_ms"],
            peer=lambda: load.send("orm")["p99_ms"],
            check=load.check,
        )


COMPARISON: Final = Comparison(
    name="issue-in-p99",
    unit="ms",
    peer=f"Flask and SQLAlchemy {sqlalchemy.__version__} ORM with GeoAlchemy2, object by object",
    equal=(f"as issue-in, at {SERVER}; what is compared is the 99th percentile of the time to an answer"),
    unequal=(
        "as issue-in; each side is sent as many requests as it can answer, so that the faster one also has more to do"
    ),
    sides=_sides,
    bar=3.0,
)
