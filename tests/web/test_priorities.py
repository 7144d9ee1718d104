"""Priorities over HTTP: every score can be worked out again from its answer and its file; lists are made and taken back."""

from __future__ import annotations

import csv
import io
import uuid
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook

from mapper.domain.access import Scope
from mapper.domain.priority import CRITERIA, KEYS
from mapper.domain.reader import Role
from mapper.domain.user import User
from mapper.operations.boards import read_board
from web.clock import now
from web.priority_words import criterion_words

WEIGHTS = "3,0,2,1,1,0,5"


def test_a_city_without_complaints_is_told_so_and_nothing_is_divided_by_nothing(office: Any) -> None:
    with office.sessions() as session:
        city = read_board(session, now=now())
    weights = dict.fromkeys(KEYS, 1)
    known = replace(city.circumstances, told=np.ones_like(city.circumstances.told))
    meanings = {one["key"]: one["meaning"] for one in criterion_words(replace(city, circumstances=known), weights)}
    assert meanings["told"] == "1년 동안의 민원과 신고 ÷ 1건, 많아야 1"
    bare = replace(city, circumstances=replace(known, told=np.zeros_like(known.told), cost=np.zeros_like(known.cost)))
    told = {one["key"]: one["meaning"] for one in criterion_words(bare, weights)}
    assert [key for key in KEYS if told[key] != meanings[key]] == ["told", "cost"]
    assert told["told"] == "1년 동안 이 도시에 민원과 신고가 없어 모든 구간이 0"
    assert "÷" not in told["cost"]
    assert bare.circumstances.shares.values[:, KEYS.index("told")].sum() == 0


@pytest.fixture
def planner(office: Any) -> User:
    user: User = office.add("made-planner", Role.PLANNER)
    return user


def ask(office: Any, user: User, path: str, *, send: Any = None, **query: Any) -> Any:
    headers = {"Authorization": f"Bearer {office.token(user, *Scope)}"}
    client = office.app.test_client()
    if send is not None:
        return client.post(path, json=send, headers=headers)
    return client.get(path, query_string=query, headers=headers)


def ranked(office: Any, user: User, **query: Any) -> Any:
    return ask(office, user, "/api/v1/priorities", **query).json


def worked_out(shares: dict[str, float], weights: list[int]) -> float:
    points = sum(round(10_000 * shares[key]) * weight for key, weight in zip(KEYS, weights, strict=True))
    return points / (100 * max(1, sum(weights)))


def test_every_score_can_be_worked_out_again_and_the_choice_of_the_map_is_carried_along(
    office: Any, planner: User
) -> None:
    answer = ranked(office, planner, weights=WEIGHTS, overall=["D", "E"], size=200)
    weights = list(map(int, WEIGHTS.split(",")))
    assert (answer["weight"], [criterion["weight"] for criterion in answer["criteria"]]) == (sum(weights), weights)
    assert answer["items"]
    for row in answer["items"]:
        assert row["score"] == pytest.approx(worked_out(row["shares"], weights), abs=1e-4)
        assert row["overall"]["grade"] in {"D", "E"}
    scores = [(-row["score"], row["id"]) for row in answer["items"]]
    assert scores == sorted(scores)
    whole = ranked(office, planner, weights=WEIGHTS, size=200)
    assert whole["total"] > answer["total"] == len(answer["items"])
    same = {row["id"]: row["score"] for row in whole["items"]}
    assert all(same[row["id"]] == row["score"] for row in answer["items"] if row["id"] in same)
    nothing = ranked(office, planner, weights=",".join("0" * len(CRITERIA)), size=50)["items"]
    assert [row["id"] for row in nothing] == sorted(row["id"] for row in nothing)
    first = whole["items"][0]
    told = "SELECT count(*) FROM issue_state WHERE segment_id = :one AND NOT merged"
    assert (first["known"]["told"] or 0) <= 20 * office.sql(told, one=first["id"]).scalar_one()
    near = [row["known"]["school"] for row in whole["items"] if row["known"]["school"] is not None]
    assert near
    assert max(near) <= 300


