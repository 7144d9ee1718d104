"""The planner's board of another day: what was known then is what is counted, listed and printed, whatever came later."""

from __future__ import annotations

from base64 import b64decode
from io import BytesIO
from typing import Any

import numpy as np
import pypdfium2
import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from mapper.domain.access import Scope
from mapper.domain.reader import Role
from mapper.domain.user import User
from mapper.store.issue_state import follow
from web.blueprints.board import init_board

RUNS = "SELECT id, as_of, known_at FROM grade_run WHERE official ORDER BY as_of"
OF_RUN = "SELECT overall_grade, count(*) FROM grade JOIN segment ON segment.id = segment_id AND graded WHERE run_id = :run AND overall_grade IS NOT NULL GROUP BY 1"
CLOSED_LATER = """
    INSERT INTO issue_event (id, issue_id, kind, occurred_at, recorded_at)
    SELECT gen_random_uuid(), id, 'closed', CAST(:day AS timestamptz), now() FROM issue RETURNING issue_id
"""

MANY_COMPLAINTS = """
    INSERT INTO complaint (id, source_key, issue_id, filed_at, recorded_at)
    SELECT gen_random_uuid(), 'made-up ' || n || id, id, CAST(:day AS timestamptz), now()
    FROM generate_series(1, 30) AS n, (SELECT id FROM issue ORDER BY id LIMIT 400) AS told
"""


@pytest.fixture
def planner(office: Any) -> User:
    user: User = office.add("made-planner", Role.PLANNER)
    return user


def ask(office: Any, user: User, path: str, code: int = 200, **query: Any) -> Any:
    headers = {"Authorization": f"Bearer {office.token(user, Scope.READ, Scope.EXPORT)}"}
    answer = office.app.test_client().get(path, query_string=query, headers=headers)
    assert answer.status_code == code, answer.text
    return answer


def test_a_day_shows_the_run_of_then(office: Any, planner: User) -> None:
    run, day, _ = office.sql(RUNS).all()[0]
    stored = dict(office.sql(OF_RUN, run=run).all())
    summary = ask(office, planner, "/api/v1/board", as_of=day).json
    assert (summary["run"]["id"], summary["as_of"]) == (str(run), str(day))
    assert summary["first"] == str(day)
    options = next(facet["options"] for facet in summary["facets"] if facet["key"] == "overall")
    answer = ask(office, planner, "/api/v1/board/answer", as_of=day).json
    counted = dict(zip([option["key"] for option in options], answer["counts"]["overall"], strict=True))
    assert {letter: count for letter, count in counted.items() if count and letter != "ungraded"} == stored
    column = ask(office, planner, "/api/v1/board/columns/overall", as_of=day).data
    assert np.bincount(np.frombuffer(column, np.uint8), minlength=256)[:5].tolist() == [
        stored.get(one, 0) for one in "ABCDE"
    ]


def test_what_is_recorded_later_changes_nothing_of_a_day(office: Any, planner: User) -> None:
    day = office.sql(RUNS).all()[-1].as_of
    is_open = {"status": ["received", "verified", "fixed"]}

    def told(of: str, **query: Any) -> Any:
        init_board(office.app)  # nothing is remembered
        return ask(office, planner, f"/api/v1/board/{of}", **is_open, **query).json

    before, still_open = (
        [told(of, as_of=day) for of in ("answer", "rows", "issues")],
        told("answer")["chosen"]["issues"],
    )
    with office.sessions.begin() as session:
        follow(session, session.scalars(text(CLOSED_LATER), {"day": day}).all())
    assert [told(of, as_of=day) for of in ("answer", "rows", "issues")] == before
    assert before[0]["chosen"]["issues"] == before[2]["total"] > 0 == told("answer")["chosen"]["issues"] < still_open


def test_a_ranking_of_a_day_stays_after_ten_thousand_later_edits(office: Any, planner: User) -> None:
    day = office.sql(RUNS).all()[-1].as_of
    wanted = {"overall": ["D", "E"], "as_of": day, "weights": "4,1,2,1,1,1,2"}

    def told(of: str = "/api/v1/priorities", **query: Any) -> Any:
        init_board(office.app)  # nothing is remembered
        return ask(office, planner, of, **{**wanted, **query})

    first = told(size=200).json
    now = told(size=200, as_of=[]).json
    page, rows = told("/plan/priorities").text, told("/plan/priorities/list.csv").data
    meanings = [one["meaning"] for one in first["criteria"]]
    assert [one for one in meanings if one not in page] == []
    assert any(row["known"]["school"] is not None for row in first["items"])
    with office.sessions.begin() as session:
        follow(session, session.scalars(text(CLOSED_LATER), {"day": day}).all())
        session.execute(text(MANY_COMPLAINTS), {"day": day})
        session.execute(text("UPDATE place SET superseded_at = now() WHERE superseded_at IS NULL"))
    assert told(size=200).json == first
    assert told("/plan/priorities").text.split("<main")[1] == page.split("<main")[1]
    assert told("/plan/priorities/list.csv").data == rows
    later = told(size=200, as_of=[]).json
    assert later["items"] != now["items"]
    assert all(row["known"]["school"] is None and row["known"]["deadline"] is None for row in later["items"])
    assert (first["as_of"], first["run"]["as_of"]) == (str(day), str(day))
    known_now = told(size=200, known_at=later["known_at"]).json
    assert [row["known"]["told"] for row in known_now["items"]] != [row["known"]["told"] for row in first["items"]]
    logged = "SELECT DISTINCT details -> 'filters' ->> 'as_of' FROM write_log WHERE subject = 'priorities'"
    assert office.sql(logged).scalars().all() == [str(day)]


