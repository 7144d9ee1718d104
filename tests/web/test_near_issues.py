"""Asking what may be a double, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from mapper.domain.access import Scope
from mapper.domain.reader import Role
from web.clock import now


def test_an_issue_is_near_where_it_is(office: Any) -> None:
    code = office.districts()[0]
    issue = office.sql(
        "SELECT issue_id, state.category, description, ST_X(there) AS lon, ST_Y(there) AS lat, segment_id FROM issue_state AS state"
        " JOIN issue ON issue.id = issue_id JOIN segment ON segment.id = segment_id"
        " JOIN district ON district.id = district_id, ST_Transform(point, 4326) AS there"
        " WHERE code = :code AND NOT merged AND resolved_at IS NULL AND verification <> 'rejected' AND graded"
        " AND segment.superseded_at IS NULL AND ST_DWithin(line, point, 10) ORDER BY issue_id LIMIT 1",
        code=code,
    ).one()
    asked = {"lon": issue.lon, "lat": issue.lat, "category": issue.category, "segment": str(issue.segment_id)}

    def ask(user: Any, **query: Any) -> Any:
        headers = {"Authorization": f"Bearer {office.token(user, Scope.READ)}"}
        return office.app.test_client().get("/api/v1/issues/near", query_string=query, headers=headers)

    walker = office.add("made-walker", Role.FIELD, code)
    answer = ask(walker, **asked)
    assert answer.status_code == 200, answer.text
    found = {one["id"]: one for one in answer.json["issues"]}[str(issue.issue_id)]
    assert (found["distance_m"], found["text"], found["photos"]) == (0.0, issue.description, [])
    stranger = office.add("made-stranger", Role.FIELD, office.districts()[1])
    assert ask(stranger, **asked).json == {"issues": []}
    assert ask(walker, **(asked | {"category": "no_such"})).status_code == 400
    assert office.app.test_client().get("/api/v1/issues/near", query_string=asked).status_code == 401


def test_what_a_resident_wrote_is_told_without_what_tells_of_people(office: Any) -> None:
    planner = office.add("made-planner", Role.PLANNER)
    client, token, issue = office.app.test_client(), office.token(planner, Scope.READ, Scope.WRITE), str(uuid4())
    headers = {"Authorization": f"Bearer {token}"}
    lon, lat, code = office.sql(
        "SELECT ST_X(there), ST_Y(there), code FROM segment JOIN district ON district.id = district_id,"
        " ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326) AS there"
        " WHERE graded AND segment.superseded_at IS NULL ORDER BY segment.id LIMIT 1"
    ).one()
    place = {"lon": lon, "lat": lat, "category": "blind_spot", "accuracy_m": 4.0}
    report = place | {"severity": 2, "reported_at": "2026-07-01T09:30:00+09:00"}
    assert client.put(f"/api/v1/issues/{issue}", json=report, headers=headers).status_code == 201
    for number, words in enumerate(("안 보여요 010-1234-5678", "나중 것")):
        office.sql(
            "INSERT INTO complaint (id, source_key, issue_id, text, filed_at, recorded_at)"
            " VALUES (:id, CAST(:id AS text), :issue, :words, :now + :number * interval '1 minute', :now)",
            id=uuid4(), issue=issue, words=words, number=number, now=now(),
        )  # fmt: skip
    near = client.get("/api/v1/issues/near", query_string=place, headers=headers).json["issues"]
    area = office.browser(planner).get("/api/v1/field/area", query_string={"district": code}).json["issues"]
    for issues in (near, area):
        [shown] = [one for one in issues if one["id"] == issue]
        assert (shown["text"], shown["complaint"]) == (None, "안 보여요 ●●●")


def test_a_radius_next_to_none_is_refused_and_one_that_got_in_stops_nobody(office: Any) -> None:
    headers = {"Authorization": f"Bearer {office.token(office.add('made-planner', Role.PLANNER))}"}
    client = office.app.test_client()
    place = {"lon": 127.0345, "lat": 37.7379, "category": "litter", "accuracy_m": 4.0}
    report = place | {"severity": 2, "reported_at": "2026-07-01T09:30:00+09:00"}
    office.sql("ALTER TABLE issue DROP CONSTRAINT ck_issue_accuracy_plausible")

    def hand_in(issue: UUID, **more: Any) -> int:
        answer = client.put(f"/api/v1/issues/{issue}", json=report | more, headers=headers)
        return int(answer.status_code)

    older = uuid4()
    assert (hand_in(uuid4(), accuracy_m=1e-200), hand_in(older)) == (400, 201)
    office.sql("UPDATE issue SET accuracy_m = 1e-320 WHERE id = :id", id=older)
    assert hand_in(uuid4()) == 201
    assert client.get("/api/v1/issues/near", query_string=place, headers=headers).status_code == 200
