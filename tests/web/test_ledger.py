"""후속 관리 대장 over HTTP: what was said at a visit is followed by its table of moves, answered, and told to everybody."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pypdfium2
import pytest
from flask.testing import FlaskClient

from mapper.domain.access import Scope
from mapper.domain.calendar import KST
from mapper.domain.reader import Role
from web.clock import now, today

ROWS = "SELECT count(*) FROM ledger_entry"


@pytest.fixture
def planner(office: Any) -> FlaskClient:
    found: FlaskClient = office.browser(office.add("made-planner", Role.PLANNER))
    return found


@pytest.fixture
def said(office: Any, planner: FlaskClient) -> dict[str, str]:
    """A visit that was held, with a consultation, a promise that answers it, and a referral."""
    begins = (now() + timedelta(days=1)).astimezone(KST)
    typed = {"kind": "field_office", "theme": "가상 방문", "starts_at": f"{begins:%Y-%m-%dT14:00}", "minutes": 120}
    typed |= {"limit_m": 5000, "source": "worst", "district": office.districts()[0], "count": 3}
    visit = office.post(planner, "/visits/new", "/visits/new", **typed).location.rpartition("/")[2]
    stop = office.sql("SELECT segment_id FROM visit_stop WHERE version_id = :visit LIMIT 1", visit=UUID(visit)).scalar()
    ids = {name: str(uuid4()) for name in ("heard", "promised", "referred")}
    due = (today() + timedelta(days=3)).isoformat()
    entry = {"kind": "consultation", "role": "resident", "owner": "도로과", "due": due}
    heard = entry | {
        "id": ids["heard"],
        "words": "<b>뒷길</b>이 어둡다고 함",
        "outcome": "reply",
        "segment_id": str(stop),
    }
    kept = {"id": ids["promised"], "kind": "promise", "words": "가로등을 답니다.", "about": ids["heard"]}
    kept |= {"owner": "도로과", "due": due, "segment_id": str(stop)}
    handed_on = entry | {"id": ids["referred"], "outcome": "referral", "district": office.districts()[0]}
    body = {"visit_id": visit, "held_at": now().isoformat(), "entries": [heard, kept, handed_on]}
    body["attendance"] = [{"kind": "resident", "heads": 7}]
    token = office.token(office.add("made-recorder", Role.MAYOR), Scope.WRITE)
    sent = office.app.test_client().put(
        f"/api/v1/visit-records/{uuid4()}", json=body, headers={"Authorization": f"Bearer {token}"}
    )
    assert sent.status_code == 201, sent.text
    return ids | {"visit": visit}


def move(office: Any, browser: FlaskClient, entry: str, seen: str, to: str, **typed: Any) -> Any:
    page = f"/visits/ledger/{entry}"
    return office.post(browser, f"{page}/moves", page, seen=seen, to=to, on=today().isoformat(), **typed)


def test_an_entry_goes_by_the_table_and_tells_who_moved_it(
    office: Any, planner: FlaskClient, said: dict[str, str]
) -> None:
    entry = said["heard"]
    assert move(office, planner, entry, "planned", "doing").status_code == 303
    late = move(office, planner, entry, "planned", "done", reason="가로등 설치")
    assert late.status_code == 409
    assert "가로등 설치" in late.text  # what was typed is there still
    wordless = move(office, planner, entry, "doing", "done")
    assert (wordless.status_code, "까닭을" in wordless.text) == (400, True)
    unblocked = move(office, planner, entry, "doing", "impossible", reason="예산이 없음")
    assert (unblocked.status_code, "예산, 부서조정, 법령" in unblocked.text) == (400, True)
    named = move(office, planner, entry, "doing", "done", reason="010-0000-0000 번에게 알림")
    assert (named.status_code, "010-0000-0000" in named.text) == (400, True)
    assert move(office, planner, entry, "doing", "done", reason="가로등 세 개 설치").status_code == 303
    page = planner.get(f"/visits/ledger/{entry}").text
    assert "가로등 세 개 설치" in page
    assert "&lt;b&gt;뒷길" in page
    moves = office.sql("SELECT state, reason FROM ledger_move ORDER BY recorded_at").all()
    assert [tuple(one) for one in moves] == [("doing", None), ("done", "가로등 세 개 설치")]
    logged = office.sql("SELECT count(*) FROM write_log WHERE action = 'ledger.move'").scalar_one()
    assert logged == 2


def test_the_list_is_what_was_so_on_a_day(office: Any, planner: FlaskClient, said: dict[str, str]) -> None:
    def tiles(**asked: str) -> list[int]:
        page = planner.get("/visits/ledger", query_string=asked).text
        return [int(one) for one in re.findall(r"<dd><a href=[^>]*>([\d,]+)</a></dd>", page)]

    assert tiles() == [3, 0, 3, 0, 0, 3, 0, 0]
    move(office, planner, said["heard"], "planned", "handed_over", reason="경찰서에 넘김")
    assert tiles() == [3, 0, 2, 0, 0, 2, 0, 1]
    assert tiles(as_of=(today() - timedelta(days=1)).isoformat()) == [0] * 8
    assert tiles(as_of=(today() + timedelta(days=9)).isoformat())[1] == 2
    assert tiles(kind="promise") == [1, 0, 1, 0, 0, 1, 0, 0]
    assert "동 창구에 연계" in planner.get("/visits/ledger").text
    assert planner.get("/visits/ledger?as_of=tomorrow").status_code == 400


def test_who_sees_to_it_is_written_anew_and_a_mistake_is_taken_out(
    office: Any, planner: FlaskClient, said: dict[str, str]
) -> None:
    page = f"/visits/ledger/{said['heard']}"
    seen = re.findall(r'name="seen" value="([0-9a-f-]{36})"', planner.get(page).text)[0]
    due = (today() + timedelta(days=40)).isoformat()
    assert office.post(planner, page, page, seen=seen, owner="공원과", due=due).status_code == 303
    assert "공원과" in planner.get(page).text
    assert office.post(planner, page, page, seen=seen, owner="청소과", due=due).status_code == 409
    version = re.findall(r'name="seen" value="([0-9a-f-]{36})"', planner.get(page).text)[0]
    gone = office.post(planner, page, page, seen=version, owner="공원과", due=due, withdrawn="on")
    assert gone.status_code == 303
    assert planner.get(page).status_code == 404
    assert office.sql(ROWS).scalar_one() == 5  # nothing was deleted


def test_a_letter_answers_a_consultation_and_nothing_else(
    office: Any, planner: FlaskClient, said: dict[str, str]
) -> None:
    move(office, planner, said["heard"], "planned", "done", reason="가로등 세 개 설치")
    letter = planner.get(f"/visits/ledger/{said['heard']}/letter.pdf")
    assert letter.status_code == 200
    with pypdfium2.PdfDocument(letter.data) as pdf:
        words = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert "가로등 세 개 설치" in words.replace("\r\n", "")
    assert "made-planner" not in words
    for name in ("promised", "referred"):
        assert planner.get(f"/visits/ledger/{said[name]}/letter.pdf").status_code == 404


def test_everybody_reads_of_promises_that_were_looked_over_and_no_sooner_than_three_days(
    office: Any, planner: FlaskClient, said: dict[str, str]
) -> None:
    page = f"/visits/ledger/{said['promised']}"
    public = office.app.test_client()
    assert "아직 공개한 약속이 없습니다" in public.get("/promises").text
    mayor = office.browser(office.add("made-mayor", Role.MAYOR))
    refused = office.post(mayor, f"{page}/release", page, words="가로등을 답니다.")
    assert refused.status_code == 403
    assert office.post(planner, f"{page}/release", page, words="김가상 씨 댁에 가로등").status_code == 400
    heard = f"/visits/ledger/{said['heard']}"
    assert office.post(planner, f"{heard}/release", heard, words="어둡다").status_code == 400
    assert office.post(planner, f"{page}/release", page, words="가로등을 새로 답니다.").status_code == 303
    assert "가로등을 새로 답니다." not in public.get("/promises").text
    office.sql("ALTER TABLE ledger_entry DISABLE TRIGGER append_only")
    office.sql("UPDATE ledger_entry SET recorded_at = recorded_at - interval '4 days'")
    shown = public.get("/promises").text
    assert "가로등을 새로 답니다." in shown
    for kept in ("어둡다", "made-", "도로과", said["promised"], said["visit"]):
        assert kept not in shown
    assert office.post(planner, f"{page}/release", page, withhold="").status_code == 303
    assert "가로등을 새로 답니다." not in public.get("/promises").text


def paper_of(office: Any, browser: FlaskClient, visit: str) -> str:
    """All words of the briefing of a visit."""
    made = office.post(browser, f"{visit}/files", visit, form="pdf", reason="현장에 가져감")
    with pypdfium2.PdfDocument(made.data) as pdf:
        return "".join(page.get_textpage().get_text_bounded() for page in pdf)


def test_the_next_visit_to_a_district_brings_what_the_last_one_left(
    office: Any, planner: FlaskClient, said: dict[str, str]
) -> None:
    begins = (now() + timedelta(days=20)).astimezone(KST)
    typed = {"kind": "patrol", "theme": "다음 방문", "starts_at": f"{begins:%Y-%m-%dT14:00}", "minutes": 60}
    typed |= {"limit_m": 5000, "source": "worst", "count": 2}
    here, there = (
        office.post(planner, "/visits/new", "/visits/new", **typed, district=code).location
        for code in office.districts()[:2]
    )
    assert "이어서 챙길 것 3건" in planner.get(here).text
    assert "이어서 챙길 것" not in planner.get(there).text
    on_paper = paper_of(office, planner, here)
    assert "앞선 방문에서 남은 일" in on_paper
    assert "앞선 방문에서 남은 일" not in paper_of(office, planner, there)
    for kept in ("어둡다", "도로과"):  # words that somebody said, and who sees to it
        assert kept not in on_paper
    move(office, planner, said["heard"], "planned", "done", reason="설치함")
    assert "이어서 챙길 것 2건" in planner.get(here).text
    own = planner.get(f"/visits/{said['visit']}").text
    assert "이어서 챙길 것" not in own
    assert "7명이 왔습니다" in own


def test_offices_are_reminded_on_the_first_page_and_by_letter(
    office: Any, planner: FlaskClient, said: dict[str, str]
) -> None:
    mayor = office.browser(office.add("made-mayor", Role.MAYOR))
    for browser in (planner, mayor):
        page = browser.get("/visits").text
        assert "기한이 지났거나 이레 안에 오는 약속과 건의 3건" in page
        assert re.findall(r'href="(/visits/ledger/reminder.pdf[^"]*)"', page) == [
            "/visits/ledger/reminder.pdf?owner=%EB%8F%84%EB%A1%9C%EA%B3%BC"
        ]
    office.sql("ALTER TABLE ledger_entry DISABLE TRIGGER append_only")
    earlier = "UPDATE ledger_entry SET due = due - 5, occurred_on = occurred_on - 5 WHERE entry_id = :entry"
    office.sql(earlier, entry=UUID(said["promised"]))
    letter = planner.get("/visits/ledger/reminder.pdf?owner=도로과")
    assert (letter.status_code, letter.mimetype) == (200, "application/pdf")
    with pypdfium2.PdfDocument(letter.data) as pdf:
        words = "".join(page.get_textpage().get_text_bounded() for page in pdf).replace("\r\n", "")
    for told in ("도로과", "기한이 지난 것 1건", "2일 지남", "이레 안에 기한이 오는 것 2건", "동 창구에 연계했습니다"):
        assert told in words
    assert "made-" not in words  # who wrote it down is nobody's business there
    for entry in ("heard", "promised", "referred"):
        move(office, planner, said[entry], "planned", "done", reason="처리함")
    assert "이레 안에 오는" not in planner.get("/visits").text
    assert planner.get("/visits/ledger/reminder.pdf?owner=도로과").status_code == 404


def test_a_letter_that_would_be_a_book_tells_what_is_due_first(
    office: Any, planner: FlaskClient, said: dict[str, str]
) -> None:
    office.sql(
        "INSERT INTO ledger_entry (id, entry_id, visit_id, record_id, kind, words, owner, due, occurred_on, withdrawn, recorded_at)"
        " SELECT made, made, visit_id, record_id, kind, '더 약속함', owner, due + 1, occurred_on, false, recorded_at"
        " FROM ledger_entry, (SELECT gen_random_uuid() AS made FROM generate_series(1, 250)) AS more WHERE entry_id = :entry",
        entry=UUID(said["promised"]),
    )
    letter = planner.get("/visits/ledger/reminder.pdf?owner=도로과")
    with pypdfium2.PdfDocument(letter.data) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    words = "".join(pages).replace("\r\n", "")
    assert "이레 안에 기한이 오는 것 253건" in words
    assert "기한이 이른 200건만" in words
    assert words.count("더 약속함") == 200 - 3
    assert all(f"{number} / {len(pages)}" in page for number, page in enumerate(pages, 1))


def test_the_list_is_of_one_office(office: Any, planner: FlaskClient, said: dict[str, str]) -> None:
    path = f"/visits/ledger/{said['promised']}"
    seen = re.findall(r'name="seen" value="([0-9a-f-]{36})"', planner.get(path).text)[0]
    due = (today() + timedelta(days=3)).isoformat()
    assert office.post(planner, path, path, seen=seen, owner="공원과", due=due).status_code == 303

    def listed(owner: str) -> list[str]:
        page = planner.get("/visits/ledger", query_string={"owner": owner}).text
        return [name for name, entry in said.items() if f"/visits/ledger/{entry}" in page]

    assert listed("공원과") == ["promised"]
    assert listed("도로과") == ["heard", "referred"]
    assert listed("") == ["heard", "promised", "referred"]


def test_the_ledger_is_for_the_office(office: Any, said: dict[str, str]) -> None:
    field = office.browser(office.add("made-field", Role.FIELD, office.districts()[0]))
    for path in ("/visits/ledger", f"/visits/ledger/{said['heard']}", "/visits/ledger/reminder.pdf?owner=도로과"):
        assert field.get(path).status_code == 403
