"""Working on issues and editing on the field page in a real browser: decided without a signal, sent, confirmed by a second person."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import text

from mapper.domain.edit import NewEdit, NewValue
from mapper.domain.editable import ISSUE, editable
from mapper.domain.new_issue import NewIssue
from mapper.domain.reader import Reader
from mapper.domain.wanted import Wanted
from mapper.domain.work import ActKind, Work
from mapper.operations import works
from mapper.operations.database import Session, Sessions
from mapper.operations.edits import take_edit
from mapper.operations.issues import log_issue
from mapper.operations.people import users
from mapper.operations.people.sealing import Seal
from mapper.operations.people.teams import TeamPlan, add_team
from mapper.operations.photos.receiving import take_in
from mapper.operations.receiving import HandedIn
from web.clock import now
from web.photos import photo_files

Barriers = Callable[[Page], list[str]]
Open = Callable[..., Any]

ISSUES = """
    SELECT issue_id, ST_X(there) AS longitude, ST_Y(there) AS latitude FROM issue_state
    JOIN segment ON segment.id = segment_id JOIN district ON district.id = district_id JOIN issue ON issue.id = issue_id
    CROSS JOIN LATERAL ST_Transform(point, 4326) AS there
    WHERE NOT merged AND verification = 'unverified' AND resolved_at IS NULL AND issue_state.severity = 2
        AND code = :code
        AND NOT EXISTS (SELECT FROM issue_event WHERE issue_event.issue_id = issue.id)
    ORDER BY issue_state.reported_at, issue_id LIMIT 2
