"""Meetings and who came to them, as known at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.domain.meeting import MeetingDraft
from mapper.store.tables import AttendanceRow, MeetingRow, OrganisationKindRow, OrganisationRow

HELD: Final = """
    SELECT DISTINCT ON (meeting_id) * FROM meeting WHERE recorded_at <= :known ORDER BY meeting_id, recorded_at DESC, id
"""
"""SQL of the row of each meeting that holds."""

IN_REACH: Final = "(CAST(:codes AS text[]) IS NULL OR held.district_codes && CAST(:codes AS text[]))"
"""SQL beside ``held``: whether the meeting is of one of the districts ``:codes``; NULL stands for every meeting."""

CAME: Final = """
    SELECT DISTINCT ON (meeting_id, organisation_id, role) * FROM attendance WHERE recorded_at <= :known
    ORDER BY meeting_id, organisation_id, role, recorded_at DESC, id
"""
_KIND: Final = """
    coalesce((
        SELECT corrected.kind FROM organisation_kind AS corrected
        WHERE corrected.organisation_id = organisation.id AND corrected.recorded_at <= :known
        ORDER BY corrected.recorded_at DESC, corrected.id LIMIT 1
    ), organisation.kind)
"""
"""SQL of what an ``organisation`` is, as it was known."""

_COLUMNS: Final = """
    held.meeting_id, held.id, held.kind, held.title, held.place, held.held_at, held.district_codes, held.team_id,
    team.name, held.cancelled, user_account.name, held.recorded_at
"""
_NAMED: Final = """
    LEFT JOIN team ON team.id = held.team_id LEFT JOIN user_account ON user_account.id = held.user_id
