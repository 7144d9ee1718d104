"""The meetings that a made city has held, and those that it will."""

from __future__ import annotations

from dataclasses import dataclass

from mapper.domain.decision import Ballot


@dataclass(frozen=True)
class Point:
    """An item of an agenda, and what became of it.

    Attributes
    ----------
    words : str
        Of the item.
    ballot : Ballot or None
        How the vote on it went.
    decided : str
        What was decided; empty for nothing.
    due : int
        By how many days after the meeting.
    state : str
        Where the decision stands.
    reason : str
        Why.
    """

    words: str
    ballot: Ballot | None = None
    decided: str = ""
    due: int = 14
    state: str = "open"
    reason: str = ""


@dataclass(frozen=True)
class Talk:
    """A meeting.

    Attributes
    ----------
    kind : str
        A key of `mapper.domain.meeting.MEETING_KINDS`.
    title, place : str
        With ``{district}`` where it is of one.
    days : int
        How long before the last day of the made city it was held; negative for one that is yet to come.
    hour : int
        When it began, in Korea.
    came : tuple of (str, str, str, int)
        Of each organisation its name, what it is, as what people came for it, and how many.
    points : tuple of Point
        Its agenda.
    minutes : str
        What was said.
    """

    kind: str
    title: str
    place: str
    days: int
    hour: int
    came: tuple[tuple[str, str, str, int], ...]
    points: tuple[Point, ...]
    minutes: str = ""
