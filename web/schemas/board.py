"""Queries and answers of the planner's board, as the OpenAPI document shows them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import request
from pydantic import BaseModel, Field, field_validator

from mapper.domain.board import Box
from mapper.domain.plain_text import ONE_LINE
from mapper.domain.span import SPAN
from mapper.operations.board_answers import SORTS, box_in_degrees
from mapper.operations.board_issues import SORTS as ISSUE_SORTS
from mapper.operations.drawn_area import AREA, INSIDE, LONGEST, MEANING
from web.schemas.known import MomentQuery
from web.schemas.map import Run, Score

Options = list[Annotated[str, Field(max_length=60, pattern=ONE_LINE)]]
BOUNDS = "West, south, east, north of all of them, on whatever page, in degrees; of none there is none."
FACETS = (
    "district",
    "overall",
    "residential",
    "walking",
    "confidence",
    "item",
    "survey",
    "category",
    "severity",
    "status",
    "due",
    "month",
    "team",
)


class Option(BaseModel):
    """One thing to choose."""

    key: str
    label: str


class FacetWords(BaseModel):
    """What segments, or issues, are chosen by."""

    key: str
    of: Literal["segments", "issues"]
    label: str
    options: list[Option]


class BoardSearchItem(BaseModel):
    """Something that was found; ``segment_id`` is absent where it lies on no segment."""

    kind: Literal["alley", "district", "building", "issue", "position", "address"]
    name: str | None = Field(description="Of the alley or district; an address as it is officially written.")
    district: str | None
    segment_id: str | None
    bounds: list[float] | None = Field(description="West, south, east, north in degrees.")
    segments: int | None = Field(default=None, description="Of an alley or district.")
    number: str | None = Field(default=None, description="Of a building.")
    issues: int | None = Field(default=None, description="That name the building as their address.")
    issue_id: str | None = None
    code: str | None = Field(default=None, description="Of the receipt.")
    crs: int | None = Field(default=None, description="EPSG code in which a position was read.")
    north_first: bool | None = Field(
        default=None, description="Whether its first number was read as the northward one."
    )
    lon: float | None = None
    lat: float | None = None
    far_m: int | None = Field(default=None, description="From the position to the segment [m].")
    alley: str | None = Field(default=None, description="Of the segment nearest to an address.")
    certainty: Literal["sure", "unsure"] | None = Field(
        default=None, description="Whether an address was surely found."
    )
    reasons: list[str] | None = Field(default=None, description="Why an address is as sure as it is, in words.")


class BoardSearchAnswer(BaseModel):
    """What was found, best first, and what is to be said of it."""

    items: list[BoardSearchItem]
    said: str | None


class BoardSummary(BaseModel):
    """What the page starts from."""

    city: str
    network: str
    known_at: str
    as_of: date
    first: date | None = Field(description="The day of the first official run: no earlier one can be looked at.")
    now: str = Field(description="This moment: what is known by now is what was recorded up to then.")
    run: Run | None
    bounds: list[float] | None
    segments: int
    facets: list[FacetWords]


class BoardQuery(BaseModel):
    """What is wanted: of every facet any number of options; one that is not named narrows nothing."""

    district: Options = Field(default_factory=list)
    overall: Options = Field(default_factory=list)
    residential: Options = Field(default_factory=list)
    walking: Options = Field(default_factory=list)
    confidence: Options = Field(default_factory=list)
    item: Options = Field(default_factory=list, description="Items found poor, at level 3 or 4, by the newest survey.")
    survey: Options = Field(default_factory=list)
    category: Options = Field(default_factory=list)
    severity: Options = Field(default_factory=list)
    status: Options = Field(default_factory=list)
    due: Options = Field(default_factory=list)
    month: Options = Field(default_factory=list, description="Of the report, such as 2026-07.")
    first_month: str | None = Field(
        default=None,
        alias="from",
        max_length=60,
        description="Reported in this month or later, such as 2026-02; like naming every one of these months.",
    )
    last_month: str | None = Field(
        default=None, alias="to", max_length=60, description="Reported in this month or before, such as 2026-07."
    )
    team: Options = Field(default_factory=list)
    area: str | None = Field(
        default=None,
        max_length=LONGEST,
        description=MEANING,
    )
    box: str | None = Field(
        default=None, max_length=100, description="What is in view: west,south,east,north in degrees."
    )

    @field_validator(*FACETS, mode="before")
    @classmethod
    def every_option(cls, _first: object, info: Any) -> list[str]:
        """Take every value of a repeated name; APIFlask 3.1 hands over only the first one.

        Parameters
        ----------
        _first : object
            What APIFlask hands over.
        info : ValidationInfo
            Of which facet.

        Returns
        -------
        list of str
            All values of this request.
        """
        return request.args.getlist(info.field_name)

    @property
    def choice(self) -> dict[str, list[str]]:
        """What is wanted, by facet."""
        wanted = {key: options for key in FACETS if (options := getattr(self, key))}
        if self.first_month or self.last_month:
            wanted[SPAN] = [f"{self.first_month or ''}/{self.last_month or ''}"]
        return wanted if self.area is None else {**wanted, AREA: [INSIDE]}

    @property
    def seen(self) -> Box | None:
        """What is in view."""
        return None if self.box is None else box_in_degrees(self.box)


class AnswerQuery(BoardQuery, MomentQuery):
    """What is wanted, and whether to say which segments that is."""

    bits: bool = Field(default=False, description="Also say of each segment whether it is chosen.")


class RowsQuery(BoardQuery, MomentQuery):
    """Which rows, in which order."""

    sort: Literal[*SORTS] = "score"  # type: ignore[valid-type] # the table says which
    order: Literal["asc", "desc"] = "asc"
    page: int = Field(default=1, ge=1, le=1_000_000)
    size: int = Field(default=50, ge=1, le=500)


class PointsQuery(BoardQuery, MomentQuery):
    """Which issues."""


class IssuesQuery(PointsQuery):
    """Which issues, in which order."""

    segment: UUID | None = Field(default=None, description="Only those on this segment.")
    sort: Literal[*ISSUE_SORTS] = "due"  # type: ignore[valid-type] # the table says which
    order: Literal["asc", "desc"] = "asc"
    page: int = Field(default=1, ge=1, le=1_000_000)
    size: int = Field(default=50, ge=1, le=500)


class Amount(BaseModel):
    """How much of a city."""

    segments: int
    issues: int
    km: float


class FollowedWords(BaseModel):
    """What became of segments that were picked by name and that the city does not have at this moment."""

    cut_anew: int = Field(description="How many of them are followed to others, which lie where they lie.")
    in_place: int = Field(description="How many these others are.")
    unknown: int = Field(description="How many nothing follows.")
    said: str = Field(description="The same in words.")


class BoardAnswer(BaseModel):
    """What a choice leaves: in the city, of that in view, and of how much; and how often each option is there."""

    network: str
    known_at: str
    chosen: Amount
    seen: Amount
    whole: Amount
    counts: dict[str, list[int]] = Field(description="By facet, in the order of its options, of what is in view.")
    bits: str | None = Field(
        default=None,
        description="Base64 of a bit for each segment by its position, the lowest of each byte first.",
    )
    followed: FollowedWords | None = Field(default=None, description="None where the city has all that was picked.")


class BoardRow(BaseModel):
    """One segment; ``at`` is its position."""

    at: int
    id: str
    name: str | None
    district: str | None
    length_m: float
    overall: Score
    residential: Score
    walking: Score
    confidence: str | None
    surveyed_on: str | None
    issues: int


class BoardRows(BaseModel):
    """One page of the chosen segments."""

    network: str
    known_at: str
    total: int
    bounds: list[float] | None = Field(description=BOUNDS)
    page: int
    size: int
    items: list[BoardRow]


class BoardIssueRow(BaseModel):
    """One issue, by the keys of its options; ``at`` is the position of its segment."""

    id: str
    segment: str
    at: int
    name: str | None = Field(description="Of the alley.")
    district: str | None
    overall: str
    category: str
    severity: str
    status: str
    due: str | None = Field(description="None where it is over.")
    month: str = Field(description="Of the report.")
    team: str | None


class BoardIssues(BaseModel):
    """One page of the chosen issues."""

    network: str
    known_at: str
    total: int
    bounds: list[float] | None = Field(description=BOUNDS)
    page: int
    size: int
    items: list[BoardIssueRow]
