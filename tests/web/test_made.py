"""Files made behind the scenes: the same as those that a browser waits for, for whoever asked alone, until they are old."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from mapper.domain.reader import Role
from mapper.operations.jobs import kinds
from mapper.operations.jobs.making import MAKE, MOST
from mapper.operations.jobs.running import Bench
from mapper.settings import Settings
from web.clock import now
from web.making import maker

NEW = "/plan/out/made/new"


@pytest.fixture
def planner(office: Any) -> FlaskClient:
    """Somebody who plans; nothing was made before."""
    shutil.rmtree(office.app.config["DATA_DIR"] / "made", ignore_errors=True)
    browser: FlaskClient = office.browser(office.add("made-planner", Role.PLANNER))
    return browser


def begun(office: Any, browser: FlaskClient, address: str) -> str:
    answer = office.post(browser, NEW, f"{NEW}?of=/plan/out/map.pdf", of=address)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def work_off(office: Any) -> None:
    data_dir = office.app.config["DATA_DIR"]
    make = maker(Settings(city="의정부시", data_dir=data_dir), office.sessions)
    for job_id in office.sql("SELECT id FROM job WHERE state = 'waiting'").scalars().all():
        Bench(office.sessions, data_dir, now, uuid4, make=make).do(job_id)


def test_a_workbook_is_the_one_that_a_browser_waits_for(office: Any, planner: FlaskClient) -> None:
    address = "/plan/out/segments.xlsx?overall=E&overall=D"
    page = begun(office, planner, address)
    assert "data-job=" in planner.get(page).text
    assert planner.get(f"{page}/file").status_code == 404
    work_off(office)
    made, waited_for = planner.get(f"{page}/file", buffered=True), planner.get(address)
    rows = [list(load_workbook(BytesIO(one.data)).worksheets[0].values) for one in (made, waited_for)]
    assert rows[0] == rows[1]
    assert len(rows[0]) > 2
    assert made.headers["Content-Disposition"] == waited_for.headers["Content-Disposition"]
    assert made.mimetype == waited_for.mimetype
    logged = "SELECT count(*) FROM write_log WHERE action = 'export' AND subject = 'segments'"
    assert office.sql(logged).scalar_one() == 2
    other = office.browser(office.add("made-other", Role.PLANNER))
    assert {other.get(path).status_code for path in (page, f"{page}/file")} == {404}
    assert "구간 엑셀" in planner.get("/plan/out/made").text
    assert "구간 엑셀" not in other.get("/plan/out/made").text


def test_a_sheet_is_printed_and_goes_after_a_day(office: Any, planner: FlaskClient) -> None:
    page = begun(office, planner, "/plan/out/map.pdf?size=a3")
    work_off(office)
    made = planner.get(f"{page}/file", buffered=True)
    assert made.data.startswith(b"%PDF-")
    assert unquote(made.headers["Content-Disposition"]).endswith(".pdf")
    assert [word for word in ("내려받기", "MB") if word not in planner.get(page).text] == []
    folder = office.app.config["DATA_DIR"] / "made"
    assert len(list(folder.iterdir())) == 1
    office.sql("UPDATE job SET ended_at = ended_at - interval '1 day'")  # though nobody has swept yet
    gone = planner.get(f"{page}/file")
    assert (gone.status_code, "하루가 지나 지운 파일" in gone.text) == (404, True)
    assert [word for word in ("지웠습니다", "다시 만들기") if word not in planner.get(page).text] == []
    for file in folder.iterdir():
        os.utime(file, (0, 0))
    Bench(
        office.sessions, office.app.config["DATA_DIR"], now, uuid4
    ).take_back()  # as whoever does jobs, again and again
    assert list(folder.iterdir()) == []


def test_what_is_cancelled_is_not_made(office: Any, planner: FlaskClient) -> None:
    page = begun(office, planner, "/plan/out/map.pdf")
    assert office.post(planner, f"{page}/cancel", NEW + "?of=/plan/out/map.pdf").status_code == 303
    work_off(office)
    shown = planner.get(page).text
    assert "취소함" in shown
    assert re.search(r'href="/plan/out/made/new\?of=[^"]*map.pdf', shown)
    assert planner.get(f"{page}/file").status_code == 404


def test_what_is_cancelled_while_it_is_drawn_leaves_no_file(office: Any, planner: FlaskClient) -> None:
    page = begun(office, planner, "/plan/out/segments.xlsx?overall=E")
    data_dir = office.app.config["DATA_DIR"]
    make = maker(Settings(city="의정부시", data_dir=data_dir), office.sessions)

    def cancelled_at_the_end(*asked: Any) -> dict[str, str]:
        headers = make(*asked)  # the file is whole, and only then somebody does not want it any more
        assert office.post(planner, f"{page}/cancel", page).status_code == 303
        return headers

    job_id = office.sql("SELECT id FROM job").scalar_one()
    Bench(office.sessions, data_dir, now, uuid4, make=cancelled_at_the_end).do(job_id)
    assert office.sql("SELECT state, result FROM job").one() == ("cancelled", None)
    assert list((data_dir / "made").iterdir()) == []
    assert planner.get(f"{page}/file").status_code == 404


def test_as_many_are_made_as_may_be(office: Any, planner: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    page, *_ = [begun(office, planner, "/plan/out/map.pdf") for _ in range(MOST.own)]
    address = {"of": "/plan/out/map.pdf"}
    refused = office.post(planner, NEW, f"{NEW}?of=/plan/out/map.pdf", **address)
    assert (refused.status_code, "이미 많습니다" in refused.text) == (409, True)
    other = office.browser(office.add("made-other", Role.PLANNER))
    begun(office, other, "/plan/out/map.pdf")
    monkeypatch.setattr(kinds, "KINDS", (replace(MAKE, most=replace(MOST, all=MOST.own + 1)),))
    assert office.post(other, NEW, f"{NEW}?of=/plan/out/map.pdf", **address).status_code == 409
    office.post(planner, f"{page}/cancel", page)
    begun(office, planner, "/plan/out/map.pdf")


def test_who_lost_the_right_meanwhile_gets_nothing(office: Any, planner: FlaskClient) -> None:
    page = begun(office, planner, "/plan/out/issues.xlsx")
    office.sql("UPDATE user_account SET role = 'field' WHERE name = 'made-planner'")
    work_off(office)
    assert office.sql("SELECT state, fault FROM job").one() == ("failed", "not_allowed")
    assert planner.get(f"{page}/file").status_code == 403


@pytest.mark.parametrize(
    "address",
    ["", "https://x.invalid/plan/out/map.pdf", "//x.invalid/plan/out/map.pdf", "/admin", "/plan/out/map.html", "//["],
)
def test_nothing_else_is_answered_behind_the_scenes(office: Any, planner: FlaskClient, address: str) -> None:
    assert office.post(planner, NEW, NEW + "?of=/plan/out/map.pdf", of=address).status_code == 400
    assert planner.get(NEW, query_string={"of": address}).status_code == 400
