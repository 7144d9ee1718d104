"""Every figure that five cities published comes out of rows: now, after thousands of edits, and not without its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Protocol

import pytest
from sqlalchemy import text

from gis_data.articles import read_published
from mapper.domain.article import PublishedFigure
from mapper.domain.calendar import KST
from mapper.domain.figure import DIFFERENT, PER_WEEK, Answer, Counted, Value
from mapper.operations.database import Sessions
from mapper.operations.figures.answering import DEFINITIONS

pytestmark = pytest.mark.timeout(
    900
)  # a thousand households are taken in, each sealed and logged, before the first test

PUBLISHED = read_published()
IDS = [one.key for one in PUBLISHED]
UNPUBLISHED = {"support.reported_share", "support.hours_to_report", "case.by_risk_group"}
"""Figures of which no article told a number."""
TABLES = {
    "roadcheck.patrols_per_week": "DELETE FROM patrol WHERE id = :id",
    "roadcheck": "DELETE FROM issue WHERE id = :id",
    "survey": "DELETE FROM survey WHERE segment_id = :id",
    "fieldoffice.held": "DELETE FROM visit_record WHERE visit_id = :id",
    "fieldoffice.citizens": "DELETE FROM visit_attendance WHERE id = :id",
    "fieldoffice.consultations": "DELETE FROM ledger_entry WHERE entry_id = :id",
    "strategy.meetings_per_week": "DELETE FROM meeting WHERE meeting_id = :id",
    "strategy": "DELETE FROM programme WHERE programme_id = :id",
    "plan": "DELETE FROM programme WHERE programme_id = :id",
    "desk.counters": "DELETE FROM programme WHERE programme_id = :id",
    "hub.districts": "DELETE FROM programme WHERE programme_id = :id",
    "studygroup": "DELETE FROM attendance WHERE id = :id",
    "sharing": "DELETE FROM attendance WHERE id = :id",
    "desk": "DELETE FROM crisis.case WHERE id = :id",
    "finder.links": "DELETE FROM crisis.case_record WHERE :id IN (id, about)",
    "finder": "DELETE FROM crisis.case WHERE id = :id",
    "outreach": "DELETE FROM crisis.case_record WHERE :id IN (id, about)",
    "hub": "DELETE FROM crisis.case_record WHERE :id IN (id, about)",
}
"""What deletes a row of a figure: by its key, or by its subject."""


class Cities(Protocol):
    sessions: Sessions

    def answer(self, scope: str, as_of: date, *keys: str, known: datetime | None = None) -> dict[str, Answer]: ...


def number(value: Value) -> float | None:
    return sum(value.values()) if isinstance(value, dict) else value


def published(cities: Cities, **asked: Any) -> dict[str, float | None]:
    """Answer every published figure, each city as of its day once."""
    found: dict[tuple[str, date], dict[str, Answer]] = {}
    for one in PUBLISHED:
        if (one.city, one.as_of) not in found:
            found[one.city, one.as_of] = cities.answer(one.city, one.as_of, **asked)
    return {one.key: number(found[one.city, one.as_of][one.key].value) for one in PUBLISHED}


def test_every_key_is_published_and_comes_out_exactly(cities: Cities) -> None:
    assert len(IDS) == len(set(IDS))
    assert {one.key for one in DEFINITIONS} - set(IDS) == UNPUBLISHED
    assert set(IDS) - {one.key for one in DEFINITIONS} == set()
    assert published(cities) == {one.key: one.value for one in PUBLISHED}


def test_every_alley_of_each_district_is_surveyed(cities: Cities) -> None:
    found = cities.answer("41150", date(2024, 7, 4), "survey.coverage_share")["survey.coverage_share"]
    by_district = Counter(row.district for row in found.rows if row.brings)
    assert len(by_district) == 15
    assert by_district == Counter(row.district for row in found.rows)


def test_a_city_is_told_without_the_others(cities: Cities) -> None:
    found = cities.answer("11440", date(2024, 12, 31), "finder.cases", "roadcheck.found", "desk.received")
    assert [found[key].value for key in ("finder.cases", "roadcheck.found", "desk.received")] == [0, 0, 309]
    whole = cities.answer("", date(2024, 12, 31), "desk.received")["desk.received"].value
    assert whole == 309 + 240 + 20 + 387


def test_the_day_before_says_less(cities: Cities) -> None:
    earlier = cities.answer("41150", date(2023, 7, 4), "fieldoffice.held", "roadcheck.found")
    assert 30 < earlier["fieldoffice.held"].value < 40  # type: ignore[operator] # a number
    assert 900 < earlier["roadcheck.found"].value < 1200  # type: ignore[operator] # a number


@pytest.mark.parametrize("figure", PUBLISHED, ids=IDS)
def test_without_a_row_the_figure_moves(spoilt: Cities, figure: PublishedFigure) -> None:
    """One row; of a share with one decimal, as many as move a decimal."""
    before = spoilt.answer(figure.city, figure.as_of, figure.key)[figure.key]
    rows = telling(before)
    statement = TABLES.get(figure.key) or TABLES[figure.key.partition(".")[0]]
    with spoilt.sessions.begin() as session:
        unguarded(session)
        for row in rows[: 10 if figure.key == "roadcheck.resolved_share" else 1]:
            assert session.execute(text(statement), {"id": row.id}).rowcount  # type: ignore[attr-defined] # of a DELETE
    after = spoilt.answer(figure.city, figure.as_of, figure.key)[figure.key]
    assert after.value != before.value


def telling(found: Answer) -> list[Counted]:
    """Order rows so that the number hangs on the first one."""
    groups = Counter(one.group for one in found.rows)
    if found.definition.rule is DIFFERENT:
        return sorted(found.rows, key=lambda one: (groups[one.group], -one.on.toordinal(), one.id))
    if found.definition.rule is PER_WEEK:
        days = sorted(found.rows, key=lambda one: (one.on, one.id))
        return days[len(days) // 2 :]  # not the first week, from which weeks are counted
    return sorted(found.rows, key=lambda one: (-one.brings, -groups[one.group], one.on, one.id))


def unguarded(session: Any) -> None:
    """Let the owner delete what nobody deletes, households' rows included."""
    session.execute(text("SET LOCAL session_replication_role = replica"))
    session.execute(text("SELECT set_config('golmok.districts', '*', true)"))


