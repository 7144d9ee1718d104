"""Where bad and good grades lie together: Gi* and local Moran on the graph of segments."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import numpy as np

from mapper.domain.board import Facet
from mapper.domain.hotspot import HOTSPOTS
from mapper.domain.local_moran import QUADRANTS
from mapper.operations.findings.city import City
from mapper.operations.findings.finding import Breakdown, Column, Finding, Unit, by_option, count
from mapper.operations.findings.lasting import lasting
from mapper.operations.progress import Progress
from mapper.spatial.clusters import (
    ENOUGH,
    MOST_PERMUTATIONS,
    PERMUTATIONS,
    SEED,
    Clusters,
    clusters_with,
    graded_graph,
    pseudo_p,
)
from mapper.store.engine import Session
from mapper.store.findings import chords

LISA: Final = (*QUADRANTS, "none")
"""Quadrants of what is no chance, and everything else."""

_FALSE_AT_MOST: Final = 0.05
_HOT: Final = ("hot_95", "hot_99")
_COLD: Final = ("cold_95", "cold_99")
_UNLIKE: Final = ("low_high", "high_low")


def find(session: Session, city: City, *, now: datetime, progress: Progress) -> Finding:
    """Find hot spots, cold spots, and segments unlike those around them.

    Parameters
    ----------
    session : Session
        Not committed: what took long is kept.
    city : City
        The city.
    now : datetime
        This moment.
    progress : Progress
        Told what is being done.

    Returns
    -------
    Finding
        A row for each graded segment.
    """
    progress("reading", 0, 0)
    row, badness, graph = graded_graph(chords(session, city.moment.known_at), city.ground.score)
    rule = np.array([SEED, PERMUTATIONS, MOST_PERMUTATIONS, ENOUGH])
    progress("dealing", 0, 0)
    chance = lasting(
        session,
        "hotspots 1",
        (rule, badness, graph.segment, graph.neighbour),
        lambda: {"p": pseudo_p(badness, graph, seed=SEED)},
        now=now,
    )
    return _told(city, clusters_with(chance["p"], row, badness, graph))


def _told(city: City, clusters: Clusters) -> Finding:
    ground, row = city.ground, clusters.row
    lisa = np.where(clusters.adjusted <= _FALSE_AT_MOST, clusters.moran.quadrant, -1)
    district = ground.by_district(row)
    by_hotspot = Facet("hotspot", tuple(HOTSPOTS), clusters.hotspot)
    by_lisa = Facet("lisa", LISA, np.where(lisa < 0, len(LISA) - 1, lisa))
    hot, cold, unlike = by_hotspot.among(_HOT), by_hotspot.among(_COLD), by_lisa.among(_UNLIKE)
    return Finding(
        moment=city.moment,
        ground=ground,
        segment=row,
        facets=(district, by_hotspot, by_lisa),
        columns=(
            Column("z", Unit.NUMBER, clusters.z),
            Column("p", Unit.NUMBER, clusters.p),
            Column("adjusted", Unit.NUMBER, clusters.adjusted),
            Column("moran", Unit.NUMBER, clusters.moran.statistic),
            Column("neighbours", Unit.COUNT, clusters.neighbours),
        ),
        figures=(
            count("hot", hot, {"hotspot": _HOT}),
            count("cold", cold, {"hotspot": _COLD}),
            count("unlike", unlike, {"lisa": _UNLIKE}),
            count("tested", row >= 0, {}),
        ),
        breakdowns=(
            Breakdown(by_hotspot, (by_option(by_hotspot, row >= 0, "segments", {}),)),
            Breakdown(by_lisa, (by_option(by_lisa, row >= 0, "segments", {}),)),
            Breakdown(
                district,
                (
                    by_option(district, hot, "hot", {"hotspot": _HOT}),
                    by_option(district, cold, "cold", {"hotspot": _COLD}),
                ),
                {"hotspot": (*_HOT, *_COLD)},
            ),
        ),
        opens={"hotspot": {"hotspot": (*_HOT, *_COLD)}, "lisa": {"lisa": tuple(QUADRANTS)}},
        sort="z",
        descending=True,
        seed=SEED,
    )
