"""Lists of surveys over a small town: dealt once, to whom they may be, and kept."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import chain, pairwise
from typing import Any

import geopandas as gpd
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.domain.reader import Reader, Role
from mapper.domain.survey_round import Need
from mapper.domain.user import User
from mapper.errors import InvalidInput, NotAllowed, SegmentNotFound
from mapper.operations.people.users import add_user
from mapper.operations.survey_rounds import Deal, ask_for_surveys, deal, progress
from mapper.store.survey_tasks import tasks_of

DISTRICT, BLOCK = "4115099000", 100.0
NOW = datetime(2026, 7, 1, 8, 0, tzinfo=KST)
DAY = NOW.date()
OPERATOR = Reader(None, "tests", Role.ADMIN, None, "cli")


@pytest.fixture
def people(session: Session, town: gpd.GeoDataFrame) -> list[User]:
    names = ("가상-가", "가상-나")
    return [add_user(session, name, Role.FIELD, [DISTRICT], every=False, by=OPERATOR, now=NOW) for name in names]


def dealt(session: Session, day: date = DAY, **options: Any) -> Deal:
    return deal(session, day, by=OPERATOR, now=NOW, new_id=uuid.uuid4, **options)


def lists(session: Session, people: list[User], day: date = DAY) -> list[list[str]]:
    return [[str(task.segment) for task in tasks_of(session, person.id, day)] for person in people]


def walk(session: Session, person: User, segment: str, at: datetime) -> None:
    session.execute(
        text(
            "INSERT INTO survey (id, source_key, segment_id, method, surveyor, rubric, levels, walked_at, recorded_at,"
            " user_id) VALUES (:id, CAST(:id AS text), :segment, 'picked', :name, '1.0',"
            " CAST(array_fill(0, ARRAY[16]) AS smallint[]), :at, :at, :user)"
        ),
        {"id": uuid.uuid4(), "segment": segment, "name": person.name, "at": at, "user": person.id},
    )


def repeats(session: Session) -> dict[tuple[uuid.UUID, str], str]:
    """By user and segment: who surveyed first."""
    found = session.execute(
        text(
            "SELECT task.user_id, task.segment_id, surveyor FROM survey_task task JOIN survey ON survey.id = repeat_of"
            " WHERE survey.segment_id = task.segment_id"
        )
    )
    return {(user, str(segment)): surveyor for user, segment, surveyor in found}


def test_everybody_has_a_share_of_what_was_never_surveyed(
    session: Session, town: gpd.GeoDataFrame, people: list[User]
) -> None:
    [district] = dealt(session).districts
    first, second = lists(session, people)
    assert not set(first) & set(second)
    assert sorted(first + second) == sorted(town["id"])
    assert district.lists == {"가상-가": len(first), "가상-나": len(second)}
    assert abs(len(first) - len(second)) <= 1
    assert (district.waiting, district.repeats) == ({}, 0)


def test_to_deal_again_changes_nothing(session: Session, town: gpd.GeoDataFrame, people: list[User]) -> None:
    [district] = dealt(session, per_person=7).districts
    assert district.waiting == {Need.NEVER: len(town) - 14}
    before = lists(session, people)
    logged = session.execute(text("SELECT count(*) FROM write_log")).scalar_one()
    again = dealt(session, per_person=7)
    assert [one.lists for one in again.districts] == [{}]
    assert lists(session, people) == before
    assert session.execute(text("SELECT count(*) FROM write_log")).scalar_one() == logged
    walk(session, people[0], before[0][0], NOW)
    dealt(session, per_person=7)
    assert lists(session, people) == before


def test_the_same_town_is_dealt_in_the_same_way(session: Session, people: list[User]) -> None:
    found = []
    for _ in range(2):
        with session.begin_nested() as savepoint:
            dealt(session, per_person=9)
            found.append(lists(session, people))
            savepoint.rollback()
    assert found[0] == found[1]


def test_a_list_is_walked_in_a_row_and_the_next_day_goes_on_from_there(
    session: Session, town: gpd.GeoDataFrame, people: list[User]
) -> None:
    dealt(session, per_person=4)
    line_of = dict(zip(town["id"], town.geometry, strict=True))
    [today, _] = lists(session, people)
    # No dead end of a grid is longer than a block.
    assert all(line_of[one].distance(line_of[other]) < BLOCK + 1 for one, other in pairwise(today))
    for minute, segment in enumerate(today):
        walk(session, people[0], segment, NOW + timedelta(minutes=minute))
    tomorrow = DAY + timedelta(days=1)
    dealt(session, tomorrow, per_person=4)
    begins = lists(session, people, tomorrow)[0][0]
    assert line_of[today[-1]].distance(line_of[begins]) < 2 * BLOCK + 1


def test_repeats_are_made_by_somebody_else_and_not_twice(
    session: Session, town: gpd.GeoDataFrame, people: list[User]
) -> None:
    first, second = people
    for segment in town["id"][:10]:
        walk(session, first, segment, NOW - timedelta(days=5))
    for segment in town["id"][10:]:
        walk(session, second, segment, NOW - timedelta(days=15))
    # Whoever is called otherwise now is still the one who surveyed.
    session.execute(text("UPDATE user_account SET name = '가상-새이름' WHERE id = :id"), {"id": first.id})
    # So small a round is repeated as a whole, as far as it is not too late.
    [district] = dealt(session).districts
    made = repeats(session)
    assert {segment for _, segment in made} == set(town["id"][:10])
    assert {(user, by) for (user, _), by in made.items()} == {(second.id, first.name)}
    assert (district.repeats, district.lists) == (10, {"가상-나": 10})
    for _, segment in list(made)[:4]:
        walk(session, second, segment, NOW)
    dealt(session, DAY + timedelta(days=1))
    assert sorted(lists(session, people, DAY + timedelta(days=1))[1]) == sorted(
        segment for _, segment in list(made)[4:]
    )


def test_whoever_is_alone_checks_nobody_and_that_is_said(
    session: Session, town: gpd.GeoDataFrame, people: list[User]
) -> None:
    session.execute(text("UPDATE user_account SET disabled_at = now() WHERE id = :id"), {"id": people[1].id})
    for segment in town["id"]:
        walk(session, people[0], segment, NOW - timedelta(days=5))
    [district] = dealt(session).districts
    assert (district.lists, district.repeats_waiting) == ({}, len(town))


def test_what_is_asked_for_or_reopened_comes_first(
    session: Session, town: gpd.GeoDataFrame, people: list[User], add_issues: Callable[..., Any]
) -> None:
    asked, reopened = town["id"][:2]
    for segment in town["id"]:
        walk(session, people[0], segment, NOW - timedelta(days=100))
    issue = {"source_key": "i1", "reported_at": NOW - timedelta(days=90), "recorded_at": NOW, "segment_id": reopened}
    happened = (("resolved", 50), ("reopened", 40))
    events = [
        {"issue_key": "i1", "kind": kind, "occurred_at": NOW - timedelta(days=days), "recorded_at": NOW}
        for kind, days in happened
    ]
    add_issues(issue, events=events)
    ask_for_surveys(session, [uuid.UUID(asked)], by=OPERATOR, now=NOW - timedelta(hours=1), new_id=uuid.uuid4)
    [district] = dealt(session).districts
    assert sorted(chain(*lists(session, people))) == sorted([asked, reopened])
    assert (district.waiting, district.repeats) == ({}, 0)
    walk(session, people[1], asked, NOW)
    tomorrow = DAY + timedelta(days=1)
    dealt(session, tomorrow)
    assert set(chain(*lists(session, people, tomorrow))) == {asked, reopened}
    # What was asked for is done: it comes back only to be checked, as a part of this round.
    assert repeats(session) == {(people[0].id, asked): people[1].name}


def test_a_segment_surveyed_twice_is_checked_once(session: Session, town: gpd.GeoDataFrame, people: list[User]) -> None:
    for segment in town["id"]:
        walk(session, people[0], segment, NOW - timedelta(days=5))
    walk(session, people[0], town["id"][0], NOW - timedelta(days=2))
    assert [one.repeats for one in dealt(session).districts] == [len(town)]


def test_progress_counts_what_the_own_surveyor_has_walked(session: Session, people: list[User]) -> None:
    dealt(session, per_person=3)
    [own, others] = lists(session, people)
    walk(session, people[0], own[0], NOW)
    walk(session, people[1], own[1], NOW)
    walk(session, people[1], others[0], NOW - timedelta(days=1))
    told = {one.name: (one.done, one.dealt) for one in progress(session, DAY, by=OPERATOR)}
    assert told == {"가상-가": (1, 3), "가상-나": (0, 3)}
    assert [task.done for task in tasks_of(session, people[0].id, DAY)] == [True, False, False]


def test_what_makes_no_sense_or_is_not_allowed_is_refused(session: Session, people: list[User]) -> None:
    with pytest.raises(InvalidInput, match="is over"):
        dealt(session, DAY - timedelta(days=1))
    with pytest.raises(InvalidInput, match="at least 1"):
        dealt(session, per_person=0)
    with pytest.raises(NotAllowed):
        deal(session, DAY, by=people[0].reader("tests"), now=NOW, new_id=uuid.uuid4)
    with pytest.raises(SegmentNotFound):
        ask_for_surveys(session, [uuid.uuid4()], by=OPERATOR, now=NOW, new_id=uuid.uuid4)
