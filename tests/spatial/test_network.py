from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mapper.spatial.network import components, shared_ends

PAIRS = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=25)


@given(PAIRS)
def test_components_are_what_walking_from_thing_to_thing_reaches(pairs: list[tuple[int, int]]) -> None:
    one, other = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    reached = [{number} for number in range(20)]
    for a, b in [*pairs, *pairs[::-1]] * 20:
        union = reached[a] | reached[b]
        for member in union:
            reached[member] = union
    group = components(20, one, other)
    assert [set(np.flatnonzero(group == group[number])) for number in range(20)] == reached
    assert list(dict.fromkeys(group.tolist())) == list(range(group.max() + 1))


def test_a_long_chain_is_one_component() -> None:
    links = np.random.default_rng(2).permutation(4999)
    assert components(5000, links, links + 1).max() == 0


def test_ends_within_reach_are_one_node() -> None:
    lines = shapely.linestrings([[[0, 0], [10, 0]], [[10.08, 0], [20, 0]], [[10.3, 0], [0, 0]]])
    assert shared_ends(lines, within_m=0.1).tolist() == [[0, 1], [1, 3], [2, 0]]
