"""What is typed about a case is never lost: a proof, a login or a reason comes between, or the same form says something else."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from mapper.domain.login import HOUSEHOLD_IDLE
from mapper.domain.reader import Role
from mapper.operations.people import passwords
from web import clock
from web.clock import now

HERE = "1111051500"
WORDS = "이 말은 사라지지 않는다"
INTAKE = {
    "channel": "post",
    "needs": ["income"],
    "words": "가상의 사정",
    "how": "written",
    "purposes": ["follow", "share"],
    "district": HERE,
    "address": "가상시 없는로 12",
    "name": "가나다",
    "birth_year": "1950",
    "phone": "010-0000-1234",
}
PASSWORD = "가상의 긴 비밀번호 열두 글자"
PAGE = {"Accept": "text/html"}
NOTE = {"spoken": "phone", "words": WORDS}


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the last form of a page."""
    form = page[page.rindex("<form") if "held" not in page else page.index('name="held"') - 400 :]
    return {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


def send(client: FlaskClient, path: str, page: str | None = None, **form: Any) -> Any:
    shown = client.get(page or path).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown)
    record = re.search(r'name="record" value="([^"]+)"', shown)
    assert token, path
    sent = {"csrf_token": token[1], **({"record": record[1]} if record else {}), **form}
    return client.post(path, data=sent, headers=PAGE)


def again(client: FlaskClient, path: str, answer: Any, **form: Any) -> Any:
    """Send the form of an answer, as a browser does that is sent on with the very same fields."""
    fields = {name: value for name, value in hidden(answer.text).items() if name in {"csrf_token", "held", "next"}}
    sent = client.post(path, data=fields | form, headers=PAGE)
    while sent.status_code == 307:
        sent = client.post(sent.location, data=fields | form, headers=PAGE)
    return sent


def taken_in(client: FlaskClient, **changed: Any) -> str:
    answer = send(client, "/cases/new", **INTAKE | changed)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


@pytest.fixture
def worker(staff: Any) -> Any:
    user = staff.add()
    client = staff.log_in(user)
    client.user, client.totp = user, staff.second_factor(user)
    return client


def test_a_form_survives_the_proof_that_comes_between(worker: Any) -> None:
    where = taken_in(worker, sealed="1", address="숨은 주소 7")
    asked = send(worker, where, page="/cases/new", reason="counsel")
    assert (asked.status_code, "적던 것은 그대로 있습니다" in asked.text) == (403, True)
    opened = again(worker, "/prove", asked, code=worker.totp.now())
    assert (opened.status_code, opened.location) == (303, where)
    record = str(uuid4())
    with pytest.MonkeyPatch.context() as patch:
        later = now() + timedelta(minutes=6)
        patch.setattr("web.staff.now", lambda: later)
        typed = {"record": record, **NOTE, "csrf_token": hidden(worker.get("/cases/new").text)["csrf_token"]}
        asked = worker.post(f"{where}/write/note", data=typed, headers=PAGE)
    assert asked.status_code == 403
    assert WORDS not in asked.text
    sealed = hidden(asked.text)["held"]
    assert len(sealed) > 100
    stranger = worker.application.test_client()
    assert stranger.post(f"{where}/write/note", data={"held": sealed}).status_code == 401
    saved = again(worker, f"{where}/write/note", asked)
    assert (saved.status_code, saved.location) == (303, where)
    assert worker.get(where).text.count(WORDS) == 1


def test_a_form_survives_a_login_that_lay_idle(staff: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    user = staff.add()
    with staff.owner.begin() as session:
        passwords.set_password(session, user, PASSWORD, city="의정부시", by=user.reader(""), now=now())
    worker: Any = staff.log_in(user)
    worker.user, worker.totp = user, staff.second_factor(user)
    where = taken_in(worker)
    send(worker, where, reason="counsel")
    path = f"{where}/write/note"
    form = hidden(worker.get(path).text) | NOTE
    ahead = clock.datetime
    until = now() + HOUSEHOLD_IDLE + timedelta(minutes=1)

    class Later(ahead):  # type: ignore[misc, valid-type] # the clock as it was found
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return until.astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Later)
    asked = worker.post(path, data=form, headers=PAGE)
    assert (asked.status_code, "오래 쉬어" in asked.text, WORDS in asked.text) == (200, True, False)
    half = again(worker, "/login", asked, name=worker.user.name, password=PASSWORD)
    whole = again(worker, "/login/code", half, code=worker.totp.at(until))
    assert "적던 것이 그대로 있습니다" in whole.text
    reason = again(worker, path, whole)
    assert (reason.status_code, "왜 여십니까" in reason.text) == (200, True)
    saved = again(worker, where, reason, reason="counsel")
    if "이어서 저장하기" in saved.text:
        saved = again(worker, path, saved)
    assert (saved.status_code, saved.location) == (303, where)
    assert worker.get(where).text.count(WORDS) == 1


