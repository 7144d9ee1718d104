"""Households as they are stored: sealed, with their cell, their district and their period."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, any_, exists, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from mapper.domain.household import Tier
from mapper.store.bulk import insert_columns
from mapper.store.tables import BaitRow, CaseAssignmentRow, CaseRow, HouseholdRow, RecusalRow, Row


@dataclass(frozen=True)
class Sealed:
    """A household that nobody has opened.

    Attributes
    ----------
    id : UUID
        Of the household.
    district_code : str
        Where it lives.
    cell_id : UUID or None
        In which publication cell; None where there is none, and in the sealed tier.
    tier : str
        How closely it is kept.
    period : str
        In which it counts.
    received_on : date
        When it became known.
    version : int
        How often the envelope was written.
    envelope, wrapped_key : bytes
        What is sealed, and the key to it.
    key_number : int
        The version that wraps the key.
    """

    id: UUID
    district_code: str
    cell_id: UUID | None
    tier: str
    period: str
    received_on: date
    version: int
    envelope: bytes
    wrapped_key: bytes
    key_number: int


_COLUMNS: Final = [getattr(HouseholdRow, name) for name in Sealed.__dataclass_fields__]


_WRITE_KEYS: Final = text(
    "UPDATE crisis.household SET wrapped_key = new.wrapped_key, key_number = new.key_number"
    " FROM unnest(CAST(:ids AS uuid[]), CAST(:keys AS bytea[]), CAST(:numbers AS int[])) AS new (id, wrapped_key, key_number)"
    " WHERE household.id = new.id"
)


def add(session: Session, households: Sequence[Sealed]) -> None:
    """Store households.

    Parameters
    ----------
    session : Session
        Not committed.
    households : sequence of Sealed
        New.
    """
    names = Sealed.__dataclass_fields__
    insert_columns(session, HouseholdRow, {name: [getattr(one, name) for one in households] for name in names})


def followed_by(user_id: UUID | None) -> list[ColumnElement[bool]]:
    """Say which households somebody follows: the one rule of who may open what.

    Whoever followed a case that is closed goes on to, until another one of the household is opened: then it is up to
    those who follow that.

    Parameters
    ----------
    user_id : UUID or None
        Of the reader; None follows nobody.

    Returns
    -------
    list of ColumnElement
        Assigned to one of its cases, not recused, and not destroyed.
    """
    assigned = _for_each(
        select(1).where(
            CaseAssignmentRow.case_id == CaseRow.id,
            CaseAssignmentRow.user_id == user_id,
            CaseAssignmentRow.ended_at.is_(None),
        ),
        CaseRow,
    )
    followed = select(1).where(
        CaseRow.household_id == HouseholdRow.id, or_(CaseRow.closed_on.is_(None), ~_has_open_case()), assigned
    )
    return [_for_each(followed, HouseholdRow), *_not_kept_from(user_id)]


def _for_each(asked: Select[Any], row: type[Row]) -> ColumnElement[bool]:
    """Ask for each row of a query whether there is something, whatever else the query reads.

    With OFFSET the server asks just that. Left to choose, it would read all that somebody follows for each household
    as soon as its statistics are behind, as they are after many were taken in at once.
    """
    return exists(asked.offset(0).correlate(row))


def _has_open_case() -> ColumnElement[bool]:
    one = aliased(CaseRow)
    return exists().where(one.household_id == HouseholdRow.id, one.closed_on.is_(None)).correlate(HouseholdRow)


def told_of(user_id: UUID | None) -> list[ColumnElement[bool]]:
    """Return what a household must be for a reader of its district to hear of its case, be it as one of a number.

    Parameters
    ----------
    user_id : UUID or None
        Of the reader.

    Returns
    -------
    list of ColumnElement
        Over `HouseholdRow`: not of the sealed tier, no bait, and not kept from the reader.
    """
    bait = exists().where(BaitRow.household_id == HouseholdRow.id).correlate(HouseholdRow)
    return [HouseholdRow.tier == Tier.CASE, ~bait, _not_recused(user_id)]


def hears_of(session: Session, user_id: UUID | None, household_id: UUID) -> bool:
    """Say whether a reader of its district hears of the case of a household.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.
    user_id : UUID or None
        Of the reader.
    household_id : UUID
        Which.

    Returns
    -------
    bool
        By the rule `told_of`; False for one that was destroyed.
    """
    which = HouseholdRow.id == household_id, HouseholdRow.destroyed_on.is_(None)
    return session.execute(select(1).where(*which, *told_of(user_id))).one_or_none() is not None


def _not_recused(user_id: UUID | None) -> ColumnElement[bool]:
    recused = exists().where(RecusalRow.household_id == HouseholdRow.id, RecusalRow.user_id == user_id)
    return ~recused.correlate(HouseholdRow)


def _not_kept_from(user_id: UUID | None) -> list[ColumnElement[bool]]:
    return [_not_recused(user_id), HouseholdRow.destroyed_on.is_(None)]


def overseen(session: Session, user_id: UUID | None, household_id: UUID) -> list[Sealed]:
    """Read a household that somebody may oversee: not kept from them, and not of the sealed tier.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.
    user_id : UUID or None
        Of the reader.
    household_id : UUID
        Which.

    Returns
    -------
    list of Sealed
        It, or nothing.
    """
    return _overseen(session, user_id, HouseholdRow.id == household_id)


def overseen_in(session: Session, user_id: UUID | None, district_code: str) -> list[Sealed]:
    """Read the households of a district that somebody may oversee.

    Parameters
    ----------
    session : Session
        Reaching the district; only read.
    user_id : UUID or None
        Of the reader.
    district_code : str
        Which.

    Returns
    -------
    list of Sealed
        By id.
    """
    return _overseen(session, user_id, HouseholdRow.district_code == district_code)


def _overseen(session: Session, user_id: UUID | None, which: ColumnElement[bool]) -> list[Sealed]:
    allowed = (*_not_kept_from(user_id), HouseholdRow.tier == Tier.CASE)
    return _read(session, select(*_COLUMNS).where(which, *allowed).order_by(HouseholdRow.id))


def followed(session: Session, user_id: UUID | None, *only: ColumnElement[bool]) -> list[Sealed]:
    """Read the households that somebody follows.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.
    user_id : UUID or None
        Of the reader.
    *only : ColumnElement
        What is asked beside.

    Returns
    -------
    list of Sealed
        By id.
    """
    return _read(session, select(*_COLUMNS).where(*followed_by(user_id), *only).order_by(HouseholdRow.id))


def one(session: Session, user_id: UUID | None, household_id: UUID, *, to_change: bool = False) -> Sealed | None:
    """Read a household that somebody follows.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts.
    user_id : UUID or None
        Of the reader.
    household_id : UUID
        Which.
    to_change : bool
        Whether nobody else may change it until the transaction ends.

    Returns
    -------
    Sealed or None
        None when it is not there, or not theirs.
    """
    asked = select(*_COLUMNS).where(*followed_by(user_id), HouseholdRow.id == household_id)
    found = _read(session, asked.with_for_update(of=HouseholdRow) if to_change else asked)
    return found[0] if found else None


def caseload(session: Session, user_id: UUID | None) -> list[Sealed]:
    """Read everybody whom somebody follows by an open case, but for the sealed tier, which stands in no list.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.
    user_id : UUID or None
        Of the reader.

    Returns
    -------
    list of Sealed
        By id.
    """
    assigned = (
        select(CaseRow.household_id)
        .join(CaseAssignmentRow, CaseAssignmentRow.case_id == CaseRow.id)
        .where(CaseAssignmentRow.user_id == user_id, CaseAssignmentRow.ended_at.is_(None), CaseRow.closed_on.is_(None))
        .cte()
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return followed(session, user_id, HouseholdRow.tier == Tier.CASE, HouseholdRow.id.in_(select(assigned)))


def write(session: Session, household_id: UUID, **values: Any) -> None:
    """Change what is stored of a household.

    Parameters
    ----------
    session : Session
        Not committed.
    household_id : UUID
        Which.
    **values : Any
        By column.
    """
    session.execute(update(HouseholdRow).where(HouseholdRow.id == household_id).values(**values))


def destroy(session: Session, household_id: UUID, *, on: date) -> None:
    """Take away the key of a household, and what it sealed; that it was there, and when, stays.

    Parameters
    ----------
    session : Session
        Not committed.
    household_id : UUID
        Which.
    on : date
        Today.
    """
    write(session, household_id, envelope=None, wrapped_key=None, key_number=None, destroyed_on=on)


def some_wrapped_before(session: Session, number: int, most: int) -> list[Sealed]:
    """Take some households whose keys an older version wraps, which nobody else changes until the transaction ends.

    Parameters
    ----------
    session : Session
        Reaching every district.
    number : int
        Of the newest version.
    most : int
        How many.

    Returns
    -------
    list of Sealed
        Empty when there are none left.
    """
    older = select(*_COLUMNS).where(HouseholdRow.key_number < number).order_by(HouseholdRow.id).limit(most)
    return _read(session, older.with_for_update())


def write_keys(session: Session, wrapped: Sequence[tuple[UUID, bytes, int]]) -> None:
    """Store keys in a new wrap.

    Parameters
    ----------
    session : Session
        Not committed.
    wrapped : sequence of tuple
        One at least: id of the household, its wrapped key, and the number of the version.
    """
    names = ("ids", "keys", "numbers")
    session.execute(_WRITE_KEYS, dict(zip(names, map(list, zip(*wrapped, strict=True)), strict=True)))


def every(session: Session) -> Iterable[Sealed]:
    """Read every household that was not destroyed.

    Parameters
    ----------
    session : Session
        Reaching every district.

    Returns
    -------
    iterable of Sealed
        By id.
    """
    return _read(session, select(*_COLUMNS).where(HouseholdRow.destroyed_on.is_(None)).order_by(HouseholdRow.id))


def some(session: Session, household_ids: Collection[UUID]) -> list[Sealed]:
    """Read households of which nothing is shown.

    Parameters
    ----------
    session : Session
        Reaching their districts; only read.
    household_ids : collection of UUID
        Which; those that are destroyed, or of the sealed tier, are left out.

    Returns
    -------
    list of Sealed
        By id.
    """
    there = HouseholdRow.id.in_(household_ids), HouseholdRow.destroyed_on.is_(None), HouseholdRow.tier == Tier.CASE
    return _read(session, select(*_COLUMNS).where(*there).order_by(HouseholdRow.id))


def there(session: Session, household_ids: Collection[UUID]) -> set[UUID]:
    """Tell which households are stored, destroyed ones among them.

    Parameters
    ----------
    session : Session
        Reaching their districts; only read.
    household_ids : collection of UUID
        Which.

    Returns
    -------
    set of UUID
        Those that are there.
    """
    asked = select(HouseholdRow.id).where(HouseholdRow.id == any_(literal(list(household_ids), ARRAY(Uuid))))
    return set(session.execute(asked).scalars()) if household_ids else set()


def district_of(session: Session, household_id: UUID) -> str | None:
    """Say where a household is kept.

    Parameters
    ----------
    session : Session
        Reaching its district; only read.
    household_id : UUID
        Which.

    Returns
    -------
    str or None
        Code of its district; None when there is none.
    """
    asked = select(HouseholdRow.district_code).where(HouseholdRow.id == household_id)
    found: str | None = session.execute(asked).scalar_one_or_none()
    return found


def _read(session: Session, asked: Select[Any]) -> list[Sealed]:
    return [Sealed(*row) for row in session.execute(asked)]
