"""Records in every order in which they may arrive: what names an issue waits for it, and it ends as if it had been first."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import permutations
from typing import Any

import geopandas as gpd
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.calendar import KST
from mapper.domain.declared_photo import DeclaredPhoto
from mapper.domain.new_issue import NewIssue
from mapper.domain.reader import Reader, Role
from mapper.domain.work import work_of
from mapper.errors import TooMuchAwaited
from mapper.operations import waiting, work_list
from mapper.operations.database import Sessions
from mapper.operations.issues import log_issue
from mapper.operations.network import load_alleys, load_districts
from mapper.operations.overview import LONG, overview
from mapper.operations.people.sealing import Seal
from mapper.operations.receiving import HandedIn
from mapper.operations.works import FieldWork, receive_work
from mapper.store.awaited import count_awaited
from mapper.store.refused import refused_on
from mapper.store.tables import UserRow

SEAL = Seal(bytes(32))
BEGAN = datetime(2024, 7, 4, 9, tzinfo=KST)
WEST, SOUTH = 958_000.0, 1_971_000.0
X, TARGET, OTHER = (uuid.UUID(f"00000000-0000-4000-8000-00000000000{n}") for n in (1, 2, 3))
PHOTO = {"sha256": "ab" * 32}
Step = Callable[[Session], dict[str, Any]]


@pytest.fixture
def people(town: gpd.GeoDataFrame, person: Callable[..., Reader]) -> dict[str, Reader]:
    return {
        "team": person("현장-01", Role.FIELD, "4115099000"),
        "second": person("현장-02", Role.FIELD, "4115099000"),
        "far": person("현장-먼곳", Role.FIELD, "4115011100"),
        "planner": person("기획-01", Role.PLANNER),
    }


def handed_in(body: dict[str, Any]) -> HandedIn:
    return HandedIn(sha256(repr(body).encode()).digest(), body, timedelta())


def said(by: Reader, minute: int, issues: Sequence[uuid.UUID], **more: Any) -> Step:
    """A decision from a phone."""
    body = {"issues": [str(issue) for issue in issues], "act": "move", **more}
    record = uuid.uuid5(issues[0], repr(more))
    photos = tuple(DeclaredPhoto(bytes.fromhex(one["sha256"]), "after") for one in more.get("photos", ()))
    work = FieldWork(record, tuple(issues), work_of(body), photos, BEGAN + timedelta(minutes=minute))
    return lambda session: receive_work(session, work, handed_in(body), by=by, seal=SEAL, new_id=uuid.uuid4)[0]


def seen(by: Reader, minute: int, issue: uuid.UUID, joins: uuid.UUID | None = None) -> Step:
    """An issue from a phone."""
    lon, lat = transformer(KOREA_TM, WGS84).transform(WEST + 150, SOUTH + 1)
    new = NewIssue(
        id=issue,
        category="illegal_dumping",
        severity=3,
        lon=lon,
        lat=lat,
        accuracy_m=4.0,
        dragged=False,
        segment=None,
        reported_at=BEGAN + timedelta(minutes=minute),
        road_name=None,
        description=None,
        joins=joins,
    )
    body = handed_in({"joins": joins and str(joins)})
    return lambda session: log_issue(session, new, body, by=by, seal=SEAL)[0]


TOLD = (
    "SELECT issue_id, segment_id, verification, merged, reported_at, resolved_at FROM issue_state ORDER BY issue_id",
    "SELECT issue_id, kind, into_id, occurred_at FROM issue_event ORDER BY issue_id, occurred_at",
    "SELECT issue_id, team_id, department FROM assignment ORDER BY issue_id",
    "SELECT issue_id, words FROM issue_update ORDER BY issue_id, words",
    "SELECT issue_id, sha256, moment FROM photo_use ORDER BY issue_id",
    "SELECT segment_id, overall_score, lines FROM live_grade ORDER BY segment_id",
)


def ends(session: Session, steps: Sequence[Step]) -> Iterator[tuple[list[Any], list[dict[str, Any]]]]:
    """What is told in the end, for every order of the steps, with what each answered."""
    for order in permutations(steps):
        attempt = session.begin_nested()
        answers = {step: step(session) for step in order}
        yield [session.execute(text(one)).all() for one in TOLD], [answers[step] for step in steps]
        attempt.rollback()
        session.expire_all()


def test_what_waits_is_bounded(session: Session, people: dict[str, Reader], monkeypatch: pytest.MonkeyPatch) -> None:
    def decides(count: int) -> None:
        said(people["team"], 0, [uuid.uuid4() for _ in range(count)], move="fixed")(session)

    with pytest.raises(TooMuchAwaited):
        decides(waiting.MOST_NAMED + 1)
    monkeypatch.setattr(waiting, "MOST_AWAITED", waiting.MOST_NAMED + 1)
    decides(waiting.MOST_NAMED)
    with pytest.raises(TooMuchAwaited):
        decides(2)
    decides(1)
    said(people["second"], 0, [uuid.uuid4(), uuid.uuid4()], move="fixed")(session)
    assert session.execute(text("SELECT count(*) FROM awaited")).scalar_one() == waiting.MOST_NAMED + 3


def test_what_never_arrives_is_told_and_what_came_too_early_is_no_burden(
    session: Session, people: dict[str, Reader]
) -> None:
    """Nothing is given up: a phone may come back after a year. What two did on one issue makes nobody wait."""
    team, second = people["team"], people["second"]
    for step in (seen(team, 0, X), said(team, 1, [X], move="fixed"), said(second, 2, [X], move="verified")):
        step(session)
    said(second, 3, [TARGET, OTHER], move="fixed")(session)
    assert session.execute(text("SELECT count(*) FROM awaited")).scalar_one() == 3
    assert [count_awaited(session, one.user_id) for one in (team, second)] == [0, 2]
    came = session.execute(text("SELECT max(recorded_at) FROM receipt")).scalar_one()
    assert overview(session, now=came + LONG).awaited == {}
    assert overview(session, now=came + LONG + timedelta.resolution).awaited == {"현장-02": 1}
    seen(team, 0, TARGET)(session)
    seen(team, 0, OTHER)(session)
    assert overview(session, now=came + 2 * LONG).awaited == {}


def test_what_was_refused_waits_for_what_came_before_it_within_bounds(
    session: Session, people: dict[str, Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever one person sends of an issue, what another decides about it is looked at with little beside it."""
    monkeypatch.setattr(waiting, "MOST_TOO_EARLY", 2)
    team, second = people["team"], people["second"]
    early = [said(second, 20 + n, [X], move="resolved", reason=f"{n}") for n in range(4)]
    early[0](session)
    seen(team, 0, X)(session)
    for step in (*early[1:], said(team, 15, [X], move="resolved")):
        assert step(session)["refused"][0]["why"] == "moved_on"
    counts = "SELECT count(*) FROM awaited JOIN receipt ON receipt.id = receipt_id GROUP BY user_id ORDER BY 1"
    assert session.execute(text(counts)).scalars().all() == [1, 2]
    said(team, 10, [X], move="fixed")(session)
    assert [row.kind for row in session.execute(text(TOLD[1]))] == ["fixed", "resolved"]


