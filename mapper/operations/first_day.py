"""Put a made city to work: its teams walk, what they found is given to them, lists of surveys are dealt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random
from typing import Final
from uuid import UUID

from mapper.domain.calendar import KST
from mapper.domain.first_day import FirstDay, Route
from mapper.domain.patrol import Check, NewPatrol
from mapper.domain.reader import Reader, Role
from mapper.domain.user import User
from mapper.domain.wanted import Wanted
from mapper.domain.work import ActKind, Work
from mapper.operations import reply_templates, survey_rounds, works
from mapper.operations.patrol_plans import PlanDraft, Team, add_plan
from mapper.operations.people.teams import TeamPlan, add_team, district_names
from mapper.operations.people.users import add_user
from mapper.spatial.streets import Streets
from mapper.spatial.walking_order import walking_order
from mapper.store import assignments
from mapper.store import first_day as rows
from mapper.store.engine import Session
from mapper.store.first_day import Find
from mapper.store.patrols import add_patrol

_KEPT: Final = 3
"""Finds that a user of the demo keeps at hand."""

_LEFT_OUT: Final = 0.08
"""Of a route, on a patrol."""

_SOON: Final = timedelta(minutes=20)
"""How long a patrol takes to set out, and to be handed in."""


@dataclass(frozen=True)
class _Walk:
    """What a team walks: by which plan, over what."""

    team: Team
    plan: UUID
    route: Sequence[UUID]


@dataclass(frozen=True)
class _Opening:
    """The session, and what every step needs."""

    session: Session
    first_day: FirstDay
    day: date
    by: Reader
    now: datetime
    new_id: Callable[[], UUID]
    random: Random

    @property
    def began(self) -> datetime:
        """The Monday on which the teams began."""
        monday = self.day - timedelta(days=self.day.weekday(), weeks=self.first_day.weeks)
        return datetime.combine(monday, time(), KST)

    @property
    def morning(self) -> datetime:
        """When the day begins."""
        return datetime.combine(self.day, time(), KST)


def open_first_day(
    session: Session,
    first_day: FirstDay,
    *,
    day: date,
    people: Sequence[User],
    by: Reader,
    now: datetime,
    new_id: Callable[[], UUID],
    random: Random,
    city: str = "",
) -> None:
    """Set up teams that have walked for weeks, and what is to be done on the last day of a made city.

    Parameters
    ----------
    session : Session
        Not committed; of a made city without teams.
    first_day : FirstDay
        What it is given.
    day : date
        Its last day.
    people : sequence of User
        Its users; those in the field lead the teams of their districts, and get a list of surveys for the day.
    by : Reader
        Who does it.
    now : datetime
        This moment.
    new_id : callable
        Makes the ids.
    random : Random
        Of what is not the same everywhere.
    city : str
        With what the codes of the districts begin that get a team.
    """
    opening = _Opening(session, first_day, day, by, now, new_id, random)
    for name, words in first_day.replies:
        reply_templates.save(session, by, name, words, instead_of=None, now=now, new_id=new_id)
    found = defaultdict[str, list[Find]](list)
    for find in rows.finds(session, since=opening.began):
        found[find.district].append(find)
    in_the_field = [one for one in people if one.role is Role.FIELD]
    _deal(opening, {code: found[code] for one in in_the_field for code in sorted(one.districts or ())})
    districts = [one for one in district_names(session).items() if one[0].startswith(city)]
    for number, (code, name) in enumerate(districts):
        own = [one for one in in_the_field if code in (one.districts or ())]
        team = _team(opening, number, code, name, own)
        _send_out(opening, team, found[code])
        _give(opening, team, [one.issue for one in found[code] if one.is_open])
        if own:
            _plan_today(opening, team, found[code])


def _deal(opening: _Opening, found: Mapping[str, Sequence[Find]]) -> None:
    """Want some segments surveyed in the districts of the demo's users, and deal them their lists."""
    session, by, morning, new_id = opening.session, opening.by, opening.morning, opening.new_id
    for code, finds in found.items():
        asked, _ = rows.around(session, _middle(opening, code, finds), opening.first_day.asked)
        survey_rounds.ask_for_surveys(session, asked, by=by, now=morning, new_id=new_id)
    survey_rounds.deal(session, opening.day, by=by, now=morning, new_id=new_id)


