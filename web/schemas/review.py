"""Bodies and queries of the review list, as the OpenAPI document shows them."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from mapper.domain.plain_text import ONE_LINE
from mapper.domain.review import Choice, Group, ReviewKind, Verdict

DistrictCode = Annotated[str, Field(max_length=20, pattern=ONE_LINE)]
GroupKey = Annotated[str, Field(max_length=500, pattern=ONE_LINE)]
Probability = Annotated[float, Field(ge=0, le=1)]
Degrees = tuple[float, float]


class Narrowing(BaseModel):
    """Which of the waiting issues are meant; what is left out does not narrow."""

    group: GroupKey | None = Field(default=None, description="Key of a group, as the groups are listed.")
    district: DistrictCode | None = Field(default=None, description="Code of a district they lie or may lie in.")
    least: Probability | None = Field(default=None, description="Least probability of the likeliest candidate.")

    def choice(self, issues: list[UUID] | None = None) -> Choice:
        """Return what the list is asked for.

        Parameters
        ----------
        issues : list of UUID or None
            These ones only.

        Returns
        -------
        Choice
            With the group read.
        """
        return Choice(
            issues=None if issues is None else tuple(issues),
            group=None if self.group is None else Group.parse(self.group),
            district=self.district,
            least=self.least,
        )


class ListQuery(Narrowing):
    """A page of the list."""

    page: int = Field(default=1, ge=1, le=1_000_000)
    size: int = Field(default=50, ge=1, le=200)


class DecisionDraft(Narrowing):
    """A decision, and the issues it is about."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "accept", "least": 0.7}]})

    kind: Literal["accept", "pick", "leave"] = Field(
        description="accept: each on its likeliest candidate; pick: all on one segment; leave: 미배정 on purpose."
    )
    segment: UUID | None = Field(default=None, description="The segment of a pick.")
    side: DistrictCode | None = Field(default=None, description="Accept candidates in this district only.")
    issues: list[UUID] | None = Field(default=None, min_length=1, max_length=1000, description="These issues only.")

    def chosen(self) -> Choice:
        """Return which issues are meant.

        Returns
        -------
        Choice
            All that narrows.
        """
        return self.choice(self.issues)

    def verdict(self) -> Verdict:
        """Return what is said about them.

        Returns
        -------
        Verdict
            Refused when it means nothing.
        """
        return Verdict(ReviewKind(self.kind), segment=self.segment, side=self.side)


class Decision(DecisionDraft):
    """A decision, with the number of issues that the preview said it settles."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "accept", "least": 0.7, "expected": 12}]})

    expected: int = Field(ge=0, description="Refused with 409 and the new count when it would settle another number.")


class CandidateItem(BaseModel):
    """A segment that an issue may lie on."""

    segment: UUID
    name: str | None
    district: str | None
    probability: float | None = Field(description="None for one that is near and was not offered.")
    distance_m: float
    line: list[Degrees]


class UnsureItem(BaseModel):
    """An issue of the list, with all that is needed to say where it lies."""

    id: UUID
    settles: int = Field(description="Issues in the largest group that it is in.")
    category: str
    severity: int
    severity_label: str
    origin: str
    reported_at: str
    address: str | None
    road_name: str | None
    texts: list[str]
    point: Degrees | None
    accuracy_m: float | None
    district_code: str | None = Field(description="The district for whose area it counts while it has no segment.")
    district: str | None
    probability: float | None
    candidates: list[CandidateItem]
    alley_bounds: tuple[float, float, float, float] | None
    address_reasons: list[str] = Field(
        description="How its address was found, and why not surely, when it came without a position."
    )


class UnsurePage(BaseModel):
    """A page of the list."""

    total: int
    page: int
    size: int
    items: list[UnsureItem]


class GroupItem(BaseModel):
    """Issues that one decision may settle."""

    key: str
    kind: Literal["address", "point", "candidates", "boundary"]
    label: str
    count: int
    with_candidate: int
    least: float | None


class GroupList(BaseModel):
    """The largest groups."""

    items: list[GroupItem]


class AreaItem(BaseModel):
    """Issues that count for a district and for none of its segments."""

    code: str | None
    name: str | None
    waiting: int
    left: int


class AreaList(BaseModel):
    """Every district with such issues; those in none, or without a position, have no code."""

    items: list[AreaItem]


class EffectAnswer(BaseModel):
    """What a decision would do."""

    count: int
    left_out: int
    least: float | None


class ReviewAnswer(EffectAnswer):
    """What a decision did."""

    id: UUID


class UndoAnswer(BaseModel):
    """What was taken back."""

    id: UUID
    undoes: UUID
    count: int


class ReviewItem(BaseModel):
    """A review of the past."""

    id: UUID
    kind: Literal["accept", "pick", "leave", "undo"]
    undoes: UUID | None
    undone: bool
    own: bool = Field(description="Whether it is the reader's own.")
    by: str
    count: int
    recorded_at: str


class ReviewList(BaseModel):
    """The last reviews, the newest first."""

    items: list[ReviewItem]
