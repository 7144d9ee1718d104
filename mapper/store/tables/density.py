"""사례 밀도: the frozen tree of cells of each year, and what was released over it. Appended, never changed.

It stands outside of the schema of households, so that planners read it as a role that cannot enter there. No count is
stored: what is written here says bands, and is the same whether anybody approved it yet or not.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row, geometry, in_korea, valid


class CellTreeRow(Row):
    """That the tree of a year is frozen, and its hash."""

    __tablename__ = "cell_tree"
    __table_args__ = (CheckConstraint("octet_length(digest) = 32", name="digest_is_sha256"),)

    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    digest: Mapped[bytes]
    recorded_at: Mapped[datetime]


class CellNodeRow(Row):
    """An area of the tree of a year: the city, groups of 행정동, 행정동, cells. ``path`` says in which others it lies."""

    __tablename__ = "cell_node"
    __table_args__ = (
        CheckConstraint("path ~ '^[01]*$'", name="path_of_halves"),
        in_korea("boundary"),
        valid("boundary"),
    )

    year: Mapped[int] = mapped_column(SmallInteger, ForeignKey("cell_tree.year"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    district_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    households: Mapped[int]
    buildings: Mapped[int | None]
    boundary: Mapped[WKBElement] = mapped_column(geometry("MULTIPOLYGON"))


class DensityReleaseRow(Row):
    """What is said of a period to an audience, made once; ``body`` is JSON, and released when two people approved it."""

    __tablename__ = "density_release"
    __table_args__ = (
        CheckConstraint("audience IN ('planner', 'outbound')", name="audience_known"),
        CheckConstraint("period ~ '^[0-9]{4}(H[12])?$'", name="period_is_a_year_or_half"),
        CheckConstraint("digest = sha256(body)", name="digest_is_of_body"),
        UniqueConstraint("audience", "period"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    audience: Mapped[str]
    period: Mapped[str]
    year: Mapped[int] = mapped_column(SmallInteger, ForeignKey("cell_tree.year"))
    body: Mapped[bytes]
    digest: Mapped[bytes]
    recorded_at: Mapped[datetime]


class DensityApprovalRow(Row):
    """That somebody stands for a release; the second one releases it."""

    __tablename__ = "density_approval"

    release_id: Mapped[UUID] = mapped_column(ForeignKey("density_release.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    name: Mapped[str]
    recorded_at: Mapped[datetime]


class DensityDeclineRow(Row):
    """That somebody declined a release, and why; nobody releases it any more, and its period is not said again."""

    __tablename__ = "density_decline"
    __table_args__ = (CheckConstraint("char_length(reason) BETWEEN 1 AND 500", name="reason_given"),)

    release_id: Mapped[UUID] = mapped_column(ForeignKey("density_release.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str]
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
