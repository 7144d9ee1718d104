"""The demo city on its first day: teams that have walked for weeks, and something to do for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from gis_data.demo.first_day import FIRST_DAY
from gis_data.demo.meetings import DISTRICTS, OF_A_DISTRICT, OF_THE_CITY
from mapper.domain.calendar import KST
from mapper.domain.reader import Reader, Role
from mapper.operations.database import Session, Sessions
from mapper.operations.demo_city import seeded_ids
from mapper.operations.first_day import open_first_day
from mapper.operations.first_meetings import hold_meetings
from mapper.operations.people.users import add_demo_users
from mapper.store.grades import latest_run

BY = Reader(None, "made-operator", Role.ADMIN, None, "tests")


@pytest.fixture(scope="module")
def opened(demo_sessions: Sessions) -> Iterator[tuple[Session, date]]:
    with demo_sessions() as session:
        run = latest_run(session)
        assert run is not None
        now = datetime.combine(run.as_of, time(9), KST)
        people = add_demo_users(session, by=BY, now=now)
        open_first_day(
            session, FIRST_DAY, day=run.as_of, people=people, by=BY, now=now, new_id=seeded_ids(1), random=Random(1)
        )
        planner = next(one for one in people if one.role is Role.PLANNER).reader("tests")
        talks = OF_A_DISTRICT, OF_THE_CITY
        hold_meetings(session, *talks, districts=DISTRICTS, day=run.as_of, by=planner, new_id=seeded_ids(2))
        yield session, run.as_of
        session.rollback()


def ask(session: Session, statement: str, **values: Any) -> Any:
    return session.execute(text(statement), values).all()


def test_every_district_has_a_team_that_someone_leads(opened: tuple[Session, date]) -> None:
    session, _ = opened
    teams = ask(
        session,
        "SELECT team.name, district.name, count(*), count(*) FILTER (WHERE role = 'leader') FROM team"
        " JOIN team_district ON team_district.team_id = team.id JOIN district ON code = district_code"
        " JOIN team_member ON team_member.team_id = team.id GROUP BY 1, 2",
    )
    assert len(teams) == 15
    assert all(
        name == f"{district} 추진단" and members >= 2 and leaders == 1 for name, district, members, leaders in teams
    )


def test_they_walked_twice_a_week_until_the_day_before(opened: tuple[Session, date]) -> None:
    session, day = opened
    walked = ask(session, "SELECT DISTINCT CAST(started_at AT TIME ZONE 'Asia/Seoul' AS date) FROM patrol ORDER BY 1")
    days = [one for (one,) in walked]
    assert {one.weekday() for one in days} == {1, 4}
    assert 2 * FIRST_DAY.weeks <= len(days) <= 2 * FIRST_DAY.weeks + 2
    assert day - timedelta(days=4) <= days[-1] < day
    ((teams, checks),) = ask(
        session, "SELECT count(DISTINCT team_id), count(*) FROM patrol JOIN patrol_check ON patrol_id = id"
    )
    assert teams == 15
    assert checks > 15 * len(days) * 10


def test_what_was_found_on_those_days_names_its_patrol_which_was_out_then_and_there(
    opened: tuple[Session, date],
) -> None:
    session, _ = opened
    found = ask(
        session,
        "SELECT issue.reported_at BETWEEN started_at AND ended_at, EXISTS (SELECT FROM patrol_check AS one"
        " WHERE one.patrol_id = patrol.id AND one.segment_id = issue_state.segment_id)"
        " FROM issue JOIN issue_state ON issue_id = issue.id JOIN patrol ON patrol.id = issue.patrol_id",
    )
    assert len(found) > 20
    assert set(map(tuple, found)) == {(True, True)}
    ((left,),) = ask(
        session,
        "SELECT count(*) FROM issue WHERE origin = 'patrol' AND patrol_id IS NULL"
        " AND reported_at >= (SELECT min(started_at) FROM patrol)",
    )
    assert left == 0


def test_there_is_something_to_do_for_the_field(opened: tuple[Session, date]) -> None:
    session, day = opened
    (user,) = ask(session, "SELECT id FROM user_account WHERE name = 'demo-field'")[0]
    tasks = ask(session, "SELECT FROM survey_task WHERE user_id = :user AND day = :day", user=user, day=day)
    assert len(tasks) >= FIRST_DAY.asked
    plans = ask(
        session,
        "SELECT FROM patrol_plan JOIN team_member USING (team_id)"
        " WHERE team_member.user_id = :user AND :weekday = ANY(weekdays)",
        user=user,
        weekday=day.weekday(),
    )
    assert plans
    given = ask(
        session,
        "SELECT FROM assignment JOIN team_member USING (team_id) WHERE team_member.user_id = :user",
        user=user,
    )
    assert given


def test_there_are_replies_to_choose_from(opened: tuple[Session, date]) -> None:
    session, _ = opened
    names = [name for (name,) in ask(session, "SELECT name FROM reply_template ORDER BY name")]
    assert names == sorted(name for name, _ in FIRST_DAY.replies)


def test_meetings_were_held_and_one_is_yet_to_come(opened: tuple[Session, date]) -> None:
    session, day = opened
    meetings = ask(session, "SELECT held_at > :until FROM meeting", until=datetime.combine(day, time(23), KST))
    to_come = sum(is_ahead for (is_ahead,) in meetings)
    assert (len(meetings), to_come) == (DISTRICTS * len(OF_A_DISTRICT) + len(OF_THE_CITY), DISTRICTS)
    states = dict(ask(session, "SELECT state, count(*) FROM decision_move GROUP BY 1"))
    assert states == {"executed": DISTRICTS + 2, "dropped": DISTRICTS}
    assert ask(session, "SELECT FROM decision WHERE cardinality(segment_ids) > 0 AND cardinality(issue_ids) > 0")
