"""The office's page of forms: a token for a phone is made, shown once, read from its square code, and revoked."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from mapper.domain.reader import Role
from mapper.wire.openrosa.forms import forms
from mapper.wire.openrosa.phone_settings import phone_settings
from mapper.wire.openrosa.sheets import ISSUE, SURVEY


@pytest.fixture
def walker(office: Any) -> Any:
    return office.add("made-walker", Role.FIELD, office.districts()[0])


def made(office: Any, browser: Any, whose: Any, **form: Any) -> Any:
    return office.post(browser, "/forms/keys", page="/forms", **{"user": whose.id, "days": "30", **form})


def test_a_planner_makes_a_token_for_a_phone_and_revokes_it(office: Any, walker: Any) -> None:
    browser = office.browser(office.add("made-planner", Role.PLANNER))
    page = made(office, browser, walker, label="1조 태블릿")
    assert page.status_code == 200
    found = re.search(r'<code class="secret"[^>]*>(http://localhost(/openrosa/key/golmok_[\w-]{43}))</code>', page.text)
    assert found, page.text
    address, path = found.groups()
    assert "data:image/svg+xml" in page.text
    phone = office.app.test_client()
    assert phone.get(f"{path}/formList").status_code == 200
    again = browser.get("/forms").text
    assert address not in again  # shown once
    assert "1조 태블릿" in again
    stored = office.sql(
        "SELECT details::text FROM write_log WHERE action = 'token.add' ORDER BY recorded_at DESC LIMIT 1"
    )
    assert path.rpartition("/")[2] not in stored.scalar_one()
    token = re.search(r"/forms/keys/([\w-]{36})/end", again)
    assert token
    assert office.post(browser, f"/forms/keys/{token[1]}/end", page="/forms").status_code == 302
    assert phone.get(f"{path}/formList").status_code == 403
    assert office.post(browser, f"/forms/keys/{token[1]}/end", page="/forms").status_code == 404


def test_nobody_sends_in_the_name_of_another_office(office: Any, walker: Any) -> None:
    planner, admin = office.add("made-planner", Role.PLANNER), office.add("made-admin", Role.ADMIN)
    browser = office.browser(planner)
    assert made(office, browser, planner).status_code == 200
    assert made(office, browser, admin).status_code == 403
    assert made(office, browser, walker, days="0").status_code == 400
    assert made(office, browser, walker, days="367").status_code == 400
    assert made(office, browser, walker, user="nobody").status_code == 400
    assert office.browser(walker).get("/forms").status_code == 403
    assert office.sql("SELECT count(*) FROM access_token WHERE 'forms' = ANY(scopes)").scalar_one() == 1


def test_the_square_code_holds_the_settings_of_a_phone() -> None:
    text = phone_settings("https://city.example/openrosa/key/made", project="의정부시 골목 지도")
    settings = json.loads(zlib.decompress(b64decode(text)))
    assert settings["general"]["server_url"] == "https://city.example/openrosa/key/made"
    assert settings["general"]["form_update_mode"] == "match_exactly"
    assert settings["admin"] == {}
    assert settings["project"] == {"name": "의정부시 골목 지도"}


def test_the_spreadsheet_is_the_form(office: Any) -> None:
    browser = office.browser(office.add("made-planner", Role.PLANNER))
    for form in forms():
        answer = browser.get(f"/forms/{form.id}.xlsx")
        assert answer.status_code == 200
        assert load_workbook(BytesIO(answer.data)).sheetnames == ["survey", "choices", "settings"]
        assert convert(BytesIO(answer.data), validate=False, file_type=".xlsx").xform.encode() == form.xml
    listed = browser.get(f"/forms/{SURVEY}/segments.geojson").json
    assert len(listed["features"]) > 100
    assert browser.get(f"/forms/{ISSUE}/segments.geojson").status_code == 404
    assert browser.get("/forms/another.xlsx").status_code == 404
