"""기관: who gives services to households or sits at their conferences. Nothing here is about any household."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row


class AgencyRow(Row):
    """An agency as somebody wrote it down; without districts it is of the whole city. The latest row of one holds."""

    __tablename__ = "agency"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str]
    kind: Mapped[str]
    sector: Mapped[str]
    services: Mapped[str]
    district_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    withdrawn: Mapped[bool]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
