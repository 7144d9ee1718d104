"""The staff's part over the real staff role: who gets in, what each page opens, and what a server without households has."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from mapper.domain.access import Reach, reach
from mapper.domain.reader import Role
from mapper.domain.working_days import is_working_day, working_days_between
from mapper.settings import Settings
from web.clock import today
from web.route import Part
from web.staff_routes import STAFF_ROUTES

HERE = "1111051500"
INTAKE = {
    "channel": "post",
    "needs": ["income", "care"],
    "words": "가상의 사정",
    "how": "written",
    "purposes": ["follow", "share"],
    "district": HERE,
    "address": "가상시 없는로 12",
    "place": "37.7381, 127.0337",
    "name": "가나다",
    "birth_year": "1950",
    "phone": "010-0000-1234",
}


def csrf(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found, path
    return found[1]


def send(client: FlaskClient, path: str, page: str | None = None, **form: Any) -> Any:
    page = page or path
    hidden = re.search(r'name="record" value="([^"]+)"', client.get(page).text)
    record = {"record": hidden[1]} if hidden else {}
    return client.post(path, data={"csrf_token": csrf(client, page), **record, **form})


@pytest.fixture
def worker(staff: Any) -> FlaskClient:
    return staff.browser()


def taken_in(worker: FlaskClient, **changed: Any) -> str:
    answer = send(worker, "/cases/new", **INTAKE | changed)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_every_row_of_the_staffs_part_is_served_there_and_nowhere_else(staff: Any) -> None:
    served, public = staff.app.view_functions, staff.public.view_functions
    assert {route.part for route in STAFF_ROUTES} == {Part.STAFF}
    assert {route.endpoint for route in STAFF_ROUTES} <= set(served)
    assert set(served) - set(public) == {route.endpoint for route in STAFF_ROUTES}
    for path in ("/cases", f"/cases/{uuid4()}", "/cases/new"):
        for client in (staff.public.test_client(), staff.browser(app=staff.public)):
            assert client.get(path).status_code == 404
    assert b"/cases" not in staff.browser(app=staff.public).get("/me").data
    assert b"/cases" in staff.browser().get("/me").data


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
def test_each_role_reaches_what_its_row_says(staff: Any, role: Role) -> None:
    client, made_up = staff.browser(role), {"UUIDConverter": uuid4(), "UnicodeConverter": "note"}
    headers = {"Accept": "application/json"}
    for route in STAFF_ROUTES:
        (rule,) = staff.app.url_map.iter_rules(route.endpoint)
        parts = {name: made_up[type(one).__name__] for name, one in rule._converters.items()}
        address = staff.app.url_map.bind("localhost").build(route.endpoint, parts)
        for method in sorted(route.methods):
            sent = {"csrf_token": csrf(client, "/me")} if method == "POST" else {}
            answer = client.open(address, method=method, headers=headers, data=sent)
            refused = answer.is_json and answer.json.get("error", {}).get("code") == "not_allowed"
            assert refused is (reach(route.permission, role) is Reach.NONE), (route.endpoint, method, answer.text)


def test_a_household_is_taken_in_and_opened_for_a_reason_only(staff: Any, worker: FlaskClient) -> None:
    where = taken_in(worker)
    asked = worker.get(where)
    assert "왜 여십니까" in asked.text
    assert "가나다" not in asked.text
    assert send(worker, where, reason="other", reason_words="").status_code == 400
    opened = send(worker, where, reason="visit")
    assert (opened.status_code, opened.location) == (303, where)
    page = worker.get(where)
    for word in ("가나다", "없는로 12", "1950", "복지등기", "가상의 사정", "서면 동의"):
        assert word in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert [one.action for one in staff.log()[-2:]] == ["case.open", "case.read"]
    assert staff.log()[-1].reason == "visit"
    other, none = staff.browser(), f"/cases/{uuid4()}"
    theirs, nobodys = other.get(where), other.get(none)
    assert (theirs.status_code, theirs.text.replace(where, none)) == (nobodys.status_code, nobodys.text)
    assert (theirs.status_code, other.get(f"{where}/write/note").status_code) == (404, 404)
    assert "가나다" not in worker.get("/cases").text
    assert "가나다" in send(worker, "/cases", reason="caseload").text


def test_clocks_stand_still_on_a_holiday_of_the_city(
    staff: Any, worker: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = taken_in(worker)

    def due() -> date:
        row = re.search(rf'href="{where}">.*?</tr>', worker.get("/cases").text, re.DOTALL)
        assert row
        found = re.search(r'<time datetime="([0-9-]{10})"', row[0])
        assert found
        return date.fromisoformat(found[1])

    before = due()
    closed = next(day for n in count(1) if is_working_day(day := today() + timedelta(days=n)))
    assert "임시 휴일" not in worker.get("/cases").text
    monkeypatch.setitem(staff.app.config, "HOLIDAYS", Settings(holidays=f"{closed} 2001-05-07").holidays)
    assert working_days_between(before, due()) == 1
    page = worker.get("/cases").text
    assert "임시 휴일" in page
    with pytest.raises(ValueError, match="holidays"):
        Settings(holidays="2027-1-27")


def test_a_form_that_cannot_be_used_is_shown_again_with_what_was_typed(worker: FlaskClient) -> None:
    where = taken_in(worker)
    assert worker.get(f"{where}/write/note").location == where, "the reason comes first"
    send(worker, where, reason="counsel")
    for form, said in (
        ({"spoken": "phone", "words": "내 번호는 900101-1234567"}, "주민등록번호"),
        ({"spoken": "pigeon", "words": "적은 말"}, "빠진 것"),
        ({"spoken": "phone", "words": "적은 말", "on": "2000-01-01"}, "접수한 날부터"),
    ):
        answer = send(worker, f"{where}/write/note", **form)
        assert (answer.status_code, said in answer.text) == (400, True), answer.text
        assert form["words"] in answer.text
    assert worker.get(f"{where}/write/plan").status_code == 409
    twice = {"spoken": "phone", "words": "한 번만"}
    path = f"{where}/write/note"
    form = {"csrf_token": csrf(worker, path), "record": str(uuid4()), **twice}
    assert [worker.post(path, data=form).status_code for _ in range(2)] == [303, 303]
    assert worker.get(where).text.count("한 번만") == 1
    broken = send(worker, "/cases/new", **INTAKE | {"place": "여기", "words": "다시 보일 말"})
    assert [word for word in ("다시 보일 말", "없는로", "여기", "1950") if word not in broken.text] == []
    assert broken.status_code == 400


def test_what_is_known_is_written_anew_over_the_version_that_was_seen(worker: FlaskClient) -> None:
    where = taken_in(worker)
    send(worker, where, reason="correction")
    page = worker.get(f"{where}/household").text
    assert "37.738100, 127.033700" in page
    form = {"csrf_token": csrf(worker, f"{where}/household"), "over": "1", "address": "가상시 새로 3", "name": "가나다"}
    assert worker.post(f"{where}/household", data=form).status_code == 303
    stale = worker.post(f"{where}/household", data=form)
    assert (stale.status_code, "가상시 새로 3" in stale.text) == (409, True)


def test_the_own_map_is_one_page_that_asks_for_nothing_else(staff: Any, worker: FlaskClient) -> None:
    where = taken_in(worker)
    send(worker, where, reason="visit")
    answer = send(worker, f"{where}/write/visit", people="통장", due=today().isoformat())
    assert answer.status_code == 303, answer.text
    assert "없는로" not in worker.get("/cases/map").text
    drawn = send(worker, "/cases/map", reason="visit")
    assert drawn.headers["Cache-Control"] == "private, no-store"
    for word in ("없는로 12", '<circle class="stop"', "오늘 방문 1곳"):
        assert word in drawn.text
    for coordinate in ("127.03", "37.73", "golmok-map", "/tiles/"):
        assert coordinate not in drawn.text
    assert staff.log()[-1].action == "household.caseload"


def test_whoever_hides_is_on_no_list_of_names_and_no_map(worker: FlaskClient) -> None:
    where = taken_in(worker, sealed="1", place="", address="숨은 주소 7")
    asked = worker.get(where)
    assert (asked.status_code, "숨은" in asked.text) == (403, False)
    for path in ("/cases", "/cases/map"):
        assert "숨은" not in send(worker, path, reason="visit").text
    assert send(worker, "/cases/new", **INTAKE | {"sealed": "1"}).status_code == 400, "never with a place"