"""


@dataclass(frozen=True)
class Signed:
    """What every row has that somebody writes.

    Attributes
    ----------
    id : UUID
        New.
    user_id : UUID or None
        Who writes it.
    recorded_at : datetime
        Now.
    """

    id: UUID
    user_id: UUID | None
    recorded_at: datetime


@dataclass(frozen=True)
class Meeting:
    """A meeting as somebody wrote it down last.

    Attributes
    ----------
    id, version : UUID
        Of the meeting, and of the row that holds.
    kind, title, place : str
        What it is, what it is called, and where it is held.
    held_at : datetime
        When it begins.
    districts : tuple of str
        Codes; none for a meeting of the whole city.
    team : UUID or None
        Whose it is.
    team_name : str or None
        Of the team.
    cancelled : bool
        Whether it is not held after all.
    by : str or None
        Name of the user who wrote this.
    recorded_at : datetime
        When they did.
    """

    id: UUID
    version: UUID
    kind: str
    title: str
    place: str
    held_at: datetime
    districts: tuple[str, ...]
    team: UUID | None
    team_name: str | None
    cancelled: bool
    by: str | None
    recorded_at: datetime

    @property
    def day(self) -> date:
        """Korean date on which it is held."""
        return self.held_at.astimezone(KST).date()

    @property
    def draft(self) -> MeetingDraft:
        """What it is, to be changed."""
        return MeetingDraft(self.kind, self.title, self.place, self.held_at, self.districts, self.team, self.cancelled)


@dataclass(frozen=True)
class Line:
    """A meeting in a list.

    Attributes
    ----------
    meeting : Meeting
        Which.
    heads, organisations, items : int
        How many people and organisations came, and how many items were on its agenda.
    """

    meeting: Meeting
    heads: int
    organisations: int
    items: int


@dataclass(frozen=True)
class Organisation:
    """What somebody comes for to a meeting.

    Attributes
    ----------
    id : UUID
        Of the organisation.
    name : str
        No two share one.
    kind : str
        A key of `mapper.domain.meeting.ORGANISATION_KINDS`.
    """

    id: UUID
    name: str
    kind: str


@dataclass(frozen=True)
class Came:
    """How many came for an organisation.

    Attributes
    ----------
    organisation : Organisation
        For which.
    role : str
        A key of `mapper.domain.meeting.ROLES`.
    heads : int
        How many, at least one.
    """

    organisation: Organisation
    role: str
    heads: int


def meetings(
    session: Session,
    codes: Sequence[str] | None,
    *,
    since: datetime,
    until: datetime,
    known: datetime,
) -> list[Line]:
    """Read meetings of a period.

    Parameters
    ----------
    session : Session
        Only read.
    codes : sequence of str or None
        Codes of the districts of which they are; None for every meeting.
    since, until : datetime
        When they begin: from the first to before the second.
    known : datetime
        What was recorded later is not known.

    Returns
    -------
    list of Line
        The latest first.
    """
    statement = f"""
        WITH held AS ({HELD}), came AS ({CAME}), item AS (
            SELECT DISTINCT ON (item_id) meeting_id, withdrawn FROM agenda_item WHERE recorded_at <= :known
            ORDER BY item_id, recorded_at DESC, id
        )
        SELECT {_COLUMNS}, (SELECT coalesce(sum(heads), 0) FROM came WHERE came.meeting_id = held.meeting_id),
            (SELECT count(DISTINCT organisation_id) FROM came WHERE came.meeting_id = held.meeting_id AND heads > 0),
            (SELECT count(*) FROM item WHERE item.meeting_id = held.meeting_id AND NOT withdrawn)
        FROM held {_NAMED}
        WHERE {IN_REACH} AND held_at >= :since AND held_at < :until ORDER BY held_at DESC, held.meeting_id
    """
    values = {"codes": None if codes is None else list(codes), "since": since, "until": until, "known": known}
    return [Line(_meeting(row[:-3]), *row[-3:]) for row in session.execute(text(statement), values)]


def meeting(session: Session, meeting_id: UUID, *, known: datetime) -> Meeting | None:
    """Read one meeting.

    Parameters
    ----------
    session : Session
        Only read.
    meeting_id : UUID
        Of the meeting.
    known : datetime
        What was recorded later is not known.

    Returns
    -------
    Meeting or None
        None when there is none.
    """
    statement = f"WITH held AS ({HELD}) SELECT {_COLUMNS} FROM held {_NAMED} WHERE held.meeting_id = :meeting"
    row = session.execute(text(statement), {"meeting": meeting_id, "known": known}).first()
    return None if row is None else _meeting(row)


def add_meeting(session: Session, draft: MeetingDraft, signed: Signed, *, meeting_id: UUID) -> None:
    """Write a meeting down, or write it down anew.

    Parameters
    ----------
    session : Session
        Not committed.
    draft : MeetingDraft
        What it is.
    signed : Signed
        By whom; its id is that of a new meeting too.
    meeting_id : UUID
        Of the meeting.
    """
    session.execute(
        insert(MeetingRow).values(
            **vars(signed),
            meeting_id=meeting_id,
            kind=draft.kind,
            title=draft.title,
            place=draft.place,
            held_at=draft.held_at,
            district_codes=list(draft.districts),
            team_id=draft.team,
            cancelled=draft.cancelled,
        )
    )


def organisations(session: Session, *, known: datetime) -> list[Organisation]:
    """Read every organisation.

    Parameters
    ----------
    session : Session
        Only read.
    known : datetime
        What was recorded later of what they are is not known.

    Returns
    -------
    list of Organisation
        By name.
    """
    statement = text(f"SELECT id, name, {_KIND} FROM organisation ORDER BY name")
    return [Organisation(*row) for row in session.execute(statement, {"known": known})]


def add_organisation(session: Session, name: str, kind: str, signed: Signed) -> None:
    """Store an organisation.

    Parameters
    ----------
    session : Session
        Not committed.
    name, kind : str
        A name that is not taken, and what it is.
    signed : Signed
        By whom.
    """
    session.execute(insert(OrganisationRow).values(**vars(signed), name=name, kind=kind))


def add_kind(session: Session, organisation: UUID, kind: str, signed: Signed) -> None:
    """Store what an organisation is after all.

    Parameters
    ----------
    session : Session
        Not committed.
    organisation : UUID
        Which.
    kind : str
        What it is.
    signed : Signed
        By whom.
    """
    session.execute(insert(OrganisationKindRow).values(**vars(signed), organisation_id=organisation, kind=kind))


def attendance(session: Session, meeting_id: UUID, *, known: datetime) -> list[Came]:
    """Read who came to a meeting.

    Parameters
    ----------
    session : Session
        Only read.
    meeting_id : UUID
        Of the meeting.
    known : datetime
        What was recorded later is not known.

    Returns
    -------
    list of Came
        By name of the organisation.
    """
    statement = f"""
        SELECT organisation.id, name, {_KIND}, role, heads
        FROM ({CAME}) AS came JOIN organisation ON organisation.id = organisation_id
        WHERE meeting_id = :meeting AND heads > 0 ORDER BY name, role
    """
    return [
        Came(Organisation(organisation, name, kind), role, heads)
        for organisation, name, kind, role, heads in session.execute(
            text(statement), {"meeting": meeting_id, "known": known}
        )
    ]


def attendance_written(session: Session, meeting_id: UUID, *, organisation: UUID, role: str) -> datetime | None:
    """Tell when it was written down last how many came for an organisation.

    Parameters
    ----------
    session : Session
        Only read.
    meeting_id : UUID
        To which meeting.
    organisation : UUID
        For which.
    role : str
        As what.

    Returns
    -------
    datetime or None
        None when it never was.
    """
    statement = """
        SELECT max(recorded_at) FROM attendance
        WHERE meeting_id = :meeting AND organisation_id = :organisation AND role = :role
    """
    values = {"meeting": meeting_id, "organisation": organisation, "role": role}
    found: datetime | None = session.scalar(text(statement), values)
    return found


def add_attendance(
    session: Session, meeting_id: UUID, signed: Signed, *, organisation: UUID, role: str, heads: int
) -> None:
    """Write down how many came for an organisation.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id : UUID
        To which meeting.
    signed : Signed
        By whom.
    organisation : UUID
        For which.
    role : str
        As what.
    heads : int
        How many.
    """
    values = {"meeting_id": meeting_id, "organisation_id": organisation, "role": role, "heads": heads}
    session.execute(insert(AttendanceRow).values(**vars(signed), **values))


def _meeting(row: Sequence[Any]) -> Meeting:
    meeting_id, version, kind, title, place, held_at, codes, *rest = row
    return Meeting(meeting_id, version, kind, title, place, held_at, tuple(codes), *rest)
