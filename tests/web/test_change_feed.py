"""The change feed: nothing is left out and nothing told twice, whoever commits when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.access import Scope
from mapper.domain.disclosure import public_point_labels
from mapper.domain.reader import Reader, Role, public_reader
from mapper.domain.resident_report import LIMITS, Limit, TryKind
from mapper.operations import change_feed, venues
from mapper.operations.change_feed import Changes, open_feed, read_on
from mapper.operations.database import Sessions
from mapper.operations.programmes import Signer
from mapper.settings import Settings
from mapper.store import change_feed as rows
from mapper.store import feature_pages
from mapper.store.engine import make_engine, make_sessions
from mapper.store.export_rows import Selection
from mapper.store.issue_state import follow
from web.app import create_app
from web.clock import now

LABELS = public_point_labels()
SHOWN = """
    SELECT issue_id FROM issue_state JOIN segment ON segment.id = segment_id
    JOIN unnest(CAST(:names AS text[]), CAST(:labels AS text[])) AS words(category, label)
        ON words.category = issue_state.category
    WHERE resolved_at IS NULL AND verification = 'unverified' AND NOT merged AND public_point IS NOT NULL
    ORDER BY issue_id LIMIT 1
"""
STAFF = Reader(None, "made-up", Role.PLANNER, None, "cli")
EVERYBODY = public_reader("")


@pytest.fixture
def city(own_city: Sessions, add_venues: Callable[[Session], None]) -> Sessions:
    with own_city.begin() as session:
        add_venues(session)
    return own_city


class System:
    """Another system that keeps a copy."""

    def __init__(self, city: Sessions, by: Reader = STAFF) -> None:
        self.city, self.by = city, by
        self.since: str | None = None
        self.moment = now()
        self.copy: dict[tuple[str, str], Any] = {}
        self.told: list[tuple[str, str]] = []

    def poll(self, later: timedelta = timedelta(minutes=2), limit: int = 1000) -> list[tuple[str, str]]:
        """Read on to the end, some time later."""
        self.moment += later
        told: list[tuple[str, str]] = []
        while True:
            with self.city.begin() as session:
                found = self.read(session, limit)
            for one in found.items:
                told.append((one.layer, one.id))
                if one.feature is None:
                    self.copy.pop((one.layer, one.id), None)
                else:
                    self.copy[one.layer, one.id] = one.feature
            self.since = found.cursor
            if found.is_last:
                self.told += told
                return told

    def read(self, session: Session, limit: int) -> Changes:
        reading = open_feed(session, self.since, by=self.by, now=self.moment)
        return read_on(session, reading, limit=limit, by=self.by, now=self.moment)


def an_issue(session: Session, skip: int = 0) -> UUID:
    found: UUID = session.execute(
        text("SELECT issue_id FROM issue_state WHERE NOT merged ORDER BY issue_id OFFSET :skip LIMIT 1"), {"skip": skip}
    ).scalar_one()
    return found


def describe(session: Session, issue: UUID, words: str) -> None:
    session.execute(text("UPDATE issue SET description = :words WHERE id = :id"), {"words": words, "id": issue})


def test_the_first_reading_is_everything_once_and_the_next_nothing(city: Sessions) -> None:
    system = System(city)
    first = system.poll(limit=97)
    assert len(first) == len(set(first)) == len(system.copy) > 300
    assert {layer for layer, _ in first} == set(change_feed.LAYERS)
    assert system.poll() == []


def test_what_is_written_while_others_read_is_told_when_it_is_committed_and_once(city: Sessions) -> None:
    system, other = System(city), System(city)
    system.poll()
    other.poll()
    slow, quick = city(), city()
    early, late = an_issue(slow), an_issue(slow, 1)
    describe(slow, early, "느린 것")  # begun first, committed last
    describe(quick, late, "빠른 것")
    quick.commit()
    assert system.poll() == [("issues", str(late))]
    assert system.poll() == []
    slow.commit()
    assert system.poll() == [("issues", str(early))]
    assert other.poll(timedelta(minutes=30)) == [("issues", str(late)), ("issues", str(early))]
    assert system.copy == other.copy
    assert system.copy["issues", str(early)]["properties"]["내용"] == "느린 것"


def test_two_who_look_at_once_give_no_position_twice(city: Sessions) -> None:
    system, other = System(city), System(city)
    system.poll()
    with city.begin() as session:
        describe(session, an_issue(session), "바뀐 것")
    looking, beside = city(), city()
    later = now() + timedelta(hours=1)
    first = open_feed(looking, system.since, by=STAFF, now=later)
    second = open_feed(beside, system.since, by=STAFF, now=later)  # does not wait, and sees no position of the other
    assert first.feed.position == second.feed.position + 1
    beside.commit()
    looking.commit()
    assert len(system.poll()) == 1
    other.since = None
    other.poll()
    assert other.copy == system.copy


def test_ten_writers_and_a_reader_who_asks_between_all_of_them(city: Sessions) -> None:
    system = System(city)
    system.poll()
    writers = [city() for _ in range(10)]
    issues = [an_issue(writers[0], skip) for skip in range(10)]
    for number, (writer, issue) in enumerate(zip(writers, issues, strict=True)):
        describe(writer, issue, f"{number}째")
    told: list[tuple[str, str]] = []
    for number in (7, 0, 9, 2, 1, 8, 5, 3, 6, 4):
        writers[number].commit() if number != 5 else writers[number].rollback()
        told += system.poll()
    assert sorted(told) == sorted(("issues", str(issue)) for number, issue in enumerate(issues) if number != 5)


def test_a_merged_issue_is_gone_into_another_for_staff(city: Sessions) -> None:
    system, everybody = System(city), System(city, EVERYBODY)
    system.poll()
    everybody.poll()
    with city.begin() as session:
        gone, stays = an_issue(session), an_issue(session, 1)
        session.execute(
            text(
                "INSERT INTO issue_event (id, issue_id, kind, into_id, occurred_at, recorded_at)"
                " VALUES (:id, :gone, 'merged', :stays, now(), now())"
            ),
            {"id": uuid4(), "gone": gone, "stays": stays},
        )
        follow(session, [gone])
    system.moment = everybody.moment = now() + timedelta(hours=1)
    with city.begin() as session:
        found = system.read(session, 100)
    mine = next(one for one in found.items if one.id == str(gone))
    assert (mine.feature, mine.into) == (None, str(stays))
    everybody.poll()
    assert str(gone) not in str(everybody.copy)


def test_everybody_reads_what_the_public_files_hold(city: Sessions) -> None:
    from mapper.domain.export_layer import Detail
    from mapper.domain.export_layers import EXPORT_LAYERS

    system = System(city, EVERYBODY)
    system.poll()
    columns = {
        layer.key: {column.property_name for column in layer.edition(Detail.PUBLIC).columns}
        for layer in EXPORT_LAYERS
        if Detail.PUBLIC in layer.editions
    }
    assert {layer for layer, _ in system.copy} == set(change_feed.LAYERS)
    assert all(set(feature["properties"]) <= columns[layer] for (layer, _), feature in system.copy.items())


def test_the_role_of_the_application_may_look(role_urls: Any) -> None:
    engine = make_engine(role_urls.app)
    with make_sessions(engine).begin() as session:
        from mapper.store.change_feed import begin, feed_of

        begin(session, "public", epoch=uuid4())
        assert feed_of(session, "public").position == 0
    engine.dispose()


def test_a_feed_from_a_dump_begins_anew(city: Sessions) -> None:
    system = System(city)
    system.poll()
    with city.begin() as session:
        session.execute(text("UPDATE feed SET home = 'elsewhere'"))
    with city.begin() as session, pytest.raises(change_feed.CursorGone):
        open_feed(session, system.since, by=STAFF, now=system.moment)
    system.since = None
    assert len(system.poll()) == len(system.copy)


@pytest.fixture
def app(city: Sessions, tmp_path: Any) -> Flask:
    return create_app(Settings(city="의정부시", data_dir=tmp_path), city)


def test_over_http(app: Flask, city: Sessions) -> None:
    client = app.test_client()
    first = client.get("/api/v1/changes?limit=7")
    assert (first.status_code, len(first.json["items"]), first.json["more"]) == (200, 7, True)
    again = client.get("/api/v1/changes?limit=7", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    second = client.get(f"/api/v1/changes?limit=7&since={first.json['next']}").json
    assert not {one["id"] for one in first.json["items"]} & {one["id"] for one in second["items"]}
    assert {one["change"] for one in second["items"]} == {"set"}
    item = second["items"][0]
    assert (
        client.get(f"/ogc/collections/{item['layer']}/items/{item['id']}").json["properties"]
        == item["feature"]["properties"]
    )
    assert client.get("/api/v1/changes?since=x").status_code == 400
    assert client.get(f"/api/v1/changes?since={'0' * 32}.1").status_code == 410
    assert client.get("/api/v1/changes?limit=1001").status_code == 400


def test_a_token_of_staff_reads_what_staff_see_and_that_is_written_down(office: Any) -> None:
    token = office.token(office.add("연계", Role.PLANNER), Scope.EXPORT)
    client = office.app.test_client()
    found = client.get("/api/v1/changes?limit=1000", headers={"Authorization": f"Bearer {token}"})
    assert found.headers["Cache-Control"] == "private, no-store"
    issues = [one for one in found.json["items"] if one["layer"] == "issues"]
    segments = [one for one in found.json["items"] if one["layer"] == "segments"]
    assert issues or segments
    logged = office.sql("SELECT details->>'detail' FROM write_log WHERE action = 'features' AND subject = 'changes'")
    assert logged.scalar_one() == "staff"


def test_rows_are_taken_out_with_the_scope_for_that_by_whatever_door(office: Any) -> None:
    client, planner = office.app.test_client(), office.add("연계", Role.PLANNER)
    [segment] = client.get("/ogc/collections/segments/items?limit=1").json["features"]
    doors = (
        "/api/v1/changes?limit=1",
        "/ogc/collections/segments/items?limit=1",
        f"/ogc/collections/segments/items/{segment['id']}",
        "/export/districts.geojson",
    )
    for scope, expected in ((Scope.READ, 403), (Scope.EXPORT, 200)):
        token = {"Authorization": f"Bearer {office.token(planner, scope)}"}
        assert {client.get(door, headers=token).status_code for door in doors} == {expected}
    looks = {"Authorization": f"Bearer {office.token(planner, Scope.READ)}"}
    assert client.get("/ogc/collections", headers=looks).status_code == 200
    refused = client.get(doors[0], headers=looks)
    assert refused.json["error"]["details"] == {"scope": "export"}
    assert refused.headers["WWW-Authenticate"].endswith('scope="export"')


def test_everybody_is_told_what_became_of_issues_by_the_hour(city: Sessions) -> None:
    system = System(city, EVERYBODY)
    hour = (now() + timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
    with city.begin() as session:
        # Without an official run everything counts that is known; one hides what was recorded after it for longer yet.
        session.execute(text("ALTER TABLE grade_run DISABLE TRIGGER append_only"))
        session.execute(text("UPDATE grade_run SET official = false"))
    system.moment = hour - timedelta(minutes=2)
    system.poll()
    points = public_points(system)
    with city.begin() as session:
        every = open_public(session)
        for issue in every:
            session.execute(
                text(
                    "INSERT INTO issue_event (id, issue_id, kind, occurred_at, recorded_at)"
                    " VALUES (:id, :issue, 'resolved', :at, :at)"
                ),
                {"id": uuid4(), "issue": issue, "at": hour + timedelta(minutes=20)},
            )
        follow(session, every)
    for minutes in (21, 35, 59):
        system.moment = hour + timedelta(minutes=minutes)
        system.poll(timedelta())
        assert public_points(system) == points
    system.moment = hour + timedelta(hours=1)
    told = system.poll(timedelta())
    assert public_points(system) == {}
    assert {layer for layer, _ in told} == {"issues"}
    assert len(told) == len(points) == len(set(told))
    assert system.poll(timedelta(minutes=30)) == []


def test_a_venue_that_is_withdrawn_is_gone_for_everybody_and_for_staff(city: Sessions) -> None:
    systems = System(city, EVERYBODY), System(city)
    for system in systems:
        system.poll()
    venue = next(key for layer, key in systems[0].copy if layer == "venues")
    with city.begin() as session:
        found = venues.venue_of(session, UUID(venue), by=STAFF)
        gone = replace(found.draft, withdrawn=True)
        venues.change_venue(session, found.id, gone, Signer(STAFF, now(), uuid4), seen=found.version)
    for system in systems:
        assert system.poll() == [("venues", venue)]
        assert ("venues", venue) not in system.copy


def test_what_is_taken_off_is_not_told_any_more_while_somebody_looks(city: Sessions) -> None:
    system = System(city, EVERYBODY)
    system.poll()
    points = public_points(system)
    with city.begin() as session:
        for issue in open_public(session):
            reject(session, issue)
    looking, beside = city(), city()
    first = open_feed(looking, None, by=EVERYBODY, now=system.moment)  # at once, though a minute is not over
    assert first.behind is None
    reading = open_feed(beside, None, by=EVERYBODY, now=system.moment)
    assert reading.behind is not None
    found = read_on(beside, reading, limit=1000, by=EVERYBODY, now=system.moment)
    beside.commit()
    looking.commit()
    assert found.is_last
    assert {one.layer for one in found.items} == {"districts", "segments"}  # what stands in front of the issues
    with city.begin() as session:
        again = open_feed(session, None, by=EVERYBODY, now=system.moment)
        assert again.tag != reading.tag
        whole = read_on(session, again, limit=1000, by=EVERYBODY, now=system.moment)
        assert {one.layer for one in whole.items} == set(change_feed.LAYERS)
        assert all(one.feature is None for one in whole.items if one.layer == "issues")
    behind = System(city, EVERYBODY)
    behind.since, behind.moment = found.cursor, system.moment
    behind.copy = {("issues", key): None for key in points}
    behind.poll(timedelta())
    assert public_points(behind) == {}
    assert {key for layer, key in system.poll(timedelta()) if layer == "issues"} == points.keys()
    assert public_points(system) == {}


def test_one_that_is_taken_off_holds_back_nothing_before_it_while_somebody_looks(city: Sessions) -> None:
    system = System(city, EVERYBODY)
    system.poll()
    before = [key for layer, key in system.copy if layer == "issues"]
    with city.begin() as session:
        reject(
            session, session.execute(text(SHOWN), {"names": list(LABELS), "labels": list(LABELS.values())}).scalar_one()
        )
    looking, beside = city(), city()
    open_feed(looking, None, by=EVERYBODY, now=system.moment)
    reading = open_feed(beside, None, by=EVERYBODY, now=system.moment)
    told = [one.id for one in read_on(beside, reading, limit=1000, by=EVERYBODY, now=system.moment).items]
    beside.commit()
    looking.commit()
    [changed] = {key for layer, key in system.poll(timedelta()) if layer == "issues"}
    assert [one for one in told if one in before] == before[: before.index(changed)]


def test_what_is_taken_off_costs_a_look_at_the_issues_alone(city: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    system, looked = System(city, EVERYBODY), list[str]()
    system.poll()
    look = rows.look

    def noted(session: Session, detail: str, selection: Selection, *, position: int) -> int:
        looked.append(selection.layer)
        return look(session, detail, selection, position=position)

    monkeypatch.setattr(rows, "look", noted)
    system.poll(timedelta())
    assert looked == []
    with city.begin() as session:
        for issue in open_public(session):
            reject(session, issue)
    system.poll(timedelta())
    system.poll(timedelta())
    assert looked == ["issues"]


def test_what_is_taken_off_during_a_look_is_told_again_when_that_is_undone(
    city: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    system, taken_off = System(city, EVERYBODY), list[UUID]()
    system.poll()
    points, look = public_points(system), rows.look
    with city.begin() as session:
        one = session.execute(text(SHOWN), {"names": list(LABELS), "labels": list(LABELS.values())}).scalar_one()
        session.execute(text("UPDATE feed SET shown = NULL"))  # so that a look is due

    def meanwhile(session: Session, detail: str, selection: Selection, *, position: int) -> int:
        if selection.layer == "issues" and not taken_off:
            with city.begin() as beside:
                taken_off.append(reject(beside, one))
        return look(session, detail, selection, position=position)

    monkeypatch.setattr(rows, "look", meanwhile)
    system.poll(timedelta())
    assert public_points(system) != points
    with city.begin() as session:
        put_back(session, one, taken_off[0])
    system.poll(timedelta())
    assert public_points(system) == points


EVENT = """
    INSERT INTO issue_event (id, issue_id, kind, undoes_id, occurred_at, recorded_at)
    VALUES (:id, :issue, :kind, :undoes, now(), now())
