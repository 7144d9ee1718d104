"""Forms of OpenRosa as phones have loaded them, and what was filled in, byte for byte as it came."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row


class FormVersionRow(Row):
    """A form as it was once handed out: what was filled in by it is taken, however old it is."""

    __tablename__ = "form_version"

    form_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    description: Mapped[str]
    xml: Mapped[bytes]
    media: Mapped[list[str]] = mapped_column(ARRAY(Text))
    recorded_at: Mapped[datetime]


class SubmissionRow(Row):
    """A filled-in form, which became the survey or the issue of the same id."""

    __tablename__ = "submission"
    __table_args__ = (CheckConstraint("octet_length(digest) = 32", name="digest_is_sha256"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    form_id: Mapped[str] = mapped_column(index=True)
    version: Mapped[str]
    digest: Mapped[bytes]
    xml: Mapped[bytes]
    files: Mapped[list[str]] = mapped_column(ARRAY(Text))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    recorded_at: Mapped[datetime]


class SubmissionFileRow(Row):
    """A file that a filled-in form names and that has come: a photo, or why it is none."""

    __tablename__ = "submission_file"
    __table_args__ = (CheckConstraint("octet_length(sha256) = 32", name="digest_is_sha256"),)

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[bytes]
    refused: Mapped[str | None]
    recorded_at: Mapped[datetime]
