"""Reporting without an account, over HTTP as a browser without scripts does it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from mapper.domain.reader import Role
from mapper.domain.receipt_code import read_code
from mapper.domain.resident_report import LIMITS, TryKind

TEXT = "세탁소 앞에 쓰레기가 쌓였어요. 문의는 010-0000-1234 김가온 씨"


@pytest.fixture
def client(office: Any) -> FlaskClient:
    return office.app.test_client()


def test_a_report_without_scripts_gives_a_receipt_that_shows_it_redacted(
    office: Any, client: FlaskClient, code_of: Any, report: Any
) -> None:
    code = code_of(report(client, text=TEXT))
    assert read_code(code) == code
    page = client.get(f"/report/{code}")
    assert f"{code[:5]}-{code[5:]}" in page.text
    assert "세탁소 앞에" in page.text
    assert "0000-1234" not in page.text
    assert "김가온" not in page.text
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("private, no-store", "noindex")
    stored = office.sql(
        "SELECT text, contact, issue.origin, placement.decision FROM complaint"
        " LEFT JOIN complaint_contact ON complaint_id = complaint.id"
        " JOIN issue ON issue.id = issue_id JOIN placement USING (issue_id)"
        " WHERE code_hash IS NOT NULL"
    ).one()
    assert stored == (TEXT, None, "complaint", "unassigned")
    waits = office.sql("SELECT waiting FROM unplaced JOIN complaint USING (issue_id) WHERE code_hash IS NOT NULL")
    assert waits.scalar_one() is True
    drawn = client.get(f"/report/{code}/qr.svg")
    assert (drawn.mimetype, drawn.data[:4]) == ("image/svg+xml", b"<svg")


def test_the_same_form_sent_twice_is_one_report(office: Any, client: FlaskClient, code_of: Any, fields: Any) -> None:
    form = {**fields(client.get("/report").text), "category": "litter", "place": "가온로 3"}
    first, again = client.post("/report", data=form), client.post("/report", data=form)
    assert code_of(first) == code_of(again)
    assert office.sql("SELECT count(*) FROM complaint WHERE code_hash IS NOT NULL").scalar_one() == 1


@pytest.mark.parametrize(
    "more",
    [
        {"text": "세 번째 계단도 깨졌어요"},
        {"severity": "4"},
        {"place": "가온로 5"},
        {"phone": "010-0000-5678", "agrees": "yes"},
    ],
)
def test_the_same_form_with_something_else_on_it_is_told(
    office: Any, client: FlaskClient, more: dict[str, str], code_of: Any, fields: Any, picture: Any
) -> None:
    form = {
        **fields(client.get("/report").text),
        "category": "litter",
        "place": "가온로 3",
        "text": "두 번째 계단이 깨졌어요",
    }
    code = code_of(client.post("/report", data={**form, "photos": [(BytesIO(picture()), "made.jpg")]}))
    same = client.post("/report", data={**form, "photos": [(BytesIO(picture()), "made.jpg")]})
    assert code_of(same) == code
    told = client.post("/report", data={**form, **more, "photos": [(BytesIO(picture()), "made.jpg")]})
    assert (told.status_code, f"{code[:5]}-{code[5:]}" in told.text, "이미 받은 신고" in told.text) == (409, True, True)
    assert f">{({**form, **more})['text']}</textarea>" in told.text
    stored = office.sql(
        "SELECT count(*) FROM complaint WHERE code_hash IS NOT NULL AND text = '두 번째 계단이 깨졌어요'"
    )
    assert stored.scalar_one() == 1


@pytest.mark.parametrize("accuracy", ["-1", "1e-320"])
def test_what_nobody_sees_of_a_form_is_left_out(
    office: Any, client: FlaskClient, accuracy: str, code_of: Any, report: Any
) -> None:
    typed = {
        "text": "끝\0에\u202e 있어요\r\n두 줄",
        "place": "가온로\0 3",
        "lon": "127.03",
        "lat": "37.74",
        "accuracy_m": accuracy,
    }
    code = code_of(report(client, **typed))
    stored = office.sql("SELECT text, address, accuracy_m FROM complaint JOIN issue ON issue.id = issue_id"
                        " WHERE code_hash IS NOT NULL").one()  # fmt: skip
    assert stored == ("끝에 있어요\n두 줄", "가온로 3", 3.0)
    assert office.post(client, f"/report/{code}/say", f"/report/{code}", words="\0덧\u2066붙임").status_code == 303
    assert office.sql("SELECT words FROM issue_update WHERE complaint_id IS NOT NULL").scalar_one() == "덧붙임"


def test_every_fault_is_said_and_what_was_typed_is_kept(client: FlaskClient, report: Any) -> None:
    answer = report(client, category="noise", place="", text="가" * 1001, phone="12", email="가", severity="9")
    assert answer.status_code == 400
    for field in ("category", "severity", "place", "text", "phone", "email", "agrees"):
        assert f'id="{field}-fault"' in answer.text, field
    assert "가" * 1001 in answer.text


def test_a_pin_is_placed_by_the_rule_and_what_is_under_it_is_told(
    office: Any, client: FlaskClient, code_of: Any, report: Any
) -> None:
    lon, lat, segment = office.sql(
        "SELECT ST_X(at), ST_Y(at), id FROM (SELECT id, ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326) AS at"
        " FROM segment WHERE graded AND length_m > 80 ORDER BY id LIMIT 1) AS one"
    ).one()
    under = client.get(f"/report/segments?lon={lon}&lat={lat}").json["items"]
    assert under[0]["id"] == str(segment)
    assert len(under[0]["line"]) > 1
    code_of(report(client, place="", lon=str(lon), lat=str(lat), segment=str(segment)))
    found = office.sql(
        "SELECT segment_id, decision FROM placement JOIN complaint USING (issue_id) WHERE code_hash IS NOT NULL"
    ).one()
    assert found == (segment, "assigned")


def test_a_contact_is_sealed_and_opened_by_a_click_that_is_logged(
    office: Any, client: FlaskClient, code_of: Any, csrf: Any, report: Any
) -> None:
    refused = report(client, phone="010-0000-5678")
    assert 'id="agrees-fault"' in refused.text
    district, name = office.sql(
        "SELECT code, name FROM district WHERE superseded_at IS NULL ORDER BY code LIMIT 1"
    ).one()
    code = code_of(report(client, place=f"{name} 세탁소 옆", phone="010-0000-5678", agrees="yes"))
    complaint, contact = office.sql("SELECT complaint_id, contact FROM complaint_contact").one()
    assert b"5678" not in bytes(contact)
    assert "5678" not in client.get(f"/report/{code}").text
    path = f"/api/v1/complaints/{complaint}/contact"
    assert client.post(path).status_code in {400, 401}
    volunteer = office.browser(office.add("made-field", Role.FIELD, district))
    denied = volunteer.post(path, headers=csrf(volunteer))
    assert (denied.status_code, denied.json["error"]["code"]) == (403, "not_allowed")
    planner = office.add("made-planner", Role.PLANNER)
    browser = office.browser(planner)
    shown = browser.post(path, headers=csrf(browser))
    assert shown.json == {"phone": "010-0000-5678", "email": None}
    logged = office.sql("SELECT user_id, subject FROM write_log WHERE action = 'complaint.contact'").one()
    assert logged == (planner.id, str(complaint))


def test_a_resident_is_told_how_long_a_contact_is_kept_and_when_it_was_destroyed(
    office: Any, client: FlaskClient, code_of: Any, csrf: Any, report: Any
) -> None:
    office.app.config["CONTACT_DAYS"], before = 45, office.app.config["CONTACT_DAYS"]
    try:
        assert "주고받은 말 없이 45일이 지나면 파기합니다" in client.get("/report").text, "before anybody agrees"
        code = code_of(report(client, phone="010-0000-5678", agrees="yes"))
        silent = code_of(report(client))
        assert "주고받은 말 없이 45일이 지나면 파기합니다" in client.get(f"/report/{code}").text
    finally:
        office.app.config["CONTACT_DAYS"] = before
    complaint = office.sql("SELECT complaint_id FROM complaint_contact").scalar_one()
    office.sql("UPDATE complaint_contact SET contact = NULL, destroyed_at = '2026-12-24 00:30+09'")
    page = client.get(f"/report/{code}").text
    assert "2026. 12. 24.(목)에 파기되었습니다." in page
    assert "잠가서 보관" not in page
    assert "파기" not in client.get(f"/report/{silent}").text, "who left none is told of none"
    browser = office.browser(office.add("made-planner", Role.PLANNER))
    answer = browser.post(f"/api/v1/complaints/{complaint}/contact", headers=csrf(browser))
    assert answer.status_code == 404


def test_a_program_that_fills_every_field_is_refused(office: Any, client: FlaskClient, report: Any) -> None:
    assert report(client, website="https://example.invalid").status_code == 400
    assert office.sql("SELECT count(*) FROM complaint WHERE code_hash IS NOT NULL").scalar_one() == 0


def test_a_form_without_its_token_is_refused(client: FlaskClient, fields: Any) -> None:
    hidden = fields(client.get("/report").text)
    del hidden["csrf_token"]
    assert client.post("/report", data={**hidden, "category": "litter", "place": "가온로"}).status_code == 400


def test_reports_from_one_address_are_limited(client: FlaskClient, code_of: Any, fields: Any, report: Any) -> None:
    most = LIMITS[TryKind.REPORT].most
    form = {**fields(client.get("/report").text), "category": "litter", "place": "가온로 3"}
    code = code_of(client.post("/report", data=form))
    answers = [report(client) for _ in range(most)]
    assert [answer.status_code for answer in answers] == [303] * (most - 1) + [429]
    assert code_of(client.post("/report", data=form)) == code  # who lost the answer still gets it
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert 'value="가온로 3"' in answers[-1].text
