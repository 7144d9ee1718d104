"""What every receipt of something handed in says, as the OpenAPI document shows it."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from mapper.domain.work import REFUSALS


class ReceiptHead(BaseModel):
    """What was stored; the same bytes for everyone who sends the same content again."""

    id: UUID
    sha256: str = Field(description="Of the RFC 8785 form of what was sent.")
    recorded_at: str = Field(description="When it was stored, by our clock, which gives the order.")
    clock_offset_s: float = Field(description="How far the device's clock was behind ours; 0 up to five minutes.")
    clock_note: Literal["ahead", "behind"] | None = Field(
        default=None,
        description="How the clock was wrong where its offset does not explain a time: that was put to the nearest it can be.",
    )
    signature: str = Field(
        description="HMAC-SHA256 of id, sha256 and recorded_at: this machine knows its own receipts again."
    )


class RefusedAtArrival(BaseModel):
    """An issue on which something that came before it could not be carried out when it arrived."""

    issue: UUID
    why: Annotated[str, Field(description=f"One of {', '.join(REFUSALS)}.")]


class OwnReceipt(BaseModel):
    """What came of something that you handed in: done with when nothing is missing."""

    receipt: dict[str, Any] = Field(description="As it was answered when it was stored.")
    missing: list[str] = Field(description="SHA-256 of the photos that it named and that you have still to send.")
    refused: list[RefusedAtArrival] = Field(description="Where it came before its issue: refused at arrival.")
