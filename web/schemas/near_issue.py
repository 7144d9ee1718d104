"""What may be a double, as the OpenAPI document shows it."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from mapper.crs import KOREA_LAT, KOREA_LON
from mapper.domain.category import CATEGORIES
from web.schemas.area import COMPLAINT


class NearQuery(BaseModel):
    """What is about to be logged, and where."""

    lon: Annotated[float, Field(ge=KOREA_LON[0], le=KOREA_LON[1], description="Degrees.")]
    lat: Annotated[float, Field(ge=KOREA_LAT[0], le=KOREA_LAT[1], description="Degrees.")]
    accuracy_m: Annotated[float, Field(ge=0, le=10_000)] | None = Field(
        default=None, description="Radius that holds the true place in 68 % of cases [m]; a pin moved by hand has 3 m."
    )
    category: Literal[*(category.id for category in CATEGORIES)]  # type: ignore[valid-type] # the table says which
    segment: UUID | None = Field(default=None, description="That a person picked; else the nearest one.")


class NearIssue(BaseModel):
    """An open issue that may be the same."""

    id: UUID
    category: str
    severity: int
    reported_at: str
    segment: UUID | None
    distance_m: float = Field(description="In a straight line.")
    text: str | None
    complaint: str | None = Field(description=COMPLAINT)
    photos: list[str] = Field(description="SHA-256; the pictures are at /api/v1/photos/{sha256}.")


class NearIssues(BaseModel):
    """What may be a double: by the error of both positions, then by the way along the network, each the nearest first."""

    issues: list[NearIssue]
