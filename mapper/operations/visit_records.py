"""Take in how a visit went: once, however often it is sent; and give a phone what it needs to write that down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.calendar import KST
from mapper.domain.canonical_json import canonical
from mapper.domain.category import CATEGORIES
from mapper.domain.label import Label
from mapper.domain.new_issue import NewIssue
from mapper.domain.reader import Reader
from mapper.domain.visit_record import (
    ATTENDANCE_KINDS,
    CONSULTATION,
    ISSUE,
    OUTCOMES,
    PHOTO_CONSENTS,
    HeadCount,
    NewEntry,
    NewRecord,
    checked_record,
    distinct,
)
from mapper.errors import InvalidInput, ReceiptClash, SegmentNotFound
from mapper.operations.issues import log_issue
from mapper.operations.people.sealing import Seal
from mapper.operations.people.teams import district_names
from mapper.operations.receiving import HandedIn, receive
from mapper.operations.visits import PERMISSION, visit_for
from mapper.store import ledger as ledger_rows
from mapper.store import visit_records as rows
from mapper.store.engine import Session
from mapper.store.ledger import EntryRow, Known
from mapper.store.meetings import Signed
from mapper.store.photo_uses import declare_photos
from mapper.store.visit_records import Ground, RecordLine
from mapper.store.write_log import log_write

__all__ = ["HeadCount", "Held", "RecordLine", "field_visits", "how_it_went", "take_record"]

_BEFORE: Final = timedelta(days=30)
_AHEAD: Final = timedelta(days=30)
_MOST: Final = 60
"""Visits that a phone takes along."""


@dataclass(frozen=True)
class Held:
    """How a visit went.

    Attributes
    ----------
    heads : tuple of HeadCount
        Who came.
    records : list of RecordLine
        What was handed in.
    """

    heads: tuple[HeadCount, ...]
    records: list[RecordLine]


def field_visits(session: Session, *, by: Reader, now: datetime) -> dict[str, Any]:
    """Put together what a phone takes along to write down how visits went.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who takes it along.
    now : datetime
        This moment.

    Returns
    -------
    dict
        As `web.schemas.visit_record.FieldVisits`.
    """
    require(PERMISSION, by)
    visits = rows.taken_along(session, since=now - _BEFORE, until=now + _AHEAD, most=_MOST)
    names = district_names(session)
    return {"visits": visits, "districts": [{"code": code, "name": name} for code, name in names.items()]} | _WORDS


def how_it_went(session: Session, visit_id: UUID, *, by: Reader) -> Held:
    """Tell how a visit went.

    Parameters
    ----------
    session : Session
        Only read.
    visit_id : UUID
        Of the visit.
    by : Reader
        Who asks.

    Returns
    -------
    Held
        Nothing in it while nobody handed anything in.
    """
    require(PERMISSION, by)
    return Held(rows.heads_of(session, visit_id), rows.records_of(session, visit_id))


def take_record(
    session: Session, record: NewRecord, handed_in: HandedIn, *, by: Reader, seal: Seal
) -> tuple[dict[str, Any], bool]:
    """Store how a visit went and answer its receipt; consultations that become issues are logged along with it.

    Parameters
    ----------
    session : Session
        Not committed.
    record : NewRecord
        As it was written down.
    handed_in : HandedIn
        As it came.
    by : Reader
        Who was there, or writes it down for those who were.
    seal : Seal
        Signs the receipts.

    Returns
    -------
    tuple
        The receipt, and whether it is new.

    Raises
    ------
    NotFound
        When there is no such visit.
    InvalidInput, PersonalDataFound
        As `mapper.domain.visit_record.checked_record`; and for a visit that was cancelled, or a district there is not.
    SegmentNotFound
        When there never was such a segment.
    ReceiptClash
        When other content was handed in under its id.
    """
    require(PERMISSION, by)

    def _store(session: Session, recorded_at: datetime) -> dict[str, Any]:
        visit = visit_for(session, record.visit, by=by)
        if visit.draft.cancelled:
            message = "The visit was cancelled; take that back on its page first, if it was held after all."
            raise InvalidInput(message, field="cancelled")
        today = recorded_at.astimezone(KST).date()
        before = ledger_rows.entries(session, Known(recorded_at, today), visit=visit.id)
        spoken = {one.id for one in before if one.kind == CONSULTATION}
        right = replace(record, held_at=handed_in.put_right(record.held_at))
        kept = checked_record(right, spoken=spoken, today=today)
        where = _grounds(session, kept)
        codes = _codes(session, kept, where)
        if not rows.add_record(session, kept, codes, user_id=by.user_id, recorded_at=recorded_at):
            message = f"A visit has a record {kept.id}, without a receipt; make a new id."
            raise ReceiptClash(message, id=str(kept.id))
        for one in kept.entries:
            if one.outcome == ISSUE:
                log_issue(session, *_issue(kept, one, where, handed_in), by=by, seal=seal)
        _add_entries(session, kept, where, Signed(kept.id, by.user_id, recorded_at))
        declare_photos(session, kept.photos, visit_record=kept.id, user_id=by.user_id, recorded_at=recorded_at)
        told = {"visit": str(visit.id), "entries": len(kept.entries), "heads": sum(one.heads for one in kept.heads)}
        log_write(session, by, "visit.record", subject=str(kept.id), now=recorded_at, district_code=None, **told)
        return {
            "visit_id": str(visit.id),
            "held_on": kept.held_on.isoformat(),
            "clock_note": handed_in.clock_note(record.held_at),
            "heads": told["heads"],
            "entries": [str(one.id) for one in kept.entries],
            "issues": [str(one.id) for one in kept.entries if one.outcome == ISSUE],
        }

    return receive(session, "visit_record", record.id, handed_in, by=by, seal=seal, store=_store)


def _grounds(session: Session, record: NewRecord) -> dict[UUID, Ground]:
    wanted = {one.segment for one in record.entries if one.segment is not None}
    where = rows.grounds(session, wanted)
    if unknown := sorted(map(str, wanted - where.keys())):
        message = f"No segment has the id {', '.join(unknown)}; choose a stop of the visit."
        raise SegmentNotFound(message, segments=unknown)
    return where


def _codes(session: Session, record: NewRecord, where: Mapping[UUID, Ground]) -> tuple[str, ...]:
    named = {*record.districts, *(one.district_code for one in record.entries if one.district_code)}
    if unknown := sorted(named - district_names(session).keys()):
        message = f"No district has the code {', '.join(unknown)}; choose one of GET /api/v1/field/visits."
        raise InvalidInput(message, field="district")
    stops = rows.districts_of_stops(session, record.visit)
    return distinct([*stops, *named, *(one.code for one in where.values())])


def _issue(
    record: NewRecord, entry: NewEntry, where: Mapping[UUID, Ground], handed_in: HandedIn
) -> tuple[NewIssue, HandedIn]:
    """Return the issue that a consultation becomes: in the middle of the segment that somebody chose, cut anew or not."""
    ground = where[entry.segment] if entry.segment else Ground(None, 0.0, 0.0, is_graded=False)
    issue = NewIssue(
        entry.id,
        entry.category or "",
        entry.severity,
        ground.lon,
        ground.lat,
        None,
        dragged=True,
        segment=entry.segment if ground.is_graded else None,
        reported_at=record.held_at,
        road_name=None,
        description=entry.words,
    )
    body = {"visit_record": str(record.id), "entry": str(entry.id)}
    return issue, HandedIn(
        sha256(canonical(body).encode()).digest(), body, timedelta(), received_at=handed_in.received_at
    )


def _add_entries(session: Session, record: NewRecord, where: Mapping[UUID, Ground], signed: Signed) -> None:
    first = sorted(record.entries, key=lambda one: one.kind != CONSULTATION)
    ledger_rows.add(session, [(_row(record, one, where), replace(signed, id=one.id)) for one in first])


def _row(record: NewRecord, entry: NewEntry, where: Mapping[UUID, Ground]) -> EntryRow:
    return EntryRow(
        entry_id=entry.id,
        visit_id=record.visit,
        record_id=record.id,
        kind=entry.kind,
        owner=entry.owner,
        due=entry.due,
        occurred_on=record.held_on,
        role=entry.role,
        words=entry.words,
        district_code=where[entry.segment].code if entry.segment else entry.district_code,
        category=entry.category,
        outcome=entry.outcome,
        segment_id=entry.segment,
        issue_id=entry.id if entry.outcome == ISSUE else None,
        about_id=entry.about,
    )


def _words(labels: Mapping[str, Label]) -> list[dict[str, Any]]:
    return [{"key": key, "label": vars(label)} for key, label in labels.items()]


_WORDS: Final = {
    "roles": _words(ATTENDANCE_KINDS),
    "outcomes": _words(OUTCOMES),
    "consents": _words(PHOTO_CONSENTS),
    "categories": [{"key": one.id, "label": {"ko": one.label_ko, "en": one.label_en}} for one in CATEGORIES],
}