def test_a_file_holds_its_weights_and_dates_and_gives_the_same_order(office: Any, planner: User) -> None:
    query = {"weights": WEIGHTS, "overall": "E"}
    answer = ranked(office, planner, size=200, **query)
    text = ask(office, planner, "/plan/priorities/list.csv", **query)
    rows = list(csv.reader(io.StringIO(text.data.decode("utf-8-sig"))))
    assert [row[4] for row in rows[1:]] == [row["id"] for row in answer["items"]]
    at = {name: place for place, name in enumerate(rows[0])}
    labels = [criterion["label"] for criterion in answer["criteria"]]
    for row in rows[1:]:
        shares = {key: float(row[at[f"{label} (0~1)"]]) for key, label in zip(KEYS, labels, strict=True)}
        weights = [int(row[at[f"{label} 가중치"]]) for label in labels]
        assert float(row[at["우선순위 점수"]]) == pytest.approx(worked_out(shares, weights), abs=1e-4)
        assert row[at["등급 기준일"]] == answer["run"]["as_of"]
        assert row[at["조건 기준"]] == answer["known_at"]
    book = load_workbook(io.BytesIO(ask(office, planner, "/plan/priorities/list.xlsx", **query).data))
    assert book.sheetnames == ["우선순위", "점수", "고른 것"]
    assert [cell.value for cell in book["점수"]["B"]][1:] == [*map(int, WEIGHTS.split(",")), 12]
    chosen = {str(what): value for what, value in book["고른 것"].iter_rows(values_only=True)}
    assert chosen["종합 등급"] == "E"
    assert chosen["순위를 매긴 구간"] == str(answer["total"])
    logged = "SELECT count(*) FROM write_log WHERE action = 'export' AND subject = 'priorities'"
    assert office.sql(logged).scalar_one() == 2


@pytest.mark.parametrize("weights", ["1,2,3", "11,0,0,0,0,0,0", "٣,0,0,0,0,0,0", "-1,0,0,0,0,0,0", "1,1,1,1,1,1,x", ""])
def test_weights_that_no_slider_has_are_refused(office: Any, planner: User, weights: str) -> None:
    assert ask(office, planner, "/api/v1/priorities", weights=weights).status_code == 400


def test_a_list_is_sent_seen_and_taken_back(office: Any, planner: User) -> None:
    office.sql("INSERT INTO team (id, name, recorded_at) VALUES (:id, '가상 추진단', now())", id=(team := uuid.uuid4()))
    segments = [row["id"] for row in ranked(office, planner, due="overdue", size=5)["items"]]
    effect = ask(office, planner, "/api/v1/segment-lists/preview", send={"segments": segments}).json
    assert effect["issues"] > 0
    said = {"name": "<b>장마</b>", "segments": segments, "team": str(team), "weights": {"grade": 4}, "known_at": "now"}
    late = ask(office, planner, "/api/v1/segment-lists", send=said | {"expected": effect["issues"] + 1})
    assert (late.status_code, late.json["error"]["code"]) == (409, "list_changed")
    made = ask(office, planner, "/api/v1/segment-lists", send=said | {"expected": effect["issues"]})
    assert made.status_code == 201
    whole = ask(office, planner, f"/api/v1/segment-lists/{made.json['id']}").json
    assert [stop["segment"] for stop in whole["stops"]] == segments
    assert whole["item"]["issues"] == effect["issues"]
    gone = ask(office, planner, f"/api/v1/segment-lists/{made.json['id']}/withdraw", send={})
    assert gone.json["back"] == effect["issues"]
    [item] = ask(office, planner, "/api/v1/segment-lists", kind="work").json["items"]
    assert item["withdrawn_by"] == "made-planner"
    again = ask(office, planner, f"/api/v1/segment-lists/{made.json['id']}/withdraw", send={})
    assert (again.status_code, again.json["error"]["code"]) == (409, "undo_refused")


def made_team(office: Any, code: str, *users: User) -> str:
    team = str(uuid.uuid4())
    office.sql(
        "INSERT INTO team (id, name, recorded_at) VALUES (:id, :name, now())", id=team, name=f"추진단 {team[:4]}"
    )
    office.sql("INSERT INTO team_district VALUES (:team, :code)", team=team, code=code)
    for user in users:
        office.sql("INSERT INTO team_member (team_id, user_id) VALUES (:team, :user)", team=team, user=user.id)
    return team


def carried_by(office: Any, user: User) -> Any:
    answer = ask(office, user, "/api/v1/field/area")
    assert answer.status_code == 200, answer.text
    return answer.json["lists"]


