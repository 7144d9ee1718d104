"""주민회의: added, changed and listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.calendar import end_of
from mapper.domain.meeting import MeetingDraft, checked_draft
from mapper.domain.reader import Reader
from mapper.errors import DecidedMeanwhile, InvalidInput
from mapper.operations.meeting_access import (
    WRITING,
    Writer,
    codes_for,
    meeting_in_reach,
    open_meeting,
    require_team,
    require_writing,
    writes,
)
from mapper.operations.people.teams import district_names
from mapper.store import meetings as rows
from mapper.store.engine import Session
from mapper.store.meetings import Line

__all__ = ["Line", "Period", "add_meeting", "change_meeting", "district_choices", "meetings"]


@dataclass(frozen=True)
class Period:
    """Which meetings are meant.

    Attributes
    ----------
    first, last : date
        Korean dates on which they are held, both included.
    known : datetime
        What was recorded later is not known.
    district : str or None
        Code; None for every one that the reader reaches, and for meetings of the whole city.
    """

    first: date
    last: date
    known: datetime
    district: str | None = None

    @property
    def since(self) -> datetime:
        """The first moment of the period."""
        return end_of(self.first - timedelta(days=1))

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return end_of(self.last)


def meetings(session: Session, period: Period, *, by: Reader) -> list[Line]:
    """List meetings.

    Parameters
    ----------
    session : Session
        Only read.
    period : Period
        Which.
    by : Reader
        Who asks.

    Returns
    -------
    list of Line
        The latest first.
    """
    codes = codes_for(by, period.district)
    return rows.meetings(session, codes, since=period.since, until=period.until, known=period.known)


def add_meeting(session: Session, draft: MeetingDraft, writer: Writer) -> UUID:
    """Add a meeting, held or to be held.

    Parameters
    ----------
    session : Session
        Not committed.
    draft : MeetingDraft
        What it is.
    writer : Writer
        Who adds it.

    Returns
    -------
    UUID
        Its id.

    Raises
    ------
    InvalidInput
        For words, a time, districts or a team that cannot be.
    NotAllowed
        When a district is none of theirs.
    """
    require(WRITING, writer.by)
    kept, meeting_id = _checked(session, draft, writer, None), writer.new_id()
    rows.add_meeting(session, kept, writer.sign(meeting_id), meeting_id=meeting_id)
    added = meeting_in_reach(session, meeting_id, by=writer.by, known=writer.now)
    writer.log(session, "meeting.add", added, kind=kept.kind, held_at=kept.held_at.isoformat())
    return meeting_id


def change_meeting(session: Session, meeting_id: UUID, draft: MeetingDraft, writer: Writer, *, seen: UUID) -> None:
    """Write a meeting down anew; what was written before stays.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id : UUID
        Of the meeting.
    draft : MeetingDraft
        What it is.
    writer : Writer
        Who changes it.
    seen : UUID
        The version that they saw.

    Raises
    ------
    NotFound, NotAllowed
        As `open_meeting`.
    InvalidInput
        As `add_meeting`.
    DecidedMeanwhile
        When somebody else changed it since.
    """
    before = open_meeting(session, meeting_id, writer)
    kept = _checked(session, draft, writer, before.team)
    if seen != before.version:
        raise DecidedMeanwhile(
            "The meeting was changed since you opened it; look at it again.", meeting=str(meeting_id)
        )
    if kept == before.draft:
        return
    rows.add_meeting(session, kept, writer.sign(), meeting_id=meeting_id)
    was, given = vars(before.draft), vars(kept)
    changed = sorted(name for name in given if given[name] != was[name])
    writer.log(session, "meeting.change", before, changed=changed, cancelled=kept.cancelled)


def district_choices(session: Session, by: Reader) -> dict[str, str]:
    """Return the districts of which somebody may add a meeting.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who.

    Returns
    -------
    dict of str to str
        Name by code.
    """
    return {code: name for code, name in district_names(session).items() if writes(by, (code,))}


def _checked(session: Session, draft: MeetingDraft, writer: Writer, team_before: UUID | None) -> MeetingDraft:
    kept = checked_draft(draft, now=writer.now)
    if unknown := set(kept.districts) - set(district_names(session)):
        message = f"No district has the code {', '.join(sorted(unknown))}; choose from the stored districts."
        raise InvalidInput(message, field="districts")
    require_writing(writer.by, kept.districts)
    require_team(session, kept.team, writer.by, before=team_before)
    return kept