"""


def reject(session: Session, issue: UUID) -> UUID:
    event = uuid4()
    session.execute(text(EVENT), {"id": event, "issue": issue, "kind": "rejected", "undoes": None})
    follow(session, [issue])
    return event


def put_back(session: Session, issue: UUID, event: UUID) -> None:
    session.execute(text(EVENT), {"id": uuid4(), "issue": issue, "kind": "undone", "undoes": event})
    follow(session, [issue])


def public_points(system: System) -> dict[str, Any]:
    return {key: feature for (layer, key), feature in system.copy.items() if layer == "issues"}


def open_public(session: Session) -> list[UUID]:
    found = session.execute(text("SELECT issue_id FROM issue_state WHERE resolved_at IS NULL AND NOT merged"))
    return list(found.scalars())


def test_a_page_of_everybody_puts_no_edition_together(city: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    system, put_together = System(city, EVERYBODY), list[str]()
    system.poll()
    features = feature_pages.features

    def noted(session: Session, selection: Selection, page: Sequence[str], *more: Any, **how: Any) -> bytes:
        put_together.append(selection.layer)
        return features(session, selection, page, *more, **how)

    monkeypatch.setattr(feature_pages, "features", noted)
    with city.begin() as session:
        reading = open_feed(session, None, by=EVERYBODY, now=system.moment)
        found = read_on(session, reading, limit=1000, by=EVERYBODY, now=system.moment)
    issues = [one for one in found.items if one.layer == "issues"]
    assert issues
    assert all(one.feature == system.copy["issues", one.id] for one in issues)
    assert "segments" in put_together  # which are read row by row
    assert not {"issues", "venues"} & set(put_together)


def test_one_address_reads_so_many_pages(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, TryKind.FEED, Limit(2, timedelta(minutes=10)))
    client = app.test_client()
    first = client.get("/api/v1/changes?limit=1")
    again = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/api/v1/changes?limit=2").status_code == 200
    refused = client.get("/api/v1/changes?limit=3")
    assert (refused.status_code, refused.json["error"]["code"]) == (429, "too_many_reports")
    assert int(refused.headers["Retry-After"]) > 0
    monkeypatch.setitem(LIMITS, TryKind.FEED, Limit(3, timedelta(minutes=10)))
    assert [client.get("/api/v1/changes?limit=1", headers=again).status_code for _ in range(5)] == [304] * 5
    assert client.get("/api/v1/changes?limit=3").status_code == 200  # what was the same cost nothing
