"""Distance along a network: never shorter than a straight line, the same both ways, and what a full search finds."""

from __future__ import annotations

from itertools import pairwise
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from mapper.domain.duplicate import Foot, Street, network_distances

STREETS = st.lists(
    st.builds(Street, st.tuples(st.integers(0, 5), st.integers(0, 5)), st.floats(1.0, 40.0)), min_size=1, max_size=9
)


@st.composite
def walks(draw: st.DrawFn) -> tuple[list[Street], Foot, Foot]:
    streets = draw(STREETS)
    feet = [
        Foot(place, draw(st.floats(0.0, streets[place].length_m)))
        for place in draw(st.lists(st.integers(0, len(streets) - 1), min_size=2, max_size=2))
    ]
    return streets, feet[0], feet[1]


def every_way(streets: list[Street], begin: Foot, end: Foot) -> float:
    """Floyd and Warshall over the junctions, with the feet as two more."""
    parts: list[tuple[int, int, float]] = []
    for place, street in enumerate(streets):
        stops = [(0.0, street.ends[0]), (street.length_m, street.ends[1])]
        stops += [(foot.along_m, node) for foot, node in ((begin, 6), (end, 7)) if foot.street == place]
        stops.sort(key=lambda stop: (stop[0], stop != (0.0, street.ends[0])))
        parts += [(one, other, after - before) for (before, one), (after, other) in pairwise(stops)]
    far = [[0.0 if one == other else inf for other in range(8)] for one in range(8)]
    for one, other, length in parts:
        far[one][other] = far[other][one] = min(far[one][other], length)
    for via in range(8):
        for one in range(8):
            for other in range(8):
                far[one][other] = min(far[one][other], far[one][via] + far[via][other])
    return far[6][7]


@given(walks(), st.floats(5.0, 60.0))
def test_it_is_the_shortest_way_or_none_within_reach(walk: tuple[list[Street], Foot, Foot], within_m: float) -> None:
    streets, begin, end = walk
    shortest = every_way(streets, begin, end)
    (found,) = network_distances(streets, begin, [end], within_m=within_m)
    if found is None:
        assert shortest > within_m - 1e-6
    else:
        assert abs(found - shortest) < 1e-6
        assert found <= within_m


@given(walks())
def test_it_is_as_far_back(walk: tuple[list[Street], Foot, Foot]) -> None:
    streets, begin, end = walk
    (there,) = network_distances(streets, begin, [end], within_m=1e6)
    (back,) = network_distances(streets, end, [begin], within_m=1e6)
    assert (there is None) == (back is None)
    assert there is None or back is None or abs(there - back) < 1e-6


def test_the_next_street_over_is_not_near() -> None:
    streets = [Street((0, 1), 100.0), Street((2, 3), 100.0), Street((1, 3), 10.0)]
    here, behind, round_the_corner = Foot(0, 50.0), Foot(1, 50.0), Foot(2, 5.0)
    assert network_distances(streets, here, [behind, round_the_corner], within_m=60.0) == [None, 55.0]
