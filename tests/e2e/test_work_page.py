"""The desk of issues in a real browser, over a real server and a database of its own, as its decisions are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.domain.edit import NewEdit, NewValue
from mapper.domain.editable import ISSUE, editable
from mapper.operations.database import Sessions
from mapper.operations.edits import take_edit
from mapper.operations.people import users
from mapper.operations.people.sealing import Seal
from mapper.operations.receiving import HandedIn
from web.clock import now

Barriers = Callable[[Page], list[str]]

Open = Callable[..., Any]


@pytest.fixture
def desk(visit_as: Open) -> Open:
    """Open the page as the planner."""

    def open_page(**look: Any) -> Any:
        seen = visit_as("made-planner", "/work", **look)
        expect(seen.page.locator("#rows li[data-id]").first).to_be_visible()
        return seen

    return open_page


def acts(sessions: Sessions) -> list[tuple[str, int]]:
    with sessions() as session:
        found = session.execute(text("SELECT kind, (details ->> 'count')::int FROM act ORDER BY recorded_at"))
        return [(kind, count) for kind, count in found]


def test_one_is_closed_three_are_shortlisted_and_all_is_taken_back(desk: Open, own_city: Sessions) -> None:
    seen = desk()
    page = seen.page
    before = page.locator("#waiting").inner_text()
    page.keyboard.press("j")
    page.locator("#rows .row").first.click()
    issue = page.locator("#issue")
    issue.get_by_role("button", name="미해결 종결").click()
    issue.get_by_label("예산", exact=True).check()
    issue.get_by_role("button", name="올해 예산 없음").click()
    expect(issue.get_by_label("이유")).to_have_value("올해 예산 없음")
    issue.get_by_label("이유").fill("내년 예산에 반영")
    issue.locator("form").get_by_role("button", name="미해결 종결").click()
    expect(issue.locator(".history")).to_contain_text("내년 예산에 반영")
    expect(issue.locator(".history")).to_contain_text("made-planner")
    page.locator("#undo-bar").get_by_role("button", name="되돌리기").click()
    expect(page.locator("#undo-bar")).to_contain_text("1건 되돌렸습니다")
    expect(page.locator("#waiting")).to_have_text(before)

    for box in page.locator("#rows input[type=checkbox]").all()[:3]:
        box.check()
    page.locator("#many").get_by_role("button", name="관심 목록에 넣기").click()
    dialog = page.locator("#confirm")
    expect(dialog).to_contain_text("3건")
    dialog.get_by_role("button", name="관심 목록에 넣기").click()
    expect(page.locator("#undo-bar")).to_contain_text("3건")
    page.locator("#keeping").select_option("shortlist")
    expect(page.locator("#rows li[data-id]")).to_have_count(3)
    page.keyboard.press("u")
    expect(page.locator("#rows li.nothing")).to_be_visible()
    assert acts(own_city) == [("move", 1), ("undo", 1), ("shortlist", 3), ("undo", 3)]
    assert seen.faults == []


@pytest.mark.parametrize("look", [{"width": 1440}, {"width": 390, "dark": True}])
def test_the_page_has_no_fault_that_axe_finds(desk: Open, barriers: Barriers, look: dict[str, Any]) -> None:
    seen = desk(**look)
    assert barriers(seen.page) == []
    seen.page.locator("#rows .row").first.click()
    expect(seen.page.locator("#issue-title")).to_be_visible()
    seen.page.get_by_role("button", name="답변", exact=True).first.click()
    assert barriers(seen.page) == []
    assert seen.faults == []


def disagree(sessions: Sessions, **values: tuple[Any, Any]) -> UUID:
    """Have the planner write two values over each field of an issue, as two who did not see one another would."""
    for turn in (0, 1):
        issue = write(sessions, **{name: both[turn] for name, both in values.items()})
    return issue


def write(sessions: Sessions, reason: str | None = None, **values: Any) -> UUID:
    """Have the planner write values over fields of the first issue."""
    with sessions.begin() as session:
        by = users.user_named(session, "made-planner").reader("192.0.2.7")
        issue: UUID = session.execute(text("SELECT issue_id FROM issue_state ORDER BY issue_id LIMIT 1")).scalar_one()
        written = tuple(NewValue(editable(ISSUE, name), value, frozenset()) for name, value in values.items())
        edit = NewEdit(uuid4(), ISSUE, issue, written, resolves=False, edited_at=now(), reason=reason)
        sent = HandedIn(sha256(edit.id.bytes).digest(), {}, timedelta())
        take_edit(session, edit, sent, by=by, seal=Seal(bytes(32)))
    return issue


def test_what_was_withdrawn_is_put_back_with_a_reason(desk: Open, own_city: Sessions) -> None:
    issue = write(own_city, reason="시험 삼아 올림", withdrawn=True)
    seen = desk()
    seen.page.goto(f"{seen.page.url}#{issue}")
    shown = seen.page.locator("#issue")
    shown.get_by_role("button", name="철회 취소").click()
    form = shown.get_by_role("form", name="철회 취소")
    expect(form).to_contain_text("made-planner · 시험 삼아 올림")
    form.get_by_label("이유").fill("정말 있음")
    form.get_by_role("button", name="철회 취소").click()
    expect(shown.get_by_role("button", name="철회 취소")).to_have_count(0)
    with own_city() as session:
        last = text(
            "SELECT withdrawn, reason FROM revision JOIN edit ON edit.id = edit_id ORDER BY revision.recorded_at DESC LIMIT 1"
        )
        assert session.execute(last).one() == (False, "정말 있음")
    assert seen.faults == []


def test_a_conflict_is_decided_and_decided_anew(desk: Open, own_city: Sessions, barriers: Barriers) -> None:
    issue = disagree(own_city, severity=(1, 4), description=("봉투 두 개", "봉투 세 개"))
    seen = desk()
    page = seen.page
    page.get_by_role("link", name="고친 값 충돌 2").click()
    for width, scheme in ((1440, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert barriers(page) == []
    grave = page.locator(".conflict", has=page.get_by_role("heading", name="심각도"))
    grave.get_by_label("이유").fill("사진으로 확인")
    grave.get_by_role("button", name="고르기").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".settled")).to_be_focused()
    words = page.locator(".conflict", has=page.get_by_role("heading", name="설명"))
    words.get_by_text("다른 값 쓰기").click()
    words.get_by_role("textbox", name="설명").fill("봉투 다섯 개")
    words.get_by_role("button", name="이 값으로 정하기").click()
    expect(page.locator("#count")).to_have_text("0")
    page.reload()
    decided = page.locator("[aria-labelledby=decided-title]")
    expect(decided.locator(".conflict")).to_have_count(2)
    expect(decided).to_contain_text("사진으로 확인")
    again = decided.locator(".conflict", has=page.get_by_role("heading", name="심각도"))
    again.get_by_role("button", name="고르기").nth(1).click()
    expect(page.locator(".settled")).to_have_count(1)
    with own_city() as session:
        counts = text(
            "SELECT severity, description FROM revision WHERE issue_id = :id ORDER BY recorded_at DESC LIMIT 1"
        )
        assert session.execute(counts, {"id": issue}).one() == (4, "봉투 다섯 개")
    assert seen.faults == []


def test_photos_are_added_at_the_desk(desk: Open, own_city: Sessions, tmp_path: Path, barriers: Barriers) -> None:
    seen = desk()
    page = seen.page
    for name, colour in (("before", "#a33"), ("after", "#3a3")):
        Image.new("RGB", (640, 480), colour).save(tmp_path / f"{name}.jpg")
    page.locator("#rows .row").first.click()
    issue = page.locator("#issue")
    for moment, name in (("조치 전", "before"), ("조치 후", "after")):
        issue.get_by_role("button", name="사진 추가").click()
        issue.get_by_label(moment, exact=True).check(force=True)
        issue.get_by_label("사진 (한 번에").set_input_files(tmp_path / f"{name}.jpg")
        if name == "before":
            assert barriers(page) == []
        issue.locator("form").get_by_role("button", name="사진 추가").click()
        expect(issue.locator(f".pair .is-{name} img")).to_be_visible()
    expect(issue.locator(".history")).to_contain_text("조치 후 사진 1장")
    with own_city() as session:
        arrived = "SELECT moment FROM photo_use JOIN photo USING (sha256) ORDER BY moment"
        assert list(session.scalars(text(arrived))) == ["after", "before"]
    assert seen.faults == []


def say(sessions: Sessions, words: str, *, asks_to_reopen: bool = False, by_resident: bool = False) -> None:
    """Tell more of one issue, that is over: as the resident who reported it, or as staff."""
    with sessions.begin() as session:
        row = {"words": words, "asks": asks_to_reopen, "resident": by_resident, "now": now()}
        issue = (
            "SELECT issue_id FROM issue_state WHERE resolved_at IS NOT NULL AND NOT merged ORDER BY issue_id LIMIT 1"
        )
        session.execute(
            text(
                f"INSERT INTO complaint (id, source_key, issue_id, filed_at, recorded_at)"
                f" SELECT gen_random_uuid(), 'made up', ({issue}), :now, :now ON CONFLICT DO NOTHING"
            ),
            row,
        )
        session.execute(
            text(
                f"INSERT INTO issue_update (id, issue_id, complaint_id, words, for_reporters, asks_to_reopen, recorded_at)"
                f" SELECT gen_random_uuid(), ({issue}),"
                " (SELECT id FROM complaint WHERE source_key = 'made up' AND :resident), :words, false, :asks, :now"
            ),
            row,
        )


def test_what_residents_say_and_what_one_follows_is_found_wherever_it_stands(desk: Open, own_city: Sessions) -> None:
    say(own_city, "또 쌓였어요", asks_to_reopen=True, by_resident=True)
    seen = desk()
    page, rows = seen.page, seen.page.locator("#rows li[data-id]")
    page.get_by_label("신고한 사람의 소식 1건").check()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("다시 열어 달라는 요청")
    rows.locator(".row").click()
    issue = page.locator("#issue")
    expect(issue.locator(".badges")).to_contain_text("다시 열어 달라는 요청")
    expect(issue.locator(".history li").first).to_contain_text("또 쌓였어요")
    issue.get_by_role("button", name="소식 받기").click()
    expect(issue.get_by_role("button", name="소식 그만 받기")).to_be_visible()
    say(own_city, "가 보니 그대로임")  # which answers it, and is news to whoever follows
    page.goto(page.url)
    page.get_by_label("새 소식 1건").check()
    expect(page.locator("#unanswered")).to_have_text("신고한 사람의 소식")
    expect(rows).to_have_count(1)
    with page.expect_response(lambda answer: answer.url.endswith("/heard")):
        rows.locator(".row").click()
    expect(issue.locator(".history li").first).to_contain_text("가 보니 그대로임")
    with page.expect_response(lambda answer: "/works/list" in answer.url):
        page.goto(page.url)
    expect(page.locator("#news")).to_have_text("새 소식")
    assert seen.faults == []
