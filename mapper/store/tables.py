"""The rows: one class a table. They never leave ``mapper.store``.

Vocabulary (category, status, decision, ...) is plain text here and a table of frozen rows in
``mapper.domain``, so that a new word needs no migration. Every fact keeps when it occurred and when
it was recorded; the CHECK constraints are the last wall behind the importers and the forms.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, MetaData, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from mapper.crs import KOREA_TM, KOREA_TM_BOX

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
_WEST, _SOUTH, _EAST, _NORTH = KOREA_TM_BOX


def _in_korea(column: str) -> CheckConstraint:
    """Require Korea; NaN and infinity fail too, because no comparison with them holds."""
    return CheckConstraint(
        f"ST_XMin({column}) >= {_WEST} AND ST_XMax({column}) <= {_EAST} "
        f"AND ST_YMin({column}) >= {_SOUTH} AND ST_YMax({column}) <= {_NORTH}",
        name=f"{column}_in_korea",
    )


def _valid(column: str) -> CheckConstraint:
    """Require validity in the OGC sense; a coordinate that is not finite is invalid."""
    return CheckConstraint(f"ST_IsValid({column})", name=f"{column}_valid")


def _measurable(column: str, measure: str) -> CheckConstraint:
    """Refuse an empty shape, and a NaN vertex, which PostGIS leaves out of the bounding box."""
    return CheckConstraint(f"{measure}({column}) > 0 AND {measure}({column}) < 1e12", name=f"{column}_measurable")


def _gist(table: str, column: str) -> Index:
    return Index(f"ix_{table}_{column}", column, postgresql_using="gist")


def _geometry(kind: str) -> Geometry:
    """Refuse, by typmod, another SRID, another type and Z or M values."""
    return Geometry(kind, srid=KOREA_TM, dimension=2, spatial_index=False)


class Row(DeclarativeBase):
    """Base of every row."""

    metadata = MetaData(naming_convention=_NAMING)
    type_annotation_map = {datetime: DateTime(timezone=True), str: Text(), dict[str, Any]: JSONB}  # noqa: RUF012 - SQLAlchemy's own declaration


class ImportRow(Row):
    """One file taken in, with its report."""

    __tablename__ = "import"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    file_name: Mapped[str]
    sha256: Mapped[str]
    report: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime]


class DistrictRow(Row):
    """행정동: its boundary and its public count of households."""

    __tablename__ = "district"
    __table_args__ = (
        _in_korea("boundary"),
        _valid("boundary"),
        _measurable("boundary", "ST_Area"),
        _gist("district", "boundary"),
        Index("uq_district_code", "code", unique=True, postgresql_where=text("superseded_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    household_count: Mapped[int | None]
    boundary: Mapped[WKBElement] = mapped_column(_geometry("MULTIPOLYGON"))
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class AlleyRow(Row):
    """골목: the named way."""

    __tablename__ = "alley"
    __table_args__ = (
        Index("ix_alley_name_trgm", "name", postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"}),
        CheckConstraint("width_m > 0 AND width_m < 200", name="width_plausible"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str | None]
    road_code: Mapped[str | None]
    width_m: Mapped[float | None]


class SegmentRow(Row):
    """구간: the unit of survey and grade; ``graded`` is false for context roads."""

    __tablename__ = "segment"
    __table_args__ = (
        _in_korea("line"),
        _valid("line"),
        _measurable("line", "ST_Length"),
        CheckConstraint("abs(length_m - ST_Length(line)) < 0.001", name="length_is_of_line"),
        _gist("segment", "line"),
        Index("uq_segment_fingerprint", "fingerprint", unique=True, postgresql_where=text("superseded_at IS NULL")),
        _in_korea("public_point"),
        Index("ix_segment_public_point", "public_point", postgresql_using="gist"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    alley_id: Mapped[UUID] = mapped_column(ForeignKey("alley.id"), index=True)
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("district.id"), index=True)
    source_id: Mapped[str] = mapped_column(index=True)
    ordinal: Mapped[int]
    length_m: Mapped[float]
    graded: Mapped[bool]
    stub: Mapped[bool]
    road_class: Mapped[str]
    level: Mapped[str]
    line: Mapped[WKBElement] = mapped_column(_geometry("LINESTRING"))
    public_point: Mapped[WKBElement | None] = mapped_column(_geometry("POINT"))
    recorded_at: Mapped[datetime] = mapped_column(index=True)
    superseded_at: Mapped[datetime | None] = mapped_column(index=True)


class SurveyRow(Row):
    """현장조사: one walk of one segment; ``levels`` in rubric order, -1 해당 없음, NULL 확인 못함."""

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("cardinality(levels) BETWEEN 1 AND 64 AND array_ndims(levels) = 1", name="levels_counted"),
        CheckConstraint(
            "-1 <= ALL (array_remove(levels, NULL)) AND 4 >= ALL (array_remove(levels, NULL))", name="levels_in_scale"
        ),
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
    walked_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import.id"))


class IssueRow(Row):
    """불편사항: one thing wrong at one place; where it stands is told by its events."""

    __tablename__ = "issue"
    __table_args__ = (
        _in_korea("point"),
        _gist("issue", "point"),
        CheckConstraint("severity BETWEEN 1 AND 4", name="severity_in_scale"),
        CheckConstraint("accuracy_m > 0 AND accuracy_m < 100000", name="accuracy_plausible"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source_key: Mapped[str] = mapped_column(unique=True)
    category: Mapped[str]
    severity: Mapped[int] = mapped_column(SmallInteger)
    origin: Mapped[str]
    description: Mapped[str | None]
    road_name: Mapped[str | None]
    point: Mapped[WKBElement | None] = mapped_column(_geometry("POINT"))
    accuracy_m: Mapped[float | None]
    reported_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import.id"))


class IssueEventRow(Row):
    """What happened to an issue after it was reported; appended, never changed."""

    __tablename__ = "issue_event"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    issue_id: Mapped[UUID] = mapped_column(ForeignKey("issue.id"), index=True)
    kind: Mapped[str]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


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
    recorded_at: Mapped[datetime]


class ComplaintRow(Row):
    """민원: what a resident filed; many may point at one issue."""

    __tablename__ = "complaint"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source_key: Mapped[str] = mapped_column(unique=True)
    issue_id: Mapped[UUID] = mapped_column(ForeignKey("issue.id"), index=True)
    text: Mapped[str | None]
    filed_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import.id"))


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


class GradeRow(Row):
    """The grade of one segment in one run; scores in hundredths, NULL where 미조사."""

    __tablename__ = "grade"
    __table_args__ = (
        CheckConstraint(
            "overall_score BETWEEN 0 AND 10000 AND residential_score BETWEEN 0 AND 10000 AND walking_score BETWEEN 0 AND 10000",
            name="scores_in_scale",
        ),
    )

    run_id: Mapped[UUID] = mapped_column(ForeignKey("grade_run.id"), primary_key=True)
    segment_id: Mapped[UUID] = mapped_column(ForeignKey("segment.id"), primary_key=True, index=True)
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
    lines: Mapped[dict[str, Any]]
