"""What changed over HTTP: numbers, rows, columns and files are those of the stored runs."""

from __future__ import annotations

from base64 import b64decode
from collections import Counter
from typing import Any

import numpy as np
import pytest

from mapper.domain.access import Scope
from mapper.domain.reader import Role
from mapper.domain.user import User

LETTERS = """
    SELECT segment_id::text, overall_grade, overall_score FROM grade WHERE run_id = CAST(:run AS uuid) ORDER BY segment_id
"""


@pytest.fixture
def planner(office: Any) -> User:
    user: User = office.add("made-planner", Role.PLANNER)
    return user


def ask(office: Any, user: User, path: str, scope: Scope = Scope.READ, **query: Any) -> Any:
    headers = {"Authorization": f"Bearer {office.token(user, scope)}"}
    return office.app.test_client().get(f"/api/v1/grades/{path}", query_string=query, headers=headers)


@pytest.fixture
def days(office: Any, planner: User) -> dict[str, str]:
    runs = ask(office, planner, "runs").json["items"]
    assert len(runs) == 4
    return {"before": runs[0]["as_of"], "after": runs[-1]["as_of"]}


def grades(office: Any, run: str) -> dict[str, tuple[str | None, int | None]]:
    return {one: (letter, score) for one, letter, score in office.sql(LETTERS, run=run).all()}


def test_numbers_and_rows_are_those_of_the_stored_runs(office: Any, planner: User, days: dict[str, str]) -> None:
    answer = ask(office, planner, "changes", **days, kind="worse", columns="true").json
    before, after = (grades(office, answer[name]["id"]) for name in ("before", "after"))
    moves = Counter((before[one][0] or "ungraded", after[one][0] or "ungraded") for one in after)
    at = answer["letters"].index
    assert {(was, now): answer["matrix"][at(was)][at(now)] for was, now in moves} == dict(moves)
    assert sum(map(sum, answer["matrix"])) == len(after) == sum(answer["kinds"].values())
    fell = {one for one in after if (before[one][0] or "F") < (after[one][0] or "A")}
    assert 0 < len(fell) == answer["total"] == answer["kinds"]["worse"]
    assert sum(district["kinds"]["worse"] for district in answer["districts"]) == len(fell)
    page = ask(office, planner, "changes/rows", **days, kind="worse", size=200).json
    assert {row["id"] for row in page["items"]} == fell
    for row in page["items"]:
        assert row["difference"] == pytest.approx((after[row["id"]][1] - before[row["id"]][1]) / 100)
        assert sum(line["difference"] for line in row["lines"]) == pytest.approx(row["difference"])
        assert all(line["label"] for line in row["lines"])
    bits = np.unpackbits(np.frombuffer(b64decode(answer["bits"]), np.uint8), bitorder="little")
    assert np.flatnonzero(bits).tolist() == sorted(row["at"] for row in page["items"])
    kinds = np.frombuffer(b64decode(answer["column"]), np.uint8)
    assert {answer["order"][kinds[row["at"]]] for row in page["items"]} == {"worse"}


def test_a_column_is_a_run_as_it_was_stored_for_ever(office: Any, planner: User, days: dict[str, str]) -> None:
    runs = ask(office, planner, "runs").json
    first = runs["items"][0]["id"]
    found = ask(office, planner, "columns", run=first, network=runs["network"])
    size = len(found.data) // 4
    letters = [letter for letter, _ in grades(office, first).values()]
    assert [None if code == 5 else "ABCDE"[code] for code in found.data[:size]] == letters
    again = {"Authorization": f"Bearer {office.token(planner, Scope.READ)}", "If-None-Match": found.headers["ETag"]}
    query = {"run": first, "network": runs["network"]}
    assert office.app.test_client().get("/api/v1/grades/columns", query_string=query, headers=again).status_code == 304
    assert ask(office, planner, "columns", run=first, network="0").status_code == 404


def test_filters_narrow_the_rows_and_districts_the_numbers(office: Any, planner: User, days: dict[str, str]) -> None:
    whole = ask(office, planner, "changes", **days).json
    code, kinds = next((one["code"], one["kinds"]) for one in whole["districts"] if one["kinds"]["better"])
    answer = ask(office, planner, "changes", **days, district=code, was="C", now="B").json
    assert answer["kinds"] == kinds
    at = answer["letters"].index
    assert answer["total"] == answer["matrix"][at("C")][at("B")]
    assert ask(office, planner, "changes", **days, followed="true").json["total"] == whole["followed"]
    page = ask(office, planner, "changes/rows", **days, sort="difference", order="desc", size=200).json
    told = [row["difference"] for row in page["items"] if row["difference"] is not None]
    assert told == sorted(told, reverse=True)


def test_as_it_was_known_then_later_runs_are_not_there(office: Any, planner: User, days: dict[str, str]) -> None:
    runs = ask(office, planner, "runs").json["items"]
    known = runs[1]["known_at"]
    assert [run["id"] for run in ask(office, planner, "runs", known=known).json["items"]] == [
        runs[0]["id"],
        runs[1]["id"],
    ]
    answer = ask(office, planner, "changes", **days, known=known).json
    assert (answer["before"]["id"], answer["after"]["id"]) == (runs[0]["id"], runs[1]["id"])


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"before": "1999-01-01"}, 409, "no_run_then"),
        ({"known": "1999-01-01T00:00:00Z"}, 409, "no_run_then"),
        ({"after": "1999-01-01"}, 400, "invalid_input"),
        ({"kind": "fine"}, 400, "http_400"),
        ({"axis": "confidence"}, 400, "http_400"),
    ],
)
def test_what_is_not_there_is_refused(
    office: Any, planner: User, days: dict[str, str], query: dict[str, str], status: int, code: str
) -> None:
    refused = ask(office, planner, "changes", **{**days, **query})
    assert (refused.status_code, refused.json["error"]["code"]) == (status, code)


@pytest.mark.parametrize("known", ["0001-01-01T00:00:00+10:00", "9999-12-31T23:00:00Z"])
def test_a_moment_that_is_on_no_day_here_is_refused(office: Any, planner: User, known: str) -> None:
    assert ask(office, planner, "runs", known=known).status_code == 400


def test_files_hold_the_rows_and_are_for_those_who_take_out_segments(
    office: Any, planner: User, days: dict[str, str]
) -> None:
    total = ask(office, planner, "changes", **days, kind="better").json["total"]
    written = ask(office, planner, "changes/rows.csv", Scope.EXPORT, **days, kind="better").data.decode("utf-8-sig")
    assert written.splitlines()[0].startswith("구간,골목,행정동")
    assert len(written.splitlines()) == total + 1
    assert ask(office, planner, "changes/rows.xlsx", Scope.EXPORT, **days).data.startswith(b"PK")
    assert ask(office, planner, "changes/rows.pdf", Scope.EXPORT, **days).status_code == 404
    assert (
        office.sql("SELECT count(*) FROM write_log WHERE action = 'export' AND subject = 'changes'").scalar_one() == 2
    )
    mayor = office.add("made-mayor", Role.MAYOR)
    assert ask(office, mayor, "changes/rows.csv", Scope.EXPORT, **days).status_code == 403
    walker = office.add("made-walker", Role.FIELD, office.districts()[0])
    assert ask(office, walker, "changes", **days).status_code == 403
