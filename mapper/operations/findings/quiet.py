"""How readily each district reports: what complaints are measured by, and where surveys find most."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.board import Facet
from mapper.domain.grading import VERIFICATIONS
from mapper.domain.grading.sums import sum_by_cell
from mapper.domain.incident import Incidents, incidents
from mapper.domain.reporting import ReportingRates, reporting_rates
from mapper.domain.rubric import RUBRIC
from mapper.domain.unseen import NEVER_WALKED, UnsurveyedSegments, audit_order, expected_unseen, issue_rates
from mapper.operations.findings.city import City
from mapper.operations.findings.finding import Breakdown, Column, Figure, Finding, Unit, count, ratio

PERIOD_DAYS: Final = 365
"""How far back complaints count [days]."""

PRIOR_DAYS: Final = 30.0
"""Incident-days that the city's rate is worth: spec 1.0 §6."""

DELAYS: Final = {"week": 7.0, "fortnight": 14.0, "month": 30.0, "quarter": 90.0, "longer": np.inf}
"""Up to how many days something stays unreported on average."""

AUDIT: Final = {"first_1": 0.01, "first_5": 0.05, "first_10": 0.10, "first_25": 0.25, "rest": 1.0}
"""Which part of the order of audits, as a share of the segments."""

FILED: Final = {"none_filed": 0.0, "some": 2.0, "several": 5.0, "many": np.inf}
"""Up to how many of what was filed about a segment: the plain count, to be looked at beside what is found."""

SOME_FILED: Final = tuple(FILED)[1:]
"""Anything at all."""

_WALKED: Final = ("year", "older", "never")
_REJECTED: Final = VERIFICATIONS.index("rejected")


@dataclass(frozen=True)
class Readiness:
    """How readily districts report; the last row is what lies in none.

    Attributes
    ----------
    incidents : Incidents
        What was complained about in the period.
    segment, area : ndarray of int64, shape (k,)
        Segment and district of each of them.
    rates : ReportingRates or None
        None where nobody could complain twice about anything.
    """

    incidents: Incidents
    segment: NDArray[np.int64]
    area: NDArray[np.int64]
    rates: ReportingRates | None

    def exposure(self, city: City) -> NDArray[np.float64]:
        """Return the length of segments times the readiness of their districts, as a ratio to the city's.

        Parameters
        ----------
        city : City
            The city.

        Returns
        -------
        ndarray of float64, shape (segments,)
            The length alone [m], where nothing is known of readiness.
        """
        if self.rates is None or not self.rates.city:
            return city.ground.length_m
        return np.asarray(city.ground.length_m * (self.rates.shrunk / self.rates.city)[city.ground.district])


def readiness(city: City) -> Readiness:
    """Estimate how readily districts report.

    Parameters
    ----------
    city : City
        The city.

    Returns
    -------
    Readiness
        By district.
    """
    filed = city.complaints
    recent = np.flatnonzero(filed.day > city.day - PERIOD_DAYS)
    issues, about = city.facts.issues, city.about[recent]
    place = issues.segment[about] * len(RUBRIC.categories) + issues.category[about]
    found = incidents(place, filed.day[recent], issues.resolved[about], as_of=city.day)
    areas = len(city.ground.districts.keys) + 1
    segment = filed.segment[recent][found.first]
    area = city.ground.district[segment] % areas
    if not found.days.any():
        return Readiness(found, segment, area, None)
    rates = reporting_rates(area, found.duplicates, found.days, areas=areas, prior_days=PRIOR_DAYS)
    return Readiness(found, segment, area, rates)


