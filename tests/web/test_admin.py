"""The administrator's pages: who sees them, what they show, what they do."""

from __future__ import annotations

import ast
import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from flask import url_for
from flask.testing import FlaskClient

import mapper
from mapper import importers
from mapper.domain.category import CATEGORIES
from mapper.domain.reader import Role
from mapper.domain.review import ReviewKind
from mapper.domain.rubric import RUBRICS
from mapper.domain.work import ActKind
from mapper.operations.imports.choices import repair_codes
from web.access import ROUTES
from web.blueprints.admin.import_words import FAULTS, NOTES, REPAIRS
from web.blueprints.admin.wording import ACTIONS

FOR_ADMINISTRATORS = (
    "/admin",
    "/admin/users",
    "/admin/new-user",
    "/admin/users/made-field",
    "/admin/users/made-field/rights",
    "/admin/users/made-field/disable",
    "/admin/users/made-field/enable",
    "/admin/users/made-field/link",
    "/admin/users/made-field/kill",
    "/admin/users/made-field/second-factor",
    "/admin/kill-all",
    "/admin/teams",
    "/admin/teams/new",
    "/admin/categories",
    "/admin/rubrics",
    "/admin/log",
    "/admin/log/log.csv",
)
FOR_IMPORTERS = ("/admin/imports", "/admin/imports/files/new")


@pytest.fixture
def staff(office: Any) -> dict[Role, Any]:
    return office.staff(office.districts()[0])


@pytest.fixture
def admin(office: Any, staff: dict[Role, Any]) -> FlaskClient:
    return office.browser(staff[Role.ADMIN])


def log(office: Any) -> list[tuple[str, str]]:
    return [tuple(row) for row in office.sql("SELECT action, subject FROM write_log ORDER BY recorded_at DESC, id")]


def team_id(office: Any, name: str) -> Any:
    return office.sql("SELECT id FROM team WHERE name = :name", name=name).scalar_one()


def test_an_administrator_sees_every_page(admin: FlaskClient) -> None:
    for path in FOR_ADMINISTRATORS + FOR_IMPORTERS:
        answer = admin.get(path)
        assert answer.status_code == 200, path
        if answer.mimetype == "text/html":
            assert '<html lang="ko">' in answer.text
            assert len(re.findall("<h1>", answer.text)) == 1, path
            assert (
                re.findall(r"<script(?! type=\"module\" src=| defer src=)|<style|\bstyle=|\bon[a-z]+=", answer.text)
                == []
            ), path


def test_every_other_role_is_refused(office: Any, staff: dict[Role, Any]) -> None:
    for role in (Role.FIELD, Role.PLANNER, Role.WELFARE, Role.SUPERVISOR, Role.MAYOR):
        browser = office.browser(staff[role])
        assert {browser.get(path).status_code for path in FOR_ADMINISTRATORS} == {403}, role
        expected = {200} if role is Role.PLANNER else {403}
        assert {browser.get(path).status_code for path in FOR_IMPORTERS} == expected, role


def test_nobody_is_asked_to_log_in(office: Any, staff: dict[Role, Any]) -> None:
    nobody = office.app.test_client()
    for path in FOR_ADMINISTRATORS + FOR_IMPORTERS:
        page = nobody.get(path, headers={"Accept": "text/html"})
        assert (page.status_code, page.location.partition("?")[0]) == (302, "/login"), path
        assert nobody.get(path, headers={"Accept": "application/json"}).status_code == 401, path


def test_a_planner_sees_only_the_imports_in_the_menu(office: Any, staff: dict[Role, Any]) -> None:
    menu = office.browser(staff[Role.PLANNER]).get("/admin/imports").text
    assert "자료 등록" in menu
    assert 'href="/admin/users"' not in menu


def test_only_who_may_enter_is_shown_the_way_in(office: Any, staff: dict[Role, Any]) -> None:
    way_in = {
        role: re.findall(r'href="(/admin[^"]*)"', office.browser(user).get("/").text) for role, user in staff.items()
    }
    assert way_in == {
        Role.FIELD: [],
        Role.HONORARY: [],
        Role.PLANNER: ["/admin/imports"],
        Role.WELFARE: [],
        Role.SUPERVISOR: [],
        Role.MAYOR: [],
        Role.ADMIN: ["/admin"],
    }
    assert "/admin" not in office.app.test_client().get("/").text


