"""``issue-in-noop``: the route of ``issue-in`` beside the same route that stores nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bench.city import City
from bench.comparison import Comparison, Sides
from bench.issue_load import SERVER, serving


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    with serving(city, "ours", "noop") as load:
        yield Sides(
            ours=lambda: load.send("ours")["cost_ms"],
            peer=lambda: load.send("noop")["cost_ms"],
            check=lambda: None,
        )


COMPARISON: Final = Comparison(
    name="issue-in-noop",
    unit="ms",
    peer="the same route with the same web layer, token and checks of the body, which answers at once",
    equal=(
        f"the same requests to the same application at {SERVER}; a ratio of 1 would mean that placing, storing and grading cost nothing"
    ),
    unequal=(
        "everything behind the web layer: the peer reads no segment, writes no row, commits nothing and grades nothing"
    ),
    sides=_sides,
    bar=0.25,
)
