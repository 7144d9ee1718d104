"""Merges lose nobody's issue: none into what is over, none back into itself, also when two decide at once."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import geopandas as gpd
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.domain.edit import NewEdit, NewValue
from mapper.domain.editable import ISSUE, editable
from mapper.domain.issue import STATUSES
from mapper.domain.reader import Reader, Role
from mapper.domain.wanted import Wanted
from mapper.domain.work import ActKind, Work
from mapper.errors import UndoRefused, WorkRefused
from mapper.operations import work_undo, works
from mapper.operations.database import Sessions
from mapper.operations.edits import take_edit
from mapper.operations.people.sealing import Seal
from mapper.operations.receiving import HandedIn
from mapper.operations.works import FieldWork
from mapper.store.issue_state import follow
from mapper.store.join_targets import open_target
from mapper.store.tables import IssueRow, UserRow

NOW = datetime(2024, 5, 20, 10, tzinfo=KST)
SEAL = Seal(bytes(32))
Issues = tuple[uuid.UUID, ...]


class People(NamedTuple):
    planner: Reader
    field: Reader
    other: Reader


@pytest.fixture
def people(town: gpd.GeoDataFrame, person: Callable[..., Reader]) -> People:
    names = ("현장-01", "현장-02")
    return People(person("기획-01", Role.PLANNER), *(person(name, Role.FIELD, "4115099000") for name in names))


@pytest.fixture
def issues(session: Session, town: gpd.GeoDataFrame, add_issues: Callable[..., Any]) -> Issues:
    """Three on one segment."""
    seen = {"segment_id": town["id"].iloc[0], "reported_at": NOW, "recorded_at": NOW}
    add_issues(*({"source_key": key, **seen} for key in "abc"))
    return tuple(session.scalars(text("SELECT id FROM issue ORDER BY source_key")))


def do(session: Session, by: Reader, move: str, *issues: uuid.UUID, **more: Any) -> uuid.UUID:
    work, wanted = Work(ActKind.MOVE, move, reason="가상 까닭", **more), Wanted(tuple(STATUSES), issues=issues)
    return works.decide(session, by, wanted, work, expected=len(issues), new_id=uuid.uuid4)[0]


def undo(session: Session, by: Reader, act: uuid.UUID) -> work_undo.Undone:
    with session.begin_nested():  # one that is refused leaves nothing
        return work_undo.undo(session, by, act, new_id=uuid.uuid4)


def merged(session: Session) -> dict[uuid.UUID, bool]:
    return {row[0]: row[1] for row in session.execute(text("SELECT issue_id, merged FROM issue_state"))}


def resolve(session: Session, people: People, issue: uuid.UUID) -> None:
    do(session, people.field, "fixed", issue)
    do(session, people.other, "resolved", issue)


def close(session: Session, people: People, issue: uuid.UUID) -> None:
    do(session, people.planner, "closed", issue, blocker="budget")


def reject(session: Session, people: People, issue: uuid.UUID) -> None:
    do(session, people.planner, "rejected", issue)


def withdraw(session: Session, people: People, issue: uuid.UUID) -> None:
    written = NewValue(editable(ISSUE, "withdrawn"), value=True, replaces=frozenset())
    edit = NewEdit(uuid.uuid4(), ISSUE, issue, (written,), resolves=False, edited_at=NOW, reason="가상 까닭")
    take_edit(session, edit, HandedIn(bytes(32), {}, timedelta()), by=people.planner, seal=SEAL)


@pytest.mark.parametrize("end", [resolve, close, reject, withdraw])
def test_a_field_user_puts_nothing_to_what_is_over(
    session: Session, people: People, issues: Issues, end: Callable[..., None]
) -> None:
    """At the desk and from a phone, also one that says so late: whoever ended the one did not know of the other."""
    one, over, third = issues
    do(session, people.planner, "merged", third, into=over)
    end(session, people, over)
    for named in (over, third):
        with pytest.raises(WorkRefused) as caught:
            do(session, people.field, "merged", one, into=named)
        assert caught.value.fields["refused"] == [
            {"issue": str(one), "why": "not_open", "status": "received", "wanted": "merged"}
        ]
    said = Work(ActKind.MOVE, "merged", into=over)
    sent = FieldWork(uuid.uuid4(), (one,), said, (), NOW + timedelta(minutes=1))
    handed_in = HandedIn(bytes(32), {}, timedelta())
    receipt, _ = works.receive_work(session, sent, handed_in, by=people.field, seal=SEAL, new_id=uuid.uuid4)
    assert [refused["why"] for refused in receipt["refused"]] == ["not_open"]
    assert merged(session)[one] is False
    # What was closed without a fix is there still: others may join it, and who may close issues may merge into it.
    assert open_target(session, over, codes=None) == (over if end is close else None, True)
    if end is close:
        do(session, people.planner, "merged", one, into=over)
        assert merged(session)[one] is True


def test_an_undo_does_not_merge_an_issue_into_its_own(session: Session, people: People, issues: Issues) -> None:
    a, b, _ = issues
    do(session, people.planner, "merged", a, into=b)
    taken_out = do(session, people.planner, "unmerged", a)
    back = do(session, people.planner, "merged", b, into=a)
    with pytest.raises(UndoRefused):
        undo(session, people.planner, taken_out)
    assert (merged(session)[a], merged(session)[b]) == (False, True)
    undo(session, people.planner, back)
    withdraw(session, people, b)
    with pytest.raises(UndoRefused):
        undo(session, people.planner, taken_out)
    assert merged(session)[a] is False


def test_an_undo_of_several_does_not_close_a_circle_either(session: Session, people: People, issues: Issues) -> None:
    a, b, c = issues
    do(session, people.planner, "merged", a, into=b)
    do(session, people.planner, "merged", b, into=c)
    taken_out = do(session, people.planner, "unmerged", a, b)
    do(session, people.planner, "merged", c, into=a)
    undone = undo(session, people.planner, taken_out)
    assert (len(undone.issues), [one.why for one in undone.refused]) == (1, ["into_itself"])
    assert sorted(merged(session).values()) == [False, True, True]


def test_what_took_others_since_is_not_over_again_by_an_undo(session: Session, people: People, issues: Issues) -> None:
    one, over, _ = issues
    resolve(session, people, over)
    reopened = do(session, people.field, "reopened", over)
    merge = do(session, people.field, "merged", one, into=over)
    with pytest.raises(UndoRefused):
        undo(session, people.field, reopened)
    undo(session, people.field, merge)
    assert undo(session, people.field, reopened).issues == (over,)


def test_two_decide_at_once(own_sessions: Sessions) -> None:
    """Two merges make no circle, and of two undos of one act the second is told that it was undone."""
    by = Reader(uuid.uuid4(), "기획-01", Role.PLANNER, None, "192.0.2.7")
    a, b, c, d = (uuid.uuid4() for _ in range(4))
    seen = {"category": "litter", "severity": 2, "origin": "field", "reported_at": NOW, "recorded_at": NOW}
    with own_sessions.begin() as session:
        session.add(UserRow(id=by.user_id, name=by.name, role="planner", all_districts=True, recorded_at=NOW))
        session.add_all(IssueRow(id=issue, source_key=str(issue), **seen) for issue in (a, b, c, d))
        session.flush()
        follow(session, [a, b, c, d])
        do(session, by, "merged", a, into=b)
        act = do(session, by, "merged", c, into=d)

    def at_once(one: Callable[[Session], Any], other: Callable[[Session], Any]) -> Any:
        """What the other answers that begins before the one has ended."""

        def run() -> Any:
            with own_sessions.begin() as session:
                return other(session)

        with own_sessions() as session, ThreadPoolExecutor(1) as threads:
            one(session)
            answer = threads.submit(run)
            while not answer.done() and not waits(session):
                time.sleep(0.01)
            session.commit()
            return answer.exception()

    late = at_once(
        lambda session: do(session, by, "merged", d, into=a), lambda session: do(session, by, "merged", b, into=c)
    )
    assert isinstance(late, WorkRefused)
    assert late.fields["refused"] == [{"issue": str(b), "why": "into_itself", "status": "received", "wanted": "merged"}]
    assert isinstance(
        at_once(lambda session: undo(session, by, act), lambda session: undo(session, by, act)), UndoRefused
    )
    with own_sessions() as session:
        assert merged(session) == {a: True, b: False, c: False, d: True}


def waits(session: Session) -> bool:
    return bool(session.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one())
