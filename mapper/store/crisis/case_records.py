"""Records of cases: appended, numbered in each case, sealed but for kind, state and dates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.domain.case_record import Record
from mapper.errors import RecordClash
from mapper.store.bulk import insert_columns
from mapper.store.crisis.households import followed_by, told_of
from mapper.store.tables import CaseAssignmentRow, CaseRecordRow, CaseRow, EscortLookRow, HouseholdRow


@dataclass(frozen=True)
class Case:
    """A case, without a word of whose it is.

    Attributes
    ----------
    id, household_id : UUID
        Of the case and its household.
    district_code : str
        Where.
    tier : str
        How closely the household is kept.
    received_on : date
        When the case was opened.
    closed_on : date or None
        When it was closed.
    """

    id: UUID
    household_id: UUID
    district_code: str
    tier: str
    received_on: date
    closed_on: date | None


@dataclass(frozen=True)
class SealedRecord:
    """A record that nobody has opened.

    Attributes
    ----------
    record : Record
        What stands in clear.
    case_id : UUID
        Whose.
    district_code : str
        Of the case.
    number : int
        Its place among the records of the case, from 1.
    envelope : bytes
        What it says.
    recorded_by : UUID or None
        Who wrote it.
    recorded_at : datetime
        When.
    """

    record: Record
    case_id: UUID
    district_code: str
    number: int
    envelope: bytes
    recorded_by: UUID | None
    recorded_at: datetime


_CASE: Final = (
    CaseRow.id,
    CaseRow.household_id,
    CaseRow.district_code,
    HouseholdRow.tier,
    CaseRow.opened_on,
    CaseRow.closed_on,
)
_CLEAR: Final = (
    CaseRecordRow.id,
    CaseRecordRow.kind,
    CaseRecordRow.about,
    CaseRecordRow.state,
    CaseRecordRow.happened_on,
    CaseRecordRow.due_on,
)


def case(session: Session, user_id: UUID | None, case_id: UUID) -> Case | None:
    """Read a case of a household that somebody follows.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.
    user_id : UUID or None
        Of the reader.
    case_id : UUID
        Which.

    Returns
    -------
    Case or None
        None when it is not there, or not theirs.
    """
    asked = select(*_CASE).join(HouseholdRow, HouseholdRow.id == CaseRow.household_id)
    found = session.execute(asked.where(CaseRow.id == case_id, *followed_by(user_id))).one_or_none()
    return None if found is None else Case(*found)


def case_of(session: Session, user_id: UUID | None, record_id: UUID) -> Case | None:
    """Read the case of a record, of a household that somebody follows.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.
    user_id : UUID or None
        Of the reader.
    record_id : UUID
        Which record.

    Returns
    -------
    Case or None
        None when there is no such record, or not for them.
    """
    case_id = session.execute(select(CaseRecordRow.case_id).where(CaseRecordRow.id == record_id)).scalar_one_or_none()
    return None if case_id is None else case(session, user_id, case_id)


def own_cases(session: Session, user_id: UUID | None) -> list[Case]:
    """Read the cases that somebody is assigned to.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.
    user_id : UUID or None
        Of the reader.

    Returns
    -------
    list of Case
        By day of intake.
    """
    asked = (
        select(*_CASE)
        .join(HouseholdRow, HouseholdRow.id == CaseRow.household_id)
        .join(CaseAssignmentRow, CaseAssignmentRow.case_id == CaseRow.id)
        .where(CaseAssignmentRow.user_id == user_id, CaseAssignmentRow.ended_at.is_(None), *followed_by(user_id))
        .order_by(CaseRow.opened_on, CaseRow.id)
    )
    return [Case(*row) for row in session.execute(asked)]


def received(
    session: Session, user_id: UUID | None, *, first: date, last: date, destroyed: bool
) -> list[tuple[UUID, str, date]]:
    """Read which cases were received in a period: none of the sealed tier, of a bait, or that is kept from the reader.

    Parameters
    ----------
    session : Session
        Reaching their districts; only read.
    user_id : UUID or None
        Of the reader.
    first, last : date
        Korean dates.
    destroyed : bool
        Whether those of households that were destroyed since are among them.

    Returns
    -------
    list of tuple of UUID, str and date
        Case, district and day of its intake, in order of that.
    """
    asked = (
        select(CaseRow.id, CaseRow.district_code, CaseRow.opened_on)
        .join(HouseholdRow, HouseholdRow.id == CaseRow.household_id)
        .where(CaseRow.opened_on.between(first, last), *told_of(user_id))
    )
    if not destroyed:
        asked = asked.where(HouseholdRow.destroyed_on.is_(None))
    return [
        (one.id, one.district_code, one.opened_on)
        for one in session.execute(asked.order_by(CaseRow.opened_on, CaseRow.id))
    ]


def records(session: Session, case_ids: Collection[UUID], *, until: datetime | None = None) -> dict[UUID, list[Record]]:
    """Read what stands in clear of the records of cases.

    Parameters
    ----------
    session : Session
        Reaching their districts; only read.
    case_ids : collection of UUID
        Whose.
    until : datetime, optional
        What was written from then on is left out.

    Returns
    -------
    dict of UUID to list of Record
        By case, in the order in which they were written; a case without any is not in it.
    """
    asked = select(CaseRecordRow.case_id, *_CLEAR).where(CaseRecordRow.case_id.in_(case_ids))
    if until is not None:
        asked = asked.where(CaseRecordRow.recorded_at < until)
    found: dict[UUID, list[Record]] = {}
    for one in session.execute(asked.order_by(CaseRecordRow.case_id, CaseRecordRow.number)):
        record = Record(one.id, one.kind, one.about, one.state, one.happened_on, one.due_on)
        found.setdefault(one.case_id, []).append(record)
    return found


def sealed_records(session: Session, case_ids: Collection[UUID], kinds: Collection[str] = ()) -> list[SealedRecord]:
    """Read the records of cases, to be opened.

    Parameters
    ----------
    session : Session
        Reaching their districts; only read.
    case_ids : collection of UUID
        Whose.
    kinds : collection of str, optional
        Of these kinds only.

    Returns
    -------
    list of SealedRecord
        By case, in the order in which they were written.
    """
    asked = select(CaseRecordRow).where(CaseRecordRow.case_id.in_(case_ids))
    if kinds:
        asked = asked.where(CaseRecordRow.kind.in_(kinds))
    rows = session.execute(asked.order_by(CaseRecordRow.case_id, CaseRecordRow.number)).scalars()
    return [
        SealedRecord(
            record=Record(one.id, one.kind, one.about, one.state, one.happened_on, one.due_on),
            case_id=one.case_id,
            district_code=one.district_code,
            number=one.number,
            envelope=one.envelope,
            recorded_by=one.recorded_by,
            recorded_at=one.recorded_at,
        )
        for one in rows
    ]


def add(session: Session, written: Collection[SealedRecord]) -> None:
    """Append records.

    Parameters
    ----------
    session : Session
        Holding their households; not committed.
    written : collection of SealedRecord
        New; one that goes on from another comes after it.

    Raises
    ------
    RecordClash
        When a record has the id of one that is written elsewhere; whose that is stands nowhere.
    """
    columns = {
        "id": [one.record.id for one in written],
        "case_id": [one.case_id for one in written],
        "district_code": [one.district_code for one in written],
        "number": [one.number for one in written],
        "kind": [one.record.kind for one in written],
        "about": [one.record.about for one in written],
        "state": [one.record.state for one in written],
        "happened_on": [one.record.on for one in written],
        "due_on": [one.record.due_on for one in written],
        "envelope": [one.envelope for one in written],
        "recorded_by": [one.recorded_by for one in written],
        "recorded_at": [one.recorded_at for one in written],
    }
    if insert_columns(session, CaseRecordRow, columns, skip_known=True) < len(written):
        raise RecordClash("A record of this id was written before; give this one an id of its own.")


def close(session: Session, case_id: UUID, *, on: date) -> None:
    """Close a case.

    Parameters
    ----------
    session : Session
        Not committed.
    case_id : UUID
        Which.
    on : date
        Since when.
    """
    session.execute(update(CaseRow).where(CaseRow.id == case_id).values(closed_on=on))


def look_once(session: Session, record_id: UUID, district_code: str, *, user_id: UUID | None, now: datetime) -> bool:
    """Write down that the place of a visit was shown to its escort, unless it was before.

    Parameters
    ----------
    session : Session
        Entered; not committed.
    record_id : UUID
        Of the visit.
    district_code : str
        Of its household.
    user_id : UUID or None
        To whom.
    now : datetime
        This moment.

    Returns
    -------
    bool
        False when it was shown before.
    """
    row = {"record_id": record_id, "district_code": district_code, "user_id": user_id, "recorded_at": now}
    shown = insert(EscortLookRow).values(row).on_conflict_do_nothing().returning(EscortLookRow.record_id)
    return session.execute(shown).first() is not None
