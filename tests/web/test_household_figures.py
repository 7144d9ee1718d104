"""가구 지표 over HTTP: counted in the own districts alone, held against another day, and told to nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from mapper.domain.reader import Role
from web.clock import today

HIDDEN = ("가상로 9, 옥탑", "홀로 지내는 이웃")


def send(client: FlaskClient, path: str, **form: Any) -> Any:
    hidden = dict(re.findall(r'name="(csrf_token|record)" value="([^"]+)"', client.get(path).text))
    return client.post(path, data=hidden | form)


@pytest.fixture
def worker(staff: Any) -> FlaskClient:
    """Somebody who has taken a household in today, found by an honorary worker."""
    browser: FlaskClient = staff.browser()
    filled = {"channel": "honorary", "needs": "income", "words": HIDDEN[1], "how": "spoken", "purposes": "follow"}
    taken = send(browser, "/cases/new", district=staff.here, address=HIDDEN[0], **filled)
    assert taken.status_code == 303, taken.text
    return browser


def value_of(page: str, key: str) -> list[str]:
    """The numbers in the row of a figure."""
    row = page.partition(f"<code>{key}</code>")[2].partition("</tr>")[0]
    return re.findall(r'class="number[^"]*"[^>]*>(?:<a [^>]*>)?([^<]*)<', row)


def test_a_household_counts_in_its_district_and_is_named_nowhere(staff: Any, worker: FlaskClient) -> None:
    page = worker.get("/figures/households").text
    received = int(value_of(page, "desk.received")[0])
    assert received >= 1
    rows = worker.get("/figures/households/desk.received").text
    assert not any(one in page + rows for one in HIDDEN)
    assert f'datetime="{today():%Y-%m}"' in rows
    assert not re.search(r"<code>[0-9a-f]{8}</code>", rows), "of no case an id"
    assert f'datetime="{today()}' not in rows, "and no day"
    groups = worker.get("/figures/households/case.by_risk_group").text
    assert ("10건 미만" in groups, "10건이 찰 때마다" in groups, "세어진 행" in groups) == (True, True, False)
    assert "10건 미만" in page.partition("<code>finder.cases_by_channel</code>")[2].partition("</tr>")[0]
    assert [one.action for one in staff.log()][-1] == "figure.count"
    elsewhere = staff.browser(Role.WELFARE, staff.there).get("/figures/households").text
    assert value_of(elsewhere, "desk.received")[0] == "0"


def test_two_days_are_compared_and_a_total_that_fell_is_flagged(worker: FlaskClient) -> None:
    before, after = (today() - timedelta(days=30)).isoformat(), today().isoformat()
    grown = worker.get(f"/figures/households?as_of={after}&against={before}").text
    now, then, change, *_ = value_of(grown, "desk.received")
    assert int(now) - int(then) == int(change.replace("+", "")) > 0
    assert "누계가" not in grown
    fallen = worker.get(f"/figures/households?as_of={before}&against={after}").text
    assert f"누계가 {now}에서 {then}" in fallen


def test_an_article_is_held_against_rows_by_whoever_has_its_whole_city(staff: Any, worker: FlaskClient) -> None:
    def verdict(client: FlaskClient, key: str) -> str:
        page = client.get("/figures/households/articles").text
        return re.findall(rf'<tr class="is-(\w+)">[^\n]*<code>{key}</code>', page)[0]

    assert verdict(worker, "outreach.people_visited") == "withheld"
    whole = staff.browser(Role.WELFARE, staff.here, staff.there)
    assert verdict(whole, "outreach.people_visited") == "differs"
    assert verdict(whole, "studygroup.members") == "withheld"
    assert verdict(whole, "desk.received") == "elsewhere"


def test_what_is_no_day_and_no_figure_is_said(worker: FlaskClient) -> None:
    assert worker.get("/figures/households?against=yesterday").status_code == 400
    assert worker.get("/figures/households/roadcheck.found").status_code == 400


@pytest.mark.parametrize("role", [Role.PLANNER, Role.MAYOR, Role.ADMIN, Role.FIELD, Role.HONORARY])
def test_nobody_else_counts_households(staff: Any, role: Role) -> None:
    assert staff.browser(role).get("/figures/households").status_code == 403
    assert staff.browser(role).get("/figures/households/articles").status_code == 403