@pytest.fixture(scope="module")
def spoilt(copied: Callable[[], Cities]) -> Cities:
    """A copy in which each test deletes a row of its own."""
    return copied()


LATER = (
    # What patrols found is filed under another category.
    """INSERT INTO edit (id, issue_id, resolves, edited_at, recorded_at)
    SELECT gen_random_uuid(), id, false, reported_at, now() FROM issue WHERE origin = 'patrol'""",
    """INSERT INTO revision (id, issue_id, edit_id, category, severity, withdrawn, recorded_at)
    SELECT gen_random_uuid(), issue.id, edit.id, 'broken_railing', 1, false, now()
    FROM issue JOIN edit ON edit.issue_id = issue.id WHERE origin = 'patrol' AND edit.recorded_at = now()""",
    # Five hundred finds turn out to be one, long ago.
    """INSERT INTO issue_event (id, issue_id, kind, into_id, occurred_at, recorded_at)
    SELECT gen_random_uuid(), id, 'merged', first, reported_at + interval '1 hour', now() FROM (
        SELECT id, reported_at, min(id::text) OVER ()::uuid AS first FROM issue WHERE origin = 'patrol'
    ) AS found WHERE id <> first ORDER BY id LIMIT 500""",
    # What was resolved had come back the moment after.
    """INSERT INTO issue_event (id, issue_id, kind, occurred_at, recorded_at)
    SELECT gen_random_uuid(), issue_id, 'reopened', occurred_at + interval '1 second', now()
    FROM issue_event WHERE kind = 'resolved'""",
    """INSERT INTO ledger_entry (id, entry_id, visit_id, record_id, kind, role, words, district_code, outcome, owner, due,
        occurred_on, withdrawn, recorded_at)
    SELECT gen_random_uuid(), entry_id, visit_id, record_id, kind, role, words, district_code, outcome, owner, due,
        occurred_on, true, now() FROM ledger_entry""",
    """INSERT INTO visit_attendance (id, visit_id, record_id, kind, heads, occurred_on, recorded_at)
    SELECT gen_random_uuid(), visit_id, record_id, kind, heads + 1, occurred_on, now() FROM visit_attendance""",
    """INSERT INTO programme (id, programme_id, kind, title, field, city_code, district_codes, segment_ids, parent_id,
        began_on, withdrawn, recorded_at)
    SELECT gen_random_uuid(), programme_id, kind, title, field, city_code, district_codes, segment_ids, parent_id,
        began_on, true, now() FROM programme""",
    """INSERT INTO attendance (id, meeting_id, organisation_id, role, heads, recorded_at)
    SELECT gen_random_uuid(), meeting_id, organisation_id, role, 0, now() FROM attendance""",
    """INSERT INTO meeting (id, meeting_id, kind, title, place, held_at, district_codes, cancelled, recorded_at)
    SELECT gen_random_uuid(), meeting_id, kind, title, place, held_at, district_codes, kind = 'strategy', now()
    FROM meeting""",
    """INSERT INTO crisis.case_record (id, case_id, district_code, number, kind, about, state, happened_on, envelope,
        recorded_at)
    SELECT gen_random_uuid(), case_id, district_code, number + 1000, kind, coalesce(about, id), 'withdrawn', happened_on,
        envelope, now() FROM crisis.case_record WHERE kind = 'referral'""",
)
"""What people wrote over all of it years later, as if it had been so then."""


def test_edits_of_later_change_nothing_of_then(cities: Cities, copied: Callable[[], Cities]) -> None:
    later, then = copied(), {one.key: one.value for one in PUBLISHED}
    with later.sessions.begin() as session:
        unguarded(session)
        changed = sum(session.execute(text(one)).rowcount for one in LATER)  # type: ignore[attr-defined] # of INSERTs
    assert changed >= 10_000
    assert published(later) == then
    now = published(later, known=datetime.now(KST))
    moved = {key.partition(".")[0] for key, value in now.items() if value != then[key]}
    assert moved >= {"roadcheck", "fieldoffice", "strategy", "plan", "sharing", "finder", "hub", "outreach"}
