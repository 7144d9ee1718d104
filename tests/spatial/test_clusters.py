"""Hot spots and local Moran: equal to esda, found where they were planted, and the same whatever the threads."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from mapper.domain.false_discovery import adjusted_p
from mapper.domain.grading import UNGRADED
from mapper.domain.hotspot import HOTSPOTS, gi_star
from mapper.domain.local_moran import NO_QUADRANT, QUADRANTS, local_moran
from mapper.spatial.clusters import Clusters, find_clusters, pseudo_p
from mapper.spatial.segment_graph import SegmentGraph

_SIDE = 20
_BLOCK_M = 50.0


@pytest.fixture(scope="module")
def lines() -> NDArray[Any]:
    """A town of square blocks, two alleys and a lane that touch nothing else, one that runs in a ring."""
    x, y = np.meshgrid(np.arange(_SIDE) * _BLOCK_M, np.arange(_SIDE) * _BLOCK_M)
    corners = np.stack([x, y], axis=-1)
    along = np.stack([corners[:, :-1].reshape(-1, 2), corners[:, 1:].reshape(-1, 2)], axis=1)
    across = np.stack([corners[:-1].reshape(-1, 2), corners[1:].reshape(-1, 2)], axis=1)
    apart = [[(5000, 0), (5050, 0)], [(5050, 0), (5100, 0)], [(9000, 0), (9050, 0)]]
    ring = shapely.LineString([(7000, 0), (7050, 0), (7050, 50), (7000, 0)])
    return np.append(shapely.linestrings([*along.tolist(), *across.tolist(), *apart]), ring)


@pytest.fixture(scope="module")
def score(lines: NDArray[Any]) -> NDArray[np.int64]:
    """A bad corner and a good one in a town of chance; every fifteenth segment has no grade."""
    middle = shapely.get_coordinates(shapely.centroid(lines))
    score = np.random.default_rng(6).normal(7000, 900, len(lines))
    score[(middle < 200).all(axis=1)] -= 4000
    score[((middle > 700) & (middle < 1000)).all(axis=1)] += 2500
    score = np.clip(score, 0, 10_000).astype(np.int64)
    score[::15] = UNGRADED
    return score


@pytest.fixture(scope="module")
def clusters(lines: NDArray[Any], score: NDArray[np.int64]) -> Clusters:
    return find_clusters(lines, score, threads=1)


@pytest.fixture(scope="module")
def touching(lines: NDArray[Any], clusters: Clusters) -> dict[int, list[int]]:
    """The graph of the graded segments, by comparing every end with every other."""
    ends = [{(round(x), round(y)) for x, y in (line.coords[0], line.coords[-1])} for line in lines[clusters.row]]
    touching: dict[int, list[int]] = {row: [] for row in range(len(ends))}
    for one, other in combinations(touching, 2):
        if ends[one] & ends[other]:
            touching[one].append(other)
            touching[other].append(one)
    return touching


def test_the_graph_is_of_shared_ends(lines: NDArray[Any], clusters: Clusters, touching: dict[int, list[int]]) -> None:
    graph = SegmentGraph.of(lines[clusters.row])
    found = {row: graph.neighbour[slice(*graph.starts[row : row + 2])].tolist() for row in range(len(clusters.row))}
    assert found == touching
    assert clusters.neighbours.tolist() == [len(others) for others in touching.values()]


def test_lines_that_cross_or_are_alone_do_not_touch() -> None:
    crossing = shapely.linestrings([[(0, 0), (10, 10)], [(0, 10), (10, 0)]])
    assert SegmentGraph.of(crossing).neighbours.tolist() == [0, 0]
    assert SegmentGraph.of(crossing[:0]).neighbours.tolist() == []


def test_gi_star_equals_esda(clusters: Clusters, score: NDArray[np.int64], touching: dict[int, list[int]]) -> None:
    from esda.getisord import G_Local  # imported where it is needed: it takes seconds
    from libpysal.weights import W

    itself_too = W({row: [row, *others] for row, others in touching.items()}, silence_warnings=True)
    points = 100 - score[clusters.row] / 100
    theirs = G_Local(points, itself_too, transform="B", star=True, permutations=0)
    assert clusters.z == pytest.approx(theirs.Zs, abs=1e-9)


def test_local_moran_equals_esda(clusters: Clusters, score: NDArray[np.int64], touching: dict[int, list[int]]) -> None:
    from esda.moran import Moran_Local
    from libpysal.weights import W

    points = 100 - score[clusters.row] / 100
    theirs = Moran_Local(points, W(touching, silence_warnings=True), permutations=0)
    linked = clusters.neighbours > 0
    assert clusters.moran.statistic[linked] == pytest.approx(theirs.Is[linked], abs=1e-9)
    assert (clusters.moran.quadrant[linked] + 1).tolist() == theirs.q[linked].tolist()
    assert len(QUADRANTS) == theirs.q.max()


def test_finds_are_those_of_esdas_rule(clusters: Clusters) -> None:
    from esda.util import fdr

    tested = ~np.isnan(clusters.p)
    for rate in (0.01, 0.05, 0.1):
        critical = fdr(clusters.p[tested], rate)
        assert (clusters.adjusted[tested] <= rate).tolist() == (clusters.p[tested] <= critical).tolist()
    assert np.isnan(clusters.adjusted[~tested]).all()


def test_adjusted_p_by_hand() -> None:
    # Sorted: .01 * 4 / 1, .02 * 4 / 2, .03 * 4 / 3, .9; none above the one that follows.
    assert adjusted_p(np.array([0.03, 0.9, np.nan, 0.01, 0.02])) == pytest.approx(
        [0.04, 0.9, np.nan, 0.04, 0.04], nan_ok=True
    )
    assert adjusted_p(np.array([])).tolist() == []


def test_what_was_planted_is_found(clusters: Clusters, lines: NDArray[Any], score: NDArray[np.int64]) -> None:
    names = np.array(list(HOTSPOTS))[clusters.hotspot]
    middle = shapely.get_coordinates(shapely.centroid(lines[clusters.row]))
    inside, outside = (middle < 150).all(axis=1), (middle > 250).any(axis=1)
    assert np.isin(names[inside], ["hot_99", "hot_95"]).all()
    assert np.mean(np.char.startswith(names[outside], "hot")) < 0.01
    assert (names[((middle > 750) & (middle < 950)).all(axis=1)] == "cold_99").mean() > 0.8
    assert (score[clusters.row] != UNGRADED).all()
    assert len(clusters.row) == (score != UNGRADED).sum()


def test_islands_are_called_so(clusters: Clusters) -> None:
    alone = clusters.neighbours == 0
    assert alone.sum() == 2  # the lane and the ring
    assert (np.array(list(HOTSPOTS))[clusters.hotspot] == "island").tolist() == alone.tolist()
    assert np.isnan(clusters.p[alone]).all()
    assert (clusters.moran.quadrant == NO_QUADRANT).tolist() == alone.tolist()


def test_a_seed_means_the_same_with_any_threads(
    clusters: Clusters, lines: NDArray[Any], score: NDArray[np.int64], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mapper.spatial.clusters._BLOCK", 7)
    assert find_clusters(lines, score, threads=3).p.tobytes() == clusters.p.tobytes()
    assert find_clusters(lines, score, seed=1).p.tobytes() != clusters.p.tobytes()


def test_pseudo_p_is_what_all_deals_together_say() -> None:
    values = np.array([9, 8, 1, 2, 7, 3, 0, 5, 4, 6, 2, 8])
    pairs = np.array([(0, 1), (0, 4), (2, 6), (2, 5), (3, 10)])
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.lexsort(both.T[::-1])]
    graph = SegmentGraph(both[:, 0], both[:, 1], np.searchsorted(both[:, 0], np.arange(len(values) + 1)))
    found = pseudo_p(values, graph, seed=3)
    for row in np.unique(both[:, 0]):
        own = values[graph.neighbour[slice(*graph.starts[row : row + 2])]]
        deals = np.array([sum(deal) for deal in combinations(np.delete(values, row), len(own))])
        share = min(np.mean(deals >= own.sum()), np.mean(deals <= own.sum()))
        assert found[row] == pytest.approx(min(2 * share, 1), abs=0.07)  # four standard errors of 999 deals


@pytest.mark.parametrize("graded", [0, 1])
def test_a_city_that_is_hardly_surveyed(lines: NDArray[Any], score: NDArray[np.int64], graded: int) -> None:
    few = np.full(len(score), UNGRADED)
    few[:graded] = 5000
    found = find_clusters(lines, few)
    assert found.hotspot.tolist() == [tuple(HOTSPOTS).index("island")] * graded


def test_equal_grades_are_no_hot_spot(lines: NDArray[Any]) -> None:
    found = find_clusters(lines, np.full(len(lines), 6000))
    assert set(np.array(list(HOTSPOTS))[found.hotspot]) == {"none", "island"}
    assert np.isnan(found.moran.statistic).all()


def test_local_moran_by_hand() -> None:
    # Three in a row, 0 0 3: deviations -1 -1 2, squares 6; (n - 1) / 6 = 1/3 times deviation times mean of neighbours.
    found = local_moran(np.array([0.0, 0.0, 3.0]), np.array([0, 1, 1, 2]), np.array([1, 0, 2, 1]))
    assert found.statistic == pytest.approx([1 / 3, -1 / 6, -2 / 3])
    assert [list(QUADRANTS)[code] for code in found.quadrant] == ["low_low", "low_high", "high_low"]


def test_gi_star_of_nothing_is_nothing() -> None:
    nobody = np.empty(0, dtype=np.int64)
    assert gi_star(np.empty(0), nobody, nobody).tolist() == []
