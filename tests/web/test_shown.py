"""A part of the public map for people without an account: under a link for a while, or in the page of another site."""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import timedelta
from html import unescape
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from mapper.domain.reader import Role
from mapper.domain.resident_report import LIMITS, Limit, TryKind
from mapper.settings import Settings
from web.app import create_app

PURPOSE = "설명회 <b>자료</b>"


def made(office: Any, browser: FlaskClient, query: str, **form: str) -> Any:
    path = f"/plan/links/new?{query}"
    page = browser.get(path)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token, page.text
    return browser.post(path, data={"csrf_token": token[1], "purpose": PURPOSE, "days": "7", **form})


def address(page: str) -> str:
    found = re.search(r'value="http://localhost(/shared/[\w-]{22})"', page)
    assert found, page
    return found[1]


def planner(office: Any, name: str = "made-planner", role: Role = Role.PLANNER) -> FlaskClient:
    browser: FlaskClient = office.browser(office.add(name, role))
    return browser


def test_a_link_shows_what_the_public_sees_and_nothing_else(office: Any) -> None:
    browser = planner(office)
    link = address(made(office, browser, "overall=E&overall=D&axis=walking").text)
    anybody = office.app.test_client()
    page, shown = anybody.get(link), anybody.get(f"{link}/segments")
    assert (page.status_code, shown.status_code) == (200, 200)
    for answer in (page, shown, anybody.get(f"{link}/rows")):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers
    assert "made-planner" not in page.text
    assert PURPOSE not in unescape(page.text)
    # whoever is logged in gets byte for byte what anybody gets
    assert shown.data == browser.get(f"{link}/segments").data == anybody.get("/embed/segments?overall=E&overall=D").data
    assert anybody.get(f"{link}/rows").data == browser.get(f"{link}/rows").data
    assert page.data == browser.get(link).data
    public = {item["id"]: item for item in public_table(anybody)}
    rows = anybody.get(f"{link}/rows").json
    assert set(rows["items"][0]) == {
        "id",
        "name",
        "district",
        "length_m",
        "overall",
        "residential",
        "walking",
        "confidence",
    }
    for row in rows["items"]:
        item = public[row["id"]]
        assert (row["overall"], row["walking"]) == (item["overall"]["grade"], item["walking"]["grade"])
        for told in ("name", "district", "confidence", "length_m"):
            assert row[told] == item[told]


def test_each_number_of_the_legend_is_as_many_rows(office: Any) -> None:
    link = address(made(office, planner(office), "overall=E&overall=D&axis=walking").text)
    anybody = office.app.test_client()
    for base, rest in ((link, ""), ("/embed", "&overall=E&overall=D")):
        for axis, told in anybody.get(f"{base}/segments?{rest}").json["axes"].items():
            for word, count in zip(told["words"], told["counts"], strict=True):
                rows = anybody.get(f"{base}/rows?of={axis}&only={word}{rest}").json
                assert rows["total"] == count, (base, axis, word)
                assert {item[axis] or "ungraded" for item in rows["items"]} <= {word}
    assert anybody.get(f"{link}/rows?only=F").status_code == 400
    assert anybody.get(f"{link}/rows?of=district&only=x").status_code == 400


