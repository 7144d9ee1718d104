"""The pages of access: a fresh proof, files, approvals, the month's review, exposure and recusals, over the real roles."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from mapper.domain.access_reason import Reason
from mapper.domain.household import Household, Person
from mapper.domain.reader import Role
from mapper.domain.user import User
from mapper.operations.crisis import following, keeping
from mapper.operations.crisis.entering import Look
from mapper.operations.crisis.keeping import TakenIn
from web.clock import now, today

HOME = Household(
    address="가상시 없는로 12", people=(Person("가나다", 1950, "010-0000-1234"),), notes="<script>1</script>"
)
WHY = {"reason": "conference"}


class People:
    """Two supervisors and an administrator, in browsers with a second factor; and workers, each with households."""

    def __init__(self, staff: Any) -> None:
        self.staff = staff
        self.boss, self.second, self.admin = (
            self.enter(staff.add(role)) for role in (Role.SUPERVISOR, Role.SUPERVISOR, Role.ADMIN)
        )

    def enter(self, user: User) -> FlaskClient:
        browser = self.staff.log_in(user)
        browser.totp = self.staff.second_factor(user)
        return browser

    def take_in(self, user: User, count: int = 1) -> list[TakenIn]:
        households, vault = self.staff.app.extensions["golmok_staff"]
        look, here = Look(user.reader("192.0.2.7"), Reason("visit"), now()), self.staff.here
        with households.begin() as session:
            return [keeping.take_in(session, vault, HOME, look, district_code=here) for _ in range(count)]

    def prove(self, browser: FlaskClient) -> None:
        """Give a code; each is good once, so nobody is asked twice."""
        if browser.totp is not None:
            assert send(browser, "/prove", code=browser.totp.now()).status_code == 303
            browser.totp = None


@pytest.fixture(scope="module")
def people(staff: Any) -> People:
    return People(staff)


def send(browser: FlaskClient, path: str, page: str | None = None, **form: Any) -> Any:
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(page or path).text)
    assert found, path
    came = {"Referer": f"http://localhost{page or path}", "Accept": "text/html"}
    return browser.post(path, data={"csrf_token": found[1], **form}, headers=came)


def test_what_needs_a_fresh_proof_asks_for_it_and_leads_back(people: People) -> None:
    page, user = f"/oversight/households/{uuid4()}", people.staff.add(Role.SUPERVISOR)
    elsewhere, browser = people.staff.log_in(user), people.enter(user)
    answer = send(browser, page, **WHY)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (403, "private, no-store")
    assert f'name="next" value="{page}"' in answer.text
    assert "인증 앱의 여섯 자리 번호" in answer.text
    wrong = send(browser, "/prove", code="000000", next=page)
    assert (wrong.status_code, "인증 번호가 맞지 않습니다" in wrong.text) == (401, True)
    right = send(browser, "/prove", code=browser.totp.now(), next=page)
    assert (right.status_code, right.location) == (303, page)
    assert send(browser, page, **WHY).status_code == 404
    assert send(elsewhere, page, **WHY).status_code == 403, "each login by itself"
    assert 'href="/me#totp"' in send(people.staff.browser(Role.SUPERVISOR), page, **WHY).text
    outside = send(people.second, "/prove", code=people.second.totp.now(), next="https://example.org/")
    assert outside.location == "/"
    people.second.totp = None


def test_a_file_needs_a_reason_a_proof_and_for_many_a_second_person(people: People) -> None:
    user = people.staff.add()
    worker, form = people.enter(user), {"district": people.staff.here}
    people.take_in(user, 21)
    assert send(worker, "/cases/file", **form, reason="other", words="응").status_code == 400
    for browser in (worker, people.second):
        people.prove(browser)
    page = worker.get("/cases/file").text
    assert ("21가구" in page, "승인 필요" in page, HOME.address in page) == (True, True, False)
    assert send(worker, "/cases/file", **form, **WHY).status_code == 403
    assert send(worker, "/cases/file", **form, **WHY, ask="yes").status_code == 303
    path = "/oversight/approvals"
    assert send(people.second, f"{path}/{waiting(people.second)}", path, granted="yes").status_code == 303
    taken = send(worker, "/cases/file", **form, **WHY)
    assert (taken.mimetype, taken.text.count(HOME.address)) == ("text/csv", 21)
    assert taken.headers["Cache-Control"] == "private, no-store"
    assert send(worker, "/cases/file", **form, **WHY).status_code == 403, "once"
    for none in ("", "9999999999", "\0"):
        assert send(worker, "/cases/file", district=none, **WHY).status_code == 400


def test_a_district_is_opened_once_by_two(people: People) -> None:
    path, taken = "/oversight/approvals", people.take_in(people.staff.add())[0]
    for browser in (people.boss, people.second):
        people.prove(browser)
    assert send(people.boss, path, district=people.staff.here, reason="").status_code == 400
    assert send(people.boss, path, district=people.staff.here, **WHY).status_code == 303
    asked = waiting(people.second)
    assert asked not in people.boss.get(path).text, "nobody decides what they asked for"
    send(people.second, f"{path}/{asked}", path, granted="yes")
    shown = send(people.boss, f"{path}/{asked}/open", path)
    assert shown.text.count(HOME.address) >= 1
    assert "<script>1" not in shown.text
    assert send(people.boss, f"{path}/{asked}/open", path).status_code == 403
    assert send(people.boss, f"/oversight/households/{taken.household_id}", **WHY).status_code == 200


def test_the_month_is_reviewed_row_by_row(people: People) -> None:
    user = people.staff.add()
    worker, month = people.enter(user), today().replace(day=1).isoformat()
    people.take_in(user)
    for browser in (worker, people.second):
        people.prove(browser)
    assert send(worker, "/cases/file", district=people.staff.here, **WHY).status_code == 200
    row = f"/oversight/{month}/at_once/{people.staff.here}/{user.id}"
    assert f'href="{row}"' in people.second.get("/oversight").text
    assert "점검 결과" in people.admin.get(row).text
    assert send(people.admin, row, verdict="fine", words="응").status_code == 400
    assert send(people.admin, row, verdict="asked", words="왜 필요했는지 들었음").status_code == 303
    assert "왜 필요했는지 들었음" in people.admin.get(row).text
    assert "본인에게 물어봄" in people.second.get("/oversight").text
    for wrong in (f"/oversight/2026-13-01/at_once/1/{uuid4()}", f"/oversight/{month}/burst/1/{uuid4()}"):
        assert people.second.get(wrong).status_code == 404
    compared = send(people.second, "/oversight/names", "/oversight", month=month)
    assert (compared.status_code, "성까지 대조했습니다" in compared.text) == (200, True)


def test_whom_an_account_has_seen_is_told_with_a_reason(people: People) -> None:
    path, user = "/oversight/exposed", people.staff.add()
    people.take_in(user, 3)
    for wrong in (
        {"account": user.name},
        {"words": "전화를 잃어버림"},
        {"account": "없는이", "words": "전화를 잃어버림"},
        {"origin": "\0", "words": "전화를 잃어버림"},
    ):
        assert send(people.admin, path, **wrong).status_code in {400, 404}
    found = send(people.admin, path, account=user.name, words="전화를 잃어버림")
    assert "본 가구 3곳" in found.text
    assert HOME.address not in found.text
    file = send(people.boss, path, account=user.name, words="전화를 잃어버림", file="csv")
    assert (file.mimetype, len(file.text.splitlines())) == ("text/csv", 4)


def test_a_recusal_is_ended_by_an_administrator(people: People) -> None:
    user, kin, path = people.staff.add(), people.staff.add(), "/oversight/recusals"
    taken = people.take_in(user)[0]
    with people.staff.app.extensions["golmok_staff"][0].begin() as session:
        following.recuse(session, taken.case_id, kin.id, Look(user.reader(""), Reason("request"), now()))
    listed = people.admin.get(path).text
    assert (kin.name in listed, HOME.address in listed) == (True, False)
    end = f"{path}/{taken.household_id}/{kin.id}/end"
    assert send(people.admin, end, path, words="응").status_code == 400
    assert "인증 앱의 여섯 자리 번호" in send(people.admin, end, path, words="이웃이 이사를 감").text
    people.prove(people.admin)
    assert send(people.admin, end, path, words="이웃이 이사를 감").status_code == 303
    assert kin.name not in people.admin.get(path).text
    assert people.boss.get(path, headers={"Accept": "application/json"}).status_code == 403


def waiting(browser: FlaskClient) -> str:
    """What this supervisor may decide."""
    found = re.search(r'action="/oversight/approvals/([0-9a-f-]{36})"', browser.get("/oversight/approvals").text)
    assert found
    return found[1]
