"""What a phone takes along: whole, for the reader's own districts, the same until something changes."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from mapper.domain.access import Scope
from mapper.domain.category import CATEGORIES
from mapper.domain.new_issue import same_group
from mapper.domain.reader import Role
from mapper.domain.user import User
from mapper.operations import field_area as operations
from mapper.store import field_area
from web.clock import now, today

AREA = "/api/v1/field/area"


@pytest.fixture
def somebody(office: Any) -> User:
    user: User = office.add("made-field", Role.FIELD, office.districts()[0])
    return user


@pytest.fixture
def phone(office: Any, somebody: User) -> FlaskClient:
    client: FlaskClient = office.browser(somebody)
    return client


def taken(client: FlaskClient, **query: str) -> Any:
    response = client.get(AREA, query_string=query)
    assert response.status_code == 200, response.text
    return response.json


def test_it_holds_the_network_of_the_own_district_with_its_junctions(office: Any, phone: FlaskClient) -> None:
    area, code = taken(phone), office.districts()[0]
    [district] = area["districts"]
    west, south, east, north = district["bounds"]
    assert district["code"] == code
    stored = office.sql(
        "SELECT count(*) FROM segment JOIN district d ON d.id = district_id WHERE code = :code AND segment.superseded_at IS NULL",
        code=code,
    ).scalar_one()
    assert len(area["segments"]) == stored > 20
    assert {segment["district"] for segment in area["segments"]} == {code}
    assert {segment["grade"] for segment in area["segments"]} > {"B", "C"}
    places: dict[int, tuple[float, float]] = {}
    for segment in area["segments"]:
        for junction, place in zip(segment["ends"], (segment["line"][0], segment["line"][-1]), strict=True):
            assert places.setdefault(junction, place) == pytest.approx(place, abs=2e-6)
        assert all(round(degrees, 6) == degrees for position in segment["line"] for degrees in position)
    near = 0.01  # a segment may stick out of its district
    assert all(west - near < lon < east + near and south - near < lat < north + near for lon, lat in places.values())
    assert len(places) < 2 * len(area["segments"])


def test_it_holds_the_issues_that_are_still_there(office: Any, phone: FlaskClient) -> None:
    area = taken(phone)
    known = {segment["id"] for segment in area["segments"]}
    on_them = office.sql(
        "SELECT issue_id::text FROM issue_state WHERE NOT merged AND resolved_at IS NULL AND verification <> 'rejected'"
        " AND segment_id = ANY(CAST(:segments AS uuid[]))",
        segments=sorted(known),
    ).scalars()
    placed = {issue["id"] for issue in area["issues"] if issue["segment"]}
    assert placed == set(on_them)
    assert placed
    assert {issue["segment"] for issue in area["issues"]} - {None} <= known
    assert {issue["state"] for issue in area["issues"]} <= {"received", "verified", "closed", "fixed"}
    [shown] = [issue for issue in area["issues"] if issue["position"]][:1]
    assert 124 < shown["position"][0] < 132


def test_of_too_many_issues_those_come_first_that_are_the_readers_and_no_place_crowds_out_the_others(
    office: Any, phone: FlaskClient, somebody: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = taken(phone)
    assert everything["left_out"] == 0
    issues = {issue["id"]: issue for issue in everything["issues"]}
    places = {issue["segment"] for issue in issues.values()} - {None}
    crowded = next(iter(places))
    office.sql(
        "UPDATE issue_state SET severity = 4 WHERE issue_id = ANY(CAST(:ids AS uuid[]))",
        ids=[key for key, issue in issues.items() if issue["segment"] == crowded],
    )
    least = min(issues.values(), key=lambda issue: (issue["severity"], issue["segment"] == crowded))["id"]
    office.sql(
        "INSERT INTO shortlist (user_id, issue_id, recorded_at) VALUES (:user, :id, :now)",
        user=somebody.id, id=least, now=now(),
    )  # fmt: skip
    everything = taken(phone)
    monkeypatch.setattr("mapper.operations.field_work.MOST_ISSUES", 1 + len(places))
    few = taken(phone)
    assert few["left_out"] == len(issues) - len(few["issues"]) > 0
    assert len(few["issues"]) == 1 + len(places)
    kept = [issue["id"] for issue in few["issues"]]
    assert few["issues"] == [issue for issue in everything["issues"] if issue["id"] in kept]
    assert least in kept
    assert [issue["segment"] for issue in few["issues"] if issue["id"] != least].count(crowded) == 1
    assert {**few, "issues": None, "left_out": None} == {**everything, "issues": None, "left_out": None}


def test_what_the_reader_joined_is_taken_along(
    office: Any, phone: FlaskClient, somebody: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = taken(phone)["issues"]
    monkeypatch.setattr("mapper.operations.field_work.MOST_ISSUES", 3)
    first = {issue["id"] for issue in taken(phone)["issues"]}
    left = next(issue for issue in everything if issue["id"] not in first and issue["position"])
    (lon, lat), category = left["position"], left["category"]
    said = {"lon": lon, "lat": lat, "category": category, "severity": 1, "reported_at": now().isoformat()}
    headers = {"Authorization": f"Bearer {office.token(somebody, Scope.WRITE)}"}
    told = office.app.test_client().put(f"/api/v1/issues/{uuid4()}", json=said | {"joins": left["id"]}, headers=headers)
    assert told.json["merged_into"] == left["id"]
    assert left["id"] in {issue["id"] for issue in taken(phone)["issues"]}


def test_only_photos_that_have_arrived_are_named(office: Any, phone: FlaskClient) -> None:
    issue = taken(phone)["issues"][0]["id"]
    for digest in (b"\1" * 32, b"\2" * 32):
        office.sql(
            "INSERT INTO photo_use (id, sha256, issue_id, moment, ordinal, recorded_at)"
            " VALUES (:id, :sha256, :issue, 'before', 1, :now)",
            id=uuid4(), sha256=digest, issue=issue, now=now(),
        )  # fmt: skip
    office.sql(
        "INSERT INTO photo (sha256, kept_sha256, thumb_sha256, media_type, sent_bytes, width, height, kept_bytes, recorded_at)"
        " VALUES (:sha256, :sha256, :sha256, 'image/jpeg', 99, 9, 9, 99, :now)",
        sha256=b"\2" * 32, now=now(),
    )  # fmt: skip
    [shown] = [one for one in taken(phone)["issues"] if one["id"] == issue]
    assert shown["photos"] == ["02" * 32]


def test_it_holds_teams_plans_and_words(office: Any, phone: FlaskClient, somebody: User) -> None:
    team, plan, segment = uuid4(), uuid4(), taken(phone)["segments"][0]["id"]
    office.sql("INSERT INTO team (id, name, recorded_at) VALUES (:id, '가상 추진단', :now)", id=team, now=now())
    office.sql("INSERT INTO team_district VALUES (:id, :code)", id=team, code=office.districts()[0])
    office.sql(
        "INSERT INTO team_member (team_id, user_id, role) VALUES (:id, :user, 'leader')", id=team, user=somebody.id
    )
    office.sql(
        "INSERT INTO patrol_plan (id, team_id, name, weekdays, segment_ids, recorded_at)"
        " VALUES (:id, :team, '화·금', '{1,4}', CAST(ARRAY[:segment] AS uuid[]), :now)",
        id=plan, team=team, segment=segment, now=now(),
    )  # fmt: skip
    area = taken(phone)
    member = {"id": str(somebody.id), "name": "made-field", "role": "leader"}
    districts = [office.districts()[0]]
    assert area["teams"] == [{"id": str(team), "name": "가상 추진단", "districts": districts, "members": [member]}]
    week = {"id": str(plan), "team": str(team), "name": "화·금", "weekdays": [1, 4], "segments": [segment]}
    assert area["plans"] == [{**week, "walked_on": None}]
    office.sql(
        "INSERT INTO patrol (id, team_id, plan_id, officers, planned_segment_ids, started_at, ended_at, recorded_at)"
        " VALUES (gen_random_uuid(), :team, :plan, '{}', '{}', '2026-07-02T23:30Z', '2026-07-03T00:30Z', now())",
        team=team, plan=plan,
    )  # fmt: skip
    assert taken(phone)["plans"] == [{**week, "walked_on": "2026-07-03"}]  # the day in Korea
    groups = {category["id"]: category["group"] for category in area["categories"]}
    assert all(
        {one for one in groups if groups[one] == groups[category.id]} == set(same_group(category.id))
        for category in CATEGORIES
    )
    assert [len(item["levels"]) for item in area["rubric"]["items"]] == [5] * 16


def test_the_list_of_today_tells_neither_a_letter_nor_a_repeat(office: Any, phone: FlaskClient, somebody: User) -> None:
    before = taken(phone)
    graded = [segment["id"] for segment in before["segments"] if segment["grade"]][:2]
    first = office.sql("SELECT id, segment_id FROM survey WHERE segment_id = :segment", segment=graded[0]).first()
    for ordinal, segment in enumerate(graded, 1):
        office.sql(
            "INSERT INTO survey_task (id, user_id, day, segment_id, ordinal, repeat_of, recorded_at)"
            " VALUES (:id, :user, :day, :segment, :ordinal, :repeat_of, :now)",
            id=uuid4(), user=somebody.id, day=today(), segment=segment, ordinal=ordinal, now=now(),
            repeat_of=first.id if ordinal == 1 else None,
        )  # fmt: skip
    area = taken(phone)
    expected = [{"segment": segment, "done": False} for segment in graded]
    assert area["today"] == {"day": today().isoformat(), "tasks": expected}
    assert {segment["grade"] for segment in area["segments"] if segment["id"] in graded} == {None}
    assert str(first.id) not in json.dumps(area)
    assert area == taken(phone)
    office.sql(
        "INSERT INTO survey (id, source_key, segment_id, method, surveyor, rubric, levels, walked_at, recorded_at, user_id)"
        " VALUES (:id, CAST(:id AS text), :segment, 'picked', 'made-field', '1.0', '{0}', :now, :now, :user)",
        id=uuid4(), segment=graded[1], now=now(), user=somebody.id,
    )  # fmt: skip
    assert [task["done"] for task in taken(phone)["today"]["tasks"]] == [False, True]


def test_what_has_not_changed_is_not_sent_again(office: Any, phone: FlaskClient) -> None:
    packed = phone.get(AREA, headers={"Accept-Encoding": "gzip"})
    plain = phone.get(AREA)
    assert gzip.decompress(packed.data) == plain.data
    assert (packed.headers["Content-Encoding"], packed.headers["ETag"]) == ("gzip", plain.headers["ETag"])
    assert len(packed.data) < len(plain.data) / 3
    assert plain.cache_control.no_store
    again = phone.get(AREA, headers={"If-None-Match": plain.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    office.sql(
        "UPDATE issue_state SET severity = 5 - severity WHERE segment_id = :segment", segment=_with_issue(plain.json)
    )
    changed = phone.get(AREA, headers={"If-None-Match": plain.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != plain.headers["ETag"]


def _with_issue(area: Any) -> str:
    return next(str(issue["segment"]) for issue in area["issues"] if issue["segment"])


def test_each_subject_is_one_statement(office: Any, somebody: User, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    event.listen(office.connection.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    by_driver = field_area.driver
    monkeypatch.setattr(field_area, "driver", lambda session: asked.append("segments") or by_driver(session))
    with office.sessions() as session:
        operations.field_area(session, by=somebody.reader("tests"), district=None, today=today())
    statements = [statement for statement in asked if "SAVEPOINT" not in statement]
    subjects = [
        "districts",
        "segments",
        "edits of segments",
        "which issues",
        "issues",
        "edits of issues",
        "districts that the reader decides in",
        "history",
        "teams",
        "plans",
        "today",
        "lists",
    ]
    assert len(statements) == len(subjects), statements


def test_who_gets_which_district(office: Any, phone: FlaskClient, client: FlaskClient) -> None:
    own, other = office.districts()[:2]
    assert taken(phone, district=own) == taken(phone)
    assert phone.get(AREA, query_string={"district": other}).status_code == 403
    assert office.app.test_client().get(AREA).status_code == 401
    planner = office.browser(office.add("made-planner", Role.PLANNER))
    assert planner.get(AREA).status_code == 400
    assert [one["code"] for one in taken(planner, district=other)["districts"]] == [other]
    assert planner.get(AREA, query_string={"district": "none"}).status_code == 404
    welfare = office.browser(office.add("made-welfare", Role.WELFARE, own))
    assert welfare.get(AREA).status_code == 403


def test_the_list_is_of_the_day_in_korea(office: Any, phone: FlaskClient, somebody: User) -> None:
    segment = taken(phone)["segments"][0]["id"]
    office.sql(
        "INSERT INTO survey_task (id, user_id, day, segment_id, ordinal, recorded_at)"
        " VALUES (:id, :user, :day, :segment, 1, :now)",
        id=uuid4(), user=somebody.id, day=today() + timedelta(days=1), segment=segment, now=now(),
    )  # fmt: skip
    assert taken(phone)["today"]["tasks"] == []
