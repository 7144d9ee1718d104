"""Issues chosen by the months from one to another: on the board, in its rows, on paper, in files and in links alike."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from openpyxl import load_workbook

from mapper.domain.access import Scope
from mapper.domain.reader import Role
from mapper.domain.user import User
from mapper.operations import boards

REPORTED = """
    SELECT count(*) FROM issue_state AS state JOIN segment ON segment.id = state.segment_id AND graded
    WHERE NOT merged AND superseded_at IS NULL
        AND to_char(state.reported_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM') BETWEEN :first AND :last
"""


@pytest.fixture(autouse=True)
def one_board(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test has one connection; on a slow machine the board would be read anew beside it."""
    monkeypatch.setattr(boards, "FRESH", timedelta(hours=1))


@pytest.fixture
def planner(office: Any) -> User:
    user: User = office.add("made-planner", Role.PLANNER)
    return user


def ask(office: Any, user: User, path: str, code: int = 200, **query: Any) -> Any:
    headers = {"Authorization": f"Bearer {office.token(user, Scope.READ, Scope.EXPORT)}"}
    answer = office.app.test_client().get(path, query_string=query, headers=headers)
    assert answer.status_code == code, answer.text
    return answer


def board(office: Any, user: User, path: str, **query: Any) -> Any:
    return ask(office, user, f"/api/v1/board{path}", **query).json


@pytest.fixture
def months(office: Any, planner: User) -> list[str]:
    """Every month in which anything was reported, and those between."""
    facets = {one["key"]: one["options"] for one in board(office, planner, "")["facets"]}
    return [option["key"] for option in facets["month"]]


def test_a_span_chooses_what_was_reported_in_its_months(office: Any, planner: User, months: list[str]) -> None:
    first, last = months[-5], months[-2]
    span = {"from": first, "to": last, "overall": ["D", "E"]}
    by_months = {"month": months[-5:-1], "overall": ["D", "E"]}
    answer = board(office, planner, "/answer", **span)
    whole = board(office, planner, "/answer", overall=["D", "E"])
    assert 0 < answer["chosen"]["issues"] < whole["chosen"]["issues"]
    for path in ("/answer", "/rows", "/issues"):
        assert board(office, planner, path, **span, size=500) == board(office, planner, path, **by_months, size=500)
    points = [ask(office, planner, "/api/v1/board/points", **query).data for query in (span, by_months)]
    assert points[0] == points[1] != b""
    assert {row["month"] for row in board(office, planner, "/issues", **span, size=500)["items"]} <= set(months[-5:-1])
    told = board(office, planner, "/answer", **{"from": first, "to": last})["chosen"]["issues"]
    assert told == office.sql(REPORTED, first=first, last=last).scalar_one()
    assert answer["counts"]["month"] == whole["counts"]["month"]  # what each month would bring, as before


def test_an_open_end_reaches_as_far_as_there_are_months(office: Any, planner: User, months: list[str]) -> None:
    def told(**query: Any) -> int:
        found: int = board(office, planner, "/answer", **query)["chosen"]["issues"]
        return found

    whole = told()
    assert told(**{"from": months[3]}) + told(to=months[2]) == whole
    assert told(**{"from": "1990-01", "to": "2199-12"}) == whole
    assert told(**{"from": "2199-01"}) == board(office, planner, "/rows", **{"from": "2199-01"})["total"] == 0
    assert told(**{"from": "", "to": ""}) == whole
    beside = told(**{"from": months[-1], "month": months[0]})
    assert beside == told(month=[months[0], months[-1]])


@pytest.mark.parametrize("query", [{"from": "2026-02", "to": "2025-03"}, {"from": "2026-2"}, {"to": "<b>"}])
@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/board/answer",
        "/api/v1/board/rows",
        "/api/v1/board/issues",
        "/api/v1/board/points",
        "/api/v1/priorities",
        "/plan/out/map.pdf",
        "/plan/out/segments.csv",
    ],
)
def test_what_is_no_span_is_refused_in_words(office: Any, planner: User, path: str, query: dict[str, str]) -> None:
    error = ask(office, planner, path, 400, **query).json["error"]
    assert error["code"] == "span_refused"
    assert error["message"].startswith("접수한 기간을 읽을 수 없습니다. 달은 2026-07처럼 적고,")


def test_what_is_taken_out_says_the_span_and_holds_its_rows(office: Any, planner: User, months: list[str]) -> None:
    span = {"from": months[-4], "to": "2199-12", "overall": "E"}
    said = f"{months[-4]}부터 {months[-1]}까지"
    answer = board(office, planner, "/answer", **span)["chosen"]
    for layer in ("segments", "issues"):
        book = load_workbook(BytesIO(ask(office, planner, f"/plan/out/{layer}.xlsx", **span).data))
        assert dict(book["고른 조건"].iter_rows(values_only=True))["접수한 달"] == said
        assert book.worksheets[0].max_row - 1 == answer[layer] > 0
    with pypdfium2.PdfDocument(ask(office, planner, "/plan/out/map.pdf", **span, layers="segments").data) as document:
        assert f"접수한 달: {said}" in re.sub(r"\s+", " ", document[0].get_textpage().get_text_bounded())
    ranking = load_workbook(BytesIO(ask(office, planner, "/plan/priorities/list.xlsx", **span).data))
    notes = dict(row[:2] for row in ranking.worksheets[-1].iter_rows(values_only=True))
    ranked = board(office, planner, "/rows", **span)["total"]
    assert ask(office, planner, "/api/v1/priorities", **span).json["total"] == ranked
    assert notes["접수한 달"] == said
    logged = office.sql("SELECT details->'filters'->'month' FROM write_log WHERE action = 'export'").scalars().all()
    assert logged
    assert all(one == months[-4:] for one in logged)


def test_a_span_without_issues_is_said_and_two_months_are_named(office: Any, planner: User, months: list[str]) -> None:
    def told(**query: Any) -> Any:
        book = load_workbook(BytesIO(ask(office, planner, "/plan/out/segments.xlsx", **query).data))
        return dict(book["고른 조건"].iter_rows(values_only=True))["접수한 달"]

    assert told(**{"from": months[-2]}) == f"{months[-2]}, {months[-1]}"
    assert told(**{"from": "2199-01"}) == "고른 기간에 없음"
    assert told(month=[months[0], months[1], months[3]]) == f"{months[0]}, {months[1]}, {months[3]}"


def test_when_something_was_reported_is_not_for_everybody(office: Any, planner: User, months: list[str]) -> None:
    mayor = office.add("made-mayor", Role.MAYOR)
    for user, path in ((planner, "map.html"), (mayor, "segments.csv"), (mayor, "map.pdf")):
        refused = ask(office, user, f"/plan/out/{path}", 400, **{"from": months[-2]}).json["error"]
        assert refused["code"] == "choice_not_public"
    link = office.browser(planner).get("/plan/links/new", query_string={"from": months[-2], "overall": "E"})
    assert "링크에 담을 수 없습니다: 접수한 기간" in link.text
