"""Where a meeting talked about something, as a small picture for its minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from mapper.operations.meeting_desk import Desk
from mapper.spatial.line_picture import PAPER, LinePicture
from mapper.store.engine import Session
from mapper.store.patrol_sheets import lines_around

__all__ = ["PAPER", "AgendaPicture", "picture"]

_HIGHEST: Final = 0.5
"""How many times higher than wide the picture is at most: minutes are read, and it stands among words."""


@dataclass(frozen=True)
class AgendaPicture:
    """Lines and numbers on paper: thousandths of its width east and south of its upper left corner.

    Attributes
    ----------
    height : int
        Of the paper, whose width is `PAPER`.
    around, tied : tuple of str
        SVG paths of the network, and of the segments that the agenda is about.
    numbers : tuple of (int, int, int)
        Ordinal of an item, and where it stands: in the middle of the first segment that it is about.
    """

    height: int
    around: tuple[str, ...]
    tied: tuple[str, ...]
    numbers: tuple[tuple[int, int, int], ...]


def picture(session: Session, desk: Desk) -> AgendaPicture | None:
    """Draw what a meeting talked about.

    Parameters
    ----------
    session : Session
        Only read.
    desk : Desk
        Of the meeting.

    Returns
    -------
    AgendaPicture or None
        None when nothing is tied to a segment.
    """
    if not desk.segments:
        return None
    lines = np.array([one.line for one in desk.segments.values()], dtype=object)
    drawn = LinePicture(shapely.get_coordinates(lines), highest=_HIGHEST)
    numbered = {
        one.ordinal: desk.segments[one.ties.segments[0]].line.interpolate(0.5, normalized=True)
        for one in desk.items
        if one.ties.segments
    }
    middles = np.array([(point.x, point.y) for point in numbered.values()]).reshape(-1, 2)
    return AgendaPicture(
        height=drawn.height,
        around=drawn.paths(lines_around(session, drawn.bounds)),
        tied=drawn.paths(lines),
        numbers=tuple((ordinal, x, y) for ordinal, (x, y) in zip(numbered, drawn.places(middles), strict=True)),
    )