def test_a_team_has_its_list_as_it_was_sent(office: Any, planner: User) -> None:
    code = office.districts()[0]
    walker, other = (office.add(name, Role.FIELD, code) for name in ("made-walker", "made-other"))
    team, another = made_team(office, code, walker), made_team(office, code)
    segments = [row["id"] for row in ranked(office, planner, due="overdue", district=code, size=5)["items"]]
    issues = ask(office, planner, "/api/v1/segment-lists/preview", send={"segments": segments}).json["issues"]
    send = {"name": "장마 전", "reason": "물이 넘칩니다", "segments": segments, "team": team, "expected": issues}
    made = ask(office, planner, "/api/v1/segment-lists", send=send).json["id"]
    for user, names in ((walker, ["장마 전"]), (planner, ["장마 전"]), (other, [])):
        assert [one["name"] for one in ask(office, user, "/api/v1/works/choices").json["lists"]] == names
    listed = ask(office, walker, "/api/v1/works/list", sent=made, state="all").json
    assert listed["total"] == issues > 0
    [carried] = carried_by(office, walker)
    assert (carried["segments"], carried["reason"], len(carried["issues"])) == (segments, "물이 넘칩니다", issues)
    assert {item["id"] for item in listed["items"]} <= set(carried["issues"])
    assert carried_by(office, other) == []
    [holder] = ask(office, planner, "/api/v1/segment-lists/preview", send={"segments": segments}).json["holders"]
    assert (holder["team"], holder["issues"]) == (team, issues)
    ask(office, planner, "/api/v1/segment-lists", send=send | {"name": "다음", "team": another})
    assert ask(office, walker, "/api/v1/works/list", sent=made, state="all").json["total"] == 0
    assert carried_by(office, walker)[0]["issues"] == []
    ask(office, planner, f"/api/v1/segment-lists/{made}/withdraw", send={})
    assert ask(office, walker, "/api/v1/works/choices").json["lists"] == []


def test_lists_come_by_page(office: Any, planner: User) -> None:
    [segment] = [row["id"] for row in ranked(office, planner, size=1)["items"]]
    for name in ("첫째", "둘째", "셋째"):
        ask(office, planner, "/api/v1/segment-lists", send={"name": name, "segments": [segment]})
    pages = [ask(office, planner, "/api/v1/segment-lists", size=2, page=page).json for page in (1, 2)]
    assert [page["total"] for page in pages] == [3, 3]
    assert [one["name"] for page in pages for one in page["items"]] == ["셋째", "둘째", "첫째"]


def test_the_mayors_office_keeps_stops_and_sends_nobody(office: Any, planner: User) -> None:
    mayor, walker = office.add("made-mayor", Role.MAYOR), office.add("made-walker", Role.FIELD, office.districts()[0])
    segments = [row["id"] for row in ranked(office, mayor, size=3)["items"]]
    kept = {"name": "현장방문", "segments": segments}
    assert ask(office, mayor, "/api/v1/segment-lists", send=kept).status_code == 201
    [stops] = ask(office, planner, "/api/v1/segment-lists", kind="visit").json["items"]
    assert stops["segments"] == 3
    refused = ask(office, mayor, "/api/v1/segment-lists", send=kept | {"team": str(uuid.uuid4()), "expected": 0})
    assert refused.status_code == 403
    assert ask(office, mayor, "/api/v1/segment-lists/preview", send={"segments": segments}).status_code == 403
    assert ask(office, walker, "/api/v1/priorities").status_code == 403
    assert ask(office, walker, "/plan/priorities").status_code == 403
    page = ask(office, mayor, "/plan/priorities", weights=WEIGHTS, overall="E")
    assert page.status_code == 200
    assert 'id="send"' not in page.text
    assert len(page.data) < 100_000


def test_who_forwards_files_takes_out_no_ranked_list(office: Any, planner: User) -> None:
    mayor = office.add("made-mayor", Role.MAYOR)
    for user, status, links in ((mayor, 403, 0), (planner, 200, 1)):
        assert ask(office, user, "/plan/priorities/list.csv").status_code == status
        assert ask(office, user, "/plan/priorities").text.count('id="file-csv"') == links
    logged = "SELECT count(*) FROM write_log WHERE action = 'export' AND subject = 'priorities'"
    assert office.sql(logged).scalar_one() == 1


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "\u2028"])
def test_a_list_has_a_name_that_can_be_seen(office: Any, planner: User, name: str) -> None:
    segments = [row["id"] for row in ranked(office, planner, size=1)["items"]]
    send = {"name": name, "segments": segments}
    assert ask(office, planner, "/api/v1/segment-lists", send=send).status_code == 400
    assert ask(office, planner, "/api/v1/segment-lists").json["items"] == []
    assert ask(office, planner, "/api/v1/segment-lists", send=send | {"name": " 장마  전 "}).status_code == 201
    [kept] = ask(office, planner, "/api/v1/segment-lists").json["items"]
    assert kept["name"] == "장마 전"