def _middle(opening: _Opening, code: str, found: Sequence[Find]) -> UUID:
    """Return where the latest find was, or the midst of a district without one."""
    return found[-1].segment if found else rows.some_segment(opening.session, code)


def _team(opening: _Opening, number: int, code: str, name: str, own: Sequence[User]) -> Team:
    first_day, began = opening.first_day, opening.began
    numbers = range(number * first_day.members + 1, (number + 1) * first_day.members + 1)
    members = [
        add_user(
            opening.session,
            first_day.member.format(number=one),
            Role.FIELD,
            [code],
            every=False,
            by=opening.by,
            now=began,
        ).id
        for one in numbers
    ]
    leaders = [one.id for one in own] or members[:1]
    plan = TeamPlan(first_day.team.format(district=name), [code], members, leaders)
    return add_team(opening.session, plan, by=opening.by, now=began, new_id=opening.new_id)


def _send_out(opening: _Opening, team: Team, found: Sequence[Find]) -> None:
    """Plan the route of a team, and let it have walked it."""
    route = opening.first_day.route
    plan, segments = _plan(opening, team, route, found, now=opening.began)
    begins, nights = opening.began.date(), (opening.day - opening.began.date()).days
    days = [day for day in (begins + timedelta(days=one) for one in range(nights)) if day.weekday() in route.weekdays]
    by_day = defaultdict[date, list[Find]](list)
    for find in found:
        by_day[find.reported_at.astimezone(KST).date()].append(find)
    notes = cycle(opening.first_day.notes)
    for _ in range(opening.random.randrange(len(opening.first_day.notes))):
        next(notes)
    for day in days:
        _walk(opening, _Walk(team, plan, segments), day, by_day[day], next(notes))


def _plan(
    opening: _Opening, team: Team, route: Route, found: Sequence[Find], *, now: datetime
) -> tuple[UUID, list[UUID]]:
    """Plan a route around what was found last."""
    ids, lines = rows.around(opening.session, _middle(opening, team.districts[0], found), route.segments)
    streets = Streets(lines)
    order = walking_order(streets, range(len(ids)), [streets.corner()])
    segments = [ids[one] for one in order]
    draft = PlanDraft(team.id, route.name, route.weekdays, segments)
    return add_plan(opening.session, draft, by=opening.by, now=now, new_id=opening.new_id), segments


def _plan_today(opening: _Opening, team: Team, found: Sequence[Find]) -> None:
    route, weekday = opening.first_day.todays, opening.day.weekday()
    today = Route(route.name, (weekday,), route.segments)
    _plan(opening, team, today, found[: len(found) // 2], now=opening.morning)


def _walk(opening: _Opening, walk: _Walk, day: date, found: Sequence[Find], note: str) -> None:
    sets_out, returns = (datetime.combine(day, time(hour), KST) for hour in opening.first_day.hours)
    seen = [segment for segment in walk.route if opening.random.random() >= _LEFT_OUT]
    step = (returns - sets_out) / (len(seen) + 1)
    checked = {segment: sets_out + step * number for number, segment in enumerate(seen, 1)}
    checked |= {find.segment: find.reported_at for find in reversed(found)}
    checks = sorted((Check(*one) for one in checked.items()), key=lambda check: (check.checked_at, check.segment))
    leader, *others = walk.team.members
    patrol = NewPatrol(
        id=opening.new_id(),
        team=walk.team.id,
        plan=walk.plan,
        officers=(leader, opening.random.choice(others)),
        started_at=sets_out - _SOON,
        ended_at=returns + _SOON,
        checks=tuple(checks),
        note=note or None,
        photos=(),
    )
    recorded_at = patrol.ended_at + _SOON
    add_patrol(opening.session, patrol, walk.route, user_id=leader, recorded_at=recorded_at)
    rows.name_patrol(opening.session, patrol.id, [find.issue for find in found])


def _give(opening: _Opening, team: Team, issues: Sequence[UUID]) -> None:
    """Give a team what it found and what is not done, and let the demo's users in it keep some of it at hand."""
    if not issues:
        return
    given = Work(ActKind.ASSIGN, team=team.id)
    wanted = Wanted(statuses=(), issues=tuple(issues))
    works.decide(opening.session, opening.by, wanted, given, expected=len(issues), new_id=opening.new_id)
    for leader in team.leaders:
        some = issues[:_KEPT]
        assignments.keep(opening.session, assignments.SHORTLIST, some, user=leader, recorded_at=opening.now)
