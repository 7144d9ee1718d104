"""What is handed in about an issue, and its receipt, as the OpenAPI document shows them."""

from __future__ import annotations

from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from mapper.crs import KOREA_LAT, KOREA_LON
from mapper.domain.category import CATEGORIES, SEVERITIES
from mapper.domain.declared_photo import BEFORE, ISSUE_MOMENTS, MOST_PHOTOS, DeclaredPhoto
from mapper.domain.new_issue import NewIssue
from mapper.domain.placement import FINEST_ACCURACY_M
from mapper.domain.plain_text import LINES, ONE_LINE
from web.receiving import Past, Sha256
from web.schemas.receipt import ReceiptHead

EXAMPLE: Final[dict[str, JsonValue]] = {
    "category": "illegal_dumping",
    "severity": 2,
    "lon": 127.0345,
    "lat": 37.7379,
    "accuracy_m": 6.5,
    "position": "gps",
    "reported_at": "2026-07-01T09:30:00+09:00",
    "description": "전봇대 옆에 쓰레기봉투가 쌓여 있음",
}
"""In the demo city."""

Finite = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class IssuePhoto(BaseModel):
    """A photo of the issue; its bytes are sent to /api/v1/photos/{sha256}."""

    model_config = ConfigDict(extra="forbid")

    sha256: Sha256
    moment: Literal[*ISSUE_MOMENTS] = BEFORE  # type: ignore[valid-type] # the table says which


class IssueReport(BaseModel):
    """One thing wrong at one place; its id is in the address."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    category: Literal[*(category.id for category in CATEGORIES)]  # type: ignore[valid-type] # the table says which
    severity: Annotated[int, Field(strict=True, ge=1, le=len(SEVERITIES), description="1 경미 to 4 위험.")]
    lon: Finite = Field(ge=KOREA_LON[0], le=KOREA_LON[1])
    lat: Finite = Field(ge=KOREA_LAT[0], le=KOREA_LAT[1])
    accuracy_m: Finite | None = Field(
        default=None, gt=FINEST_ACCURACY_M, lt=100_000, description="68 % radius that the device gives [m]."
    )
    position: Literal["gps", "pin"] = Field(default="gps", description="pin: moved by hand, which counts as 3 m.")
    segment_id: UUID | None = Field(default=None, description="The segment that a person on site picked.")
    reported_at: Past = Field(description="When it was seen, by the clock of the device.")
    road_name: str | None = Field(default=None, max_length=100, pattern=ONE_LINE)
    description: str | None = Field(default=None, max_length=2000, pattern=LINES)
    patrol_id: UUID | None = Field(default=None, description="The patrol that found it; it may be handed in later.")
    joins: UUID | None = Field(
        default=None,
        description="An open issue that it is the same as: it is stored, and merged into that one, or when that arrives.",
    )
    photos: list[IssuePhoto] = Field(default=[], max_length=MOST_PHOTOS)

    def issue(self, issue_id: UUID) -> NewIssue:
        """Return the report.

        Parameters
        ----------
        issue_id : UUID
            From the address.

        Returns
        -------
        NewIssue
            With the times of the device as they are.
        """
        return NewIssue(
            id=issue_id,
            category=self.category,
            severity=self.severity,
            lon=self.lon,
            lat=self.lat,
            accuracy_m=self.accuracy_m,
            dragged=self.position == "pin",
            segment=self.segment_id,
            reported_at=self.reported_at,
            road_name=self.road_name,
            description=self.description,
            patrol=self.patrol_id,
            joins=self.joins,
            photos=tuple(DeclaredPhoto(bytes.fromhex(photo.sha256), photo.moment) for photo in self.photos),
        )


class Double(BaseModel):
    """An open issue of the same group nearby: perhaps the same one. A person says so, never we."""

    id: UUID
    category: str
    severity: int
    distance_m: float
    reported_at: str


class Receipt(ReceiptHead):
    """What was stored of an issue."""

    reported_at: str = Field(description="When it was seen; put right by clock_offset_s.")
    decision: Literal["assigned", "ask", "unassigned"] = Field(
        description="assigned: on segment_id; else a person says."
    )
    segment_id: UUID | None
    probability: float | None
    offer: dict[str, float] = Field(description="Segments it may lie on, with how likely, when decision is ask.")
    doubles: list[Double]
    merged_into: UUID | None = Field(default=None, description="Where it went when it named another issue.")
    note: Literal["joins_unknown", "joins_not_open"] | None = Field(
        default=None, description="Why it stands for itself although it named another issue."
    )
