"""The walk of a visit, as the OpenAPI document shows it."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, Field

from mapper.domain.visit import LONGEST_STOP, MOST_STOPS, StopDraft, within

_STOP: Final = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(:[0-9]{1,3})?"

Line = list[tuple[float, float]]


class WalkQuery(BaseModel):
    """Where the walk leads."""

    stops: str = Field(
        default="",
        max_length=41 * MOST_STOPS,
        pattern=rf"^({_STOP}(,{_STOP})*)?$",
        description="Segments with commas between them, each with a colon and the minutes one stays there.",
    )
    begin: UUID | None = Field(default=None, description="Public place where it begins; the first stop otherwise.")
    end: UUID | None = Field(default=None, description="Public place where it ends; the last stop otherwise.")
    shortest: bool = Field(default=False, description="Put the stops into the shortest order; as given otherwise.")

    @property
    def wanted(self) -> list[StopDraft]:
        """The stops, each segment once."""
        found: dict[UUID, StopDraft] = {}
        for written in filter(None, self.stops.split(",")):
            segment, _, minutes = written.partition(":")
            stop = StopDraft(UUID(segment), int(minutes)) if minutes else StopDraft(UUID(segment))
            within("stay", stop.minutes, 0, LONGEST_STOP)
            found.setdefault(stop.segment, stop)
        within("stops", len(found), 0, MOST_STOPS)
        return list(found.values())


class WalkStop(BaseModel):
    """A stop."""

    id: UUID = Field(description="Of its segment.")
    name: str | None = Field(description="Of its alley.")
    district: str | None
    grade: str | None = Field(description="Overall letter; null where it is not surveyed.")
    open_issues: int
    stay_min: int
    after_min: int = Field(description="When one arrives, in minutes from the start.")
    line: Line = Field(description="Longitude and latitude of each vertex of the segment.")


class WalkLeg(BaseModel):
    """The way to the next stop."""

    metres: float
    minutes: int
    is_guess: bool = Field(description="Whether no way is known, and the length is guessed from the straight line.")
    steep: int = Field(description="Segments on it that are steep or have steps that bar wheels.")
    stairs: int = Field(description="Segments on it with stairs.")
    closed: int = Field(description="Segments on it that let nobody through.")
    line: Line


class WalkEnd(BaseModel):
    """Where a walk begins or ends."""

    name: str | None
    kind: str
    lon: float
    lat: float


class VisitWalk(BaseModel):
    """A walk by way of stops."""

    stops: list[WalkStop]
    legs: list[WalkLeg] = Field(
        description="To the first stop where there is a beginning, between stops, and to the end where there is one."
    )
    begin: WalkEnd | None
    end: WalkEnd | None
    metres: float
    minutes: int = Field(description="Until all is over.")
    is_exact: Annotated[bool, Field(description="Whether no shorter order exists; false when none was asked for.")]
    gone: list[UUID] = Field(
        description="Stops that were asked for and are of the network no more; the walk leaves them out."
    )
