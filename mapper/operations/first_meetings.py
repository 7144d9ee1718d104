"""Let a made city have held its meetings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from mapper.domain.calendar import KST
from mapper.domain.first_meeting import Point, Talk
from mapper.domain.meeting import MeetingDraft, Ties
from mapper.domain.reader import Reader
from mapper.operations import agendas, assemblies, decisions
from mapper.operations.decisions import Decided
from mapper.operations.meeting_access import Writer
from mapper.operations.meetings import add_meeting
from mapper.operations.people.teams import all_teams, district_names
from mapper.store import agenda
from mapper.store import first_day as rows
from mapper.store.engine import Session
from mapper.store.first_day import Find

_CALLED: Final = timedelta(days=7)
"""How long before a meeting its agenda is written."""

_SINCE: Final = timedelta(days=60)
"""Of finds that meetings talk about."""


def hold_meetings(
    session: Session,
    of_a_district: Sequence[Talk],
    of_the_city: Sequence[Talk],
    *,
    districts: int,
    day: date,
    by: Reader,
    new_id: Callable[[], UUID],
) -> None:
    """Write down the meetings of a made city as they would have been.

    Parameters
    ----------
    session : Session
        Not committed; of a made city with its teams.
    of_a_district, of_the_city : sequence of Talk
        What they were.
    districts : int
        In how many districts: those where most was found.
    day : date
        Its last day.
    by : Reader
        Who writes them down.
    new_id : callable
        Makes the ids.
    """
    found: dict[str, list[Find]] = {code: [] for code in district_names(session)}
    for find in rows.finds(session, since=datetime.combine(day, time(), KST) - _SINCE):
        if find.is_open and find.district in found:
            found[find.district].append(find)
    busy = sorted(found, key=lambda code: (-len(found[code]), code))[:districts]
    places = [((code,), found[code], talk) for code in busy for talk in of_a_district]
    for codes, finds, talk in [*places, *(((), [], talk) for talk in of_the_city)]:
        _hold(session, talk, codes, finds, day=day, by=by, new_id=new_id)


def _hold(
    session: Session,
    talk: Talk,
    codes: tuple[str, ...],
    finds: Sequence[Find],
    *,
    day: date,
    by: Reader,
    new_id: Callable[[], UUID],
) -> None:
    held_at = datetime.combine(day - timedelta(days=talk.days), time(talk.hour), KST)
    named = {"district": district_names(session)[codes[0]]} if codes else {}
    team = next((one.id for one in all_teams(session) if one.districts == codes), None)

    def at(moment: datetime) -> Writer:
        return Writer(by, moment, new_id)

    called = min(held_at, datetime.combine(day, time(), KST)) - _CALLED
    draft = MeetingDraft(talk.kind, talk.title.format_map(named), talk.place.format_map(named), held_at, codes, team)
    meeting = add_meeting(session, draft, at(called))
    items = [
        agendas.add_item(session, meeting, point.words, at(called + timedelta(hours=place)))
        for place, point in enumerate(talk.points, 1)
    ]
    for place, (item, find) in enumerate(zip(items, reversed(finds), strict=False)):
        ties = Ties((find.segment,), (find.issue,))
        agendas.tie_item(session, meeting, item, at(called + timedelta(hours=12 + place)), more=ties, less=Ties())
    if talk.days < 0:
        return
    _assemble(session, meeting, talk, named, at(held_at + timedelta(hours=2)))
    made = [
        (_settle(session, meeting, item, point, at(held_at + timedelta(hours=2, minutes=place)), team=team), point)
        for place, (item, point) in enumerate(zip(items, talk.points, strict=True), 1)
    ]
    settled = held_at + timedelta(hours=3)
    for decision, point in sorted(made, key=lambda one: one[1].due):  # nobody writes before what is written already
        if decision is not None and point.state != "open":
            on = min(held_at.date() + timedelta(days=point.due // 2), day)
            later = at(max(datetime.combine(on, time(18), KST), settled))
            decisions.move_decision(session, meeting, decision, later, to=point.state, reason=point.reason, on=on)


def _assemble(session: Session, meeting: UUID, talk: Talk, named: Mapping[str, str], writer: Writer) -> None:
    for name, kind, role, heads in talk.came:
        came = {"organisation": name.format_map(named), "kind": kind, "role": role}
        assemblies.count_heads(session, meeting, writer, **came, heads=heads)
    if talk.minutes:
        assemblies.write_minutes(session, meeting, talk.minutes, writer, confirmed=True, seen=None)
        newest = agenda.minutes(session, meeting, known=writer.now)[0]
        assemblies.approve_minutes(session, meeting, newest.id, writer)


def _settle(
    session: Session, meeting: UUID, item: UUID, point: Point, writer: Writer, *, team: UUID | None
) -> UUID | None:
    if point.ballot is not None:
        assemblies.count_votes(session, meeting, item, point.ballot, writer)
    if not point.decided:
        return None
    held_on = writer.now.astimezone(KST).date()
    decided = Decided(point.decided, Ties(), item, team, held_on + timedelta(days=point.due))
    return decisions.decide(session, meeting, decided, writer)