def find(city: City) -> Finding:
    """Find where people report slowly, and which surveys would find most.

    Parameters
    ----------
    city : City
        The city.

    Returns
    -------
    Finding
        A row for each segment, in the order of audits.
    """
    ready, ground = readiness(city), city.ground
    areas = len(ground.districts.keys) + 1
    area = ground.district % areas
    unseen = _unseen(city, ready, area, areas)
    order = audit_order(unseen)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(1, len(order) + 1)
    delay = np.full(areas, np.nan) if ready.rates is None else _delays(ready.rates.shrunk)
    by_district = ground.by_district(order)
    by_delay = Facet("delay", tuple(DELAYS), np.where(np.isnan(delay), -1, _band(delay, DELAYS.values()))[area[order]])
    by_audit = Facet("audit", tuple(AUDIT), _band(rank[order] / max(1, len(order)), AUDIT.values()))
    first = by_audit.among(["first_1"])
    told = _sums(ready, ready.segment, len(ground.ids))
    # Whether it has each of them, and not which one it has: a table has the number itself.
    many = _band(told[0].values[order], FILED.values())[:, None] == np.arange(len(FILED))
    return Finding(
        moment=city.moment,
        ground=ground,
        segment=order,
        facets=(
            by_district,
            by_audit,
            by_delay,
            Facet("walked", _WALKED, _walked(city)[order]),
            Facet("incidents", tuple(FILED), many),
        ),
        columns=(
            Column("rank", Unit.COUNT, rank[order]),
            Column("unseen", Unit.NUMBER, unseen[order]),
            *(Column(one.key, one.unit, one.values[order]) for one in told),
            Column("delay_days", Unit.DAYS, delay[area[order]]),
            Column("surveyed", Unit.DAY, city.surveyed[order]),
        ),
        figures=(
            Figure("city_delay", Unit.DAYS, _of_city(ready), {}),
            Figure("unseen", Unit.NUMBER, float(unseen.sum()), {}),
            count("audit_first", first, {"audit": ["first_1"]}),
            count("slow", by_delay.among(["longer"]), {"delay": ["longer"]}),
        ),
        breakdowns=(Breakdown(by_district, _by_district(city, ready, unseen, delay, area)),),
        opens={"audit": {"audit": ["first_1", "first_5", "first_10"]}, "delay": {}},
        sort="rank",
        descending=False,
    )


def _unseen(city: City, ready: Readiness, area: NDArray[np.int64], areas: int) -> NDArray[np.float64]:
    issues, length = city.facts.issues, city.ground.length_m
    if ready.rates is None or not length.sum():
        return np.full(len(length), np.nan)
    real = (issues.reported > city.day - PERIOD_DAYS) & (issues.verification != _REJECTED)
    rates = issue_rates(area[issues.segment[real]], sum_by_cell(length, area, areas) * PERIOD_DAYS)
    ago = np.where(city.surveyed < 0, NEVER_WALKED, city.day - city.surveyed)
    return expected_unseen(UnsurveyedSegments(area, length, ago), rates, ready.rates.shrunk)


def _by_district(
    city: City, ready: Readiness, unseen: NDArray[np.float64], delay: NDArray[np.float64], area: NDArray[np.int64]
) -> tuple[Column, ...]:
    areas = len(delay)
    lies = sum_by_cell(unseen, area, areas)
    km = sum_by_cell(city.ground.length_m, area, areas) / 1000
    columns = (
        *(
            Column(one.key, one.unit, one.values, {"incidents": SOME_FILED}, sums=one.key)
            for one in _sums(ready, ready.area, areas)
        ),
        Column("delay_days", Unit.DAYS, delay),
        Column("unseen", Unit.NUMBER, lies, sums="unseen"),
        Column("unseen_per_km", Unit.NUMBER, ratio(lies, km)),
    )
    return tuple(replace(one, values=one.values[:-1]) for one in columns)


def _sums(ready: Readiness, cell: NDArray[np.int64], cells: int) -> tuple[Column, ...]:
    """Sum up what was complained about by segment, or by district."""
    found = ready.incidents
    return (
        Column("incidents", Unit.COUNT, np.bincount(cell, minlength=cells)),
        Column("duplicates", Unit.COUNT, sum_by_cell(found.duplicates.astype(np.float64), cell, cells)),
        Column("incident_days", Unit.DAYS, sum_by_cell(found.days, cell, cells)),
    )


def _delays(rates: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.divide(1, rates, out=np.full(len(rates), np.inf), where=rates > 0))


def _of_city(ready: Readiness) -> float:
    return float(_delays(np.array([ready.rates.city]))[0]) if ready.rates else float("nan")


def _band(values: NDArray[np.float64], cuts: object) -> NDArray[np.int64]:
    return np.searchsorted(np.array(list(cuts)), values)  # type: ignore[call-overload] # of a table of floats


def _walked(city: City) -> NDArray[np.int64]:
    age = city.day - city.surveyed
    return np.where(city.surveyed < 0, 2, np.where(age <= PERIOD_DAYS, 0, 1))
