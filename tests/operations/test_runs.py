"""Runs are appended, and any past one is computed again bit for bit at its own known-at time."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import geopandas as gpd
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.errors import InvalidInput, NoNetwork, UnknownKind
from mapper.operations.database import Sessions
from mapper.operations.grading import compute, is_reproducible, regrade_city
from mapper.store.grade_columns import joined
from mapper.store.grades import save_run
from mapper.store.knowledge import knowing_now, recording_now

At = Callable[[str], datetime]
Add = Callable[..., Any]


def letter(session: Session, run: uuid.UUID, segment: str) -> str | None:
    statement = text("SELECT overall_grade FROM grade WHERE run_id = :run AND segment_id = :segment")
    found: str | None = session.execute(statement, {"run": run, "segment": segment}).scalar_one()
    return found


def run_at(session: Session, day: str, *, known_at: datetime | None = None, official: bool = True) -> Any:
    return regrade_city(session, as_of=date.fromisoformat(day), official=official, new_id=uuid.uuid4, known_at=known_at)


def test_without_a_network_nothing_is_graded(session: Session) -> None:
    with pytest.raises(NoNetwork, match="import alleys"):
        run_at(session, "2024-06-01")


def test_a_surveyed_segment_gets_its_grade_and_the_others_their_reason(
    session: Session, town: gpd.GeoDataFrame, add_surveys: Add, at: At
) -> None:
    first = town["id"][0]
    add_surveys(
        {"source_key": "s1", "segment_id": first, "walked_at": at("2024-05-01"), "recorded_at": at("2024-05-01")}
    )
    run = run_at(session, "2024-06-01")
    assert letter(session, run.id, first) == "A"
    statement = text("SELECT residential_reason, count(*) FROM grade WHERE run_id = :run GROUP BY 1 ORDER BY 2")
    assert session.execute(statement, {"run": run.id}).all() == [(None, 1), ("no_survey", 23)]


def test_facts_that_arrive_later_change_no_past_run(
    session: Session, town: gpd.GeoDataFrame, add_surveys: Add, add_issues: Add, at: At
) -> None:
    first = town["id"][0]
    add_surveys(
        {"source_key": "s1", "segment_id": first, "walked_at": at("2024-05-01"), "recorded_at": at("2024-05-01")}
    )
    past = run_at(session, "2024-06-01", known_at=at("2024-06-02"))
    # Occurred before the run's date, but known only after it.
    add_surveys(
        {
            "source_key": "s2",
            "segment_id": first,
            "walked_at": at("2024-05-20"),
            "recorded_at": at("2024-07-01"),
            "levels": (4,) * 16,
        }
    )
    add_issues(
        {"source_key": "k1", "segment_id": first, "reported_at": at("2024-05-25"), "recorded_at": at("2024-07-01")},
        events=[
            {"issue_key": "k1", "kind": "verified", "occurred_at": at("2024-05-26"), "recorded_at": at("2024-07-01")}
        ],
    )
    assert is_reproducible(session, past)
    assert letter(session, past.id, first) == "A"
    later = run_at(session, "2024-06-01", known_at=at("2024-07-02"))
    assert letter(session, later.id, first) == "E"
    assert is_reproducible(session, past)
    assert is_reproducible(session, later)


def test_a_run_is_computed_again_by_its_own_rubric_and_parameters(session: Session, town: gpd.GeoDataFrame) -> None:
    run = run_at(session, "2024-06-01")
    for other in (replace(run, rubric="0.9"), replace(run, parameters="0.9")):
        with pytest.raises(UnknownKind, match=r"0\.9"):
            is_reproducible(session, other)


def test_only_official_runs_before_the_date_are_remembered(
    session: Session, town: gpd.GeoDataFrame, add_surveys: Add, at: At
) -> None:
    add_surveys(
        {
            "source_key": "s1",
            "segment_id": town["id"][0],
            "walked_at": at("2024-05-01"),
            "recorded_at": at("2024-05-01"),
        }
    )
    official = run_at(session, "2024-06-01", known_at=at("2024-06-02"))
    trial = run_at(session, "2024-06-10", known_at=at("2024-06-11"), official=False)
    same_day = run_at(session, "2024-06-01", known_at=at("2024-06-20"))
    later = run_at(session, "2024-06-20", known_at=at("2024-06-21"))
    assert official.memory_run_id is None
    assert trial.memory_run_id == official.id
    assert same_day.memory_run_id is None
    assert later.memory_run_id == same_day.id


def test_resolved_and_reopened_follow_their_dates(
    session: Session, town: gpd.GeoDataFrame, add_surveys: Add, add_issues: Add, at: At
) -> None:
    first = town["id"][0]
    add_surveys(
        {"source_key": "s1", "segment_id": first, "walked_at": at("2024-05-01"), "recorded_at": at("2024-05-01")}
    )
    add_issues(
        {
            "source_key": "k1",
            "segment_id": first,
            "severity": 3,
            "reported_at": at("2024-05-02"),
            "recorded_at": at("2024-05-02"),
        },
        events=[
            {"issue_key": "k1", "kind": kind, "occurred_at": at(day), "recorded_at": at(day)}
            for kind, day in (("verified", "2024-05-03"), ("resolved", "2024-05-10"), ("reopened", "2024-05-20"))
        ],
    )

    def score(day: str) -> int:
        run = run_at(session, day, official=False)
        statement = text("SELECT overall_score FROM grade WHERE run_id = :run AND segment_id = :segment")
        found: int = session.execute(statement, {"run": run.id, "segment": first}).scalar_one()
        return found

    assert score("2024-05-01") == 10000
    assert score("2024-05-02") > score("2024-05-03")  # verified weighs twice
    assert score("2024-05-12") > score("2024-05-09")  # resolved weighs less
    assert score("2024-05-21") < score("2024-05-09")  # open again, and older


def test_a_merged_issue_adds_nothing(
    session: Session, town: gpd.GeoDataFrame, add_surveys: Add, add_issues: Add, at: At
) -> None:
    first = town["id"][0]
    add_surveys(
        {"source_key": "s1", "segment_id": first, "walked_at": at("2024-05-01"), "recorded_at": at("2024-05-01")}
    )
    reported = {"segment_id": first, "reported_at": at("2024-05-02"), "recorded_at": at("2024-05-02")}
    add_issues({"source_key": "k1", **reported})
    alone = run_at(session, "2024-06-01", official=False)
    merged = {"issue_key": "k2", "kind": "merged", "occurred_at": at("2024-05-03"), "recorded_at": at("2024-05-03")}
    add_issues({"source_key": "k2", **reported}, events=[merged])
    both = run_at(session, "2024-06-01", official=False)
    assert both.digest == alone.digest


def test_a_run_waits_for_facts_under_way(own_sessions: Sessions) -> None:
    """A fact recorded before a run but committed after it would otherwise change the past."""
    with own_sessions() as writer, own_sessions() as reader:
        recorded = recording_now(writer)
        chosen: list[datetime] = []
        thread = threading.Thread(target=lambda: chosen.append(knowing_now(reader)))
        thread.start()
        thread.join(timeout=0.5)
        assert thread.is_alive()
        writer.commit()
        thread.join(timeout=10)
        assert chosen[0] > recorded


def test_the_clock_of_knowledge_never_falls_behind_a_run(session: Session, town: gpd.GeoDataFrame) -> None:
    run = run_at(session, "2024-06-01")
    ahead = run.known_at + timedelta(days=2)  # as if the machine's clock had been set back since
    save_run(session, replace(run, id=uuid.uuid4(), known_at=ahead), joined([]), created_at=ahead)
    assert recording_now(session) > ahead
    assert knowing_now(session) > ahead


@pytest.mark.parametrize(
    ("as_of", "known_at"), [("9999-12-31", None), ("2024-06-01", "9000-01-01"), ("2024-06-02", "2024-06-01")]
)
def test_a_run_ahead_of_its_time_is_refused(
    session: Session, town: gpd.GeoDataFrame, at: At, as_of: str, known_at: str | None
) -> None:
    with pytest.raises(InvalidInput, match="lies a"):
        run_at(session, as_of, known_at=None if known_at is None else at(known_at))


def test_a_run_digested_by_rows_is_still_verified(session: Session, town: gpd.GeoDataFrame) -> None:
    run = run_at(session, "2024-06-01")
    by_rows = compute(session, run).digest(like="0" * 64)
    assert by_rows != run.digest
    assert is_reproducible(session, replace(run, digest=by_rows))
    assert not is_reproducible(session, replace(run, digest="0" * 64))


def test_parts_of_the_city_put_together_are_the_whole(session: Session, town: gpd.GeoDataFrame) -> None:
    run = run_at(session, "2024-06-01")
    ids = [uuid.UUID(str(one)) for one in town["id"]]
    parts = [compute(session, run, only=ids[begin::3]) for begin in range(3)]
    assert [len(part) for part in parts] == [8, 8, 8]
    assert joined(parts).digest() == run.digest
