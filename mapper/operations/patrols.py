"""Take in one patrol: once, however often it is sent. What it found are the issues that name it, whichever comes first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from mapper.domain.access import Reach, require
from mapper.domain.patrol import NewPatrol
from mapper.domain.reader import Reader
from mapper.errors import NotAllowed, NotFound, ReceiptClash, SegmentNotFound
from mapper.operations.people.sealing import Seal
from mapper.operations.receiving import HandedIn, receive
from mapper.store.engine import Session
from mapper.store.patrols import Crew, add_patrol, crew_of, route_of, segments_elsewhere, users_elsewhere
from mapper.store.photo_uses import declare_photos
from mapper.store.write_log import log_write

PERMISSION: Final = "patrol"


def take_patrol(
    session: Session, patrol: NewPatrol, handed_in: HandedIn, *, by: Reader, seal: Seal
) -> tuple[dict[str, Any], bool]:
    """Store a patrol and answer its receipt.

    Parameters
    ----------
    session : Session
        Not committed.
    patrol : NewPatrol
        As it was walked.
    handed_in : HandedIn
        As it came.
    by : Reader
        Who walked, or writes it down for those who did.
    seal : Seal
        Signs the receipt.

    Returns
    -------
    tuple
        The receipt, and whether it is new.

    Raises
    ------
    NotAllowed
        When it is of a team that the reader is not in and that works in none of their districts, or checks a segment, or
        somebody walked, of a district where the team does not work.
    NotFound
        When there never was such a team, or the team never had such a plan.
    SegmentNotFound
        When there never was such a segment.
    ReceiptClash
        When other content was handed in under its id.
    """
    require(PERMISSION, by)

    def _store(session: Session, recorded_at: datetime) -> dict[str, Any]:
        team = crew_in_reach(session, patrol.team, by)
        planned = _planned(session, patrol)
        _require_theirs(session, patrol, team, planned, by)
        who, walked = by.user_id, _put_right(patrol, handed_in)
        if not add_patrol(session, walked, planned, user_id=who, recorded_at=recorded_at):
            raise ReceiptClash(f"A patrol has the id {patrol.id}, without a receipt; make a new id.", id=str(patrol.id))
        declare_photos(session, patrol.photos, patrol=patrol.id, user_id=who, recorded_at=recorded_at)
        log_write(session, by, "patrol.add", subject=str(patrol.id), now=recorded_at, team=team.name)
        return {
            "team_id": str(patrol.team),
            "started_at": walked.started_at.isoformat(),
            "ended_at": walked.ended_at.isoformat(),
            "clock_note": handed_in.clock_note(patrol.started_at, patrol.ended_at),
            "checked": len(patrol.checks),
            "left_out": len(set(planned) - {check.segment for check in patrol.checks}),
        }

    return receive(session, "patrol", patrol.id, handed_in, by=by, seal=seal, store=_store)


def _put_right(patrol: NewPatrol, handed_in: HandedIn) -> NewPatrol:
    right = handed_in.put_right
    checks = tuple(replace(one, checked_at=right(one.checked_at)) for one in patrol.checks)
    return replace(patrol, started_at=right(patrol.started_at), ended_at=right(patrol.ended_at), checks=checks)


def crew_in_reach(session: Session, team: UUID, by: Reader) -> Crew:
    """Return a team whose patrols somebody may plan, hand in and read.

    Parameters
    ----------
    session : Session
        Only read.
    team : UUID
        Id.
    by : Reader
        Who asks.

    Returns
    -------
    Crew
        The team.

    Raises
    ------
    NotFound
        When there is none.
    NotAllowed
        When the reader is not in it and it works in none of their districts.
    """
    found = crew_of(session, team)
    if found is None:
        raise NotFound(f"No team has the id {team}; choose one of GET /api/v1/field/area.", team=str(team))
    is_in = by.user_id in found.members or any(by.reaches(code) for code in found.districts)
    if require(PERMISSION, by) is Reach.OWN and not is_in:
        message = f"{by.name} is not in {found.name!r}, which works in none of their districts; ask a planner."
        raise NotAllowed(message, permission=PERMISSION)
    return found


def _planned(session: Session, patrol: NewPatrol) -> Sequence[UUID]:
    if patrol.plan is None:
        return ()
    route = route_of(session, patrol.plan, patrol.team)
    if route is None:
        message = f"The team has no plan {patrol.plan}; name one of its plans, or none."
        raise NotFound(message, plan=str(patrol.plan))
    return route


def _require_theirs(session: Session, patrol: NewPatrol, team: Crew, planned: Collection[UUID], by: Reader) -> None:
    """Refuse what the team did not look at, and who did not walk with it: both come from districts where it works."""
    checked = {check.segment for check in patrol.checks} - set(planned)
    elsewhere = segments_elsewhere(session, checked, team.districts)
    unknown = sorted(str(segment) for segment, is_known in elsewhere.items() if not is_known)
    if unknown:
        message = f"No segment has the id {', '.join(unknown)}; check segments of GET /api/v1/field/area."
        raise SegmentNotFound(message, segments=unknown)
    if elsewhere:
        segments = sorted(map(str, elsewhere))
        message = (
            f"{len(segments)} of the segments, such as {segments[0]}, lie in no district of {team.name!r} and are not of "
            "its plan; leave them out of checks."
        )
        raise NotAllowed(message, permission=PERMISSION)
    users = set(patrol.officers) - team.members - {by.user_id}
    if strangers := sorted(map(str, users_elsewhere(session, users, team.districts))):
        message = f"No user {', '.join(strangers)} is in {team.name!r} or works where it does; name as officers those who walked."
        raise NotAllowed(message, permission=PERMISSION)
