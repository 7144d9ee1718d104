"""What was made once to be looked at or taken out, and still shows what is there."""

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


class StripRow(Row):
    """Some hundred graded segments as ready text, and the box around them in EPSG:3857 [m]; not logged, as tiles are not.

    It is good while ``scene`` is the one of what is taken out.
    """

    __tablename__ = "strip"
    __table_args__ = {"prefixes": ["UNLOGGED"]}  # noqa: RUF012 - SQLAlchemy's own declaration

    scene: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    body: Mapped[bytes]