def test_the_same_form_with_something_else_in_it_is_kept_beside_the_first(worker: Any) -> None:
    where = taken_in(worker)
    send(worker, where, reason="counsel")
    path = f"{where}/write/note"
    form = hidden(worker.get(path).text) | NOTE
    assert worker.post(path, data=form, headers=PAGE).status_code == 303
    other = worker.post(path, data=form | {"words": "다른 말이다"}, headers=PAGE)
    assert (other.status_code, "다른 말이다" in other.text, "이미 저장되어" in other.text) == (409, True, True)
    anew = re.search(r'name="record" value="([^"]+)"', other.text)
    assert anew
    assert anew[1] != form["record"]
    assert worker.post(path, data=form | {"words": "다른 말이다", "record": anew[1]}).status_code == 303
    shown = worker.get(where).text
    assert (shown.count(WORDS), shown.count("다른 말이다")) == (1, 1)
    intake = hidden(worker.get("/cases/new").text) | INTAKE
    first = worker.post("/cases/new", data=intake)
    assert (first.status_code, worker.post("/cases/new", data=intake).location) == (303, first.location)
    other = worker.post("/cases/new", data=intake | {"name": "라마바"}, headers=PAGE)
    assert (other.status_code, "라마바" in other.text) == (409, True)


def test_a_case_is_handed_on_kept_from_kin_sheltered_and_destroyed(staff: Any, worker: Any) -> None:
    colleague, kin = staff.add(), staff.add()
    where = taken_in(worker)
    send(worker, where, reason="counsel")
    followers = f"{where}/followers"
    alone = send(worker, followers, act="release", user=worker.user.id)
    assert (alone.status_code, "맡은 사람이 한 명은" in alone.text) == (409, True)
    assert send(worker, followers, act="assign", user=colleague.id).status_code == 303
    assert send(worker, followers, act="recuse", user=kin.id).status_code == 303
    send(worker, followers, act="assign", user=kin.id)
    assert staff.log_in(kin).get(where).status_code == 404, "whatever they are assigned to"
    keeping = f"{where}/keeping"
    assert send(worker, keeping, act="shelter", words="응").status_code == 400
    asked = send(worker, keeping, act="shelter", words="피해 있다는 신고를 받음")
    done = again(worker, "/prove", asked, code=worker.totp.now())
    assert (done.status_code, done.location) == (303, "/cases")
    assert "따로 보호하는 가구" in worker.get(where).text
    assert send(worker, keeping, act="destroy", words="본인이 지워 달라고 함").status_code == 400, "not by chance"
    assert send(worker, keeping, act="destroy", sure="1", words="본인이 지워 달라고 함").status_code == 303
    assert worker.get(where).status_code == 404


def test_whoever_oversees_says_who_follows_and_sees_nothing_of_it(staff: Any, worker: Any) -> None:
    where = taken_in(worker)
    case_id = where.rsplit("/", 1)[1]
    boss, colleague = staff.browser(Role.SUPERVISOR), staff.add()
    listed = boss.get("/oversight/cases").text
    assert (case_id in listed, worker.user.name in listed, "가나다" in listed) == (True, True, False)
    path = f"/oversight/cases/{case_id}"
    assert send(boss, path, act="assign", user=colleague.id, words="응").status_code == 400
    assert send(boss, path, act="assign", user=colleague.id, words="출장 간 동안 함께 맡음").status_code == 303
    assert case_id in staff.log_in(colleague).get("/cases").text
    assert send(boss, path, act="release", user=colleague.id, words="돌아와서 거둠").status_code == 303
    assert send(boss, path, act="release", user=worker.user.id, words="혼자 남기지 않음").status_code == 409
    assert boss.get(f"/oversight/cases/{uuid4()}").status_code == 404
    elsewhere = staff.browser(Role.SUPERVISOR, staff.there)
    assert elsewhere.get(path).status_code == 404


def test_a_supervisor_is_answered_of_a_hidden_case_as_of_nobodys(staff: Any, worker: Any) -> None:
    friend, boss = staff.add(), staff.browser(Role.SUPERVISOR)
    seen = taken_in(worker)
    form = {"csrf_token": hidden(boss.get("/me").text)["csrf_token"], "words": "출장 간 동안 함께 맡음"}

    def answers(where: str) -> list[Any]:
        path = f"/oversight/cases/{where.rsplit('/', 1)[1]}"
        sent = [(act, user) for act in ("assign", "release", "recuse") for user in (friend.id, uuid4())]
        got = [boss.post(path, data=form | {"act": act, "user": user}, headers=PAGE) for act, user in sent]
        got += [boss.get(path), boss.post(path, data=form | {"act": "assign"}, headers=PAGE)]
        return [(one.status_code, len(one.data), sorted(one.headers.items())) for one in got]

    sealed = taken_in(worker, sealed="1", name="라마바", address="숨은 주소 7")
    nobodys = answers(f"/cases/{uuid4()}")
    assert {status for status, *_ in nobodys} == {404}
    assert answers(sealed) == nobodys
    kept_from = staff.add(Role.SUPERVISOR)
    boss = staff.log_in(kept_from)  # another one, as so many refusals are all that an account is given
    form["csrf_token"] = hidden(boss.get("/me").text)["csrf_token"]
    send(worker, seen, reason="counsel")
    assert send(worker, f"{seen}/followers", act="recuse", user=kept_from.id).status_code == 303
    assert answers(seen) == nobodys
    for where in (sealed, seen):
        assert followers(staff, where) == [worker.user.id]


def followers(staff: Any, where: str) -> list[Any]:
    asked = text("SELECT user_id FROM crisis.case_assignment WHERE case_id = :id AND ended_at IS NULL")
    with staff.owner() as session:
        session.execute(text("SELECT set_config('golmok.districts', '*', true)"))
        return list(session.execute(asked, {"id": where.rsplit("/", 1)[1]}).scalars())
