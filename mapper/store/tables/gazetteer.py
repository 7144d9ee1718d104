"""The gazetteer: what official files say of addresses, of the lots that they stand on, and of roads. Nobody's in particular."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row, geometry, gist, in_korea, where_given

_DIGITS = "~ '^[0-9]{%d}$'"


class LegalAreaRow(Row):
    """법정동 or 법정리, with all that it lies in; ``city`` is empty in 세종."""

    __tablename__ = "legal_area"
    __table_args__ = (
        CheckConstraint("code " + _DIGITS % 10, name="code_has_10_digits"),
        Index("ix_legal_area_town", "town", "city_code"),
        Index("ix_legal_area_village", "village", "city_code"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    city_code: Mapped[str]
    province: Mapped[str]
    city: Mapped[str]
    town: Mapped[str]
    village: Mapped[str | None]


class RoadNameRow(Row):
    """A named road of a 시군구, its name without blanks and as first consonants beside it."""

    __tablename__ = "road_name"
    __table_args__ = (
        CheckConstraint("code " + _DIGITS % 12, name="code_has_12_digits"),
        Index("ix_road_name_key", "key", "city_code"),
        Index("ix_road_name_initials", "initials", postgresql_ops={"initials": "text_pattern_ops"}),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    city_code: Mapped[str]
    name: Mapped[str]
    key: Mapped[str]
    initials: Mapped[str]


class AddressRow(Row):
    """A number on a road. What came of a newer edition stays; one that is gone stays too, and says so."""

    __tablename__ = "address"
    __table_args__ = (
        in_korea("point"),
        gist("address", "point"),
        CheckConstraint("(exactness > 0) = (point IS NOT NULL)", name="exactness_of_point"),
        where_given("address", "management_no"),
        Index("ix_address_district", "district", "legal_code"),
    )

    road_code: Mapped[str] = mapped_column(primary_key=True)
    main: Mapped[int] = mapped_column(primary_key=True)
    sub: Mapped[int] = mapped_column(primary_key=True)
    ground: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    management_no: Mapped[str | None]
    legal_code: Mapped[str | None]
    district_code: Mapped[str | None]
    district: Mapped[str | None]
    postcode: Mapped[str | None]
    building: Mapped[str | None]
    point: Mapped[WKBElement | None] = mapped_column(geometry("POINT"))
    exactness: Mapped[int] = mapped_column(SmallInteger)
    gone: Mapped[bool]
    told_on: Mapped[date]
    pointed_on: Mapped[date | None]


class LotRow(Row):
    """A lot that an address stands on; an address may stand on several, and several on one."""

    __tablename__ = "lot"
    __table_args__ = (
        Index("ix_lot_address", "road_code", "address_main", "address_sub", "ground"),
        CheckConstraint("main > 0", name="main_counted"),
    )

    legal_code: Mapped[str] = mapped_column(primary_key=True)
    is_mountain: Mapped[bool] = mapped_column(primary_key=True)
    main: Mapped[int] = mapped_column(primary_key=True)
    sub: Mapped[int] = mapped_column(primary_key=True)
    road_code: Mapped[str] = mapped_column(primary_key=True)
    address_main: Mapped[int] = mapped_column(primary_key=True)
    address_sub: Mapped[int] = mapped_column(primary_key=True)
    ground: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    gone: Mapped[bool]
    told_on: Mapped[date]


class SoughtAddressRow(Row):
    """What became of the address of an issue that came without a position; appended, the latest answer holds.

    ``point`` is where the address is and ``within_m`` how far off that may be; neither where it was not found, or where
    its place is not disclosed. Answers from before they were kept here have their point in the issue.
    """

    __tablename__ = "sought_address"
    __table_args__ = (
        in_korea("point"),
        gist("sought_address", "point"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence_in_scale"),
        CheckConstraint("(point IS NULL) = (within_m IS NULL)", name="point_has_error"),
    )

    issue_id: Mapped[UUID] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    certainty: Mapped[str]
    confidence: Mapped[float]
    reasons: Mapped[list[Any]] = mapped_column(JSONB)
    point: Mapped[WKBElement | None] = mapped_column(geometry("POINT"))
    within_m: Mapped[float | None]
    recorded_at: Mapped[datetime] = mapped_column(primary_key=True)
