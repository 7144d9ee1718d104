"""Blind spots in both directions: good grades that people complain about, bad ones that nobody does, and where that is unknown."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.board import Facet
from mapper.domain.contradiction import CONTRADICTIONS, RULE, FiledComplaints, GradedSegments, find_contradictions
from mapper.domain.grading import GRADES, UNGRADED
from mapper.operations.findings.city import City
from mapper.operations.findings.finding import Breakdown, Column, Finding, Unit, by_option, count, spread
from mapper.operations.findings.quiet import FILED, SOME_FILED, readiness

_FOUND: Final = ("clamour", "silence")
_UNTOLD: Final = ("too_few", "unsure")
"""No find, and no word that all is well either."""


def find(city: City) -> Finding:
    """Find the segments whose grade the complaints contradict.

    Parameters
    ----------
    city : City
        The city.

    Returns
    -------
    Finding
        A row for each graded segment.
    """
    ground = city.ground
    row = np.flatnonzero(ground.grade != UNGRADED)
    confidence = city.graded.confidence[row, 0]
    segments = GradedSegments(
        grade=ground.grade[row],
        confidence=confidence,
        surveyed=city.surveyed[row],
        exposure=readiness(city).exposure(city)[row],
    )
    found = find_contradictions(segments, _about(city, row), as_of=city.day)
    district = ground.by_district(row)
    kind = Facet("contradiction", tuple(CONTRADICTIONS), found.kind)
    grade = Facet("overall", tuple(GRADES), ground.grade[row])
    many = Facet("filed", tuple(FILED), np.searchsorted(list(FILED.values()), found.complaints))
    filed = np.bincount(ground.grade[row], weights=found.complaints, minlength=len(GRADES))
    whole = by_option(grade, row >= 0, "segments", {})
    told_of = Column("complaints", Unit.COUNT, filed, {"filed": SOME_FILED}, sums="complaints")
    return Finding(
        moment=city.moment,
        ground=ground,
        segment=row,
        facets=(district, kind, grade, many),
        columns=(
            Column("complaints", Unit.COUNT, found.complaints),
            Column("repeats", Unit.COUNT, found.repeats),
            Column("expected", Unit.NUMBER, found.expected),
            Column("adjusted", Unit.NUMBER, found.adjusted),
            Column("confidence", Unit.SHARE, confidence),
            Column("surveyed", Unit.DAY, city.surveyed[row]),
        ),
        figures=(
            *(count(key, kind.among([key]), {"contradiction": [key]}) for key in (*_FOUND, *_UNTOLD)),
            count("good", grade.among(RULE.good), {"overall": RULE.good}),
            count("poor", grade.among(RULE.poor), {"overall": RULE.poor}),
        ),
        breakdowns=(
            Breakdown(grade, (whole, told_of, *_by_kind(grade, kind, _FOUND))),
            Breakdown(district, _by_kind(district, kind, (*_FOUND, "too_few")), {"contradiction": _FOUND}),
        ),
        opens={"contradiction": {"contradiction": _FOUND}, "filed": {}},
        sort="adjusted",
        descending=False,
    )


def _by_kind(facet: Facet, kind: Facet, keys: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(by_option(facet, kind.among([key]), key, {"contradiction": [key]}) for key in keys)


def _about(city: City, row: NDArray[np.int64]) -> FiledComplaints:
    """Return the complaints about the graded segments, which are called by their row here."""
    place = spread(np.arange(len(row)), row, len(city.ground.ids))
    filed = city.complaints.take(place[city.complaints.segment] >= 0)
    return FiledComplaints(place[filed.segment], filed.day, filed.filer)
