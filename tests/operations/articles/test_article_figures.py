"""Every figure that five cities published comes out of rows: now, after thousands of edits, and not without its rows."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from gis_data.articles import read_published
from mapper.domain.article import PublishedFigure
from mapper.domain.calendar import KST
from mapper.domain.figure import DIFFERENT, PER_WEEK, Answer, Counted, Value
from mapper.domain.reader import Reader, Role
from mapper.domain.replay import EQUAL, Replayed, is_all_equal
from mapper.domain.user import User
from mapper.operations.database import Sessions
from mapper.operations.figures.answering import DEFINITIONS
from mapper.operations.people import keys, users
from mapper.settings import Settings
from mapper.store.crisis.identity import make_staff_sessions
from mapper.store.engine import make_engine, make_sessions
from web.app import create_app

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
    urls: Any
    data_dir: Path
    sessions: Sessions

    def answer(self, scope: str, as_of: date, *keys: str, known: datetime | None = None) -> dict[str, Answer]: ...
    def replay(self, *keys: str) -> list[Replayed]: ...


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


def test_the_table_of_the_articles_says_equal_for_every_key_with_definition_and_rows(cities: Cities) -> None:
    table = cities.replay()
    assert [one.told for one in table] == list(PUBLISHED)
    assert [one.verdict for one in table] == [EQUAL] * len(PUBLISHED)
    assert all(one.answer and one.answer.rows and one.answer.asked.as_of == one.told.as_of for one in table)
    assert all(one.definition.key == one.told.key for one in table)


def test_the_command_shows_the_same_table(cities: Cities) -> None:
    told = golmok(cities, "figures", "articles", "--json")
    assert told.returncode == 0, told.stderr
    table = json.loads(told.stdout)
    assert table["equal"]
    assert [one["key"] for one in table["figures"]] == IDS
    for one, figure in zip(table["figures"], PUBLISHED, strict=True):
        value = number(one["value"])
        assert (one["verdict"], value, one["article"]["value"]) == (EQUAL, figure.value, figure.value), one["key"]
        assert (one["as_of"], one["scope"]) == (figure.as_of.isoformat(), figure.city)
        assert one["definition"]
        assert one["rows"]


def golmok(cities: Cities, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Call the command on the cities, in a process of its own."""
    urls = cities.urls
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GOLMOK_")} | {
        "GOLMOK_DATABASE_URL": urls.owner,
        "GOLMOK_APP_DATABASE_URL": urls.app,
        "GOLMOK_STAFF_DATABASE_URL": urls.staff,
        "GOLMOK_DATA_DIR": str(cities.data_dir),
    }
    command = [sys.executable, "-c", "from web.cli import main; main()", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def app(cities: Cities) -> Iterator[Flask]:
    engines = [make_engine(url) for url in (cities.urls.app, cities.urls.staff)]
    yield create_app(Settings(data_dir=cities.data_dir), make_sessions(engines[0]), make_staff_sessions(engines[1]))
    for engine in engines:  # copies are made of a database that nobody is connected to
        engine.dispose()


def browser(app: Flask, cities: Cities, name: str) -> FlaskClient:
    """A browser in which somebody of the cities is logged in."""
    operator = Reader(None, "tests", Role.ADMIN, None, "cli")
    with cities.sessions.begin() as session:
        user: User = users.user_named(session, name)
        link = keys.add_link(session, user, by=operator, now=datetime.now(KST), loopback_only=True)
    client, path = app.test_client(), f"/login/link/{link}"
    token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get(path).text)[0]
    assert client.post(path, data={"csrf_token": token}).status_code == 302
    return client


def test_the_pages_show_to_each_what_is_theirs_to_count_and_lead_to_its_rows(app: Flask, cities: Cities) -> None:
    seen: dict[str, str] = {}
    for name, page in (
        ("demo-planner", "/figures/articles"),
        *((f"복지-{city}", "/figures/households/articles") for city in ("마포구", "종로구", "익산시", "서대문구")),
    ):
        client = browser(app, cities, name)
        lines = re.findall(r'<tr class="is-(\w+)">.*?<code>([\w.]+)</code>(.*?)</tr>', client.get(page).text, re.DOTALL)
        assert [key for _, key, _ in lines] == IDS
        for verdict, key, line in lines:
            assert verdict in {EQUAL, "withheld"}, key
            if verdict == EQUAL:
                assert key not in seen, "counted by one or the other"
                [ways] = {link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', line)}
                seen[key] = re.findall(r"<dt>값</dt><dd>([^<]+)</dd>", client.get(ways).text)[0]
                assert f">{seen[key]}</a>" in line
    assert seen.keys() == set(IDS) - {"finder.cases_by_channel"}, "an account gets whole tens of it"


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
    [told] = spoilt.replay(figure.key)
    assert (told.verdict, told.told.value) == ("differs", figure.value)


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
    assert is_all_equal(later.replay())
    now = published(later, known=datetime.now(KST))
    moved = {key.partition(".")[0] for key, value in now.items() if value != then[key]}
    assert moved >= {"roadcheck", "fieldoffice", "strategy", "plan", "sharing", "finder", "hub", "outreach"}
