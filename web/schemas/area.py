"""What a phone takes along into the alleys, as the OpenAPI document shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue

from mapper.domain.category import VERIFICATIONS
from mapper.domain.issue import STATUSES
from mapper.domain.plain_text import ONE_LINE
from mapper.domain.work import MOVE_RULES

Position = tuple[float, float]
"""Longitude, latitude [degrees], to 6 decimals."""

Move = Annotated[str, Field(description=f"One of {', '.join(rule.kind for rule in MOVE_RULES)}.")]


COMPLAINT: Final = "What a resident wrote, where there is no text; what may tell of a person is left out."


class AreaQuery(BaseModel):
    """Of which district; who works in districts of their own gets all of those unless they name one."""

    district: str | None = Field(default=None, max_length=20, pattern=ONE_LINE, description="Code of a district.")


class Words(BaseModel):
    """A name in both languages."""

    ko: str
    en: str


class AreaDistrict(BaseModel):
    """A district; bounds are west, south, east, north in degrees."""

    code: str
    name: str
    bounds: tuple[float, float, float, float]


class AreaHead(BaseModel):
    """A value that somebody wrote over a field and that nobody has replaced."""

    edit: UUID
    value: JsonValue
    by: str | None
    edited_at: str


class AreaEdited(BaseModel):
    """A field that people wrote over: the next edit names the heads. Where their values differ nobody has decided yet."""

    value: JsonValue = Field(description="What is shown.")
    heads: list[AreaHead]


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
    edited: dict[str, AreaEdited] = Field(default={}, description="Fields that people wrote over; left out where none.")


class AreaHappening(BaseModel):
    """One thing that happened to an issue; what is not told of it is left out."""

    what: Literal["event", "assignment", "classification", "update"]
    at: str
    by: str | None = None
    kind: str | None = Field(default=None, description="Of an event.")
    blocker: str | None = None
    reason: str | None = None
    words: str | None = None
    to: str | None = Field(default=None, description="To whom it was assigned.")
    from_reporter: bool = Field(default=False, description="A resident said it.")
    asks_to_reopen: bool = Field(default=False, description="They ask that it be taken up again.")
    undone: bool = False


class AreaIssue(BaseModel):
    """An issue that is still there, or of which a resident says more than was answered, as it stands after every edit."""

    id: UUID
    category: str
    severity: int
    state: Literal[*STATUSES]  # type: ignore[valid-type] # the table says which
    verification: Literal[*VERIFICATIONS]  # type: ignore[valid-type] # the table says which
    text: str | None
    complaint: str | None = Field(description=COMPLAINT)
    reported_at: str
    position: Position | None
    accuracy_m: float | None = Field(description="68 % radius of the position.")
    segment: UUID | None
    photos: list[str] = Field(
        description="SHA-256 in hexadecimal digits; those that have arrived, without those after."
    )
    after: list[str] = Field(description="The same of those that show it mended.")
    team: str | None = Field(description="Name of the team that is to see to it.")
    kept: Literal["team", "shortlist"] | None = Field(
        description="Why the reader has it to do: a team of theirs does, or it is on their shortlist."
    )
    unanswered: Literal["update", "reopen"] | None = Field(
        description="A resident told more, or asks to take it up again, and nobody has answered."
    )
    due: str | None = Field(description="By when it must be answered; null when nothing is to be done.")
    moves: list[Move] = Field(description="What the reader may do to it now.")
    withdrawable: bool = Field(description="Whether the reader may take it back, as logged by mistake.")
    edited: dict[str, AreaEdited] = Field(description="Fields that people wrote over.")
    history: list[AreaHappening] | None = Field(
        description="The latest first; null unless it is the reader's to do, to confirm or to answer."
    )


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
    walked_on: str | None = Field(description="Korean date of the latest patrol that followed it.")


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


class AreaMove(BaseModel):
    """A move that the reader's role makes."""

    kind: Move
    label: Words
    leads_to: str
    needs: list[Literal["reason", "blocker", "into"]]
    reasons: list[Words] = Field(description="What is often said for it.")


class AreaWork(BaseModel):
    """What is done to issues, in the order of buttons, and its words."""

    moves: list[AreaMove]
    after: dict[str, list[Move]] = Field(
        description="By status, what the reader may do to an issue which they brought there themselves."
    )
    blockers: dict[str, Words]
    statuses: dict[str, Words]
    events: dict[str, Words]
    refusals: dict[str, Words]


class AreaNearness(BaseModel):
    """By which two positions may be those of one thing: the rule of doubles, for a phone that cannot ask."""

    near_m: float = Field(description="Near whatever the errors, in a straight line and along the network.")
    agreeing_sigmas: float = Field(description="So many standard deviations of both positions together agree.")
    farthest_m: float = Field(description="Beyond this nothing agrees.")
    r68_divisor: float = Field(description="A 68 % radius divided by this is a standard deviation.")
    map_error_m: float = Field(description="Standard deviation of the map itself.")
    default_accuracy_m: float = Field(description="68 % radius of a position without one.")
    dragged_pin_m: float = Field(description="68 % radius of a pin moved by hand.")


class AreaList(BaseModel):
    """A list of segments that was sent to a team of the reader."""

    id: UUID
    name: str
    reason: str | None
    team: str
    by: str
    at: datetime
    segments: list[UUID]
    surveyed: list[UUID] = Field(description="Of its segments those that somebody surveyed since.")
    issues: list[UUID] = Field(description="What was assigned with it and is not assigned otherwise since.")


class FieldArea(BaseModel):
    """All that the field page needs where there is no signal."""

    districts: list[AreaDistrict]
    segments: list[AreaSegment]
    issues: list[AreaIssue]
    left_out: int = Field(
        ge=0,
        description="How many more issues there are. Of too many for a phone come first those that the reader logged or has "
        "to do, to confirm or to answer, then the worst of every segment; /api/v1/issues/near knows them all.",
    )
    teams: list[AreaTeam]
    plans: list[AreaPlan]
    today: AreaToday
    lists: list[AreaList]
    work: AreaWork
    rubric: AreaRubric
    categories: list[AreaCategory]
    groups: dict[str, Words] = Field(description="Name of each group of categories.")
    severities: list[Words] = Field(description="Names of severity 1 to 4.")
    nearness: AreaNearness
