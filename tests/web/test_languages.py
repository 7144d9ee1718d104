"""Korean unless the browser has chosen English, and then everything in English."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mapper.domain.calendar import korean_moment
from mapper.domain.reader import Role
from web.english import english_script
from web.languages import COOKIE, day, gettext, moment, month_day

HANGUL = re.compile("[가-힣]+")
NAMES = re.compile(r"[가-힣]+\d*(시|동|로|길)\b|한국어")
"""What stays Korean: names of places, and what the other language calls itself."""


@pytest.fixture
def english(client: FlaskClient) -> FlaskClient:
    client.set_cookie(COOKIE, "en")
    return client


def shown(page: str) -> str:
    return re.sub(r"<noscript>.*?</noscript>", "", page, flags=re.DOTALL)


def test_a_browser_that_chose_nothing_gets_korean_whatever_it_prefers(client: FlaskClient) -> None:
    page = client.get("/method", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert '<html lang="ko">' in page.text
    assert "점수 계산 방법" in page.text
    assert "Cookie" in page.headers["Vary"]


def test_a_choice_is_remembered_and_leads_back(client: FlaskClient) -> None:
    [link] = re.findall(r'href="(/language/en[^"]*)"', client.get("/method?a=1").text)
    chosen = client.get(link)
    assert (chosen.status_code, chosen.headers["Location"]) == (303, "/method?a=1")
    assert {"HttpOnly", "SameSite=Lax"} <= set(chosen.headers["Set-Cookie"].split("; "))
    page = client.get("/method").text
    assert '<html lang="en">' in page
    assert "How scores are computed" in page
    [back] = re.findall(r'href="(/language/ko[^"]*)"', page)
    client.get(back)
    assert client.get_cookie(COOKIE) is None
    assert '<html lang="ko">' in client.get("/method").text


def test_over_https_the_choice_is_not_sent_in_clear(client: FlaskClient) -> None:
    chosen = client.get("/language/en", base_url="https://localhost")
    assert "Secure" in chosen.headers["Set-Cookie"].split("; ")


@pytest.mark.parametrize("next_page", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:1", ""])
def test_a_choice_leads_to_no_other_site(client: FlaskClient, next_page: str) -> None:
    assert client.get("/language/en", query_string={"next": next_page}).headers["Location"] == "/"


def test_a_language_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    assert client.get("/language/fr").status_code == 404


@pytest.mark.parametrize("path", ["/method", "/login", "/nothing"])
def test_an_english_page_has_no_korean_but_names(english: FlaskClient, path: str) -> None:
    page = english.get(path, headers={"Accept": "text/html"})
    assert HANGUL.findall(NAMES.sub("", shown(page.text))) == []


def test_an_error_is_said_in_the_language_and_keeps_its_code(english: FlaskClient) -> None:
    answer = english.get("/api/v1/nothing")
    assert answer.json == {"error": {"code": "http_404", "message": "There is nothing here. Check the address."}}
    assert "Cookie" in answer.headers["Vary"]


@pytest.mark.parametrize("path", ["/admin", "/admin/users", "/admin/categories", "/admin/rubrics", "/admin/log", "/me"])
def test_staff_see_english_pages(office: Any, path: str) -> None:
    browser = office.browser(office.add("made-admin", Role.ADMIN))
    browser.set_cookie(COOKIE, "en")
    page = browser.get(path).text
    assert HANGUL.findall(NAMES.sub("", shown(page))) == []
    assert browser.get(path).headers["Cache-Control"] == "private, no-store"


def test_the_log_as_a_file_is_korean_for_everybody(office: Any) -> None:
    browser = office.browser(office.add("made-admin", Role.ADMIN))
    korean = browser.get("/admin/log/log.csv").text
    browser.set_cookie(COOKIE, "en")
    assert "사용자 추가" in korean
    assert "사용자 추가" in browser.get("/admin/log/log.csv").text


def test_scripts_get_their_words_in_english_pages_only(english: FlaskClient, office: Any) -> None:
    name, script = english_script()
    assert "The server cannot be reached." in script
    answer = english.get(f"/language/words-{name}.js")
    assert answer.mimetype == "text/javascript"
    assert (
        english.get(f"/language/words-{name}.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    )
    browser = office.browser(office.add("made-planner", Role.PLANNER))
    assert "/language/words-" not in browser.get("/review").text
    browser.set_cookie(COOKIE, "en")
    assert f"/language/words-{name}.js" in browser.get("/review").text


def test_days_and_moments_follow_the_language(app: Flask) -> None:
    at = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
    with app.test_request_context():
        assert (day(date(2026, 11, 21)), moment(at)) == ("2026. 11. 21.(토)", korean_moment(at))
        assert month_day(date(2026, 11, 21)) == "11. 21."
    with app.test_request_context(headers={"Cookie": f"{COOKIE}=en"}):
        assert (day(date(2026, 11, 21)), moment(at)) == ("21 Nov 2026", "21 Nov 2026, 14:00")
        assert month_day(date(2026, 11, 21)) == "21 Nov"
        assert day(datetime(2026, 11, 20, 15, 0, tzinfo=UTC)) == "21 Nov 2026"


def test_outside_of_requests_sentences_are_korean() -> None:
    assert gettext("%(count)s행 등록", count=3) == "3행 등록"
