"""What a made city is given so that somebody who opens it finds it at work: teams, patrols, replies."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Route:
    """A patrol that every team plans.

    Attributes
    ----------
    name : str
        Of the plan.
    weekdays : tuple of int
        From 0, Monday.
    segments : int
        How many it goes over.
    """

    name: str
    weekdays: tuple[int, ...]
    segments: int


@dataclass(frozen=True)
class FirstDay:
    """How a made city stands when it is opened.

    Attributes
    ----------
    team, member : str
        Names of a team, with ``{district}``, and of somebody in one, with ``{number}``.
    members : int
        In a team; the first one leads it.
    route : Route
        What every team walks every week.
    todays : Route
        What the teams of the demo's own users walk on its last day of the week besides.
    asked : int
        Segments in each of their districts that planners want surveyed.
    weeks : int
        How long they have walked.
    hours : tuple of int
        From when to when in the day a patrol is out.
    notes : tuple of str
        What is said of a patrol, in turn; empty for nothing.
    replies : tuple of (str, str)
        Name and words of what is often answered.
    """

    team: str
    member: str
    members: int
    route: Route
    todays: Route
    asked: int
    weeks: int
    hours: tuple[int, int]
    notes: tuple[str, ...]
    replies: tuple[tuple[str, str], ...]
