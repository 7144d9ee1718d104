"""Stories on their pages: written at a case, read by a second person with a proof, told to everybody, and taken away."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from mapper.domain.access_reason import Reason
from mapper.domain.household import Household, Tier
from mapper.domain.reader import Role
from mapper.operations.crisis.casework import Intake, take_in_case
from mapper.operations.crisis.entering import Look
from web.clock import now, today

TOLD = "오래 혼자 지내던 이웃이 병원에 다니고 모임에 나오게 되었습니다."
INTAKE = {
    "channel": "desk",
    "needs": "care",
    "words": "가상의 사정",
    "how": "written",
    "purposes": ["follow", "story"],
    "address": "가상시 없는로 12",
    "name": "홍나라",
    "birth_year": "1950",
    "phone": "010-0000-1234",
}


def send(client: FlaskClient, path: str, page: str | None = None, **form: Any) -> Any:
    shown = client.get(page or path).text
    hidden = dict(re.findall(r'name="(csrf_token|record)" value="([^"]+)"', shown))
    came = {"Referer": f"http://localhost{page or path}", "Accept": "text/html"}
    return client.post(path, data=hidden | form, headers=came)


@pytest.fixture(scope="module", autouse=True)
def neighbours(staff: Any) -> None:
    """Ten more households here: of fewer nothing is told at all."""
    households, vault = staff.app.extensions["golmok_staff"]
    look = Look(staff.add().reader("tests"), Reason("visit"), now())
    typed = {name: [answer] for name, answer in INTAKE.items() if name in {"channel", "needs", "words", "how"}}
    with households.begin() as session:
        for number in range(10):
            home = Household(address=f"가상시 없는로 {number}")
            take_in_case(session, vault, Intake(home, staff.here, Tier.CASE, typed), look)


@pytest.fixture
def worker(staff: Any) -> FlaskClient:
    browser: FlaskClient = staff.browser()
    return browser


@pytest.fixture
def boss(staff: Any) -> FlaskClient:
    """A supervisor who has just proved who they are."""
    user = staff.add(Role.SUPERVISOR)
    browser: FlaskClient = staff.log_in(user)
    totp = staff.second_factor(user)
    assert send(browser, "/prove", code=totp.now()).status_code == 303
    return browser


def opened_case(staff: Any, worker: FlaskClient) -> str:
    taken = send(worker, "/cases/new", district=staff.here, **INTAKE)
    assert taken.status_code == 303, taken.text
    case: str = taken.location
    assert send(worker, case, reason="counsel").status_code == 303
    return case


def first_draft(boss: FlaskClient) -> str:
    found = re.search(r'href="(/oversight/stories/[0-9a-f-]{36})"', boss.get("/oversight/stories").text)
    assert found
    return found[1]


def test_a_story_goes_from_a_case_to_everybody_and_back(staff: Any, worker: FlaskClient, boss: FlaskClient) -> None:
    everybody = staff.public.test_client()
    before = everybody.get("/stories").data
    case = opened_case(staff, worker)
    page = f"{case}/stories"
    assert f'href="{page}"' in worker.get(case).text
    assert everybody.get("/stories").data == before, "a case changes nothing that everybody reads"
    named = send(worker, page, title="다시", words="홍나라 님이 나아졌습니다")
    assert (named.status_code, "이름, 전화번호, 주소" in named.text) == (400, True)
    assert "홍나라 님이 나아졌습니다" in named.text, "what was typed is kept"
    assert send(worker, page, title="다시 켜진 불", words=TOLD).status_code == 303
    assert everybody.get("/stories").data == before, "one person is not enough"
    draft = first_draft(boss)
    assert TOLD not in boss.get("/oversight/stories").text
    shown = boss.get(draft).text
    assert (TOLD in shown, "홍나라" in shown, "없는로" in shown) == (True, False, False)
    assert send(boss, draft, act="tell").status_code == 303
    told = everybody.get("/stories").text
    assert (TOLD in told, case in told, staff.here in told, "가상동" in told) == (True, False, False, False)
    assert "공개" in worker.get(page).text
    consent = send(worker, f"{case}/write/consent", how="written", purposes="follow", on=str(today()))
    assert consent.status_code == 303, consent.text
    assert everybody.get("/stories").data == before
    assert send(boss, draft, "/oversight/stories", act="tell").status_code == 303, "it was withdrawn: back to the list"
    assert everybody.get("/stories").data == before


def test_a_second_reader_proves_who_they_are_and_no_worker_is_one(
    staff: Any, worker: FlaskClient, boss: FlaskClient
) -> None:
    case = opened_case(staff, worker)
    assert send(worker, f"{case}/stories", title="제목", words=TOLD).status_code == 303
    draft, unproved = first_draft(boss), staff.browser(Role.SUPERVISOR)
    assert unproved.get(draft).status_code == 200
    assert send(unproved, draft, act="tell").status_code == 403
    assert worker.get("/oversight/stories").status_code == 403
    elsewhere = staff.browser(Role.SUPERVISOR, staff.there)
    assert elsewhere.get(draft).status_code == 404
    assert "없습니다" in elsewhere.get("/oversight/stories").text
    assert send(boss, draft, act="decline").status_code == 303
    assert TOLD not in staff.public.test_client().get("/stories").text


def test_a_story_that_fits_few_is_held_and_says_what_to_leave_out(
    staff: Any, worker: FlaskClient, boss: FlaskClient
) -> None:
    case, rare = opened_case(staff, worker), "손녀를 홀로 키우던 이웃이 반찬을 받게 되었습니다."
    assert send(worker, f"{case}/stories", title="제목", words=rare, confirmed="yes").status_code == 303
    draft = first_draft(boss)
    held = send(boss, draft, act="tell")
    assert (held.status_code, "10가구보다 적어" in held.text, rare in held.text) == (409, True, True)
    assert rare not in staff.public.test_client().get("/stories").text
    assert staff.log()[-2].action == "figure.count", "who was opened for it is kept, though it was held"
    assert send(boss, draft, act="decline").status_code == 303


def test_without_consent_the_page_says_what_to_write_down(staff: Any, worker: FlaskClient) -> None:
    taken = send(worker, "/cases/new", district=staff.here, **INTAKE | {"purposes": "follow"})
    assert send(worker, taken.location, reason="counsel").status_code == 303
    answer = send(worker, f"{taken.location}/stories", title="제목", words=TOLD)
    assert (answer.status_code, "동의를 먼저 적어 주세요" in answer.text) == (400, True)
