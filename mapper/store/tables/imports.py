"""Files taken in, how their columns are read, and what some of them alone are about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row, geometry, gist, in_korea, measurable, valid


class ImportRow(Row):
    """One file taken in, with its report."""

    __tablename__ = "import"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    file_name: Mapped[str]
    sha256: Mapped[str]
    report: Mapped[dict[str, Any]]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = mapped_column(index=True)


class SavedMappingRow(Row):
    """How a file of a kind is read, under a name: its columns, CRS, encoding and layer."""

    __tablename__ = "saved_mapping"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    options: Mapped[dict[str, Any]]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class HouseholdCountRow(Row):
    """Public count of households and buildings of a cell or a 행정동; never who they are."""

    __tablename__ = "household_count"
    __table_args__ = (
        in_korea("cell"),
        valid("cell"),
        measurable("cell", "ST_Area"),
        gist("household_count", "cell"),
        CheckConstraint("households >= 0 AND buildings >= 0", name="counts_not_negative"),
        Index("uq_household_count_key", "key", unique=True, postgresql_where=text("superseded_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str]
    district_code: Mapped[str | None] = mapped_column(index=True)
    cell: Mapped[WKBElement | None] = mapped_column(geometry("MULTIPOLYGON"))
    households: Mapped[int]
    buildings: Mapped[int | None]
    counted_on: Mapped[date | None]
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import.id"))
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class PlaceRow(Row):
    """A public place that others are near to: a park, a school, a station, a police box."""

    __tablename__ = "place"
    __table_args__ = (
        in_korea("point"),
        gist("place", "point"),
        Index("uq_place_source_key", "source_key", unique=True, postgresql_where=text("superseded_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source_key: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str | None]
    address: Mapped[str | None]
    point: Mapped[WKBElement | None] = mapped_column(geometry("POINT"))
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import.id"))
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
