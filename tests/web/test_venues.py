"""모두의 운동장 over HTTP: asked for without an account, answered by staff, seen by everybody but for who asked."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from mapper.domain.reader import Role
from web.clock import today

LETTER = "그날 학교 행사가 있습니다."


@pytest.fixture
def planner(office: Any) -> FlaskClient:
    found: FlaskClient = office.browser(office.add("made-planner", Role.PLANNER))
    return found


@pytest.fixture
def venue(office: Any, planner: FlaskClient) -> str:
    """A made-up yard that is open on every day, holidays too; the address of its calendar."""
    answer = office.post(planner, "/venues/new", "/venues/new", **form(office))
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def form(office: Any, **other: str) -> dict[str, str]:
    lon, lat = office.sql(
        "SELECT ST_X(p), ST_Y(p) FROM (SELECT ST_Transform(ST_PointOnSurface(boundary), 4326) AS p FROM district"
        " WHERE superseded_at IS NULL ORDER BY code LIMIT 1) AS d"
    ).one()
    hours = {f"{end}_{day}": when for day in range(8) for end, when in (("opens", "16:00"), ("closes", "21:00"))}
    given = {
        "kind": "yard",
        "name": "가온초 운동장",
        "owner": "가온초등학교",
        "capacity": "40",
        "slot_min": "60",
        "most_slots": "2",
        "shape": f"{lat:.6f}, {lon:.6f}",
        "rules": "끝나면 불을 끕니다.",
        "closed_on": "",
    }
    return given | hours | other


def wanted(day: date, hour: int = 18, **other: str) -> dict[str, str]:
    asked = {"day": day.isoformat(), "at": str(hour * 60), "slots": "1", "asker": "resident", "people": "8"}
    return asked | {"purpose": "배드민턴 모임"} | other


def send(office: Any, anybody: FlaskClient, venue: str, **values: str) -> Any:
    page = anybody.get(f"{venue}/ask").text
    draft = re.search(r'name="draft" value="([^"]+)"', page)
    assert draft
    return anybody.post(f"{venue}/ask", data={"csrf_token": office.csrf(page), "draft": draft[1], **values})


def answer_first(office: Any, planner: FlaskClient, **values: str) -> Any:
    page = planner.get("/venues/requests").text
    action = re.search(r'action="(/venues/requests/[0-9a-f-]{36})"', page)
    assert action
    return planner.post(action[1], data={"csrf_token": office.csrf(page), **values})


TOMORROW = today() + timedelta(days=1)


def test_somebody_without_an_account_asks_and_reads_the_answer(office: Any, planner: FlaskClient, venue: str) -> None:
    anybody = office.app.test_client()
    week = anybody.get(venue).text
    assert "비어 있음" in week
    assert f"day={TOMORROW}&amp;at=1080" in week
    answer = send(office, anybody, venue, **wanted(TOMORROW))
    assert answer.status_code == 303
    slip = anybody.get(answer.location)
    assert slip.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in slip.headers["Cache-Control"]
    assert "확인을 기다림" in slip.text
    assert "18:00" in slip.text
    assert "is-asked" in anybody.get(venue).text
    assert "배드민턴" not in anybody.get(venue).text

    listed = planner.get("/venues/requests").text
    assert "배드민턴 모임" in listed
    assert answer_first(office, planner, state="confirmed").status_code == 303
    assert "확정" in anybody.get(answer.location).text
    assert "확정됨" in anybody.get(venue).text
    taken = send(office, anybody, venue, **wanted(TOMORROW))
    assert taken.status_code == 400
    assert "다른 신청으로 확정되었습니다" in taken.text


def test_the_same_form_twice_is_one_booking(office: Any, venue: str) -> None:
    anybody = office.app.test_client()
    page = anybody.get(f"{venue}/ask").text
    draft = re.search(r'name="draft" value="([^"]+)"', page)
    assert draft
    sent = {"csrf_token": office.csrf(page), "draft": draft[1], **wanted(TOMORROW)}
    answers = [anybody.post(f"{venue}/ask", data=sent) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert office.sql("SELECT count(*) FROM booking").scalar_one() == 1
    other = anybody.post(f"{venue}/ask", data=sent | {"people": "9"})
    assert other.status_code == 400
    assert "이미 다른 내용을 신청했습니다" in other.text


def test_every_fault_is_said_and_nothing_typed_is_lost(office: Any, venue: str) -> None:
    anybody = office.app.test_client()
    typed = wanted(TOMORROW, 3, purpose="전화 010-0000-0000", people="99", phone="아무거나", email="made@example.com")
    contact = send(office, anybody, venue, **typed)
    assert contact.status_code == 400
    assert "전화번호를 다시 확인해 주세요" in contact.text
    assert "동의해 주세요" in contact.text
    rules = send(office, anybody, venue, **(typed | {"phone": "", "email": ""}))
    for said in ("여는 시간 안에서", "사람 이름이나 연락처 없이", "수용 인원까지"):
        assert said in rules.text
    assert 'value="99"' in rules.text
    assert 'value="전화 010-0000-0000"' in rules.text
    assert office.sql("SELECT count(*) FROM booking").scalar_one() == 0


def test_a_form_that_stood_open_too_long_is_shown_again_with_what_was_written(office: Any, venue: str) -> None:
    anybody = office.app.test_client()
    page = anybody.get(f"{venue}/ask").text
    draft = re.search(r'name="draft" value="([^"]+)"', page)
    assert draft
    office.sql("DELETE FROM login")  # which is forgotten after half an hour
    stale = anybody.post(f"{venue}/ask", data={"csrf_token": "old", "draft": draft[1], **wanted(TOMORROW)})
    assert stale.status_code == 200
    assert "아직 보내지 않았습니다" in stale.text
    assert 'value="배드민턴 모임"' in stale.text


def test_a_form_of_no_venue_and_a_code_of_nobody_are_refused_without_a_cookie_too(office: Any) -> None:
    anybody = office.app.test_client()
    assert anybody.post(f"/venues/{UUID(int=1)}/ask").status_code == 404
    assert anybody.post("/venues/booking/0000000000/cancel").status_code < 500
    assert anybody.post("/report/0000000000/say", data={"words": "가상"}).status_code < 500


def test_whoever_asked_takes_it_back(office: Any, venue: str) -> None:
    anybody = office.app.test_client()
    slip = send(office, anybody, venue, **wanted(TOMORROW)).location
    page = anybody.get(slip).text
    action = re.search(r'action="([^"]+/cancel[^"]*)"', page)
    assert action
    gone = anybody.post(action[1].replace("&amp;", "&"), data={"csrf_token": office.csrf(page)})
    assert gone.status_code == 303
    assert "취소" in anybody.get(gone.location).text
    assert "is-asked" not in anybody.get(venue).text


def test_a_code_that_nobody_was_given_opens_nothing_and_guessing_is_counted(office: Any, venue: str) -> None:
    anybody = office.app.test_client()
    assert anybody.get("/venues/booking/AAAAA-AAAAA").status_code == 404
    guesses = [anybody.get("/venues/booking/0000000000").status_code for _ in range(25)]
    assert guesses[0] == 404
    assert guesses[-1] == 429


def test_who_declines_writes_why_and_what_was_typed_stays(office: Any, planner: FlaskClient, venue: str) -> None:
    anybody = office.app.test_client()
    slip = send(office, anybody, venue, **wanted(TOMORROW)).location
    without = answer_first(office, planner, state="declined", reason="")
    assert without.status_code == 400
    assert "이유를 300자" in without.text
    named = answer_first(office, planner, state="declined", reason="010-0000-0000으로 전화하세요")
    assert named.status_code == 400
    assert 'value="010-0000-0000으로 전화하세요"' in named.text
    assert answer_first(office, planner, state="declined", reason=LETTER).status_code == 303
    assert LETTER in anybody.get(slip).text


def test_contact_is_opened_by_a_press_that_is_written_down(office: Any, planner: FlaskClient, venue: str) -> None:
    anybody = office.app.test_client()
    send(office, anybody, venue, **wanted(TOMORROW, phone="010-0000-0000", agrees="yes"))
    page = planner.get("/venues/requests").text
    assert "010-0000-0000" not in page
    action = re.search(r'action="(/venues/requests/[0-9a-f-]{36}/contact)"', page)
    assert action
    opened = planner.post(action[1], data={"csrf_token": office.csrf(page)})
    assert "010-0000-0000" in opened.text
    assert office.sql("SELECT count(*) FROM write_log WHERE action = 'booking.contact'").scalar_one() == 1
    field = office.browser(office.add("made-walker", Role.FIELD))
    assert field.get("/venues/requests").status_code == 403
    assert anybody.get("/venues/requests").status_code in {302, 401}


def test_a_venue_is_on_the_map_in_files_and_gone_when_withdrawn(office: Any, planner: FlaskClient, venue: str) -> None:
    anybody = office.app.test_client()
    found = anybody.get("/export/venues.geojson").json["features"]
    assert [one["geometry"]["type"] for one in found] == ["Point"]
    (properties,) = [one["properties"] for one in found]
    assert properties["name"] == "가온초 운동장"
    assert properties["hours"].startswith("월 16:00–21:00")
    assert "가온초 운동장" in anybody.get("/venues").text
    office.app.extensions["golmok_tiles"].forget()
    tile = anybody.get("/tiles/venues/0/0/0.mvt")
    assert "가온초 운동장".encode() in tile.data
    page = planner.get(f"{venue}/edit").text
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    changed = planner.post(
        f"{venue}/edit",
        data={"csrf_token": office.csrf(page), "seen": seen[1], "withdrawn": "on", **form(office)},
    )
    assert changed.status_code == 303
    assert anybody.get("/export/venues.geojson").json["features"] == []
    assert anybody.get(venue).status_code == 404


def test_all_that_is_wrong_with_a_venue_is_said_and_kept(office: Any, planner: FlaskClient) -> None:
    wrong = form(office, name="", capacity="많음", shape="여기", opens_0="열 시", closed_on="모레")
    answer = office.post(planner, "/venues/new", "/venues/new", **wrong)
    assert answer.status_code == 400
    for said in ("이름은 한 글자", "수용 인원은", "위도와 경도", "시:분으로", "쉬는 날은 날짜로"):
        assert said in answer.text
    for typed in ("많음", "여기", "열 시", "모레"):
        assert typed in answer.text
