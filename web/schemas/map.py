"""Bodies and queries of the JSON interface, as the OpenAPI document shows them."""

from __future__ import annotations

from typing import Any, Literal

from flask import request
from pydantic import BaseModel, Field, field_validator

from mapper.domain.plain_text import ONE_LINE

Axis = Literal["overall", "residential", "walking", "confidence"]
Sort = Literal["score", "residential", "walking", "name", "district", "length_m"]
Grade = Literal["A", "B", "C", "D", "E", "high", "medium", "low", "ungraded"]


class Run(BaseModel):
    """The grade run that is shown."""

    id: str
    as_of: str
    known_at: str
    rubric: str
    parameters: str


class Extent(BaseModel):
    """How much of the city."""

    segments: int
    km: float


class District(BaseModel):
    """A district on the map; bounds are west, south, east, north in degrees."""

    code: str
    name: str
    segments: int
    bounds: list[float]


class MapSummary(BaseModel):
    """What the map page starts from."""

    city: str
    run: Run | None
    bounds: list[float] | None
    axes: dict[str, dict[str, Extent]]
    districts: list[District]


class Score(BaseModel):
    """A letter and its number, both absent where 미조사."""

    grade: str | None
    score: float | None


class SegmentItem(BaseModel):
    """One row of the table view."""

    id: str
    name: str | None
    district: str | None
    length_m: float
    overall: Score
    residential: Score
    walking: Score
    confidence: str | None
    surveyed_on: str | None


class SegmentPage(BaseModel):
    """One page of the table view."""

    total: int
    page: int
    size: int
    items: list[SegmentItem]


class SegmentQuery(BaseModel):
    """Which rows of the table view, in which order."""

    axis: Axis = "overall"
    grade: list[Grade] = Field(default_factory=list)
    district: str | None = Field(default=None, max_length=20, pattern=ONE_LINE)
    q: str | None = Field(default=None, max_length=100, pattern=ONE_LINE)
    sort: Sort = "score"
    order: Literal["asc", "desc"] = "asc"
    page: int = Field(default=1, ge=1, le=1_000_000)
    size: int = Field(default=50, ge=1, le=500)

    @field_validator("grade", mode="before")
    @classmethod
    def every_grade(cls, _first: object) -> list[str]:
        """Take every value of a repeated name; APIFlask 3.1 hands over only the first one.

        Parameters
        ----------
        _first : object
            What APIFlask hands over.

        Returns
        -------
        list of str
            All values of this request.
        """
        return request.args.getlist("grade")


class Line(BaseModel):
    """One line of an exact explanation; the points of all lines add up to the score."""

    key: str
    label: str
    points: float


class AxisCard(BaseModel):
    """One axis of a grade card, or the overall grade."""

    status: Literal["graded", "ungraded"]
    reason: str | None
    reason_ko: str | None
    grade: str | None
    score: float | None
    probability: dict[str, float] | None
    confidence: str | None
    lines: list[Line]


class DistrictName(BaseModel):
    """A district by code and name."""

    code: str
    name: str


class LiveGrade(BaseModel):
    """The grade with all that became known since the newest official run."""

    as_of: str
    known_at: str
    overall: AxisCard
    residential: AxisCard
    walking: AxisCard


class WrittenValue(BaseModel):
    """A value that somebody wrote over a field, and nobody replaced."""

    value: Any
    by: str | None
    at: str
    reason: str | None


class EditedField(BaseModel):
    """A field of a segment that people wrote over; the first value is the one that is shown."""

    field: str
    reported: Any
    is_conflict: bool
    values: list[WrittenValue]


class ReleasedReport(BaseModel):
    """What was released to everyone of an issue: words of a resident, and photos under boxes."""

    label: str
    words: str | None
    photos: list[str] = Field(description="SHA-256 of the public copies; each is at /photos/{sha256}.jpg.")


class SegmentCard(BaseModel):
    """The grade card of one segment, with what the reader may know."""

    id: str
    name: str | None
    district: DistrictName | None
    length_m: float
    stub: bool
    center: list[float]
    bounds: list[float]
    run: Run | None
    overall: AxisCard
    residential: AxisCard
    walking: AxisCard
    surveyed_on: str | None
    surveys: int
    next_action: str
    next_action_en: str
    live: LiveGrade | None = Field(default=None, description="For staff of its district only; null for everybody else.")
    edited: list[EditedField] | None = Field(
        default=None, description="What people wrote over the segment; for staff of its district only."
    )
    reports: list[ReleasedReport]


class SearchQuery(BaseModel):
    """Words of a search."""

    q: str = Field(min_length=1, max_length=100, pattern=ONE_LINE)


class SearchItem(BaseModel):
    """An alley or a district that was found."""

    kind: Literal["alley", "district"]
    name: str
    district: str | None
    segments: int
    bounds: list[float]
    segment_id: str | None


class SearchAnswer(BaseModel):
    """What was found, best first."""

    items: list[SearchItem]


class TileQuery(BaseModel):
    """Which grade run colours the tile; the newest when absent."""

    run: str | None = Field(default=None, max_length=80, pattern=ONE_LINE)
