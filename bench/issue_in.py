"""``issue-in``: one issue placed, compared, stored and its segment graded, beside the ORM."""

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
            ours=lambda: load.send("ours")["cost_ms"],
            peer=lambda: load.send("orm")["cost_ms"],
            check=load.check,
        )


COMPARISON: Final = Comparison(
    name="issue-in",
    unit="ms",
    peer=f"Flask and SQLAlchemy {sqlalchemy.__version__} ORM with GeoAlchemy2, object by object",
    equal=(
        f"the same reports on the same city, at {SERVER}; checked on a dozen of them: decision, segment, probability and offers are the same, the peer's doubles are among ours, and the live grade that it leaves is the one that ours leaves"
    ),
    unequal=(
        "ours also checks the body by its schema, hashes its canonical form, signs the receipt, limits doubles to the districts in reach and holds the clock of knowledge, and its web layer checks scopes and sets headers; a run costs milliseconds a request of both workers together"
    ),
    sides=_sides,
    bar=4.0,
)
