"""Teams: set up, changed and ended, with every change in the log."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import geopandas as gpd
import pytest
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.domain.reader import Reader, Role
from mapper.errors import InvalidInput, NameTaken, NotFound
from mapper.operations.network import load_districts
from mapper.operations.people import teams
from mapper.operations.people.teams import TeamPlan
from mapper.operations.write_log import LogFilter, log_page
from mapper.store.tables import UserRow

NOW = datetime(2024, 7, 4, 9, tzinfo=KST)
BY = Reader(None, "운영자-01", Role.ADMIN, None, "cli")
CODE = "4115099000"


@pytest.fixture(autouse=True)
def stored(session: Session, districts: gpd.GeoDataFrame) -> None:
    load_districts(session, districts, recorded_at=NOW, new_id=uuid.uuid4)


def user(session: Session, name: str, *, disabled: bool = False) -> uuid.UUID:
    row = UserRow(
        id=uuid.uuid4(),
        name=name,
        role="field",
        all_districts=True,
        recorded_at=NOW,
        disabled_at=NOW if disabled else None,
    )
    session.add(row)
    session.flush()
    return row.id


def add(session: Session, plan: TeamPlan) -> teams.Team:
    return teams.add_team(session, plan, by=BY, now=NOW, new_id=uuid.uuid4)


def entries(session: Session) -> list[tuple[str, str]]:
    return [(entry.action, entry.subject) for entry in log_page(session, LogFilter(), before=None, size=50).entries]


def test_a_team_is_set_up_changed_and_ended(session: Session) -> None:
    one, two = user(session, "조사원-01"), user(session, "조사원-02")
    made = add(session, TeamPlan("가상동  추진단", [CODE], [one]))
    assert (made.name, made.districts, made.members) == ("가상동 추진단", (CODE,), {one: "조사원-01"})

    later = NOW + timedelta(hours=1)
    changed = teams.change_team(session, made.id, TeamPlan("새 추진단", [], [two]), by=BY, now=later)
    assert (changed.name, changed.districts, changed.members) == ("새 추진단", (), {two: "조사원-02"})

    teams.end_team(session, made.id, by=BY, now=later + timedelta(hours=1))
    [ended] = teams.all_teams(session)
    assert ended.ended_at is not None
    assert ended.members == {two: "조사원-02"}
    assert entries(session) == [
        ("team.end", "새 추진단"),
        ("team.change", "새 추진단"),
        ("team.add", "가상동 추진단"),
    ]


def test_the_log_says_what_was_before(session: Session) -> None:
    made = add(session, TeamPlan("하나", [CODE], []))
    teams.change_team(session, made.id, TeamPlan("둘", [], []), by=BY, now=NOW + timedelta(hours=1))
    newest = log_page(session, LogFilter(), before=None, size=1).entries[0]
    assert newest.details["was"] == {"name": "하나", "districts": [CODE]}
    assert newest.details["given"] == {"name": "둘", "districts": []}


def test_who_leads_a_team_is_in_it_and_comes_first(session: Session) -> None:
    one, two = user(session, "조사원-01"), user(session, "조사원-02")
    made = add(session, TeamPlan("하나", [], [one], [two]))
    assert (list(made.members), made.leaders) == ([two, one], {two})
    demoted = teams.change_team(session, made.id, TeamPlan("하나", [], [one, two]), by=BY, now=NOW + timedelta(hours=1))
    assert (list(demoted.members), demoted.leaders) == ([one, two], frozenset())
    newest = log_page(session, LogFilter(), before=None, size=1).entries[0]
    assert (newest.details["was"], newest.details["given"]) == ({"leaders": ["조사원-02"]}, {"leaders": []})


def test_saving_a_team_as_it_is_logs_nothing(session: Session) -> None:
    made = add(session, TeamPlan("하나", [CODE], []))
    teams.change_team(session, made.id, TeamPlan("하나", [CODE], []), by=BY, now=NOW)
    assert entries(session) == [("team.add", "하나")]


def test_no_two_teams_share_a_name_even_when_one_has_ended(session: Session) -> None:
    first, second = add(session, TeamPlan("하나", [], [])), add(session, TeamPlan("둘", [], []))
    teams.end_team(session, first.id, by=BY, now=NOW)
    with pytest.raises(NameTaken, match="하나"):
        add(session, TeamPlan(" 하나 ", [], []))
    with pytest.raises(NameTaken):
        teams.change_team(session, second.id, TeamPlan("하나", [], []), by=BY, now=NOW)


@pytest.mark.parametrize("name", ["", "   ", "가" * 61, "하나\x00"])
def test_a_name_that_nobody_can_read_is_refused(session: Session, name: str) -> None:
    with pytest.raises(InvalidInput, match="1 to 60"):
        add(session, TeamPlan(name, [], []))


def test_only_stored_districts_and_living_users_are_taken(session: Session) -> None:
    gone = user(session, "떠난사람", disabled=True)
    with pytest.raises(InvalidInput, match="9999999999"):
        add(session, TeamPlan("하나", ["9999999999"], []))
    for stranger in (gone, uuid.uuid4()):
        with pytest.raises(InvalidInput, match=str(stranger)):
            add(session, TeamPlan("하나", [], [stranger]))


def test_a_member_who_was_disabled_may_stay(session: Session) -> None:
    one = user(session, "조사원-01")
    made = add(session, TeamPlan("하나", [], [one]))
    session.get_one(UserRow, one).disabled_at = NOW
    session.flush()
    kept = teams.change_team(session, made.id, TeamPlan("둘", [], [one]), by=BY, now=NOW)
    assert list(kept.members) == [one]


def test_an_ended_team_is_not_changed_any_more(session: Session) -> None:
    made = add(session, TeamPlan("하나", [], []))
    teams.end_team(session, made.id, by=BY, now=NOW)
    with pytest.raises(InvalidInput, match="ended"):
        teams.change_team(session, made.id, TeamPlan("둘", [], []), by=BY, now=NOW)
    with pytest.raises(InvalidInput, match="ended"):
        teams.end_team(session, made.id, by=BY, now=NOW)


def test_a_team_there_is_not_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound, match="No team"):
        teams.team(session, uuid.uuid4())
