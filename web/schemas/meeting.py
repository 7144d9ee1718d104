"""What of a meeting is on the map, as the OpenAPI document shows it."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field


class LitSegment(BaseModel):
    """A segment that something is tied to."""

    id: UUID
    name: str | None
    district: str | None
    length_m: float
    line: list[tuple[float, float]] = Field(description="Longitude and latitude of each vertex.")


class LitIssue(BaseModel):
    """An issue that something is tied to, or could be."""

    id: UUID
    category: str
    label: str = Field(description="Name of the category.")
    severity: int
    reported_at: str
    is_over: bool = Field(description="Whether it is resolved.")
    lon: float | None
    lat: float | None


class Subject(BaseModel):
    """An item of the agenda, or a decision, and what it is about."""

    id: UUID
    kind: Literal["item", "decision"]
    ordinal: int = Field(description="From 1, of items and of decisions apart.")
    words: str
    segments: list[UUID]
    issues: list[UUID]


class MeetingMap(BaseModel):
    """What a meeting is about."""

    subjects: list[Subject]
    segments: list[LitSegment]
    issues: list[LitIssue] = Field(description="Without those that the reader may not see.")


class SegmentChoice(BaseModel):
    """What can be tied at a segment."""

    segment: LitSegment
    alley: list[UUID] = Field(description="All segments of its alley in its district.")
    issues: list[LitIssue] = Field(description="Those that are open on it.")


class DecisionQuery(BaseModel):
    """About what."""

    segment: UUID | None = None
    issue: UUID | None = None


class DecisionLine(BaseModel):
    """A decision about something."""

    id: UUID
    meeting: UUID
    title: str = Field(description="Of the meeting.")
    held_on: str
    words: str
    state: str
    due: str | None
    is_overdue: bool


class DecisionList(BaseModel):
    """What meetings decided about a segment or an issue."""

    items: list[DecisionLine]
