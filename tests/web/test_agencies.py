"""Agencies and experts: a list that every desk shares, and who sits at the conferences of the own districts."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient

from mapper.domain.reader import Role

INTAKE = {
    "channel": "desk",
    "needs": ["income"],
    "words": "가상의 사정",
    "how": "written",
    "purposes": ["follow", "share"],
    "address": "가상시 없는로 12",
}


def send(client: FlaskClient, path: str, page: str | None = None, **form: Any) -> Any:
    hidden = dict(re.findall(r'name="(csrf_token|record)" value="([^"]+)"', client.get(page or path).text))
    return client.post(path, data=hidden | form)


def agency_id(page: str, name: str) -> str:
    found = re.search(rf'<h3>{name} .*?action="/agencies/([0-9a-f-]{{36}})/experts"', page, re.DOTALL)
    assert found, page
    return found[1]


def test_agencies_and_experts_are_offered_where_they_are_needed(staff: Any) -> None:
    worker, elsewhere, planner = staff.browser(), staff.browser(Role.WELFARE, staff.there), staff.browser(Role.PLANNER)
    added = send(worker, "/agencies", name=" 가상  복지관 ", kind="welfare", sector="private", services="도시락")
    assert added.status_code == 303
    for wrong in ({"name": "가상 복지관"}, {"name": ""}, {"name": "다른 곳", "kind": "none"}):
        answer = send(worker, "/agencies", **{"kind": "welfare", "sector": "public"} | wrong)
        assert (answer.status_code, 'role="alert"' in answer.text) == (400, True), wrong
    page = worker.get("/agencies").text
    path = f"/agencies/{agency_id(page, '가상 복지관')}/experts"
    who = {"name": "가나다", "position": "과장"}
    assert send(worker, path, "/agencies", district=staff.there, **who).status_code == 400, "not of their district"
    assert send(worker, path, "/agencies", district=staff.here, **who).status_code == 303
    assert "가나다" in worker.get("/agencies").text
    assert "가나다" not in elsewhere.get("/agencies").text
    assert ("가상 복지관" in planner.get("/agencies").text, "가나다" in planner.get("/agencies").text) == (True, False)
    where = send(worker, "/cases/new", district=staff.here, **INTAKE).location
    send(worker, where, reason="counsel")
    assert '<option value="가상 복지관">' in worker.get(f"{where}/write/referral").text
    send(worker, f"{where}/write/assessment", needs="income", level="high", words="소득이 없다")
    form = worker.get(f"{where}/write/conference").text
    chosen = "가상 복지관 과장 가나다"
    assert f'name="expert" value="{chosen}"' in form
    held = {"decision": "managed", "agencies": "welfare", "words": "돕는다", "expert": chosen}
    broken = send(worker, f"{where}/write/conference", **held | {"words": ""})
    assert (broken.status_code, f'value="{chosen}" checked' in broken.text) == (400, True)
    assert send(worker, f"{where}/write/conference", **held).status_code == 303
    assert chosen in worker.get(where).text


def test_what_is_taken_off_the_list_is_offered_no_more(staff: Any) -> None:
    worker = staff.browser()
    send(worker, "/agencies", name="지울 곳", kind="civic", sector="private")
    gone = agency_id(worker.get("/agencies").text, "지울 곳")
    send(worker, f"/agencies/{gone}/experts", "/agencies", district=staff.here, name="라마바")
    expert = re.search(r'action="/agencies/experts/([0-9a-f-]{36})/withdraw"', worker.get("/agencies").text)
    assert expert
    assert send(worker, f"/agencies/experts/{expert[1]}/withdraw", "/agencies").status_code == 303
    assert send(worker, f"/agencies/{gone}/withdraw", "/agencies").status_code == 303
    page = worker.get("/agencies").text
    assert ("지울 곳" in page, "라마바" in page) == (False, False)
    assert send(worker, f"/agencies/{gone}/withdraw", "/agencies").status_code == 404
    assert staff.browser(Role.HONORARY).get("/agencies").status_code == 403
