"""핵심사업 on the agenda of 현장 전략회의: what was found, what was decided, and what came of it, on both pages and on paper."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import openpyxl
import pypdfium2
import pytest
from flask.testing import FlaskClient

from mapper.domain.calendar import KST, korean_date
from mapper.domain.reader import Role
from web.clock import now, today

PROJECT = {
    "kind": "project",
    "city": "41150",
    "title": "<b>가상</b> 역세권 정비",
    "began_on": "2022-07-01",
    "field": "transport",
}
FOUND = "보도 폭이 1.2 m로 좁음 <script>alert(1)</script>"


@pytest.fixture
def browser(office: Any) -> FlaskClient:
    found: FlaskClient = office.browser(office.add("made-planner", Role.PLANNER))
    return found


@pytest.fixture
def project(office: Any, browser: FlaskClient) -> str:
    """Address of a key project."""
    made = office.post(browser, "/programmes/new", "/programmes/new?kind=project", **PROJECT)
    assert made.status_code == 303, made.text
    return str(made.location)


def meeting_of(office: Any, browser: FlaskClient, *, hours: int = -3, **form: str) -> str:
    """Plan a strategy meeting with one item, and return its address."""
    held_at = (now() + timedelta(hours=hours)).astimezone(KST)
    given = {"kind": "strategy", "title": "주간 전략회의", "place": "현장", "held_at": f"{held_at:%Y-%m-%dT%H:%M}"}
    made = office.post(browser, "/meetings/new", "/meetings/new", **given | {"district": office.districts()[0]} | form)
    assert made.status_code == 303, made.text
    address = str(made.location)
    assert office.post(browser, f"{address}/items", address, words="역세권 정비 점검").status_code == 303
    return address


def latest(office: Any, table: str, column: str) -> str:
    return str(office.sql(f"SELECT {column} FROM {table} ORDER BY recorded_at DESC LIMIT 1").scalar_one())


def change(office: Any, browser: FlaskClient, meeting: str, *, status: int = 303, **form: str) -> Any:
    """Change the item that was written last, as it is seen now."""
    item, seen = latest(office, "agenda_item", "item_id"), latest(office, "agenda_item", "id")
    answer = office.post(browser, f"{meeting}/items/{item}", meeting, **{"seen": seen} | form)
    assert answer.status_code == status, answer.text
    return answer


def about(office: Any, browser: FlaskClient, meeting: str, project: str) -> None:
    change(office, browser, meeting, act="programme", programme=project.rpartition("/")[2])


def told(browser: FlaskClient, project: str) -> str:
    """Return what the page of a programme tells of meetings."""
    page = browser.get(project).text
    return page.partition('id="talked-about"')[2].partition("</section>")[0]


def test_a_project_tells_what_meetings_found_decided_and_did(office: Any, browser: FlaskClient, project: str) -> None:
    assert told(browser, project) == ""
    meeting = meeting_of(office, browser)
    about(office, browser, meeting, project)
    change(office, browser, meeting, act="finding", finding=FOUND)
    item = latest(office, "agenda_item", "item_id")
    for words in ("보도를 넓힌다.", "가로수를 옮긴다."):
        sent = {"words": words, "item": item, "due": str(today())}
        assert office.post(browser, f"{meeting}/decisions", meeting, **sent).status_code == 303
    assert office.post(browser, f"{meeting}/decisions", meeting, words="다른 일을 한다.").status_code == 303
    done = office.sql("SELECT decision_id FROM decision WHERE words = '보도를 넓힌다.'").scalar_one()
    moved = {"to": "executed", "on": str(today()), "reason": ""}
    assert office.post(browser, f"{meeting}/decisions/{done}/moves", meeting, **moved).status_code == 303
    section = told(browser, project)
    assert f'href="{meeting}#agenda">주간 전략회의</a>' in section
    assert "보도 폭이 1.2 m로 좁음 &lt;script&gt;" in section
    assert section.count('class="decided"') == 2
    assert "결정 2건 가운데 이행 1건, 기한이 지난 것 0건" in section
    assert "다른 일을 한다." not in section
    assert f">{korean_date((now() - timedelta(hours=3)).astimezone(KST).date())}</time>" in section
    page = browser.get(meeting).text
    assert f'href="{project}#talked-about">&lt;b&gt;가상&lt;/b&gt; 역세권 정비</a>' in page


def test_a_decision_past_its_day_is_overdue_at_its_project(office: Any, browser: FlaskClient, project: str) -> None:
    meeting = meeting_of(office, browser, hours=-24 * 10)
    about(office, browser, meeting, project)
    item = latest(office, "agenda_item", "item_id")
    sent = {"words": "보도를 넓힌다.", "item": item, "due": str(today() - timedelta(days=2))}
    assert office.post(browser, f"{meeting}/decisions", meeting, **sent).status_code == 303
    section = told(browser, project)
    assert '<span class="badge is-bad">기한 지남</span>' in section
    assert "기한이 지난 것 1건" in section


def test_minutes_name_the_project_on_the_page_on_paper_and_in_the_workbook(
    office: Any, browser: FlaskClient, project: str
) -> None:
    meeting = meeting_of(office, browser)
    about(office, browser, meeting, project)
    change(office, browser, meeting, act="finding", finding=FOUND)
    minutes = browser.get(f"{meeting}/minutes").text
    assert "&lt;b&gt;가상&lt;/b&gt; 역세권 정비" in minutes
    assert "<script>alert" not in minutes
    paper = pypdfium2.PdfDocument(browser.get(f"{meeting}/minutes.pdf").data)
    text = "".join(page.get_textpage().get_text_range() for page in paper)
    assert "역세권 정비" in text
    assert "보도 폭이 1.2 m로 좁음" in text
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{meeting}.xlsx").data))
    [names, values] = [[cell.value for cell in row] for row in book["안건"].iter_rows()]
    line = dict(zip(names, values, strict=True))
    assert (line["사업"], line["점검 결과"]) == (PROJECT["title"], FOUND)


def test_what_an_item_was_about_is_changed_taken_off_and_moved(office: Any, browser: FlaskClient, project: str) -> None:
    meeting = meeting_of(office, browser)
    about(office, browser, meeting, project)
    change(office, browser, meeting, act="finding", finding=FOUND)
    change(office, browser, meeting, act="save", words="다르게 적은 안건")
    assert "다르게 적은 안건" in told(browser, project)
    assert "보도 폭이" in told(browser, project)  # other words of the item leave what was found
    change(office, browser, meeting, act="finding", finding=" ")
    assert "보도 폭이" not in told(browser, project)
    change(office, browser, meeting, act="programme", programme="")
    assert told(browser, project) == ""
    about(office, browser, meeting, project)
    change(office, browser, meeting, act="withdraw")
    assert told(browser, project) == ""


def test_what_cannot_be_is_refused_and_said(office: Any, browser: FlaskClient, project: str) -> None:
    coming = meeting_of(office, browser, hours=24)
    about(office, browser, coming, project)
    assert "예정</span>" in told(browser, project)
    early = change(office, browser, coming, status=400, act="finding", finding=FOUND)
    assert "아직 열리지 않았거나 취소된 회의입니다." in early.text
    meeting = meeting_of(office, browser)
    for wrong in ("00000000-0000-4000-8000-000000000000", "없는 사업"):
        refused = change(office, browser, meeting, status=400, act="programme", programme=wrong)
        assert "목록에 있는 사업을 골라 주세요." in refused.text
    long = change(office, browser, meeting, status=400, act="finding", finding="가" * 1001)
    assert "점검 결과는 1000자 이하로" in long.text.replace(",", "")
    person = change(office, browser, meeting, status=400, act="finding", finding="집주인 010-0000-0000")
    assert "전화" in person.text
    stale = change(
        office, browser, meeting, status=409, act="programme", programme="", seen=latest(office, "meeting", "id")
    )
    assert "다시" in stale.text


def test_a_withdrawn_project_is_no_choice_but_stays_where_it_was(
    office: Any, browser: FlaskClient, project: str
) -> None:
    bare, named = meeting_of(office, browser), meeting_of(office, browser, hours=-2)
    about(office, browser, named, project)
    seen = re.findall(r'name="seen" value="([^"]+)"', browser.get(f"{project}/edit").text)[0]
    taken = office.post(browser, f"{project}/edit", f"{project}/edit", **PROJECT, withdrawn="on", seen=seen)
    assert taken.status_code == 303, taken.text
    identity = project.rpartition("/")[2]
    assert f'<option value="{identity}" selected>' in browser.get(named).text
    assert f'<option value="{identity}"' not in browser.get(bare).text
    change(office, browser, named, act="programme", programme=identity)  # what it was about may stay
    other = meeting_of(office, browser, hours=-1)
    change(office, browser, other, status=400, act="programme", programme=identity)


def test_who_sees_no_programmes_neither_sees_nor_names_one(office: Any, browser: FlaskClient, project: str) -> None:
    meeting = meeting_of(office, browser)
    about(office, browser, meeting, project)
    worker = office.browser(office.add("made-worker", Role.FIELD, office.districts()[0]))
    for path in (meeting, f"{meeting}/minutes"):
        page = worker.get(path).text
        assert "역세권 정비 점검" in page  # the words of the item
        assert project not in page
        assert "가상" not in page
    assert 'name="programme"' not in worker.get(meeting).text
    change(office, worker, meeting, status=403, act="programme", programme="")
    change(office, worker, meeting, act="finding", finding=FOUND)
    assert "보도 폭이" in told(browser, project)  # and it is still about the project
    mayor = office.browser(office.add("made-mayor", Role.MAYOR))
    assert "보도 폭이" in told(mayor, project)
    change(office, mayor, meeting, status=403, act="finding", finding="")
