"""주민회의 over HTTP: a meeting from its agenda to its minutes, for those of its district, and whatever is typed into it."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import openpyxl
import pypdfium2
import pytest
from flask.testing import FlaskClient
from pypdfium2 import raw

from mapper.domain.access import Scope
from mapper.domain.calendar import KST
from mapper.domain.reader import Role
from mapper.domain.user import User
from web.clock import now, today

HOSTILE = "<img src=x onerror=alert(1)> =1+1 {{7*7}} ${7*7} </textarea><script>alert(1)</script>"


@pytest.fixture
def planner(office: Any) -> User:
    user: User = office.add("made-planner", Role.PLANNER)
    return user


@pytest.fixture
def browser(office: Any, planner: User) -> FlaskClient:
    found: FlaskClient = office.browser(planner)
    return found


def add(office: Any, browser: FlaskClient, **form: Any) -> Any:
    held_at = (now() - timedelta(hours=3)).astimezone(KST)
    given = {"kind": "residents", "title": "가상 주민회의", "place": "주민센터", "held_at": f"{held_at:%Y-%m-%dT%H:%M}"}
    return office.post(
        browser, "/meetings/new", "/meetings/new", **(given | {"district": office.districts()[0]} | form)
    )


@pytest.fixture
def meeting(office: Any, browser: FlaskClient) -> str:
    made = add(office, browser, title=HOSTILE[:100])
    assert made.status_code == 303, made.text
    return str(made.location.rpartition("/")[2])


def send(office: Any, browser: FlaskClient, meeting: str, path: str, *, status: int = 303, **form: Any) -> Any:
    answer = office.post(browser, f"/meetings/{meeting}/{path}", f"/meetings/{meeting}", **form)
    assert answer.status_code == status, answer.text
    return answer


def one(office: Any, table: str) -> str:
    return str(office.sql(f"SELECT id FROM {table} ORDER BY recorded_at DESC LIMIT 1").scalar_one())


def segment_of(office: Any, place: int = 0) -> str:
    found = office.sql(
        "SELECT s.id FROM segment s JOIN district d ON d.id = district_id WHERE d.code = :code AND graded ORDER BY s.id LIMIT 1",
        code=office.districts()[place],
    )
    return str(found.scalar_one())


def issue_of(office: Any, place: int) -> str:
    found = office.sql(
        "SELECT issue_id FROM issue_state i JOIN segment s ON s.id = i.segment_id JOIN district d ON d.id = district_id"
        " WHERE d.code = :code ORDER BY issue_id LIMIT 1",
        code=office.districts()[place],
    )
    return str(found.scalar_one())


def hold(office: Any, browser: FlaskClient, meeting: str) -> str:
    """Hold it, hostile words in every field, and return its decision."""
    send(office, browser, meeting, "items", words=HOSTILE)
    item = one(office, "agenda_item")
    send(office, browser, meeting, "ties", subject=item, segment=segment_of(office))
    came = {"organisation": HOSTILE[:100], "kind": "civic", "role": "resident", "heads": "14"}
    send(office, browser, meeting, "attendance", **came)
    send(office, browser, meeting, f"votes/{item}", in_favour="9", against="3", abstained="1")
    send(office, browser, meeting, "decisions", words=HOSTILE, item=item, due=str(today()))
    send(office, browser, meeting, "minutes", words=f"{HOSTILE}\n둘째 줄", confirmed="on")
    return one(office, "decision")


def test_a_meeting_is_on_every_page_and_in_every_file_and_no_text_runs(
    office: Any, browser: FlaskClient, meeting: str
) -> None:
    decision = hold(office, browser, meeting)
    send(office, browser, meeting, f"minutes/{one(office, 'minutes')}/approve")
    send(office, browser, meeting, f"decisions/{decision}/moves", to="executed", on=str(today()), reason=HOSTILE)
    for path in (
        "/meetings",
        f"/meetings/{meeting}",
        f"/meetings/{meeting}/minutes",
        "/meetings/decisions",
        f"/meetings/{meeting}/edit",
    ):
        page = browser.get(path).text
        assert "&lt;img src=x" in page, path
        assert "<img src=x" not in page, path
        assert "<script>alert" not in page, path
    assert "100.0%" in browser.get("/meetings/decisions").text
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"/meetings/{meeting}.xlsx").data))
    assert [(sheet.title, sheet.max_row) for sheet in book] == [
        ("회의", 9),
        ("참석", 2),
        ("안건", 2),
        ("결정", 2),
        ("회의록", 2),
    ]
    assert [cell.value for cell in book["안건"][2]][2:9] == [1, 0, 9, 3, 1, "가결", 1]
    rows = browser.get("/meetings/decisions.csv").data.decode("utf-8-sig")
    assert "이행" in rows
    counts = openpyxl.load_workbook(io.BytesIO(browser.get("/meetings/decisions.xlsx").data))
    assert [row[2].value for row in counts["지표"].iter_rows(min_row=2)] == [1, 14, 1, 1, 1]
    assert "가상" not in browser.get("/meetings?kind=team").text.partition("<table")[2]


def test_the_kind_of_an_organisation_is_corrected_on_the_desk(office: Any, browser: FlaskClient, meeting: str) -> None:
    hold(office, browser, meeting)
    [organisation] = office.sql("SELECT organisation_id::text FROM attendance").scalars().all()
    told = browser.get(f"/meetings/{meeting}").text.partition('id="attendance"')[2]
    assert '<span class="quiet">자생단체</span>' in told
    path = f"organisations/{organisation}"
    send(office, browser, meeting, path, kind="office")
    page = browser.get(f"/meetings/{meeting}").text
    assert "단체의 종류를 고쳤습니다." in page
    told = page.partition('id="attendance"')[2]
    assert '<span class="quiet">행정기관</span>' in told
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"/meetings/{meeting}.xlsx").data))
    assert [cell.value for cell in book["참석"][2]][1] == "행정기관"
    refused = send(office, browser, meeting, path, status=400, kind="party").text
    assert "종류를" in refused.partition('role="alert"')[2][:200]
    assert send(office, browser, meeting, f"organisations/{uuid4()}", status=404, kind="civic")
    page = browser.get("/meetings/decisions").text
    assert f'/meetings/{meeting}#attendance">14</a>' in page


def test_whoever_counts_what_another_counted_meanwhile_is_told_so(
    office: Any, browser: FlaskClient, meeting: str
) -> None:
    hold(office, browser, meeting)
    item = office.sql("SELECT DISTINCT item_id FROM agenda_item").scalar_one()
    page = browser.get(f"/meetings/{meeting}").text
    seen_at = unescape(re.findall(r'name="seen_at" value="([^"]+)"', page)[0])
    came = {"organisation": "가상 방범대", "kind": "civic", "role": "resident", "seen_at": seen_at}
    votes = {"in_favour": "8", "against": "3", "abstained": "1", "seen_at": seen_at}
    send(office, browser, meeting, "attendance", **came, heads="3")  # nobody counted these before
    send(office, browser, meeting, f"votes/{item}", **votes)
    refused = send(office, browser, meeting, "attendance", status=409, **came, heads="5").text
    assert "다른 사람이" in refused
    send(office, browser, meeting, f"votes/{item}", status=409, **votes)
    send(office, browser, meeting, "attendance", status=400, **(came | {"seen_at": "어제"}), heads="5")
    counted = (
        "SELECT sum(heads) FROM attendance JOIN organisation o ON o.id = organisation_id WHERE o.name = '가상 방범대'"
    )
    assert office.sql(counted).scalar_one() == 3


def test_a_long_alley_is_tied_at_once(office: Any, browser: FlaskClient, meeting: str) -> None:
    send(office, browser, meeting, "items", words="긴 골목")
    item = one(office, "agenda_item")
    alley = office.sql("SELECT id::text FROM segment WHERE graded ORDER BY id LIMIT 250").scalars().all()
    token = office.csrf(browser.get(f"/meetings/{meeting}").text)
    sent = {"csrf_token": token, "subject": item, "segment": ",".join(alley)}
    answer = browser.post(f"/meetings/{meeting}/ties", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    assert office.sql("SELECT max(cardinality(segment_ids)) FROM agenda_item").scalar_one() == len(alley) == 250


def test_the_minutes_are_a4_paper_with_our_fonts(office: Any, browser: FlaskClient, meeting: str) -> None:
    hold(office, browser, meeting)
    answer = browser.get(f"/meetings/{meeting}/minutes.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    with pypdfium2.PdfDocument(answer.data) as document:
        page = document[0]
        assert [round(side) for side in page.get_size()] == [595, 842]
        fonts = {text.get_font() for text in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])}
        assert {("Pretendard" in font.get_base_name(), font.is_embedded) for font in fonts} == {(True, True)}
        written = "\n".join(one.get_textpage().get_text_bounded() for one in document)
    assert all(
        word in written for word in ("<img src=x onerror=alert(1)>", "회의록", "찬성 9", "가결", "둘째 줄", "14명")
    )


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        ("items", {"words": " "}, "내용은"),
        ("items", {"words": "전화 010-0000-0000"}, "전화번호"),
        ("items", {"words": "\u200b"}, "내용은"),
        ("attendance", {"organisation": "방범대", "kind": "civic", "role": "resident", "heads": "many"}, "인원은"),
        ("attendance", {"organisation": "김철수 씨", "kind": "none", "role": "resident", "heads": "1"}, "이름과 호칭"),
        ("attendance", {"organisation": "방범대", "kind": "party", "role": "resident", "heads": "2"}, "종류를"),
        ("attendance", {"organisation": "방범대", "kind": "civic", "role": "king", "heads": "2"}, "자격을"),
        ("decisions", {"words": "고친다.", "due": "2000-01-01"}, "기한은"),
        ("decisions", {"words": "고친다.", "due": "0001-01-01"}, "기한은"),
        ("decisions", {"words": "고친다.", "team": str(uuid4())}, "추진단을"),
        ("decisions", {"words": "고친다.", "team": "없는 팀"}, "추진단을"),
        ("ties", {"segment": "없는 구간"}, "고른 구간"),
        ("decisions", {"words": "고친다.", "item": str(uuid4())}, "안건을"),
        ("minutes", {"words": "김철수 씨가 말했다."}, "이름과 호칭"),
    ],
)
def test_what_is_wrong_is_said_where_it_was_typed(
    office: Any, browser: FlaskClient, meeting: str, path: str, form: dict[str, str], said: str
) -> None:
    assert said in send(office, browser, meeting, path, status=400, **form).text.partition('role="alert"')[2][:200]


def test_votes_and_moves_that_cannot_be_are_refused(office: Any, browser: FlaskClient, meeting: str) -> None:
    decision = hold(office, browser, meeting)
    ballot = {"in_favour": "15", "against": "0", "abstained": "0"}
    assert "참석 인원을 먼저" in send(office, browser, meeting, f"votes/{decision}", status=400, **ballot).text
    moves = f"decisions/{decision}/moves"
    assert "이유를" in send(office, browser, meeting, moves, status=400, to="dropped", on=str(today())).text
    assert (
        "지금 상태" in send(office, browser, meeting, moves, status=409, to="open", on=str(today()), reason="왜").text
    )
    stale = {"act": "save", "seen": str(uuid4()), "words": "다르게"}
    assert "다른 사람이 먼저" in send(office, browser, meeting, f"decisions/{decision}", status=409, **stale).text
    held_at = f"{(now() + timedelta(days=900)).astimezone(KST):%Y-%m-%dT%H:%M}"
    refused = [
        add(office, browser, **one)
        for one in ({"held_at": held_at}, {"held_at": "soon"}, {"district": "no"}, {"title": ""})
    ]
    assert [answer.status_code for answer in refused] == [400, 400, 400, 400]
    assert browser.get("/meetings/decisions?by=colour").status_code == 400
    assert browser.get("/meetings?from=gestern").status_code == 400


def test_two_who_write_at_once_are_told_and_a_form_keeps_what_was_typed(
    office: Any, browser: FlaskClient, meeting: str
) -> None:
    hold(office, browser, meeting)
    stale = send(office, browser, meeting, "minutes", status=409, words="다른 글", confirmed="on")
    assert "다른 사람이 먼저" in stale.text
    send(office, browser, meeting, "minutes", words="다른 글", confirmed="on", seen=one(office, "minutes"))
    fewer = {"organisation": HOSTILE[:100], "kind": "civic", "role": "resident", "heads": "12"}
    assert "표결을 먼저" in send(office, browser, meeting, "attendance", status=400, **fewer).text
    typed = {"title": "다른 이름", "held_at": "soon", "cancelled": "on"}
    again = send(office, browser, meeting, "edit", status=400, **typed).text
    assert 'name="cancelled" checked' in again
    assert "다른 이름" in again


def test_every_number_leads_to_its_rows_and_no_promise_is_too_old(
    office: Any, browser: FlaskClient, meeting: str
) -> None:
    hold(office, browser, meeting)
    then = (now() - timedelta(days=500)).astimezone(KST)
    old = str(add(office, browser, title="오래된 회의", held_at=f"{then:%Y-%m-%dT%H:%M}").location.rpartition("/")[2])
    send(office, browser, old, "decisions", words="오래된 약속", due=str(then.date() + timedelta(days=9)))
    listed = browser.get("/meetings").text
    assert "오래된 약속" in listed
    assert "오래된 회의</a>" not in listed  # of the period are others

    def rows(asked: str) -> int:
        return len(browser.get(f"/meetings/decisions.csv?{asked}").data.decode().splitlines()) - 1

    period = f"from={then.date()}"
    page = browser.get(f"/meetings/decisions?{period}&by=kind").text
    links = re.findall(r'href="/meetings/decisions\?([^"#]*)#rows">(\d+)</a>', page)
    assert len(links) > 3
    for link, count in links:
        assert rows(link.replace("&amp;", "&")) == int(count), link
    states = ("", "open", "overdue", "executed")
    assert [rows(f"{period}&by=kind&of=residents&state={one}") for one in states] == [2, 2, 1, 0]
    assert rows(f"{period}&by=kind&of=team") == 0
    assert rows(f"{period}&known={today() - timedelta(days=1)}") == 0  # nobody had written it down


def test_what_is_of_another_district_is_not_there(office: Any, browser: FlaskClient, meeting: str) -> None:
    decision = hold(office, browser, meeting)
    own = office.browser(office.add("made-member", Role.FIELD, office.districts()[0]))
    strange = office.add("made-stranger", Role.FIELD, office.districts()[1])
    stranger, mayor = office.browser(strange), office.browser(office.add("made-mayor", Role.MAYOR))
    missing = str(uuid4())
    for path in ("", "/minutes", "/minutes.pdf", ".xlsx", "/edit"):
        assert own.get(f"/meetings/{meeting}{path}").status_code == 200, path
        seen, none = (stranger.get(f"/meetings/{one}{path}") for one in (meeting, missing))
        assert (seen.status_code, seen.text) == (none.status_code, none.text) == (404, none.text), path
    assert "가상" not in stranger.get("/meetings").text
    assert "&lt;img" not in stranger.get("/meetings/decisions").text
    assert "data-act" not in mayor.get(f"/meetings/{meeting}").text
    assert mayor.get("/meetings/new").status_code == 403
    assert stranger.get(f"/meetings?district={office.districts()[0]}").status_code == 403
    assert add(office, stranger).status_code == 403
    bearer = {"Authorization": f"Bearer {office.token(strange, Scope.READ)}"}
    api = office.app.test_client()
    assert api.get(f"/api/v1/meetings/{meeting}/map", headers=bearer).status_code == 404
    elsewhere = issue_of(office, 1)
    send(office, browser, meeting, "ties", subject=decision, issue=elsewhere)
    member = {
        "Authorization": f"Bearer {office.token(office.add('made-other-member', Role.FIELD, office.districts()[0]), Scope.READ)}"
    }
    assert elsewhere not in api.get(f"/api/v1/meetings/{meeting}/map", headers=member).text
    assert api.get(f"/api/v1/decisions?segment={segment_of(office)}", headers=bearer).json == {"items": []}


def test_the_map_of_a_meeting_says_what_it_is_about(
    office: Any, browser: FlaskClient, meeting: str, planner: User
) -> None:
    decision = hold(office, browser, meeting)
    segment = segment_of(office)
    headers = {"Authorization": f"Bearer {office.token(planner, Scope.READ)}"}
    api = office.app.test_client()
    found = api.get(f"/api/v1/meetings/{meeting}/map", headers=headers).json
    assert [(one["kind"], one["ordinal"], one["segments"]) for one in found["subjects"]] == [
        ("item", 1, [segment]),
        ("decision", 1, [segment]),
    ]
    assert [one["id"] for one in found["segments"]] == [segment]
    choice = api.get(f"/api/v1/meetings/segments/{segment}", headers=headers).json
    assert segment in choice["alley"]
    about = api.get(f"/api/v1/decisions?segment={segment}", headers=headers).json["items"]
    assert [(one["id"], one["meeting"], one["state"]) for one in about] == [(decision, meeting, "open")]
    assert api.get(f"/api/v1/meetings/segments/{uuid4()}", headers=headers).status_code == 404
    send(office, browser, meeting, "ties", subject=decision, no_segment=segment)
    assert api.get(f"/api/v1/decisions?segment={segment}", headers=headers).json == {"items": []}
    assert send(office, browser, meeting, "ties", status=400, subject=decision, segment=str(uuid4()))
