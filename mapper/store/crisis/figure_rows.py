"""What figures of households are counted from: cases and their records, as known at a time, with who may be opened for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from mapper.domain.case_record import Record
from mapper.store.crisis.case_records import SealedRecord
from mapper.store.crisis.households import Sealed, told_of
from mapper.store.tables import CaseRecordRow, CaseRow, HouseholdRow

_SEALED: Final = [getattr(HouseholdRow, name) for name in Sealed.__dataclass_fields__]
OPENED: Final = ("intake", "visit", "conference")
"""Kinds of records of which figures count what is sealed."""


@dataclass(frozen=True)
class KnownCase:
    """A case as it was known.

    Attributes
    ----------
    id : UUID
        Of the case.
    district_code : str
        Of its desk.
    received_on : date
        When it was opened.
    sealed : Sealed or None
        Its household; None once that was destroyed.
    records : tuple of Record
        What had been written, and was so by the day.
    to_open : tuple of SealedRecord
        Those of them whose kind is one of `OPENED`.
    written_at : mapping of UUID to datetime
        When each of them was written, by its id.
    """

    id: UUID
    district_code: str
    received_on: date
    sealed: Sealed | None
    records: tuple[Record, ...]
    to_open: tuple[SealedRecord, ...]
    written_at: Mapping[UUID, datetime]


def known_cases(
    session: Session, user_id: UUID | None, codes: Sequence[str], *, as_of: date, known: datetime
) -> list[KnownCase]:
    """Read the cases that were received by a day: none of the sealed tier, of a bait, or that is kept from the reader.

    Parameters
    ----------
    session : Session
        Reaching their districts; only read.
    user_id : UUID or None
        Of the reader.
    codes : sequence of str
        Of the districts.
    as_of : date
        What was so later is left out.
    known : datetime
        So is what was written later.

    Returns
    -------
    list of KnownCase
        By day of intake.
    """
    written = exists().where(CaseRecordRow.case_id == CaseRow.id, CaseRecordRow.recorded_at <= known)
    asked = (
        select(CaseRow.id, CaseRow.opened_on, HouseholdRow.destroyed_on, *_SEALED)
        .join(HouseholdRow, HouseholdRow.id == CaseRow.household_id)
        .where(CaseRow.opened_on <= as_of, CaseRow.district_code.in_(codes), written, *told_of(user_id))
        .order_by(CaseRow.opened_on, CaseRow.id)
    )
    found = session.execute(asked).all()
    records = _records(session, codes, as_of=as_of, known=known)
    return [
        KnownCase(
            case_id,
            values[1],
            opened_on,
            None if destroyed_on else Sealed(*values),
            tuple(one.record for one in records.get(case_id, ())),
            tuple(one for one in records.get(case_id, ()) if one.record.kind in OPENED),
            {one.record.id: one.recorded_at for one in records.get(case_id, ())},
        )
        for case_id, opened_on, destroyed_on, *values in found
    ]


def _records(session: Session, codes: Sequence[str], *, as_of: date, known: datetime) -> dict[UUID, list[SealedRecord]]:
    row = CaseRecordRow
    asked = select(
        row.id, row.kind, row.about, row.state, row.happened_on, row.due_on, row.case_id, row.district_code, row.number,
        row.envelope, row.recorded_by, row.recorded_at,
    ).where(row.district_code.in_(codes), row.happened_on <= as_of, row.recorded_at <= known)  # fmt: skip
    found: dict[UUID, list[SealedRecord]] = {}
    for *clear, case_id, code, number, envelope, by, at in session.execute(asked.order_by(row.case_id, row.number)):
        found.setdefault(case_id, []).append(SealedRecord(Record(*clear), case_id, code, number, envelope, by, at))
    return found