def test_nothing_is_done_without_the_token_of_a_form(office: Any, admin: FlaskClient) -> None:
    ids = {"name": "made-field", "act": "kill", "team_id": "0" * 8 + "-0000-4000-8000-" + "0" * 12}
    ids |= {"upload_id": ids["team_id"], "token_id": ids["team_id"]}
    rules = {rule.endpoint: rule for rule in office.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    routes = [route for route in ROUTES if route.endpoint.startswith("admin.") and "POST" in route.methods]
    assert routes
    before = log(office)
    for route in routes:
        rule = rules[route.endpoint]
        with office.app.test_request_context():
            path = url_for(route.endpoint, **{name: ids[name] for name in rule.arguments})
        assert admin.post(path, data={"name": "x"}).status_code == 400, path
    assert log(office) == before


def test_a_team_is_made_changed_and_ended(office: Any, admin: FlaskClient, staff: dict[Role, Any]) -> None:
    first, second = office.districts()[:2]
    member = str(staff[Role.FIELD].id)
    made = office.post(admin, "/admin/teams/new", "/admin/teams/new", name="가상 추진단", district=first, leader=member)
    assert (made.status_code, made.location) == (303, "/admin/teams")
    page = admin.get("/admin/teams").text
    assert "추진단을 만들었습니다." in page
    assert "made-field" in page
    path = f"/admin/teams/{team_id(office, '가상 추진단')}"
    assert re.search(rf'value="{first}" checked', admin.get(path).text)
    assert re.findall(rf'name="(\w+)" value="{member}" checked', admin.get(path).text) == ["member", "leader"]
    assert office.post(admin, path, path, name="다른 추진단", district=second).status_code == 303
    asked = admin.get(f"{path}/end").text
    assert "끝낼까요" in asked
    assert office.post(admin, f"{path}/end", f"{path}/end").status_code == 303
    assert "고칠 수 없습니다" in admin.get(path).text
    made_by_us = [entry for entry in log(office) if entry[0].startswith("team.")]
    assert sorted(made_by_us) == [
        ("team.add", "가상 추진단"),
        ("team.change", "다른 추진단"),
        ("team.end", "다른 추진단"),
    ]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": ""}, "한 글자 이상"),
        ({"name": "하나", "district": "1"}, "등록되지 않은 행정동"),
        ({"name": "하나", "member": "00000000-0000-4000-8000-000000000000"}, "사용자가 아니거나"),
    ],
)
def test_what_is_wrong_with_a_team_is_said(
    office: Any, admin: FlaskClient, form: dict[str, str], sentence: str
) -> None:
    answer = office.post(admin, "/admin/teams/new", "/admin/teams/new", **form)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert "하나" in answer.text or not form["name"]


def test_what_a_person_typed_is_never_markup(office: Any, admin: FlaskClient) -> None:
    office.post(admin, "/admin/teams/new", "/admin/teams/new", name="<script>alert(1)</script>")
    for path in ("/admin/teams", "/admin/log", f"/admin/teams/{team_id(office, '<script>alert(1)</script>')}"):
        page = admin.get(path).text
        assert "&lt;script&gt;" in page
        assert "<script>" not in page


def test_a_user_is_added_given_rights_disabled_and_enabled(office: Any, admin: FlaskClient) -> None:
    code = office.districts()[0]
    added = office.post(admin, "/admin/new-user", "/admin/new-user", name="새사람", role="field", district=code)
    assert added.status_code == 303
    page = admin.get("/admin/users/새사람").text
    assert "현장 추진단" in page
    rights = "/admin/users/새사람/rights"
    assert office.post(admin, rights, rights, role="planner").status_code == 303
    assert "기획 담당" in admin.get("/admin/users/새사람").text
    for verb in ("disable", "enable"):
        path = f"/admin/users/새사람/{verb}"
        assert office.post(admin, path, path).status_code == 303
    done = [action for action, subject in log(office) if subject == "새사람"]
    assert done == ["user.enable", *sorted(["user.disable", "user.kill"], key=done.index), "user.rights", "user.add"]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": "!", "role": "planner"}, "2~40자"),
        ({"name": "made-field", "role": "planner"}, "이미 있는 이름"),
        ({"name": "새사람", "role": "field"}, "하나 이상 고르고"),
        ({"name": "새사람", "role": "field", "district": "1"}, "등록되지 않은 행정동"),
        ({"name": "새사람", "role": "king"}, "역할"),
        ({"name": "새사람", "role": "public"}, "역할"),
    ],
)
def test_what_is_wrong_with_a_user_is_said(
    office: Any, admin: FlaskClient, form: dict[str, str], sentence: str
) -> None:
    answer = office.post(admin, "/admin/new-user", "/admin/new-user", **form)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert f'value="{form["name"]}"' in answer.text


