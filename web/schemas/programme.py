"""What can be chosen as the site of a programme, as the OpenAPI document shows it."""

from __future__ import annotations

from pydantic import BaseModel, Field

from web.schemas.meeting import LitSegment


class SiteChoice(BaseModel):
    """What can be chosen at a segment."""

    segments: list[LitSegment] = Field(description="The segment itself, then the rest of its alley in its district.")
