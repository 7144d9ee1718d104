"""What a phone takes along to work with: what may be done to an issue, by when, and the edits that the next one replaces."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from mapper.domain.access import Scope
from mapper.domain.issue import MOVES
from mapper.domain.reader import Role
from mapper.domain.user import User
from web.clock import now

AT = "2026-07-01T09:30:00+09:00"


@pytest.fixture
def people(office: Any) -> dict[str, User]:
    code = office.districts()[0]
    names = {"one": "made-one", "other": "made-other"}
    return {key: office.add(name, Role.FIELD, code) for key, name in names.items()} | {
        "planner": office.add("made-planner", Role.PLANNER)
    }


@pytest.fixture
def issue(office: Any) -> str:
    """Open, placed in the district with the most segments, and nothing was decided about it."""
    found = office.sql(
        "SELECT issue_id FROM issue_state JOIN segment ON segment.id = segment_id JOIN district ON district.id = district_id"
        " WHERE code = :code AND NOT merged AND NOT EXISTS (SELECT FROM issue_event WHERE issue_event.issue_id = issue_state.issue_id)"
        " ORDER BY issue_id LIMIT 1",
        code=office.districts()[0],
    )
    return str(found.scalar_one())


def area(office: Any, user: User) -> Any:
    answer = office.browser(user).get("/api/v1/field/area", query_string={"district": office.districts()[0]})
    assert answer.status_code == 200, answer.text
    return answer.json


def shown(office: Any, user: User, issue: str) -> Any:
    return next((one for one in area(office, user)["issues"] if one["id"] == issue), None)


def put(office: Any, user: User, kind: str, **body: Any) -> Any:
    headers = {"Authorization": f"Bearer {office.token(user, Scope.READ, Scope.WRITE)}"}
    path = f"/api/v1/{kind}/{body.pop('id', uuid4())}"
    answer = office.app.test_client().put(path, json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json


def test_moves_come_from_the_one_table_and_a_fix_is_confirmed_by_another(
    office: Any, people: dict[str, User], issue: str
) -> None:
    assert shown(office, people["one"], issue)["moves"] == ["verified", "fixed", "merged"]
    assert shown(office, people["planner"], issue)["moves"] == ["verified", "fixed", "merged", "rejected", "closed"]
    put(office, people["one"], "works", issues=[issue], act="move", move="fixed", reason="고침", occurred_at=AT)
    own, others = (shown(office, people[key], issue) for key in ("one", "other"))
    assert (own["state"], "resolved" in own["moves"], "resolved" in others["moves"]) == ("fixed", False, True)
    assert [(line["kind"], line["by"], line["reason"]) for line in own["history"]] == [("fixed", "made-one", "고침")]
    words = area(office, people["planner"])["work"]
    assert {status: set(kinds) <= set(MOVES[status]) for status, kinds in words["after"].items()} == dict.fromkeys(
        MOVES, True
    )
    assert "resolved" not in words["after"]["fixed"]
    assert {move["kind"]: move["needs"] for move in words["moves"]}["closed"] == ["blocker", "reason"]
    assert all(move["reasons"] for move in words["moves"])


def test_what_is_theirs_to_do_is_marked_and_has_a_day(office: Any, people: dict[str, User], issue: str) -> None:
    before = shown(office, people["one"], issue)
    assert (before["kept"], before["history"]) == (None, None)
    put(office, people["one"], "works", issues=[issue], act="shortlist", occurred_at=AT)
    listed = shown(office, people["one"], issue)
    assert (listed["kept"], listed["history"], listed["due"] > listed["reported_at"]) == ("shortlist", [], True)
    team = uuid4()
    office.sql("INSERT INTO team (id, name, recorded_at) VALUES (:id, '가상 추진단', :now)", id=team, now=now())
    office.sql("INSERT INTO team_district VALUES (:id, :code)", id=team, code=office.districts()[0])
    office.sql(
        "INSERT INTO team_member (team_id, user_id, role) VALUES (:id, :user, 'member')", id=team, user=people["one"].id
    )
    put(office, people["planner"], "works", issues=[issue], act="assign", team=str(team), occurred_at=AT)
    assigned, others = (shown(office, people[key], issue) for key in ("one", "other"))
    assert (assigned["kept"], assigned["team"], others["kept"]) == ("team", "가상 추진단", None)
    assert assigned["history"][0] | {"at": None} == {
        "what": "assignment",
        "by": "made-planner",
        "to": "가상 추진단",
        "at": None,
    }


def test_edited_values_come_with_the_edits_that_the_next_one_names(
    office: Any, people: dict[str, User], issue: str
) -> None:
    one, other = str(uuid4()), str(uuid4())
    for edit, user, words in ((one, "one", "가상 메모"), (other, "other", "다른 메모")):
        values = {"description": {"value": words, "replaces": []}}
        put(office, people[user], "edits", id=edit, issue_id=issue, edited_at=AT, values=values)
    found = shown(office, people["one"], issue)
    heads = found["edited"]["description"]["heads"]
    assert {head["edit"]: (head["value"], head["by"]) for head in heads} == {
        one: ("가상 메모", "made-one"), other: ("다른 메모", "made-other"),
    }  # fmt: skip
    assert found["text"] == found["edited"]["description"]["value"] == heads[0]["value"]
    segment = found["segment"]
    narrow = {"width_m": {"value": 2.4, "replaces": []}, "impassable": {"value": True, "replaces": []}}
    put(office, people["one"], "edits", segment_id=segment, edited_at=AT, values=narrow)
    [edited] = [row for row in area(office, people["one"])["segments"] if row["id"] == segment]
    assert (edited["width_m"], edited["edited"]["impassable"]["value"]) == (2.4, True)
    assert sum("edited" in row for row in area(office, people["one"])["segments"]) == 1
    withdrawn = {"withdrawn": {"value": True, "replaces": []}}
    put(office, people["planner"], "edits", issue_id=issue, edited_at=AT, values=withdrawn, reason="가상 까닭")
    assert shown(office, people["one"], issue) is None
