"""How much grades depend on the weights of the items."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.board import Facet
from mapper.domain.grading import GRADES, UNGRADED, Graded
from mapper.domain.rubric import RUBRIC
from mapper.domain.sensitivity import SEED, draw_weights, weight_sensitivity
from mapper.operations.findings.city import City
from mapper.operations.findings.finding import Breakdown, Column, Figure, Finding, Unit, by_option, count
from mapper.operations.findings.lasting import Arrays, lasting
from mapper.operations.progress import Progress
from mapper.store.engine import Session

KEPT: Final = {"firm": 0.95, "mostly": 0.80, "shaky": 0.50, "open": 0.0}
"""From which share of the draws on a grade that is kept has which word."""

_AT_ONCE: Final = 50
_LOW: Final = 5


def find(session: Session, city: City, *, now: datetime, progress: Progress) -> Finding:
    """Find whose grade hangs on the weights.

    Parameters
    ----------
    session : Session
        Not committed: what took long is kept.
    city : City
        The city.
    now : datetime
        This moment.
    progress : Progress
        Told how many draws are done.

    Returns
    -------
    Finding
        A row for each graded segment.
    """
    previous, drawn = city.facts.previous[:, 0], draw_weights(RUBRIC)
    found = lasting(
        session,
        "weights 1",
        (drawn, previous, *_facts(city.graded)),
        lambda: _drawn(city.graded, previous, drawn, progress),
        now=now,
    )
    return _told(city, found)


def _facts(graded: Graded) -> tuple[NDArray[np.generic], ...]:
    axes, evidence = graded.axes, graded.evidence
    return evidence.level, evidence.measured, graded.burdens.total, axes.cap, axes.critical, graded.grade


def _drawn(graded: Graded, previous: NDArray[np.int8], drawn: NDArray[np.float64], progress: Progress) -> Arrays:
    """Grade with some sets of weights at a time, to tell how many are done."""
    same = np.zeros(len(graded))
    by_draw, furthest = [], 0
    for begin in range(0, len(drawn), _AT_ONCE):
        progress("drawing", begin, len(drawn))
        some = drawn[begin : begin + _AT_ONCE]
        found = weight_sensitivity(graded, previous, some)
        same += np.rint(found.kept * len(some))
        by_draw.append(found.kept_by_draw)
        furthest = max(furthest, found.furthest)
    return {"kept": same / len(drawn), "by_draw": np.concatenate(by_draw), "furthest": np.array(furthest)}


def _told(city: City, found: Arrays) -> Finding:
    ground = city.ground
    row = np.flatnonzero(ground.grade != UNGRADED)
    kept, by_draw = found["kept"][row], found["by_draw"]
    district = ground.by_district(row)
    grade = Facet("overall", tuple(GRADES), ground.grade[row])
    firm = Facet("kept", tuple(KEPT), (kept[:, None] < list(KEPT.values())).sum(axis=1))
    everywhere = row >= 0
    return Finding(
        moment=city.moment,
        ground=ground,
        segment=row,
        facets=(district, firm, grade),
        columns=(Column("kept_share", Unit.SHARE, kept),),
        figures=(
            Figure("kept_mean", Unit.SHARE, float(by_draw.mean()), {}),
            Figure("kept_low", Unit.SHARE, float(np.percentile(by_draw, _LOW)), {}),
            Figure("furthest", Unit.NUMBER, float(found["furthest"]), {}),
            count("open", firm.among(["open"]), {"kept": ["open"]}),
        ),
        breakdowns=tuple(
            Breakdown(
                facet,
                (
                    by_option(facet, everywhere, "segments", {}),
                    Column("kept_share", Unit.SHARE, _mean(facet, kept)),
                    by_option(facet, firm.among(["open"]), "open", {"kept": ["open"]}),
                ),
            )
            for facet in (grade, district)
        ),
        opens={"kept": {"kept": ["shaky", "open"]}},
        sort="kept_share",
        descending=False,
        seed=SEED,
    )


def _mean(facet: Facet, values: NDArray[np.float64]) -> NDArray[np.float64]:
    there = facet.member >= 0
    many = np.bincount(facet.member[there], minlength=len(facet.options))
    total = np.bincount(facet.member[there], weights=values[there], minlength=len(facet.options))
    return np.asarray(np.divide(total, many, out=np.full(len(many), np.nan), where=many > 0))
