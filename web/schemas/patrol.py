"""A patrol as it is handed in, and its receipt, as the OpenAPI document shows them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationInfo, field_validator

from mapper.domain.calendar import FIRST_DAY, LAST_DAY
from mapper.domain.declared_photo import MOST_PHOTOS, PATROL_MOMENT, DeclaredPhoto
from mapper.domain.patrol import LONGEST, Check, NewPatrol, first_checks, require_made_meanwhile, require_one_walk
from mapper.domain.plain_text import LINES, ONE_LINE
from web.receiving import Past, Sha256, put_right
from web.schemas.receipt import ReceiptHead

EXAMPLE: Final[dict[str, JsonValue]] = {
    "team_id": "00000000-0000-4000-8000-000000000001",
    "officers": ["00000000-0000-4000-8000-000000000002"],
    "started_at": "2026-07-03T14:00:00+09:00",
    "ended_at": "2026-07-03T15:10:00+09:00",
    "checks": [{"segment_id": "00000000-0000-4000-8000-000000000000", "checked_at": "2026-07-03T14:05:00+09:00"}],
    "note": "비가 와서 뒷길은 다음에 봅니다.",
}
"""With ids of GET /api/v1/field/area in place of its team, officer and segment, it works in the demo city."""

MOST_CHECKS: Final = 2000
_MOST_OFFICERS: Final = 20


class PatrolPhoto(BaseModel):
    """A photo of the patrol that is of no issue; its bytes are sent to /api/v1/photos/{sha256}."""

    model_config = ConfigDict(extra="forbid")

    sha256: Sha256


class PatrolCheck(BaseModel):
    """A segment that was looked at."""

    model_config = ConfigDict(extra="forbid")

    segment_id: UUID
    checked_at: Past


class PatrolReport(BaseModel):
    """One patrol; its id is in the address. The issues that it found name it, and are handed in by themselves."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    team_id: UUID
    plan_id: UUID | None = Field(default=None, description="A plan of the team; it may have ended meanwhile.")
    officers: list[UUID] = Field(min_length=1, max_length=_MOST_OFFICERS, description="Ids of the users who walked.")
    started_at: Past = Field(description="By the clock of the device.")
    ended_at: Past = Field(description=f"{LONGEST // timedelta(hours=1)} hours later at most.")
    checks: list[PatrolCheck] = Field(
        max_length=MOST_CHECKS, description="Made while it was walked. Of a segment that comes twice the first holds."
    )
    note: str | None = Field(default=None, max_length=2000, pattern=LINES)
    photos: list[PatrolPhoto] = Field(default=[], max_length=MOST_PHOTOS)

    @field_validator("ended_at")
    @classmethod
    def _is_one_walk(cls, ended_at: datetime, known: ValidationInfo) -> datetime:
        if "started_at" in known.data:
            require_one_walk(put_right(known.data["started_at"]), put_right(ended_at))
        return ended_at

    @field_validator("checks")
    @classmethod
    def _were_made_meanwhile(cls, checks: list[PatrolCheck], known: ValidationInfo) -> list[PatrolCheck]:
        if known.data.keys() >= {"started_at", "ended_at"}:  # else those are the fault to name
            walk = {name: put_right(known.data[name]) for name in ("started_at", "ended_at")}
            require_made_meanwhile((put_right(one.checked_at) for one in checks), **walk)
        return checks

    def patrol(self, patrol_id: UUID) -> NewPatrol:
        """Return the patrol.

        Parameters
        ----------
        patrol_id : UUID
            From the address.

        Returns
        -------
        NewPatrol
            With the times of the device as they are.
        """
        return NewPatrol(
            id=patrol_id,
            team=self.team_id,
            plan=self.plan_id,
            officers=tuple(dict.fromkeys(self.officers)),
            started_at=self.started_at,
            ended_at=self.ended_at,
            checks=first_checks(Check(one.segment_id, one.checked_at) for one in self.checks),
            note=self.note,
            photos=tuple(DeclaredPhoto(bytes.fromhex(one.sha256), PATROL_MOMENT) for one in self.photos),
        )


class PatrolReceipt(ReceiptHead):
    """What was stored of a patrol."""

    team_id: UUID
    started_at: str = Field(description="Put right by clock_offset_s.")
    ended_at: str
    checked: int = Field(description="How many segments it looked at.")
    left_out: int = Field(description="How many segments of its plan it did not look at.")


class CoverageQuery(BaseModel):
    """Of which district, and up to which week."""

    district: str = Field(max_length=20, pattern=ONE_LINE, description="Code of a district.")
    week: date = Field(ge=FIRST_DAY, le=LAST_DAY, description="Some day of the last week, such as 2026-07-03.")


class LookedAt(BaseModel):
    """A segment that patrols looked at."""

    id: UUID
    patrols: int = Field(description="How many of them.")
    last_at: str


class Coverage(BaseModel):
    """What patrols looked at in eight weeks."""

    since: str = Field(description="When the last of the weeks began.")
    segments: list[LookedAt]