def test_nobody_takes_their_own_rights_away(office: Any, admin: FlaskClient) -> None:
    assert "/disable" not in admin.get("/admin/users/made-admin").text
    for verb, form in (("disable", {}), ("rights", {"role": "planner"})):
        path = f"/admin/users/made-admin/{verb}"
        assert office.post(admin, path, path, **form).status_code == 400
    assert admin.get("/admin").status_code == 200


def test_a_one_time_address_is_shown_once_and_logs_in(office: Any, admin: FlaskClient) -> None:
    path = "/admin/users/made-planner/link"
    answer = office.post(admin, path, path)
    assert "no-store" in answer.headers["Cache-Control"]
    found = re.search(r'value="http://[^/]+(/login/link/[^"]+)"', answer.text)
    assert found
    assert found[1] not in admin.get("/admin/users/made-planner").text
    browser = office.app.test_client()
    assert office.post(browser, found[1], found[1]).status_code == 302
    assert browser.get("/admin/imports").status_code == 200


def test_throwing_somebody_out_ends_their_logins_and_tokens(
    office: Any, admin: FlaskClient, staff: dict[Role, Any]
) -> None:
    planner = office.browser(staff[Role.PLANNER])
    office.token(staff[Role.PLANNER])
    page = admin.get("/admin/users/made-planner").text
    assert "토큰 1개" in page
    assert "로그인 1곳" in page
    path = "/admin/users/made-planner/kill"
    assert office.post(admin, path, path).status_code == 303
    assert planner.get("/admin/imports", headers={"Accept": "application/json"}).status_code == 401
    assert "토큰이 없습니다" in admin.get("/admin/users/made-planner").text


def test_one_token_is_revoked(office: Any, admin: FlaskClient, staff: dict[Role, Any]) -> None:
    office.token(staff[Role.PLANNER])
    page = admin.get("/admin/users/made-planner").text
    found = re.search(r'href="(/admin/users/made-planner/tokens/[^"]+)"', page)
    assert found
    assert "보기" in page
    assert office.post(admin, found[1], found[1]).status_code == 303
    assert "토큰이 없습니다" in admin.get("/admin/users/made-planner").text


def test_what_nobody_can_do_to_a_user_is_not_there(admin: FlaskClient) -> None:
    assert admin.get("/admin/users/made-field/delete").status_code == 404
    assert admin.get("/admin/users/nobody-at-all/kill").status_code == 404


def test_throwing_everybody_out_takes_the_administrator_along(office: Any, admin: FlaskClient) -> None:
    answer = office.post(admin, "/admin/kill-all", "/admin/kill-all")
    assert (answer.status_code, answer.location) == (303, "/login")
    assert admin.get("/admin", headers={"Accept": "application/json"}).status_code == 401


def test_a_second_factor_is_taken_away(office: Any, admin: FlaskClient, staff: dict[Role, Any]) -> None:
    office.set_second_factor(staff[Role.PLANNER])
    assert "등록함" in admin.get("/admin/users/made-planner").text
    path = "/admin/users/made-planner/second-factor"
    assert office.post(admin, path, path).status_code == 303
    assert "등록함" not in admin.get("/admin/users/made-planner").text


def test_a_locked_name_is_shown(office: Any, admin: FlaskClient, staff: dict[Role, Any]) -> None:
    office.set_password(staff[Role.PLANNER], "노란 우산 셋 아침 자전거")
    stranger = office.app.test_client()
    for _ in range(5):
        office.post(stranger, "/login", "/login", name="made-planner", password="다른 낱말들")
    assert "까지 잠김" in admin.get("/admin/users").text
    assert "이름이 잠겨 있습니다" in admin.get("/admin").text


def test_the_overview_says_what_needs_doing(admin: FlaskClient) -> None:
    page = admin.get("/admin").text
    assert "2단계 인증을 등록해야 합니다" in page
    assert "made-welfare" in page
    assert "위치를 확인하세요" in page


