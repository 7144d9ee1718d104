"""The matrix of rights: every route, for every role, as `mapper.domain.access` and `web.access` say, really called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from apiflask import APIFlask
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.exceptions import BadRequest
from werkzeug.routing import Rule

from mapper.domain.access import PERMISSIONS, Reach, Scope, reach, sees_all_of
from mapper.domain.reader import BOUND_ROLES, ROLE_LABELS, Reader, Role, public_reader
from mapper.domain.user import User
from mapper.operations.cards import public_card, staff_card
from mapper.operations.people import users
from mapper.operations.people.keys import key_hash
from mapper.operations.people.sealing import open_seal
from mapper.settings import Settings
from web.access import ROUTES, init_access, route_of
from web.auth import KEY_IN_PATH, init_auth
from web.blueprints.admin.user_acts import ACTS
from web.blueprints.open311 import ERROR_HEADER
from web.clock import now
from web.errors import init_errors
from web.languages import init_languages
from web.route import Part, Route
from web.sealing import init_seal

Call = Callable[[str, str], Any]

COOKIE = "golmok"
STAFF = [role for role in Role if role is not Role.PUBLIC]
MADE_UP = {"UUIDConverter": uuid4(), "IntegerConverter": 15}
"""What stands in an address where nothing real is needed: by the kind of its part, else one of its choices or a word."""

ASKED = ("action", "before", "category", "district", "name", "q", "team")
"""Names under which pages look for words in an address."""

REFUSALS = {"login_needed", "not_allowed", "scope_missing", "token_refused", "form_stale", "second_factor_needed"}


def calls(app: Flask) -> Iterator[tuple[Rule, str, Route]]:
    """Every call that can be made, with its row."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, route_of(rule.endpoint, method)


def holds_key(rule: Rule) -> bool:
    """Whether a token stands in the address, which goes before any other: a made-up one is refused, whoever asks."""
    return KEY_IN_PATH in rule.arguments


def address(app: Flask, rule: Rule, word: str = "made-up") -> str:
    parts = {
        name: (rule.defaults or {}).get(
            name, MADE_UP.get(type(converter).__name__, min(getattr(converter, "items", [word])))
        )
        for name, converter in rule._converters.items()
    }
    built: str = app.url_map.bind("localhost").build(rule.endpoint, (rule.defaults or {}) | parts, method=None)
    return built


def code_of(answer: Any) -> str | None:
    """The code of a refusal at the gate; None for what was let in, however it went on."""
    assert answer.status_code < 500, answer.text
    is_fault = answer.status_code >= 400 and answer.mimetype == "application/json"
    told = answer.json if is_fault else {}
    code = answer.headers.get(ERROR_HEADER) or (told.get("error", {}).get("code") if isinstance(told, dict) else None)
    if answer.status_code >= 400 and "X-OpenRosa-Version" in answer.headers:
        code = ET.fromstring(answer.data)[0].get("nature")
    return code if code in REFUSALS else None


def test_every_call_has_a_row_and_every_row_is_called(app: Flask) -> None:
    served = {(rule.endpoint, method) for rule, method, _ in calls(app)}
    here = [route for route in ROUTES if route.part is Part.PUBLIC]
    written = [(route.endpoint, method) for route in here for method in route.methods]
    assert sorted(written) == sorted(served)


def test_every_permission_is_of_this_table_and_every_role_of_the_staff_has_its_rights() -> None:
    names = [permission.name for permission in PERMISSIONS]
    assert len(set(names)) == len(names)
    assert {route.permission for route in ROUTES} <= set(names)
    assert set(ROLE_LABELS) == set(Role)
    assert all(reach("admin", role) is Reach.NONE for role in Role if role is not Role.ADMIN)


def test_what_changes_something_is_never_open_to_everybody_but_the_login_reports_and_bookings() -> None:
    writing = [route for route in ROUTES if route.methods - {"GET"}]
    open_ones = {route.permission for route in writing if reach(route.permission, Role.PUBLIC) is not Reach.NONE}
    assert open_ones == {"login", "report", "venue.ask"}


