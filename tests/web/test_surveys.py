"""Handing in a survey over HTTP, asking what came of it, and what a phone is told of who holds it."""

from __future__ import annotations

from base64 import b64decode
from typing import Any
from uuid import uuid4

import pytest

from mapper.domain.access import Scope
from mapper.domain.reader import Role
from mapper.domain.rubric import RUBRIC
from mapper.domain.user import User
from web.clock import now


@pytest.fixture
def segment(office: Any) -> str:
    """Of the district with the most segments."""
    found = office.sql(
        "SELECT s.id FROM segment s JOIN district d ON d.id = s.district_id WHERE d.code = :code AND graded LIMIT 1",
        code=office.districts()[0],
    )
    return str(found.scalar_one())


@pytest.fixture
def walker(office: Any) -> User:
    user: User = office.add("made-walker", Role.FIELD, office.districts()[0])
    return user


def example(office: Any, segment: str) -> dict[str, Any]:
    """The example of the document with a segment that is there, as its words say."""
    document = office.app.test_client().get("/api/v1/openapi.json").json
    content = document["paths"]["/api/v1/surveys/{survey_id}"]["put"]["requestBody"]["content"]
    return {**content["application/json"]["example"], "segment_id": segment}


def call(office: Any, user: User, method: str, path: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {office.token(user, Scope.WRITE)}"}
    return office.app.test_client().open(f"/api/v1/{path}", method=method, json=body, headers=headers)


def test_the_example_is_stored_once_and_counts_at_once(office: Any, walker: User, segment: str) -> None:
    body, path = example(office, segment), f"surveys/{uuid4()}"
    first = call(office, walker, "PUT", path, body)
    assert first.status_code == 201, first.text
    again = call(office, walker, "PUT", path, body)
    assert (again.status_code, again.json) == (200, first.json)
    live = office.sql("SELECT overall_grade, known_at FROM live_grade WHERE segment_id = :id", id=segment).one()
    assert first.json["live"]["overall"]["grade"] == live.overall_grade
    assert first.json["live"]["known_at"] == live.known_at.isoformat()
    row = office.sql("SELECT * FROM survey WHERE id = :id", id=first.json["id"]).mappings().one()
    assert (row["levels"][1], row["levels"][7], row["levels"][8]) == (-1, None, 3)
    assert (row["method"], row["surveyor"], row["user_id"]) == ("picked", "made-walker", walker.id)
    assert row["source_key"] == f"survey:{row['id']}"
    other = call(office, walker, "PUT", path, body | {"duration_s": 75})
    assert (other.status_code, other.json["error"]["code"]) == (409, "receipt_clash")
    assert other.json["error"]["details"]["stored"]["body"] == body


def test_a_receipt_tells_its_sender_alone_what_is_missing(office: Any, walker: User, segment: str) -> None:
    body = example(office, segment)
    names = sorted([body["photos"][0]["sha256"], "ab" * 32])
    body["photos"] = [{"sha256": name, "item": "W1"} for name in [*names, names[0]]]
    receipt = call(office, walker, "PUT", path := f"surveys/{uuid4()}", body).json
    path = path.replace("surveys", "receipts")
    assert call(office, walker, "GET", path).json == {"receipt": receipt, "missing": names, "refused": []}
    office.sql(
        "INSERT INTO photo (sha256, kept_sha256, thumb_sha256, media_type, sent_bytes, width, height, kept_bytes, recorded_at)"
        " VALUES (decode(:name, 'hex'), decode(:name, 'hex'), decode(:name, 'hex'), 'image/jpeg', 99, 4, 3, 99, now())",
        name=names[0],
    )
    assert call(office, walker, "GET", path).json["missing"] == names, "another sent it"
    office.sql("INSERT INTO photo_sender VALUES (decode(:name, 'hex'), :id)", name=names[0], id=walker.id)
    assert call(office, walker, "GET", path).json["missing"] == names[1:]
    uses = office.sql("SELECT moment, item, count(*) FROM photo_use GROUP BY 1, 2").all()
    assert [tuple(use) for use in uses] == [("survey", "W1", 2)]
    others = office.add("made-planner", Role.PLANNER)
    unknown = call(office, others, "GET", f"receipts/{uuid4()}")
    theirs = call(office, others, "GET", path)
    assert (theirs.status_code, theirs.data) == (404, unknown.data)


@pytest.mark.parametrize(
    ("change", "faulty"),
    [
        ({"levels": {"R1": 2, "X9": 1, "Q1": 0}}, "levels"),
        ({"levels": {"R1": "na", "R2": 1}}, "levels"),
        ({"levels": {"R1": None}}, "levels"),
        ({"rubric": "0.9"}, "rubric"),
        ({"photos": [{"sha256": "00" * 32, "item": "X9"}]}, "photos"),
        ({"walked_at": "1999-12-31T09:00:00+09:00"}, "walked_at"),
        ({"seen_by": "me"}, "seen_by"),
    ],
)
def test_what_the_rubric_does_not_have_is_refused_by_name(
    office: Any, walker: User, segment: str, change: dict[str, Any], faulty: str
) -> None:
    answer = call(office, walker, "PUT", f"surveys/{uuid4()}", example(office, segment) | change)
    assert answer.status_code == 400
    assert list(answer.json["error"]["details"]["faults"]) == [faulty]


def test_a_fault_names_every_item(office: Any, walker: User, segment: str) -> None:
    body = example(office, segment) | {"levels": {"R1": "na", "W1": "na", "R2": "na", "W2": 0}}
    faults = call(office, walker, "PUT", f"surveys/{uuid4()}", body).json["error"]["details"]["faults"]
    assert "R1, W1 cannot be" in faults["levels"][0]


@pytest.mark.parametrize("level", [5, -1, 2.5, True, "2", "NA"])
def test_a_level_is_a_level(office: Any, walker: User, segment: str, level: Any) -> None:
    body = example(office, segment) | {"levels": {"R1": level}}
    assert call(office, walker, "PUT", f"surveys/{uuid4()}", body).status_code == 400


def test_a_survey_is_of_the_own_districts_and_of_a_segment_that_there_is(
    office: Any, walker: User, segment: str
) -> None:
    stranger = office.add("made-stranger", Role.FIELD, office.districts()[1])
    body, path = example(office, segment), f"surveys/{uuid4()}"
    assert call(office, stranger, "PUT", path, body).json["error"]["code"] == "not_allowed"
    unknown = call(office, walker, "PUT", path, body | {"segment_id": str(uuid4())})
    assert (unknown.status_code, unknown.json["error"]["code"]) == (404, "segment_not_found")
    assert call(office, walker, "PUT", path, body).status_code == 201


def test_a_segment_that_was_cut_anew_meanwhile_loses_no_survey(office: Any, walker: User, segment: str) -> None:
    office.sql("UPDATE segment SET superseded_at = now() WHERE id = :id", id=segment)
    answer = call(office, walker, "PUT", f"surveys/{uuid4()}", example(office, segment))
    assert (answer.status_code, answer.json["live"]) == (201, None)


def test_whoever_is_to_survey_a_segment_sees_what_others_found_only_after_their_own_survey(
    office: Any, walker: User
) -> None:
    segment = str(
        office.sql(
            "SELECT g.segment_id FROM grade g JOIN segment s ON s.id = segment_id JOIN district d ON d.id = district_id"
            " WHERE d.code = :code AND overall_grade IS NOT NULL LIMIT 1",
            code=office.districts()[0],
        ).scalar_one()
    )
    other, path = office.add("made-other", Role.FIELD, office.districts()[0]), f"segments/{segment}"
    assert call(office, other, "PUT", f"surveys/{uuid4()}", example(office, segment)).status_code == 201
    office.sql(
        "INSERT INTO survey_task (id, user_id, day, segment_id, ordinal, recorded_at)"
        " VALUES (gen_random_uuid(), :user, CAST(now() AT TIME ZONE 'Asia/Seoul' AS date), :segment, 1, now())",
        user=walker.id,
        segment=segment,
    )
    blind, seeing = (office.browser(user).get(f"/api/v1/{path}").json for user in (walker, other))
    assert [blind[axis]["reason"] for axis in ("overall", "residential", "walking")] == ["own_survey_first"] * 3
    assert not any(blind[axis][name] for axis in ("overall", "walking") for name in ("grade", "score", "lines"))
    assert (blind["live"], seeing["live"] is None, bool(seeing["overall"]["lines"])) == (None, False, True)
    walked = example(office, segment) | {"walked_at": now().isoformat()}
    assert call(office, walker, "PUT", f"surveys/{uuid4()}", walked).status_code == 201
    seen = office.browser(walker).get(f"/api/v1/{path}").json
    assert {**seen, "live": None} == {**seeing, "live": None}
    assert seen["live"]["overall"]["lines"]


def test_the_phone_is_told_who_holds_it(office: Any, walker: User) -> None:
    browser = office.browser(walker)
    answer = browser.get("/api/v1/field/me")
    me = answer.json
    assert (me["id"], me["name"], me["role"], me["rubric"]) == (str(walker.id), "made-walker", "field", RUBRIC.version)
    assert me["districts"] == office.districts()[:1]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert len(b64decode(me["outbox_key"])) == 32
    assert browser.get("/api/v1/field/me").json["outbox_key"] == me["outbox_key"]
    assert (
        office.browser(office.add("made-other", Role.FIELD)).get("/api/v1/field/me").json["outbox_key"]
        != me["outbox_key"]
    )
    assert office.app.test_client().get("/api/v1/field/me").status_code == 401
    assert call(office, walker, "GET", "field/me").json["error"]["code"] == "scope_missing"


def test_its_csrf_token_lets_it_send_with_a_login(office: Any, walker: User, segment: str) -> None:
    browser, path = office.browser(walker), f"/api/v1/surveys/{uuid4()}"
    csrf = browser.get("/api/v1/field/me").json["csrf"]
    assert browser.put(path, json=example(office, segment)).json["error"]["code"] == "form_stale"
    sent = browser.put(path, json=example(office, segment), headers={"X-CSRFToken": csrf})
    assert sent.status_code == 201, sent.text
    assert browser.get(path.replace("surveys", "receipts")).json["receipt"] == sent.json


def test_a_phone_that_lost_its_queue_is_told_what_came_in_of_its_own(office: Any, walker: User, segment: str) -> None:
    mine, never = str(uuid4()), str(uuid4())
    assert call(office, walker, "PUT", f"surveys/{mine}", example(office, segment)).status_code == 201
    asked = f"/api/v1/field/received?ids={mine},{never}"
    assert office.browser(walker).get(asked).json == {"received": [mine]}
    assert office.browser(office.add("made-other", Role.FIELD)).get(asked).json == {"received": []}
    assert office.browser(walker).get("/api/v1/field/received").status_code == 400
    many = ",".join(str(uuid4()) for _ in range(51))
    assert office.browser(walker).get(f"/api/v1/field/received?ids={many}").status_code == 400
