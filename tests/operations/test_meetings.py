"""Meetings: who sees and writes them, what they come to, and what was known of that when."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import geopandas as gpd
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.domain.decision import Ballot
from mapper.domain.meeting import MeetingDraft, Ties
from mapper.domain.reader import Reader, Role
from mapper.errors import DecidedMeanwhile, DecisionMoveRefused, InvalidInput, NotAllowed, NotFound
from mapper.operations import agendas, assemblies, decisions
from mapper.operations.decision_figures import about, evidence, figures
from mapper.operations.decisions import Decided
from mapper.operations.meeting_access import Writer, meeting_in_reach
from mapper.operations.meeting_desk import desk, on_segment
from mapper.operations.meeting_tables import sheets_of
from mapper.operations.meetings import Period, add_meeting, change_meeting, meetings
from mapper.operations.people import teams
from mapper.operations.people.teams import TeamPlan
from mapper.store import meetings as rows

CODE, HELD = "4115099000", datetime(2026, 11, 2, 19, tzinfo=KST)
FAR = datetime(2027, 1, 1, tzinfo=KST)

Person = Callable[..., Reader]
pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def planner(person: Person) -> Reader:
    return person("기획-01", Role.PLANNER)


@pytest.fixture
def at(planner: Reader) -> Callable[..., Writer]:
    """Somebody who writes some hours after the meeting began."""

    def write(hours: float, by: Reader = planner) -> Writer:
        return Writer(by, HELD + timedelta(hours=hours), uuid.uuid4)

    return write


@pytest.fixture
def meeting(session: Session, at: Callable[..., Writer]) -> UUID:
    return add_meeting(session, draft(), at(-48))


def draft(**change: Any) -> MeetingDraft:
    values = {
        "kind": "residents",
        "title": "11월 주민회의",
        "place": "가상동 주민센터",
        "held_at": HELD,
        "districts": (CODE,),
    }
    return MeetingDraft(**(values | change))


def decided(words: str = "가로등을 고친다.", **change: Any) -> Decided:
    values = {"ties": Ties(), "item": None, "team": None, "due": None}
    return Decided(words, **(values | change))


def test_a_meeting_is_held_and_what_it_came_to_is_executed(
    session: Session, at: Callable[..., Writer], meeting: UUID, town: gpd.GeoDataFrame, planner: Reader
) -> None:
    segment = UUID(str(town["id"].iloc[0]))
    plan = TeamPlan("가상동 추진단", [CODE], [])
    team = teams.add_team(session, plan, by=planner, now=HELD - timedelta(days=9), new_id=uuid.uuid4)
    first = agendas.add_item(session, meeting, "어두운 골목", at(-40))
    second = agendas.add_item(session, meeting, "<script>alert(1)</script>", at(-39))
    agendas.move_item(session, meeting, second, at(-38), up=True)
    agendas.tie_item(session, meeting, first, at(-37), more=Ties((segment, segment)), less=Ties())
    came = {"organisation": "가상 자율방범대", "kind": "civic", "role": "resident"}
    assemblies.count_heads(session, meeting, at(1), **came, heads=12)
    assemblies.count_heads(session, meeting, at(1.1), **(came | {"organisation": "가상  자율방범대"}), heads=14)
    assemblies.count_heads(
        session, meeting, at(1.2), organisation="가상동 주민센터", kind="office", role="official", heads=2
    )
    assemblies.count_votes(session, meeting, first, Ballot(9, 3, 2), at(1.3))
    assemblies.count_votes(session, meeting, second, Ballot(10, 0, 0), at(1.3))
    given = decided(item=first, team=team.id, due=HELD.date() + timedelta(days=7))
    made = decisions.decide(session, meeting, given, at(1.4))
    found = desk(session, meeting, by=planner, now=HELD + timedelta(days=9))
    assert [(one.ordinal, one.id) for one in found.items] == [(1, second), (2, first)]
    assert [found.rank(one) for one in found.items] == [1, 2]
    assert (found.heads, len(found.came)) == (16, 2)
    assert found.decisions[0].segments == (segment,)  # those of its item
    assert found.decisions[0].is_overdue(found.today)
    on = HELD.date() + timedelta(days=8)
    decisions.move_decision(session, meeting, made, at(24 * 9), to="executed", reason="", on=on)
    period = Period(HELD.date(), HELD.date(), FAR)
    values = figures(evidence(session, period, by=planner, as_of=FAR.date()))
    assert list(values.values()) == [1, 16, 1, 1, 1.0]
    assert [one.id for one in about(session, by=planner, known=FAR, as_of=FAR.date(), segments=(segment,))] == [made]
    books = sheets_of(found, {CODE: "가상동"})
    assert [(one.title, len(one.rows)) for one in books] == [
        ("회의", 8),
        ("참석", 2),
        ("안건", 2),
        ("결정", 1),
        ("회의록", 0),
    ]


def test_a_figure_of_before_stays_after_later_rows(
    session: Session, at: Callable[..., Writer], meeting: UUID, planner: Reader
) -> None:
    made = decisions.decide(session, meeting, decided(), at(1))
    decisions.decide(session, meeting, decided("둘째 결정"), at(1))
    then = HELD + timedelta(hours=2)

    def seen(known: datetime, as_of: date) -> list[float | None]:
        period = Period(HELD.date(), HELD.date(), known)
        return list(figures(evidence(session, period, by=planner, as_of=as_of)).values())[2:]

    before = seen(then, then.date())
    on = HELD.date() + timedelta(days=3)
    decisions.move_decision(session, meeting, made, at(24 * 5), to="executed", reason="", on=on)
    decisions.move_decision(
        session, meeting, made, at(24 * 6), to="open", reason="다시 꺼졌다.", on=on + timedelta(days=2)
    )
    change_meeting(session, meeting, draft(cancelled=True), at(24 * 7), seen=meeting)
    assert before == seen(then, then.date()) == [2, 0, 0.0]
    assert seen(HELD + timedelta(days=6, hours=1), on) == [2, 1, 0.5]
    assert seen(HELD + timedelta(days=6, hours=1), FAR.date()) == [2, 0, 0.0]
    assert seen(FAR, FAR.date()) == [0, 0, None]


def test_who_works_elsewhere_sees_nothing_and_who_reads_writes_nothing(
    session: Session, at: Callable[..., Writer], meeting: UUID, person: Person
) -> None:
    own, other = person("추진단원-01", Role.FIELD, CODE), person("추진단원-02", Role.FIELD, "4115098000")
    mayor, both = person("시장실-01", Role.MAYOR), person("추진단원-03", Role.FIELD, CODE, "4115098000")
    city = add_meeting(session, draft(kind="strategy", districts=()), at(-47))
    agendas.add_item(session, meeting, "어두운 골목", at(1, own))
    period = Period(HELD.date(), HELD.date(), FAR)
    assert [len(meetings(session, period, by=one)) for one in (own, other, both, mayor)] == [1, 0, 1, 2]
    for stranger, asked in ((other, meeting), (own, city), (own, uuid.uuid4())):
        with pytest.raises(NotFound):
            meeting_in_reach(session, asked, by=stranger, known=FAR)
        with pytest.raises(NotFound):
            agendas.add_item(session, asked, "남의 안건", at(2, stranger))
    for reader, districts in ((mayor, (CODE,)), (own, ()), (own, (CODE, "4115098000"))):
        with pytest.raises((NotAllowed, InvalidInput)):
            add_meeting(session, draft(districts=districts), at(1, reader))
    with pytest.raises(NotAllowed):
        agendas.add_item(session, meeting, "시장실 안건", at(2, mayor))
    with pytest.raises(NotAllowed):
        meetings(session, Period(HELD.date(), HELD.date(), FAR, "4115098000"), by=own)


def test_nothing_comes_of_a_meeting_that_was_not_held(
    session: Session, at: Callable[..., Writer], meeting: UUID
) -> None:
    item = agendas.add_item(session, meeting, "어두운 골목", at(-40))
    came = {"organisation": "가상 자율방범대", "kind": "civic", "role": "resident", "heads": 3}
    for verb in (
        lambda who: assemblies.count_heads(session, meeting, who, **came),
        lambda who: assemblies.count_votes(session, meeting, item, Ballot(0, 0, 0), who),
        lambda who: decisions.decide(session, meeting, decided(), who),
        lambda who: assemblies.write_minutes(session, meeting, "말", who, confirmed=True, seen=None),
    ):
        with pytest.raises(InvalidInput, match="was not held"):
            verb(at(-1))
    with pytest.raises(InvalidInput, match="people came"):
        assemblies.count_votes(session, meeting, item, Ballot(1, 0, 0), at(1))


def test_who_was_overtaken_is_told_and_every_version_stays(
    session: Session, at: Callable[..., Writer], meeting: UUID
) -> None:
    item = agendas.add_item(session, meeting, "어두운 골목", at(-40))
    agendas.change_item(session, meeting, item, "어두운 골목 세 곳", at(-39), seen=item)
    with pytest.raises(DecidedMeanwhile):
        agendas.change_item(session, meeting, item, "다른 말", at(-38), seen=item)
    made = decisions.decide(session, meeting, decided(), at(1))
    decisions.change_decision(session, meeting, made, decided("더 밝게 고친다."), at(2), seen=made)
    with pytest.raises(DecidedMeanwhile):
        decisions.withdraw_decision(session, meeting, made, at(3), seen=made)
    with pytest.raises(DecisionMoveRefused):
        decisions.move_decision(session, meeting, made, at(3), to="open", reason="왜", on=HELD.date())
    with pytest.raises(InvalidInput, match="before the meeting"):
        decisions.decide(session, meeting, decided(due=HELD.date() - timedelta(days=1)), at(2))
    counts = session.execute(text("SELECT (SELECT count(*) FROM agenda_item), (SELECT count(*) FROM decision)")).one()
    assert tuple(counts) == (2, 2)
    for table in (
        "agenda_item",
        "attendance",
        "decision",
        "decision_move",
        "meeting",
        "minutes",
        "organisation",
        "organisation_kind",
        "vote",
    ):
        with pytest.raises(DBAPIError, match="append"), session.begin_nested():
            session.execute(text(f"DELETE FROM {table}"))


def test_what_an_organisation_is_can_be_corrected_and_the_past_stays(
    session: Session, at: Callable[..., Writer], meeting: UUID
) -> None:
    came = {"organisation": "가상 자율방범대", "role": "resident", "heads": 3}
    assemblies.count_heads(session, meeting, at(1), **came, kind="office")
    [was] = rows.attendance(session, meeting, known=at(1).now)
    assert was.organisation.kind == "office"
    assemblies.correct_kind(session, meeting, was.organisation.id, "civic", at(2))
    assemblies.correct_kind(session, meeting, was.organisation.id, "civic", at(3))  # says nothing new
    assert [one.organisation.kind for one in rows.attendance(session, meeting, known=at(4).now)] == ["civic"]
    assert rows.attendance(session, meeting, known=at(1.5).now) == [was]
    assert [one.kind for one in rows.organisations(session, known=at(4).now) if one.id == was.organisation.id] == [
        "civic"
    ]
    assert session.scalar(text("SELECT count(*) FROM organisation_kind")) == 1
    with pytest.raises(InvalidInput):
        assemblies.correct_kind(session, meeting, was.organisation.id, "party", at(4))
    with pytest.raises(NotFound):
        assemblies.correct_kind(session, meeting, meeting, "civic", at(4))
    logged = "SELECT details->>'kind' FROM write_log WHERE action = 'organisation.correct'"
    assert session.scalars(text(logged)).all() == ["civic"]


def test_who_waited_while_another_wrote_is_told(session: Session, at: Callable[..., Writer], meeting: UUID) -> None:
    item = agendas.add_item(session, meeting, "어두운 골목", at(-40))
    agendas.change_item(session, meeting, item, "어두운 골목 세 곳", at(2), seen=item)
    with pytest.raises(DecidedMeanwhile):  # came first, waited, and writes last: this row would never hold
        agendas.change_item(session, meeting, item, "어두운 골목 두 곳", at(1.9), seen=item)
    made = decisions.decide(session, meeting, decided(), at(3))
    decisions.move_decision(session, meeting, made, at(5), to="executed", reason="", on=HELD.date())
    with pytest.raises(DecidedMeanwhile):
        decisions.move_decision(session, meeting, made, at(4.9), to="dropped", reason="왜", on=HELD.date())


def test_items_are_numbered_as_they_are_seen_and_votes_stay_below_those_who_came(
    session: Session, at: Callable[..., Writer], meeting: UUID, planner: Reader
) -> None:
    first, second = (agendas.add_item(session, meeting, words, at(-40)) for words in ("하나", "둘"))
    agendas.withdraw_item(session, meeting, first, at(-39), seen=first)
    assert [(one.id, one.ordinal) for one in desk(session, meeting, by=planner, now=HELD).items] == [(second, 1)]
    came = {"organisation": "가상 자율방범대", "kind": "civic", "role": "resident"}
    assemblies.count_heads(session, meeting, at(1), **came, heads=12)
    assemblies.count_votes(session, meeting, second, Ballot(9, 3, 0), at(2))
    with pytest.raises(InvalidInput, match="12 votes were cast"):
        assemblies.count_heads(session, meeting, at(3), **came, heads=11)


def test_minutes_are_approved_as_they_were_read(
    session: Session, at: Callable[..., Writer], meeting: UUID, person: Person
) -> None:
    assemblies.write_minutes(session, meeting, "첫 글", at(2), confirmed=True, seen=None)
    (read,) = desk(session, meeting, by=at(0).by, now=FAR).minutes
    assemblies.write_minutes(session, meeting, "고친 글", at(3), confirmed=True, seen=read.id)
    for stale in (None, read.id):
        with pytest.raises(DecidedMeanwhile):
            assemblies.write_minutes(session, meeting, "다른 사람의 글", at(3.5), confirmed=True, seen=stale)
    newest, first = desk(session, meeting, by=at(0).by, now=FAR).minutes
    with pytest.raises(DecidedMeanwhile):
        assemblies.approve_minutes(session, meeting, first.id, at(4))
    with pytest.raises(NotAllowed):
        assemblies.approve_minutes(session, meeting, newest.id, at(4, person("추진단원-01", Role.FIELD, CODE)))
    assemblies.approve_minutes(session, meeting, newest.id, at(4))
    assert [one.approved_by for one in desk(session, meeting, by=at(0).by, now=FAR).minutes] == ["기획-01", None]


def test_issues_are_tied_by_those_who_see_them(
    session: Session, at: Callable[..., Writer], town: gpd.GeoDataFrame, add_issues: Any, person: Person, meeting: UUID
) -> None:
    segment = UUID(str(town["id"].iloc[0]))
    day = datetime(2026, 10, 1, tzinfo=KST)
    add_issues({"source_key": "I1", "segment_id": str(segment), "reported_at": day, "recorded_at": day})
    own = person("추진단원-01", Role.FIELD, CODE)
    seen = on_segment(session, segment, by=own)
    assert [one.category for one in seen.issues] == ["illegal_dumping"]
    assert segment in seen.alley
    issue = seen.issues[0].id
    item = agendas.add_item(session, meeting, "쓰레기", at(-40))
    agendas.tie_item(session, meeting, item, at(-39, own), more=Ties((), (issue,)), less=Ties())
    assert list(desk(session, meeting, by=own, now=FAR).issues) == [issue]
    agendas.tie_item(session, meeting, item, at(-38, own), more=Ties(), less=Ties((), (issue,)))
    assert desk(session, meeting, by=own, now=FAR).issues == {}
    agendas.tie_item(session, meeting, item, at(-37), more=Ties((), (issue,)), less=Ties())
    elsewhere = add_meeting(session, draft(title="시 회의"), at(-47))
    session.execute(text("UPDATE district SET code = '4115098000'"))
    with pytest.raises(InvalidInput, match="is not there"):
        agendas.tie_item(
            session,
            elsewhere,
            agendas.add_item(session, elsewhere, "말", at(-30)),
            at(-29, own),
            more=Ties((), (issue,)),
            less=Ties(),
        )
    # What a planner tied to the item goes with it to its decision, whoever of the meeting writes that down.
    decisions.decide(session, meeting, decided(item=item), at(2, own))
    assert [one.issues for one in desk(session, meeting, by=at(0).by, now=FAR).decisions] == [(issue,)]
