"""What took long to find, kept for whoever asks again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row


class FindingRow(Row):
    """The answer of a long computation to facts of which ``digest`` is the SHA-256: equal facts, equal answer, for ever.

    ``body`` holds its arrays as NumPy writes them.
    """

    __tablename__ = "finding"
    __table_args__ = (CheckConstraint("octet_length(digest) = 32", name="digest_is_sha256"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(primary_key=True)
    body: Mapped[bytes]
    computed_at: Mapped[datetime]
