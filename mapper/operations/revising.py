"""Let what people wrote over an issue count: in its grade, on every list and in every file, from the moment it is known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.edit import EditedThing, Standing, standing
from mapper.domain.editable import editables
from mapper.domain.parameters import PLACEMENT
from mapper.domain.placement import Decision, Method, Placing
from mapper.domain.revision import Pin, revision_of
from mapper.operations.live_grades import regrade_segments
from mapper.operations.placing import place_one
from mapper.store import placements, revisions
from mapper.store.edits import written_over
from mapper.store.engine import Session
from mapper.store.live_grades import segments_of
from mapper.store.segments import may_be_on

_GRADED: Final = ("category", "severity", "withdrawn", "pin_id")
"""What of an issue changes grades."""


def standings(
    session: Session, subject: str, found: Collection[EditedThing]
) -> list[tuple[EditedThing, tuple[Standing, ...]]]:
    """Tell where every field of some things stands.

    Parameters
    ----------
    session : Session
        Only read.
    subject : str
        `mapper.domain.editable.ISSUE` or ``SEGMENT``.
    found : collection of EditedThing
        The things.

    Returns
    -------
    list of tuple
        Each with its fields in their order.
    """
    written = written_over(session, subject, [thing.id for thing in found])
    return [
        (
            thing,
            tuple(
                standing(field, thing.reported.get(field.name), written.get(thing.id, {}).get(field.name, ()))
                for field in editables(subject)
            ),
        )
        for thing in found
    ]


def revise(session: Session, issue: UUID, stand: Sequence[Standing], *, edit: UUID, recorded_at: datetime) -> None:
    """Let what stands of an issue count, if something else did; live grades follow.

    Parameters
    ----------
    session : Session
        Holds the issue until its transaction ends.
    issue : UUID
        Id.
    stand : sequence of Standing
        Of its fields, read since it was held.
    edit : UUID
        That changed it.
    recorded_at : datetime
        By the clock of knowledge, read since it was held.
    """
    before = revisions.counting(session, issue)
    after, pin = revision_of(stand)
    if after == before:
        return
    at = None if pin is None else transformer(WGS84, KOREA_TM).transform(pin.lon, pin.lat)
    revisions.append(session, issue, after, at=at, edit=edit, recorded_at=recorded_at)
    if at is not None and pin is not None and after.pin_id != before.pin_id:
        placements.append(session, issue, _placed(session, pin, at), recorded_at=recorded_at)
    revisions.follow(session, issue)
    if any(getattr(before, name) != getattr(after, name) for name in _GRADED):
        regrade_segments(session, segments_of(session, [issue]))


def _placed(session: Session, pin: Pin, at: tuple[float, float]) -> Placing:
    """Return where an issue lies whose pin a person moved: on the segment they named if it may be there, else as any dragged pin does."""
    if pin.segment is not None and may_be_on(session, pin.segment, x=at[0], y=at[1]):
        return Placing(Decision.ASSIGNED, Method.PICKED, pin.segment)
    return place_one(session, x=at[0], y=at[1], accuracy_m=PLACEMENT.dragged_pin_m, road_name=None)
