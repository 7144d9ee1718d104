"""사업: what a city runs beside its alleys, photos of it, and what was published of figures."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row


class ProgrammeRow(Row):
    """A programme as somebody wrote it down; of the rows of one (``programme_id``) the latest one recorded holds.

    ``kind`` and ``field`` are of ``mapper.domain.programme``; ``parent_id`` is the programme that it serves; without
    districts it is of the whole city that ``city_code`` names. A task is judged by the figure ``indicator``, which is to be
    ``target`` at least, or at most where ``bound`` says so, or by ``indicator_words``, and stands in ``state`` of
    ``mapper.domain.indicator``.
    """

    __tablename__ = "programme"
    __table_args__ = (
        CheckConstraint("city_code ~ '^[0-9]{5}$'", name="city_code_has_5_digits"),
        CheckConstraint("members BETWEEN 0 AND 10000", name="members_counted"),
        CheckConstraint("amount_won BETWEEN 0 AND 1000000000000", name="amount_counted"),
        CheckConstraint("ended_on >= began_on", name="ends_after_beginning"),
        CheckConstraint("target > 0 OR (target = 0 AND coalesce(bound, '') = 'most')", name="target_is_positive"),
        CheckConstraint("bound IN ('least', 'most')", name="bound_known"),
        CheckConstraint("num_nulls(state, state_since, state_reason) IN (0, 3)", name="state_has_day_and_reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), index=True)
    kind: Mapped[str]
    title: Mapped[str]
    field: Mapped[str | None]
    city_code: Mapped[str] = mapped_column(index=True)
    district_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    segment_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("programme.id"))
    members: Mapped[int | None]
    amount_won: Mapped[int | None] = mapped_column(BigInteger)
    began_on: Mapped[date]
    ended_on: Mapped[date | None]
    before: Mapped[str | None]
    after: Mapped[str | None]
    indicator: Mapped[str | None]
    target: Mapped[float | None]
    bound: Mapped[str | None]
    indicator_words: Mapped[str | None]
    state: Mapped[str | None]
    state_since: Mapped[date | None]
    state_reason: Mapped[str | None]
    withdrawn: Mapped[bool]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class ProgrammePhotoRow(Row):
    """That a photo of how the site of a programme was, or is since, was added, or taken off again; never changed."""

    __tablename__ = "programme_photo"
    __table_args__ = (UniqueConstraint("use_id", "removed", name="uq_programme_photo_use_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    use_id: Mapped[UUID] = mapped_column(ForeignKey("photo_use.id"))
    taken_on: Mapped[date]
    caption: Mapped[str | None]
    removed: Mapped[bool]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class FigureSnapshotRow(Row):
    """Figures as they were published: the bytes, their hash, and the signature of the machine. Never changed."""

    __tablename__ = "figure_snapshot"
    __table_args__ = (CheckConstraint("digest = sha256(body)", name="digest_is_of_body"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    scope: Mapped[str]
    as_of: Mapped[date]
    known_at: Mapped[datetime]
    body: Mapped[bytes]
    digest: Mapped[bytes]
    signature: Mapped[bytes]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    published_at: Mapped[datetime]
