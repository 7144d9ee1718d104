"""Handing in an issue over HTTP, as the OpenAPI document says, and as a phone with a bad link does."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

from mapper.domain.access import Scope
from mapper.domain.reader import Role
from mapper.domain.user import User
from web.clock import now
from web.receiving import CLOCK_HEADER, HEARD_HEADER


@pytest.fixture
def planner(office: Any) -> User:
    user: User = office.add("made-planner", Role.PLANNER)
    return user


def example(office: Any) -> dict[str, Any]:
    """The example of the document, read as a stranger would."""
    document = office.app.test_client().get("/api/v1/openapi.json").json
    content = document["paths"]["/api/v1/issues/{issue_id}"]["put"]["requestBody"]["content"]
    found: dict[str, Any] = content["application/json"]["example"]
    return found


def put(office: Any, user: User, body: Any, issue: Any = None, **headers: str) -> Any:
    token = office.token(user, Scope.WRITE)
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return office.app.test_client().put(
        f"/api/v1/issues/{issue or uuid4()}",
        data=sent,
        content_type="application/json",
        headers={
            "Authorization": f"Bearer {token}",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        },
    )


def test_the_example_of_the_document_works_and_lies_in_the_demo_city(office: Any, planner: User) -> None:
    body, issue = example(office), uuid4()
    assert body["description"]
    first = put(office, planner, body, issue)
    assert first.status_code == 201, first.text
    assert (first.json["id"], first.json["clock_offset_s"]) == (str(issue), 0)
    district = office.sql("SELECT district_code FROM write_log WHERE action = 'issue.log'").scalar_one()
    assert district is not None
    shuffled = json.dumps(dict(reversed(body.items())), indent=1, ensure_ascii=False).encode()
    again = put(office, planner, shuffled, issue)
    assert (again.status_code, again.data) == (200, first.data)
    other = put(office, planner, body | {"severity": 4}, issue)
    assert (other.status_code, other.json["error"]["code"]) == (409, "receipt_clash")
    assert other.json["error"]["details"]["stored"]["body"] == body


def test_every_fault_is_said_at_once(office: Any, planner: User) -> None:
    early = "1999-12-31T23:59:59+09:00"
    body = {"category": "noise", "severity": 9, "lon": 2.35, "lat": True, "reported_at": early, "id": "mine"}
    answer = put(office, planner, body)
    assert answer.status_code == 400
    faults = answer.json["error"]["details"]["faults"]
    assert set(faults) == {"category", "severity", "lon", "lat", "reported_at", "id"}
    assert "illegal_dumping" in faults["category"][0]


def test_what_comes_after_it_and_what_it_joins_is_named_in_it(office: Any, planner: User) -> None:
    first = put(office, planner, example(office)).json
    photos = [{"sha256": "ab" * 32}, {"sha256": "cd" * 32, "moment": "after"}]
    more = {"photos": photos, "patrol_id": str(uuid4()), "joins": first["id"]}
    second = put(office, planner, example(office) | more)
    assert second.status_code == 201, second.text
    assert (second.json["merged_into"], second.json["note"]) == (first["id"], None)
    headers = {"Authorization": f"Bearer {office.token(planner, Scope.WRITE)}"}
    told = office.app.test_client().get(f"/api/v1/receipts/{second.json['id']}", headers=headers).json
    assert told == {"receipt": second.json, "missing": ["ab" * 32, "cd" * 32], "refused": []}
    wrong = {"photos": [{"sha256": "AB" * 32}, {"sha256": "cd" * 32, "moment": "never"}], "joins": "that one"}
    faults = put(office, planner, example(office) | wrong).json["error"]["details"]["faults"]
    assert set(faults) == {"photos.0.sha256", "photos.1.moment", "joins"}


def test_a_clock_that_is_ahead_is_no_fault_when_it_is_told(office: Any, planner: User) -> None:
    ahead = now() + timedelta(days=1)
    answer = put(
        office, planner, example(office) | {"reported_at": ahead.isoformat()}, **{CLOCK_HEADER: ahead.isoformat()}
    )
    assert answer.status_code == 201, answer.text
    assert abs(datetime.fromisoformat(answer.json["reported_at"]) - now()) < timedelta(minutes=1)
    assert answer.json["clock_offset_s"] == pytest.approx(-86_400, abs=60)


@pytest.mark.parametrize(
    ("clock", "reported_at"),
    [
        ("9999-12-31T23:59:59-14:00", "2026-07-01T09:30:00+09:00"),
        ("4000-01-01T00:00:00+00:00", "2026-07-01T09:30:00+09:00"),
        ("", "1999-12-31T23:59:59+09:00"),
    ],
)
def test_a_clock_that_puts_the_report_out_of_our_time_is_a_fault(
    office: Any, planner: User, clock: str, reported_at: str
) -> None:
    answer = put(office, planner, example(office) | {"reported_at": reported_at}, **{CLOCK_HEADER: clock})
    assert answer.status_code == 400
    assert set(answer.json["error"]["details"]["faults"]) == {"reported_at"}


@pytest.mark.parametrize(
    ("clock", "reported_at", "note"),
    [
        ("", "2999-01-01T00:00:00+09:00", "ahead"),
        ("0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "ahead"),
        ("", "1970-01-01T00:00:00+00:00", "behind"),
        ("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "behind"),
    ],
)
def test_a_time_that_no_clock_explains_is_put_where_it_can_be_with_a_word(
    office: Any, planner: User, clock: str, reported_at: str, note: str
) -> None:
    heard, body = now() - timedelta(hours=1), example(office) | {"reported_at": reported_at}
    receipt = put(office, planner, body, **{CLOCK_HEADER: clock, HEARD_HEADER: heard.isoformat()})
    assert (receipt.status_code, receipt.json["clock_note"]) == (201, note)
    stored = datetime.fromisoformat(receipt.json["reported_at"])
    assert abs(stored - (now() if note == "ahead" else heard)) < timedelta(minutes=1)
    shown = office.sql("SELECT reported_at FROM issue WHERE id = :id", id=receipt.json["id"]).scalar_one()
    assert shown == stored


def test_bytes_that_changed_on_their_way_are_refused(office: Any, planner: User) -> None:
    sent = json.dumps(example(office)).encode()
    right, wrong = (b64encode(sha256(content).digest()).decode() for content in (sent, sent + b" "))
    answers = {
        header: put(office, planner, sent, Content_Digest=header).status_code
        for header in (f"sha-256=:{right}:", f"md5=:AAAA:, sha-256=:{right}:", "md5=:AAAA:")
    }
    assert set(answers.values()) == {201}
    refused = put(office, planner, sent, Content_Digest=f"sha-256=:{wrong}:")
    assert (refused.status_code, refused.json["error"]["code"]) == (400, "digest_mismatch")
    assert put(office, planner, sent, Content_Digest="sha-256=what").status_code == 400


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"lon": NaN}', b'{"severity": 1, "severity": 2}', b"\xff"])
def test_what_is_no_json_of_one_meaning_is_refused(office: Any, planner: User, body: bytes) -> None:
    assert put(office, planner, body).status_code == 400


def test_a_name_that_stands_twice_is_refused_though_python_would_read_it(office: Any, planner: User) -> None:
    sent = json.dumps(example(office)).encode()[:-1] + b', "severity": 1}'
    assert put(office, planner, sent).json["error"]["code"] == "invalid_input"


def test_a_field_team_is_refused_elsewhere_and_a_read_token_everywhere(office: Any, planner: User) -> None:
    body = example(office)
    put(office, planner, body)
    here = office.sql("SELECT district_code FROM write_log WHERE action = 'issue.log'").scalar_one()
    elsewhere = next(code for code in office.districts() if code != here)
    assert put(office, office.add("made-own", Role.FIELD, here), body).status_code == 201
    refused = put(office, office.add("made-other", Role.FIELD, elsewhere), body)
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "not_allowed")
    token = office.token(planner, Scope.READ)
    headers = {"Authorization": f"Bearer {token}"}
    answer = office.app.test_client().put(f"/api/v1/issues/{uuid4()}", json=body, headers=headers)
    assert answer.json["error"]["code"] == "scope_missing"


def test_staff_see_the_live_grade_beside_the_official_one_and_nobody_else(office: Any, planner: User) -> None:
    body = example(office)
    receipt = put(office, planner, body | {"severity": 4, "position": "pin"}).json
    nearest = (
        "SELECT id FROM segment WHERE graded"
        " ORDER BY line <-> ST_Transform(ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 5179) LIMIT 1"
    )
    segment = receipt["segment_id"] or office.sql(nearest, lon=body["lon"], lat=body["lat"]).scalar_one()
    assert put(office, planner, example(office) | {"segment_id": str(segment)}).status_code == 201
    path = f"/api/v1/segments/{segment}"
    shown = office.app.test_client().get(path).json
    headers = {"Authorization": f"Bearer {office.token(planner)}"}
    card = office.app.test_client().get(path, headers=headers).json
    assert shown["live"] is None
    assert card["live"]["known_at"] > card["run"]["known_at"]
    for scope in ("overall", "residential", "walking"):
        points = sum(line["points"] for line in card["live"][scope]["lines"])
        assert round(points, 2) == (card["live"][scope]["score"] or 0)
