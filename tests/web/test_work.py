"""The interface of the work on issues: who may what, bulk with its preview, what phones hand in, and the templates."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from mapper.domain.access import Scope
from mapper.domain.reader import Role

WORKS = "/api/v1/works"
LIST = f"{WORKS}/list"


def bearer(office: Any, role: Role, *codes: str, name: str = "") -> dict[str, str]:
    token = office.token(office.add(name or f"made-{role}", role, *codes), *(Scope.READ, Scope.WRITE))
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def planner(office: Any) -> dict[str, str]:
    return bearer(office, Role.PLANNER)


def test_many_are_previewed_decided_and_taken_back(office: Any, planner: dict[str, str]) -> None:
    client = office.app.test_client()
    page = client.get(f"{LIST}?size=200", headers=planner).json
    assert page["total"] >= len(page["items"]) > 20
    assert [row["overdue"] for row in page["items"]] == sorted((row["overdue"] for row in page["items"]), reverse=True)
    category = page["items"][0]["category_id"]
    narrowed = client.get(f"{LIST}?category={category}", headers=planner).json["total"]
    asked = {"act": "move", "move": "closed", "reason": "내년에", "blocker": "budget", "category": category}
    effect = client.post(f"{WORKS}/preview", json=asked, headers=planner).json
    assert effect == {"count": narrowed, "refused": []}
    refused = client.post(WORKS, json=asked | {"expected": narrowed + 1}, headers=planner)
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "list_changed")
    made = client.post(WORKS, json=asked | {"expected": narrowed}, headers=planner)
    assert (made.status_code, made.json["count"]) == (201, narrowed)
    assert client.get(f"{LIST}?category={category}", headers=planner).json["total"] == 0
    whole = client.get(f"{WORKS}/issues/{page['items'][0]['id']}", headers=planner).json
    told = whole["history"][0]
    assert (told["label"], told["by"], told["reason"], told["blocker"]) == (
        "미해결 종결",
        "made-planner",
        "내년에",
        "예산",
    )
    assert [move["kind"] for move in whole["moves"]] == ["fixed", "reopened"]
    undone = client.post(f"{WORKS}/{made.json['id']}/undo", headers=planner)
    assert (undone.status_code, undone.json["count"]) == (201, narrowed)
    assert client.get(f"{LIST}?size=200", headers=planner).json == page
    assert client.get(WORKS, headers=planner).json["items"][1]["undone"] is True


def test_what_was_edited_stands_in_the_history(office: Any, planner: dict[str, str]) -> None:
    client = office.app.test_client()
    issue = client.get(LIST, headers=planner).json["items"][0]["id"]
    values = {"severity": 3, "description": "우물 뒤, 010-1234-5678"}
    said = {
        "issue_id": issue,
        "edited_at": "2026-07-03T10:00:00+09:00",
        "reason": "가 보니 더 심함",
        "values": {name: {"value": value, "replaces": []} for name, value in values.items()},
    }
    assert client.put(f"/api/v1/edits/{uuid4()}", json=said, headers=planner).status_code == 201
    field = bearer(office, Role.FIELD, *office.districts())
    for reader, words in ((planner, "우물 뒤, 010-1234-5678"), (field, "우물 뒤, ●●●")):
        history = client.get(f"{WORKS}/issues/{issue}", headers=reader).json["history"]
        told = {one["label"]: (one["to"], one["words"], one["by"]) for one in history if one["what"] == "edit"}
        assert told == {
            "심각도": ("심각 - 다닐 때 피해야 함", None, "made-planner"),
            "설명": (None, words, "made-planner"),
        }


def test_a_second_person_confirms_what_a_phone_said(office: Any, planner: dict[str, str]) -> None:
    client, code = office.app.test_client(), office.districts()[0]
    field = bearer(office, Role.FIELD, code)
    issue = client.get(f"{LIST}?district={code}", headers=field).json["items"][0]["id"]
    body = {"issues": [issue], "act": "move", "move": "fixed", "occurred_at": "2026-11-20T09:30:00+09:00"}
    path = f"{WORKS}/{uuid4()}"
    first, again = (client.put(path, json=body, headers=field) for _ in range(2))
    assert (first.status_code, again.status_code, first.json == again.json) == (201, 200, True)
    assert first.json["done"] == [issue]
    confirm = {"issues": [issue], "act": "move", "move": "resolved", "expected": 1}
    own = client.post(WORKS, json=confirm, headers=field)
    assert (own.status_code, own.json["error"]["code"]) == (409, "work_refused")
    assert own.json["error"]["details"]["refused"][0]["why"] == "same_person"
    assert client.post(WORKS, json=confirm, headers=planner).status_code == 201
    late = client.put(f"{WORKS}/{uuid4()}", json=body, headers=field)
    assert late.status_code == 201
    assert [(one["status"], one["wanted"]) for one in late.json["refused"]] == [("resolved", "fixed")]


@pytest.mark.parametrize(
    "body",
    [
        {}, {"act": "undo"}, {"act": "move"}, {"act": "move", "move": "closed", "reason": "왜"}, {"act": "reply"},
        {"act": "note", "words": "\x00"}, {"act": "assign", "department": ""}, {"act": "move", "move": "rejected"},
        {"act": "shortlist", "issues": []}, {"act": "shortlist", "category": "weather"},
    ],
)  # fmt: skip
def test_what_means_nothing_is_refused(office: Any, planner: dict[str, str], body: dict[str, Any]) -> None:
    assert office.app.test_client().post(WORKS, json=body | {"expected": 1}, headers=planner).status_code == 400


def test_templates_are_a_form(office: Any) -> None:
    browser = office.browser(office.add("made-planner", Role.PLANNER))
    path = "/reply-templates"
    assert office.post(browser, path, path, name="접수", body="{유형} 접수했습니다.").status_code == 302
    assert "{유형} 접수했습니다." in browser.get(path).text
    assert "다른 이름" in office.post(browser, path, path, name="접수", body="다른 말").text
    assert "중괄호" in office.post(browser, path, path, name="새 것", body="{유형} {nope}").text
    [template] = [one["id"] for one in browser.get(f"{WORKS}/choices").json["templates"]]
    assert office.post(browser, f"{path}/{template}/end", path).status_code == 302
    assert browser.get(f"{WORKS}/choices").json["templates"] == []