def test_a_route_without_a_row_is_not_there(settings: Settings) -> None:
    forgetful = APIFlask("forgetful")
    forgetful.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    init_seal(forgetful, open_seal(settings))
    init_auth(forgetful)
    init_access(forgetful)
    init_errors(forgetful)
    init_languages(forgetful)
    answer = forgetful.test_client().get("/forgotten")
    assert (answer.status_code, answer.json["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("role", "by"), [(Role.PUBLIC, "nothing"), *((role, by) for role in STAFF for by in ("cookie", "token"))]
)
def test_each_role_gets_what_the_table_says_and_nothing_else(office: Any, role: Role, by: str) -> None:
    call = caller(office, role, by)
    wrong = []
    for rule, method, route in calls(office.app):
        expected = "token_refused" if holds_key(rule) else expectation(route, role, by)
        with office.undone():
            answer = call(method, address(office.app, rule))
            got = code_of(answer)
        if got != expected:
            wrong.append(f"{method} {rule.rule}: {got} ({answer.status_code}), not {expected}")
    assert wrong == []


def expectation(route: Route, role: Role, by: str) -> str | None:
    """The refusal, or None for what the row of the route and the row of its permission let in."""
    if by == "token" and route.scope is None:
        return "scope_missing"
    if reach(route.permission, role) is Reach.NONE:
        return "login_needed" if role is Role.PUBLIC else "not_allowed"
    return None


def caller(office: Any, role: Role, by: str, *codes: str) -> Call:
    """What somebody of a role can call with, each time as from a browser of its own."""
    user = None if role is Role.PUBLIC else office.staff(*(codes or office.districts()[:1]))[role]
    if by == "token":
        bearer = {"Authorization": f"Bearer {office.token(user)}"}
        return lambda method, path: office.app.test_client().open(path, method=method, headers=bearer)
    browser = office.browser(user) if user else office.app.test_client()
    form = {"csrf_token": office.csrf(browser.get("/me" if user else "/login").text)}
    key = browser.get_cookie(COOKIE).value

    def call(method: str, path: str) -> Any:
        client = office.app.test_client()
        if user or method != "GET":
            client.set_cookie(COOKIE, key)
        return client.open(path, method=method, data=None if method == "GET" else form)

    return call


def test_every_write_with_a_cookie_needs_its_form(office: Any) -> None:
    client = office.browser(office.add("made", Role.ADMIN))
    writes = [(rule, method) for rule, method, _ in calls(office.app) if method != "GET" and not holds_key(rule)]
    assert len(writes) > 5
    for rule, method in writes:
        path = address(office.app, rule)
        for data in (
            {},
            {"csrf_token": "made-up"},
            {"csrf_token": office.csrf(office.app.test_client().get("/login").text)},
        ):
            answer = client.open(path, method=method, data=data)
            assert (answer.status_code, code_of(answer)) == (400, "form_stale"), path
    assert client.get("/me").status_code == 200


def test_who_only_asks_for_the_head_of_a_page_changes_nothing(office: Any) -> None:
    boss, other = office.add("boss", Role.ADMIN), office.add("made", Role.PLANNER)
    client, link = office.browser(boss), office.link(other)
    pages = {address(office.app, rule) for rule, method, _ in calls(office.app) if method == "GET"}
    pages |= {f"/admin/users/{other.name}/{act}" for act in ("rights", "link", *ACTS)} | {f"/login/link/{link}"}
    changes = "SELECT count(*) FROM write_log WHERE action <> 'export'"
    before = office.sql(changes).scalar_one()
    for path in sorted(pages):
        assert client.head(path).status_code < 500, path
    assert office.sql(changes).scalar_one() == before
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize("scopes", [(scope,) for scope in Scope])
def test_a_token_is_good_for_its_scopes_only(office: Any, scopes: tuple[Scope, ...]) -> None:
    bearer = {"Authorization": f"Bearer {office.token(office.add('made', Role.ADMIN), *scopes)}"}
    client = office.app.test_client()
    for rule, method, route in calls(office.app):
        if holds_key(rule):
            continue
        with office.undone():
            answer = client.open(address(office.app, rule), method=method, headers=bearer)
            assert (code_of(answer) == "scope_missing") == (route.scope not in scopes), rule
            if route.scope not in scopes:
                assert answer.status_code == 403
                assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def bad_tokens(office: Any, user: User, client: FlaskClient) -> dict[str, str]:
    good = office.token(user)
    expired, revoked = office.token(user), office.token(user)
    office.sql("UPDATE access_token SET ends_at = now() WHERE key_hash = :key", key=key_hash(expired))
    office.sql("UPDATE access_token SET ended_at = now() WHERE key_hash = :key", key=key_hash(revoked))
    disabled = office.add("gone", Role.ADMIN)
    gone = office.token(disabled)
    office.do(users.disable_user, disabled)
    assert client.get("/api/v1/map", headers={"Authorization": f"Bearer {good}"}).status_code == 200
    return {
        "expired": f"Bearer {expired}",
        "revoked": f"Bearer {revoked}",
        "of a disabled user": f"Bearer {gone}",
        "made up": "Bearer golmok_made-up",
        "cut short": f"Bearer {good[:-1]}",
        "with another scheme": f"Basic {good}",
        "empty": "Bearer ",
        "nothing": "",
        "endless": "Bearer " + "a" * 10_000,
    }


def test_a_bad_token_is_refused_even_where_nobody_needs_one(office: Any) -> None:
    client = office.app.test_client()
    for name, header in bad_tokens(office, office.add("made", Role.ADMIN), client).items():
        for path in ("/", "/healthz", "/api/v1/map", "/tiles/segments/10/1/1.mvt", "/static/css/site.css"):
            answer = client.get(path, headers={"Authorization": header})
            assert answer.status_code == 401, (name, path)
            assert answer.headers["WWW-Authenticate"] == 'Bearer realm="golmok", error="invalid_token"'


def test_a_token_beside_a_cookie_is_what_counts(office: Any) -> None:
    client = office.browser(office.add("boss", Role.ADMIN))
    bearer = {"Authorization": f"Bearer {office.token(office.add('made', Role.MAYOR), Scope.READ)}"}
    assert code_of(client.get("/me", headers=bearer)) == "scope_missing"


@pytest.mark.parametrize(
    ("role", "by"), [(Role.PUBLIC, "nothing"), *((role, by) for role in STAFF for by in ("cookie", "token"))]
)
def test_a_card_is_whole_for_the_staff_of_its_district(office: Any, role: Role, by: str) -> None:
    own, other = office.districts()[:2]
    call = caller(office, role, by, own)
    districts = frozenset({own}) if role in BOUND_ROLES else None
    by_reader = public_reader("") if role is Role.PUBLIC else Reader(None, "", role, districts, "")
    segments = segments_of(office, own, other)
    kinds = set()
    for code, segment_id in segments.items():
        answer = call("GET", f"/api/v1/segments/{segment_id}")
        is_whole = sees_all_of("card", by_reader, code)
        with office.sessions() as session:
            card = (staff_card if is_whole else public_card)(session, segment_id, now=now())
        assert answer.json == office.app.json.loads(
            office.app.json.dumps({"live": None, "edited": None, "reports": []} | card | {"id": str(card["id"])})
        )
        assert ("no-store" in answer.headers.get("Cache-Control", "")) == (role is not Role.PUBLIC)
        assert set(answer.headers["Vary"].split(", ")) >= {"Cookie", "Authorization"}
        kinds.add(is_whole)
    assert kinds == {Reach.PUBLIC: {False}, Reach.OWN: {True, False}, Reach.ALL: {True}}[reach("card", role)]


def segments_of(office: Any, *codes: str) -> dict[str | None, Any]:
    """A graded segment in each district, and one in none."""
    statement = (
        "SELECT s.id FROM segment s JOIN district d ON d.id = s.district_id JOIN grade g ON g.segment_id = s.id"
        " WHERE d.code = :code AND g.overall_grade IS NOT NULL ORDER BY s.id LIMIT 2"
    )
    found: dict[str | None, Any] = {}
    for code in codes:
        found[code], spare = office.sql(statement, code=code).scalars().all()
    office.sql("UPDATE segment SET district_id = NULL WHERE id = :id", id=spare)
    return found | {None: spare}


def test_rights_change_from_the_next_request_on(office: Any) -> None:
    own, other = office.districts()[:2]
    user = office.add("made", Role.FIELD, own)
    segment_id = segments_of(office, own, other)[own]
    client = office.browser(user)
    whole = client.get(f"/api/v1/segments/{segment_id}").data
    with office.sessions.begin() as session:
        by = Reader(None, "tests", Role.ADMIN, None, "cli")
        users.set_rights(session, user, Role.FIELD, [other], every=False, by=by, now=now())
    folded = client.get(f"/api/v1/segments/{segment_id}").data
    assert folded == office.app.test_client().get(f"/api/v1/segments/{segment_id}").data != whole


def test_no_address_with_what_nobody_sees_in_it_is_a_fault_of_ours(office: Any) -> None:
    browser = office.browser(office.add("made-admin", Role.ADMIN))
    with office.app.test_request_context("/", query_string={"one": "a\u202e"}), pytest.raises(BadRequest):
        _ = request.args
    for rule, method, _ in calls(office.app):
        if method == "GET":
            answer = browser.get(address(office.app, rule, "a\0b"), query_string=dict.fromkeys(ASKED, "\0"))
            assert answer.status_code < 500, (rule, answer.text)
