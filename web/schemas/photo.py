"""What is answered about a photo on its way, as the OpenAPI document shows it."""

from __future__ import annotations

from pydantic import BaseModel, Field


class PhotoAnswer(BaseModel):
    """How far a photo has come."""

    sha256: str = Field(description="Its name: the SHA-256 of all of its bytes.")
    offset: int = Field(description="Where the next piece begins [bytes].")
    complete: bool = Field(description="Whether all of it is here and kept.")
