"""The page on which addresses are looked up again: how many wait, how far it is, what came of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from mapper.domain.reader import Role
from mapper.operations.jobs.running import Bench
from mapper.store import jobs
from tests.address_files import EUIJEONGBU_DONG, GASANG_RO, complaints, file_of, line, number, take_in
from web.clock import now

PAGE = "/admin/imports/addresses"
LAST = "SELECT state FROM job WHERE kind = 'address.again' ORDER BY recorded_at DESC, id LIMIT 1"
OF_ISSUE = """
    SELECT decision FROM issue_state JOIN issue ON issue.id = issue_id WHERE source_key = 'complaint:made-1'
"""


@pytest.fixture
def planner(office: Any, tmp_path: Path) -> FlaskClient:
    """Somebody who brought complaints first, and the addresses of their road only then."""
    on_segment = (
        "SELECT ST_X(at) AS x, ST_Y(at) AS y FROM segment, ST_LineInterpolatePoint(line, 0.5) AS at WHERE graded"
    )
    place = office.sql(f"{on_segment} ORDER BY segment.length_m DESC, segment.id LIMIT 1").one()
    entrances = tmp_path / "entrc_202601.txt"
    entrances.write_bytes(
        file_of(
            line(
                "위치정보요약DB",
                **EUIJEONGBU_DONG,
                **GASANG_RO,
                **number(3),
                X좌표=f"{place.x:.3f}",
                Y좌표=f"{place.y:.3f}",
            )
        )
    )
    with office.sessions.begin() as session:
        take_in(session, "complaints", complaints(tmp_path, "made-1,낙서,2025-03-04,의정부시 가상로 3,,"))
        take_in(session, "addresses", entrances)
    browser: FlaskClient = office.browser(office.add("made-planner", Role.PLANNER))
    return browser


def waiting(browser: FlaskClient) -> int:
    found = re.search(r"불편사항이 ([\d,]+)건 있습니다", browser.get(PAGE).text)
    return 0 if found is None else int(found[1].replace(",", ""))


def begin(office: Any, browser: FlaskClient) -> Any:
    assert office.post(browser, f"{PAGE}/run", PAGE).status_code == 303
    assert "data-job=" in browser.get(PAGE).text
    return office.sql("SELECT id FROM job WHERE state = 'waiting'").scalar_one()


def work_off(office: Any, job: Any) -> None:
    Bench(office.sessions, office.app.config["DATA_DIR"], now, uuid4).do(job)


def test_what_came_of_it_is_told_where_it_was_asked_for(office: Any, planner: FlaskClient) -> None:
    before = waiting(planner)
    assert before >= 1
    assert PAGE in planner.get("/admin/imports").text
    work_off(office, begin(office, planner))
    page = planner.get(PAGE).text
    assert [word for word in ("다시 찾은 주소", "구간에 배정", "data-job=") if word in page] == [
        "다시 찾은 주소",
        "구간에 배정",
    ]
    assert office.sql(OF_ISSUE).scalar_one() == "assigned"
    assert waiting(planner) == before - 1
    logged = office.sql("SELECT user_id FROM write_log WHERE action = 'address.again'").scalars().all()
    assert len(logged) == 1
    assert logged[0] is not None
    admin = office.browser(office.add("made-admin", Role.ADMIN))
    assert "주소 다시 찾기" in admin.get("/admin/log").text


def test_cancelled_nothing_is_kept_and_asked_for_again_it_is_done(office: Any, planner: FlaskClient) -> None:
    begin(office, planner)
    assert office.post(planner, f"{PAGE}/cancel", PAGE).status_code == 303
    assert office.sql(LAST).scalar_one() == "cancelled"
    assert "취소함" in planner.get(PAGE).text
    assert office.sql(OF_ISSUE).scalar_one() == "unassigned"
    work_off(office, begin(office, planner))
    assert office.sql(LAST).scalar_one() == "done"
    assert office.sql(OF_ISSUE).scalar_one() == "assigned"


def test_it_is_stopped_while_it_is_under_way(
    office: Any, planner: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever cancels does so between two steps: nothing of what was found already stays."""
    job = begin(office, planner)
    really_tell, told = jobs.tell, list[str]()

    def tell(session: Any, one: Any, step: str, **rest: Any) -> bool:
        told.append(step)
        if len(told) == 2:  # of the first part all is found, and nothing of it kept yet
            assert office.post(planner, f"{PAGE}/cancel", PAGE).status_code == 303
        return really_tell(session, one, step, **rest)

    monkeypatch.setattr(jobs, "tell", tell)
    work_off(office, job)
    assert office.sql(LAST).scalar_one() == "cancelled"
    assert office.sql(OF_ISSUE).scalar_one() == "unassigned"


def test_one_is_done_at_a_time(office: Any, planner: FlaskClient) -> None:
    begin(office, planner)
    other = office.browser(office.add("made-other", Role.PLANNER))
    assert office.post(other, f"{PAGE}/run", PAGE).status_code == 303
    assert "이미 다시 찾고 있습니다" in other.get(PAGE).text
    assert office.sql("SELECT count(*) FROM job WHERE kind = 'address.again'").scalar_one() == 1
