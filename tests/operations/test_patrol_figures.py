"""The figures of 로드체킹: as published from the demo's rows, resolved is not closed, and a merge counts once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import geopandas as gpd
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.domain.patrol import plan_weeks
from mapper.domain.patrol_find import days_per_week, tallies
from mapper.domain.reader import Reader, Role
from mapper.errors import NotAllowed
from mapper.operations.database import Sessions
from mapper.operations.patrol_figures import Evidence, Scope, evidence, figures

PLANNER = Reader(None, "기획-01", Role.PLANNER, None, "192.0.2.1")
TUESDAY = date(2024, 6, 4)


def test_the_published_figures_come_from_rows(demo_sessions: Sessions) -> None:
    scope = Scope(date(2022, 7, 5), date(2024, 7, 4), datetime.now(KST))
    with demo_sessions() as session:
        found = evidence(session, scope, by=PLANNER)
    told = figures(found)
    assert (told["roadcheck.found"], told["roadcheck.resolved"]) == (2070, 1340)
    assert f"{told['roadcheck.resolved_share']:.1%}" == "64.7%"
    for grouping in ("category", "district", "month"):
        parts = tallies(found.finds, grouping).values()
        assert (sum(part.found for part in parts), sum(part.resolved for part in parts)) == (2070, 1340)
    less = figures(Evidence(found.finds[1:], found.walked[1:], found.last))
    assert less["roadcheck.found"] == 2069


@pytest.fixture
def issues(
    session: Session, town: gpd.GeoDataFrame, add_issues: Callable[..., Any], at: Callable[[str], datetime]
) -> Any:
    """Five on one segment; of the first nothing is known but that it was reported."""
    kinds = {"B": ["fixed"], "C": ["closed"], "D": ["resolved", "reopened"], "E": ["fixed", "resolved"]}
    reported = {"reported_at": at("2024-06-04"), "recorded_at": at("2024-06-04"), "segment_id": town["id"][0]}
    day = at("2024-06-05")
    events = [
        {"issue_key": key, "kind": kind, "occurred_at": day + timedelta(days=n), "recorded_at": day + timedelta(days=n)}
        for key, steps in kinds.items()
        for n, kind in enumerate(steps)
    ]
    add_issues(*({"source_key": key} | reported for key in "ABCDE"), events=events)
    return dict(session.execute(text("SELECT source_key, id FROM issue")).all())


def told(session: Session, last: date = date(2024, 6, 30), known: datetime | None = None) -> tuple[Any, Any]:
    scope = Scope(date(2024, 6, 1), last, known or datetime.now(KST))
    answer = figures(evidence(session, scope, by=PLANNER))
    return answer["roadcheck.found"], answer["roadcheck.resolved"]


def test_fixed_closed_and_reopened_are_not_resolved(session: Session, issues: Any) -> None:
    assert told(session) == (5, 1)
    assert told(session, TUESDAY) == (5, 0)
    assert told(session, TUESDAY + timedelta(days=1)) == (5, 1)  # the one that came back a day later


def test_what_was_merged_counts_once_and_not_before(
    session: Session, issues: Any, at: Callable[[str], datetime]
) -> None:
    for key, into in (("A", "B"), ("B", "E")):
        session.execute(
            text(
                "INSERT INTO issue_event (id, issue_id, kind, into_id, occurred_at, recorded_at)"
                " VALUES (gen_random_uuid(), :issue, 'merged', :into, :at, :at)"
            ),
            {"issue": issues[key], "into": issues[into], "at": at("2024-06-20")},
        )
    assert told(session) == (3, 1)
    assert told(session, date(2024, 6, 19)) == told(session, known=at("2024-06-19")) == (5, 1)
    found = evidence(session, Scope(TUESDAY, date(2024, 6, 30), datetime.now(KST)), by=PLANNER).finds
    assert {one.issue: one.reports for one in found}[issues["E"]] == 3


def test_nobody_counts_in_others_districts(session: Session, issues: Any) -> None:
    own = Reader(None, "현장-01", Role.FIELD, frozenset({"4115099100"}), "192.0.2.2")
    scope = Scope(TUESDAY, TUESDAY, datetime.now(KST))
    assert evidence(session, scope, by=own).finds == ()
    with pytest.raises(NotAllowed):
        evidence(session, Scope(TUESDAY, TUESDAY, datetime.now(KST), district="4115099000"), by=own)


def test_whole_weeks_of_each_team_count() -> None:
    one, other = uuid.uuid4(), uuid.uuid4()
    friday, sunday = TUESDAY + timedelta(days=3), TUESDAY + timedelta(days=5)
    walked = [(one, TUESDAY), (one, TUESDAY), (one, friday), (other, friday)]
    assert days_per_week(walked, last=sunday) == 1.5
    assert days_per_week(walked, last=sunday + timedelta(days=6)) == 1.5
    assert days_per_week(walked, last=sunday + timedelta(days=7)) == 0.75
    assert days_per_week(walked, last=sunday - timedelta(days=1)) == 1.5  # so far, as no whole week is over
    assert days_per_week(walked, last=TUESDAY) == 1
    assert days_per_week(walked, last=TUESDAY - timedelta(days=1)) is None


def test_a_week_is_met_on_whichever_days() -> None:
    monday = TUESDAY - timedelta(days=1)
    mondays = [monday + timedelta(weeks=number) for number in range(-1, 4)]
    walked = {TUESDAY, TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=7)}
    ends = TUESDAY + timedelta(days=15)
    weeks = plan_weeks((1, 4), begins=TUESDAY, ends=ends, walked=walked, mondays=mondays)
    assert [len(week.planned) for week in weeks] == [0, 2, 2, 1, 0]
    today = TUESDAY + timedelta(days=14)
    assert [week.state(today) for week in weeks] == ["none", "met", "missed", "running", "none"]
