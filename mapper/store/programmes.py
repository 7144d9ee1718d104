"""Programmes as somebody wrote them down last."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from mapper.domain.programme import ProgrammeDraft
from mapper.store.meetings import Signed
from mapper.store.tables import ProgrammeRow, SegmentRow

_READ: Final = """
    SELECT held.programme_id, held.id, kind, title, city_code, began_on, ended_on, coalesce(field, ''), district_codes,
        segment_ids, parent_id, members, amount_won, coalesce(before, ''), coalesce(after, ''), withdrawn,
        user_account.name, held.recorded_at
    FROM (
        SELECT DISTINCT ON (programme_id) * FROM programme ORDER BY programme_id, recorded_at DESC, id
    ) AS held
    LEFT JOIN user_account ON user_account.id = held.user_id
    WHERE %s ORDER BY kind, began_on, title, held.programme_id
"""


@dataclass(frozen=True)
class Programme:
    """A programme as somebody wrote it down last.

    Attributes
    ----------
    id, version : UUID
        Of the programme, and of the row that holds.
    draft : ProgrammeDraft
        What it is.
    by : str or None
        Name of the user who wrote this.
    recorded_at : datetime
        When they did.
    """

    id: UUID
    version: UUID
    draft: ProgrammeDraft
    by: str | None
    recorded_at: datetime


def add(session: Session, draft: ProgrammeDraft, signed: Signed, *, programme_id: UUID) -> None:
    """Write a programme down, or write it down anew.

    Parameters
    ----------
    session : Session
        Not committed.
    draft : ProgrammeDraft
        What it is.
    signed : Signed
        By whom; its id is that of a new programme too.
    programme_id : UUID
        Of the programme.
    """
    session.execute(
        insert(ProgrammeRow).values(
            **vars(signed),
            programme_id=programme_id,
            kind=draft.kind,
            title=draft.title,
            field=draft.field or None,
            city_code=draft.city,
            district_codes=list(draft.districts),
            segment_ids=list(draft.segments),
            parent_id=draft.parent,
            members=draft.members,
            amount_won=draft.amount_won,
            began_on=draft.began_on,
            ended_on=draft.ended_on,
            before=draft.before or None,
            after=draft.after or None,
            withdrawn=draft.withdrawn,
        )
    )


def programmes(session: Session, *, city: str, kind: str) -> list[Programme]:
    """Read the programmes there are.

    Parameters
    ----------
    session : Session
        Only read.
    city : str
        Code of the 시군구; empty for every one.
    kind : str
        Empty for every kind.

    Returns
    -------
    list of Programme
        By kind, in order of time; none that was withdrawn.
    """
    which = "NOT withdrawn AND (:city = '' OR city_code = :city) AND (:kind = '' OR kind = :kind)"
    return _read(session, which, city=city, kind=kind)


def programme(session: Session, programme_id: UUID) -> Programme | None:
    """Read one programme.

    Parameters
    ----------
    session : Session
        Only read.
    programme_id : UUID
        Of the programme.

    Returns
    -------
    Programme or None
        None when there is none.
    """
    return next(iter(_read(session, "held.programme_id = :programme", programme=programme_id)), None)


def known_segments(session: Session, segments: Collection[UUID]) -> set[UUID]:
    """Tell which segments are, or were, there.

    Parameters
    ----------
    session : Session
        Only read.
    segments : collection of UUID
        Ids.

    Returns
    -------
    set of UUID
        Those that are.
    """
    return set(session.scalars(select(SegmentRow.id).where(SegmentRow.id.in_(segments))))


def _read(session: Session, which: str, **values: Any) -> list[Programme]:
    found = session.execute(text(_READ % which), values)
    return [_programme(row) for row in found]


def _programme(row: Any) -> Programme:
    programme_id, version, kind, title, city, began, ended, field, codes, segments, *said, by, recorded_at = row
    draft = ProgrammeDraft(kind, title, city, began, ended, field, tuple(codes), tuple(segments), *said)
    return Programme(programme_id, version, draft, by, recorded_at)
