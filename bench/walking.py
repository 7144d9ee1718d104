"""``visit-order`` and ``visit-walk``: how long the shortest walk by way of 15 stops takes to be found.

The first is the order alone with the cost of every way, over stops anywhere in the city on a graph that is there already;
the second all that somebody waits for: stops as far from each other as a visit goes on foot, the network around them
read, put in order, and the way drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import permutations
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal, milliseconds
from mapper.domain.visit import StopDraft
from mapper.operations.visit_walk import Ends, walk
from mapper.spatial.visiting_order import EXACT_STOPS, Order, visiting_order
from mapper.spatial.walking_graph import WalkingGraph
from mapper.store.visit_ground import network

MOST_MS: Final = 2_000.0
"""How long somebody may wait."""

CASES: Final = 200
MOST_STOPS: Final = 9
"""Of a case that is compared with every order there is."""

REACH_M: Final = 700.0
"""How far from a place in the middle the stops of a visit lie."""

SEED: Final = 20_261_122
_CLOSE_M: Final = 1e-6

ROUTED: Final = (15, 15, 15, 15, 15, 25, 40)
"""How many stops the walks have that OR-Tools is asked for too."""

ROUTED_S: Final = 3
"""How long it may look for a better one [s]."""

_ROUNDED_M: Final = 0.001
"""It counts in whole numbers, so that each way of its answer may be off by so much [m]."""


class Walking:
    """Stops of a city, and its graph."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.numbers = np.random.default_rng(SEED)
        with city.sessions() as session:
            _, lines = network(session, None)
            self.near = _near_each_other(session)
        self.graph = WalkingGraph(lines)
        self.far = self.some(EXACT_STOPS)

    def some(self, count: int) -> list[int]:
        """Draw segments from anywhere."""
        drawn: list[int] = self.numbers.choice(len(self.graph.lines), count, replace=False).tolist()
        return drawn

    def order(self, stops: list[int]) -> Order:
        """Put stops in order over the graph."""
        return visiting_order(self.graph.ways(self.graph.middles(stops)).metres)

    def walk(self) -> object:
        """Lead a walk as the page asks for it."""
        stops = [StopDraft(segment) for segment in self.near]
        with self.city.sessions() as session:
            return walk(session, stops, Ends(), shortest=True)

    def see(self) -> None:
        """Raise `Unequal` unless our walks are the shortest there are, as far as anybody can tell."""
        self.see_shortest()
        self.see_no_longer()

    def see_no_longer(self) -> None:
        """Raise `Unequal` unless no answer of OR-Tools is shorter than ours, for few stops and for more than are exact."""
        for count in ROUTED:
            stops = self.some(count)
            metres = self.graph.ways(self.graph.middles(stops)).metres
            ours, theirs = visiting_order(metres).metres, _routed(metres)
            if ours > theirs + count * _ROUNDED_M:
                raise Unequal(f"{count} stops: ours is {ours} m, and OR-Tools finds {theirs} m")

    def see_shortest(self) -> None:
        """Raise `Unequal` unless no order of a few stops is shorter than ours."""
        for case in range(CASES):
            stops = self.some(2 + case % (MOST_STOPS - 1))
            metres = self.graph.ways(self.graph.middles(stops)).metres
            ours, shortest = visiting_order(metres).metres, _shortest(metres)
            if abs(ours - shortest) > _CLOSE_M * shortest:
                raise Unequal(
                    f"case {case}: ours is {ours} m, and {shortest} m is the shortest walk by {len(stops)} stops"
                )


def _near_each_other(session: Any) -> list[UUID]:
    statement = """
        SELECT id FROM segment WHERE graded AND superseded_at IS NULL AND ST_DWithin(line, (
            SELECT ST_StartPoint(line) FROM segment WHERE graded ORDER BY md5(id::text) LIMIT 1
        ), :reach_m) ORDER BY md5(id::text) LIMIT :most
    """
    return list(session.scalars(text(statement), {"most": EXACT_STOPS, "reach_m": REACH_M}))


def _shortest(metres: NDArray[np.float64]) -> float:
    orders = np.array(list(permutations(range(len(metres)))))
    return float(metres[orders[:, :-1], orders[:, 1:]].sum(axis=1).min())


def _routed(metres: NDArray[np.float64]) -> float:
    """Return how long a walk OR-Tools finds that begins and ends where it likes."""
    count = len(metres)
    whole = np.zeros((count + 1, count + 1), dtype=np.int64)  # to and from nowhere it is no way at all
    whole[:count, :count] = np.rint(metres / _ROUNDED_M)
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2  # noqa: PLC0415 - `make bench` installs it, and only a run needs it

    manager = pywrapcp.RoutingIndexManager(count + 1, 1, count)
    routing = pywrapcp.RoutingModel(manager)

    def way(one: int, other: int) -> int:
        return int(whole[manager.IndexToNode(one), manager.IndexToNode(other)])

    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitCallback(way))
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PATH_CHEAPEST_ARC
    asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    asked.time_limit.FromSeconds(ROUTED_S)
    found = routing.SolveWithParameters(asked)
    if found is None:
        raise Unequal(f"OR-Tools finds no walk by {count} stops")
    return float(found.ObjectiveValue() * _ROUNDED_M)


def _comparison(name: str, what: str, of: Callable[[Walking], Callable[[], object]]) -> Comparison:
    @contextmanager
    def _sides(city: City) -> Iterator[Sides]:
        walking = Walking(city)
        job = of(walking)
        yield Sides(ours=lambda: milliseconds(job), peer=lambda: MOST_MS, check=walking.see)

    return Comparison(
        name=name,
        unit="ms",
        peer=f"how long it may take: {MOST_MS:,.0f} ms",
        equal=f"{what}; {CASES} cases of 2 to {MOST_STOPS} stops are as short as the shortest of every order there is, and none of {len(ROUTED)} of up to {max(ROUTED)} is longer than what OR-Tools finds in {ROUTED_S} s",
        unequal="a limit is no contender: it says how much of it is left",
        sides=_sides,
        bar=1,
    )


COMPARISONS: Final = (
    _comparison(
        "visit-order",
        f"{EXACT_STOPS} stops anywhere in the city, all ways between them, the exact order",
        lambda walking: lambda: walking.order(walking.far),
    ),
    _comparison(
        "visit-walk",
        f"{EXACT_STOPS} stops within {REACH_M:g} m, the network around them read from the database, the exact order, and the way",
        lambda walking: walking.walk,
    ),
)
