"""Where the bad and the good segments of a city cluster: spec 1.0 §6, "Hot spots".

The statistics are those of esda, to the last digits but one. The permutations are dealt here: esda copies all values
for each segment (pysal/esda#499), holds every deal (2 GB for a city), and its two-sided p-values are still being mended
(pysal/esda#514).
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.false_discovery import adjusted_p
from mapper.domain.grading import UNGRADED
from mapper.domain.hotspot import gi_star, hotspot_codes
from mapper.domain.local_moran import LocalMoran, local_moran
from mapper.spatial.permutation_kernels import count_extremes
from mapper.spatial.segment_graph import SegmentGraph

PERMUTATIONS: Final = 999
"""How often values are dealt to each segment at least."""

MOST_PERMUTATIONS: Final = 99_999
"""How often at most: among 100,000 tests, 999 deals cannot tell a find from chance unless a tenth are finds."""

ENOUGH: Final = 20
"""Sums of the rarer kind that end the dealing between the two."""

SEED: Final = 20_240_704
"""Of the random numbers, so that everybody finds the same."""

_WORST: Final = 10_000
_BLOCK: Final = 2_000


@dataclass(frozen=True)
class Clusters:
    """What each graded segment is part of.

    Attributes
    ----------
    row : ndarray of int64, shape (n,)
        Which of the segments given have a grade: only these are compared, and the rest of each array is about them.
    neighbours : ndarray of int64, shape (n,)
        How many of them each touches.
    z : ndarray of float64, shape (n,)
        Gi* as a z-score; above 0 among bad segments.
    p : ndarray of float64, shape (n,)
        Two-sided pseudo p-value of both statistics, which order the deals alike; NaN without neighbours.
    adjusted : ndarray of float64, shape (n,)
        The false discovery rate at which each is a find.
    hotspot : ndarray of int8, shape (n,)
        Position in ``mapper.domain.hotspot.HOTSPOTS``.
    moran : LocalMoran
        Local Moran statistics and quadrants.
    """

    row: NDArray[np.int64]
    neighbours: NDArray[np.int64]
    z: NDArray[np.float64]
    p: NDArray[np.float64]
    adjusted: NDArray[np.float64]
    hotspot: NDArray[np.int8]
    moran: LocalMoran


def find_clusters(
    lines: NDArray[Any], score: NDArray[np.int64], *, seed: int = SEED, threads: int | None = None
) -> Clusters:
    """Find hot spots and cold spots of 100 minus the score on the graph of segments.

    A hot spot is where bad grades lie together: surveys that are bad together because one rater is strict make one too.

    Parameters
    ----------
    lines : ndarray of LineString, shape (m,)
        The segments, in order of id so that a seed means the same tomorrow, in EPSG:5179.
    score : ndarray of int64, shape (m,)
        Official scores [hundredths]; ``UNGRADED`` are left out, and are nobody's neighbour.
    seed : int
        Of the random numbers.
    threads : int, optional
        How many to use, which changes no bit; as many as there are processors, when left out.

    Returns
    -------
    Clusters
        One row per graded segment.
    """
    row, badness, graph = graded_graph(lines, score)
    return clusters_with(pseudo_p(badness, graph, seed=seed, threads=threads), row, badness, graph)


def graded_graph(
    lines: NDArray[Any], score: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], SegmentGraph]:
    """Return what clusters are found on.

    Parameters
    ----------
    lines, score : ndarray
        As for `find_clusters`.

    Returns
    -------
    row : ndarray of int64, shape (n,)
        Which of the segments have a grade.
    badness : ndarray of int64, shape (n,)
        100 minus their scores [hundredths].
    graph : SegmentGraph
        Which of them touch.
    """
    row = np.flatnonzero(score != UNGRADED)
    return row, _WORST - score[row], SegmentGraph.of(lines[row])


def clusters_with(
    p: NDArray[np.float64], row: NDArray[np.int64], badness: NDArray[np.int64], graph: SegmentGraph
) -> Clusters:
    """Say what each segment is part of, how likely chance is being known.

    Parameters
    ----------
    p : ndarray of float64, shape (n,)
        As by `pseudo_p`, which takes nearly all the time.
    row, badness, graph : ndarray, ndarray, SegmentGraph
        As by `graded_graph`.

    Returns
    -------
    Clusters
        One row per graded segment.
    """
    points = badness / 100
    z = gi_star(points, graph.segment, graph.neighbour)
    adjusted = adjusted_p(p)
    return Clusters(
        row=row,
        neighbours=graph.neighbours,
        z=z,
        p=p,
        adjusted=adjusted,
        hotspot=hotspot_codes(z, adjusted, graph.neighbours),
        moran=local_moran(points, graph.segment, graph.neighbour),
    )


def pseudo_p(
    values: NDArray[np.int64], graph: SegmentGraph, *, seed: int, threads: int | None = None
) -> NDArray[np.float64]:
    """Tell how often chance alone would put values as high, or as low, around a segment.

    Conditional permutation: each segment keeps its value and is dealt the others', Anselin (1995). Whoever is
    extreme is dealt to further, so that small p-values are told apart: Besag and Clifford (1991).

    Parameters
    ----------
    values : ndarray of int64, shape (n,)
        What is dealt.
    graph : SegmentGraph
        Who has how many neighbours.
    seed : int
        Of the random numbers.
    threads : int, optional
        How many to use; as many as there are processors, when left out.

    Returns
    -------
    ndarray of float64, shape (n,)
        Twice the smaller of the shares of sums no lower and no higher, its own among them, and 1 at most; NaN for a
        segment that touches none, or all.
    """
    counts = np.zeros((len(values), 3), dtype=np.int64)
    bounds = (PERMUTATIONS, MOST_PERMUTATIONS, ENOUGH)

    def _count(begin: int) -> None:
        rows = (begin, min(begin + _BLOCK, len(values)))
        count_extremes(values, graph.starts, graph.neighbour, rows, seed, bounds, counts)

    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        list(pool.map(_count, range(0, len(values), _BLOCK)))
    deals, above, below = counts.T
    share = (np.minimum(above, below) + 1) / (deals + 1)
    return np.where(deals > 0, np.minimum(2 * share, 1.0), np.nan)