"""


@dataclass(frozen=True)
class Task:
    """An issue of the team of the two people, with a photo of how it was, and another one."""

    issue: UUID
    other: UUID
    place: dict[str, float]


def a_photo(shade: int) -> FilePayload:
    picture = BytesIO()
    Image.linear_gradient("L").point(lambda light: (light + shade) % 256).resize((640, 480)).save(picture, "JPEG")
    return {"name": "alley.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}


def add_photo(session: Session, issue: UUID, shade: int, *, by: Reader) -> None:
    sha256 = take_in(session, photo_files(), a_photo(shade)["buffer"], by=by, now=now())
    session.execute(
        text(
            "INSERT INTO photo_use (id, sha256, issue_id, moment, ordinal, recorded_at)"
            " VALUES (gen_random_uuid(), :sha256, :issue, 'before', 1, :now)"
        ),
        {"sha256": sha256, "issue": issue, "now": now()},
    )


@pytest.fixture(scope="module")
def task(own_city: Sessions, own_app: Flask, staff: Any, district: str, operator: Reader) -> Task:
    crew = [staff.add(name, district) for name in ("made-mender", "made-checker")]
    with own_app.app_context(), own_city.begin() as session:
        first, second = session.execute(text(ISSUES), {"code": district}).all()
        planner = users.user_named(session, "made-planner").reader("tests")
        plan = TeamPlan("가상 추진단", [district], [person.id for person in crew])
        team = add_team(session, plan, by=operator, now=now(), new_id=uuid4)
        wanted = Wanted(("received",), issues=(first.issue_id,))
        works.decide(session, planner, wanted, Work(ActKind.ASSIGN, team=team.id), expected=1, new_id=uuid4)
        add_photo(session, first.issue_id, 0, by=planner)
    return Task(
        first.issue_id, second.issue_id, {"longitude": first.longitude, "latitude": first.latitude, "accuracy": 5}
    )


@pytest.fixture
def phone(on_phone: Open, task: Task) -> Open:
    """Open the field page as somebody who stands where the issue is."""

    def start(name: str, **look: Any) -> Any:
        return on_phone(name, place=task.place, **look)

    return start


def facts(own_city: Sessions, statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with own_city() as session:
        return [tuple(row) for row in session.execute(text(statement), values)]


def test_what_is_mended_and_edited_without_a_signal_is_sent_and_a_second_person_confirms_it(
    phone: Open, own_city: Sessions, task: Task, slow_pictures: Callable[[Page], None]
) -> None:
    seen = phone("made-mender")
    page: Page = seen.page
    page.get_by_role("link", name="할 일 1").click()
    expect(page.locator(".work-row")).to_have_count(1)
    page.wait_for_load_state("networkidle")  # the picture of how it was is kept
    page.context.set_offline(True)
    page.locator(".work-row").click()
    expect(page.locator(".work-photos img")).to_have_js_property("naturalWidth", 320)

    page.get_by_role("link", name="조치 완료").click()
    expect(page.locator(".work-guide")).to_contain_text("같은 자리에서 찍어 주세요")
    page.locator("#work-camera").set_input_files(a_photo(90))
    expect(page.locator(".work-over")).to_be_visible()
    why = page.get_by_role("button", name="고침", exact=True)
    why.click()
    expect(why).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(why).to_have_attribute("aria-pressed", "true")
    slow_pictures(page)
    page.locator("#work-camera").set_input_files(a_photo(30))
    page.get_by_role("button", name="조치 완료").click()  # before that photo is in
    expect(page.locator(".work-ahead")).to_have_text("보낼 예정 · 조치 완료")

    page.get_by_role("link", name="내용 고치기").click()
    expect(page.locator(".edit-row")).to_have_count(4)  # others reported it, so there is no way to take it back
    page.get_by_role("button", name="심각도 보통").click()
    page.get_by_role("button", name=re.compile("^심각 ")).click()  # not the row that leads here
    expect(page.locator(".edit-row.is-new")).to_contain_text("지금은 보통")
    page.get_by_role("button", name="고친 것 저장").click()
    expect(page.locator(".work-ahead")).to_have_count(2)
    page.reload()
    expect(page.locator(".work-ahead").last).to_contain_text("보낼 예정 · 불편사항 고치기: 심각도")
    expect(page.locator(".work-head")).to_contain_text("조치 완료(확인 대기) · 심각")
    assert facts(own_city, "SELECT 1 FROM edit") == []

    page.context.set_offline(False)
    expect(page.locator("#queue-bar")).to_contain_text("확인 2")
    expect(page.locator(".work-ahead")).to_have_count(0)  # the area has it now
    expect(page.locator(".work-head")).to_contain_text("조치 완료(확인 대기) · 심각")
    expect(page.locator(".work-ways")).to_contain_text("다른 사람이 해결을 확인해야 합니다")
    expect(page.get_by_role("link", name="해결 확인")).to_have_count(0)
    mended = facts(
        own_city,
        "SELECT issue_event.kind, reason FROM issue_event JOIN act ON act.id = act_id WHERE issue_id = :id",
        id=task.issue,
    )
    assert mended == [("fixed", "고침")]
    shown = facts(
        own_city,
        "SELECT moment FROM photo_use JOIN photo USING (sha256) WHERE issue_id = :id ORDER BY 1",
        id=task.issue,
    )
    assert shown == [("after",), ("after",), ("before",)]
    assert facts(own_city, "SELECT field, value FROM edited_value") == [("severity", 3)]

    assert [fault for fault in seen.faults if "ERR_INTERNET_DISCONNECTED" not in fault] == []

    confirm(phone("made-checker").page)
    (resolved,) = facts(
        own_city, "SELECT resolved_at IS NOT NULL, severity FROM issue_state WHERE issue_id = :id", id=task.issue
    )
    assert resolved == (True, 3)


def confirm(page: Page) -> None:
    page.get_by_role("link", name="할 일").click()
    page.get_by_role("button", name="확인할 것 1").click()
    page.locator(".work-row").click()
    expect(page.locator(".work-story summary")).to_have_text("이력 2")
    page.get_by_role("link", name="해결 확인").click()
    page.get_by_role("button", name="현장에서 확인함").click()
    page.get_by_role("button", name="해결 확인").click()
    expect(page.locator("#queue-bar")).to_contain_text("확인 1")
    expect(page.locator("#screen")).to_contain_text("끝났거나")


def test_what_others_did_meanwhile_stands_beside_it_and_is_told(
    phone: Open, own_city: Sessions, task: Task, barriers: Barriers
) -> None:
    seen = phone("made-mender", dark=True)
    page: Page = seen.page
    page.context.set_offline(True)
    at_the_desk(own_city, task.other)
    page.goto(page.url + f"#/issue/{task.other}")
    page.get_by_role("button", name="내 할 일에 넣기").click()
    expect(page.locator(".work-ahead")).to_contain_text("보낼 예정 · 내 할 일에 넣기")
    page.get_by_role("link", name="현장 확인").click()
    assert barriers(page) == []
    expect(page.get_by_role("button", name="현장 확인")).to_be_disabled()  # nobody has said why yet
    page.get_by_role("button", name="신고 내용과 같음").click()
    page.get_by_role("button", name="현장 확인").click()
    page.get_by_role("link", name="내용 고치기").click()
    page.get_by_role("button", name="설명").click()
    page.get_by_label("설명").fill("가상 메모")
    page.get_by_role("button", name="이렇게 고치기").click()
    page.locator(".edit-row", has_text="위치").click()
    page.get_by_role("button", name="여기가 맞습니다").click()
    expect(page.locator(".edit-row.is-new")).to_have_count(2)
    assert barriers(page) == []
    page.get_by_role("button", name="고친 것 저장").click()
    expect(page.locator(".work-ahead")).to_have_count(3)
    assert barriers(page) == []

    page.context.set_offline(False)
    expect(page.locator("#notices")).to_contain_text("그 사이에 상태가 바뀌었습니다")
    expect(page.locator("#notices")).to_contain_text("다른 사람이 고친 값이 있습니다: 설명")
    expect(page.locator(".work-refused")).to_contain_text("지금은 ‘조치 완료(확인 대기)’입니다")
    expect(page.locator(".edit-conflict li")).to_have_text(
        [re.compile("가상 메모.*made-mender"), re.compile("없음.*made-planner")]
    )
    picked = "SELECT method FROM placement WHERE issue_id = :id ORDER BY recorded_at DESC LIMIT 1"
    assert facts(own_city, picked, id=task.other) == [("picked",)]
    page.goto(page.url.split("#")[0] + "#/todo")
    expect(page.locator(".work-row")).to_contain_text("조치 완료(확인 대기)")
    assert barriers(page) == []


def at_the_desk(own_city: Sessions, issue: UUID) -> None:
    """Call it fixed, and empty its description."""
    with own_city.begin() as session:
        planner = users.user_named(session, "made-planner").reader("tests")
        wanted = Wanted(("received",), issues=(issue,))
        works.decide(session, planner, wanted, Work(ActKind.MOVE, move="fixed"), expected=1, new_id=uuid4)
        value = NewValue(editable(ISSUE, "description"), None, frozenset())
        edit = NewEdit(uuid4(), ISSUE, issue, (value,), resolves=False, edited_at=now())
        take_edit(session, edit, HandedIn(bytes(32), {}, timedelta()), by=planner, seal=Seal(b"x" * 32))


def logged(session: Session, task: Task, category: str, *, by: Reader) -> NewIssue:
    """Log an issue where the two people stand."""
    lon, lat, accuracy = task.place.values()
    place = {"lon": lon, "lat": lat, "accuracy_m": accuracy, "dragged": False, "segment": None, "road_name": None}
    issue = NewIssue(uuid4(), category, 2, **place, reported_at=now(), description=None)  # type: ignore[arg-type] # by name
    log_issue(session, issue, HandedIn(bytes(32), {}, timedelta()), by=by, seal=Seal(b"x" * 32))
    return issue


@pytest.fixture
def known(own_city: Sessions, own_app: Flask, task: Task) -> UUID:
    """An issue where the two people stand, which a resident wrote about, with a photo."""
    with own_app.app_context(), own_city.begin() as session:
        planner = users.user_named(session, "made-planner").reader("tests")
        issue = logged(session, task, "broken_mirror", by=planner)
        add_photo(session, issue.id, 30, by=planner)
        session.execute(
            text(
                "INSERT INTO complaint (id, source_key, issue_id, text, filed_at, recorded_at)"
                " VALUES (:issue, 'made', :issue, '거울이 깨짐, 010-1234-5678', :now, :now)"
            ),
            {"issue": issue.id, "now": now()},
        )
    return issue.id


def test_what_is_known_already_is_shown_and_joined_without_a_signal(
    phone: Open, own_server: str, own_city: Sessions, task: Task, known: UUID, barriers: Barriers
) -> None:
    page: Page = phone("made-mender").page
    page.wait_for_load_state("networkidle")  # its picture is kept
    page.context.set_offline(True)
    page.get_by_role("link", name="불편사항 등록").click()
    expect(page.locator(".log-where")).not_to_have_text("가까운 구간이 없습니다")
    page.get_by_role("button", name="여기가 맞습니다").click()
    page.get_by_role("button", name="반사경 파손", exact=True).last.click()
    card = page.locator(".log-double").filter(has_text="거울이 깨짐, ●●●")
    expect(card.locator("img")).to_have_js_property("naturalWidth", 320)
    assert barriers(page) == []
    card.get_by_role("button", name="같은 건입니다").click()
    page.get_by_role("button", name="심각").click()
    page.locator("#camera").set_input_files(a_photo(60))
    page.get_by_role("button", name="같은 건으로 보태기").click()
    expect(page.locator("#queue-bar")).to_contain_text("저장 1")
    page.context.set_offline(False)
    expect(page.locator("#queue-bar")).to_contain_text("확인 1")
    joined = facts(
        own_city,
        "SELECT kind, photo.sha256 IS NOT NULL FROM issue_event JOIN photo_use USING (issue_id) LEFT JOIN photo USING (sha256)"
        " WHERE into_id = :id",
        id=known,
    )
    assert joined == [("merged", True)]
    page.goto(f"{own_server}/field#/issue/{known}")
    page.reload()
    expect(page.locator(".work-photos img")).to_have_count(2)
    with own_city.begin() as session:
        mine = logged(session, task, "graffiti", by=users.user_named(session, "made-mender").reader("tests"))
    page.goto(f"{own_server}/field#/issue/{mine.id}")
    page.reload()
    page.get_by_role("link", name="내용 고치기").click()
    page.locator(".edit-row", has_text="철회").click()  # nobody else has said anything of it
    assert barriers(page) == []
    page.get_by_role("button", name="잘못 올림").click()
    expect(page.locator(".edit-row", has_text="철회함")).to_be_visible()
    page.get_by_role("button", name="고친 것 저장").click()
    expect(page.locator("#queue-bar")).to_contain_text("확인 2")
    assert facts(own_city, "SELECT reason FROM edit WHERE issue_id = :id", id=mine.id) == [("잘못 올림",)]


def test_a_phone_that_could_not_take_everything_along_says_so(
    phone: Open, own_server: str, barriers: Barriers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mapper.operations.field_work.MOST_ISSUES", 2)
    page: Page = phone("made-checker").page
    expect(page.locator(".home-ready")).to_have_text(
        re.compile(r"신호 없이 쓸 수 있습니다\..* 불편사항은 \d+건 가운데 2건을 받았습니다\.")
    )
    page.context.set_offline(True)
    page.goto(f"{own_server}/field#/todo")
    expect(page.locator("#screen")).to_contain_text("맡은 것과 등록한 것이 먼저이고")
    page.goto(f"{own_server}/field#/issue/{uuid4()}")
    expect(page.locator("#screen")).to_contain_text("받지 못한 것일 수도 있습니다")
    page.goto(f"{own_server}/field#/log")
    expect(page.locator(".log-where")).not_to_have_text("가까운 구간이 없습니다")
    page.get_by_role("button", name="여기가 맞습니다").click()
    page.locator(".log-tile").last.click()
    expect(page.locator("#screen")).to_contain_text("이 전화기에 받아 둔 불편사항하고만 견주었습니다")
    assert barriers(page) == []
