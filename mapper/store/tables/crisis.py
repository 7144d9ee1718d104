"""Households in crisis: what stands about them outside of their envelopes, and who looked at them.

All but `CellRow` stands in the schema ``crisis``, which only the role golmok_staff may enter, a district at a time.
Nothing here says more of a place than a publication cell. No foreign key leaves the schema: it would lock the row that
it points at, which golmok_app sees (``xmax`` of a cell would tell that somebody lives there), and refuse its deletion.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from mapper.domain.cell_tree import FEWEST_BUILDINGS, FEWEST_HOUSEHOLDS
from mapper.store.tables.row import Row, geometry, in_korea, valid

SCHEMA: Final = "crisis"


def _where(*constraints: CheckConstraint | Index) -> tuple[Any, ...]:
    return (*constraints, {"schema": SCHEMA})


class CellRow(Row):
    """A leaf of a year's frozen tree, made of public counts alone: the finest place any crisis row has."""

    __tablename__ = "cell"
    __table_args__ = (
        CheckConstraint(f"households >= {FEWEST_HOUSEHOLDS} AND buildings >= {FEWEST_BUILDINGS}", name="large_enough"),
        in_korea("boundary"),
        valid("boundary"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, index=True)
    district_code: Mapped[str] = mapped_column(index=True)
    households: Mapped[int]
    buildings: Mapped[int]
    boundary: Mapped[WKBElement] = mapped_column(geometry("MULTIPOLYGON"))
    recorded_at: Mapped[datetime]


class VaultKeyRow(Row):
    """A version of the key file as the database knows it: enough to tell another key of the same number apart."""

    __tablename__ = "vault_key"
    __table_args__ = _where()

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    check: Mapped[bytes]
    recorded_at: Mapped[datetime]


class HouseholdRow(Row):
    """A household: its cell, its period, and the sealed envelope of all that is known. Destroyed: no key, no envelope."""

    __tablename__ = "household"
    __table_args__ = _where(
        CheckConstraint("tier <> 'sealed' OR cell_id IS NULL", name="sealed_has_no_place"),
        CheckConstraint("period ~ '^[0-9]{4}H[12]$'", name="period_is_a_half_year"),
        CheckConstraint(
            "num_nulls(envelope, wrapped_key, key_number, destroyed_on) IN (1, 3) "
            "AND (destroyed_on IS NULL) = (envelope IS NOT NULL)",
            name="sealed_or_destroyed",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    district_code: Mapped[str] = mapped_column(index=True)
    cell_id: Mapped[UUID | None]
    tier: Mapped[str]
    period: Mapped[str]
    received_on: Mapped[date]
    version: Mapped[int]
    envelope: Mapped[bytes | None]
    wrapped_key: Mapped[bytes | None]
    key_number: Mapped[int | None] = mapped_column(ForeignKey(f"{SCHEMA}.vault_key.number"), index=True)
    destroyed_on: Mapped[date | None]


class BlindIndexRow(Row):
    """How many bits of a kind's hashes are kept; none is said as 0."""

    __tablename__ = "blind_index"
    __table_args__ = _where()

    kind: Mapped[str] = mapped_column(primary_key=True)
    bits: Mapped[int] = mapped_column(SmallInteger)


class BlindTermRow(Row):
    """A bucket in which a household is looked for."""

    __tablename__ = "blind_term"
    __table_args__ = _where(Index("ix_blind_term_kind_bucket", "kind", "bucket"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    household_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.household.id"), index=True)
    district_code: Mapped[str]
    kind: Mapped[str]
    bucket: Mapped[int]


class CaseRow(Row):
    """사례: a household that is followed, from a day to a day."""

    __tablename__ = "case"
    __table_args__ = _where()

    id: Mapped[UUID] = mapped_column(primary_key=True)
    household_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.household.id"), index=True)
    district_code: Mapped[str]
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]


class CaseAssignmentRow(Row):
    """Who follows a case: the only ones who may open its household."""

    __tablename__ = "case_assignment"
    __table_args__ = _where(
        Index("uq_case_assignment_open", "case_id", "user_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.case.id"))
    district_code: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(index=True)
    assigned_by: Mapped[UUID | None]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RecusalRow(Row):
    """제척: a user to whom a household is not there, whatever they are assigned to."""

    __tablename__ = "recusal"
    __table_args__ = _where()

    household_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.household.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    district_code: Mapped[str]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime]


class AccessHeadRow(Row):
    """The last entry of a district's chain: locked by whoever appends."""

    __tablename__ = "access_head"
    __table_args__ = _where()

    district_code: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes]


class AccessRow(Row):
    """One entry of the access log. Appended, never changed; its hash holds the one before it."""

    __tablename__ = "access"
    __table_args__ = _where(
        Index("ix_access_subjects", "subjects", postgresql_using="gin"),
        Index("ix_access_user_id_recorded_at", "user_id", "recorded_at"),
    )

    district_code: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[UUID | None]
    login_id: Mapped[UUID | None] = mapped_column(index=True)
    name: Mapped[str]
    role: Mapped[str]
    origin: Mapped[str]
    action: Mapped[str]
    reason: Mapped[str]
    words: Mapped[str]
    subjects: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    previous: Mapped[bytes]
    hash: Mapped[bytes]


class AnchorRow(Row):
    """That the head of a chain was noted off the machine. Appended, never changed."""

    __tablename__ = "anchor"
    __table_args__ = _where()

    district_code: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(primary_key=True)
    hash: Mapped[bytes]
