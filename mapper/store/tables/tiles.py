"""Tiles that were made once and still show what is there."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row


class TileRow(Row):
    """A finished tile of what everyone may see, compressed; nothing is lost with it, so it is not logged.

    It is good while ``scene`` is the scene that its layer shows now.
    """

    __tablename__ = "tile"
    __table_args__ = {"prefixes": ["UNLOGGED"]}  # noqa: RUF012 - SQLAlchemy's own declaration

    layer: Mapped[str] = mapped_column(primary_key=True)
    z: Mapped[int] = mapped_column(primary_key=True)
    x: Mapped[int] = mapped_column(primary_key=True)
    y: Mapped[int] = mapped_column(primary_key=True)
    scene: Mapped[str]
    etag: Mapped[str]
    body: Mapped[bytes]
