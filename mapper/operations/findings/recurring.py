"""What comes back after it was resolved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.board import Facet
from mapper.domain.grading import VERIFICATIONS
from mapper.domain.recurrence import HORIZONS, NOTHING, IssueTimes, Recurrence, following, recurrence
from mapper.domain.rubric import RUBRIC
from mapper.operations.findings.city import City
from mapper.operations.findings.finding import NO_DAY, Breakdown, Column, Figure, Finding, Unit, count, ratio
from mapper.store.columns import ID

OUTCOMES: Final = ("recurred", "stayed", "too_recent")
"""What became of something that was resolved, within a time."""

TIMES: Final = ("once", "twice", "more")
"""How often something came back on a segment within the longer time."""

_RECURRED, _STAYED, _TOO_RECENT = range(len(OUTCOMES))
_REJECTED: Final = VERIFICATIONS.index("rejected")
_LONGEST: Final = max(HORIZONS)


def within(days: int) -> str:
    """Return what the outcome within some days is called.

    Parameters
    ----------
    days : int
        Of ``HORIZONS``.

    Returns
    -------
    str
        Key of a facet.
    """
    return f"within_{days}"


def find(city: City) -> Finding:
    """Find what came back.

    Parameters
    ----------
    city : City
        The city.

    Returns
    -------
    Finding
        A row for each issue that was resolved.
    """
    issues = city.facts.issues.take(city.facts.issues.verification != _REJECTED)
    times = IssueTimes(issues.segment, issues.category, issues.reported, issues.resolved)
    back = following(times, as_of=city.day)
    counted = [
        recurrence(times, back, as_of=city.day, within_days=days, categories=len(RUBRIC.categories))
        for days in HORIZONS
    ]
    row = np.flatnonzero(issues.resolved <= city.day)
    resolved, next_one = issues.resolved[row], back[row]
    returned = next_one != NOTHING
    again = np.where(returned, issues.reported[next_one], NO_DAY)
    after = np.where(returned, (again - resolved).astype(np.float64), np.nan)
    key = issues.key.astype(ID)
    outcome = {days: Facet(within(days), OUTCOMES, _outcomes(resolved, after, days, city.day)) for days in HORIZONS}
    category = Facet("category", [one.id for one in RUBRIC.categories], issues.category[row])
    recurred = outcome[_LONGEST].member == _RECURRED
    often = np.bincount(issues.segment[row][recurred], minlength=len(city.facts))[issues.segment[row]]
    return Finding(
        moment=city.moment,
        ground=city.ground,
        segment=issues.segment[row],
        facets=(
            city.ground.by_district(issues.segment[row]),
            category,
            *outcome.values(),
            Facet("times", TIMES, np.where(recurred, np.minimum(often, len(TIMES)) - 1, -1)),
        ),
        columns=(
            Column("resolved", Unit.DAY, resolved),
            Column("again", Unit.DAY, again),
            Column("after_days", Unit.DAYS, after),
            Column("issue", Unit.ISSUE, key[row]),
            Column("next_issue", Unit.ISSUE, np.where(returned, key[next_one], b"")),
        ),
        figures=(
            *(Figure(f"share_{one.within_days}", Unit.SHARE, one.share_of_all, _back(one)) for one in counted),
            *(
                count(f"recurred_{days}", facet.among(["recurred"]), {facet.key: ["recurred"]})
                for days, facet in outcome.items()
            ),
        ),
        breakdowns=(
            Breakdown(category, tuple(_columns(counted))),
            Breakdown(city.ground.by_district(issues.segment[row]), _of_districts(city, issues.segment[row], outcome)),
        ),
        opens={"times": {within(_LONGEST): ["recurred"]}},
        sort="after_days",
        descending=False,
    )


def _outcomes(resolved: NDArray[np.int64], after: NDArray[np.float64], days: int, as_of: int) -> NDArray[np.int64]:
    came_back = np.where(after <= days, _RECURRED, _STAYED)
    return np.where(resolved <= as_of - days, came_back, _TOO_RECENT)


def _back(found: Recurrence) -> dict[str, list[str]]:
    return {within(found.within_days): ["recurred", "stayed"]}


def _columns(counted: list[Recurrence]) -> Iterator[Column]:
    for one in counted:
        back = {within(one.within_days): ["recurred"]}
        yield Column(f"watched_{one.within_days}", Unit.COUNT, one.watched, _back(one))
        yield Column(f"recurred_{one.within_days}", Unit.COUNT, one.recurred, back)
        yield Column(f"share_{one.within_days}", Unit.SHARE, one.share, _back(one))


def _of_districts(city: City, segment: NDArray[np.int64], outcome: dict[int, Facet]) -> tuple[Column, ...]:
    district, longest = city.ground.by_district(segment), outcome[_LONGEST]
    watched, recurred = district.count(longest.member != _TOO_RECENT), district.count(longest.among(["recurred"]))
    watching = {within(_LONGEST): ["recurred", "stayed"]}
    return (
        Column(f"watched_{_LONGEST}", Unit.COUNT, watched, watching),
        Column(f"recurred_{_LONGEST}", Unit.COUNT, recurred, {within(_LONGEST): ["recurred"]}),
        Column(f"share_{_LONGEST}", Unit.SHARE, ratio(recurred, watched), watching),
    )
