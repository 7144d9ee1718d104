"""Logging in as a browser does: forms, cookies, one-time addresses, codes, and what ends them."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pyotp
import pytest
from flask.testing import FlaskClient

from mapper.domain.reader import Role
from mapper.operations.people import keys, second_factor, users
from web.clock import now
from web.login_state import LOGIN_HEADER, NOBODY

PASSWORD = "보라색 우산 열두 자루"
COOKIE = "golmok"
OWNER = "golmok-owner"


def log_in(office: Any, name: str, password: str, client: FlaskClient | None = None, **more: str) -> tuple[Any, Any]:
    client = client or office.app.test_client()
    form = {"name": name, "password": password, **more}
    return client, office.post(client, "/login", page="/login", **form)


def is_in(client: FlaskClient) -> bool:
    return client.get("/me", headers={"Accept": "text/html"}).status_code == 200


def test_nobody_who_only_looks_gets_a_cookie_or_a_row(office: Any) -> None:
    client = office.app.test_client()
    for path in ("/", "/method", "/api/v1/map", "/healthz"):
        answer = client.get(path)
        assert "Set-Cookie" not in answer.headers
        assert "no-store" not in answer.headers.get("Cache-Control", "")
    assert office.sql("SELECT count(*) FROM login").scalar_one() == 0


def test_a_login_shows_the_name_and_ends_with_the_button(office: Any) -> None:
    office.set_password(office.add("김가상", Role.PLANNER), PASSWORD)
    client, answer = log_in(office, " 김가상 ", PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/")
    page = client.get("/")
    assert "김가상" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in page.headers["Vary"]
    kept = client.get_cookie(COOKIE)
    assert office.post(client, "/logout").location == "/login"
    assert client.get_cookie(COOKIE) is None
    client.set_cookie(COOKIE, kept.value)
    assert not is_in(client)


def test_the_cookie_is_for_this_host_and_no_script(office: Any) -> None:
    client = office.app.test_client()
    flags = client.get("/login").headers["Set-Cookie"]
    assert flags.startswith("golmok=")
    assert re.fullmatch(r"golmok=[\w-]{43}; HttpOnly; Path=/; SameSite=Lax", flags)
    secure = client.get("/login", base_url="https://city.example").headers["Set-Cookie"]
    assert re.fullmatch(r"__Host-golmok=[\w-]{43}; Secure; HttpOnly; Path=/; SameSite=Lax", secure)


def test_over_a_line_that_others_can_read_nobody_logs_in(office: Any) -> None:
    answer = office.app.test_client().get("/login", base_url="http://city.example")
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "connection_open")
    assert "Set-Cookie" not in answer.headers


def test_over_https_the_form_must_come_from_here(office: Any) -> None:
    office.set_password(office.add("made", Role.PLANNER), PASSWORD)
    client, base = office.app.test_client(), "https://city.example"
    csrf = office.csrf(client.get("/login", base_url=base).text)
    form = {"name": "made", "password": PASSWORD, "csrf_token": csrf}
    abroad = client.post("/login", base_url=base, data=form, headers={"Referer": "https://elsewhere.example/"})
    assert abroad.json["error"]["code"] == "form_stale"
    home = client.post("/login", base_url=base, data=form, headers={"Referer": f"{base}/login"})
    assert home.status_code == 302


def test_a_login_gets_a_key_that_nobody_knew_before(office: Any) -> None:
    office.set_password(office.add("made", Role.PLANNER), PASSWORD)
    client = office.app.test_client()
    client.get("/login")
    planted = client.get_cookie(COOKIE).value
    log_in(office, "made", PASSWORD, client)
    assert client.get_cookie(COOKIE).value != planted
    thief = office.app.test_client()
    thief.set_cookie(COOKIE, planted)
    assert not is_in(thief)


def test_the_tables_hold_no_key_and_no_password(office: Any) -> None:
    user = office.add("made", Role.PLANNER)
    office.set_password(user, PASSWORD)
    totp_secret = office.set_second_factor(user).secret
    token, link = office.token(user), office.link(user)
    client = office.browser(office.add("other", Role.FIELD))
    secrets = [PASSWORD, token, link, client.get_cookie(COOKIE).value, totp_secret]
    tables = ("user_account", "login", "login_link", "access_token", "login_failure", "write_log")
    dumped = "\n".join(str(office.sql(f"SELECT * FROM {table}").all()) for table in tables)
    assert str(sha256(token.encode()).digest())[2:20] in dumped
    assert [secret for secret in secrets if secret in dumped or str(secret.encode())[2:-1] in dumped] == []


@pytest.mark.parametrize("name", ["made", "nobody"])
def test_wrong_names_passwords_and_locks_look_the_same(office: Any, name: str) -> None:
    office.set_password(office.add("made", Role.PLANNER), PASSWORD)
    client, pages = office.app.test_client(), []
    for _ in range(6):
        _, answer = log_in(office, name, "nothing like it", client)
        pages.append((answer.status_code, re.sub(r'value="[^"]*"', "", answer.text)))
    assert len(set(pages)) == 1
    assert pages[0][0] == 401
    assert log_in(office, name, PASSWORD, client)[1].status_code == 401
    kept = office.sql("SELECT count(*), count(name_key) FROM login_failure").one()
    assert tuple(kept) == (7, 5)


def test_a_lock_ends_by_itself_and_doubles(office: Any) -> None:
    office.set_password(office.add("made", Role.PLANNER), PASSWORD)
    for _ in range(5):
        log_in(office, "made", "nothing like it")
    office.sql("UPDATE login_failure SET recorded_at = recorded_at - interval '61 seconds'")
    assert log_in(office, "made", "nothing like it")[1].status_code == 401
    office.sql("UPDATE login_failure SET recorded_at = recorded_at - interval '61 seconds'")
    assert log_in(office, "made", PASSWORD)[1].status_code == 401
    office.sql("UPDATE login_failure SET recorded_at = recorded_at - interval '61 seconds'")
    assert log_in(office, "made", PASSWORD)[1].status_code == 302
    assert office.sql("SELECT count(*) FROM login_failure WHERE name_key IS NOT NULL").scalar_one() == 0


def test_an_origin_that_fails_too_often_waits(office: Any) -> None:
    office.set_password(office.add("made", Role.PLANNER), PASSWORD)
    log_in(office, "somebody", "nothing like it")
    office.sql("UPDATE login_failure SET name_key = NULL")
    for _ in range(29):
        office.sql(
            "INSERT INTO login_failure SELECT gen_random_uuid(), NULL, origin, recorded_at FROM login_failure LIMIT 1"
        )
    answer = log_in(office, "made", PASSWORD)[1]
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 601
    office.sql("UPDATE login_failure SET recorded_at = recorded_at - interval '11 minutes'")
    assert log_in(office, "made", PASSWORD)[1].status_code == 302


def test_a_second_factor_is_asked_for_and_never_taken_twice(office: Any) -> None:
    user = office.add("made", Role.ADMIN)
    office.set_password(user, PASSWORD)
    totp = office.set_second_factor(user)
    client, asked = log_in(office, "made", PASSWORD, next="/method")
    assert "인증 번호" in asked.text
    assert not is_in(client)
    form = {"csrf_token": office.csrf(asked.text), "next": "/method"}
    assert client.post("/login/code", data=form | {"code": "000000"}).status_code == 401
    code = totp.at(now())
    entered = client.post("/login/code", data=form | {"code": f"{code[:3]} {code[3:]}"})
    assert (entered.status_code, entered.location) == (302, "/method")
    assert is_in(client)
    again, asked = log_in(office, "made", PASSWORD)
    replayed = again.post("/login/code", data={"csrf_token": office.csrf(asked.text), "code": code})
    assert replayed.status_code == 401
    assert not is_in(again)


def test_the_second_step_waits_five_minutes(office: Any) -> None:
    user = office.add("made", Role.ADMIN)
    office.set_password(user, PASSWORD)
    totp = office.set_second_factor(user)
    client, asked = log_in(office, "made", PASSWORD)
    late = (now() - timedelta(seconds=1)).isoformat()
    office.sql("UPDATE login SET state = jsonb_set(state, '{owed,until}', to_jsonb(CAST(:late AS text)))", late=late)
    form = {"csrf_token": office.csrf(asked.text), "code": totp.at(now())}
    assert client.post("/login/code", data=form).location == "/login?next=/"
    assert not is_in(client)


def test_who_is_thrown_out_at_the_second_step_begins_anew(office: Any) -> None:
    user = office.add("made", Role.ADMIN)
    office.set_password(user, PASSWORD)
    totp = office.set_second_factor(user)
    for whom in (user, None):
        client, asked = log_in(office, "made", PASSWORD)
        assert office.do(users.kill, whom).logins == 1
        code = {"csrf_token": office.csrf(asked.text), "code": totp.at(now())}
        assert client.post("/login/code", data=code).status_code == 400
        assert not is_in(client)


def test_wrong_codes_lock_the_name_too(office: Any) -> None:
    user = office.add("made", Role.ADMIN)
    office.set_password(user, PASSWORD)
    totp = office.set_second_factor(user)
    client, asked = log_in(office, "made", PASSWORD)
    form = {"csrf_token": office.csrf(asked.text)}
    for _ in range(5):
        assert client.post("/login/code", data=form | {"code": "000000"}).status_code == 401
    assert client.post("/login/code", data=form | {"code": totp.at(now())}).status_code == 401
    assert not is_in(client)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.WELFARE])
def test_great_reach_without_a_second_factor_reaches_only_its_set_up(office: Any, role: Role) -> None:
    user = office.add("made", role, *(office.districts()[:1] if role is Role.WELFARE else ()))
    client = office.app.test_client()
    office.post(client, f"/login/link/{office.link(user)}", page="/login")
    assert is_in(client)
    refused = office.post(client, "/me/tokens", scope="read", days=30)
    assert refused.json["error"]["code"] == "second_factor_needed"
    public = office.app.test_client().get("/api/v1/map").data
    assert client.get("/api/v1/map").data == public
    office.post(client, "/me/totp")
    secret = re.search(r'class="secret">(\w+)<', client.get("/me").text)
    assert secret
    assert secret[1] not in str(office.sql("SELECT state FROM login").all())
    assert "맞지 않습니다" in office.post(client, "/me/totp/code", code="000000").text
    assert office.post(client, "/me/totp/code", code=pyotp.TOTP(secret[1]).at(now())).status_code == 302
    assert office.post(client, "/me/tokens", scope="read", days=30).status_code == 200


def test_a_link_is_spent_by_the_button_and_not_by_a_look(office: Any) -> None:
    user = office.add("made", Role.PLANNER)
    path = f"/login/link/{office.link(user)}"
    client = office.app.test_client()
    for _ in range(2):
        assert client.get(path).status_code == 200
    assert office.post(client, path, page=path).status_code == 302
    assert is_in(client)
    second = office.app.test_client()
    refused = office.post(second, path, page=path)
    assert (refused.status_code, refused.json["error"]["code"]) == (401, "link_refused")
    assert not is_in(second)


@pytest.mark.parametrize("statement", [
    "UPDATE login_link SET ends_at = now() - interval '1 second'",
    "UPDATE user_account SET disabled_at = now()",
])  # fmt: skip
def test_an_old_link_or_one_of_a_disabled_user_is_refused(office: Any, statement: str) -> None:
    path = f"/login/link/{office.link(office.add('made', Role.PLANNER))}"
    office.sql(statement)
    client = office.app.test_client()
    assert office.post(client, path, page=path).status_code == 401
    assert office.sql("SELECT count(*) FROM login_failure").scalar_one() == 1


def test_a_link_of_the_demo_is_good_on_this_machine_only(office: Any) -> None:
    path = f"/login/link/{office.link(office.add('made', Role.ADMIN), loopback_only=True)}"
    there = office.app.test_client()
    there.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert office.post(there, path, page=path).status_code == 401
    here = office.app.test_client()
    assert office.post(here, path, page=path).status_code == 302
    assert is_in(here)
    here.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert not is_in(here)


@pytest.mark.parametrize("statement", [
    "UPDATE login SET seen_at = now() - interval '61 minutes'",
    "UPDATE login SET ends_at = now()",
    "UPDATE login SET ended_at = now()",
    "UPDATE user_account SET disabled_at = now()",
])  # fmt: skip
def test_a_login_ends(office: Any, statement: str) -> None:
    client = office.browser(office.add("made", Role.PLANNER))
    assert is_in(client)
    office.sql(statement)
    assert not is_in(client)
    assert client.get("/").status_code == 200


def test_a_user_who_is_disabled_is_out_at_once_everywhere(office: Any) -> None:
    user = office.add("made", Role.PLANNER)
    client, token = office.browser(user), office.token(user)
    bearer = {"Authorization": f"Bearer {token}"}
    assert (is_in(client), client.get("/api/v1/map", headers=bearer).status_code) == (True, 200)
    office.do(users.disable_user, user)
    assert not is_in(client)
    assert office.app.test_client().get("/api/v1/map", headers=bearer).status_code == 401
    office.do(users.enable_user, user)
    assert not is_in(client)
    assert office.app.test_client().get("/api/v1/map", headers=bearer).status_code == 401


def test_everybody_is_thrown_out_at_once(office: Any) -> None:
    staff = office.staff(*office.districts()[:1])
    browsers = [office.browser(user) for user in staff.values()]
    tokens = [office.token(user) for user in staff.values()]
    link = office.link(staff[Role.FIELD])
    office.do(users.kill, None)
    client = office.app.test_client()
    assert not any(is_in(browser) for browser in browsers)
    answers = [client.get("/api/v1/map", headers={"Authorization": f"Bearer {token}"}) for token in tokens]
    assert {answer.status_code for answer in answers} == {401}
    assert office.post(client, f"/login/link/{link}", page="/login").status_code == 401


def test_a_new_password_ends_the_other_logins(office: Any) -> None:
    user = office.add("made", Role.PLANNER)
    office.set_password(user, PASSWORD)
    here, there = (log_in(office, "made", PASSWORD)[0] for _ in range(2))
    fresh = "노란 장화 스물두 켤레"
    assert "두 번 다르게" in office.post(here, "/me/password", current=PASSWORD, new=fresh, again="x").text
    assert "맞지 않습니다" in office.post(here, "/me/password", current="wrong one", new=fresh, again=fresh).text
    assert "10자 이상" in office.post(here, "/me/password", current=PASSWORD, new="짧다", again="짧다").text
    assert is_in(there)
    assert office.post(here, "/me/password", current=PASSWORD, new=fresh, again=fresh).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert log_in(office, "made", fresh)[1].status_code == 302


def test_one_ends_ones_own_logins_and_tokens_and_nobody_elses(office: Any) -> None:
    user, other = office.add("made", Role.PLANNER), office.add("other", Role.PLANNER)
    here, there, elsewhere = office.browser(user), office.browser(user), office.browser(other)
    token = office.post(here, "/me/tokens", label="QGIS", scope=["read", "export"], days=30).text
    key = re.search(r"golmok_[\w-]{43}", token)
    assert key
    assert key[0] not in here.get("/me").text
    ids = dict(office.sql("SELECT name, l.id FROM login l JOIN user_account u ON u.id = l.user_id").all())
    others = office.sql("SELECT id FROM login WHERE user_id = :id", id=other.id).scalar_one()
    assert office.post(here, f"/me/logins/{others}/end").status_code == 404
    assert is_in(elsewhere)
    mine = re.findall(r"/me/logins/([\w-]+)/end", here.get("/me").text)
    assert len(mine) == 1
    assert ids
    office.post(here, f"/me/logins/{mine[0]}/end")
    assert (is_in(here), is_in(there)) == (True, False)
    token_id = office.sql("SELECT id FROM access_token").scalar_one()
    assert office.post(elsewhere, f"/me/tokens/{token_id}/end").status_code == 404
    office.post(here, f"/me/tokens/{token_id}/end")
    bearer = {"Authorization": f"Bearer {key[0]}"}
    assert office.app.test_client().get("/api/v1/map", headers=bearer).status_code == 401


def test_a_phone_hears_whether_its_login_was_ended_or_ran_out(office: Any) -> None:
    user = office.add("made-walker", Role.FIELD)
    browsers = [office.browser(user) for _ in range(3)]
    left, old, alive = (browser.get("/api/v1/field/me").json["login"] for browser in browsers)
    office.post(browsers[0], "/logout")
    office.sql("UPDATE login SET ends_at = now() - interval '1 hour' WHERE id = :id", id=old)

    def heard(login: str) -> str:
        answer = office.app.test_client().get("/api/v1/field/me", headers={LOGIN_HEADER: login})
        assert answer.status_code == 401
        code: str = answer.json["error"]["code"]
        return code

    assert [heard(one) for one in (left, str(uuid4()))] == ["login_ended"] * 2
    assert [heard(one) for one in (old, alive, "mine")] == ["login_needed"] * 3
    assert office.do(users.kill, user).logins == 1
    assert [heard(one) for one in (old, alive)] == ["login_ended"] * 2


def test_a_phone_can_read_who_was_let_in_last_and_nothing_by_which_it_would_be(office: Any) -> None:
    user, other = (office.add(name, Role.FIELD) for name in ("made-walker", "made-other"))
    client = office.app.test_client()

    def enter(who: Any) -> Any:
        address = f"/login/link/{office.link(who)}"
        return office.post(client, address, page=address)

    assert enter(user).headers.getlist("Set-Cookie")[0] == (
        f"golmok-owner={user.id}; Expires={client.get_cookie(OWNER).expires:%a, %d %b %Y %H:%M:%S} GMT;"
        " Max-Age=34560000; Path=/; SameSite=Lax"
    )
    client.get("/login/link/of-another")
    assert client.get_cookie(OWNER).value == str(user.id)  # who only looks changes nothing
    office.post(client, "/logout")
    assert client.get_cookie(OWNER).value == NOBODY
    enter(other)
    assert client.get_cookie(OWNER).value == str(other.id)
    enter(user)  # over the login of another, which ends
    assert client.get_cookie(OWNER).value == str(user.id)


def test_a_logout_that_no_server_heard_of_ends_the_login_with_the_next_request(office: Any) -> None:
    browser = office.browser(office.add("made-walker", Role.FIELD))
    login = browser.get("/api/v1/field/me").json["login"]
    browser.set_cookie(OWNER, NOBODY)
    assert browser.get("/api/v1/field/me").status_code == 401
    assert browser.get_cookie(COOKIE) is None
    ended = "SELECT ended_at IS NOT NULL FROM login WHERE id = :id"
    assert office.sql(ended, id=login).scalar_one()
    office.set_password(office.add("made-other", Role.FIELD), PASSWORD)
    log_in(office, "made-other", PASSWORD, browser)
    assert is_in(browser)


def test_where_one_gets_to_by_logging_out_the_key_of_the_outbox_goes(client: FlaskClient) -> None:
    assert re.search(r'<script type="module" src="[^"]+/field/leave\.js"', client.get("/login").text)


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/method", "/method"),
        ("/api/v1/segments?grade=D&size=1", "/api/v1/segments?grade=D&size=1"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
        ("/\t/elsewhere.example/", "/"),
        ("/me\r\nSet-Cookie: a=b", "/"),
        ("javascript:alert(1)", "/"),
        ("/logout", "/"),
    ],
)
def test_after_the_login_one_goes_nowhere_but_here(office: Any, wanted: str, reached: str) -> None:
    office.set_password(office.add("made", Role.PLANNER), PASSWORD)
    assert log_in(office, "made", PASSWORD, next=wanted)[1].location == reached


def test_a_page_sends_to_the_login_and_back_but_a_program_is_told(office: Any) -> None:
    client = office.app.test_client()
    page = client.get("/me?tab=1", headers={"Accept": "text/html"})
    assert (page.status_code, page.location) == (302, "/login?next=%2Fme%3Ftab%3D1")
    program = client.get("/me")
    assert (program.status_code, program.json["error"]["code"]) == (401, "login_needed")
    assert program.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("name", ["\0", "a\0b", "가" * 500, "' OR 1=1 --", "\ud83d", ""])
def test_no_name_breaks_the_form(office: Any, name: str) -> None:
    encoded = name.encode("utf-8", "surrogatepass")
    client = office.app.test_client()
    csrf = office.csrf(client.get("/login").text)
    body = urlencode({"csrf_token": csrf, "name": encoded, "password": encoded})
    answer = client.post("/login", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 401


def test_everything_is_written_down_with_who_when_and_from_where(office: Any) -> None:
    user = office.add("made", Role.PLANNER)
    office.set_password(user, PASSWORD)
    log_in(office, "my secret password", PASSWORD)
    client, _ = log_in(office, "made", PASSWORD)
    office.post(client, "/me/tokens", scope="read", days=30)
    office.do(keys.add_link, user)
    office.post(client, "/logout")
    office.do(second_factor.reset, user)
    office.do(users.kill, user)
    rows = office.sql("SELECT name, origin, action, subject FROM write_log ORDER BY recorded_at").all()
    assert [tuple(row) for row in rows] == [
        ("tests", "cli", "user.add", "made"),
        ("tests", "cli", "password.set", "made"),
        ("", "127.0.0.1", "login.fail", "unknown"),
        ("made", "127.0.0.1", "login.begin", "made"),
        ("made", "127.0.0.1", "token.add", "made"),
        ("tests", "cli", "link.add", "made"),
        ("made", "127.0.0.1", "login.end", "made"),
        ("tests", "cli", "totp.reset", "made"),
        ("tests", "cli", "user.kill", "made"),
    ]
    assert "my secret password" not in str(office.sql("SELECT * FROM write_log").all())
