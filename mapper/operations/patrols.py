"""Take in one patrol: once, however often it is sent. What it found are the issues that name it, whichever comes first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from mapper.domain.access import Reach, require
from mapper.domain.patrol import NewPatrol
from mapper.domain.reader import Reader
from mapper.errors import InvalidInput, NotAllowed, NotFound, ReceiptClash, SegmentNotFound
from mapper.operations.people.sealing import Seal
from mapper.operations.receiving import HandedIn, receive
from mapper.store.engine import Session
from mapper.store.patrols import Crew, add_patrol, crew_of, route_of, unknown_segments, unknown_users
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
        When it is of a team that the reader is not in and that works in none of their districts.
    NotFound
        When there never was such a team, or the team never had such a plan.
    SegmentNotFound
        When there never was such a segment.
    InvalidInput
        When somebody walked of whom nobody knows.
    ReceiptClash
        When other content was handed in under its id.
    """
    require(PERMISSION, by)

    def _store(session: Session, recorded_at: datetime) -> dict[str, Any]:
        team = crew_in_reach(session, patrol.team, by)
        planned = _planned(session, patrol)
        _check_names(session, patrol)
        who, offset = by.user_id, handed_in.offset
        if not add_patrol(session, patrol, planned, offset=offset, user_id=who, recorded_at=recorded_at):
            raise ReceiptClash(f"A patrol has the id {patrol.id}, without a receipt; make a new id.", id=str(patrol.id))
        declare_photos(session, patrol.photos, patrol=patrol.id, user_id=who, recorded_at=recorded_at)
        log_write(session, by, "patrol.add", subject=str(patrol.id), now=recorded_at, team=team.name)
        return {
            "team_id": str(patrol.team),
            "started_at": (patrol.started_at + offset).isoformat(),
            "ended_at": (patrol.ended_at + offset).isoformat(),
            "checked": len(patrol.checks),
            "left_out": len(set(planned) - {check.segment for check in patrol.checks}),
        }

    return receive(session, "patrol", patrol.id, handed_in, by=by, seal=seal, store=_store)


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


def _check_names(session: Session, patrol: NewPatrol) -> None:
    segments = sorted(map(str, unknown_segments(session, (check.segment for check in patrol.checks))))
    if segments:
        message = f"No segment has the id {', '.join(segments)}; check segments of GET /api/v1/field/area."
        raise SegmentNotFound(message, segments=segments)
    users = sorted(map(str, unknown_users(session, patrol.officers)))
    if users:
        message = f"No user has the id {', '.join(users)}; name users who walked."
        raise InvalidInput(message, field="officers", users=users)