def public_table(anybody: FlaskClient) -> list[dict[str, Any]]:
    query = {"axis": "overall", "grade": ["D", "E"], "size": 200}
    first = anybody.get("/api/v1/segments", query_string=query).json
    pages = [
        anybody.get("/api/v1/segments", query_string={**query, "page": at}).json
        for at in range(2, 2 + first["total"] // 200)
    ]
    return [item for page in (first, *pages) for item in page["items"]]


def test_bits_and_columns_are_those_of_the_database(office: Any) -> None:
    shown = office.app.test_client().get("/embed/segments?walking=E").json
    chosen = np.unpackbits(np.frombuffer(b64decode(shown["bits"]), np.uint8), bitorder="little")
    expected = office.sql(
        "SELECT walking_grade FROM segment LEFT JOIN grade ON segment_id = segment.id AND run_id = :run"
        " WHERE graded AND superseded_at IS NULL ORDER BY segment.id",
        run=shown["run"]["id"],
    ).scalars()
    walking = shown["axes"]["walking"]
    column = np.frombuffer(b64decode(walking["column"]), np.uint8)
    letters = [letter or "ungraded" for letter in expected]
    assert [walking["words"][at] for at in column] == letters
    assert [bool(bit) for bit in chosen[: len(letters)]] == [letter == "E" for letter in letters]
    assert shown["segments"] == letters.count("E") == walking["counts"][4] > 0


def test_a_link_ends_by_itself_and_when_it_is_taken_back(office: Any) -> None:
    browser, other = planner(office), planner(office, "made-other")
    links = [address(made(office, browser, f"overall={letter}").text) for letter in "DE"]
    anybody = office.app.test_client()
    office.sql("UPDATE shared_map SET ends_at = now() - interval '1 s' WHERE shown->'choice'->'overall' ? 'D'")
    assert [anybody.get(link).status_code for link in links] == [404, 200]
    ids = re.findall(r"/plan/links/([0-9a-f-]{36})/end", browser.get("/plan/links").text)
    assert len(ids) == 1
    assert "/end" not in other.get("/plan/links").text
    assert office.post(other, f"/plan/links/{ids[0]}/end").status_code == 404
    assert anybody.get(links[1]).status_code == 200
    admin = planner(office, "made-admin", Role.ADMIN)
    assert ids[0] in admin.get("/plan/links").text
    assert office.post(admin, f"/plan/links/{ids[0]}/end").status_code == 302
    gone = [anybody.get(path) for path in (links[1], f"{links[1]}/segments", f"{links[1]}/rows", "/shared/never-made")]
    assert {answer.status_code for answer in gone} == {404}
    assert {answer.headers["X-Robots-Tag"] for answer in gone} == {"noindex, nofollow"}
    assert all("no-store" in answer.headers["Cache-Control"] for answer in gone)
    assert gone[0].text == gone[3].text
    actions = office.sql(
        "SELECT action, name FROM write_log WHERE action LIKE 'shared_map.%' ORDER BY recorded_at"
    ).all()
    assert [tuple(one) for one in actions] == [("shared_map.add", "made-planner")] * 2 + [
        ("shared_map.end", "made-admin")
    ]
    stored = office.sql("SELECT key_hash FROM shared_map").scalars().all()
    assert all(link.rsplit("/", 1)[1].encode() not in bytes(one) and len(one) == 32 for link in links for one in stored)


def test_a_link_to_a_district_that_is_gone_shows_nothing_of_others(office: Any) -> None:
    link = address(made(office, planner(office), f"district={office.districts()[0]}").text)
    office.sql("UPDATE shared_map SET shown = jsonb_set(shown, '{choice,district}', '[\"4100000000\"]')")
    anybody = office.app.test_client()
    assert anybody.get(link).status_code == 200
    assert anybody.get(f"{link}/segments").json["segments"] == 0
    assert anybody.get(f"{link}/rows").json["items"] == []


def test_what_only_staff_know_cannot_be_shared(office: Any) -> None:
    browser = planner(office)
    page = browser.get("/plan/links/new?due=overdue&overall=E")
    assert page.status_code == 200
    assert "처리기한" in page.text
    assert 'name="purpose"' not in page.text
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    sent = browser.post(
        "/plan/links/new?due=overdue", data={"csrf_token": csrf[1] if csrf else "", "purpose": "x", "days": "7"}
    )
    assert "/shared/" not in sent.text
    assert office.sql("SELECT count(*) FROM shared_map").scalar_one() == 0
    assert (
        office.app.test_client().get("/embed/segments?due=overdue").data
        == office.app.test_client().get("/embed/segments").data
    )
    for wrong in ({"purpose": ""}, {"days": "400"}, {"days": "x"}, {"days": "9" * 5000}, {"purpose": "가" * 201}):
        assert "/shared/" not in made(office, browser, "overall=E", **wrong).text
    walker = office.browser(office.add("made-walker", Role.FIELD, office.districts()[0]))
    assert walker.get("/plan/links").status_code == 403


def test_segments_picked_by_name_are_not_shared(office: Any) -> None:
    user = office.add("made-planner", Role.PLANNER)
    browser, anybody = office.browser(user), office.app.test_client()
    late = browser.get("/api/v1/board/rows?due=overdue&size=3").json["items"]
    box = "127,37,128,37,128,38,127,38"
    said = "하나씩 고른 구간은 무엇을 보고 골랐는지 드러낼 수 있어"
    for area in (",".join(row["id"] for row in late), f"{box};out,{late[0]['id']}", f"out,{late[0]['id']};{box}"):
        page = browser.get("/plan/links/new", query_string={"area": area})
        assert (page.status_code, said in page.text, 'name="purpose"' in page.text) == (200, True, False), area
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        form = {"csrf_token": csrf[1] if csrf else "", "purpose": "x", "days": "7"}
        sent = browser.post("/plan/links/new", query_string={"area": area}, data=form)
        assert (said in sent.text, "/shared/" in sent.text) == (True, False)
        for path in ("/embed/segments", "/embed/rows"):
            refused = anybody.get(path, query_string={"area": area})
            assert (refused.status_code, refused.json["error"]["code"]) == (400, "pick_not_public"), (path, area)
        told = anybody.get("/embed", query_string={"area": area})
        assert (told.status_code, said in told.text) == (400, True)
        kept = browser.get("/plan/out/map.html", query_string={"area": area})
        assert (kept.status_code, kept.json["error"]["code"]) == (400, "pick_not_public")
    assert office.sql("SELECT count(*) FROM shared_map").scalar_one() == 0
    link = address(made(office, browser, f"area={box};out,{box}").text)
    assert anybody.get(link).status_code == 200
    named = f'"{late[0]["id"]}"'
    office.sql("UPDATE shared_map SET shown = jsonb_set(shown, '{area}', CAST(:area AS jsonb))", area=named)
    assert [anybody.get(path).status_code for path in (link, f"{link}/segments", f"{link}/rows")] == [400] * 3


def test_links_are_not_guessed_by_trying(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, TryKind.SHARED, Limit(3, timedelta(minutes=10)))
    anybody = office.app.test_client()
    link = address(made(office, planner(office), "overall=E").text)
    assert {anybody.get(link).status_code for _ in range(6)} == {200}  # a meeting opens one link from one address
    answers = [anybody.get(f"/shared/{'x' * 22}") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 429, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert anybody.get(link).status_code == 429  # or a right guess would be told from wrong ones


def test_one_address_alone_may_stand_in_the_frame_of_a_named_site(office: Any, settings: Settings) -> None:
    named = create_app(settings.model_copy(update={"embed_origins": ("https://www.example.go.kr",)}), office.sessions)
    closed, opened = office.app.test_client(), named.test_client()

    def ancestors(client: FlaskClient, path: str) -> str:
        policy = client.get(path).headers["Content-Security-Policy"]
        return dict(rule.split(" ", 1) for rule in policy.split("; "))["frame-ancestors"]

    assert ancestors(closed, "/embed") == "'none'"
    assert ancestors(opened, "/embed?overall=E&lang=en") == "https://www.example.go.kr"
    assert {ancestors(opened, path) for path in ("/", "/embed/segments", "/method", "/shared/x")} == {"'none'"}
    page = opened.get("/embed?overall=E&lang=en")
    assert "Set-Cookie" not in page.headers
    assert "login" not in page.text
    assert "csrf" not in page.text
    assert 'lang="en"' in page.text


@pytest.mark.parametrize("query", ["overall=Z", "district=1", "area=1,2,3", "axis=x", "lang=fr"])
def test_a_choice_of_what_is_not_there_is_refused(office: Any, query: str) -> None:
    assert office.app.test_client().get(f"/embed?{query}").status_code == 400
