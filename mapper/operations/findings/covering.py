"""What is surveyed, and what is not."""

from __future__ import annotations

from typing import Final

import numpy as np

from mapper.domain.board import Facet
from mapper.domain.coverage import SURVEY_STATES, coverage, survey_states, unsurveyed
from mapper.operations.findings.city import City
from mapper.operations.findings.finding import Breakdown, Column, Figure, Finding, Unit, count

_UNGRADED: Final = tuple(state for state in SURVEY_STATES if state != "graded")
_UNWALKED: Final = ("no_survey", "expired")
_MICROMETRES: Final = 1_000_000


def find(city: City) -> Finding:
    """Find the segments that have no grade, and count those that have.

    Parameters
    ----------
    city : City
        The city.

    Returns
    -------
    Finding
        A row for each segment: those without a grade first, in the order of their list.
    """
    ground = city.ground
    districts = len(ground.districts.keys)
    state = survey_states(city.graded.axes.reason)
    length_um = np.round(ground.length_m * _MICROMETRES).astype(np.int64)
    area = ground.district % (districts + 1)
    found = coverage(state, area, length_um, districts=districts + 1)
    listed = unsurveyed(state, area, length_um)
    row = np.append(listed, np.setdiff1d(np.arange(len(state)), listed))
    by_district, by_state = ground.by_district(row), Facet("state", tuple(SURVEY_STATES), state[row])
    walked = ~by_state.among(_UNWALKED)
    return Finding(
        moment=city.moment,
        ground=ground,
        segment=row,
        facets=(by_district, by_state),
        columns=(
            Column("place", Unit.COUNT, np.arange(1, len(row) + 1)),
            Column("surveyed", Unit.DAY, city.surveyed[row]),
        ),
        figures=(
            Figure("surveyed_share", Unit.SHARE, _share(walked.sum(), len(row)), {}),
            Figure("surveyed_length", Unit.SHARE, _share(length_um[row][walked].sum(), length_um.sum()), {}),
            count("unsurveyed", by_state.among(_UNGRADED), {"state": _UNGRADED}),
            count("never", by_state.among(["no_survey"]), {"state": ["no_survey"]}),
        ),
        breakdowns=(
            Breakdown(
                by_district,
                (
                    Column("segments", Unit.COUNT, found.segments.sum(axis=1)[:-1], {}),
                    Column("surveyed_share", Unit.SHARE, found.surveyed_share[:-1], {}),
                    Column("surveyed_length", Unit.SHARE, found.surveyed_share_of_length[:-1], {}),
                    *(
                        Column(one, Unit.COUNT, found.segments[:-1, at], {"state": [one]})
                        for at, one in enumerate(SURVEY_STATES)
                    ),
                ),
                {"state": _UNGRADED},
            ),
        ),
        opens={"state": {"state": _UNGRADED}},
        sort="place",
        descending=False,
    )


def _share(part: np.integer, whole: np.integer | int) -> float:
    return float(part / whole) if whole else float("nan")
