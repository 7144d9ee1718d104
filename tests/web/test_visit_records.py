"""Handing in how a visit went: once, however often it is sent; and what it brings into the ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from mapper.domain.access import Scope
from mapper.domain.calendar import KST
from mapper.domain.reader import Role
from mapper.domain.user import User
from web.clock import now

HELD = now() - timedelta(hours=1)
DUE = (HELD.astimezone(KST).date() + timedelta(days=14)).isoformat()


@pytest.fixture
def mayor(office: Any) -> User:
    found: User = office.add("made-mayor", Role.MAYOR)
    return found


@pytest.fixture
def visit(office: Any, mayor: User) -> UUID:
    begins = (now() + timedelta(days=2)).astimezone(KST)
    typed = {"kind": "field_office", "theme": "가상 방문", "starts_at": f"{begins:%Y-%m-%dT14:00}", "minutes": 120}
    typed |= {"limit_m": 5000, "source": "worst", "district": office.districts()[0], "count": 3}
    made = office.post(office.browser(mayor), "/visits/new", "/visits/new", **typed)
    assert made.status_code == 303, made.text
    return UUID(made.location.rpartition("/")[2])


def stops(office: Any, visit: UUID) -> list[str]:
    found = office.sql("SELECT segment_id FROM visit_stop WHERE version_id = :visit ORDER BY ordinal", visit=visit)
    return [str(one) for one in found.scalars()]


def body(visit: UUID, **change: Any) -> dict[str, Any]:
    return {
        "visit_id": str(visit),
        "held_at": HELD.isoformat(),
        "attendance": [{"kind": "resident", "heads": 11}, {"kind": "official", "heads": 3}],
        "entries": [said()],
        **change,
    }


def said(**change: Any) -> dict[str, Any]:
    entry = {"id": str(uuid4()), "kind": "consultation", "role": "resident", "words": "밤에 어둡다고 함"}
    return entry | {"outcome": "reply", "owner": "도로과", "due": DUE} | change


def put(office: Any, user: User, record: str, sent: dict[str, Any]) -> Any:
    headers = {"Authorization": f"Bearer {office.token(user, Scope.WRITE)}"}
    return office.app.test_client().put(f"/api/v1/visit-records/{record}", json=sent, headers=headers)


def test_a_record_is_stored_once_with_who_came_and_what_was_said(office: Any, mayor: User, visit: UUID) -> None:
    first_stop = stops(office, visit)[0]
    dark, told, record = said(), said(), str(uuid4())
    told |= {"outcome": "issue", "segment_id": first_stop, "category": "streetlight_out", "severity": 3}
    kept = {"id": str(uuid4()), "kind": "promise", "words": "가로등을 답니다.", "about": dark["id"]}
    handed_on = {"id": str(uuid4()), "kind": "consultation", "role": "resident", "outcome": "referral"}
    handed_on |= {"district": office.districts()[1], "owner": "맞춤형복지팀", "due": DUE}
    entries = [kept | {"owner": "도로과", "due": DUE}, dark, told, handed_on]
    sent = body(visit, entries=entries, photos=[{"sha256": "ab" * 32, "consent": "nobody"}])
    first = put(office, mayor, record, sent)
    assert first.status_code == 201, first.text
    assert (first.json["heads"], len(first.json["entries"]), first.json["issues"]) == (14, 4, [told["id"]])
    again = put(office, mayor, record, sent)
    assert (again.status_code, again.json) == (200, first.json)
    other = put(office, mayor, record, sent | {"note": "다른 말"})
    assert (other.status_code, other.json["error"]["code"]) == (409, "receipt_clash")
    assert other.json["error"]["details"]["stored"]["body"] == sent

    row = office.sql("SELECT * FROM visit_record WHERE id = :id", id=record).mappings().one()
    assert row["held_on"] == HELD.astimezone(KST).date()
    assert row["district_codes"] == sorted(office.districts()[:2])
    issue = office.sql("SELECT * FROM issue WHERE id = :id", id=told["id"]).mappings().one()
    assert (issue["category"], issue["severity"], issue["description"]) == ("streetlight_out", 3, "밤에 어둡다고 함")
    placed = office.sql("SELECT segment_id FROM issue_state WHERE issue_id = :id", id=told["id"]).scalar_one()
    assert str(placed) == first_stop
    ledger = {str(one["id"]): one for one in office.sql("SELECT * FROM ledger_entry").mappings()}
    assert ledger.keys() == {one["id"] for one in entries}
    assert str(ledger[kept["id"]]["about_id"]) == dark["id"]
    assert ledger[told["id"]]["issue_id"] == issue["id"]
    assert ledger[handed_on["id"]]["words"] is None
    assert office.sql("SELECT moment FROM photo_use WHERE visit_record_id = :id", id=record).scalars().all() == [
        "visit"
    ]


def test_of_two_counts_of_a_kind_the_later_holds_and_entries_add_up(office: Any, mayor: User, visit: UUID) -> None:
    assert put(office, mayor, str(uuid4()), body(visit)).status_code == 201
    later = body(visit, attendance=[{"kind": "resident", "heads": 12}])
    assert put(office, mayor, str(uuid4()), later).status_code == 201
    page = office.browser(mayor).get(f"/visits/{visit}").text
    assert "15명" in page
    assert office.sql("SELECT count(*) FROM ledger_entry").scalar_one() == 2


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"visit_id": str(uuid4())}, 404, "not_found"),
        ({"attendance": [], "entries": []}, 400, "invalid_input"),
        ({"held_at": "1999-12-31T09:00:00+09:00"}, 400, "held_at"),
        ({"attendance": [{"kind": "mayor", "heads": 1}]}, 400, "attendance.0.kind"),
        ({"attendance": [{"kind": "resident", "heads": -1}]}, 400, "attendance.0.heads"),
        ({"districts": ["9999999999"]}, 400, "invalid_input"),
        ({"entries": [said(outcome="issue")]}, 400, "invalid_input"),
        ({"entries": [said(outcome="referral")]}, 400, "invalid_input"),
        ({"entries": [said(outcome="referral", words=None)]}, 400, "invalid_input"),
        ({"entries": [said(due="2020-01-01")]}, 400, "invalid_input"),
        ({"entries": [said(owner=" ")]}, 400, "invalid_input"),
        ({"entries": [said(role=None)]}, 400, "invalid_input"),
        ({"entries": [said(words="010-0000-0000 으로 전화")]}, 400, "personal_data_found"),
        ({"entries": [said(kind="promise", about=str(uuid4()))]}, 400, "invalid_input"),
        ({"entries": [said(segment_id=str(uuid4()))]}, 404, "segment_not_found"),
        ({"photos": [{"sha256": "ab" * 32}]}, 400, "photos.0.consent"),
        ({"mood": "good"}, 400, "mood"),
    ],
)
def test_what_cannot_be_is_refused_and_the_id_stays_free(
    office: Any, mayor: User, visit: UUID, change: dict[str, Any], status: int, told: str
) -> None:
    record = str(uuid4())
    refused = put(office, mayor, record, body(visit, **change))
    assert refused.status_code == status, refused.text
    error = refused.json["error"]
    assert told in {error["code"], *error.get("details", {}).get("faults", {})}, error
    assert put(office, mayor, record, body(visit)).status_code == 201


def test_a_phone_takes_visits_along_and_the_mayors_office_no_area(office: Any, mayor: User, visit: UUID) -> None:
    headers = {"Authorization": f"Bearer {office.token(mayor, Scope.READ)}"}
    client = office.app.test_client()
    along = client.get("/api/v1/field/visits", headers=headers)
    assert along.status_code == 200, along.text
    (found,) = along.json["visits"]
    assert (found["id"], [one["segment"] for one in found["stops"]]) == (str(visit), stops(office, visit))
    assert found["is_recorded"] is False
    assert {one["code"] for one in along.json["districts"]} >= set(office.districts())
    code = office.districts()[0]
    assert client.get(f"/api/v1/field/area?district={code}", headers=headers).status_code == 403
    field = office.token(office.add("made-field", Role.FIELD, code), Scope.WRITE)
    headers = {"Authorization": f"Bearer {field}"}
    assert client.get("/api/v1/field/visits", headers=headers).status_code == 403
    refused = client.put(f"/api/v1/visit-records/{uuid4()}", json=body(visit), headers=headers)
    assert refused.status_code == 403


def test_a_visit_that_was_cancelled_was_not_held(office: Any, mayor: User, visit: UUID) -> None:
    office.sql(
        "INSERT INTO visit SELECT gen_random_uuid(), visit_id, kind, place_kind, theme, starts_at, minutes, limit_m,"
        " begin_place_id, end_place_id, true, user_id, clock_timestamp() FROM visit WHERE id = :visit RETURNING id",
        visit=visit,
    )
    refused = put(office, mayor, str(uuid4()), body(visit))
    assert (refused.status_code, refused.json["error"]["code"]) == (400, "invalid_input")
