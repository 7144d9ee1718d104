"""Why a segment has its grade, over HTTP: the numbers of the tables, as they were known at any time, for its staff alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest

from mapper.domain.access import Scope, sees_all_of
from mapper.domain.calendar import KST
from mapper.domain.grading import grade, grade_probabilities
from mapper.domain.mending import cheapest_lift, grade_mended
from mapper.domain.parameters import PARAMETERS
from mapper.domain.reader import BOUND_ROLES, Reader, Role
from mapper.domain.rubric import RUBRIC
from mapper.store.segment_facts import facts_of
from web.clock import now

STAFF = [role for role in Role if role is not Role.PUBLIC]
BUSIEST = """
    SELECT placement.segment_id FROM placement JOIN grade ON grade.segment_id = placement.segment_id
    JOIN segment ON segment.id = placement.segment_id AND superseded_at IS NULL
    GROUP BY 1 HAVING count(DISTINCT coalesce(overall_score, -1)) > 1 ORDER BY count(DISTINCT issue_id) DESC, 1 LIMIT 1
"""
SURVEYS = """
    SELECT id::text, levels, surveyor FROM survey WHERE segment_id = :segment AND recorded_at <= :known AND walked_at < :until
    ORDER BY walked_at, recorded_at, id
"""
ISSUES = "SELECT issue_id::text FROM issue_state WHERE segment_id = :segment AND NOT merged"
RUNS = """
    SELECT as_of::text, overall_grade, overall_score, walking_score FROM grade JOIN grade_run ON grade_run.id = run_id
    WHERE official AND segment_id = :segment ORDER BY as_of DESC
"""


GRADED_THEN = """
    SELECT as_of::text, grade_run.known_at, overall_grade, overall_score, residential_score, walking_score
    FROM grade JOIN grade_run ON grade_run.id = run_id
    WHERE official AND segment_id = :segment AND overall_score IS NOT NULL ORDER BY as_of LIMIT 1
"""
LATE_SURVEY = """
    INSERT INTO survey (id, source_key, segment_id, method, surveyor, rubric, levels, walked_at, recorded_at)
    VALUES (:id, :id, :segment, 'field', 'made-late', '1.0', :levels, CAST(:day AS date) - interval '1 day', :now)
