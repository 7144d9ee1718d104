"""What the form of residents asks while a pin is set."""

from __future__ import annotations

from pydantic import BaseModel, Field

from mapper.crs import KOREA_LAT, KOREA_LON


class PinQuery(BaseModel):
    """Where a pin is [degrees]."""

    lon: float = Field(ge=KOREA_LON[0], le=KOREA_LON[1], allow_inf_nan=False)
    lat: float = Field(ge=KOREA_LAT[0], le=KOREA_LAT[1], allow_inf_nan=False)


class SegmentUnderPin(BaseModel):
    """A segment that a pin may lie on."""

    id: str
    name: str | None
    district: str | None
    line: list[list[float]]


class SegmentsUnderPin(BaseModel):
    """Segments that a pin may lie on, the likeliest first."""

    items: list[SegmentUnderPin]
