"""Answers about jobs, as the OpenAPI document shows them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field


class JobAnswer(BaseModel):
    """Work that somebody asked for: how it stands, how far it is, what came of it."""

    id: UUID
    kind: str
    label: str
    subject: str = Field(description="To what it is done, as people call it.")
    state: str = Field(description="waiting, running, done, failed or cancelled.")
    state_label: str
    is_over: bool
    cancel_asked: bool
    line: str = Field(description="How far it is, or why it failed, in one line.")
    done: int = Field(description="Rows of the step that is being done.")
    total: int = Field(description="Of how many; 0 when nobody knows.")
    rate: float | None = Field(description="Rows a second.")
    remaining_s: float | None = Field(description="How long this step will go on at that rate [s].")
    tries: int = Field(description="How often it was begun.")
    fault: str | None = Field(description="Code of the error for which it failed.")
    result: dict[str, Any] | None
    recorded_at: AwareDatetime
    ended_at: AwareDatetime | None
