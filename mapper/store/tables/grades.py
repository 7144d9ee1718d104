"""Runs and the grades of their segments: appended, never changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row

_SHOWN = ["overall_grade", "residential_grade", "walking_grade", "confidence_level"]


class GradeRunRow(Row):
    """One grading of the city: as of a date, known at a time, by one rubric and parameter table."""

    __tablename__ = "grade_run"
    __table_args__ = (Index("ix_grade_run_official_as_of_known_at", "official", "as_of", "known_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    as_of: Mapped[date]
    known_at: Mapped[datetime]
    rubric: Mapped[str]
    parameters: Mapped[str]
    official: Mapped[bool]
    memory_run_id: Mapped[UUID | None] = mapped_column(ForeignKey("grade_run.id"))
    digest: Mapped[str]
    created_at: Mapped[datetime]


def _scores_in_scale() -> CheckConstraint:
    return CheckConstraint(
        "overall_score BETWEEN 0 AND 10000 AND residential_score BETWEEN 0 AND 10000 AND walking_score BETWEEN 0 AND 10000",
        name="scores_in_scale",
    )


class _Grade:
    """What a grade says of a segment; scores in hundredths, NULL where 미조사.

    Lines are read by the segment and never asked for, so they are kept as the text that they came as.
    """

    overall_score: Mapped[int | None]
    overall_grade: Mapped[str | None]
    residential_score: Mapped[int | None]
    residential_grade: Mapped[str | None]
    residential_reason: Mapped[str | None]
    walking_score: Mapped[int | None]
    walking_grade: Mapped[str | None]
    walking_reason: Mapped[str | None]
    confidence: Mapped[float | None]
    confidence_level: Mapped[str | None]
    lines: Mapped[dict[str, Any]] = mapped_column(JSON())


class GradeRow(_Grade, Row):
    """The grade of one segment in one run.

    That both are stored is checked by the trigger ``belong``, of all the rows of a statement at once.
    """

    __tablename__ = "grade"
    __table_args__ = (
        # what colours a map is read from the index alone: the rows, with all their lines, lie scattered
        PrimaryKeyConstraint("run_id", "segment_id", postgresql_include=_SHOWN),
        _scores_in_scale(),
    )

    run_id: Mapped[UUID]
    segment_id: Mapped[UUID]


class LiveGradeRow(_Grade, Row):
    """The grade of a segment with what has become known since the newest official run; the next one takes its place."""

    __tablename__ = "live_grade"
    __table_args__ = (_scores_in_scale(),)

    segment_id: Mapped[UUID] = mapped_column(ForeignKey("segment.id"), primary_key=True)
    as_of: Mapped[date]
    known_at: Mapped[datetime]
    memory_run_id: Mapped[UUID | None] = mapped_column(ForeignKey("grade_run.id"))