def test_an_issue_joins_one_that_arrives_after_it(session: Session, people: dict[str, Reader]) -> None:
    team = people["team"]
    steps = seen(team, 0, TARGET), seen(team, 5, X, joins=TARGET), seen(people["second"], 6, OTHER, joins=TARGET)
    told = list(ends(session, steps))
    assert len(told) == 6
    assert all(state == told[0][0] for state, _ in told)
    states, events, *_ = told[0][0]
    assert [(row.issue_id, row.merged) for row in states] == [(X, True), (TARGET, False), (OTHER, True)]
    assert [(row.kind, row.into_id) for row in events] == [("merged", TARGET)] * 2
    assert {(joined["merged_into"], joined["note"]) for _, (_, joined, _) in told} == {
        (str(TARGET), None), (None, "joins_unknown"),
    }  # fmt: skip


def test_an_issue_joins_one_that_was_closed_without_a_fix(session: Session, people: dict[str, Reader]) -> None:
    """Whoever stands before it sees that it is there still, also where all that is known of it arrives afterwards."""
    closed = {"move": "closed", "blocker": "law", "reason": "사유지"}
    steps = (
        seen(people["team"], 0, TARGET),
        said(people["planner"], 3, [TARGET], **closed),
        seen(people["team"], 5, X, TARGET),
    )
    told = list(ends(session, steps))
    assert all(state == told[0][0] for state, _ in told)
    assert [(row.issue_id, row.kind) for row in told[0][0][1]] == [(X, "merged"), (TARGET, "closed")]


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [
        ({"move": "fixed", "photos": [PHOTO]}, {"move": "resolved"}, ["fixed", "resolved"]),
        ({"move": "verified"}, {"move": "fixed"}, ["verified", "fixed"]),
        ({"act": "note", "words": "사다리가 필요함"}, {"move": "fixed"}, ["fixed"]),
        ({"move": "fixed"}, {"move": "reopened", "reason": "다시 쌓임"}, ["fixed", "reopened"]),
        ({"move": "resolved"}, {"move": "verified"}, ["verified"]),
    ],
)
def test_two_works_and_their_issue(
    session: Session, people: dict[str, Reader], first: dict[str, Any], second: dict[str, Any], kinds: list[str]
) -> None:
    steps = (
        seen(people["team"], 0, X),
        said(people["team"], 10, [X], **first),
        said(people["second"], 20, [X], **second),
    )
    told = list(ends(session, steps))
    assert [one.kind for one in told[0][0][1]] == kinds
    assert all(state == told[0][0] for state, _ in told)
    known = [answers[1]["is_known"] for _, answers in told]
    assert known == [True, True, False, False, True, False]


