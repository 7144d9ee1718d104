"""Handing in a patrol over HTTP: once, whichever comes first of it and of what it found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from mapper.domain.access import Scope
from mapper.domain.reader import Reader, Role
from mapper.domain.user import User
from mapper.operations.people import teams
from mapper.operations.people.teams import TeamPlan
from mapper.store import patrol_list
from mapper.store.patrol_finds import finds
from mapper.store.patrol_sheets import found_on
from web.clock import now

ENDED = now() - timedelta(hours=1)
AT = (ENDED - timedelta(minutes=30)).isoformat()
OPERATOR = Reader(None, "tests", Role.ADMIN, None, "cli")


@dataclass(frozen=True)
class Beat:
    """A team, somebody in it, and segments of its district."""

    team: UUID
    officer: User
    segments: list[str]

    def body(self, **change: Any) -> dict[str, Any]:
        return {
            "team_id": str(self.team),
            "officers": [str(self.officer.id)],
            "started_at": (ENDED - timedelta(hours=1)).isoformat(),
            "ended_at": ENDED.isoformat(),
            "checks": [{"segment_id": segment, "checked_at": ENDED.isoformat()} for segment in self.segments[:3]],
            "note": "이상 없음",
            "photos": [{"sha256": "ab" * 32}],
            **change,
        }


@pytest.fixture
def beat(office: Any) -> Beat:
    code = office.districts()[0]
    officer = office.add("made-officer", Role.FIELD, code)
    with office.sessions.begin() as session:
        team = teams.add_team(
            session, TeamPlan("가상 추진단", [code], [officer.id]), by=OPERATOR, now=now(), new_id=uuid4
        )
    found = office.sql(
        "SELECT s.id FROM segment s JOIN district d ON d.id = s.district_id"
        " WHERE d.code = :code AND graded ORDER BY s.id LIMIT 5",
        code=code,
    )
    return Beat(team.id, officer, [str(one) for one in found.scalars()])


def put(office: Any, user: User, path: str, body: dict[str, Any]) -> Any:
    headers = {"Authorization": f"Bearer {office.token(user, Scope.WRITE)}"}
    return office.app.test_client().put(f"/api/v1/{path}", json=body, headers=headers)


def plan(office: Any, beat: Beat, segments: list[str]) -> str:
    made = office.sql(
        "INSERT INTO patrol_plan (id, team_id, name, weekdays, segment_ids, recorded_at)"
        " VALUES (gen_random_uuid(), :team, '앞길', '{1,4}', CAST(:segments AS uuid[]), now()) RETURNING id",
        team=beat.team,
        segments=segments,
    )
    return str(made.scalar_one())


def test_a_patrol_is_stored_once_with_what_it_checked(office: Any, beat: Beat) -> None:
    body = beat.body(plan_id=plan(office, beat, beat.segments[1:]))
    body["checks"].append(body["checks"][0])
    path = f"patrols/{uuid4()}"
    first = put(office, beat.officer, path, body)
    assert first.status_code == 201, first.text
    assert (first.json["checked"], first.json["left_out"]) == (3, 2)
    again = put(office, beat.officer, path, body)
    assert (again.status_code, again.json) == (200, first.json)
    other = put(office, beat.officer, path, body | {"note": "다른 말"})
    assert (other.status_code, other.json["error"]["code"]) == (409, "receipt_clash")
    row = office.sql("SELECT * FROM patrol WHERE id = :id", id=first.json["id"]).mappings().one()
    assert (row["officers"], row["note"]) == ([beat.officer.id], "이상 없음")
    assert [str(one) for one in row["planned_segment_ids"]] == beat.segments[1:]
    counted = "SELECT (SELECT count(*) FROM patrol), (SELECT count(*) FROM patrol_check WHERE patrol_id = :id)"
    assert tuple(office.sql(counted, id=row["id"]).one())[1] == 3
    assert office.sql("SELECT moment FROM photo_use WHERE patrol_id = :id", id=row["id"]).scalars().all() == ["patrol"]


def test_a_patrol_by_a_clock_that_was_ahead_ends_when_it_came(office: Any, beat: Beat) -> None:
    begins, ends = ((now() + timedelta(days=3, hours=hours)).isoformat() for hours in (0, 48))
    checks = [{"segment_id": beat.segments[0], "checked_at": ends}]
    answer = put(office, beat.officer, f"patrols/{uuid4()}", beat.body(started_at=begins, ended_at=ends, checks=checks))
    assert (answer.status_code, answer.json["clock_note"]) == (201, "ahead")
    checked = office.sql("SELECT checked_at FROM patrol_check WHERE patrol_id = :id", id=answer.json["id"]).scalar_one()
    assert answer.json["started_at"] == answer.json["ended_at"] == checked.astimezone(UTC).isoformat()


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"team_id": str(uuid4())}, 404, "not_found"),
        ({"plan_id": str(uuid4())}, 404, "not_found"),
        ({"checks": [{"segment_id": str(uuid4()), "checked_at": AT}]}, 404, "segment_not_found"),
        ({"checks": [{"segment_id": str(uuid4()), "checked_at": "2024-07-04T09:00:00+09:00"}]}, 400, "checks"),
        ({"started_at": (now() - timedelta(hours=26)).isoformat()}, 400, "ended_at"),
        ({"officers": [str(uuid4())]}, 403, "not_allowed"),
        ({"officers": []}, 400, "officers"),
        ({"ended_at": "2024-07-04T09:00:00+09:00"}, 400, "ended_at"),
        ({"started_at": "1999-12-31T09:00:00+09:00"}, 400, "started_at"),
        ({"route": []}, 400, "route"),
    ],
)
def test_what_there_never_was_is_refused_and_the_id_stays_free(
    office: Any, beat: Beat, change: dict[str, Any], status: int, told: str
) -> None:
    path = f"patrols/{uuid4()}"
    refused = put(office, beat.officer, path, beat.body(**change))
    assert refused.status_code == status, refused.text
    error = refused.json["error"]
    assert told in {error["code"], *error.get("details", {}).get("faults", {})}
    assert put(office, beat.officer, path, beat.body()).status_code == 201


def test_a_patrol_is_of_the_own_team_or_of_a_district_of_ones_own(office: Any, beat: Beat) -> None:
    stranger = office.add("made-stranger", Role.FIELD, office.districts()[1])
    refused = put(office, stranger, path := f"patrols/{uuid4()}", beat.body())
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "not_allowed")
    with office.sessions.begin() as session:
        changed = TeamPlan("가상 추진단", [office.districts()[0]], [stranger.id])
        teams.change_team(session, beat.team, changed, by=OPERATOR, now=now())
    assert put(office, stranger, path, beat.body()).status_code == 201


def test_a_patrol_is_of_people_and_segments_where_its_team_works(office: Any, beat: Beat) -> None:
    there = office.districts()[1]
    stranger, admin = office.add("made-stranger", Role.FIELD, there), office.add("made-admin", Role.ADMIN)
    in_there = "SELECT s.id FROM segment s JOIN district d ON d.id = s.district_id WHERE d.code = :code LIMIT 1"
    far = str(office.sql(in_there, code=there).scalar_one())
    checks = [{"segment_id": far, "checked_at": AT}]
    for change in ({"officers": [str(stranger.id)]}, {"officers": [str(admin.id)]}, {"checks": checks}):
        refused = put(office, beat.officer, f"patrols/{uuid4()}", beat.body(**change))
        assert (refused.status_code, refused.json["error"]["code"]) == (403, "not_allowed"), refused.text
    planned = beat.body(plan_id=plan(office, beat, [far]), checks=checks)
    assert put(office, beat.officer, f"patrols/{uuid4()}", planned).status_code == 201
    own = beat.body(officers=[str(admin.id)])
    assert put(office, admin, f"patrols/{uuid4()}", own).status_code == 201  # who hands it in may have walked


def test_nobody_elses_issue_is_a_find_of_a_patrol(office: Any, beat: Beat) -> None:
    patrol = str(uuid4())
    stranger = office.add("made-stranger", Role.FIELD, office.districts()[1])
    place = (
        "SELECT ST_X(p), ST_Y(p), s.id FROM segment s JOIN district d ON d.id = s.district_id,"
        " LATERAL ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326) AS p WHERE d.code = :code AND graded LIMIT 1"
    )
    for by, code in ((stranger, office.districts()[1]), (beat.officer, office.districts()[0])):
        lon, lat, segment = office.sql(place, code=code).one()
        body = {"category": "litter", "severity": 2, "lon": lon, "lat": lat, "position": "pin", "reported_at": AT}
        answer = put(office, by, f"issues/{uuid4()}", body | {"segment_id": str(segment), "patrol_id": patrol})
        assert answer.status_code == 201, answer.text
    assert put(office, beat.officer, f"patrols/{patrol}", beat.body()).status_code == 201
    with office.sessions() as session:
        assert patrol_list.patrol(session, UUID(patrol)).found == len(found_on(session, UUID(patrol))) == 1
        found = finds(session, None, known=now(), until=now())
    assert [str(one.patrol) for one in found if one.patrol is not None] == [patrol]
