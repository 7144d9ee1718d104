"""Working an issue: what people decide about it, who has it, and what several people wrote into one field of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row


class ActRow(Row):
    """What one person decided about one or many issues at once, and why; taken back by another that names it."""

    __tablename__ = "act"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    undoes_id: Mapped[UUID | None] = mapped_column(ForeignKey("act.id"), unique=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str | None]
    details: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime] = mapped_column(index=True)


class AssignmentRow(Row):
    """Who is to see to an issue: a team, or a department of the city by its name; of an issue the latest row holds."""

    __tablename__ = "assignment"
    __table_args__ = (CheckConstraint("num_nonnulls(team_id, department) <= 1", name="to_one_at_most"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    issue_id: Mapped[UUID] = mapped_column(ForeignKey("issue.id"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    department: Mapped[str | None]
    act_id: Mapped[UUID] = mapped_column(ForeignKey("act.id"), index=True)
    recorded_at: Mapped[datetime]


class ClassificationRow(Row):
    """By which deadline an issue is to be answered, where a person said so; of an issue the latest row holds.

    Without a ``kind`` that of each complaint holds again.
    """

    __tablename__ = "classification"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    issue_id: Mapped[UUID] = mapped_column(ForeignKey("issue.id"), index=True)
    kind: Mapped[str | None]
    act_id: Mapped[UUID] = mapped_column(ForeignKey("act.id"), index=True)
    recorded_at: Mapped[datetime]


class ShortlistRow(Row):
    """An issue that somebody keeps at hand."""

    __tablename__ = "shortlist"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    issue_id: Mapped[UUID] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    recorded_at: Mapped[datetime]


class FollowerRow(Row):
    """A user to whom the desk shows what others do to an issue, until they have read it (``heard_at``)."""

    __tablename__ = "follower"

    issue_id: Mapped[UUID] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    recorded_at: Mapped[datetime]
    heard_at: Mapped[datetime | None]


class ReplyTemplateRow(Row):
    """A reply that is written often; ``{...}`` names what is put in."""

    __tablename__ = "reply_template"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    body: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class UpdateRow(Row):
    """Something said about an issue after it was reported: by whoever filed a complaint, or by whoever handles it."""

    __tablename__ = "issue_update"
    __table_args__ = (CheckConstraint("num_nonnulls(complaint_id, user_id) <= 1", name="of_one_person"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    issue_id: Mapped[UUID] = mapped_column(ForeignKey("issue.id"), index=True)
    complaint_id: Mapped[UUID | None] = mapped_column(ForeignKey("complaint.id"), index=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    words: Mapped[str]
    for_reporters: Mapped[bool]
    asks_to_reopen: Mapped[bool] = mapped_column(server_default=text("false"))
    recorded_at: Mapped[datetime]


class EditRow(Row):
    """What one person wrote over what they saw; kept for good, in whatever order such edits arrive."""

    __tablename__ = "edit"
    __table_args__ = (CheckConstraint("num_nonnulls(issue_id, segment_id) = 1", name="of_one_thing"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    issue_id: Mapped[UUID | None] = mapped_column(index=True)  # it may arrive before the issue does
    segment_id: Mapped[UUID | None] = mapped_column(ForeignKey("segment.id"), index=True)
    resolves: Mapped[bool]
    reason: Mapped[str | None]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    edited_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class EditedValueRow(Row):
    """A field in an edit: its value, and the edits whose values it replaces; none stands for what was first reported."""

    __tablename__ = "edited_value"

    edit_id: Mapped[UUID] = mapped_column(ForeignKey("edit.id"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any | None] = mapped_column(JSONB)
    replaces: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
