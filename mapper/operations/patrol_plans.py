"""Plan what teams patrol every week: leaders plan for their own team, planners for every one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from mapper.domain.access import Reach, require
from mapper.domain.patrol import weekdays_of
from mapper.domain.reader import Reader
from mapper.errors import InvalidInput, NotAllowed, NotFound
from mapper.operations.patrols import PERMISSION
from mapper.store import patrol_plans as rows
from mapper.store.engine import Session
from mapper.store.patrol_plans import Plan
from mapper.store.patrols import segments_elsewhere
from mapper.store.people.teams import Team, all_teams, find_team
from mapper.store.write_log import log_write

__all__ = [
    "LONGEST_NAME",
    "MOST_SEGMENTS",
    "Plan",
    "PlanDraft",
    "Team",
    "add_plan",
    "change_plan",
    "end_plan",
    "may_plan",
    "plan_in_reach",
    "teams_in_reach",
]

LONGEST_NAME: Final = 60
MOST_SEGMENTS: Final = 500


@dataclass(frozen=True)
class PlanDraft:
    """What a plan shall be.

    Attributes
    ----------
    team : UUID
        Who walks it.
    name : str
        As people call it.
    weekdays : sequence of int
        From 0, Monday.
    segments : sequence of UUID
        In the order in which they are walked.
    """

    team: UUID
    name: str
    weekdays: Sequence[int]
    segments: Sequence[UUID]


def teams_in_reach(session: Session, by: Reader) -> list[Team]:
    """Return the teams whose patrols somebody sees.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.

    Returns
    -------
    list of Team
        Those that work, by name: for who works in districts of their own, the teams that they are in and those of
        these districts.
    """
    far = require(PERMISSION, by)
    return [
        team
        for team in all_teams(session)
        if team.ended_at is None
        and (far is Reach.ALL or by.user_id in team.members or any(by.reaches(code) for code in team.districts))
    ]


def may_plan(team: Team, by: Reader) -> bool:
    """Tell whether somebody plans for a team.

    Parameters
    ----------
    team : Team
        Of the plan.
    by : Reader
        Who asks.

    Returns
    -------
    bool
        For its leaders, and for those who plan for all.
    """
    return require(PERMISSION, by) is Reach.ALL or by.user_id in team.leaders


def plan_in_reach(session: Session, plan_id: UUID, by: Reader) -> Plan:
    """Return a plan to who may change it.

    Parameters
    ----------
    session : Session
        Only read.
    plan_id : UUID
        Of the plan.
    by : Reader
        Who asks.

    Returns
    -------
    Plan
        The plan.

    Raises
    ------
    NotFound
        When there is none.
    NotAllowed
        When they do not plan for its team.
    """
    found = rows.plan(session, plan_id)
    if found is None:
        raise NotFound(f"No plan has the id {plan_id}; choose one from the list of plans.", plan=str(plan_id))
    _require_planner(session, found.team, by)
    return found


def add_plan(session: Session, draft: PlanDraft, *, by: Reader, now: datetime, new_id: Callable[[], UUID]) -> UUID:
    """Make a plan.

    Parameters
    ----------
    session : Session
        Not committed.
    draft : PlanDraft
        What it shall be.
    by : Reader
        Who makes it.
    now : datetime
        When; it holds from this day on.
    new_id : callable
        Makes its id.

    Returns
    -------
    UUID
        Its id.

    Raises
    ------
    NotFound
        When there is no such team.
    NotAllowed
        When the reader does not plan for the team.
    InvalidInput
        When the team has ended, or for a name, weekdays or a route that cannot be, or that leads a leader's team out of
        the districts where it works.
    """
    team = _require_planner(session, draft.team, by)
    if team.ended_at is not None:
        raise InvalidInput(f"{team.name!r} has ended; choose a team that works.", field="team")
    plan, plan_id = _checked(session, draft), new_id()
    _require_near(session, plan, team, by)
    rows.add_plan(
        session,
        plan_id,
        team=plan.team,
        name=plan.name,
        weekdays=plan.weekdays,
        segments=plan.segments,
        user_id=by.user_id,
        recorded_at=now,
    )
    details: dict[str, Any] = {
        "plan": str(plan_id),
        "weekdays": list(plan.weekdays),
        "segments": len(plan.segments),
    }
    log_write(session, by, "patrol_plan.add", subject=f"{team.name}: {plan.name}", now=now, **details)
    return plan_id


def change_plan(
    session: Session, plan_id: UUID, draft: PlanDraft, *, by: Reader, now: datetime, new_id: Callable[[], UUID]
) -> UUID:
    """End a plan and make another in its place: what was walked so far stays held against what was planned then.

    Parameters
    ----------
    session : Session
        Not committed.
    plan_id : UUID
        Of a plan that holds.
    draft : PlanDraft
        What shall be in its place.
    by : Reader
        Who changes it.
    now : datetime
        When.
    new_id : callable
        Makes the id of the new one.

    Returns
    -------
    UUID
        Id of the new one.

    Raises
    ------
    NotFound
        When there is no such plan.
    NotAllowed
        When the reader does not plan for the team.
    InvalidInput
        When it has ended, or as `add_plan`.
    """
    end_plan(session, plan_id, by=by, now=now)
    return add_plan(session, draft, by=by, now=now, new_id=new_id)


def end_plan(session: Session, plan_id: UUID, *, by: Reader, now: datetime) -> None:
    """End a plan; what was walked by it stays.

    Parameters
    ----------
    session : Session
        Not committed.
    plan_id : UUID
        Of a plan that holds.
    by : Reader
        Who ends it.
    now : datetime
        When.

    Raises
    ------
    NotFound
        When there is no such plan.
    NotAllowed
        When the reader does not plan for the team.
    InvalidInput
        When it has ended already.
    """
    plan = plan_in_reach(session, plan_id, by)
    if not rows.end_plan(session, plan_id, ended_at=now):
        raise InvalidInput(f"Plan {plan.name!r} has ended already; make another.", field="plan")
    subject = f"{plan.team_name}: {plan.name}"
    log_write(session, by, "patrol_plan.end", subject=subject, now=now, plan=str(plan_id))


def _require_planner(session: Session, team_id: UUID, by: Reader) -> Team:
    team = find_team(session, team_id)
    if team is None:
        raise NotFound(f"No team has the id {team_id}; choose one from the list.", team=str(team_id))
    if not may_plan(team, by):
        message = f"{by.name} does not lead {team.name!r}; ask a leader of it or a planner."
        raise NotAllowed(message, permission=PERMISSION)
    return team


def _require_near(session: Session, plan: PlanDraft, team: Team, by: Reader) -> None:
    """Let leaders plan where their team works; who plans for all may have a team help out elsewhere."""
    if require(PERMISSION, by) is Reach.ALL:
        return
    if elsewhere := segments_elsewhere(session, plan.segments, team.districts):
        message = f"{len(elsewhere)} segments lie in no district of {team.name!r}; leave them out, or ask a planner."
        raise InvalidInput(message, field="districts")


def _checked(session: Session, draft: PlanDraft) -> PlanDraft:
    name = " ".join(draft.name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        message = f"A plan cannot be called {draft.name[: LONGEST_NAME + 1]!r}; give it 1 to {LONGEST_NAME} characters."
        raise InvalidInput(message, field="name")
    segments = tuple(dict.fromkeys(draft.segments))
    if not 0 < len(segments) <= MOST_SEGMENTS:
        message = f"A route of {len(segments)} segments cannot be walked; choose 1 to {MOST_SEGMENTS}."
        raise InvalidInput(message, field="segments")
    if gone := set(segments) - rows.walkable(session, segments):
        message = f"{len(gone)} segments are not there any more, such as {min(gone)}; choose the route anew on the map."
        raise InvalidInput(message, field="segments")
    return PlanDraft(draft.team, name, weekdays_of(draft.weekdays), segments)