"""


@pytest.fixture
def segment(office: Any) -> UUID:
    """The segment with most on it whose grades differ over time."""
    found: UUID = office.sql(BUSIEST).scalar_one()
    return found


@pytest.fixture
def planner(office: Any) -> Any:
    return office.add("made-planner", Role.PLANNER)


def ask(office: Any, user: Any, segment: UUID, what: str, **query: Any) -> Any:
    headers = {"Authorization": f"Bearer {office.token(user, Scope.READ)}"}
    return office.app.test_client().get(f"/api/v1/segments/{segment}/{what}", query_string=query, headers=headers)


def of(history: Any, what: str) -> list[Any]:
    return [fact for fact in history["facts"]["items"] if fact["what"] == what]


def test_the_history_is_what_the_tables_hold(office: Any, planner: Any, segment: UUID) -> None:
    history = ask(office, planner, segment, "history", size=400).json
    surveys = office.sql(SURVEYS, segment=segment, known=now(), until=now()).all()
    levels = dict(zip(RUBRIC.item_ids, surveys[-1].levels, strict=True))
    before = dict(zip(RUBRIC.item_ids, surveys[-2].levels, strict=True)) if len(surveys) > 1 else {}
    last, *older = of(history, "survey")
    assert [last["id"], *(one["id"] for one in older)] == [row.id for row in reversed(surveys)]
    assert last["surveyor"] == surveys[-1].surveyor
    assert {one["item"]: (one["before"], one["after"]) for one in last["changed"]} == {
        item: (before.get(item), level) for item, level in levels.items() if level != before.get(item)
    }
    issues = set(office.sql(ISSUES, segment=segment).scalars())
    assert {one["id"] for one in of(history, "issue")} == issues
    assert history["facts"]["total"] == len(surveys) + len(issues) > 5
    days = [datetime.fromisoformat(one["at"]) for one in history["facts"]["items"]]
    assert days == sorted(days, reverse=True)


def test_grades_are_those_of_the_official_runs_where_they_differ(office: Any, planner: Any, segment: UUID) -> None:
    history = ask(office, planner, segment, "history").json
    runs = [tuple(row) for row in office.sql(RUNS, segment=segment)]
    hundredths = [
        one["overall"]["score"] and round(100 * one["overall"]["score"]) for one in history["grades"]["items"]
    ]
    assert hundredths == [score for _, _, score, _ in runs]
    assert [(one["as_of"], one["overall"]["grade"]) for one in history["grades"]["items"]] == [run[:2] for run in runs]
    more_known = copy_run(office, segment, runs[0][0], score=1234)
    same_later = copy_run(office, segment, runs[0][0], score=1234, days=1)
    assert same_later - more_known == timedelta(days=1)
    copy_run(office, segment, runs[0][0], score=4321, days=2, official=False)
    told = ask(office, planner, segment, "history").json["grades"]
    assert told["total"] == len(runs)  # one a day, where it differs, of official runs
    assert (told["items"][0]["as_of"], told["items"][0]["overall"]["score"]) == (runs[0][0], 12.34)
    before = (more_known - timedelta(seconds=1)).isoformat()
    assert ask(office, planner, segment, "history", known=before).json["grades"] == history["grades"]


def copy_run(office: Any, segment: UUID, as_of: str, *, score: int, days: int = 0, official: bool = True) -> datetime:
    """Store the run of a day once more, an hour and some days later, with another score of the segment."""
    new = uuid4()
    known: datetime = office.sql(
        "INSERT INTO grade_run SELECT :new, as_of + :days, known_at + interval '1 hour' + :days * interval '1 day', rubric,"
        " parameters, :official, memory_run_id, digest, created_at FROM grade_run WHERE as_of = CAST(:as_of AS date)"
        " ORDER BY known_at LIMIT 1 RETURNING known_at",
        new=new,
        days=days,
        official=official,
        as_of=as_of,
    ).scalar_one()
    office.sql(
        "INSERT INTO grade SELECT (jsonb_populate_record(grade, jsonb_build_object('run_id', CAST(:new AS text),"
        " 'overall_score', CAST(:score AS int)))).* FROM grade JOIN grade_run ON grade_run.id = run_id"
        " WHERE segment_id = :segment AND as_of = CAST(:as_of AS date) ORDER BY known_at LIMIT 1",
        new=str(new),
        score=score,
        segment=segment,
        as_of=as_of,
    )
    return known


def test_pages_are_the_whole_without_repetition(office: Any, planner: Any, segment: UUID) -> None:
    whole = ask(office, planner, segment, "history", size=400).json
    pages = [ask(office, planner, segment, "history", page=page, size=7).json for page in (1, 2, 3, 4, 5)]
    for part in ("facts", "grades"):
        paged = [one for page in pages for one in page[part]["items"]]
        assert paged == whole[part]["items"][:35]
        assert {page[part]["total"] for page in pages} == {whole[part]["total"]}


def test_as_it_was_known_before_nothing_later_is_told(office: Any, planner: Any, segment: UUID) -> None:
    whole = ask(office, planner, segment, "history", size=400).json
    moves = [(one["id"], move) for one in of(whole, "issue") for move in one["moves"]]
    issue, last = max(moves, key=lambda told: datetime.fromisoformat(told[1]["at"]))
    known = datetime.fromisoformat(last["at"]) - timedelta(seconds=1)
    before = ask(office, planner, segment, "history", size=400, known=known.isoformat()).json
    told = next(one for one in of(before, "issue") if one["id"] == issue)
    assert last not in told["moves"]
    # What is recorded now of that time is not in what was known then, and in what is known now.
    office.sql(
        "INSERT INTO survey (id, source_key, segment_id, method, surveyor, rubric, levels, walked_at, recorded_at)"
        " SELECT :id, :id, segment_id, method, 'made-late', rubric, levels, walked_at - interval '1 day', :now"
        " FROM survey WHERE segment_id = :segment LIMIT 1",
        id=uuid4(),
        segment=segment,
        now=now(),
    )
    assert ask(office, planner, segment, "history", size=400, known=known.isoformat()).json == before
    late = ask(office, planner, segment, "history", size=400).json
    assert "made-late" in {one["surveyor"] for one in of(late, "survey")}
    assert late["facts"]["total"] == whole["facts"]["total"] + 1
    first = ask(office, planner, segment, "history", size=400, as_of=whole["grades"]["items"][-1]["as_of"]).json
    assert first["grades"]["items"] == whole["grades"]["items"][-1:]
    assert 0 < first["facts"]["total"] < whole["facts"]["total"]
    for known in ("2024-07-04T00:00:00", "0001-01-01T00:00:00+10:00"):
        assert ask(office, planner, segment, "history", known=known).status_code == 400
    assert ask(office, planner, segment, "history", as_of="9999-12-31").status_code == 400


def test_the_lift_is_that_of_the_rule_by_what_is_known_now(office: Any, planner: Any, segment: UUID) -> None:
    assert ask(office, planner, segment, "lift").json["why_none"] == "ungraded"  # surveyed too long ago
    levels = [2, 0, 0, 3, 1, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0]
    office.sql(
        "INSERT INTO survey (id, source_key, segment_id, method, surveyor, rubric, levels, walked_at, recorded_at)"
        " VALUES (:id, :id, :segment, 'field', 'made-up', :rubric, :levels, :at, :at)",
        id=uuid4(),
        segment=segment,
        rubric=RUBRIC.version,
        levels=levels,
        at=datetime.now(UTC) - timedelta(minutes=1),
    )
    answer = ask(office, planner, segment, "lift").json
    with office.sessions() as session:
        moment = now()
        known, _ = facts_of(session, [segment], as_of=moment.astimezone(KST).date(), known_at=moment, rubric=RUBRIC)
    graded, mended, lift = grade(known.facts), grade_mended(known.facts), cheapest_lift(known.facts)
    for at, axis in enumerate(("overall", "residential", "walking")):
        assert round(100 * answer["now"][axis]["score"]) == graded.score[0, at]
        assert round(100 * answer["mended"][axis]["score"]) == mended.score[0, at]
        chances = grade_probabilities(graded.score[0, at : at + 1] / 100, PARAMETERS)[0]
        assert list(answer["now"][axis]["probability"].values()) == pytest.approx(chances.tolist(), abs=1e-4)
    assert lift is not None
    assert [one["item"] for one in answer["lift"]["items"]] == list(lift.items)
    assert answer["lift"]["cost"] == pytest.approx(lift.cost, abs=0.05)
    assert (answer["lift"]["grade"], round(100 * answer["lift"]["score"])) == ("ABCDE"[lift.grade], lift.score)
    today = moment.astimezone(KST).date().isoformat()
    told = ask(office, planner, segment, "lift", as_of=today, known_at=moment.isoformat()).json
    assert told | {"known_at": None} == answer | {"known_at": None}  # the past reaches to this moment


def test_the_lift_of_then_is_worked_out_by_what_was_known_then(office: Any, planner: Any, segment: UUID) -> None:
    day, known, letter, *scores = office.sql(GRADED_THEN, segment=segment).one()
    then = ask(office, planner, segment, "lift", as_of=day).json
    assert (then["as_of"], then["now"]["overall"]["grade"]) == (day, letter)
    assert datetime.fromisoformat(then["known_at"]) == known.replace(microsecond=0)
    assert [round(100 * then["now"][axis]["score"]) for axis in ("overall", "residential", "walking")] == scores
    for axis, hundredths in zip(("overall", "residential", "walking"), scores, strict=True):
        chances = grade_probabilities(np.array([hundredths / 100]), PARAMETERS)[0]
        assert list(then["now"][axis]["probability"].values()) == pytest.approx(chances.tolist(), abs=1e-4)
    assert then["lift"] is None or then["lift"]["score"] > then["now"]["overall"]["score"]
    assert (then["lift"] is None) == (then["why_none"] is not None)
    # What is recorded now of the day before is in what is known of that day now, and was not known then.
    office.sql(LATE_SURVEY, id=uuid4(), segment=segment, day=day, levels=[4] * len(RUBRIC.item_ids), now=now())
    assert ask(office, planner, segment, "lift", as_of=day).json == then
    since = ask(office, planner, segment, "lift", as_of=day, known_at=now().isoformat()).json
    assert since["now"]["overall"]["score"] != then["now"]["overall"]["score"]
    for year in ("2001", "0001"):
        early = {"as_of": f"{year}-01-01", "known_at": f"{year}-01-02T12:00:00Z"}
        answer = ask(office, planner, segment, "lift", **early)
        assert (answer.status_code, answer.json["error"]["code"]) == (404, "segment_not_found")
    written = office.app.test_client().get("/api/v1/openapi.json").json["paths"]["/api/v1/segments/{segment_id}/lift"]
    assert {"400", "403", "404"} <= set(written["get"]["responses"])
    assert ask(office, planner, segment, "lift", as_of="2999-01-01").status_code == 400


@pytest.mark.parametrize("role", STAFF)
def test_only_the_staff_of_its_district_are_told(office: Any, role: Role) -> None:
    own, other = office.districts()[:2]
    user = office.staff(own)[role]
    by = Reader(None, "", role, frozenset({own}) if role in BOUND_ROLES else None, "")
    for code in (own, other):
        segment = office.sql(
            "SELECT s.id FROM segment s JOIN district d ON d.id = s.district_id JOIN survey v ON v.segment_id = s.id"
            " WHERE d.code = :code AND graded AND s.superseded_at IS NULL ORDER BY v.walked_at LIMIT 1",
            code=code,
        ).scalar_one()
        expected = 200 if sees_all_of("card.why", by, code) else 403
        assert {ask(office, user, segment, what).status_code for what in ("history", "lift")} == {expected}
        stranger = office.app.test_client().get(f"/api/v1/segments/{segment}/history")
        assert (stranger.status_code, stranger.json["error"]["code"]) == (401, "login_needed")


def test_photos_are_named_to_those_who_may_see_them(office: Any, planner: Any, segment: UUID) -> None:
    sha256 = bytes(range(32))
    office.sql(
        "INSERT INTO photo VALUES (:sha, 9, :sha, :sha, 'image/jpeg', 4, 3, 9, NULL, :now)", sha=sha256, now=now()
    )
    office.sql(
        "INSERT INTO photo_use (id, sha256, survey_id, moment, item, ordinal, recorded_at)"
        " SELECT :id, :sha, id, 'survey', 'R1', 0, :now FROM survey WHERE segment_id = :segment LIMIT 1",
        id=uuid4(),
        sha=sha256,
        segment=segment,
        now=now(),
    )
    mayor = office.add("made-mayor", Role.MAYOR)

    def named(user: Any, **query: Any) -> list[str]:
        history = ask(office, user, segment, "history", size=400, **query).json
        return [photo["sha256"] for fact in history["facts"]["items"] for photo in fact["photos"]]

    assert named(planner) == [sha256.hex()]
    assert named(planner, known="2024-07-04T00:00:00Z") == named(mayor) == []


def test_surveyors_are_named_to_those_who_may_take_out_surveys(office: Any, segment: UUID) -> None:
    def named(user: Any) -> set[str | None]:
        facts = ask(office, user, segment, "history", size=400).json["facts"]["items"]
        return {fact["surveyor"] for fact in facts if fact["what"] == "survey"}

    assert None not in named(office.add("made-other-planner", Role.PLANNER))
    assert named(office.add("made-other-mayor", Role.MAYOR)) == {None}


def test_who_is_to_survey_it_is_told_nothing_yet(office: Any, segment: UUID) -> None:
    code = office.sql(
        "SELECT code FROM district JOIN segment ON district_id = district.id WHERE segment.id = :id", id=segment
    ).scalar_one()
    surveyor = office.add("made-surveyor", Role.FIELD, code)
    assert ask(office, surveyor, segment, "history").status_code == 200
    office.sql(
        "INSERT INTO survey_task (id, user_id, day, segment_id, ordinal, recorded_at)"
        " VALUES (:id, :user, :day, :segment, 1, :now)",
        id=uuid4(),
        user=surveyor.id,
        day=now().astimezone(KST).date(),
        segment=segment,
        now=now(),
    )
    for what in ("history", "lift"):
        answer = ask(office, surveyor, segment, what)
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "own_survey_first")


def test_pages_offer_it_to_those_who_are_told_of_every_segment(office: Any) -> None:
    offered = {
        role: b"data-why" in office.browser(user).get("/").data
        for role, user in office.staff(*office.districts()[:1]).items()
    }
    assert offered == {role: role not in BOUND_ROLES for role in STAFF}
    stranger = office.app.test_client().get("/").data
    assert b"data-why" not in stranger
    assert b"card-why" not in stranger
