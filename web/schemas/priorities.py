"""Priorities and lists of segments, as the OpenAPI document shows them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator

from mapper.domain.plain_text import LINES, ONE_LINE
from mapper.domain.priority import CRITERIA, HEAVIEST, KEYS
from mapper.operations.segment_lists import MOST
from web.schemas.board import BoardQuery, BoardRow
from web.schemas.known import MomentQuery
from web.schemas.map import Run

EXAMPLE: Final[dict[str, JsonValue]] = {
    "name": "비가 오기 전에 볼 곳",
    "segments": ["00000000-0000-4000-8000-000000000000"],
    "weights": {"grade": 4},
}
"""With an id of GET /api/v1/priorities in place of its segment, it works in the demo city."""


_Weight = Annotated[int, Field(ge=0, le=HEAVIEST)]


class RankQuery(BoardQuery, MomentQuery):
    """What is wanted, as of when, and how much each criterion weighs."""

    weights: str = Field(
        default=",".join(str(criterion.weight) for criterion in CRITERIA),
        pattern=rf"^[0-9]{{1,2}}(,[0-9]{{1,2}}){{{len(CRITERIA) - 1}}}$",
        description=f"Whole numbers from 0 to {HEAVIEST} with commas, of {', '.join(KEYS)}.",
    )

    @property
    def weights_by_key(self) -> dict[str, int]:
        """The weight of every criterion, by its key."""
        return dict(zip(KEYS, map(int, self.weights.split(",")), strict=True))

    @field_validator("weights")
    @classmethod
    def none_too_heavy(cls, written: str) -> str:
        """Refuse a weight that no slider has.

        Parameters
        ----------
        written : str
            Every weight.

        Returns
        -------
        str
            The same.

        Raises
        ------
        ValueError
            When one is too heavy.
        """
        if max(map(int, written.split(","))) > HEAVIEST:
            message = f"A weight is 0 to {HEAVIEST}."
            raise ValueError(message)
        return written


class RankPageQuery(RankQuery):
    """Which page of the ranked list."""

    page: int = Field(default=1, ge=1, le=1_000_000)
    size: int = Field(default=50, ge=1, le=MOST)


class CriterionWords(BaseModel):
    """One thing by which segments are ranked."""

    key: str
    label: str
    weight: int = Field(description="That this answer was made with.")
    default: int
    meaning: str = Field(description="How it comes about, with the yardstick of the city.")


class RankedRow(BoardRow):
    """One segment with all that its score is made of."""

    rank: int
    score: float = Field(
        description="0 to 100: the sum of shares times weights, over the sum of the weights, times 100."
    )
    lon: float
    lat: float
    shares: dict[str, float] = Field(description="0 to 1, to four decimals.")
    known: dict[str, float | None] = Field(
        description="Behind each share: score, length [m], complaints of a year, metres to the nearest school and station,"
        " cost [10,000 won], days left (-60 for more than that overdue); null where there is none."
    )


class Ranked(BaseModel):
    """One page of the ranked list."""

    network: str
    as_of: date
    known_at: str
    run: Run | None
    total: int
    page: int
    size: int
    weight: int = Field(description="Sum of the weights.")
    criteria: list[CriterionWords]
    items: list[RankedRow]


class ListDone(BaseModel):
    """What sending segments to a team does."""

    issues: int = Field(description="Open issues that are assigned to the team.")
    surveys: int = Field(description="Segments without any, of which a survey is asked for.")


class ListHolder(BaseModel):
    """A team that has some of the issues."""

    team: UUID
    name: str
    issues: int


class ListEffect(ListDone):
    """What sending segments to a team would do."""

    holders: list[ListHolder] = Field(description="Who has the issues now: another team takes them from there.")


class ListSegments(BaseModel):
    """Which segments."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"segments": EXAMPLE["segments"]}]})

    segments: list[UUID] = Field(min_length=1, max_length=MOST)


class NewList(ListSegments):
    """A list in its order: sent to a team, or kept for a visit."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    name: Annotated[str, Field(min_length=1, max_length=60, pattern=ONE_LINE)]
    team: UUID | None = Field(default=None, description="Whom to send it to; without one it is kept for a visit.")
    reason: Annotated[str, Field(max_length=2000, pattern=LINES)] | None = None
    expected: int | None = Field(default=None, ge=0, description="Issues as the preview counted them; with a team.")
    weights: dict[Literal[*KEYS], _Weight] = Field(  # type: ignore[valid-type] # the table says which
        default_factory=dict, description="By which it was ranked."
    )
    chosen: dict[
        Annotated[str, Field(max_length=20, pattern=ONE_LINE)],
        Annotated[list[Annotated[str, Field(max_length=4000, pattern=ONE_LINE)]], Field(max_length=200)],
    ] = Field(default_factory=dict, max_length=20, description="By which it was narrowed.")
    known_at: Annotated[str, Field(max_length=40, pattern=ONE_LINE)] | None = Field(
        default=None, description="As of when it was ranked."
    )


class ListMade(ListDone):
    """What making a list did."""

    id: UUID


class ListQuery(BaseModel):
    """Which lists."""

    kind: Literal["work", "visit"] | None = None
    page: int = Field(default=1, ge=1, le=1_000_000)
    size: int = Field(default=50, ge=1, le=200)


class ListItem(BaseModel):
    """A list as it stands."""

    id: UUID
    kind: Literal["work", "visit"]
    name: str
    reason: str | None
    team: UUID | None
    team_name: str | None
    by: str
    recorded_at: str
    withdrawn_at: str | None
    withdrawn_by: str | None
    ranked_by: dict[str, Any]
    segments: int
    surveyed: int = Field(description="Segments that somebody surveyed since.")
    issues: int
    over: int = Field(description="Issues that are over.")


class ListItems(BaseModel):
    """A page of lists, the newest first."""

    total: int
    page: int
    size: int
    items: list[ListItem]


class StopItem(BaseModel):
    """A segment on a list."""

    ordinal: int
    segment: UUID
    is_there: bool = Field(description="Whether the network still has it.")
    name: str | None
    district: str | None
    length_m: float
    lon: float
    lat: float


class ListWhole(BaseModel):
    """A list with its segments in order."""

    item: ListItem
    stops: list[StopItem]


class ListWithdrawn(BaseModel):
    """What taking a list back did."""

    id: UUID
    back: int = Field(description="Issues that are assigned as they were before.")
    moved_on: int = Field(description="Issues on which others decided since: they stay.")