def test_a_merge_waits_for_both(session: Session, people: dict[str, Reader]) -> None:
    planner = people["planner"]
    steps = seen(planner, 0, X), seen(planner, 1, TARGET), said(planner, 9, [X], move="merged", into=str(TARGET))
    told = list(ends(session, steps))
    assert all(state == told[0][0] for state, _ in told)
    assert [row.into_id for row in told[0][0][1]] == [TARGET]


def test_who_may_not_is_refused_where_the_desk_sees_it(session: Session, people: dict[str, Reader]) -> None:
    far, gone = people["far"], people["second"]
    assert said(far, 10, [X], move="fixed")(session)["is_known"] is False
    said(gone, 11, [X], move="verified")(session)
    session.execute(text("UPDATE user_account SET disabled_at = now() WHERE id = :id"), {"id": gone.user_id})
    seen(people["team"], 0, X)(session)
    assert work_list.whole(session, people["planner"], X, now=BEGAN).row.facts["status"] == "received"
    kept = session.execute(text("SELECT user_id, details -> 'refused' FROM act ORDER BY recorded_at, id")).all()
    assert {(user, one["why"]) for user, refused in kept for one in refused} == {
        (far.user_id, "unknown"), (gone.user_id, "unknown"), (gone.user_id, "not_allowed"),
    }  # fmt: skip
    assert session.execute(text("SELECT count(*) FROM awaited")).scalar_one() == 0


@pytest.mark.parametrize(
    ("begun", "late", "lost", "between", "kinds"),
    [
        ([], {"move": "resolved"}, Role.WELFARE, {"move": "fixed"}, ["fixed"]),
        (
            [{"move": "closed", "blocker": "law", "reason": "사유지"}],
            {"move": "rejected", "reason": "현장에 없음"},
            Role.FIELD,
            {"move": "reopened", "reason": "다시 쌓임"},
            ["closed", "reopened"],
        ),
    ],
    ids=["no work any more", "no office any more"],
)
def test_who_lost_the_right_decides_no_more_and_hinders_nobody(
    session: Session,
    people: dict[str, Reader],
    begun: list[dict[str, Any]],
    late: dict[str, Any],
    lost: Role,
    between: dict[str, Any],
    kinds: list[str],
) -> None:
    planner, sender = people["planner"], replace(people["second"], role=Role.PLANNER)
    for step in (seen(planner, 0, X), *(said(planner, 5, [X], **one) for one in begun)):
        step(session)
    receipt = said(sender, 20, [X], **late)(session)
    assert [one["why"] for one in receipt["refused"]] == ["moved_on"]
    session.execute(text("UPDATE user_account SET role = :role WHERE id = :id"), {"role": lost, "id": sender.user_id})
    assert said(people["team"], 10, [X], **between)(session)["done"] == [str(X)]
    assert session.execute(text("SELECT kind FROM issue_event ORDER BY occurred_at")).scalars().all() == kinds
    assert refused_on(session, uuid.UUID(receipt["id"])) == {X: "not_allowed"}
    kept = session.execute(text("SELECT details -> 'refused' FROM act WHERE user_id = :id"), {"id": sender.user_id})
    assert [one["why"] for refused in kept.scalars() for one in refused] == ["moved_on", "not_allowed"]


def test_what_cannot_be_done_keeps_no_issue_from_arriving(session: Session, people: dict[str, Reader]) -> None:
    said(people["planner"], 3, [X], act="assign", team=str(uuid.uuid4()))(session)
    receipt = seen(people["team"], 0, X)(session)
    assert receipt["decision"] == "assigned"
    assert session.execute(text("SELECT count(*) FROM assignment")).scalar_one() == 0


def test_what_arrives_at_the_same_moment_meets(
    own_sessions: Sessions, districts: gpd.GeoDataFrame, lines: gpd.GeoDataFrame
) -> None:
    with own_sessions.begin() as session:
        load_districts(session, districts, recorded_at=BEGAN, new_id=uuid.uuid4)
        load_alleys(session, lines, recorded_at=BEGAN, new_id=uuid.uuid4)
        session.add(UserRow(id=OTHER, name="기획-01", role="planner", all_districts=True, recorded_at=BEGAN))
    by = Reader(OTHER, "기획-01", Role.PLANNER, None, "192.0.2.7")

    def decide() -> None:
        with own_sessions.begin() as session:
            said(by, 9, [X], move="fixed")(session)

    with own_sessions() as arriving, ThreadPoolExecutor(1) as threads:
        seen(by, 0, X)(arriving)
        decided = threads.submit(decide)
        while not decided.done() and not somebody_waits(arriving):
            time.sleep(0.01)
        arriving.commit()
        decided.result()
        assert arriving.execute(text("SELECT kind FROM issue_event")).scalars().all() == ["fixed"]
        assert arriving.execute(text("SELECT count(*) FROM awaited")).scalar_one() == 0


def somebody_waits(session: Session) -> bool:
    return bool(session.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one())