def test_every_category_and_item_is_shown_with_its_count(office: Any, admin: FlaskClient) -> None:
    page = admin.get("/admin/categories").text
    assert all(category.id in page for category in CATEGORIES)
    count = office.sql("SELECT count(*) FROM issue WHERE category = 'litter'").scalar_one()
    assert re.search(rf"<code>litter</code></td>\s*<td class=\"number\">{count:,}</td>", page)
    page = admin.get("/admin/rubrics").text
    assert all(item.label_ko in page for rubric in RUBRICS for item in rubric.items)
    surveys = office.sql("SELECT count(*) FROM survey").scalar_one()
    assert f"현장조사 {surveys:,}건" in page


def test_the_log_is_filtered_and_paged(office: Any, admin: FlaskClient) -> None:
    for number in range(60):
        office.post(admin, "/admin/teams/new", "/admin/teams/new", name=f"추진단 {number}")
    first = admin.get("/admin/log?action=team.add").text
    assert first.count("추진단 만들기</td>") == 50
    older = re.search(r'href="(/admin/log\?before=[^"]+)"', first)
    assert older
    second = admin.get(older[1].replace("&amp;", "&")).text
    assert second.count("추진단 만들기</td>") == 10
    assert "추진단 59" in first
    assert "추진단 0<" in second
    assert "고른 조건에 맞는 기록이 없습니다" in admin.get("/admin/log?name=nobody").text
    assert "추진단 만들기</td>" not in admin.get("/admin/log?until=2020-01-01").text


@pytest.mark.parametrize(
    "query", ["since=yesterday", "before=x", "before=0001-01-01T00:00~x", "until=0001-01-01", "name=%00"]
)
def test_a_filter_that_is_none_is_refused(admin: FlaskClient, query: str) -> None:
    assert admin.get(f"/admin/log?{query}").status_code == 400


def test_the_log_as_a_file_holds_no_formula(office: Any, admin: FlaskClient) -> None:
    office.post(admin, "/admin/teams/new", "/admin/teams/new", name='=HYPERLINK("x")')
    content = admin.get("/admin/log/log.csv?action=team.add").data.decode("utf-8-sig")
    header, row = csv.reader(io.StringIO(content))
    assert dict(zip(header, row, strict=True))["대상"] == '\'=HYPERLINK("x")'
    assert dict(zip(header, row, strict=True))["사용자"] == "made-admin"


def test_every_action_of_the_log_has_a_word() -> None:
    """Read from the source: an action that nobody has done yet needs one too."""
    found = set()
    for path in Path(mapper.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            action = _logged(node)
            if action is None or (isinstance(action, ast.Name) and action.id == "action"):
                continue  # whoever called has named it
            said = [part.value for part in ast.walk(action) if isinstance(part, ast.Constant)]
            assert said, f"{path}:{node.lineno} logs an action that cannot be read from the source"
            found |= {word for word in said if "." in str(word)}
    composed = {"review.": ReviewKind, "photo.": ("publish", "withhold"), "work.": ActKind}
    spelled = found - set(composed) | {f"{subject}{verb}" for subject, verbs in composed.items() for verb in verbs}
    assert spelled == set(ACTIONS)


def _logged(node: ast.AST) -> ast.expr | None:
    """Return the action that a call logs; None where it logs none."""
    if not isinstance(node, ast.Call):
        return None
    if getattr(node.func, "id", "") in {"log_write", "_log_visit", "_log_release", "_log_entry"}:
        return node.args[2]
    named = next((one.value for one in node.keywords if one.arg == "action"), None)
    if isinstance(named, ast.Constant):
        return named
    return node.args[1] if getattr(node.func, "attr", "") == "log" and len(node.args) > 2 else None


def test_every_fault_note_and_repair_of_an_import_has_a_sentence() -> None:
    """Read from the source, as the actions are."""
    faults, notes = set(), set()
    for path in Path(importers.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                at = {"refuse": 2, "RowFault": 0, "_Unusable": 0, "Note": 0, "note": 0}.get(called)
                said = node.args[at] if at is not None and len(node.args) > at else None
                if isinstance(said, ast.Constant):
                    (notes if called.lower() == "note" else faults).add(said.value)
    assert faults <= set(FAULTS)
    assert notes <= set(NOTES)
    assert set(repair_codes()) == set(REPAIRS)
