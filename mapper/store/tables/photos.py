"""Photos by what their bytes are, where they are used, and what of them everyone may see."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row, where_given


class PhotoRow(Row):
    """A photo that arrived whole: named by the SHA-256 of what was sent, kept without anything but the picture.

    ``kept_sha256`` and ``thumb_sha256`` name the files that it is kept in, large and small.
    """

    __tablename__ = "photo"
    __table_args__ = (
        CheckConstraint(
            "octet_length(sha256) = 32 AND octet_length(kept_sha256) = 32 AND octet_length(thumb_sha256) = 32",
            name="digests_are_sha256",
        ),
        CheckConstraint("width > 0 AND height > 0 AND kept_bytes > 0 AND sent_bytes > 0", name="is_a_picture"),
    )

    sha256: Mapped[bytes] = mapped_column(primary_key=True)
    sent_bytes: Mapped[int]
    kept_sha256: Mapped[bytes] = mapped_column(index=True)
    thumb_sha256: Mapped[bytes] = mapped_column(index=True)
    media_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    kept_bytes: Mapped[int]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class PhotoSenderRow(Row):
    """Who sent all bytes of a photo, the first or again: nobody sees one by naming its hash alone."""

    __tablename__ = "photo_sender"

    sha256: Mapped[bytes] = mapped_column(ForeignKey("photo.sha256"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)


class PhotoUseRow(Row):
    """Where a photo belongs; it may be declared before the photo itself has arrived, so its hash refers to nothing."""

    __tablename__ = "photo_use"
    __table_args__ = (
        CheckConstraint("octet_length(sha256) = 32", name="digest_is_sha256"),
        CheckConstraint(
            "num_nonnulls(issue_id, survey_id, patrol_id, visit_record_id, programme_id) = 1", name="of_one_thing"
        ),
        CheckConstraint("(survey_id IS NULL) = (item IS NULL)", name="item_of_a_survey"),
        Index("uq_photo_use_survey_id", "survey_id", "item", "sha256", unique=True),
        Index("uq_photo_use_issue_id", "issue_id", "moment", "sha256", unique=True),
        Index("uq_photo_use_patrol_id", "patrol_id", "sha256", unique=True),
        Index("uq_photo_use_visit_record_id", "visit_record_id", "sha256", unique=True),
        where_given("photo_use", "programme_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sha256: Mapped[bytes] = mapped_column(index=True)
    issue_id: Mapped[UUID | None] = mapped_column(ForeignKey("issue.id"))
    survey_id: Mapped[UUID | None] = mapped_column(ForeignKey("survey.id"))
    patrol_id: Mapped[UUID | None] = mapped_column(ForeignKey("patrol.id"))
    visit_record_id: Mapped[UUID | None] = mapped_column(ForeignKey("visit_record.id"))
    programme_id: Mapped[UUID | None] = mapped_column(ForeignKey("programme.id"))
    moment: Mapped[str]
    item: Mapped[str | None]
    ordinal: Mapped[int] = mapped_column(SmallInteger)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class ModerationRow(Row):
    """What of a report everyone may see, by whom it was looked at: of a photo its copy under boxes, of an issue its words."""

    __tablename__ = "moderation"
    __table_args__ = (
        CheckConstraint("num_nonnulls(use_id, issue_id) = 1", name="of_one_thing"),
        CheckConstraint("decision IN ('published', 'withheld')", name="decision_known"),
        CheckConstraint(
            "(decision = 'published' AND use_id IS NOT NULL) = (public_sha256 IS NOT NULL)",
            name="published_photo_has_copy",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    use_id: Mapped[UUID | None] = mapped_column(ForeignKey("photo_use.id"), index=True)
    issue_id: Mapped[UUID | None] = mapped_column(ForeignKey("issue.id"), index=True)
    decision: Mapped[str]
    boxes: Mapped[list[Any]] = mapped_column(JSONB)
    public_sha256: Mapped[bytes | None] = mapped_column(index=True)
    words: Mapped[str | None]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
