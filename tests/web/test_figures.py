"""지표 over HTTP: counted for those who publish, published for everybody, and never changed after that."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import DBAPIError

from mapper.domain.reader import Role

ASKED = "scope=41150&as_of=2024-07-04"


@pytest.fixture
def browser(office: Any) -> FlaskClient:
    found: FlaskClient = office.browser(office.add("made-planner", Role.PLANNER))
    return found


def publish(office: Any, browser: FlaskClient) -> str:
    answer = office.post(browser, "/figures/publish", f"/figures?{ASKED}", scope="41150", as_of="2024-07-04")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_the_table_says_value_definition_and_rows(browser: FlaskClient) -> None:
    page = browser.get(f"/figures?{ASKED}").text
    for said in ("2,070", "1,340", "64.7 %", "해결이 확인된 것", "roadcheck.found"):
        assert said in page
    assert "finder.cases" not in page
    assert "/figures/roadcheck.found?as_of=2024-07-04&amp;scope=41150" in page


def test_two_days_are_compared_and_a_total_that_fell_is_flagged(office: Any, browser: FlaskClient) -> None:
    page = browser.get(f"/figures?{ASKED}&against=2023-07-04").text
    assert "그대로" in page
    assert "줄었습니다" not in page
    backwards = browser.get("/figures?scope=41150&as_of=2023-07-04&against=2024-07-04").text
    assert "누계가 2,070에서" in backwards


def test_a_figure_is_followed_to_its_rows(browser: FlaskClient) -> None:
    page = browser.get(f"/figures/roadcheck.resolved?{ASKED}").text
    assert "모두 1,340행" in page
    book = browser.get(f"/figures/roadcheck.resolved.csv?{ASKED}")
    assert book.status_code == 200
    assert len(book.text.strip().splitlines()) == 1341
    assert browser.get("/figures/made.up").status_code == 400
    assert browser.get(f"/figures/finder.cases?{ASKED}").status_code == 403
    assert browser.get("/figures?as_of=yesterday").status_code == 400
    assert browser.get("/figures?scope=의정부").status_code == 400


def test_every_number_leads_to_its_rows(browser: FlaskClient) -> None:
    def rows(address: str) -> int:
        page = browser.get(address.replace("&amp;", "&")).text
        return int(re.findall(r"<dt>행</dt><dd>([\d,]+)</dd>", page)[0].replace(",", ""))

    page = browser.get(f"/figures?{ASKED}&against=2023-07-04").text
    lines = re.findall(r'<tr><th scope="row">.*?</tr>', page, re.DOTALL)
    told = [re.findall(r'href="(/figures/[^"]+)">([^<]*)</a>', line) for line in lines]
    assert sum(len(links) == 3 for links in told) > 2  # the number, that of the other day, and how many rows
    assert all(links[0][0] == links[-1][0] for links in told if links)
    number, then, count = next(links for links in told if links and "roadcheck.found" in links[0][0])
    assert f"{rows(number[0]):,}" == number[1] == count[1]
    assert "as_of=2023-07-04" in then[0]
    assert f"{rows(then[0]):,}" == then[1]
    chips = browser.get(number[0].replace("&amp;", "&")).text.partition('class="chips"')[2].partition("</ul>")[0]
    districts = re.findall(r'href="(/figures/[^"]+)">([\d,]+)</a>', chips)
    assert districts
    assert f"{rows(districts[0][0]):,}" == districts[0][1]


def replayed(page: str) -> dict[str, tuple[str, str]]:
    """By key, the verdict of a figure of the articles and what stands in its line."""
    lines = re.findall(r'<tr class="is-(\w+)">.*?<code>([\w.]+)</code>(.*?)</tr>', page, re.DOTALL)
    return {key: (verdict, line) for verdict, key, line in lines}


def test_figures_of_articles_stand_beside_what_rows_say_and_a_row_that_is_gone_is_seen(
    office: Any, browser: FlaskClient
) -> None:
    assert "/figures/articles" in browser.get("/figures").text
    told = replayed(browser.get("/figures/articles").text)
    assert len(told) == 30
    verdict, line = told["roadcheck.found"]
    assert (verdict, line.count(">2,070<")) == ("equal", 3)  # the article's, ours, and how many rows
    way = re.findall(r'href="(/figures/roadcheck.found[^"]+)"', line)[0].replace("&amp;", "&")
    assert "<dd>2,070</dd>" in browser.get(way).text
    assert told["fieldoffice.held"][0] == "differs"  # nobody was out in the demo city by then
    assert told["desk.received"][0] == "elsewhere"
    with office.undone():
        office.sql("SET LOCAL session_replication_role = replica")
        office.sql("DELETE FROM issue WHERE id = (SELECT id FROM issue WHERE origin = 'patrol' ORDER BY id LIMIT 1)")
        verdict, line = replayed(browser.get("/figures/articles").text)["roadcheck.found"]
        assert (verdict, ">2,069</a>" in line) == ("differs", True)
    assert replayed(browser.get("/figures/articles").text)["roadcheck.found"][0] == "equal"


def test_what_was_published_is_for_everybody_and_stays(office: Any, browser: FlaskClient, client: FlaskClient) -> None:
    anybody = office.app.test_client()
    assert "2,070" not in anybody.get("/figures").text
    address = publish(office, browser)
    page = anybody.get(address).text
    assert "2,070" in page
    assert "맞음" in page
    assert address in anybody.get("/figures").text
    whole = anybody.get(f"{address}.json")
    assert whole.headers["Golmok-Sha256"] == sha256(whole.data).hexdigest()
    told = {one["key"]: one for one in json.loads(whole.data)["figures"]}
    assert (told["roadcheck.found"]["value"], told["roadcheck.found"]["rows"]) == (2070, 2070)
    assert not any(key.startswith(("desk.received", "outreach", "finder")) for key in told)
    office.sql("INSERT INTO issue_event (id, issue_id, kind, occurred_at, recorded_at)"
               " SELECT gen_random_uuid(), issue_id, 'reopened', now(), now() FROM issue_event WHERE kind = 'resolved'")  # fmt: skip
    assert anybody.get(f"{address}.json").data == whole.data
    with pytest.raises(DBAPIError, match=r"append"), office.undone():
        office.sql("UPDATE figure_snapshot SET scope = ''")


def test_bytes_of_somebody_else_are_not_ours(office: Any, browser: FlaskClient) -> None:
    address = publish(office, browser)
    office.sql(
        "INSERT INTO figure_snapshot (id, scope, as_of, known_at, body, digest, signature, published_at)"
        " SELECT gen_random_uuid(), scope, as_of, known_at, made, sha256(made), signature, now() FROM figure_snapshot,"
        " LATERAL (SELECT convert_to(replace(convert_from(body, 'UTF8'), '2070', '2170'), 'UTF8') AS made) AS forged"
    )
    forged = office.sql(
        "SELECT id FROM figure_snapshot WHERE id <> :ours", ours=address.rpartition("/")[2]
    ).scalar_one()
    assert "서명이 맞지 않습니다" in browser.get(f"/figures/published/{forged}").text
    assert "서명이 맞지 않습니다" not in browser.get(address).text


def test_a_press_table_is_held_against_rows(office: Any, browser: FlaskClient) -> None:
    page = browser.get(f"/figures/press?{ASKED}").text
    assert "어느 행" not in page
    assert "2,070" in page
    table = "roadcheck.found, 2,070건\n로드체킹 해결, 1,34건\nroadcheck.resolved_share, 65 %\nfinder.links, 1,784\nmade.up, 3"
    answer = office.post(browser, f"/figures/press?{ASKED}", f"/figures/press?{ASKED}", table=table)
    said = [
        verdict
        for verdict in ("같음", "수를 잘못 적음", "다름", "여기서 셀 수 없음", "모르는 지표")
        if verdict in answer.text
    ]
    assert len(said) == 5
    publish(office, browser)
    fell = office.post(browser, f"/figures/press?{ASKED}", f"/figures/press?{ASKED}", table="roadcheck.found, 2,000건")
    assert "앞서 공표한 누계보다 줄었음" in fell.text


@pytest.mark.parametrize("role", [Role.FIELD, Role.WELFARE])
def test_those_who_do_not_publish_see_what_was_published(office: Any, role: Role) -> None:
    browser = office.browser(office.staff("4115051000")[role])
    page = browser.get("/figures")
    assert page.status_code == 200
    assert "공표한 지표" in page.text
    assert "2,070" not in page.text
    assert browser.get("/figures/roadcheck.found").status_code == 403
    assert browser.get("/figures/press").status_code == 403
    assert browser.get("/figures/articles").status_code == 403


def test_programmes_are_written_down_and_all_faults_are_said(office: Any, browser: FlaskClient) -> None:
    form = {
        "kind": "contest",
        "city": "41150",
        "began_on": "2024-01-01",
        "title": "",
        "members": "2",
        "amount_won": "10",
    }
    refused = office.post(browser, "/programmes/new?kind=contest", "/programmes/new?kind=contest", **form)
    assert refused.status_code == 400
    for said in ("이름은", "주민 3명 이상", "800,000원 안팎", "9월부터 11월", "행정동을", "분야를"):
        assert said in refused.text
    assert 'value="2"' in refused.text
    good = form | {"title": "골목 화단", "members": "5", "amount_won": "800,000", "began_on": "2024-09-02",
                   "ended_on": "2024-11-20", "field": "environment", "district": office.districts()[0]}  # fmt: skip
    made = office.post(browser, "/programmes/new?kind=contest", "/programmes/new?kind=contest", **good)
    assert made.status_code == 303, made.text
    shown = browser.get(made.location).text
    assert "골목 화단" in shown
    assert "800,000" in shown
    page = browser.get("/programmes").text
    assert "골목 화단" in page
    one = office.sql("SELECT programme_id FROM programme").scalar_one()
    path = f"/programmes/{one}/edit"
    seen = office.sql("SELECT id FROM programme").scalar_one()
    assert office.post(browser, path, path, **good, seen=seen, withdrawn="on").status_code == 303
    assert office.post(browser, path, path, **good, seen=seen).status_code == 400  # somebody else changed it since
    assert "골목 화단" not in browser.get("/programmes").text


def test_a_site_is_chosen_by_segment_or_by_alley_and_shown_beside_before_and_after(
    office: Any, browser: FlaskClient
) -> None:
    segment = str(office.sql("SELECT id FROM segment WHERE graded ORDER BY id LIMIT 1").scalar_one())
    choice = browser.get(f"/api/v1/programmes/sites/{segment}").json["segments"]
    alley = office.sql(
        "SELECT o.id FROM segment s JOIN segment o ON o.alley_id = s.alley_id AND o.district_id IS NOT DISTINCT FROM"
        " s.district_id WHERE s.id = :id AND o.graded",
        id=segment,
    ).scalars()
    assert choice[0]["id"] == segment
    assert {one["id"] for one in choice} == {str(one) for one in alley}
    assert all(len(one["line"]) > 1 for one in choice)
    assert browser.get(f"/api/v1/programmes/sites/{UUID(int=1)}").status_code == 404

    form = {"kind": "space", "city": "41150", "began_on": "2024-01-02", "title": "가상동 주민센터 앞", "before": "<b>어둡다</b>",
            "after": "밝다", "district": office.districts()[0]}  # fmt: skip
    path = "/programmes/new?kind=space"
    nowhere = office.post(browser, path, path, **form, segment=[segment, str(UUID(int=1))])
    assert (nowhere.status_code, "지금 있는 구간" in nowhere.text) == (400, True)
    assert f'value="{segment}"' in nowhere.text  # what was chosen is there still
    made = office.post(browser, path, path, **form, segment=[segment])
    assert made.status_code == 303, made.text
    page = browser.get(made.location).text
    assert f'data-id="{segment}"' in page
    assert "&lt;b&gt;어둡다&lt;/b&gt;" in page
    assert page.index("어둡다") < page.index("밝다")
    assert office.post(browser, path, path, **form | {"title": "자리 없는 곳"}).status_code == 303
    listed = browser.get("/programmes?kind=space").text
    [site] = re.findall(r'<li data-id="([^"]+)" data-line="([^"]+)"', listed)
    assert site[0] == made.location.rpartition("/")[2]
    assert [tuple(map(float, place.split(","))) for place in site[1].split(" ")] == [
        (round(lon, 7), round(lat, 7)) for lon, lat in choice[0]["line"]
    ]
    assert "data-line" not in browser.get("/programmes").text  # kinds do not lie on one map
    assert "고쳐 적은 것" not in page
    [seen] = re.findall(r'name="seen" value="([^"]+)"', browser.get(f"{made.location}/edit").text)
    anew = form | {"after": "아주 <i>밝다</i>", "ended_on": "2024-05-31"}
    assert office.post(browser, f"{made.location}/edit", path, **anew, seen=seen).status_code == 303
    told = browser.get(made.location).text.partition('id="changes"')[2]
    rows = [re.sub(r"\s*<[^>]+>\s*", "|", one) for one in re.findall(r"<tr>.*?</tr>", told, re.DOTALL)[1:]]
    assert [
        "끝난 날" in rows[0] and "|–|" in rows[0],
        "자리" in rows[1] and "1구간" in rows[1],
        "|밝다|" in rows[2] and "아주 &lt;i&gt;밝다&lt;/i&gt;" in rows[2],
    ] == [True, True, True]
    assert (len(rows), all("made-planner" in one for one in rows)) == (3, True)
    mayor = office.browser(office.add("made-mayor", Role.MAYOR))
    shown = mayor.get(made.location).text
    assert "밝다" in shown
    assert "/edit" not in shown
    assert mayor.get(f"/api/v1/programmes/sites/{segment}").status_code == 403
