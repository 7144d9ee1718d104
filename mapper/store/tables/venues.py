"""모두의 운동장: what residents may use, who asks for it when, and whose it is then."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, text
from sqlalchemy.dialects.postgresql import ARRAY, TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row, geometry, in_korea, on_tiles, projected, valid


class VenueRow(Row):
    """A venue as somebody wrote it down; of the rows of one (``venue_id``) the latest one recorded holds.

    ``opens`` and ``closes`` are minutes of the day by the kinds of days of ``mapper.domain.venue``, -1 where it is
    closed; ``shape`` is a point or an area.
    """

    __tablename__ = "venue"
    __table_args__ = (
        in_korea("shape"),
        valid("shape"),
        CheckConstraint("GeometryType(shape) IN ('POINT', 'POLYGON')", name="shape_is_point_or_area"),
        CheckConstraint("cardinality(opens) = 8 AND cardinality(closes) = 8", name="hours_of_eight_kinds_of_days"),
        CheckConstraint("capacity BETWEEN 1 AND 2000 AND most_slots BETWEEN 1 AND 8", name="limits_kept"),
        Index("ix_venue_venue_id", "venue_id", "recorded_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    venue_id: Mapped[UUID] = mapped_column(ForeignKey("venue.id"))
    kind: Mapped[str]
    name: Mapped[str]
    owner: Mapped[str]
    rules: Mapped[str | None]
    shape: Mapped[WKBElement] = mapped_column(geometry("GEOMETRY"))
    web_shape: Mapped[WKBElement] = mapped_column(on_tiles("GEOMETRY"), projected("shape"))
    district_code: Mapped[str]
    opens: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    closes: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    closed_on: Mapped[list[date]] = mapped_column(ARRAY(Date))
    slot_min: Mapped[int]
    most_slots: Mapped[int]
    capacity: Mapped[int]
    withdrawn: Mapped[bool]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class BookingRow(Row):
    """What somebody asked for; ``code_hash`` is the SHA-256 of the code on the receipt."""

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("NOT isempty(during) AND lower_inc(during) AND NOT upper_inc(during)", name="during_is_a_time"),
        CheckConstraint("people > 0", name="people_counted"),
        Index("ix_booking_venue_id_during", "venue_id", "during", postgresql_using="gist"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    venue_id: Mapped[UUID] = mapped_column(ForeignKey("venue.id"))
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    asker: Mapped[str]
    purpose: Mapped[str]
    people: Mapped[int]
    code_hash: Mapped[bytes] = mapped_column(unique=True)
    recorded_at: Mapped[datetime]


class BookingContactRow(Row):
    """How to reach whoever asked, sealed: the one row of a booking that is deleted, once nobody is to be reached."""

    __tablename__ = "booking_contact"

    booking_id: Mapped[UUID] = mapped_column(ForeignKey("booking.id"), primary_key=True)
    contact: Mapped[bytes]


class BookingMoveRow(Row):
    """What became of a booking: one row, or that it was confirmed and then cancelled. Nobody's was its asker's own."""

    __tablename__ = "booking_move"
    __table_args__ = (
        CheckConstraint("state IN ('confirmed', 'declined', 'cancelled')", name="state_known"),
        Index("uq_booking_move_booking_id_state", "booking_id", "state", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    booking_id: Mapped[UUID] = mapped_column(ForeignKey("booking.id"))
    state: Mapped[str]
    reason: Mapped[str | None]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class VenueHoldRow(Row):
    """Whose a venue is at a time, while it is: no two at once, whoever writes."""

    __tablename__ = "venue_hold"
    __table_args__ = (
        ExcludeConstraint(
            (text("venue_id"), "="), (text("during"), "&&"), using="gist", name="ex_venue_hold_no_two_at_once"
        ),
    )

    booking_id: Mapped[UUID] = mapped_column(ForeignKey("booking.id"), primary_key=True)
    venue_id: Mapped[UUID] = mapped_column(ForeignKey("venue.id"))
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
