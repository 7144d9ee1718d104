"""복지상점: shops that look out for neighbours and tell a desk. Public points; what they tell stands nowhere here."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from geoalchemy2 import WKBElement
from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row, geometry, in_korea, on_tiles, projected


class ShopRow(Row):
    """A welfare shop as its office published it; one that has changed takes the place of the row before."""

    __tablename__ = "shop"
    __table_args__ = (
        in_korea("point"),
        Index("uq_shop_source_key", "source_key", unique=True, postgresql_where=text("superseded_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source_key: Mapped[str]
    sector: Mapped[str]
    name: Mapped[str]
    address: Mapped[str | None]
    hours: Mapped[str | None]
    services: Mapped[str | None]
    joined_on: Mapped[date | None]
    point: Mapped[WKBElement] = mapped_column(geometry("POINT"))
    web_point: Mapped[WKBElement] = mapped_column(on_tiles("POINT"), projected("point"))
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import.id"))
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
