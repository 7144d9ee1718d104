"""The pages of 로드체킹 over HTTP: plans by those who lead, weeks held against them, sheets, and figures with rows."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from flask.testing import FlaskClient
from PIL import Image

from mapper.domain.access import Scope
from mapper.domain.calendar import KST
from mapper.domain.patrol import week_of
from mapper.domain.reader import Reader, Role
from mapper.domain.user import User
from mapper.operations.people import teams
from mapper.operations.people.teams import TeamPlan
from mapper.operations.photos.receiving import take_in
from web.clock import now
from web.photos import photo_files

OPERATOR = Reader(None, "tests", Role.ADMIN, None, "cli")


@pytest.fixture
def leader(office: Any) -> User:
    user: User = office.add("made-leader", Role.FIELD, office.districts()[0])
    return user


@pytest.fixture
def member(office: Any) -> User:
    user: User = office.add("made-member", Role.FIELD, office.districts()[0])
    return user


@pytest.fixture
def team(office: Any, leader: User, member: User) -> str:
    plan = TeamPlan("가상 추진단", [office.districts()[0]], [member.id], [leader.id])
    with office.sessions.begin() as session:
        return str(teams.add_team(session, plan, by=OPERATOR, now=now(), new_id=uuid4).id)


@pytest.fixture
def segments(office: Any) -> list[str]:
    found = office.sql(
        "SELECT s.id FROM segment s JOIN district d ON d.id = s.district_id WHERE d.code = :code AND graded LIMIT 4",
        code=office.districts()[0],
    )
    return [str(one) for one in found.scalars()]


def add_plan(office: Any, browser: FlaskClient, team: str, segments: list[str], **form: Any) -> Any:
    given = {"team": team, "name": "앞길", "weekday": ["1", "4"], "segment": segments} | form
    return office.post(browser, "/patrols/plans/new", "/patrols/plans/new", **given)


def walk(office: Any, user: User, team: str, segments: list[str], **change: Any) -> str:
    ended = now() - timedelta(minutes=5)
    body = {
        "team_id": team,
        "officers": [str(user.id)],
        "started_at": (ended - timedelta(minutes=1)).isoformat(),
        "ended_at": ended.isoformat(),
        "checks": [{"segment_id": segment, "checked_at": ended.isoformat()} for segment in segments],
        **change,
    }
    headers = {"Authorization": f"Bearer {office.token(user, Scope.WRITE)}"}
    answer = office.app.test_client().put(f"/api/v1/patrols/{uuid4()}", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json["id"])


def add_photo(office: Any, by: User) -> None:
    """Of the one issue that was found late."""
    Image.new("RGB", (640, 480), (90, 120, 90)).save(sent := io.BytesIO(), "JPEG")
    with office.app.app_context(), office.sessions.begin() as session:
        sha256 = take_in(session, photo_files(), sent.getvalue(), by=by.reader("tests"), now=now())
    office.sql(
        "INSERT INTO photo_use (id, sha256, issue_id, moment, ordinal, recorded_at)"
        " SELECT gen_random_uuid(), :sha256, id, 'before', 1, now() FROM issue WHERE source_key = 'late'",
        sha256=sha256,
    )


def test_who_leads_plans_and_who_walks_sees_it(
    office: Any, leader: User, member: User, team: str, segments: list[str]
) -> None:
    browser, others = office.browser(leader), office.browser(member)
    made = add_plan(office, browser, team, [*segments, segments[0]])
    assert made.status_code == 303, made.text
    plan = office.sql("SELECT * FROM patrol_plan").mappings().one()
    assert ([str(one) for one in plan["segment_ids"]], plan["weekdays"]) == (segments, [1, 4])
    assert "앞길" in others.get("/patrols").text
    assert "/patrols/plans/new" not in others.get("/patrols").text
    assert others.get(f"/patrols/plans/{plan['id']}").status_code == 403
    csrf = office.csrf(browser.get(f"/patrols/plans/{plan['id']}").text)
    changed = {"team": team, "name": "뒷길", "weekday": "2", "segment": segments[:1], "csrf_token": csrf}
    assert browser.post(f"/patrols/plans/{plan['id']}", data=changed).status_code == 303
    rows = office.sql("SELECT name, ended_at IS NULL FROM patrol_plan ORDER BY recorded_at").all()
    assert [tuple(row) for row in rows] == [("앞길", False), ("뒷길", True)]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": " "}, "이름은"),
        ({"weekday": []}, "요일을"),
        ({"segment": []}, "구간을"),
        ({"segment": [str(uuid4())]}, "구간을"),
    ],
)
def test_what_is_wrong_with_a_plan_is_said(
    office: Any, leader: User, team: str, segments: list[str], form: dict[str, Any], said: str
) -> None:
    answer = add_plan(office, office.browser(leader), team, segments, **form)
    assert (answer.status_code, said in answer.text) == (400, True)


def test_a_leader_plans_where_the_team_works_and_a_planner_anywhere(
    office: Any, leader: User, team: str, segments: list[str]
) -> None:
    in_there = (
        "SELECT s.id FROM segment s JOIN district d ON d.id = s.district_id WHERE d.code = :code AND graded LIMIT 1"
    )
    route = [*segments, str(office.sql(in_there, code=office.districts()[1]).scalar_one())]
    refused = add_plan(office, office.browser(leader), team, route)
    assert (refused.status_code, "추진단이 일하는 동의" in refused.text) == (400, True)
    planner = office.browser(office.add("made-planner", Role.PLANNER))
    assert add_plan(office, planner, team, route).status_code == 303


def test_a_plan_that_cannot_be_changed_stays(office: Any, leader: User, team: str, segments: list[str]) -> None:
    browser = office.browser(leader)
    add_plan(office, browser, team, segments)
    path = f"/patrols/plans/{office.sql('SELECT id FROM patrol_plan').scalar_one()}"
    assert office.post(browser, path, path, team=team, name="", weekday="1", segment=segments).status_code == 400
    assert office.sql("SELECT count(*) FROM patrol_plan WHERE ended_at IS NULL").scalar_one() == 1


def test_a_patrol_is_on_the_desk_and_on_its_sheet_with_what_it_found(
    office: Any, leader: User, team: str, segments: list[str]
) -> None:
    browser = office.browser(leader)
    today = (now() - timedelta(minutes=6)).astimezone(KST).date()
    add_plan(office, browser, team, segments, weekday=[str(number) for number in range(7)])
    plan = str(office.sql("SELECT id FROM patrol_plan").scalar_one())
    patrol = walk(office, leader, team, segments[:3], plan_id=plan, note="=1+1")
    office.sql(
        "INSERT INTO issue (id, source_key, category, severity, origin, description, patrol_id, reported_at, recorded_at)"
        " VALUES (gen_random_uuid(), 'late', 'litter', 2, 'patrol', '=2+2', :patrol, now(), now())",
        patrol=patrol,
    )
    add_photo(office, leader)
    desk = browser.get(f"/patrols?week={week_of(today)}").text
    assert f"/patrols/{patrol}" in desk
    assert "3/4 구간" in desk
    sheet = browser.get(f"/patrols/{patrol}").text
    assert "확인하지 못함" in sheet
    assert "접수" in sheet
    assert sheet.count("<path") >= 4
    assert sheet.count('/thumb"') == 1
    assert 'loading="lazy"' not in sheet  # what was not scrolled to would be missing on paper
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"/patrols/{patrol}.xlsx").data))
    assert book.sheetnames == ["순찰", "확인한 구간", "찾은 불편사항", "사진"]
    found = book["찾은 불편사항"]["F2"]
    assert (found.value, found.data_type) == ("=2+2", "s")
    photos = book["사진"]
    assert [row[:2] for row in photos.iter_rows(min_row=2, values_only=True)] == [(1, "쓰레기 흩어짐")]
    [picture] = photos._images
    assert (picture.anchor._from.row, picture.anchor._from.col) == (1, 2)
    assert Image.open(picture.ref).size == (320, 240)
    code = office.districts()[0]
    headers = {"Authorization": f"Bearer {office.token(leader, Scope.READ)}"}
    seen = office.app.test_client().get(f"/api/v1/patrols/coverage?district={code}&week={today}", headers=headers)
    assert {one["id"] for one in seen.json["segments"]} == set(segments[:3])


def test_nobody_reads_the_sheet_of_others(office: Any, leader: User, team: str, segments: list[str]) -> None:
    patrol = walk(office, leader, team, segments)
    stranger = office.browser(office.add("made-stranger", Role.FIELD, office.districts()[1]))
    for path in (f"/patrols/{patrol}", f"/patrols/{patrol}.xlsx"):
        hidden, unknown = stranger.get(path), stranger.get(path.replace(patrol, str(uuid4())))
        assert hidden.status_code == unknown.status_code == 404, path
    assert stranger.get(f"/patrols?team={team}").status_code == 403
    assert office.app.test_client().get(f"/patrols/{patrol}").status_code in {302, 401}
    code = office.districts()[0]
    assert stranger.get(f"/patrols/figures?district={code}").status_code == 403
    assert stranger.get(f"/api/v1/patrols/coverage?district={code}&week=2024-07-04").status_code == 403


def test_the_figures_are_the_rows_in_every_form(office: Any) -> None:
    browser = office.browser(office.add("made-planner", Role.PLANNER))
    asked = "from=2022-07-05&to=2024-07-04"
    page = browser.get(f"/patrols/figures?{asked}&by=month").text
    for told in ("2,070", "1,340", "64.7%"):
        assert told in page
    rows = list(csv.reader(io.StringIO(browser.get(f"/patrols/figures.csv?{asked}").data.decode("utf-8-sig"))))
    assert len(rows) == 2071
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"/patrols/figures.xlsx?{asked}").data))
    assert [row[2].value for row in book["지표"].iter_rows(min_row=2)][:2] == [2070, 1340]
    assert sum(row[1].value for row in book["유형별"].iter_rows(min_row=2)) == 2070
    assert book["발견"].max_row == 2071
    days = ("gestern", "0001-01-01", "1999-12-31", "2100-01-01", "9999-12-31")
    asked = [f"/patrols/figures?{end}={day}" for end in ("from", "to") for day in days]
    asked += [f"/patrols?week={day}" for day in days] + [f"/export/issues.csv?from={day}" for day in days]
    code = office.districts()[0]
    asked += [f"/api/v1/patrols/coverage?district={code}&week={day}" for day in days]
    assert {address: browser.get(address).status_code for address in asked} == dict.fromkeys(asked, 400)
    ends = [f"/patrols/figures?from={day}&to={day}" for day in ("2000-01-01", "2099-12-31")]
    assert [browser.get(address).status_code for address in ends] == [200, 200]
    assert browser.get("/patrols/figures?by=colour").status_code == 400
