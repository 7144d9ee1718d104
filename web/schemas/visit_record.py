"""How a visit went as it is handed in, its receipt, and what a phone takes along, as the OpenAPI document shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from mapper.domain.declared_photo import MOST_PHOTOS, VISIT_MOMENT, DeclaredPhoto
from mapper.domain.meeting import LONGEST_LINE, LONGEST_WORDS
from mapper.domain.plain_text import LINES, ONE_LINE
from mapper.domain.visit_record import (
    ATTENDANCE_KINDS,
    ENTRY_KINDS,
    MOST_ENTRIES,
    MOST_HEADS,
    OUTCOMES,
    PHOTO_CONSENTS,
    USUAL_SEVERITY,
    HeadCount,
    NewEntry,
    NewRecord,
)
from web.receiving import Past, Sha256
from web.schemas.receipt import ReceiptHead

EXAMPLE: Final[dict[str, JsonValue]] = {
    "visit_id": "00000000-0000-4000-8000-000000000000",
    "held_at": "2026-07-03T16:00:00+09:00",
    "attendance": [{"kind": "resident", "heads": 11}, {"kind": "official", "heads": 3}],
    "entries": [
        {
            "id": "00000000-0000-4000-8000-000000000001",
            "kind": "consultation",
            "role": "resident",
            "words": "시장 뒷길이 밤에 어둡다고 함",
            "outcome": "reply",
            "owner": "도로과",
            "due": "2026-07-31",
        },
        {
            "id": "00000000-0000-4000-8000-000000000002",
            "kind": "promise",
            "words": "가로등 세 개를 새로 답니다.",
            "about": "00000000-0000-4000-8000-000000000001",
            "owner": "도로과",
            "due": "2026-09-30",
        },
    ],
}
"""With the id of a visit of GET /api/v1/field/visits in place of its own, it works in the demo city."""

_Code = Annotated[str, Field(max_length=20, pattern=ONE_LINE)]


class VisitPhoto(BaseModel):
    """A photo of the visit; its bytes are sent to /api/v1/photos/{sha256}."""

    model_config = ConfigDict(extra="forbid")

    sha256: Sha256
    consent: Literal[*PHOTO_CONSENTS] = Field(description="Why it may be kept.")  # type: ignore[valid-type] # the table says which


class VisitHeads(BaseModel):
    """How many came as what; of a kind what is handed in last holds."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal[*ATTENDANCE_KINDS]  # type: ignore[valid-type] # the table says which
    heads: Annotated[int, Field(strict=True, ge=0, le=MOST_HEADS)]


class VisitEntry(BaseModel):
    """A consultation or a promise.

    A consultation that is ``referral`` has no words, segment or category: what is said of a household goes to its desk.
    """

    model_config = ConfigDict(extra="forbid")

    id: UUID = Field(description="Made by the device; an issue that comes of it has it too.")
    kind: Literal[*ENTRY_KINDS]  # type: ignore[valid-type] # the table says which
    role: Literal[*ATTENDANCE_KINDS] | None = Field(  # type: ignore[valid-type] # the same
        default=None, description="As what somebody spoke; of a consultation."
    )
    words: str | None = Field(default=None, max_length=LONGEST_WORDS, pattern=LINES)
    outcome: Literal[*OUTCOMES] | None = Field(default=None, description="Of a consultation.")  # type: ignore[valid-type] # the same
    segment_id: UUID | None = None
    district: _Code | None = Field(default=None, description="Code, where no segment says it.")
    category: str | None = Field(default=None, max_length=40, description="Id of a category.")
    severity: Annotated[int, Field(strict=True, ge=1, le=4)] = USUAL_SEVERITY
    about: UUID | None = Field(default=None, description="The consultation that a promise answers.")
    owner: str = Field(max_length=LONGEST_LINE, pattern=ONE_LINE, description="The office that sees to it.")
    due: date

    def entry(self) -> NewEntry:
        """Return what is kept.

        Returns
        -------
        NewEntry
            Not checked yet.
        """
        return NewEntry(
            id=self.id,
            kind=self.kind,
            words=self.words,
            owner=self.owner,
            due=self.due,
            role=self.role,
            outcome=self.outcome,
            segment=self.segment_id,
            district_code=self.district,
            category=self.category,
            severity=self.severity,
            about=self.about,
        )


class VisitReport(BaseModel):
    """How a visit went; the id of the record is in the address. Several may be of one visit."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    visit_id: UUID
    held_at: Past = Field(description="When it ended, by the clock of the device.")
    districts: list[_Code] = Field(default=[], max_length=20, description="Where it was, beside its stops.")
    attendance: list[VisitHeads] = Field(default=[], max_length=len(ATTENDANCE_KINDS))
    entries: list[VisitEntry] = Field(default=[], max_length=MOST_ENTRIES)
    note: str | None = Field(default=None, max_length=LONGEST_WORDS, pattern=LINES)
    photos: list[VisitPhoto] = Field(default=[], max_length=MOST_PHOTOS)

    def record(self, record_id: UUID) -> NewRecord:
        """Return the record.

        Parameters
        ----------
        record_id : UUID
            From the address.

        Returns
        -------
        NewRecord
            With the time of the device as it is.
        """
        when: datetime = self.held_at
        return NewRecord(
            id=record_id,
            visit=self.visit_id,
            held_at=when,
            districts=tuple(self.districts),
            heads=tuple(HeadCount(one.kind, one.heads) for one in self.attendance),
            entries=tuple(one.entry() for one in self.entries),
            note=self.note,
            photos=tuple(DeclaredPhoto(bytes.fromhex(one.sha256), VISIT_MOMENT) for one in self.photos),
        )


class VisitRecordReceipt(ReceiptHead):
    """What was stored of a record."""

    visit_id: UUID
    held_on: date
    heads: int = Field(description="How many came, by this record.")
    entries: list[UUID] = Field(description="What it brought into the ledger.")
    issues: list[UUID] = Field(description="Those of them that were logged as issues.")


class FieldStop(BaseModel):
    """A stop of a visit."""

    segment: UUID
    name: str | None = Field(description="Of its alley.")
    district: str | None = Field(description="Code.")
    district_name: str | None


class FieldVisit(BaseModel):
    """A visit that a phone takes along."""

    id: UUID
    theme: str
    kind: str
    place_kind: str | None
    starts_at: datetime
    stops: list[FieldStop]
    is_recorded: bool = Field(description="Whether somebody wrote down already how it went.")


class FieldVisits(BaseModel):
    """The visits of a month back and a month ahead, and the words to write down how they went."""

    visits: list[FieldVisit]
    districts: list[dict[str, Any]] = Field(description="``code`` and ``name`` of each.")
    roles: list[dict[str, Any]] = Field(description="As what people come; ``key`` and ``label`` of each.")
    outcomes: list[dict[str, Any]]
    consents: list[dict[str, Any]]
    categories: list[dict[str, Any]]
