"""Rounds of postmen and of those who knock: a table in, what they saw looked into, exceptions out, and a case that comes of it."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from mapper.domain.mail_round import read_letters
from mapper.domain.reader import Role
from mapper.errors import InvalidInput
from web.clock import today

TABLE = """주소,이름,결과,점검,메모,보낸 날
가상로 1,가나다,전달,,,2026-09-21
"가상로 2, 지하",라마바,부재,"우편물 쌓임, 인기척 없음",사흘째,2026. 9. 21.
가상로 3,사아자,반송,,,20260921
가상로 4,,전달,생활고 호소,,2026/9/22
"""
SECRETS = ("가상로 2", "라마바", "사흘째", "가상로 3")


def send(client: Any, path: str, page: str | None = None, **form: Any) -> Any:
    hidden = dict(re.findall(r'name="(csrf_token|record|round|letter)" value="([^"]+)"', client.get(page or path).text))
    return client.post(path, data=hidden | form, headers={"Accept": "text/html"})


def hand_in(client: Any, district: str, table: bytes, **form: Any) -> Any:
    file = (BytesIO(table), "round.csv")
    return send(client, "/cases/mail", district=district, **{"name": "9월 2차", "table": file} | form)


@pytest.fixture
def worker(staff: Any) -> Any:
    user = staff.add()
    client = staff.log_in(user)
    client.totp = staff.second_factor(user)
    return client


def test_a_round_is_looked_into_and_one_of_it_becomes_a_case(staff: Any, worker: Any) -> None:
    for table in (TABLE.encode("cp949"), ("﻿" + TABLE).encode()):
        assert hand_in(worker, staff.here, table).status_code == 303
    page = worker.get("/cases/mail").text
    assert re.findall(r'class="number">(\d+)<', page)[:4] == ["4", "2", "3", "0"]
    with staff.owner() as session:
        session.execute(text("SELECT set_config('golmok.districts', '*', true)"))
        rows = session.execute(text("SELECT t::text FROM crisis.mail_item t")).scalars().all()
    assert len(rows) == 8
    assert not any(one in row or one.encode().hex() in row for one in SECRETS for row in rows)
    path = re.search(r'href="(/cases/mail/[0-9a-f-]{36})"', page)
    assert path
    assert "가상로" not in worker.get(path[1]).text
    assert send(worker, path[1]).status_code == 400, "a reason first"
    shown = send(worker, path[1], reason="visit").text
    assert [one for one in (*SECRETS, "가상로 4", "우편물 쌓임") if one not in shown] == []
    assert "가상로 1<" not in shown
    assert re.search(rf'class="print-mark">사람-\w{{6}} · {today().year}\. [^<]+에 연 화면', shown), "also on paper"
    assert staff.log()[-1].action == "mail.open"
    letter = re.search(r'href="/cases/new\?letter=([0-9a-f-]{36})"', shown)
    assert letter
    form = f"/cases/new?letter={letter[1]}"
    colleague = staff.browser()
    gate, entries = colleague.get(form), len(staff.log())
    assert (gate.status_code, gate.location) == (303, path[1]), "each says why for themselves"
    assert len(staff.log()) == entries, "nothing was opened"
    begun = worker.get(form).text
    assert [(one.action, one.reason) for one in staff.log()][-1] == ("mail.open", "visit"), "as it was said"
    assert ("가상로 2" in begun, "우편물 쌓임" in begun, 'value="post" required checked' in begun) == (True, True, True)
    filled = {"channel": "post", "needs": "income", "words": "사정", "how": "spoken", "district": staff.here}
    assert send(worker, "/cases/new", form, **filled).status_code == 303
    assert worker.get(form).status_code == 404
    settle = f"/cases/mail/letters/{letter[1]}/settle"
    assert send(worker, settle, "/cases/mail", outcome="known").status_code == 404, "settled already"
    assert re.findall(r'class="number">(\d+)<', worker.get("/cases/mail").text).count("1") == 1


KNOCKS = """주소,대상자,방문결과,점검,메모,돈 날
가상로 11,,만남,,,2026-09-21
가상로 12,차카타,거절,악취·쓰레기,문을 열지 않음,2026-09-21
"""


@pytest.mark.parametrize("channel", ["head", "patrol", "search"])
def test_those_who_knock_hand_in_rounds_and_the_case_that_comes_of_one_has_their_channel(
    staff: Any, worker: Any, channel: str
) -> None:
    name = f"9월 {channel}"
    assert hand_in(worker, staff.here, KNOCKS.encode(), name=name, channel=channel).status_code == 303
    page = worker.get("/cases/mail").text
    row = re.search(rf'href="(/cases/mail/[0-9a-f-]{{36}})">{name}</a></th><td[^>]*>([^<]*)<.*?</tr>', page)
    assert row
    assert row[2] == {"head": "이웃돌봄반 반장", "patrol": "복지순찰대", "search": "발굴지원단"}[channel]
    assert re.findall(r'class="number">(\d+)<', row[0]) == ["2", "1", "1", "0"]
    shown = send(worker, row[1], reason="visit").text
    assert ("가상로 12" in shown, "가상로 11" in shown) == (True, False)
    letter = re.search(r'href="(/cases/new\?letter=[0-9a-f-]{36})"', shown)
    assert letter
    begun = worker.get(letter[1]).text
    assert (f'value="{channel}" required checked' in begun, "차카타" in begun, "문을 열지 않음" in begun) == (True,) * 3
    filled = {"channel": channel, "needs": "income", "words": "사정", "how": "spoken", "district": staff.here}
    assert send(worker, "/cases/new", letter[1], **filled).status_code == 303
    again = re.search(rf">{name}</a>.*?</tr>", worker.get("/cases/mail").text)
    assert again
    assert re.findall(r'class="number">(\d+)<', again[0]) == ["2", "1", "0", "1"], "linked"
    assert hand_in(worker, staff.here, KNOCKS.encode(), channel="desk").status_code == 400, "a desk goes no rounds"


def test_exceptions_leave_as_a_file_with_a_proof(staff: Any, worker: Any) -> None:
    hand_in(worker, staff.here, TABLE.encode())
    found = re.search(r'href="(/cases/mail/[0-9a-f-]{36})"', worker.get("/cases/mail").text)
    assert found
    path = found[1]
    asked = send(worker, path, reason="visit", file="csv")
    assert (asked.status_code, "가상로" in asked.text) == (403, False)
    assert send(worker, "/prove", code=worker.totp.now()).status_code == 303
    taken = send(worker, path, reason="visit", file="csv")
    assert (taken.mimetype, taken.text.count("가상로")) == ("text/csv", 3)
    elsewhere = staff.browser(Role.WELFARE, staff.there)
    assert send(elsewhere, path, reason="visit").status_code == 404
    assert path not in elsewhere.get("/cases/mail").text


def table_of(count: int) -> bytes:
    rows = "".join(f"없는로 {number},,부재,,,2026-09-21\n" for number in range(1, count + 1))
    return f"주소,이름,결과,점검,메모,보낸 날\n{rows}".encode()


def path_of(client: Any, name: str) -> str:
    found = re.search(rf'href="(/cases/mail/[0-9a-f-]{{36}})">{name}<', client.get("/cases/mail").text)
    assert found
    return found[1]


def entered(staff: Any, role: Role, *codes: str) -> Any:
    user = staff.add(role, *codes)
    client = staff.log_in(user)
    client.totp = staff.second_factor(user)
    return client


def prove(client: Any) -> None:
    assert send(client, "/prove", code=client.totp.now()).status_code == 303


def test_a_file_of_many_addresses_needs_a_second_person_and_is_reviewed(staff: Any, worker: Any) -> None:
    assert hand_in(worker, staff.here, table_of(21), name="스물하나").status_code == 303
    colleague, boss = entered(staff, Role.WELFARE), entered(staff, Role.SUPERVISOR)
    path = path_of(colleague, "스물하나")
    for client in (colleague, boss):
        prove(client)
    page = colleague.get(path).text
    assert ("승인 필요" in page, 'name="file"' in page, "없는로" in page) == (True, False, False)
    assert send(colleague, path, reason="visit").text.count("<h2>없는로") == 21, "on a screen they are not many yet"
    for _ in range(2):
        refused = send(colleague, path, reason="visit", file="csv")
        assert (refused.status_code, "없는로" in refused.text) == (403, False)
        assert send(colleague, "/cases/file", path, district=staff.here, reason="visit", ask="yes").status_code == 303
        decide(boss)  # what was allowed of the own caseload is not for this
    assert send(colleague, path, reason="visit", ask="yes").status_code == 303
    assert "승인 기다림" in colleague.get(path).text
    decide(boss)
    taken = send(colleague, path, reason="visit", file="csv")
    assert (taken.mimetype, taken.text.count("없는로")) == ("text/csv", 21)
    assert send(colleague, path, reason="visit", file="csv").status_code == 403, "once"
    assert "발굴 회차 내려받기" in reviewed(boss)
    elsewhere = staff.browser(Role.WELFARE, staff.there)
    assert send(elsewhere, path, reason="visit", ask="yes").status_code == 404


def decide(boss: Any) -> None:
    path = "/oversight/approvals"
    asked = re.search(rf'action="({path}/[0-9a-f-]{{36}})"', boss.get(path).text)
    assert asked
    assert send(boss, asked[1], path, granted="yes").status_code == 303


def reviewed(boss: Any) -> str:
    row = re.search(r'href="(/oversight/[0-9-]{10}/at_once/[^"]+)"', boss.get("/oversight").text)
    assert row
    return str(boss.get(row[1]).text)


def test_many_addresses_on_one_screen_need_a_proof(staff: Any, worker: Any) -> None:
    for count, is_shown in ((50, True), (51, False)):
        assert hand_in(worker, staff.here, table_of(count), name=f"모두 {count}").status_code == 303
        shown = send(worker, path_of(worker, f"모두 {count}"), reason="visit")
        assert (shown.status_code == 200, shown.text.count("<h2>없는로") == count) == (is_shown, is_shown)
        assert "없는로" in shown.text or not is_shown
    assert staff.log()[-1].action == "mail.open.unproved"
    prove(worker)
    assert send(worker, path_of(worker, "모두 51"), reason="visit").text.count("<h2>없는로") == 51


def test_a_table_that_cannot_be_used_says_every_row_and_stores_nothing(staff: Any, worker: Any) -> None:
    broken = TABLE.replace("반송", "몰라").replace("2026/9/22", "언젠가").replace("사흘째", "900101-1234567")
    answer = hand_in(worker, staff.here, broken.encode(), name="틀린 회차")
    assert answer.status_code == 400
    for said in ("3번째 줄, 메모: 주민등록번호", "4번째 줄, 결과", "5번째 줄, 보낸날", 'value="틀린 회차"'):
        assert said in answer.text, said
    for wrong in (b"", b"\xff\xfe\x00", "주소\n가상로 1".encode(), b"x" * 400_001):
        assert hand_in(worker, staff.here, wrong).status_code == 400
    assert hand_in(worker, staff.there, TABLE.encode()).status_code == 403
    assert hand_in(worker, staff.here, TABLE.encode(), name=" ").status_code == 400
    twice = {"round": str(uuid4())}
    before = worker.get("/cases/mail").text.count("/cases/mail/")
    for _ in range(2):
        assert hand_in(worker, staff.here, TABLE.encode(), **twice).status_code == 303
    assert worker.get("/cases/mail").text.count("/cases/mail/") == before + 1


def test_a_table_is_read_as_offices_write_it() -> None:
    letters, faults = read_letters(TABLE)
    assert faults == []
    assert [one.sent_on.isoformat() for one in letters] == ["2026-09-21", "2026-09-21", "2026-09-21", "2026-09-22"]
    assert [(one.came, one.seen) for one in letters][1] == ("absent", ("mail", "dark"))
    assert [one.waits for one in letters] == [False, True, True, True]
    with pytest.raises(InvalidInput, match="lacks"):
        read_letters("주소,결과\n가상로 1,전달\n")
