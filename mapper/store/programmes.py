"""Programmes as somebody wrote them down last."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from mapper.domain.indicator import Indicator, Standing
from mapper.domain.programme import ProgrammeDraft
from mapper.store.meetings import Signed
from mapper.store.tables import ProgrammeRow, SegmentRow

_COLUMNS: Final = """
    SELECT held.programme_id, held.id AS version, user_account.name AS by, held.recorded_at, kind, title, city_code, began_on,
        ended_on, coalesce(field, '') AS field, district_codes, segment_ids, parent_id, members, amount_won,
        coalesce(before, '') AS before, coalesce(after, '') AS after, withdrawn, coalesce(indicator, '') AS figure, target,
        coalesce(bound, 'least') AS bound,
        coalesce(indicator_words, '') AS words, coalesce(state, '') AS state, state_since,
        coalesce(state_reason, '') AS reason
"""
_READ: Final = f"""
    {_COLUMNS} FROM (
        SELECT DISTINCT ON (programme_id) * FROM programme
        WHERE recorded_at <= coalesce(CAST(:known AS timestamptz), 'infinity') ORDER BY programme_id, recorded_at DESC, id
    ) AS held
    LEFT JOIN user_account ON user_account.id = held.user_id
    WHERE %s ORDER BY kind, began_on, title, held.programme_id
"""
_VERSIONS: Final = f"""
    {_COLUMNS} FROM programme AS held LEFT JOIN user_account ON user_account.id = held.user_id
    WHERE held.programme_id = ANY(:programmes)
        AND held.recorded_at <= coalesce(CAST(:known AS timestamptz), 'infinity')
    ORDER BY held.recorded_at, held.id DESC
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
            indicator=draft.indicator.figure or None,
            target=draft.indicator.target,
            bound=draft.indicator.bound if draft.indicator.figure else None,
            indicator_words=draft.indicator.words or None,
            state=draft.standing.state or None,
            state_since=draft.standing.since,
            state_reason=draft.standing.reason or None,
            withdrawn=draft.withdrawn,
        )
    )


def programmes(session: Session, *, city: str, kind: str, known: datetime | None = None) -> list[Programme]:
    """Read the programmes there are.

    Parameters
    ----------
    session : Session
        Only read.
    city : str
        Code of the 시군구; empty for every one.
    kind : str
        Empty for every kind.
    known : datetime or None
        What was recorded later is not known; all is when not given.

    Returns
    -------
    list of Programme
        By kind, in order of time; none that was withdrawn.
    """
    which = "NOT withdrawn AND (:city = '' OR city_code = :city) AND (:kind = '' OR kind = :kind)"
    return _read(session, which, known, city=city, kind=kind)


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
    return next(iter(_read(session, "held.programme_id = :programme", None, programme=programme_id)), None)


def versions(session: Session, programmes: Collection[UUID], *, known: datetime | None = None) -> list[Programme]:
    """Read all that was ever written of programmes.

    Parameters
    ----------
    session : Session
        Only read.
    programmes : collection of UUID
        Which.
    known : datetime or None
        What was recorded later is not known; all is when not given.

    Returns
    -------
    list of Programme
        The earliest first.
    """
    found = session.execute(text(_VERSIONS), {"programmes": list(programmes), "known": known})
    return [_programme(row) for row in found]


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


def _read(session: Session, which: str, known: datetime | None, **values: Any) -> list[Programme]:
    found = session.execute(text(_READ % which), {"known": known, **values})
    return [_programme(row) for row in found]


def _programme(row: Any) -> Programme:
    draft = ProgrammeDraft(
        kind=row.kind,
        title=row.title,
        city=row.city_code,
        began_on=row.began_on,
        ended_on=row.ended_on,
        field=row.field,
        districts=tuple(row.district_codes),
        segments=tuple(row.segment_ids),
        parent=row.parent_id,
        members=row.members,
        amount_won=row.amount_won,
        before=row.before,
        after=row.after,
        withdrawn=row.withdrawn,
        indicator=Indicator(row.figure, row.target, row.words, row.bound),
        standing=Standing(row.state, row.state_since, row.reason),
    )
    return Programme(row.programme_id, row.version, draft, row.by, row.recorded_at)
