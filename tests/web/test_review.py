"""The interface of the review list: who sees what, what is refused and how, and that nothing of it is public."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from mapper.domain.access import Scope
from mapper.domain.reader import Role

LIST, REVIEWS = "/api/v1/reviews/list", "/api/v1/reviews"


@pytest.fixture
def planner(office: Any) -> dict[str, str]:
    return bearer(office, Role.PLANNER)


def bearer(office: Any, role: Role, *codes: str, scopes: tuple[Scope, ...] = ()) -> dict[str, str]:
    token = office.token(office.add(f"made-{role}", role, *codes), *scopes)
    return {"Authorization": f"Bearer {token}"}


def test_a_row_has_all_that_is_needed_to_decide(office: Any, planner: dict[str, str]) -> None:
    client = office.app.test_client()
    page = client.get(f"{LIST}?size=200", headers=planner).json
    assert page["total"] == len(page["items"]) > 20
    asked = next(row for row in page["items"] if row["probability"] is not None)
    first = asked["candidates"][0]
    assert first["probability"] == asked["probability"]
    assert all(33 < lat < 39 and 124 < lon < 132 for lon, lat in [asked["point"], *first["line"]])
    assert asked["district_code"] in office.districts()
    assert [row["settles"] for row in page["items"]] == sorted((row["settles"] for row in page["items"]), reverse=True)
    assert any(row["point"] is None and not row["candidates"] for row in page["items"])
    assert any(row["texts"] for row in page["items"])
    areas = client.get("/api/v1/reviews/areas", headers=planner).json["items"]
    assert sum(area["waiting"] for area in areas) == page["total"]


def test_a_decision_is_previewed_made_and_taken_back(office: Any, planner: dict[str, str]) -> None:
    client = office.app.test_client()
    before = client.get(LIST, headers=planner).json["total"]
    group = client.get("/api/v1/reviews/groups", headers=planner).json["items"][0]
    asked = {"kind": "accept", "group": group["key"]}
    effect = client.post(f"{REVIEWS}/preview", json=asked, headers=planner).json
    assert effect == {"count": group["with_candidate"], "left_out": 0, "least": group["least"]}
    refused = client.post(REVIEWS, json=asked | {"expected": effect["count"] + 1}, headers=planner)
    assert refused.status_code == 409
    assert refused.json["error"]["details"] == {"count": effect["count"], "expected": effect["count"] + 1}
    made = client.post(REVIEWS, json=asked | {"expected": effect["count"]}, headers=planner)
    assert made.status_code == 201
    assert client.get(LIST, headers=planner).json["total"] == before - effect["count"]
    taken_back = client.post(f"{REVIEWS}/{made.json['id']}/undo", headers=planner)
    assert (taken_back.status_code, taken_back.json["count"]) == (201, effect["count"])
    assert client.get(LIST, headers=planner).json["total"] == before
    again = client.post(f"{REVIEWS}/{made.json['id']}/undo", headers=planner)
    assert (again.status_code, again.json["error"]["code"]) == (409, "undo_refused")
    listed = client.get(REVIEWS, headers=planner).json["items"]
    assert [(one["kind"], one["undone"], one["own"], one["by"]) for one in listed] == [
        ("undo", False, True, "made-planner"), ("accept", True, True, "made-planner"),
    ]  # fmt: skip


def test_a_field_team_sees_only_its_districts_and_others_as_if_they_were_not_there(
    office: Any, planner: dict[str, str]
) -> None:
    client, code = office.app.test_client(), office.districts()[0]
    field = bearer(office, Role.FIELD, code)
    own = client.get(f"{LIST}?size=200", headers=field).json
    everything = client.get(f"{LIST}?size=200", headers=planner).json
    assert 0 < own["total"] < everything["total"]
    seen = {row["id"] for row in own["items"]}
    strange = next(row["id"] for row in everything["items"] if row["id"] not in seen)
    answers = [
        client.post(f"{REVIEWS}/preview", json={"kind": "leave", "issues": [issue]}, headers=field)
        for issue in (strange, str(uuid4()))
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json == answers[1].json


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "undo", "expected": 1},
        {"kind": "pick", "expected": 1},
        {"kind": "leave", "side": "4115099000", "expected": 1},
        {"kind": "accept", "issues": [], "expected": 0},
        {"kind": "accept", "issues": ["x"], "expected": 1},
        {"kind": "accept", "group": "nothing", "expected": 1},
        {"kind": "accept", "least": 7, "expected": 1},
        {"kind": "accept", "group": "address:\x00", "expected": 1},
        {"kind": "accept", "expected": -1},
        {"kind": "accept", "group": "address:nobody lives here", "expected": 0},
    ],
)
def test_what_means_nothing_is_refused(office: Any, planner: dict[str, str], body: dict[str, Any]) -> None:
    assert office.app.test_client().post(REVIEWS, json=body, headers=planner).status_code == 400


@pytest.mark.parametrize("written", ["urn:uuid:{}", "{{{}}}", "uuid:{}"])
def test_an_id_is_read_as_python_writes_it(office: Any, planner: dict[str, str], written: str) -> None:
    group = "address:" + written.format(uuid4())
    answer = office.app.test_client().get(LIST, query_string={"group": group}, headers=planner)
    assert (answer.status_code, answer.json["total"]) == (200, 0)


def test_what_is_nested_without_end_is_refused(office: Any, planner: dict[str, str]) -> None:
    for body in ("[" * 200_000, '{"kind":' * 100_000):
        answer = office.app.test_client().post(f"{REVIEWS}/preview", data=body, headers=planner)
        assert answer.status_code == 400


def test_the_page_is_for_those_who_review_and_sends_its_token(office: Any, client: FlaskClient) -> None:
    assert client.get("/review", headers={"Accept": "text/html"}).status_code == 302
    assert client.get(LIST).status_code == 401
    browser = office.browser(office.add("made-reviewer", Role.PLANNER))
    page = browser.get("/review").text
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token is not None
    body = {"kind": "accept", "least": 0.5}
    assert browser.post(f"{REVIEWS}/preview", json=body).status_code == 400
    assert browser.post(f"{REVIEWS}/preview", json=body, headers={"X-CSRFToken": token[1]}).status_code == 200


def test_a_token_that_only_reads_decides_nothing(office: Any) -> None:
    client, reading = office.app.test_client(), bearer(office, Role.PLANNER, scopes=(Scope.READ,))
    assert client.get(LIST, headers=reading).status_code == 200
    assert client.post(REVIEWS, json={"kind": "accept", "expected": 0}, headers=reading).status_code == 403
