"""Who sees a meeting, and who writes in it.

Whoever works in districts sees the meetings that one of these is part of, and writes those of their own districts only;
what they may not see is not there for them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from mapper.domain.access import Reach, districts_for, reach
from mapper.domain.reader import Reader
from mapper.errors import DecidedMeanwhile, InvalidInput, NotAllowed, NotFound
from mapper.operations.people.teams import Team, all_teams
from mapper.store import meetings as rows
from mapper.store.agenda import last_written
from mapper.store.engine import Session, hold_alone
from mapper.store.meetings import Meeting, Signed
from mapper.store.write_log import log_write

PERMISSION: Final = "meeting"
WRITING: Final = "meeting.write"


@dataclass(frozen=True)
class Writer:
    """Who writes something down, when, and how ids are made.

    Attributes
    ----------
    by : Reader
        Who.
    now : datetime
        When.
    new_id : callable
        Makes an id.
    seen : datetime or None
        As of when they saw the counts that they write over; None where nobody could have counted meanwhile.
    """

    by: Reader
    now: datetime
    new_id: Callable[[], UUID]
    seen: datetime | None = None

    def sign(self, row_id: UUID | None = None) -> Signed:
        """Return what the row has that they write next.

        Parameters
        ----------
        row_id : UUID, optional
            Its id; a new one when not given.

        Returns
        -------
        Signed
            For `mapper.store`.
        """
        return Signed(row_id or self.new_id(), self.by.user_id, self.now)

    def log(self, session: Session, action: str, about: Meeting, **details: Any) -> None:
        """Keep what was done in the log of changes.

        Parameters
        ----------
        session : Session
            Not committed.
        action : str
            What was done.
        about : Meeting
            At which meeting.
        **details : object
            What JSON can hold; no words that somebody typed.
        """
        code = about.districts[0] if len(about.districts) == 1 else None
        details = {"meeting": str(about.id), **details}
        log_write(session, self.by, action, subject=about.title, now=self.now, district_code=code, **details)


def codes_for(by: Reader, district: str | None) -> list[str] | None:
    """Return the districts whose meetings somebody asks for.

    Parameters
    ----------
    by : Reader
        Who asks.
    district : str or None
        Code of the one that they name.

    Returns
    -------
    list of str or None
        Codes; None for every meeting.

    Raises
    ------
    NotAllowed
        For a district that is none of theirs.
    """
    own = districts_for(PERMISSION, by)
    if district is None:
        return own
    if own is not None and district not in own:
        raise NotAllowed(f"{district!r} is none of the districts of {by.name}; name one of theirs.", district=district)
    return [district]


def meeting_in_reach(session: Session, meeting_id: UUID, *, by: Reader, known: datetime) -> Meeting:
    """Return a meeting to who may see it.

    Parameters
    ----------
    session : Session
        Only read.
    meeting_id : UUID
        Of the meeting.
    by : Reader
        Who asks.
    known : datetime
        What was recorded later is not known.

    Returns
    -------
    Meeting
        As it was written down last.

    Raises
    ------
    NotFound
        When there is none, or none for them.
    """
    own, found = districts_for(PERMISSION, by), rows.meeting(session, meeting_id, known=known)
    if found is None or not (own is None or set(own) & set(found.districts)):
        raise NotFound(f"No meeting has the id {meeting_id}; choose one from the list.", meeting=str(meeting_id))
    return found


def writes(by: Reader, districts: tuple[str, ...]) -> bool:
    """Tell whether somebody writes what a meeting of some districts came to.

    Parameters
    ----------
    by : Reader
        Who.
    districts : tuple of str
        Codes; none for a meeting of the whole city.

    Returns
    -------
    bool
        For who works in districts only when all of them are theirs.
    """
    far = reach(WRITING, by.role)
    return far is Reach.ALL or (far is Reach.OWN and bool(districts) and all(map(by.reaches, districts)))


def open_meeting(session: Session, meeting_id: UUID, writer: Writer) -> Meeting:
    """Open a meeting for somebody to write in; until they are done nobody else does.

    Parameters
    ----------
    session : Session
        Its transaction holds the meeting.
    meeting_id : UUID
        Of the meeting.
    writer : Writer
        Who.

    Returns
    -------
    Meeting
        As it stands.

    Raises
    ------
    NotFound
        When there is none for them.
    NotAllowed
        When they only read it.
    DecidedMeanwhile
        As `take_turn`.
    """
    found = take_turn(session, meeting_id, writer)
    require_writing(writer.by, found.districts)
    return found


def take_turn(session: Session, meeting_id: UUID, writer: Writer) -> Meeting:
    """Wait until nobody else writes about a meeting, and keep them waiting until we are done.

    Parameters
    ----------
    session : Session
        Its transaction holds the meeting.
    meeting_id : UUID
        Of the meeting.
    writer : Writer
        Who.

    Returns
    -------
    Meeting
        As it stands.

    Raises
    ------
    NotFound
        When there is none for them.
    DecidedMeanwhile
        When somebody wrote while they waited: what is written earlier than the last row would never hold.
    """
    hold_alone(session, f"meeting.{meeting_id}")
    found = meeting_in_reach(session, meeting_id, by=writer.by, known=writer.now)
    last = last_written(session, meeting_id)
    if last is not None and last > writer.now:
        raise DecidedMeanwhile(f"Somebody wrote at {last.isoformat()}; look again.", meeting=str(meeting_id))
    return found


def require_writing(by: Reader, districts: tuple[str, ...]) -> None:
    """Refuse somebody who does not write for all of some districts.

    Parameters
    ----------
    by : Reader
        Who.
    districts : tuple of str
        Codes; none for a meeting of the whole city.

    Raises
    ------
    NotAllowed
        Without a word of what is there.
    """
    if not writes(by, districts):
        message = f"{by.name} does not write for these districts; ask a planner, or somebody who works there."
        raise NotAllowed(message, permission=WRITING)


def require_held(meeting: Meeting, writer: Writer) -> None:
    """Refuse what only a meeting that has begun can have come to.

    Parameters
    ----------
    meeting : Meeting
        Which.
    writer : Writer
        Who writes, and when.

    Raises
    ------
    InvalidInput
        When it is yet to come, or was cancelled.
    """
    if meeting.cancelled or meeting.held_at > writer.now:
        message = f"The meeting of {meeting.held_at.isoformat()} was not held; correct its time first."
        raise InvalidInput(message, field="held")


def team_choices(session: Session, by: Reader) -> list[Team]:
    """Return the teams to which somebody may give something.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who.

    Returns
    -------
    list of Team
        Those that work: all of them, or those of the reader's districts.
    """
    working = [team for team in all_teams(session) if team.ended_at is None]
    return [team for team in working if by.districts is None or any(map(by.reaches, team.districts))]


def require_team(session: Session, team: UUID | None, by: Reader, *, before: UUID | None) -> None:
    """Refuse a team that is not there for somebody.

    Parameters
    ----------
    session : Session
        Only read.
    team : UUID or None
        Which; None for no team.
    by : Reader
        Who names it.
    before : UUID or None
        The one that was named before, which may stay.

    Raises
    ------
    InvalidInput
        When it has ended, or is none of theirs.
    """
    if team not in {None, before, *(one.id for one in team_choices(session, by))}:
        raise InvalidInput(f"No team that works here has the id {team}; choose one from the list.", field="team")
