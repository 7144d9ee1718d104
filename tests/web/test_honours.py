"""Honorary workers: training, rewards and letters, in the order of names; and no number of what anybody found."""

from __future__ import annotations

import re
from typing import Any

from mapper.domain.reader import Role
from web.clock import today


def send(client: Any, **form: Any) -> Any:
    hidden = dict(re.findall(r'name="(csrf_token|record)" value="([^"]+)"', client.get("/honorary").text))
    return client.post("/honorary", data=hidden | form)


def test_honours_are_written_and_nobody_is_ranked(staff: Any) -> None:
    workers = [staff.add(Role.HONORARY) for _ in range(3)]
    desk, elsewhere = staff.browser(), staff.browser(Role.WELFARE, staff.there)
    common = {"district": staff.here, "on": today().isoformat()}
    for user in workers:
        assert send(desk, user=user.id, kind="resident", **common).status_code == 303
    who = workers[0].id
    assert send(desk, user=who, kind="training", **common).status_code == 303
    assert send(desk, user=who, kind="reward", amount="30000", **common).status_code == 303
    assert send(desk, user=who, kind="thanks", words="늘 살펴 주셔서 고맙습니다.", **common).status_code == 303
    page = desk.get("/honorary").text
    names = [user.name for user in workers]
    assert sorted(names, key=page.index) == sorted(names)
    assert ("30,000원" in page, "교육" in page) == (True, True)
    assert not any(name in elsewhere.get("/honorary").text for name in names)
    letter = re.search(r'href="(/honorary/[0-9a-f-]{36}/letter)"', page)
    assert letter
    shown = desk.get(letter[1]).text
    assert ("늘 살펴 주셔서" in shown, workers[0].name in shown) == (True, True)
    assert elsewhere.get(letter[1]).status_code == 404
    assert staff.log_in(workers[0]).get("/honorary").status_code == 403


def test_what_cannot_be_written_is_refused_and_shown_again(staff: Any) -> None:
    user, desk = staff.add(Role.HONORARY), staff.browser()
    good = {"user": user.id, "district": staff.here, "kind": "reward", "amount": "1000", "on": today().isoformat()}
    for wrong in (
        {"amount": ""},
        {"amount": "-5"},
        {"kind": "medal"},
        {"kind": "training"},
        {"on": "2999-01-01"},
        {"user": staff.add().id},
        {"user": "-"},
        {"words": "010-1234-5678 김철수님을 찾아냄"},
    ):
        answer = send(desk, **good | {"words": "다시 보일 말"} | wrong)
        assert (answer.status_code, 'role="alert"' in answer.text) == (400, True), wrong
    assert send(desk, **good | {"district": staff.there}).status_code == 403
    assert send(desk, **good).status_code == 303
