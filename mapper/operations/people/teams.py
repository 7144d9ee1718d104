"""Teams of districts (추진단): set up, change, end; each change is logged."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from mapper.domain.reader import Reader
from mapper.errors import InvalidInput, NameTaken, NotFound
from mapper.store.engine import Session, hold_alone
from mapper.store.people import teams as team_rows
from mapper.store.people import users as user_rows
from mapper.store.people.teams import Team
from mapper.store.write_log import log_write

__all__ = [
    "LONGEST_NAME",
    "Team",
    "TeamPlan",
    "add_team",
    "all_teams",
    "change_team",
    "district_names",
    "end_team",
    "team",
    "user_names",
]

LONGEST_NAME: Final = 60


@dataclass(frozen=True)
class TeamPlan:
    """What a team shall be.

    Attributes
    ----------
    name : str
        No other team's.
    districts : collection of str
        Codes of the districts it works in.
    members : collection of UUID
        Users.
    leaders : collection of UUID
        Users who lead it, and so are members of it too.
    """

    name: str
    districts: Collection[str]
    members: Collection[UUID]
    leaders: Collection[UUID] = ()

    @property
    def everybody(self) -> tuple[UUID, ...]:
        """Members and leaders, each once."""
        return tuple(dict.fromkeys((*self.leaders, *self.members)))


def all_teams(session: Session) -> list[Team]:
    """List every team.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of Team
        Those that work first, each group by name.
    """
    return team_rows.all_teams(session)


def team(session: Session, team_id: UUID) -> Team:
    """Return one team.

    Parameters
    ----------
    session : Session
        Only read.
    team_id : UUID
        Of the team.

    Returns
    -------
    Team
        As it stands.

    Raises
    ------
    NotFound
        When there is none.
    """
    found = team_rows.find_team(session, team_id)
    if found is None:
        raise NotFound(f"No team has the id {team_id}; choose one from the list of teams.", team=team_id)
    return found


def district_names(session: Session) -> dict[str, str]:
    """Return the districts a team can have.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    dict of str to str
        Name by code, in order of code.
    """
    return user_rows.district_names(session)


def user_names(session: Session) -> dict[UUID, str]:
    """Return the users a team can have.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    dict of UUID to str
        Name by id, in order of name; without the disabled ones.
    """
    return team_rows.users_by_id(session)


def add_team(session: Session, plan: TeamPlan, *, by: Reader, now: datetime, new_id: Callable[[], UUID]) -> Team:
    """Set a team up.

    Parameters
    ----------
    session : Session
        Not committed.
    plan : TeamPlan
        What it shall be.
    by : Reader
        Who does it.
    now : datetime
        When.
    new_id : callable
        Makes its id.

    Returns
    -------
    Team
        As stored.

    Raises
    ------
    NameTaken
        When another team has that name, ended or not.
    InvalidInput
        For a name that is empty or too long, or a district there is not.
    """
    hold_alone(session, "teams")
    team_id = new_id()
    name = _checked(session, plan, team_id)
    _check_members(session, plan)
    team_rows.add_team(session, team_id, name, recorded_at=now)
    _write(session, team_id, name, plan)
    added = team(session, team_id)
    log_write(session, by, "team.add", subject=name, now=now, team=str(team_id), given=_parts(added))
    return added


def change_team(session: Session, team_id: UUID, plan: TeamPlan, *, by: Reader, now: datetime) -> Team:
    """Give a team another name, other districts or other members.

    Parameters
    ----------
    session : Session
        Not committed.
    team_id : UUID
        Of a team that works.
    plan : TeamPlan
        What it shall be.
    by : Reader
        Who does it.
    now : datetime
        When.

    Returns
    -------
    Team
        As stored; nothing is logged when it is as it was.

    Raises
    ------
    NotFound
        When there is none.
    NameTaken
        When another team has that name.
    InvalidInput
        When it has ended, or for a name or a district that cannot be.
    """
    hold_alone(session, "teams")
    before = _working(session, team_id)
    name = _checked(session, plan, team_id)
    _check_members(session, plan, before.members)
    _write(session, team_id, name, plan)
    after = team(session, team_id)
    if after != before:
        was, given = _parts(before), _parts(after)
        changed = {key for key in given if given[key] != was[key]}
        log_write(
            session,
            by,
            "team.change",
            subject=name,
            now=now,
            team=str(team_id),
            was={key: was[key] for key in sorted(changed)},
            given={key: given[key] for key in sorted(changed)},
        )
    return after


def end_team(session: Session, team_id: UUID, *, by: Reader, now: datetime) -> None:
    """End a team; it stays in the list, with what it was.

    Parameters
    ----------
    session : Session
        Not committed.
    team_id : UUID
        Of a team that works.
    by : Reader
        Who does it.
    now : datetime
        When.

    Raises
    ------
    NotFound
        When there is none.
    InvalidInput
        When it has ended already.
    """
    hold_alone(session, "teams")
    ending = _working(session, team_id)
    team_rows.end_team(session, team_id, ended_at=now)
    log_write(session, by, "team.end", subject=ending.name, now=now, team=str(team_id))


def _working(session: Session, team_id: UUID) -> Team:
    found = team(session, team_id)
    if found.ended_at is not None:
        message = f"Team {found.name!r} ended on {found.ended_at:%Y-%m-%d} and is not changed any more; set up another."
        raise InvalidInput(message, team=found.name)
    return found


def _checked(session: Session, plan: TeamPlan, team_id: UUID) -> str:
    name = " ".join(plan.name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        message = f"A team cannot be called {plan.name[: LONGEST_NAME + 1]!r}; give it 1 to {LONGEST_NAME} characters."
        raise InvalidInput(message, field="name")
    if any(other.name == name and other.id != team_id for other in all_teams(session)):
        raise NameTaken(f"There is a team called {name!r} already; give another name.", name=name)
    if unknown := set(plan.districts) - set(district_names(session)):
        message = f"No district has the code {', '.join(sorted(unknown))}; choose from the stored districts."
        raise InvalidInput(message, field="districts")
    return name


def _write(session: Session, team_id: UUID, name: str, plan: TeamPlan) -> None:
    people = {"members": plan.everybody, "leaders": plan.leaders}
    team_rows.write_team(session, team_id, name=name, districts=plan.districts, **people)


def _check_members(session: Session, plan: TeamPlan, before: Collection[UUID] = ()) -> None:
    """Let in who is a user that is not disabled; a disabled one may stay where they are."""
    if unknown := set(plan.everybody) - set(before) - set(user_names(session)):
        message = f"No user who can log in has the id {', '.join(map(str, unknown))}; choose from the list of users."
        raise InvalidInput(message, field="members")


def _parts(about: Team) -> dict[str, Any]:
    return {
        "name": about.name,
        "districts": list(about.districts),
        "members": sorted(about.members.values()),
        "leaders": sorted(about.members[leader] for leader in about.leaders),
    }
