"""Edits over HTTP: every value is kept, nothing waits for a decision, and whoever may decide is recorded."""

from __future__ import annotations

import csv
import io
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest

from mapper.domain.access import Scope
from mapper.domain.edit import MOST_TOLD
from mapper.domain.reader import Role
from mapper.domain.user import User
from mapper.store import issue_state
from mapper.store.review import unplaced

AT = "2026-07-01T09:30:00+09:00"


@pytest.fixture
def issue(office: Any) -> str:
    """Placed in the district with the most segments."""
    found = office.sql(
        "SELECT issue_id FROM issue_state JOIN segment ON segment.id = segment_id JOIN district ON district.id = district_id"
        " WHERE code = :code ORDER BY issue_id LIMIT 1",
        code=office.districts()[0],
    )
    return str(found.scalar_one())


@pytest.fixture
def people(office: Any) -> dict[str, User]:
    code = office.districts()[0]
    return {
        "one": office.add("made-one", Role.FIELD, code),
        "other": office.add("made-other", Role.FIELD, code),
        "stranger": office.add("made-stranger", Role.FIELD, office.districts()[1]),
        "planner": office.add("made-planner", Role.PLANNER),
    }


def call(office: Any, user: User, method: str, path: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {office.token(user, Scope.READ, Scope.WRITE)}"}
    return office.app.test_client().open(f"/api/v1/{path}", method=method, json=body, headers=headers)


def send(office: Any, user: User, issue: str, field: str, value: Any, *bases: str, **more: Any) -> Any:
    body = {"issue_id": issue, "edited_at": AT, "values": {field: {"value": value, "replaces": list(bases)}}}
    return call(office, user, "PUT", f"edits/{more.pop('id', uuid4())}", body | more)


def field(office: Any, user: User, issue: str, name: str) -> Any:
    answer = call(office, user, "GET", f"edits?issue={issue}")
    assert answer.status_code == 200, answer.text
    return next(one for one in answer.json["fields"] if one["field"] == name)


def log(office: Any, user: User, coming: str, issue: str) -> Any:
    """Log one on the segment of another."""
    found = office.sql(
        "SELECT ST_X(there), ST_Y(there) FROM issue_state JOIN segment ON segment.id = segment_id,"
        " ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326) AS there WHERE issue_id = :id",
        id=issue,
    )
    lon, lat = found.one()
    body = {"category": "litter", "severity": 1, "lon": lon, "lat": lat, "accuracy_m": 3, "reported_at": AT}
    return call(office, user, "PUT", f"issues/{coming}", body)


def test_the_example_is_stored_once(office: Any, people: dict[str, User]) -> None:
    found = office.sql("SELECT s.id FROM segment s JOIN district d ON d.id = district_id WHERE code = :code LIMIT 1",
                       code=office.districts()[0])  # fmt: skip
    document = office.app.test_client().get("/api/v1/openapi.json").json
    content = document["paths"]["/api/v1/edits/{edit_id}"]["put"]["requestBody"]["content"]["application/json"]
    body, path = {**content["example"], "segment_id": (segment := str(found.scalar_one()))}, f"edits/{uuid4()}"
    first = call(office, people["one"], "PUT", path, body)
    assert (first.status_code, first.json["conflicts"]) == (201, []), first.text
    again = call(office, people["one"], "PUT", path, body)
    assert (again.status_code, again.json) == (200, first.json)
    fields = call(office, people["one"], "GET", f"edits?segment={segment}").json["fields"]
    assert {one["field"]: one["value"] for one in fields} == {
        "width_m": 2.4, "stairs": None, "note": None, "impassable": False,
    }  # fmt: skip


def test_what_is_written_over_a_segment_is_on_its_card_and_in_its_file_for_the_staff(
    office: Any, people: dict[str, User]
) -> None:
    segment = str(office.sql("SELECT segment_id FROM grade JOIN segment ON segment.id = segment_id JOIN district d"
                             " ON d.id = district_id WHERE code = :c LIMIT 1", c=office.districts()[0]).scalar_one())  # fmt: skip
    for name, values in {"one": {"impassable": True, "note": "=막힘"}, "other": {"impassable": False}}.items():
        body = {
            "segment_id": segment,
            "edited_at": AT,
            "values": {field: {"value": value, "replaces": []} for field, value in values.items()},
        }
        assert call(office, people[name], "PUT", f"edits/{uuid4()}", body).status_code == 201
    card = call(office, people["one"], "GET", f"segments/{segment}").json
    assert [(one["field"], one["is_conflict"], [(head["value"], head["by"], head["at"]) for head in one["values"]])
            for one in card["edited"]] == [
        ("note", False, [("=막힘", "made-one", AT)]),
        ("impassable", True, [(True, "made-one", AT), (False, "made-other", AT)]),
    ]  # fmt: skip
    assert call(office, people["stranger"], "GET", f"segments/{segment}").json["edited"] is None
    browser = office.browser(people["planner"])
    told = browser.get("/export/segments.csv?names=en").data.decode("utf-8-sig")
    edited = [row for row in csv.DictReader(io.StringIO(told, newline="")) if row["edited_on"]]
    assert [
        {name: row[name] for name in ("id", "edited_width_m", "stairs", "impassable", "disputed", "edited_on")}
        for row in edited
    ] == [{"id": segment, "edited_width_m": "", "stairs": "", "impassable": "1", "disputed": "1", "edited_on": AT[:10]}]
    assert "edited" not in browser.get("/export/segments.csv?names=en&detail=public").text


def test_two_who_disagree_are_both_kept_and_a_planner_decides(office: Any, people: dict[str, User], issue: str) -> None:
    one = send(office, people["one"], issue, "description", None)
    other = send(office, people["other"], issue, "description", "가상 메모")
    assert (one.json["conflicts"], other.json["conflicts"]) == ([], ["description"])
    stands = field(office, people["one"], issue, "description")
    assert (stands["is_conflict"], {head["by"] for head in stands["heads"]}) == (True, {"made-one", "made-other"})
    listed = call(office, people["planner"], "GET", "conflicts").json["conflicts"]
    assert [(row["issue_id"], row["field"]) for row in listed] == [(issue, "description")]
    assert call(office, people["one"], "GET", "conflicts").json["conflicts"] == []
    bases = [head["edit"] for head in stands["heads"]]
    refused = send(office, people["one"], issue, "description", "둘 다", *bases, resolves=True)
    assert refused.json["error"]["code"] == "not_allowed"
    decided = send(office, people["planner"], issue, "description", "둘 다", *bases, resolves=True)
    assert (decided.status_code, decided.json["conflicts"]) == (201, [])
    stands = field(office, people["one"], issue, "description")
    assert [(head["value"], head["by"], head["resolves"]) for head in stands["heads"]] == [
        ("둘 다", "made-planner", True)
    ]
    assert call(office, people["planner"], "GET", "conflicts").json["conflicts"] == []
    assert office.sql("SELECT count(*) FROM write_log WHERE action = 'edit.resolve'").scalar_one() == 1
    assert office.sql("SELECT count(*) FROM edited_value").scalar_one() == 3


def test_of_too_many_values_so_many_are_told_and_all_can_be_decided(
    office: Any, people: dict[str, User], issue: str
) -> None:
    sent = [send(office, people["one"], issue, "description", f"메모 {n}").json["id"] for n in range(MOST_TOLD + 2)]
    stands = field(office, people["one"], issue, "description")
    assert (len(stands["heads"]), stands["untold"]) == (MOST_TOLD, 2)
    area = call(office, people["one"], "GET", f"field/area?district={office.districts()[0]}").json
    [taken] = [one["edited"] for one in area["issues"] if one["id"] == issue]
    assert len(taken["description"]["heads"]) == MOST_TOLD
    page = office.browser(people["planner"]).get("/conflicts").text
    assert (page.count("data-value="), "2개는 아직 보이지 않습니다" in page) == (MOST_TOLD, True)
    for left in (3, 1):
        bases = [head["edit"] for head in field(office, people["one"], issue, "description")["heads"]]
        assert send(office, people["planner"], issue, "description", "정함", *bases, resolves=True).status_code == 201
        stands = field(office, people["one"], issue, "description")
        assert len(stands["heads"]) == left
    assert (stands["value"], stands["is_conflict"], len(sent)) == ("정함", False, MOST_TOLD + 2)


def test_conflicts_come_in_pages(
    office: Any, people: dict[str, User], issue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, severity in (("one", 1), ("other", 4)):
        send(office, people[name], issue, "severity", severity)
        send(office, people[name], issue, "description", f"메모 {severity}")
    for module in ("mapper.operations.conflicts", "web.blueprints.work_conflicts", "web.blueprints.edits"):
        monkeypatch.setattr(f"{module}.PAGE", 1)
    browser = office.browser(people["planner"])
    pages = [browser.get(f"/conflicts?page={number}").text for number in (1, 2)]
    assert [page.count("<article") for page in pages] == [1, 1]
    assert ["page=2" in pages[0], "page=1" in pages[1], 'id="count">2<' in pages[0]] == [True, True, True]
    listed = [call(office, people["planner"], "GET", f"conflicts?page={number}").json for number in (1, 2, 3)]
    assert [one["total"] for one in listed] == [2, 2, 2]
    assert [[row["field"] for row in one["conflicts"]] for one in listed] == [["severity"], ["description"], []] or [
        [row["field"] for row in one["conflicts"]] for one in listed
    ] == [["description"], ["severity"], []]


@pytest.mark.parametrize("value", ["가\u202e나", "가\0나", "\u2066가"])
def test_what_nobody_sees_is_refused(office: Any, people: dict[str, User], issue: str, value: str) -> None:
    assert send(office, people["one"], issue, "description", value).status_code == 400
    assert send(office, people["one"], issue, "severity", 2, reason=value).status_code == 400


def test_who_leads_a_team_there_decides(office: Any, people: dict[str, User], issue: str) -> None:
    bases = [
        send(office, people[name], issue, "severity", value).json["id"] for name, value in (("one", 1), ("other", 4))
    ]
    team = str(uuid4())
    office.sql("INSERT INTO team (id, name, recorded_at) VALUES (:team, 'made-team', now())", team=team)
    office.sql("INSERT INTO team_district VALUES (:team, :code)", team=team, code=office.districts()[0])
    office.sql(
        "INSERT INTO team_member (team_id, user_id, role) VALUES (:team, :user, 'leader')",
        team=team,
        user=people["one"].id,
    )
    assert len(call(office, people["one"], "GET", "conflicts").json["conflicts"]) == 1
    assert 'class="count is-some">1<' in office.browser(people["one"]).get("/work").text
    assert issue in office.browser(people["one"]).get("/conflicts").text
    assert "/conflicts" not in office.browser(people["other"]).get("/work").text
    assert issue not in office.browser(people["other"]).get("/conflicts").text
    assert send(office, people["one"], issue, "severity", 2, *bases, resolves=True).status_code == 201
    assert field(office, people["other"], issue, "severity")["value"] == 2


def test_any_order_of_arrival_ends_in_the_same_state(office: Any, people: dict[str, User], issue: str) -> None:
    ids = sorted(str(uuid4()) for _ in range(4))
    chain = [(ids[0], True, []), (ids[1], False, [ids[0]]), (ids[2], True, [ids[1]]), (ids[3], False, [])]
    seen = []
    for order in permutations(chain):
        with office.undone():
            for number, value, bases in order:
                more = {"id": number, "reason": "가상 까닭"}
                sent = send(office, people["planner"], issue, "withdrawn", value, *bases, **more)
                assert sent.status_code == 201, sent.text
            seen.append(field(office, people["one"], issue, "withdrawn"))
    assert len(seen) == 24
    assert all(one == seen[0] for one in seen)
    assert (seen[0]["value"], seen[0]["is_conflict"]) == (False, True)
    assert {head["edit"] for head in seen[0]["heads"]} == {ids[2], ids[3]}


def test_an_edit_may_come_before_its_issue(office: Any, people: dict[str, User], issue: str) -> None:
    coming = str(uuid4())
    early = send(office, people["one"], coming, "severity", 4)
    assert (early.status_code, early.json["is_known"]) == (201, False)
    assert call(office, people["one"], "GET", f"edits?issue={coming}").status_code == 404
    assert log(office, people["planner"], coming, issue).status_code == 201
    assert field(office, people["planner"], coming, "severity")["value"] == 4
    assert office.sql("SELECT severity FROM issue_state WHERE issue_id = :id", id=coming).scalar_one() == 4


def test_who_waits_for_good_is_told_and_blocks_no_phone(office: Any, people: dict[str, User], issue: str) -> None:
    coming, number = str(uuid4()), str(uuid4())
    assert send(office, people["stranger"], coming, "severity", 4, id=number).status_code == 201
    early = {"issues": [coming], "act": "move", "move": "resolved", "occurred_at": AT}
    assert call(office, people["one"], "PUT", f"works/{uuid4()}", early).status_code == 201  # waits for a fix
    logged = log(office, people["one"], coming, issue)
    assert logged.status_code == 201, logged.text
    told = call(office, people["stranger"], "GET", f"receipts/{number}").json
    assert told["refused"] == [{"issue": coming, "why": "not_allowed"}]
    assert call(office, people["one"], "GET", f"receipts/{coming}").json["refused"] == []
    for act in ({"act": "follow"}, {"act": "note", "words": "가상 메모"}, {"act": "move", "move": "fixed"}):
        body = {"issues": [coming], "occurred_at": AT, **act}
        answer = call(office, people["other"], "PUT", f"works/{uuid4()}", body)
        assert (answer.status_code, answer.json.get("refused")) == (201, []), answer.text
    assert field(office, people["one"], coming, "severity")["heads"] == []


def test_nobody_moves_an_issue_out_of_their_own_reach(office: Any, people: dict[str, User], issue: str) -> None:
    place = (
        "SELECT s.id, ST_X(p), ST_Y(p) FROM segment s JOIN district d ON d.id = s.district_id,"
        " LATERAL ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326) AS p WHERE d.code = :code AND graded"
        " ORDER BY ST_Distance(line, ST_Boundary(boundary)) DESC LIMIT 1"
    )
    across = (
        "SELECT own.id, ST_X(p), ST_Y(p) FROM segment own JOIN district d ON d.id = own.district_id"
        " JOIN segment other ON ST_DWithin(own.line, ST_LineInterpolatePoint(other.line, 0.5), 90)"
        " CROSS JOIN LATERAL ST_Transform(ST_LineInterpolatePoint(other.line, 0.5), 4326) AS p WHERE d.code = :code"
        " AND own.graded AND NOT ST_DWithin(ST_LineInterpolatePoint(other.line, 0.5), boundary, 10) ORDER BY own.id LIMIT 1"
    )
    there, lon, lat = office.sql(place, code=office.districts()[1]).one()
    for pin in ({"lon": lon, "lat": lat}, {"lon": lon, "lat": lat, "segment": str(there)}, {"lon": 125.0, "lat": 34.0}):
        refused = send(office, people["one"], issue, "place", pin)
        assert (refused.status_code, refused.json["error"]["code"]) == (403, "not_allowed"), pin
    here, *pin = office.sql(across, code=office.districts()[0]).one()
    near = dict(zip(("lon", "lat"), pin, strict=True))
    assert send(office, people["one"], issue, "place", near).status_code == 403
    assert send(office, people["one"], issue, "place", near | {"segment": str(here)}).status_code == 201
    assert send(office, people["planner"], issue, "place", {"lon": lon, "lat": lat}).status_code == 201


def offers_withdrawal(office: Any, user: User, issue: str) -> bool:
    """Tell whether a phone offers to take an issue back."""
    area = call(office, user, "GET", f"field/area?district={office.districts()[0]}").json
    return next(bool(one["withdrawable"]) for one in area["issues"] if one["id"] == issue)


def test_a_withdrawal_is_of_ones_own_mistake_or_by_who_decides_there_and_says_why(
    office: Any, people: dict[str, User], issue: str
) -> None:
    one, own, made = people["one"], str(uuid4()), uuid4()
    back, again = ("withdrawn", True), ("withdrawn", False)

    def may(name: str) -> bool:
        """Tell whether it is offered and taken, and not without a reason."""
        who = people[name]
        offered = offers_withdrawal(office, who, own)
        unsaid = send(office, who, own, *back)
        assert (unsaid.status_code, unsaid.json["error"]["code"]) == (400, "invalid_input")
        with office.undone():
            taken = send(office, who, own, *back, reason="잘못 올림").status_code
        assert (offered, taken) in {(True, 201), (False, 403)}
        return offered

    assert log(office, one, own, issue).status_code == 201
    assert [may(name) for name in ("one", "other", "planner")] == [True, False, True]
    office.sql("INSERT INTO team (id, name, recorded_at) VALUES (:team, '가상 추진단', now())", team=made)
    office.sql("INSERT INTO team_district VALUES (:team, :code)", team=made, code=office.districts()[0])
    office.sql(
        "INSERT INTO team_member (team_id, user_id, role) VALUES (:team, :user, 'leader')",
        team=made,
        user=people["other"].id,
    )
    assert may("other")
    assert send(office, one, own, *back, reason="잘못 올림").status_code == 201
    assert send(office, one, own, *again, reason="맞게 올림").status_code == 201
    office.sql(
        "INSERT INTO complaint (id, source_key, issue_id, filed_at, recorded_at)"
        " VALUES (gen_random_uuid(), 'made-complaint', :issue, now(), now())",
        issue=own,
    )
    assert [may(name) for name in ("one", "other", "planner")] == [False, False, True]


def test_who_works_where_an_issue_may_lie_edits_it_as_well(office: Any, people: dict[str, User], issue: str) -> None:
    """Decisions and edits are of the same people, also as long as nobody knows in which of two districts it is."""
    one, stranger, (here, there, *_) = people["one"], people["stranger"], office.districts()
    coming = str(uuid4())
    assert log(office, one, coming, issue).status_code == 201
    office.sql(
        "INSERT INTO placement (id, issue_id, decision, method, offer, recorded_at) SELECT gen_random_uuid(), :id, 'ask',"
        " 'posterior', jsonb_object_agg(id, 0.5), clock_timestamp() FROM (SELECT DISTINCT ON (code) segment.id FROM segment"
        " JOIN district ON district.id = district_id WHERE code = ANY(:codes) AND graded) AS candidate",
        id=coming,
        codes=[here, there],
    )
    with office.sessions.begin() as session:
        issue_state.follow(session, [UUID(coming)])
        unplaced.follow(session, [UUID(coming)])
    for who, code in ((one, here), (stranger, there)):
        assert call(office, who, "GET", f"works/issues/{coming}").status_code == 200
        area = call(office, who, "GET", f"field/area?district={code}").json
        assert coming in {known["id"] for known in area["issues"]}
        assert send(office, who, coming, "severity", 4).status_code == 201
        assert len(field(office, who, coming, "severity")["heads"]) >= 1


def test_only_what_can_never_count_is_refused(office: Any, people: dict[str, User], issue: str) -> None:
    assert send(office, people["stranger"], issue, "severity", 2).json["error"]["code"] == "not_allowed"
    assert call(office, people["stranger"], "GET", f"edits?issue={issue}").status_code == 404
    body = {"segment_id": str(uuid4()), "edited_at": AT, "values": {"stairs": {"value": True, "replaces": []}}}
    assert call(office, people["one"], "PUT", f"edits/{uuid4()}", body).json["error"]["code"] == "segment_not_found"


@pytest.mark.parametrize(
    ("name", "value"),
    [("severity", 5), ("width_m", 3), ("place", {"lon": 0, "lat": 0}), ("category", "no_such"), ("withdrawn", None)],
)
def test_a_field_takes_its_values_only(office: Any, people: dict[str, User], issue: str, name: str, value: Any) -> None:
    answer = send(office, people["one"], issue, name, value)
    assert answer.status_code == 400
    assert name in answer.json["error"]["details"]["faults"]["values"][0]


def test_an_edit_is_of_one_thing(office: Any, people: dict[str, User], issue: str) -> None:
    both = send(office, people["one"], issue, "severity", 2, segment_id=str(uuid4()))
    assert "not of both" in both.json["error"]["details"]["faults"]["values"][0]
    assert call(office, people["one"], "GET", "edits").status_code == 400
