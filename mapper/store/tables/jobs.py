"""Work that is done behind the scenes, as people see it; the queue's own rows are procrastinate's, in a schema apart."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row


class JobRow(Row):
    """One piece of work that somebody asked for, how far it is, and what came of it."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (state IN ('waiting', 'running'))", name="over_when_ended"),
        CheckConstraint("done >= 0 AND total >= 0 AND tries >= 0", name="counts_not_negative"),
        Index("ix_job_open", "state", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    origin: Mapped[str]
    state: Mapped[str]
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    step: Mapped[str | None]
    done: Mapped[int] = mapped_column(server_default=text("0"))
    total: Mapped[int] = mapped_column(server_default=text("0"))
    step_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    fault: Mapped[str | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    recorded_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    cancel_asked_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
