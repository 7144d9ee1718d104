"""Findings over HTTP: every figure is its rows, a file has them all, and who surveyed is told as the rights say."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import openpyxl
import pytest

from mapper.domain.access import Scope
from mapper.domain.calendar import EPOCH
from mapper.domain.reader import Role
from mapper.domain.user import User
from mapper.errors import ServerBusy
from mapper.operations.database import Sessions
from mapper.operations.findings.kept import FINDERS, Findings
from mapper.operations.moments import Moment
from web.clock import now


@pytest.fixture(scope="session")
def findings(demo_sessions: Sessions) -> Findings:
    """The memory of one process; it has connections of its own, as its threads must not share that of a test."""
    return Findings(demo_sessions, now, patience=60.0)  # a busy machine takes its time


@pytest.fixture
def desk(office: Any, findings: Findings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setitem(office.app.extensions, "golmok_findings", findings)
    return office


@pytest.fixture
def planner(desk: Any) -> User:
    user: User = desk.add("made-planner", Role.PLANNER)
    return user


def ask(office: Any, user: User, path: str, **query: Any) -> Any:
    headers = {"Authorization": f"Bearer {office.token(user, Scope.READ, Scope.EXPORT)}"}
    return office.app.test_client().get(path, query_string=query, headers=headers)


def show(office: Any, user: User, key: str, path: str = "", **query: Any) -> Any:
    answer = ask(office, user, f"/api/v1/findings/{key}{path}", **query)
    assert answer.status_code == 200, answer.text
    return answer.json


@pytest.mark.parametrize("key", FINDERS)
def test_every_number_leads_to_its_rows(desk: Any, planner: User, key: str) -> None:
    found = show(desk, planner, key)["found"]
    for figure in found["figures"]:
        rows = show(desk, planner, key, "/rows", where=figure["where"], size=1)
        if figure["unit"] == "count":
            assert rows["total"] == figure["value"], figure["key"]
        else:  # a share or a measure is of some rows, and says which
            assert rows["total"] > 0, figure["key"]
    for facet in found["facets"]:
        if not facet["options"]:
            continue
        at = int(np.argmax([one["count"] for one in facet["options"]]))
        option = facet["options"][at]
        rows = show(desk, planner, key, "/rows", where=f"{facet['key']}:{option['key']}", size=500)
        assert rows["total"] == option["count"], facet["key"]
        if facet["is_shown"]:
            assert {row["words"][facet["key"]] for row in rows["items"]} == (
                {option["label"]} if option["count"] else set()
            )
    for column in found["columns"]:
        if column["unit"] not in {"issue", "day"}:
            items = show(desk, planner, key, "/rows", sort=column["key"], order="desc", size=500)["items"]
            told = [row["values"][column["key"]] for row in items]
            known = [one for one in told if one is not None]
            assert known == sorted(known, reverse=True) == told[: len(known)], column["key"]


@pytest.mark.parametrize("key", FINDERS)
def test_every_number_beside_an_option_leads_to_its_rows(desk: Any, planner: User, key: str) -> None:
    found = show(desk, planner, key)["found"]
    for part in found["parts"]:
        for place, column in enumerate(part["columns"]):
            told = [row["values"][place] or 0 for row in part["rows"]]
            if not any(told):
                continue
            at = int(np.argmax(np.abs(told)))
            asked = {"where": [*column["where"], f"{column['facet']}:{part['rows'][at]['key']}"], "size": 500}
            rows = show(desk, planner, key, "/rows", **asked)
            which = (part["facet"], column["key"])
            if column["sums"]:
                pages = range(2, 2 + (rows["total"] - 1) // 500)
                items = [
                    *rows["items"],
                    *(one for page in pages for one in show(desk, planner, key, "/rows", page=page, **asked)["items"]),
                ]
                assert sum(one["values"][column["sums"]] for one in items) == pytest.approx(told[at]), which
            elif column["unit"] == "count":
                assert rows["total"] == told[at], which
            else:  # a share or a measure is of some rows, and says which
                assert rows["total"] > 0, which


def test_what_is_measured_of_an_option_is_measured_on_its_rows(desk: Any, planner: User) -> None:
    """A mean, and agreement on an item: worked out once more from the rows that the number leads to."""
    part = next(one for one in show(desk, planner, "weights")["found"]["parts"] if one["facet"] == "overall")
    place = next(i for i, one in enumerate(part["columns"]) if one["key"] == "kept_share")
    grade = max((row for row in part["rows"] if row["values"][place] is not None), key=lambda row: row["values"][place])
    kept: list[float] = []
    while page := show(
        desk, planner, "weights", "/rows", where=f"overall:{grade['key']}", size=500, page=1 + len(kept) // 500
    )["items"]:
        kept += [row["values"]["kept_share"] for row in page]
    assert np.mean(kept) == pytest.approx(grade["values"][place])
    items = next(one for one in show(desk, planner, "raters")["found"]["parts"] if one["facet"] == "item")
    keys = [one["key"] for one in items["columns"]]
    rare = min((row for row in items["rows"] if row["values"][0]), key=lambda row: row["values"][0])
    told = dict(zip(keys, rare["values"], strict=True))
    seen = show(desk, planner, "raters", "/rows", where=f"both:{rare['key']}", size=500)
    differ = show(desk, planner, "raters", "/rows", where=[f"both:{rare['key']}", f"item:{rare['key']}"], size=500)
    assert (seen["total"], differ["total"]) == (told["pairs"], told["differ"])
    assert told["within_one"] == pytest.approx(1 - told["differ"] / told["pairs"])


def test_the_map_shows_the_rows(desk: Any, planner: User) -> None:
    found = show(desk, planner, "coverage")["found"]
    rows = show(desk, planner, "coverage", "/rows", where=found["maps"][0]["where"], size=500, bits="true")
    column = ask(desk, planner, "/api/v1/findings/coverage/columns/state")
    board = ask(desk, planner, "/api/v1/board").json
    assert column.headers["Golmok-Network"] == rows["network"] == board["network"]
    codes = np.frombuffer(column.data, np.uint8)
    graded = [one["key"] for one in found["facets"][1]["options"]].index("graded")
    assert len(codes) == board["segments"]
    assert (codes != graded).sum() == rows["total"] == rows["segments"] > 0


def test_a_file_has_the_rows_and_says_what_they_are(desk: Any, planner: User) -> None:
    found = show(desk, planner, "coverage")["found"]
    where = found["maps"][0]["where"]
    total = show(desk, planner, "coverage", "/rows", where=where)["total"]
    file = ask(desk, planner, "/plan/findings/coverage.csv", where=where)
    header, *lines = csv.reader(io.StringIO(file.data.decode("utf-8-sig")))
    assert len(lines) == total
    assert header[0] == "구간"
    book = openpyxl.load_workbook(io.BytesIO(ask(desk, planner, "/plan/findings/coverage.xlsx", where=where).data))
    assert book["목록"].max_row == total + 1
    about = {row[0]: row[1] for row in book["설명"].values}
    assert about["한계"] == found["limits"]
    assert about["기준일"] == found["moment"]["as_of"]
    assert "조사 기록 없음" in str(about["고른 조건"])


@pytest.mark.parametrize("key", FINDERS)
def test_every_finding_is_a_workbook_for_those_who_take_out_what_staff_see(desk: Any, planner: User, key: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(ask(desk, planner, f"/plan/findings/{key}.xlsx").data), read_only=True)
    assert book.sheetnames[:2] == ["목록", "설명"]
    taken = "SELECT name, subject, details->>'format' FROM write_log WHERE action = 'export'"
    assert [tuple(one) for one in desk.sql(taken)] == [("made-planner", key, "xlsx")]
    mayor = desk.add("made-mayor", Role.MAYOR)
    assert ask(desk, mayor, f"/plan/findings/{key}.csv").status_code == 403
    assert desk.sql(taken).all()[1:] == []


def test_whoever_takes_nothing_out_is_offered_no_file(desk: Any, planner: User) -> None:
    mayor = desk.add("made-mayor", Role.MAYOR)
    assert "data-files" in ask(desk, planner, "/plan/findings").text
    assert "data-files" not in ask(desk, mayor, "/plan/findings").text


@pytest.mark.parametrize("as_of", ["9999-12-31", "2100-01-01"])
def test_a_day_ahead_is_refused(desk: Any, planner: User, as_of: str) -> None:
    assert ask(desk, planner, "/api/v1/findings/coverage", as_of=as_of).status_code == 400


def test_surveyors_are_named_to_planners_and_to_nobody_else(desk: Any, planner: User) -> None:
    mayor = desk.add("made-mayor", Role.MAYOR)

    def raters(user: User) -> set[str]:
        parts = show(desk, user, "raters")["found"]["parts"]
        return {row["label"] for part in parts if part["facet"] == "rater" for row in part["rows"]}

    by_first = desk.sql("SELECT (array_agg(id ORDER BY recorded_at, id))[1], surveyor FROM survey GROUP BY 2").all()
    order = [name for _, name in sorted(map(tuple, by_first))]  # as nothing that follows from names is
    parts = show(desk, planner, "raters")["found"]["parts"]
    told = next([row["label"] for row in part["rows"]] for part in parts if part["facet"] == "rater")
    assert told == [name for name in order if name in told]
    named = set(order)
    assert raters(planner) <= named
    assert len(raters(mayor)) == len(raters(planner)) > 1
    assert named.isdisjoint(raters(mayor))
    rows = ask(desk, mayor, "/api/v1/findings/raters/rows", size=500).text
    file = ask(desk, planner, "/plan/findings/raters.csv").text
    book = openpyxl.load_workbook(io.BytesIO(ask(desk, planner, "/plan/findings/raters.xlsx").data))
    cells = " ".join(str(cell) for sheet in book for row in sheet.values for cell in row)
    assert not any(name in told for name in named for told in (rows, file, cells))
    assert "조사자 A" in file


def test_moments_without_end_are_not_worked_out_at_once(demo_sessions: Sessions) -> None:
    findings, today = Findings(demo_sessions, now, patience=0.0), now()
    with findings._turn:  # as long as one of them takes
        for ago in range(2 * len(FINDERS)):
            findings.ask("coverage", Moment(EPOCH, today - timedelta(days=ago)))
        with pytest.raises(ServerBusy):
            findings.ask("coverage", Moment(EPOCH, today - timedelta(days=400)))
    findings.ask("coverage", Moment(EPOCH, today), wait=60.0)


def test_an_earlier_day_is_looked_at_as_it_was_known_then(desk: Any, planner: User) -> None:
    listed = ask(desk, planner, "/api/v1/findings").json
    run = listed["runs"][-1]
    assert show(desk, planner, "coverage", as_of=run["as_of"])["found"]["moment"] == run
    day = {"as_of": "2024-02-29"}
    known = ask(desk, planner, "/api/v1/findings", **day).json["moment"]["known_at"]
    assert known == "2024-03-01T00:00:00+09:00"


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/api/v1/findings/nothing", {}, 404),
        ("/api/v1/findings/coverage/columns/district", {}, 404),
        ("/plan/findings/coverage.exe", {}, 404),
        ("/api/v1/findings/coverage/rows", {"where": "state:made-up"}, 400),
        ("/api/v1/findings/coverage/rows", {"where": "made-up"}, 400),
        ("/api/v1/findings/coverage/rows", {"where": "made-up:no"}, 400),
        ("/api/v1/findings/coverage/rows", {"sort": "made-up"}, 400),
        ("/api/v1/findings", {"as_of": "2099-01-01"}, 400),
        ("/api/v1/findings", {"as_of": "9999-12-31"}, 400),
        ("/api/v1/findings", {"known_at": "0001-01-01T00:00:00+10:00"}, 400),
        ("/api/v1/findings", {"known_at": "2024-01-01T00:00:00"}, 400),
    ],
)
def test_what_is_not_there_is_refused(desk: Any, planner: User, path: str, query: dict[str, str], status: int) -> None:
    assert ask(desk, planner, path, **query).status_code == status


def test_only_who_plans_is_told(desk: Any) -> None:
    walker = desk.add("made-walker", Role.FIELD, desk.districts()[0])
    for path in ("/plan/findings", "/api/v1/findings", "/api/v1/findings/coverage", "/plan/findings/coverage.csv"):
        assert ask(desk, walker, path).status_code == 403
