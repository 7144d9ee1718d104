"""주민회의: meetings, what was on their agenda, who came, how they voted, what was decided, and what came of it.

Rows are appended and never changed. Where a row says of which thing it is (``meeting_id``, ``item_id``, ``decision_id``,
which of the first row is its own id), the latest one recorded holds; so a past state is read by what was recorded then.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row


class OrganisationRow(Row):
    """What somebody comes for to a meeting: a civic group, an office, a school."""

    __tablename__ = "organisation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class OrganisationKindRow(Row):
    """What an organisation is after all: the latest one recorded holds, else what it was first said to be."""

    __tablename__ = "organisation_kind"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class MeetingRow(Row):
    """A meeting as somebody wrote it down; without districts it is of the whole city."""

    __tablename__ = "meeting"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), index=True)
    kind: Mapped[str]
    title: Mapped[str]
    place: Mapped[str]
    held_at: Mapped[datetime] = mapped_column(index=True)
    district_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    cancelled: Mapped[bool]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class AgendaItemRow(Row):
    """안건: something to be talked about, the segments, issues and programme it is about, and what was found."""

    __tablename__ = "agenda_item"
    __table_args__ = (CheckConstraint("ordinal > 0", name="ordinal_counts"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), index=True)
    ordinal: Mapped[int] = mapped_column(SmallInteger)
    words: Mapped[str]
    segment_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    issue_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    programme_id: Mapped[UUID | None] = mapped_column(ForeignKey("programme.id"), index=True)
    finding: Mapped[str | None]
    withdrawn: Mapped[bool]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class AttendanceRow(Row):
    """How many came for an organisation in a role; of the three the latest row holds, and nobody is named."""

    __tablename__ = "attendance"
    __table_args__ = (CheckConstraint("heads BETWEEN 0 AND 10000", name="heads_counted"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str]
    heads: Mapped[int]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class DecisionRow(Row):
    """결정: what a meeting decided, who sees to it and by when."""

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_segment_ids", "segment_ids", postgresql_using="gin"),
        Index("ix_decision_issue_ids", "issue_ids", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"), index=True)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("agenda_item.id"))
    words: Mapped[str]
    segment_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    issue_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    due: Mapped[date | None]
    withdrawn: Mapped[bool]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class DecisionMoveRow(Row):
    """What became of a decision, on which day (``occurred_on``), and why."""

    __tablename__ = "decision_move"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"), index=True)
    state: Mapped[str]
    reason: Mapped[str | None]
    occurred_on: Mapped[date]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class VoteRow(Row):
    """How a vote on an item or on a decision went; of each the latest row holds."""

    __tablename__ = "vote"
    __table_args__ = (
        CheckConstraint("num_nonnulls(item_id, decision_id) = 1", name="on_one_thing"),
        CheckConstraint("least(in_favour, against, abstained) >= 0", name="counts_votes"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("agenda_item.id"))
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("decision.id"))
    in_favour: Mapped[int]
    against: Mapped[int]
    abstained: Mapped[int]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class MinutesRow(Row):
    """회의록: what was said at a meeting, without names; each text that was written stays."""

    __tablename__ = "minutes"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), index=True)
    words: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class MinutesApprovalRow(Row):
    """Who approved a text of minutes."""

    __tablename__ = "minutes_approval"

    minutes_id: Mapped[UUID] = mapped_column(ForeignKey("minutes.id"), primary_key=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