def test_bits_are_those_of_the_rows(office: Any, planner: User) -> None:
    day = office.sql(RUNS).all()[0].as_of
    rows = ask(office, planner, "/api/v1/board/rows", as_of=day, overall="D", size=500).json
    answer = ask(office, planner, "/api/v1/board/answer", as_of=day, overall="D", bits="true").json
    bits = np.unpackbits(np.frombuffer(b64decode(answer["bits"]), np.uint8), bitorder="little")
    today = (
        office.sql("SELECT id::text FROM segment WHERE graded AND superseded_at IS NULL ORDER BY id").scalars().all()
    )
    assert {today[at] for at in np.flatnonzero(bits)} == {row["id"] for row in rows["items"]}
    assert rows["total"] == len(rows["items"]) > 0


def test_paper_of_the_past_says_so(office: Any, planner: User) -> None:
    day = office.sql(RUNS).all()[0].as_of
    printed = ask(office, planner, "/plan/out/map.pdf", as_of=day).data
    with pypdfium2.PdfDocument(BytesIO(printed)) as document:
        said = document[0].get_textpage().get_text_bounded()
    assert "과거:" in said
    assert f"{day.year}. {day.month}. {day.day}." in said


def book(answer: Any) -> dict[str, list[Any]]:
    """Return the rows of each sheet of a workbook."""
    opened = load_workbook(BytesIO(answer.data), read_only=True)
    return {sheet.title: list(sheet.values) for sheet in opened.worksheets}


def test_a_file_of_the_past_holds_what_the_screen_shows(office: Any, planner: User) -> None:
    day = office.sql(RUNS).all()[0].as_of
    wanted = {"as_of": day, "overall": ["D", "E"]}
    shown = ask(office, planner, "/api/v1/board/rows", **wanted, size=500).json["items"]
    sheets = book(ask(office, planner, "/plan/out/segments.xlsx", **wanted))
    names, *rows = next(iter(sheets.values()))
    written = {row[0]: dict(zip(names, row, strict=True)) for row in rows}
    assert {one["id"] for one in shown} == set(written) != set()
    assert [
        one["id"]
        for one in shown
        if (one["overall"]["grade"], one["overall"]["score"])
        != (written[one["id"]]["종합 등급"], written[one["id"]]["종합 점수"])
    ] == []
    assert {str(row["등급 기준일"])[:10] for row in written.values()} == {str(day)}
    assert "메모" not in names  # what people wrote over segments is known as of now alone
    assert [row for sheet in sheets.values() for row in sheet if row[:1] == ("과거",)]
    assert str(day) in ask(office, planner, "/plan/out/segments.csv", as_of=day).headers["Content-Disposition"]
    logged = "SELECT DISTINCT details -> 'filters' ->> 'as_of' FROM write_log WHERE action = 'export'"
    assert office.sql(logged).scalars().all() == [str(day)]


def test_later_records_change_no_file_of_a_day(office: Any, planner: User) -> None:
    day = office.sql(RUNS).all()[-1].as_of
    is_open = {"status": ["received", "verified", "fixed"], "as_of": day}

    def rows() -> Any:
        init_board(office.app)
        sheets = book(ask(office, planner, "/plan/out/issues.xlsx", **is_open))
        return next(iter(sheets.values()))

    before = rows()
    with office.sessions.begin() as session:
        follow(session, session.scalars(text(CLOSED_LATER), {"day": day}).all())
    assert rows() == before
    shown = ask(office, planner, "/api/v1/board/answer", **is_open).json["chosen"]["issues"]
    assert len(before) - 1 == shown > 0


def test_what_everybody_may_see_is_of_now_alone(office: Any, planner: User) -> None:
    day = office.sql(RUNS).all()[0].as_of
    mayor = office.add("made-mayor", Role.MAYOR)
    for user, path in ((planner, "map.html"), (mayor, "segments.xlsx"), (mayor, "segments.csv"), (mayor, "map.html")):
        refused = ask(office, user, f"/plan/out/{path}", 400, as_of=day).json["error"]
        assert (refused["code"], "지금의 것만" in refused["message"]) == ("past_not_public", True)
    assert ask(office, mayor, "/plan/out/map.pdf", as_of=day).data.startswith(b"%PDF-")
    browser = office.browser(planner)
    link = browser.get("/plan/links/new", query_string={"as_of": day})
    assert (link.status_code, "지금의 것만" in link.text) == (400, True)


def test_a_card_is_as_it_was(office: Any, planner: User) -> None:
    run, day, _ = office.sql(RUNS).all()[0]
    found = office.sql(
        "SELECT segment_id, overall_grade, overall_score FROM grade WHERE run_id = :run AND overall_score IS NOT NULL LIMIT 1",
        run=run,
    ).one()
    path = f"/api/v1/segments/{found.segment_id}"
    card = ask(office, planner, path, as_of=day).json
    assert (card["overall"]["grade"], card["overall"]["score"]) == (found.overall_grade, found.overall_score / 100)
    assert card["run"]["id"] == str(run)
    assert office.app.test_client().get(path, query_string={"as_of": day}).status_code == 403


@pytest.mark.parametrize(("query", "status"), [({"as_of": "1990-01-01"}, 409), ({"as_of": "2199-01-01"}, 400)])
def test_there_is_no_day_before_the_first_run_nor_ahead(
    office: Any, planner: User, query: dict[str, str], status: int
) -> None:
    assert ask(office, planner, "/api/v1/board/answer", status, **query).json["error"]["message"]
