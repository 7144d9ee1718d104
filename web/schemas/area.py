"""What a phone takes along into the alleys, as the OpenAPI document shows it."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from mapper.domain.category import VERIFICATIONS
from mapper.domain.issue import STATUSES
from web.schemas.map import PRINTABLE

Position = tuple[float, float]
"""Longitude, latitude [degrees], to 6 decimals."""


class AreaQuery(BaseModel):
    """Of which district; who works in districts of their own gets all of those unless they name one."""

    district: str | None = Field(default=None, max_length=20, pattern=PRINTABLE, description="Code of a district.")


class Words(BaseModel):
    """A name in both languages."""

    ko: str
    en: str


class AreaDistrict(BaseModel):
    """A district; bounds are west, south, east, north in degrees."""

    code: str
    name: str
    bounds: tuple[float, float, float, float]


class AreaSegment(BaseModel):
    """A piece of the network. ``ends`` are numbers of junctions: segments that share one meet there.

    What is not ``graded`` is a road to find the way by: no survey, no issue. The letter of a segment on today's list is
    not told, so that whoever surveys it looks for themselves.
    """

    id: UUID
    name: str | None
    district: str
    width_m: float | None
    length_m: float
    stub: bool
    graded: bool
    grade: Literal["A", "B", "C", "D", "E"] | None = Field(description="Live where there is one, else official.")
    line: list[Position]
    ends: tuple[int, int] = Field(description="Junction of the first and of the last position of the line.")


class AreaIssue(BaseModel):
    """An issue that is still there."""

    id: UUID
    category: str
    severity: int
    state: Literal[*STATUSES]  # type: ignore[valid-type] # the table says which
    verification: Literal[*VERIFICATIONS]  # type: ignore[valid-type] # the table says which
    text: str | None
    reported_at: str
    position: Position | None
    segment: UUID | None
    photos: list[str] = Field(description="SHA-256 in hexadecimal digits; those that have arrived.")


class AreaMember(BaseModel):
    """Somebody in a team."""

    id: UUID
    name: str
    role: Literal["leader", "member"]


class AreaTeam(BaseModel):
    """A team (추진단) of one of the districts."""

    id: UUID
    name: str
    districts: list[str]
    members: list[AreaMember]


class AreaPlan(BaseModel):
    """A patrol that a team walks every week; weekdays from 0, Monday."""

    id: UUID
    team: UUID
    name: str
    weekdays: list[Annotated[int, Field(ge=0, le=6)]]
    segments: list[UUID]


class AreaTask(BaseModel):
    """A segment that the reader is to survey today."""

    segment: UUID
    done: bool


class AreaToday(BaseModel):
    """Today's list, in walking order."""

    day: str
    tasks: list[AreaTask]


class AreaItem(BaseModel):
    """An item of the rubric with its anchors, best first."""

    id: str
    axis: Literal["R", "W"]
    label: Words
    na_allowed: bool
    levels: list[Words] = Field(min_length=5, max_length=5)


class AreaRubric(BaseModel):
    """The rubric that surveys are made with now."""

    version: str
    axes: dict[str, Words]
    levels: list[Words]
    not_applicable: Words
    not_observed: Words
    items: list[AreaItem]


class AreaCategory(BaseModel):
    """A category; those of one group may be the same thing under another name. Examples by severity, 1 first."""

    id: str
    label: Words
    group: str
    examples: list[Words] = Field(min_length=4, max_length=4)


class FieldArea(BaseModel):
    """All that the field page needs where there is no signal."""

    districts: list[AreaDistrict]
    segments: list[AreaSegment]
    issues: list[AreaIssue]
    teams: list[AreaTeam]
    plans: list[AreaPlan]
    today: AreaToday
    rubric: AreaRubric
    categories: list[AreaCategory]
    groups: dict[str, Words] = Field(description="Name of each group of categories.")
    severities: list[Words] = Field(description="Names of severity 1 to 4.")
