"""What other systems were told of the layers, so that they can be told what changed since."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row


class FeedRow(Row):
    """One change feed: how far its positions go, when the layers were last looked at, and in which database it was begun.

    ``shown`` names what the layers showed then, where that can be told without looking.
    """

    __tablename__ = "feed"

    detail: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[UUID]
    home: Mapped[str]
    position: Mapped[int] = mapped_column(BigInteger)
    looked_at: Mapped[datetime | None]
    shown: Mapped[str | None]


class FeedItemRow(Row):
    """A row of a layer as a feed last told of it: by its hash, which one that is gone has not.

    ``feature`` is its GeoJSON, of layers whose rows cannot be read one by one.
    """

    __tablename__ = "feed_item"
    __table_args__ = (
        Index("uq_feed_item_position", "detail", "position", unique=True),
        CheckConstraint("octet_length(digest) = 16", name="digest_is_md5"),
    )

    detail: Mapped[str] = mapped_column(primary_key=True)
    layer: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[bytes | None]
    position: Mapped[int] = mapped_column(BigInteger)
    feature: Mapped[str | None]
