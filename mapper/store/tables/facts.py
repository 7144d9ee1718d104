"""What was seen and filed; every fact keeps when it occurred and when it was recorded."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from mapper.domain.placement import FINEST_ACCURACY_M
from mapper.store.tables.row import Row, geometry, gist, in_korea, where_given

OFF: Final = text("merged OR verification = 'rejected'")
"""Issues that are on no map for everybody, of which those are looked for that went lately."""


class SurveyRow(Row):
    """현장조사: one walk of one segment; ``levels`` in rubric order, -1 해당 없음, NULL 확인 못함."""

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("cardinality(levels) BETWEEN 1 AND 64 AND array_ndims(levels) = 1", name="levels_counted"),
        CheckConstraint(
            "-1 <= ALL (array_remove(levels, NULL)) AND 4 >= ALL (array_remove(levels, NULL))", name="levels_in_scale"
        ),
        where_given("survey", "user_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source_key: Mapped[str] = mapped_column(unique=True)
    segment_id: Mapped[UUID] = mapped_column(ForeignKey("segment.id"), index=True)
    method: Mapped[str]
    probability: Mapped[float | None]
    surveyor: Mapped[str]
    rubric: Mapped[str]
    levels: Mapped[list[int | None]] = mapped_column(ARRAY(SmallInteger))
    duration_s: Mapped[int | None]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    device: Mapped[str | None]
    walked_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import.id"))


class IssueRow(Row):
    """불편사항: one thing wrong at one place; where it stands is told by its events."""

    __tablename__ = "issue"
    __table_args__ = (
        in_korea("point"),
        gist("issue", "point"),
        CheckConstraint("severity BETWEEN 1 AND 4", name="severity_in_scale"),
        CheckConstraint(f"accuracy_m > {FINEST_ACCURACY_M} AND accuracy_m < 100000", name="accuracy_plausible"),
        where_given("issue", "patrol_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source_key: Mapped[str] = mapped_column(unique=True)
    category: Mapped[str]
    severity: Mapped[int] = mapped_column(SmallInteger)
    origin: Mapped[str]
    description: Mapped[str | None]
    road_name: Mapped[str | None]
    address: Mapped[str | None] = mapped_column(index=True)
    point: Mapped[WKBElement | None] = mapped_column(geometry("POINT"))
    accuracy_m: Mapped[float | None]
    patrol_id: Mapped[UUID | None]  # it may arrive before the patrol that found it does
    reported_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import.id"))


class IssueEventRow(Row):
    """What happened to an issue after it was reported; appended, never changed.

    ``act_id`` says who decided it and why, ``blocker`` what kept a closed one from being fixed, ``into_id`` which issue
    a merged one went into, ``undoes_id`` which event of the issue was taken back, so that it is as if it had not been.
    A file that was taken in knows none of them.
    """

    __tablename__ = "issue_event"
    __table_args__ = (
        CheckConstraint("(kind = 'undone') = (undoes_id IS NOT NULL)", name="undone_names_event"),
        where_given("issue_event", "act_id"),
        where_given("issue_event", "into_id"),
        where_given("issue_event", "undoes_id", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    issue_id: Mapped[UUID] = mapped_column(ForeignKey("issue.id"), index=True)
    kind: Mapped[str]
    act_id: Mapped[UUID | None] = mapped_column(ForeignKey("act.id"))
    blocker: Mapped[str | None]
    into_id: Mapped[UUID | None] = mapped_column(ForeignKey("issue.id"))
    undoes_id: Mapped[UUID | None] = mapped_column(ForeignKey("issue_event.id"))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class ReviewRow(Row):
    """One decision of a person about many unsure places at once; undone by another that names it."""

    __tablename__ = "review"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    undoes_id: Mapped[UUID | None] = mapped_column(ForeignKey("review.id"), unique=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    details: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime] = mapped_column(index=True)


class PlacementRow(Row):
    """Which segment an issue is on, who or what said so, and how surely; the latest one holds."""

    __tablename__ = "placement"
    __table_args__ = (
        CheckConstraint("(decision = 'assigned') = (segment_id IS NOT NULL)", name="assigned_has_segment"),
        CheckConstraint("probability BETWEEN 0 AND 1", name="probability_in_scale"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    issue_id: Mapped[UUID] = mapped_column(ForeignKey("issue.id"), index=True)
    segment_id: Mapped[UUID | None] = mapped_column(ForeignKey("segment.id"), index=True)
    decision: Mapped[str]
    method: Mapped[str]
    probability: Mapped[float | None]
    offer: Mapped[dict[str, Any]]
    review_id: Mapped[UUID | None] = mapped_column(ForeignKey("review.id"), index=True)
    recorded_at: Mapped[datetime]


class UnplacedRow(Row):
    """An issue whose latest placement names no segment: its area, and what one decision would settle along with it.

    Derived from placements, issues and the network, and kept in step with them by ``mapper.store.review.unplaced``.
    """

    __tablename__ = "unplaced"

    issue_id: Mapped[UUID] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    placement_id: Mapped[UUID]
    waiting: Mapped[bool]
    district_code: Mapped[str | None]
    district_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    probability: Mapped[float | None]
    same_address: Mapped[str | None]
    same_point: Mapped[str | None]
    same_candidates: Mapped[str | None]
    boundary_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    severity: Mapped[int] = mapped_column(SmallInteger)
    reported_at: Mapped[datetime]


class IssueStateRow(Row):
    """Where an issue stands by all that is recorded of it; derived, kept by ``mapper.store.issue_state``.

    ``known_from`` is when the last of it was recorded and ``settled_from`` when the last of it occurred: for a reader
    who knows that much, this row is what the history would say. ``category`` and ``severity`` are those that count;
    ``merged`` is an issue that counts no more for itself: it went into another, or people withdrew it.
    """

    __tablename__ = "issue_state"
    __table_args__ = (
        Index("ix_issue_state_off_known_from", "known_from", postgresql_where=OFF),
        Index("ix_issue_state_off_settled_from", "settled_from", postgresql_where=OFF),
    )

    issue_id: Mapped[UUID] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    segment_id: Mapped[UUID | None] = mapped_column(ForeignKey("segment.id"), index=True)
    decision: Mapped[str | None]
    category: Mapped[str]
    severity: Mapped[int] = mapped_column(SmallInteger)
    origin: Mapped[str]
    verification: Mapped[str]
    merged: Mapped[bool]
    reported_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]
    known_from: Mapped[datetime]
    settled_from: Mapped[datetime]


class RevisionRow(Row):
    """What counts of an issue since people edited it; appended when their edits change that, the latest row holds.

    ``edit_id`` brought it about; ``pin_id`` says where the issue is, unless that is still where it was reported.
    """

    __tablename__ = "revision"
    __table_args__ = (
        in_korea("point"),
        CheckConstraint("severity BETWEEN 1 AND 4", name="severity_in_scale"),
        CheckConstraint("(pin_id IS NULL) = (point IS NULL)", name="pin_has_point"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    issue_id: Mapped[UUID] = mapped_column(ForeignKey("issue.id"), index=True)
    edit_id: Mapped[UUID] = mapped_column(ForeignKey("edit.id"))
    category: Mapped[str] = mapped_column(index=True)
    severity: Mapped[int] = mapped_column(SmallInteger)
    description: Mapped[str | None]
    pin_id: Mapped[UUID | None] = mapped_column(ForeignKey("edit.id"))
    point: Mapped[WKBElement | None] = mapped_column(geometry("POINT"))
    withdrawn: Mapped[bool]
    recorded_at: Mapped[datetime] = mapped_column(index=True)


class ReceiptRow(Row):
    """What was handed in under an id that its maker chose: the same again is answered the same, other content refused."""

    __tablename__ = "receipt"
    __table_args__ = (CheckConstraint("octet_length(digest) = 32", name="digest_is_sha256"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject: Mapped[str]
    digest: Mapped[bytes]
    body: Mapped[dict[str, Any]]
    answer: Mapped[dict[str, Any]]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class AwaitedRow(Row):
    """What was handed in before the issue that it names, and is settled when that arrives."""

    __tablename__ = "awaited"

    # A receipt is written when all that it tells of is.
    receipt_id: Mapped[UUID] = mapped_column(
        ForeignKey("receipt.id", deferrable=True, initially="DEFERRED"), primary_key=True
    )
    issue_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)


class RefusedRow(Row):
    """What was handed in before the issue that it names, and could not be carried out on it when that arrived.

    ``why`` is of ``mapper.domain.work.REFUSALS``.
    """

    __tablename__ = "refused"

    receipt_id: Mapped[UUID] = mapped_column(ForeignKey("receipt.id"), primary_key=True)
    issue_id: Mapped[UUID] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    why: Mapped[str]
    recorded_at: Mapped[datetime]


class ComplaintRow(Row):
    """민원: what a resident filed; many may point at one issue.

    ``kind`` is of ``mapper.domain.deadline``, ``code_hash`` is the SHA-256 of the code on the resident's receipt.
    """

    __tablename__ = "complaint"
    __table_args__ = (where_given("complaint", "code_hash", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source_key: Mapped[str] = mapped_column(unique=True)
    issue_id: Mapped[UUID] = mapped_column(ForeignKey("issue.id"), index=True)
    kind: Mapped[str] = mapped_column(server_default="grievance")
    text: Mapped[str | None]
    code_hash: Mapped[bytes | None]
    filed_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import.id"))


class ComplaintContactRow(Row):
    """How to reach whoever filed a complaint, sealed; the one thing of it that is taken away, and when that was stays."""

    __tablename__ = "complaint_contact"
    __table_args__ = (CheckConstraint("(contact IS NULL) = (destroyed_at IS NOT NULL)", name="kept_or_destroyed"),)

    complaint_id: Mapped[UUID] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    contact: Mapped[bytes | None]
    destroyed_at: Mapped[datetime | None]
