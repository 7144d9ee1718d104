"""과제: each is judged by a figure or a sentence, stands somewhere with day and reason, and nothing of that is lost."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from mapper.domain.reader import Role
from web.clock import today

NEW = "/programmes/new?kind=task"


@pytest.fixture
def browser(office: Any) -> FlaskClient:
    found: FlaskClient = office.browser(office.add("made-planner", Role.PLANNER))
    return found


@pytest.fixture
def form(office: Any, browser: FlaskClient) -> dict[str, str]:
    """Of a task that is right, of a strategy that is there."""
    strategy = {"kind": "strategy", "city": "41150", "title": "걷기 편한 도시", "began_on": "2022-07-01"}
    assert office.post(browser, NEW, "/programmes/new?kind=strategy", **strategy).status_code == 303
    parent = office.sql("SELECT programme_id FROM programme WHERE kind = 'strategy'").scalar_one()
    return {
        "kind": "task",
        "city": "41150",
        "title": "로드체킹 넓히기",
        "began_on": "2022-07-01",
        "parent": str(parent),
        "indicator": "roadcheck.found",
        "target": "2,000",
        "state": "doing",
        "state_since": "2022-07-11",
        "state_reason": "추진단을 꾸림",
    }


def add(office: Any, browser: FlaskClient, form: dict[str, str]) -> str:
    made = office.post(browser, NEW, NEW, **form)
    assert made.status_code == 303, made.text
    return str(made.location)


def edit(office: Any, browser: FlaskClient, address: str, form: dict[str, str]) -> Any:
    path = f"{address}/edit"
    seen = re.findall(r'name="seen" value="([^"]+)"', browser.get(path).text)[0]
    return office.post(browser, path, path, **form, seen=seen)


def test_all_that_a_task_lacks_is_said_and_what_was_typed_stays(
    office: Any, browser: FlaskClient, form: dict[str, str]
) -> None:
    bare = {name: form[name] for name in ("kind", "city", "title", "began_on", "parent")}
    refused = office.post(browser, NEW, NEW, **bare)
    assert refused.status_code == 400
    for said in ("지표를 하나 고르거나", "추진 상태를 골라", "그 상태가 된 날을", "까닭을"):
        assert said in refused.text
    for wrong, said in (
        ({"target": "많이"}, "0보다 큰 수"),
        ({"target": "nan"}, "0보다 큰 수"),
        ({"target": "1,84"}, "0보다 큰 수"),  # which may have been 1,840 or 184
        ({"indicator": "desk.received"}, "지표를 하나 고르거나"),  # of households: not for everybody who sees tasks
        ({"indicator": "made.up"}, "지표를 하나 고르거나"),
        ({"state_since": (today() + timedelta(days=1)).isoformat()}, "그 상태가 된 날을"),
    ):
        refused = office.post(browser, NEW, NEW, **form | wrong)
        assert (refused.status_code, said in refused.text) == (400, True), wrong
        assert "추진단을 꾸림" in refused.text
        assert f'value="{wrong.get("target", "2,000")}"' in refused.text
    assert office.sql("SELECT count(*) FROM programme WHERE kind = 'task'").scalar_one() == 0


def test_a_scorecard_counts_the_figure_of_each_task_and_leads_to_its_rows(
    office: Any, browser: FlaskClient, form: dict[str, str]
) -> None:
    add(office, browser, form)
    add(office, browser, form | {"title": "더 넓히기", "target": "1000000"})
    add(office, browser, form | {"title": "이웃 만나기", "indicator": "", "indicator_words": "동마다 모임 하나 <이상>"})
    page = browser.get("/programmes/scorecard?city=41150").text
    lines = {title: page.partition(f">{title}</a>")[2].partition("</tr>")[0] for title in
             ("로드체킹 넓히기", "더 넓히기", "이웃 만나기")}  # fmt: skip
    assert "2,000 이상" in lines["로드체킹 넓히기"]
    assert "목표에 이름" in lines["로드체킹 넓히기"]
    assert "목표에 못 미침" in lines["더 넓히기"]
    assert "동마다 모임 하나 &lt;이상&gt;" in lines["이웃 만나기"]
    assert "목표에" not in lines["이웃 만나기"]
    assert all("추진중" in line and "추진단을 꾸림" in line for line in lines.values())
    [(way, found)] = re.findall(r'href="(/figures/[^"]+)">([\d,]+)</a>', lines["로드체킹 넓히기"])
    assert f"<dt>행</dt><dd>{found}</dd>" in browser.get(way.replace("&amp;", "&")).text
    with office.undone():
        office.sql("SET LOCAL session_replication_role = replica")
        office.sql("DELETE FROM issue WHERE origin = 'patrol'")
        gone = browser.get("/programmes/scorecard?city=41150").text
        assert "목표에 이름" not in gone


def test_a_task_without_its_strategy_is_still_on_the_scorecard(
    office: Any, browser: FlaskClient, form: dict[str, str]
) -> None:
    add(office, browser, form)
    assert "전략이 없는 과제" not in browser.get("/programmes/scorecard?city=41150").text
    strategy = {"kind": "strategy", "city": "41150", "title": "걷기 편한 도시", "began_on": "2022-07-01"}
    withdrawn = edit(office, browser, f"/programmes/{form['parent']}", strategy | {"withdrawn": "on"})
    assert withdrawn.status_code == 303
    page = browser.get("/programmes/scorecard?city=41150").text
    [section] = re.findall(r"<section>.*?</section>", page, re.DOTALL)
    assert "전략이 없는 과제" in section
    assert "로드체킹 넓히기</a>" in section
    assert "걷기 편한 도시" not in page


def test_where_a_task_stood_is_kept_with_day_reason_and_who_said_so(
    office: Any, browser: FlaskClient, form: dict[str, str]
) -> None:
    address = add(office, browser, form)
    done = form | {"state": "done", "state_since": "2024-07-01", "state_reason": "목표를 넘김"}
    assert edit(office, browser, address, done).status_code == 303
    assert edit(office, browser, address, done | {"title": "로드체킹 더 넓히기"}).status_code == 303  # stands as before
    assert edit(office, browser, address, done | {"target": "3000"}).status_code == 303
    page = browser.get(address).text
    history = page.partition('aria-labelledby="standings"')[2].partition("</table>")[0]
    told = re.findall(r"<tr><th.*?</tr>", history, re.DOTALL)[1:]
    assert [("완료" in one, "추진중" in one, "3,000 이상" in one, "2,000 이상" in one) for one in told] == [
        (True, False, True, False),
        (True, False, False, True),
        (False, True, False, True),
    ]
    assert "추진단을 꾸림" in told[-1]
    assert all("made-planner" in one for one in told)
    mayor = office.browser(office.add("made-mayor", Role.MAYOR))
    assert "목표를 넘김" in mayor.get(address).text
    assert mayor.get("/programmes/scorecard").status_code == 200
    walker = office.browser(office.add("made-field", Role.FIELD, office.districts()[0]))
    assert walker.get("/programmes/scorecard").status_code == 403


def test_what_is_to_stay_small_is_at_most_its_target(office: Any, browser: FlaskClient, form: dict[str, str]) -> None:
    refused = office.post(browser, NEW, NEW, **form | {"target": "0"})
    assert (refused.status_code, "0보다 큰 수" in refused.text) == (400, True)
    kept = add(office, browser, form | {"title": "무단투기 줄이기", "target": "0", "bound": "most"})
    add(office, browser, form | {"title": "불편 줄이기", "target": "1,000,000", "bound": "most"})
    page = browser.get("/programmes/scorecard?city=41150").text
    over, within = (
        page.partition(f">{title}</a>")[2].partition("</tr>")[0] for title in ("무단투기 줄이기", "불편 줄이기")
    )
    assert ("0 이하" in over, "목표를 넘음" in over) == (True, True)
    assert ("1,000,000 이하" in within, "목표를 지킴" in within) == (True, True)
    shown = browser.get(kept).text
    assert "목표를 넘음" in shown
    again = browser.get(f"{kept}/edit").text
    assert '<option value="most" selected>' in again
    assert 'name="target" type="text" inputmode="decimal" autocomplete="off" value="0"' in again


def card(browser: FlaskClient, **asked: str) -> str:
    """What a scorecard says, without the forms around it."""
    page = browser.get("/programmes/scorecard", query_string={"city": "41150", **asked}).text
    return page.partition("</form>\n  <p")[2].partition("</main>")[0]


def test_a_scorecard_of_a_past_day_is_as_it_was_known_then(
    office: Any, browser: FlaskClient, form: dict[str, str]
) -> None:
    then = {"as_of": "2024-07-04"}
    project = (
        "INSERT INTO programme (id, programme_id, kind, title, field, city_code, district_codes, segment_ids, began_on,"
        " withdrawn, recorded_at) SELECT id, id, 'project', '가상 상가 살리기', 'business', '41150', '{}', '{}',"
        " '2024-06-03', false, :told FROM gen_random_uuid() AS id"
    )
    office.sql(project, told="2024-06-03 18:00+09")
    counted = form | {"indicator": "strategy.projects", "target": "1"}
    task = add(office, browser, counted)
    assert "그때까지 적은 전략이 없습니다" in card(browser, **then)  # it is written down only now
    assert "로드체킹 넓히기" in card(browser, **then, known_at=today().isoformat())
    with office.undone():
        office.sql("SET LOCAL session_replication_role = replica")
        office.sql("UPDATE programme SET recorded_at = '2022-07-12 09:00+09'")
        office.sql("SET LOCAL session_replication_role = origin")
        said = card(browser, **then)
        for word in ("걷기 편한 도시", "로드체킹 넓히기", "1 이상", "목표에 이름", "추진중", "추진단을 꾸림"):
            assert word in said, word
        assert "as_of=2024-07-04" in said  # which leads to the rows of that day
        assert "적은 전략이 없습니다" in card(browser, as_of="2022-07-01")

        office.sql(project, told="2024-07-08 09:00+09")  # of June, told late
        office.sql(project, told="2024-07-09 09:00+09")
        done = counted | {
            "title": "다른 이름",
            "target": "9",
            "state": "done",
            "state_since": "2024-07-02",
            "state_reason": "다 함",
        }
        assert edit(office, browser, task, done).status_code == 303
        strategy = {
            "kind": "strategy",
            "city": "41150",
            "title": "다른 도시",
            "began_on": "2022-07-01",
            "withdrawn": "on",
        }
        assert edit(office, browser, f"/programmes/{form['parent']}", strategy).status_code == 303
        add_later = form | {"title": "나중에 적은 과제", "state_since": "2024-07-01"}
        assert office.post(browser, NEW, NEW, **add_later).status_code == 400  # its strategy is gone
        assert card(browser, **then) == said

        known = card(browser, **then, known_at=today().isoformat())
        assert "로드체킹 넓히기" not in known
        for word in ("전략이 없는 과제", "다른 이름", "9 이상", "목표에 못 미침", "완료"):
            assert word in known, word
        assert re.search(r'href="/figures/strategy.projects[^"]*known_at=[^"]*">3</a>', known)
        before = card(browser, as_of="2024-07-01", known_at=today().isoformat())
        assert ("추진중" in before, "완료" in before) == (True, False)  # what was known of July 1 by now
    assert browser.get("/programmes/scorecard?city=41150&as_of=gestern").status_code == 400
