"""What people wrote over segments, as the staff read it on a card and in a file: with who wrote it and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from mapper.domain.calendar import KST
from mapper.domain.edit import Standing
from mapper.domain.editable import SEGMENT
from mapper.operations.revising import standings
from mapper.store.edits import edited_segments, things
from mapper.store.engine import Session


def edits_of(session: Session, segment: UUID) -> list[dict[str, Any]]:
    """Read what people wrote over a segment.

    Parameters
    ----------
    session : Session
        Only read.
    segment : UUID
        Id.

    Returns
    -------
    list of dict
        Of each field that was edited the values that nobody replaced, the shown one first.
    """
    return [
        {
            "field": one.field.name,
            "reported": one.reported,
            "is_conflict": one.is_conflict,
            "values": [
                {
                    "value": head.value,
                    "by": head.by,
                    "at": head.edited_at.astimezone(KST).isoformat(),
                    "reason": head.reason,
                }
                for head in one.told
            ],
        }
        for stand in _stands(session, [segment]).values()
        for one in stand
    ]


def edited_rows(session: Session) -> list[dict[str, Any]]:
    """Read what stands of every segment that people wrote over.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of dict
        ``edited_id``, and the columns of the staff's file that tell of edits.
    """
    return [_row(segment, stand) for segment, stand in _stands(session, edited_segments(session)).items()]


def _stands(session: Session, segments: Sequence[UUID]) -> dict[UUID, list[Standing]]:
    """Tell where those fields stand that somebody wrote over."""
    found = standings(session, SEGMENT, things(session, SEGMENT, segments))
    return {thing.id: [one for one in stand if one.heads] for thing, stand in found}


def _row(segment: UUID, stand: Sequence[Standing]) -> dict[str, Any]:
    values = {one.field.name: one.value for one in stand}
    last = max((head for one in stand for head in one.heads), key=lambda head: (head.edited_at, head.edit))
    return {
        "edited_id": str(segment),
        "edited_width_m": values.get("width_m"),
        **{name: int(values[name]) for name in ("stairs", "impassable") if name in values},
        "note": values.get("note"),
        "disputed": int(any(one.is_conflict for one in stand)),
        "edited_by": last.by,
        "edited_on": last.edited_at.astimezone(KST).date().isoformat(),
    }
