"""Issues chosen by the team that has them: its option, its count, its rows and its words come with the first assignment."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from mapper.domain.access import Scope
from mapper.domain.reader import Role
from mapper.operations import boards
from web.blueprints.board import init_board

ASSIGNED = """
    SELECT issue_id::text FROM (
        SELECT DISTINCT ON (issue_id) issue_id, team_id FROM assignment ORDER BY issue_id, recorded_at DESC, id DESC
    ) AS latest WHERE team_id = :team
"""


@pytest.fixture(autouse=True)
def one_board(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test has one connection; on a slow machine the board would be read anew beside it."""
    monkeypatch.setattr(boards, "FRESH", timedelta(hours=1))


def test_the_issues_of_a_team_are_chosen_counted_listed_and_taken_out(office: Any) -> None:
    planner = office.add("made-planner", Role.PLANNER)
    headers = {"Authorization": f"Bearer {office.token(planner, *Scope)}"}
    client = office.app.test_client()

    def ask(path: str, **query: Any) -> Any:
        answer = client.get(path, query_string=query, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer

    def facet() -> list[dict[str, str]]:
        options: list[dict[str, str]] = next(
            one["options"] for one in ask("/api/v1/board").json["facets"] if one["key"] == "team"
        )
        return options

    assert facet() == []
    teams = [str(uuid4()), str(uuid4())]
    for team, name in zip(teams, ("가상 가 추진단", "가상 나 추진단"), strict=True):
        office.sql("INSERT INTO team (id, name, recorded_at) VALUES (:id, :name, now())", id=team, name=name)
    segments = [row["id"] for row in ask("/api/v1/board/rows", due="overdue", size=3).json["items"]]
    effect = client.post("/api/v1/segment-lists/preview", json={"segments": segments}, headers=headers).json
    sent = {"name": "장마 전", "segments": segments, "team": teams[0], "expected": effect["issues"]}
    assert client.post("/api/v1/segment-lists", json=sent, headers=headers).status_code == 201
    init_board(office.app)  # what a board remembers is from before

    assert facet() == [{"key": teams[0], "label": "가상 가 추진단"}, {"key": teams[1], "label": "가상 나 추진단"}]
    theirs = set(office.sql(ASSIGNED, team=teams[0]).scalars())
    assert len(theirs) == effect["issues"] > 0
    assert ask("/api/v1/board/answer").json["counts"]["team"] == [len(theirs), 0]
    assert ask("/api/v1/board/answer", team=teams[0]).json["chosen"]["issues"] == len(theirs)
    assert ask("/api/v1/board/answer", team=teams[1]).json["chosen"] == {"segments": 0, "issues": 0, "km": 0}
    items = ask("/api/v1/board/issues", team=teams[0], size=500).json["items"]
    assert {row["id"] for row in items} == theirs
    assert {row["team"] for row in items} == {teams[0]}
    assert {row["segment"] for row in items} <= set(segments)
    book = load_workbook(BytesIO(ask("/plan/out/issues.xlsx", team=teams[0]).data))
    assert book.worksheets[0].max_row - 1 == len(theirs)
    assert dict(book["고른 조건"].iter_rows(values_only=True))["맡은 추진단"] == "가상 가 추진단"
