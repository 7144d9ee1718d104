"""Queries and answers about what led to a grade and what would lift it, as the OpenAPI document shows them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from web.schemas.known import AsOf, Known
from web.schemas.map import Score


class HistoryQuery(BaseModel):
    """From where the history is looked at, and which page of it."""

    known: Known | None = Field(default=None, description="As it was known then; now by default.")
    as_of: AsOf | None = Field(
        default=None, description="Of what had occurred by that day; that of `known` by default."
    )
    page: int = Field(default=1, ge=1, le=1_000_000)
    size: int = Field(default=50, ge=1, le=400)


class HistoryPhoto(BaseModel):
    """A photo, at /api/v1/photos/{sha256} for those who may see it."""

    sha256: str
    moment: str
    item: str | None
    label: str


class ChangedLevel(BaseModel):
    """A level that is other than in the survey before: 0 to 4, -1 해당 없음, null 확인 못함."""

    item: str
    label: str
    before: int | None
    after: int | None


class Move(BaseModel):
    """What happened to an issue, and where it was closed what kept it from being fixed."""

    kind: str
    label: str
    blocker: str | None
    blocker_label: str | None
    at: str


class SurveyFact(BaseModel):
    """A survey; of the first one by its rubric `changed` holds all that was observed."""

    what: Literal["survey"]
    id: str
    at: str
    photos: list[HistoryPhoto]
    surveyor: str | None = Field(description="None for those who may not take out surveys.")
    rubric: str
    is_first: bool
    changed: list[ChangedLevel]


class IssueFact(BaseModel):
    """An issue that counts for itself, with its moves, the latest first."""

    what: Literal["issue"]
    id: str
    at: str
    photos: list[HistoryPhoto]
    category: str
    label: str
    severity: int
    severity_label: str
    status: str
    status_label: str
    moves: list[Move]


class Facts(BaseModel):
    """A page of surveys and issues, the newest first."""

    total: int
    items: list[Annotated[SurveyFact | IssueFact, Field(discriminator="what")]]


class ReasonedScore(Score):
    """A letter and its number, and why there is none."""

    reason: str | None


class PastGrade(BaseModel):
    """An official grade that is other than that of the run before."""

    as_of: str
    known_at: str
    forebear: str | None = Field(description="What it was cut from, where that bore this grade.")
    overall: ReasonedScore
    residential: ReasonedScore
    walking: ReasonedScore


class PastGrades(BaseModel):
    """A page of official grades, the newest first."""

    total: int
    items: list[PastGrade]


class SegmentHistory(BaseModel):
    """What became known of a segment, and how it was graded."""

    id: str
    known_at: str
    as_of: str
    page: int
    size: int
    facts: Facts
    grades: PastGrades


class Chances(Score):
    """A letter, its number, and the probability of each letter if it were surveyed again."""

    probability: dict[str, float] | None


class GradedAxes(BaseModel):
    """A grade and its axes."""

    overall: Chances
    residential: Chances
    walking: Chances


class PricedItem(BaseModel):
    """An item to be mended, and what that is assumed to cost [10,000 won]."""

    item: str
    label: str
    cost: float


class CheapestLift(BaseModel):
    """The cheapest items whose mending brings a better grade: what they cost [10,000 won], and the grade then."""

    items: list[PricedItem]
    cost: float
    grade: str
    score: float


class SegmentLift(BaseModel):
    """The grade by what is known now, or was known then, what it would be with all mended that can be, and the cheapest way up."""

    id: str
    known_at: str
    as_of: str
    now: GradedAxes
    mended: GradedAxes
    lift: CheapestLift | None
    why_none: Literal["ungraded", "best", "structural"] | None
    costs: str = Field(description="Version of the table of assumed costs.")
