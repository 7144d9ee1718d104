"""The change feed of grades: who follows it over official runs and editions of the network holds what everybody is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis_data.demo import build_city
from mapper.domain.calendar import KST
from mapper.domain.reader import Reader
from mapper.operations.change_feed import Change, open_feed, read_on
from mapper.operations.database import Sessions
from mapper.operations.grading import regrade_city
from mapper.operations.network import load_alleys
from mapper.settings import Settings
from mapper.store.cluster import Attachment, create_database, drop_database
from mapper.store.engine import make_engine, make_sessions
from mapper.store.knowledge import recording_now
from tests.conftest import DEMO_SEED, DEMO_SEGMENTS
from tests.web.test_change_feed import EVERYBODY, STAFF, System
from web.app import create_app

AXES = ("overall", "residential", "walking")
HOUSEHOLD = text(
    "INSERT INTO crisis.household (id, district_code, tier, period, received_on, version, destroyed_on)"
    " SELECT gen_random_uuid(), code, 'case', '2026H2', '2026-11-22', 1, '2026-11-22' FROM district, generate_series(1, 40)"
)


class Follower(System):
    """Another system that also keeps the grades that it is told."""

    def __init__(self, city: Sessions, by: Any = EVERYBODY) -> None:
        super().__init__(city, by)
        self.grades: dict[str, dict[str, Any] | None] = {}
        self.items: list[Change] = []

    def read(self, session: Session, limit: int) -> Any:
        found = super().read(session, limit)
        self.items += found.items
        self.grades |= {one.id: one.grade for one in found.items if one.layer == "segments" and one.feature}
        return found

    def one_page(self, limit: int) -> list[Change]:
        """Read one page, and then stop for a while."""
        with self.city.begin() as session:
            found = self.read(session, limit)
        self.copy |= {(one.layer, one.id): one.feature for one in found.items if one.feature}
        self.since = found.cursor
        return list(found.items)

    @property
    def segments(self) -> dict[str, Any]:
        return {key: feature for (layer, key), feature in self.copy.items() if layer == "segments"}


@pytest.fixture
def app(own_city: Sessions, tmp_path: Any) -> Flask:
    return create_app(Settings(city="의정부시", data_dir=tmp_path), own_city)


def run(city: Sessions, day: str, **how: Any) -> str:
    with city.begin() as session:
        return str(
            regrade_city(
                session, as_of=date.fromisoformat(day), official=True, new_id=how.pop("new_id", uuid4), **how
            ).id
        )


def assert_holds_what_is_shown(follower: Follower, app: Flask) -> None:
    """Every segment as `/ogc` has it, and its grade as its card has it."""
    client = app.test_client()
    shown = client.get("/ogc/collections/segments/items?limit=10000").json["features"]
    assert {one["id"]: (one["properties"], one["geometry"]) for one in shown} == {
        key: (feature["properties"], feature["geometry"]) for key, feature in follower.segments.items()
    }
    for segment in sorted(follower.segments)[::40]:
        card, told = client.get(f"/api/v1/segments/{segment}").json, follower.grades[segment]
        said = {axis: {name: card[axis][name] for name in ("grade", "score")} for axis in AXES}
        if told is None:
            assert all(one["grade"] is None for one in said.values())
            continue
        assert {axis: told[axis] for axis in AXES} == said
        assert (told["run"], told["as_of"]) == (card["run"]["id"], card["run"]["as_of"])
        assert told["known_on"] == card["run"]["known_at"][:10]


def test_who_follows_two_runs_holds_what_everybody_is_shown(own_city: Sessions, app: Flask) -> None:
    follower = Follower(own_city)
    follower.poll()
    before = dict(follower.grades)
    first = run(own_city, "2024-12-31")
    follower.moment += timedelta(minutes=2)
    page = follower.one_page(limit=50)  # and in the middle of it the city is graded once more
    assert {one.grade["run"] for one in page if one.grade} == {first}
    second = run(own_city, "2025-08-31")
    told = [key for layer, key in follower.poll(limit=70) if layer == "segments"]
    assert len(told) == len(set(told)) == len(follower.segments)
    assert {one["run"] for one in follower.grades.values() if one} == {second}
    letters = [(before[key]["overall"], follower.grades[key]["overall"]) for key in before]
    assert any(earlier["grade"] != later["grade"] for earlier, later in letters)
    assert_holds_what_is_shown(follower, app)
    assert follower.poll() == []
    anew = Follower(own_city)
    anew.poll(limit=97)
    assert (anew.copy, anew.grades) == (follower.copy, follower.grades)


def test_everybody_is_told_of_one_day_and_staff_of_the_run_before(own_city: Sessions) -> None:
    everybody, staff = Follower(own_city), Follower(own_city, STAFF)
    for follower in (everybody, staff):
        follower.poll()
    earlier = dict(everybody.grades)
    late = run(own_city, "2025-08-31")
    run(own_city, "2024-08-01")  # of an earlier day: nobody is shown that one
    for follower in (everybody, staff):
        follower.poll()
    assert not any("before" in one for one in everybody.grades.values() if one)
    assert everybody.grades.keys() == staff.grades.keys()
    for segment, told in staff.grades.items():
        assert told is not None
        assert told["run"] == late
        assert told["before"] == earlier[segment]
        assert {name: value for name, value in told.items() if name != "before"} == everybody.grades[segment]


def test_a_segment_that_an_edition_ends_is_gone_with_what_lies_there_now(own_city: Sessions, app: Flask) -> None:
    follower = Follower(own_city)
    follower.poll()
    before, follower.items = set(follower.segments), []
    alleys = build_city(seed=DEMO_SEED, segments=DEMO_SEGMENTS).alleys
    alleys = alleys[alleys["graded"]]
    with own_city.begin() as session:
        longest, other = session.execute(
            text(
                "SELECT source_id FROM segment WHERE graded GROUP BY source_id ORDER BY count(*) DESC, source_id LIMIT 2"
            )
        ).scalars()
        load_alleys(  # by itself it meets no other, and is cut anew
            session,
            alleys[alleys["source_id"] == longest],
            recorded_at=recording_now(session),
            new_id=uuid4,
            gone=[other],
        )
    follower.poll()
    assert_holds_what_is_shown(follower, app)
    gone = {one.id: one.heirs for one in follower.items if one.layer == "segments" and one.feature is None}
    fresh = set(follower.segments) - before
    assert gone.keys() == before - set(follower.segments)
    assert any(gone.values())  # those that were cut anew
    assert any(heirs == () for heirs in gone.values())  # and those of the alley that is no more
    assert {heir for heirs in gone.values() for heir in heirs or ()} <= set(follower.segments)
    assert fresh
    assert all(follower.grades[segment] is None for segment in fresh)  # before the next run
    assert all(one.heirs is None for one in follower.items if one.feature or one.layer != "segments")
    run(own_city, "2025-08-31")
    follower.poll()
    assert all(follower.grades[segment] for segment in fresh)
    assert_holds_what_is_shown(follower, app)


def test_a_server_that_dies_while_it_looks_and_a_client_that_forgets_miss_and_repeat_nothing(
    own_city: Sessions,
) -> None:
    follower = Follower(own_city)
    follower.poll()
    run(own_city, "2025-08-31")
    looking, kept = own_city(), follower.since
    follower.moment += timedelta(minutes=2)
    cut_off = open_feed(looking, kept, by=EVERYBODY, now=follower.moment)
    assert cut_off.feed.position > cut_off.since  # looked, and not committed
    with own_city.begin() as session:
        session.execute(
            text("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid = :pid"),
            {"pid": looking.connection().connection.driver_connection.info.backend_pid},
        )
    looking.invalidate()
    first = follower.one_page(limit=30)
    follower.since = kept  # it died before it wrote down how far it was
    assert follower.one_page(limit=30) == first
    told = [(one.layer, one.id) for one in first] + follower.poll(timedelta(), limit=90)
    segments = [one for one in told if one[0] == "segments"]
    assert len(segments) == len(set(segments)) == len(follower.segments)
    assert len(told) == len(set(told))


def test_what_becomes_known_of_households_changes_no_byte(attachment: Attachment, demo_template: str) -> None:
    """Twin cities, of which one has households: the feed of everybody is the same, before a run and after."""
    told, engines = [], []
    names = [f"twin_{uuid4().hex[:12]}" for _ in range(2)]
    for name in names:
        create_database(attachment, name, template=demo_template)
        engines.append(make_engine(attachment.url("owner", name)))
        city, ids = make_sessions(engines[-1]), count(1)
        follower = Follower(city)
        follower.moment = datetime(2027, 1, 1, 0, 30, tzinfo=KST)
        follower.poll()
        if len(told) == 1:
            with city.begin() as session:
                session.execute(HOUSEHOLD)
            assert follower.poll() == []
        run(city, "2025-08-31", known_at=datetime(2025, 9, 1, tzinfo=KST), new_id=lambda ids=ids: UUID(int=next(ids)))
        follower.poll()
        told.append((follower.items, follower.copy, follower.since.partition(".")[2] if follower.since else None))
    with make_sessions(engines[1])() as session:
        assert session.execute(text("SELECT count(*) FROM crisis.household")).scalar_one() > 100
    for engine, name in zip(engines, names, strict=True):
        engine.dispose()
        drop_database(attachment, name)
    assert told[0] == told[1]


READ = """
    SELECT relname, seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables
    WHERE relname IN ('segment', 'grade', 'survey', 'feed_item', 'issue_event', 'placement')
