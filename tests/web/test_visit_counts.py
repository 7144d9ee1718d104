"""Visits are counted by kind, and 민생 속으로 by kind of place; every number leads to its rows."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from mapper.domain.calendar import KST
from mapper.domain.reader import Role
from web.clock import now


@pytest.fixture
def mayor(office: Any) -> FlaskClient:
    found: FlaskClient = office.browser(office.add("made-mayor", Role.MAYOR))
    return found


def plan(office: Any, browser: FlaskClient, days: int, theme: str, **form: str) -> str:
    begins = (now() + timedelta(days=days)).astimezone(KST)
    typed = {"theme": theme, "starts_at": f"{begins:%Y-%m-%dT14:00}", "minutes": "60", "limit_m": "3000"}
    made = office.post(browser, "/visits/new", "/visits/new", **typed | form)
    assert made.status_code == 303, made.text
    return str(made.location)


def counts(page: str) -> dict[str, list[str]]:
    """Cells of each line of the table of counts: links and numbers as they stand."""
    table = page.partition("visit-counts")[2].partition("</table>")[0]
    rows = re.findall(r'<th scope="row">([^<]+)</th>(.*?)</tr>', table, re.DOTALL)
    return {name: re.findall(r'class="number">(.*?)</td>', cells, re.DOTALL) for name, cells in rows}


def number(cell: str) -> int:
    return int(re.sub(r"<[^>]+>", "", cell))


def test_numbers_are_of_the_rows_that_they_lead_to(office: Any, mayor: FlaskClient) -> None:
    before = {name: [number(cell) for cell in cells] for name, cells in counts(mayor.get("/visits").text).items()}
    plan(office, mayor, -3, "시장 골목", kind="livelihood", place_kind="working")
    plan(office, mayor, -4, "시장 뒷길", kind="livelihood", place_kind="working")
    plan(office, mayor, 3, "어린이 공원", kind="livelihood", place_kind="playing")
    plan(office, mayor, 4, "주간 회의", kind="strategy")
    page = mayor.get("/visits").text
    grown = {name: [number(cell) - old for cell, old in zip(cells, before.get(name, [0, 0]), strict=True)]
             for name, cells in counts(page).items()}  # fmt: skip
    assert grown == {
        "현장시장실": [0, 0], "현장 전략회의": [0, 1], "민생 속으로": [2, 1], "삶터": [0, 0], "일터": [2, 0], "배움터": [0, 0],
        "놀이터": [0, 1], "로드체킹": [0, 0], "주민회의": [0, 0],
    }  # fmt: skip
    for cells in counts(page).values():
        for part, cell in zip(("past", "coming"), cells, strict=True):
            if number(cell):
                [way] = re.findall(r'href="([^"]+)"', cell)
                address, _, anchor = unescape(way).partition("#")
                assert anchor == f"{part}-title"
                section = mayor.get(address).text.partition(f'id="{part}-title"')[2].partition("</section>")[0]
                assert section.count('<a href="/visits/') == number(cell), way


def test_a_filter_says_what_it_shows_and_leaves_out_what_was_cancelled(office: Any, mayor: FlaskClient) -> None:
    kept = plan(office, mayor, -3, "시장 골목", kind="livelihood", place_kind="working")
    gone = plan(office, mayor, -4, "시장 뒷길", kind="livelihood", place_kind="working")
    office.sql("SET LOCAL session_replication_role = replica")
    office.sql("UPDATE visit SET cancelled = true WHERE visit_id = CAST(:id AS uuid)", id=gone.rpartition("/")[2])
    page = mayor.get("/visits?kind=livelihood&place=working").text
    assert "‘민생 속으로 · 일터’ 방문만 보입니다." in page
    assert kept in page
    assert gone not in page
    assert number(counts(page)["일터"][0]) == page.partition('id="past-title"')[2].count('<a href="/visits/')
    everything = mayor.get("/visits").text
    assert gone in everything
    assert "’ 방문만 보입니다." not in everything
    assert kept not in mayor.get("/visits?kind=livelihood&place=playing").text


@pytest.mark.parametrize("asked", ["kind=no-kind", "place=no-place", "kind=%3Cscript%3E"])
def test_a_kind_that_there_is_not_is_said(mayor: FlaskClient, asked: str) -> None:
    answer = mayor.get(f"/visits?{asked}")
    assert answer.status_code == 400
    assert "<script>" not in answer.text.partition("<main")[2]
