"""What is handed in about an issue, and its receipt, as the OpenAPI document shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from flask import request
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from mapper.crs import KOREA_LAT, KOREA_LON
from mapper.domain.category import CATEGORIES, SEVERITIES
from mapper.domain.new_issue import CLOCK_ALLOWANCE, NewIssue, clock_offset
from web.clock import now
from web.schemas.map import PRINTABLE

CLOCK_HEADER: Final = "Golmok-Clock"
"""What the clock of the device shows when it sends; not in the body, which must be the same at every try."""

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

_MULTILINE: Final = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"


_EARLIEST: Final = datetime.fromisoformat("2000-01-01T00:00:00+09:00")


def _is_past(moment: datetime) -> datetime:
    """Look at the time put right, which is what is stored; as an age, since a wrong clock may put it where no dates are."""
    age = now() - moment - device_offset()
    if age < -CLOCK_ALLOWANCE:
        message = f"{moment.isoformat()} lies ahead; send when it was seen, and {CLOCK_HEADER} if the clock is wrong"
        raise ValueError(message)
    if age > now() - _EARLIEST:
        message = f"{moment.isoformat()} lies before {_EARLIEST.year}; send when it was seen, and check {CLOCK_HEADER}"
        raise ValueError(message)
    return moment


Past = Annotated[AwareDatetime, AfterValidator(_is_past)]
Finite = Annotated[float, Field(strict=True, allow_inf_nan=False)]


def device_offset() -> Any:
    """Tell how far the clock of the device that sent this request is behind ours.

    Returns
    -------
    timedelta
        Nothing when it sends no clock, or one that cannot be read.
    """
    try:
        sent_at = datetime.fromisoformat(request.headers.get(CLOCK_HEADER, ""))
    except ValueError:
        return clock_offset(None, received_at=now())
    return clock_offset(sent_at if sent_at.tzinfo else None, received_at=now())


class IssueReport(BaseModel):
    """One thing wrong at one place; its id is in the address."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    category: Literal[*(category.id for category in CATEGORIES)]  # type: ignore[valid-type] # the table says which
    severity: Annotated[int, Field(strict=True, ge=1, le=len(SEVERITIES), description="1 경미 to 4 위험.")]
    lon: Finite = Field(ge=KOREA_LON[0], le=KOREA_LON[1])
    lat: Finite = Field(ge=KOREA_LAT[0], le=KOREA_LAT[1])
    accuracy_m: Finite | None = Field(
        default=None, gt=0, lt=100_000, description="68 % radius that the device gives [m]."
    )
    position: Literal["gps", "pin"] = Field(default="gps", description="pin: moved by hand, which counts as 3 m.")
    segment_id: UUID | None = Field(default=None, description="The segment that a person on site picked.")
    reported_at: Past = Field(description="When it was seen, by the clock of the device.")
    road_name: str | None = Field(default=None, max_length=100, pattern=PRINTABLE)
    description: str | None = Field(default=None, max_length=2000, pattern=_MULTILINE)

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
        )


class Double(BaseModel):
    """An open issue of the same group nearby: perhaps the same one. A person says so, never we."""

    id: UUID
    category: str
    severity: int
    distance_m: float
    reported_at: str


class Receipt(BaseModel):
    """What was stored; the same bytes for everyone who sends the same content again."""

    id: UUID
    sha256: str = Field(description="Of the RFC 8785 form of what was sent.")
    recorded_at: str = Field(description="When it was stored, by our clock, which gives the order.")
    reported_at: str = Field(description="When it was seen; put right by clock_offset_s.")
    clock_offset_s: float = Field(description="How far the device's clock was behind ours; 0 up to five minutes.")
    decision: Literal["assigned", "ask", "unassigned"] = Field(
        description="assigned: on segment_id; else a person says."
    )
    segment_id: UUID | None
    probability: float | None
    offer: dict[str, float] = Field(description="Segments it may lie on, with how likely, when decision is ask.")
    doubles: list[Double]
    signature: str = Field(
        description="HMAC-SHA256 of id, sha256 and recorded_at: this machine knows its own receipts again."
    )