"""


@pytest.mark.parametrize("by", [EVERYBODY, STAFF], ids=["everybody", "staff"])
def test_a_page_reads_what_is_on_it(own_city: Sessions, by: Reader) -> None:
    """However many grades a run has, and whoever asks."""
    follower = Follower(own_city, by)
    follower.poll()
    with own_city.begin() as session:
        session.execute(text("ANALYZE"))  # as the server does by itself
    with own_city() as session:
        reading = replace(open_feed(session, None, by=by, now=follower.moment), since=20)  # behind the districts
        session.execute(text("SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off"))
        before = dict(session.execute(text(READ)).all())
        found = read_on(session, reading, limit=5, by=by, now=follower.moment)
        assert {one.layer for one in found.items} == {"segments"}
        after = dict(session.execute(text(READ)).all())
    assert {name: rows - before[name] for name, rows in after.items() if rows - before[name] > 100} == {}


def test_examples_and_answers_fit_the_description(own_city: Sessions, app: Flask) -> None:
    client = app.test_client()
    document = client.get("/api/v1/openapi.json").json
    answer = document["paths"]["/api/v1/changes"]["get"]["responses"]["200"]["content"]["application/json"]
    fits = Draft202012Validator({**answer["schema"], "components": document["components"]})
    for name, example in answer["examples"].items():
        assert fits.is_valid(example["value"]), name
    run(own_city, "2025-08-31")
    page = client.get("/api/v1/changes?limit=40").json
    assert any(one["grade"] for one in page["items"])
    assert fits.is_valid(page)
