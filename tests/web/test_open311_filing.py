"""Open311 GeoReport v2: what is filed with a key, by whom, how often, and who sees it when."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from defusedxml import ElementTree

from mapper.domain.access import Scope
from mapper.domain.reader import Role
from mapper.domain.resident_report import LIMITS, Limit, TryKind
from mapper.domain.service_request import to_the_hour
from mapper.operations import service_requests
from mapper.operations.released_words import release_words
from mapper.wire.open311.document import MEDIA_TYPES, Form
from web.clock import now

ROOT = "/open311/v2"


@pytest.fixture
def key(office: Any) -> str:
    token: str = office.token(office.add("주민앱", Role.FIELD), Scope.WRITE)
    return token


def new(office: Any, key: str, form: str = "json", **more: Any) -> Any:
    lon, lat = place(office)
    sent = {
        "api_key": key,
        "service_code": "litter",
        "lat": str(lat),
        "long": str(lon),
        "description": "길에 봉투가 흩어져 있습니다. 010-0000-0000",
        "device_id": "made-up-phone-1",
        **more,
    }
    return office.app.test_client().post(f"{ROOT}/requests.{form}", data=sent)


def place(office: Any) -> tuple[float, float]:
    """A point on a segment so long that its card may name what lies there."""
    row = office.sql(
        "SELECT ST_X(p), ST_Y(p) FROM (SELECT ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326) AS p FROM segment"
        " WHERE graded AND superseded_at IS NULL AND public_point IS NOT NULL AND length_m > 100"
        " ORDER BY length_m DESC, id LIMIT 1) AS middle"
    ).one()
    return float(row[0]), float(row[1])


def request_id(answer: Any) -> str:
    assert answer.status_code == 200, answer.text
    [told] = answer.json
    assert "token" not in told
    found: str = told["service_request_id"]
    return found


def show(office: Any, request: str) -> Any:
    return office.app.test_client().get(f"{ROOT}/requests/{request}.json")


def make_public(office: Any, request: str) -> None:
    """Let it be recorded four days ago."""
    for table, key in (("issue", "id"), ("issue_state", "issue_id")):
        office.sql(
            f"UPDATE {table} SET recorded_at = recorded_at - interval '4 days',"
            f" reported_at = reported_at - interval '4 days' WHERE {key} = :id",
            id=UUID(request),
        )


def test_a_report_is_the_issue_that_the_page_of_residents_files(office: Any, key: str) -> None:
    answer = new(office, key, **{"attribute[severity]": "3", "phone": "010-0000-0000", "first_name": "가상"})
    request = request_id(answer)
    row = office.sql(
        "SELECT issue.category, issue.severity, issue.origin, complaint.text, contact IS NOT NULL, segment_id IS NOT NULL"
        " FROM issue JOIN issue_state ON issue_state.issue_id = issue.id JOIN complaint ON complaint.issue_id = issue.id"
        " LEFT JOIN complaint_contact ON complaint_id = complaint.id WHERE issue.id = :id",
        id=UUID(request),
    ).one()
    assert tuple(row) == ("litter", 3, "complaint", "길에 봉투가 흩어져 있습니다. 010-0000-0000", True, True)
    logged = office.sql("SELECT name FROM write_log WHERE action = 'report.file' AND subject = :id", id=request)
    assert logged.scalar_one() == "주민앱"
    planner = office.browser(office.add("기획", Role.PLANNER))
    assert "길에 봉투가 흩어져 있습니다" in planner.get("/moderate").text


def test_what_was_just_filed_is_answered_at_once_redacted_and_listed_after_publication(office: Any, key: str) -> None:
    request = request_id(new(office, key))
    [told] = show(office, request).json
    assert (told["status"], told["service_code"]) == ("open", "litter")
    assert told["description"] == "길에 봉투가 흩어져 있습니다. ●●●"
    assert told["requested_datetime"].endswith(":00:00+09:00")
    client = office.app.test_client()
    listed = client.get(f"{ROOT}/requests.json?service_code=litter").json
    assert request not in {one["service_request_id"] for one in listed}
    make_public(office, request)
    [mine] = [
        one
        for one in client.get(f"{ROOT}/requests.json?service_code=litter").json
        if one["service_request_id"] == request
    ]
    assert mine["description"] is None
    assert show(office, request).json == [mine]
    office.do(lambda session, by, now: release_words(
        session, UUID(request), "봉투가 흩어져 있음", confirmed=False, replaces=None, by=by, now=now
    ))  # fmt: skip
    assert show(office, request).json[0]["description"] == "봉투가 흩어져 있음"


def test_what_the_map_does_not_name_is_in_no_list_and_seen_by_whoever_filed_it(office: Any, key: str) -> None:
    request = request_id(new(office, key, service_code="abandoned_house"))
    make_public(office, request)
    client = office.app.test_client()
    assert client.get(f"{ROOT}/requests.json?service_code=abandoned_house").json == []
    [told] = show(office, request).json
    assert (told["service_code"], told["lat"], told["description"]) == ("abandoned_house", None, None)


def test_what_was_listed_and_turns_out_to_be_what_no_list_names_is_not_there_any_more(office: Any, key: str) -> None:
    request = request_id(new(office, key))
    make_public(office, request)
    assert show(office, request).json[0]["lat"] is not None
    office.sql("UPDATE issue_state SET category = 'abandoned_house' WHERE issue_id = :id", id=UUID(request))
    assert show(office, request).status_code == 404


def test_the_same_sent_twice_is_one_request_and_other_words_are_another(office: Any, key: str) -> None:
    first, again = new(office, key), new(office, key)
    assert first.json == again.json
    assert request_id(new(office, key, description="다른 곳입니다")) != request_id(first)
    other = office.token(office.add("다른앱", Role.FIELD), Scope.WRITE)
    assert request_id(new(office, other)) != request_id(first)
    assert office.sql("SELECT count(*) FROM complaint WHERE source_key LIKE 'resident:%'").scalar_one() == 3


@pytest.mark.parametrize("other", [{"device_id": "made-up-phone-2"}, {"device_id": ""}])
def test_who_reports_what_somebody_else_reported_gets_a_receipt_of_their_own(
    office: Any, key: str, other: dict[str, str]
) -> None:
    first, second = new(office, key), new(office, key, **other)
    assert request_id(first) != request_id(second)
    codes = {re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", one.json[0]["service_notice"])[0] for one in (first, second)}  # type: ignore[index] # it is there
    assert len(codes) == 2


def test_of_two_whom_nothing_tells_apart_each_has_a_receipt_of_their_own(office: Any, key: str) -> None:
    assert request_id(new(office, key, device_id="")) != request_id(new(office, key, device_id=""))
    named = {"device_id": "", "account_id": "made-up-account"}
    assert request_id(new(office, key, **named)) == request_id(new(office, key, **named))


def test_what_happens_to_a_request_is_told_from_the_next_full_hour_on(
    office: Any, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = request_id(new(office, key))
    make_public(office, request)
    happened = now()
    event = {"id": uuid4(), "issue": UUID(request), "at": happened}
    office.sql(
        "INSERT INTO issue_event (id, issue_id, kind, occurred_at, recorded_at) VALUES (:id, :issue, 'resolved', :at, :at)",
        **event,
    )
    client = office.app.test_client()

    def told() -> tuple[str, str, int, list[str]]:
        [one] = show(office, request).json
        closed = client.get(f"{ROOT}/requests.json?status=closed&service_code=litter").json
        updates = client.get(f"{ROOT}/servicerequestupdates.json?service_request_id={request}").json
        notes = client.get(f"{ROOT}/requests/{request}.json?extensions=true").json[0]["notes"]
        listed = [other["service_request_id"] for other in closed if other["service_request_id"] == request]
        return one["status"], one["updated_datetime"], len(notes), listed + [other["status"] for other in updates]

    monkeypatch.setattr("web.blueprints.open311.now", lambda: happened)
    was = told()
    assert (was[0], *was[2:]) == ("open", 0, [])
    later = happened.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    monkeypatch.setattr("web.blueprints.open311.now", lambda: later)
    hour = to_the_hour(happened).isoformat()
    assert told() == ("closed", hour, 1, [request, "FIXED"])


def test_the_same_much_later_is_another_one(office: Any, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = request_id(new(office, key))
    monkeypatch.setattr(service_requests, "SAME_WITHIN", timedelta(microseconds=1))
    assert request_id(new(office, key)) != first


def test_a_token_stands_for_the_request_that_has_it_for_an_id(office: Any, key: str) -> None:
    request = request_id(new(office, key))
    client = office.app.test_client()
    assert client.get(f"{ROOT}/tokens/{request}.json").json == [{"service_request_id": request, "token": request}]
    root = ElementTree.fromstring(client.get(f"{ROOT}/tokens/{request}.xml").data)
    assert root.findtext("request/service_request_id") == root.findtext("request/token") == request


def test_answers_to_what_is_filed_come_in_xml_as_well(office: Any, key: str) -> None:
    answer = new(office, key, "xml")
    assert answer.content_type == MEDIA_TYPES[Form.XML]
    root = ElementTree.fromstring(answer.data)
    assert (root.tag, [one.tag for one in root[0]]) == (
        "service_requests",
        ["service_request_id", "service_notice", "account_id"],
    )
    assert show(office, root.findtext("request/service_request_id") or "").status_code == 200


@pytest.mark.parametrize("form", ["json", "xml"])
def test_without_a_good_key_nothing_is_filed(office: Any, key: str, form: str) -> None:
    reading = office.token(office.add("읽기", Role.FIELD), Scope.READ)
    for bad in ("", "golmok_nothing", "x" * 5000, reading):
        answer = new(office, bad, form)
        assert (answer.status_code, answer.content_type) == (403, MEDIA_TYPES[Form(form)])
        code = answer.json[0]["code"] if form == "json" else ElementTree.fromstring(answer.data).findtext("error/code")
        assert str(code) == "403"
    planner = office.browser(office.add("기획", Role.PLANNER))
    assert planner.post(f"{ROOT}/requests.{form}", data={"service_code": "litter"}).status_code in {400, 403}


def test_a_key_may_come_as_a_bearer_token(office: Any, key: str) -> None:
    client = office.app.test_client()
    lon, lat = place(office)
    sent = {"service_code": "litter", "lat": lat, "long": lon}
    answer = client.post(f"{ROOT}/requests.json", data=sent, headers={"Authorization": f"Bearer {key}"})
    assert show(office, request_id(answer)).status_code == 200


def test_faults_are_told_together_and_nothing_is_stored(office: Any, key: str) -> None:
    answer = new(office, key, service_code="nothing", lat="200", phone="x")
    assert (answer.status_code, [one["code"] for one in answer.json]) == (404, [404, 400, 400])
    assert office.sql("SELECT count(*) FROM complaint WHERE source_key LIKE 'resident:%'").scalar_one() == 0


def test_a_key_files_so_much_a_day(office: Any, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, TryKind.KEY, Limit(2, timedelta(days=1)))
    kept = [new(office, key, description=f"{number}째") for number in range(3)]
    assert [answer.status_code for answer in kept] == [200, 200, 429]
    assert int(kept[2].headers["Retry-After"]) > 0
    assert kept[2].json[0]["code"] == 429
    assert new(office, key, description="0째").json == kept[0].json  # sent before: it needs no room


def test_pictures_come_with_a_request_and_are_shown_once_released(office: Any, key: str, picture: Any) -> None:
    media = [(BytesIO(picture((200, 30, 100 * number))), f"골목{number}.jpg") for number in (1, 2)]
    request = request_id(new(office, key, media=media))
    assert office.sql("SELECT count(*) FROM photo_use WHERE issue_id = :id", id=UUID(request)).scalar_one() == 2
    assert show(office, request).json[0]["media_url"] is None
    many = [(BytesIO(picture((1, 30, 60 * number))), f"{number}.jpg") for number in range(4)]
    assert new(office, key, media=many).status_code == 400
    assert new(office, key, media=[(BytesIO(b"no picture"), "a.jpg")]).status_code == 400


def test_words_are_added_by_whoever_holds_the_receipt(office: Any, key: str) -> None:
    answer = new(office, key)
    request = request_id(answer)
    code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", answer.json[0]["service_notice"])
    assert code
    client = office.app.test_client()
    said = {"api_key": key, "service_request_id": request, "receipt_code": code[0], "description": "아직 그대로입니다"}
    taken = client.post(f"{ROOT}/servicerequestupdates.json", data={**said, "update_id": "17"})
    assert (taken.status_code, taken.json) == (200, [{"update_id": "17"}])
    assert office.sql("SELECT words FROM issue_update").scalar_one() == "아직 그대로입니다"
    assert "아직 그대로입니다" in office.app.test_client().get(f"/report/{code[0]}").text
    wrong = client.post(f"{ROOT}/servicerequestupdates.json", data={**said, "receipt_code": "00000-00000"})
    assert (wrong.status_code, wrong.json[0]["code"]) == (404, 404)
    assert client.post(f"{ROOT}/servicerequestupdates.json", data={**said, "api_key": ""}).status_code == 403
    other = {**said, "service_request_id": request_id(new(office, key, description="다른 것"))}
    assert client.post(f"{ROOT}/servicerequestupdates.json", data=other).status_code == 404


def test_words_that_are_sent_twice_are_said_once(office: Any, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = new(office, key)
    code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", answer.json[0]["service_notice"])
    assert code
    said = {"api_key": key, "service_request_id": request_id(answer), "receipt_code": code[0]}
    client = office.app.test_client()

    def say(**more: str) -> int:
        status: int = client.post(f"{ROOT}/servicerequestupdates.json", data={**said, **more}).status_code
        return status

    def stored() -> list[str]:
        words: list[str] = office.sql("SELECT words FROM issue_update ORDER BY recorded_at, id").scalars().all()
        return words

    assert [say(description="아직 그대로입니다", update_id="17") for _ in range(3)] == [200] * 3
    assert stored() == ["아직 그대로입니다"]
    assert say(description="다른 말입니다", update_id="17") == 400
    assert say(description="아직 그대로입니다", update_id="18") == 200
    assert [say(description="번호 없이 보냅니다") for _ in range(2)] == [200] * 2
    assert sorted(stored()) == sorted(["아직 그대로입니다", "아직 그대로입니다", "번호 없이 보냅니다"])
    monkeypatch.setattr(service_requests, "SAME_WITHIN", timedelta(microseconds=1))
    assert say(description="번호 없이 보냅니다") == 200
    assert len(stored()) == 4


def test_an_imported_issue_that_is_not_public_is_not_there(office: Any) -> None:
    hidden = office.sql("SELECT id FROM issue WHERE category = 'abandoned_house' LIMIT 1").scalar_one()
    assert show(office, str(hidden)).status_code == 404


def test_the_interface_is_described_with_an_example_that_works(office: Any, key: str) -> None:
    document = office.app.test_client().get(f"{ROOT}/openapi.json")
    whole = json.loads(document.data)
    body = whole["paths"]["/requests.{format}"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
    sent = {**body["example"], "api_key": key}
    answer = office.app.test_client().post(f"{ROOT}/requests.json", data=sent)
    assert show(office, request_id(answer)).status_code == 200
    assert "$ref" not in re.sub(r'"\$ref": "#/', "", json.dumps(whole))


def test_a_part_of_a_body_that_has_no_name_is_nobodys_field(office: Any, key: str) -> None:
    lon, lat = place(office)
    fields = {"api_key": key, "service_code": "litter", "lat": lat, "long": lon, "description": "길에 봉투가 있습니다."}
    parts = [
        f'--made\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    parts.append("--made\r\nContent-Disposition: form-data\r\n\r\n아무 이름 없음\r\n")
    body = "".join([*parts, "--made--\r\n"]).encode()
    client = office.app.test_client()
    answer = client.post(f"{ROOT}/requests.json", data=body, content_type="multipart/form-data; boundary=made")
    assert request_id(answer)
    words = client.post(
        f"{ROOT}/servicerequestupdates.json", data=body, content_type="multipart/form-data; boundary=made"
    )
    assert words.status_code == 400, words.text
