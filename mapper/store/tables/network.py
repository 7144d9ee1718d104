"""The ground: districts, alleys and their segments."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row, geometry, gist, in_degrees, in_korea, measurable, on_tiles, projected, valid


class DistrictRow(Row):
    """행정동: its boundary and its public count of households."""

    __tablename__ = "district"
    __table_args__ = (
        in_korea("boundary"),
        valid("boundary"),
        measurable("boundary", "ST_Area"),
        gist("district", "boundary"),
        gist("district", "web_boundary"),
        Index("uq_district_code", "code", unique=True, postgresql_where=text("superseded_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    household_count: Mapped[int | None]
    boundary: Mapped[WKBElement] = mapped_column(geometry("MULTIPOLYGON"))
    web_boundary: Mapped[WKBElement] = mapped_column(on_tiles("MULTIPOLYGON"), projected("boundary"))
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class AlleyRow(Row):
    """골목: the named way."""

    __tablename__ = "alley"
    __table_args__ = (
        Index("ix_alley_name_trgm", "name", postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"}),
        Index("ix_alley_width_m", "width_m"),  # how far to look for segments depends on the widest alley
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
        in_korea("line"),
        valid("line"),
        measurable("line", "ST_Length"),
        CheckConstraint("abs(length_m - ST_Length(line)) < 0.001", name="length_is_of_line"),
        gist("segment", "line"),
        gist("segment", "web_line"),
        Index("uq_segment_fingerprint", "fingerprint", unique=True, postgresql_where=text("superseded_at IS NULL")),
        in_korea("public_point"),
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
    line: Mapped[WKBElement] = mapped_column(geometry("LINESTRING"))
    web_line: Mapped[WKBElement] = mapped_column(on_tiles("LINESTRING"), projected("line"))
    geojson: Mapped[str] = mapped_column(in_degrees("line"))
    public_point: Mapped[WKBElement | None] = mapped_column(geometry("POINT"))
    recorded_at: Mapped[datetime] = mapped_column(index=True)
    superseded_at: Mapped[datetime | None] = mapped_column(index=True)


class SuccessionRow(Row):
    """Which segments of before lay where a segment lies now, however often the line was cut anew between them."""

    __tablename__ = "succession"

    segment_id: Mapped[UUID] = mapped_column(ForeignKey("segment.id"), primary_key=True)
    forebear_id: Mapped[UUID] = mapped_column(ForeignKey("segment.id"), primary_key=True, index=True)
