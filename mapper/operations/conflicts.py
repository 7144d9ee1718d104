"""Conflicts: fields in which people wrote different values, for whoever decides, and what was decided of late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from mapper.domain.edit import MOST_TOLD, Standing, Written
from mapper.domain.editable import ISSUE, SEGMENT
from mapper.domain.reader import Reader
from mapper.operations.edit_rights import resolvable
from mapper.operations.edits import conflicts
from mapper.operations.revising import standings
from mapper.store import edits
from mapper.store.edits import Whereabouts
from mapper.store.engine import Session

PAGE: Final = 20
"""Conflicts on a page."""

_MOST_DECIDED: Final = 20


@dataclass(frozen=True)
class Conflict:
    """A field in which people wrote different values.

    Attributes
    ----------
    of : UUID
        Id of the issue or segment.
    where : Whereabouts
        What people call it.
    stand : Standing
        Where the field stands; the next decision replaces each of its heads that is told.
    values : tuple of Written
        What can be chosen, each value once: those that stand, or those that the decision chose among, and itself.
    """

    of: UUID
    where: Whereabouts
    stand: Standing
    values: tuple[Written, ...]


def count_open(session: Session, *, by: Reader) -> int | None:
    """Count what waits for a decision of the reader.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.

    Returns
    -------
    int or None
        None for those who decide nowhere: they are no planners and lead no team.
    """
    theirs = resolvable(session, by)
    return len(conflicts(session, by=by)) if theirs is None or theirs else None


def open_conflicts(session: Session, *, by: Reader, page: int) -> tuple[list[Conflict], int]:
    """Return a page of what waits for a decision of the reader.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who may decide.
    page : int
        From 1.

    Returns
    -------
    tuple
        So many as `PAGE`, what has waited longest first; and how many there are in all.
    """
    found = conflicts(session, by=by)
    shown = [(thing.id, stand, stand.told) for thing, stand in found[(page - 1) * PAGE : page * PAGE]]
    return _with_places(session, shown), len(found)


def decided_conflicts(session: Session, *, by: Reader) -> list[Conflict]:
    """Return what was decided of late and may be decided anew by the reader.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who may decide.

    Returns
    -------
    list of Conflict
        The latest decided first.
    """
    theirs = resolvable(session, by)
    found = []
    for subject in (ISSUE, SEGMENT):
        ids = edits.decided(session, subject, _MOST_DECIDED)
        written = edits.written_over(session, subject, ids)
        for thing, stands in standings(session, subject, edits.things(session, subject, ids)):
            if thing.may_lie_in(theirs):
                found += [
                    (thing.id, one, _chosen_among(one.heads[0], written[thing.id][one.field.name]))
                    for one in stands
                    if one.heads and one.heads[0].resolves and not one.is_conflict
                ]
    found.sort(key=lambda one: (one[1].heads[0].edited_at, one[0]), reverse=True)
    return _with_places(session, found[:_MOST_DECIDED])


def _chosen_among(decision: Written, written: list[Written]) -> tuple[Written, ...]:
    return (decision, *(one for one in written if one.edit in decision.replaces))[:MOST_TOLD]


def _with_places(session: Session, found: list[tuple[UUID, Standing, tuple[Written, ...]]]) -> list[Conflict]:
    where: dict[UUID, Whereabouts] = {}
    for subject in (ISSUE, SEGMENT):
        ids = [of for of, stand, _ in found if stand.field.subject == subject]
        where |= edits.whereabouts(session, subject, ids) if ids else {}
    return [Conflict(of, where[of], stand, _each_once(values)) for of, stand, values in found]


def _each_once(values: tuple[Written, ...]) -> tuple[Written, ...]:
    once: dict[str, Written] = {}
    for one in values:
        once.setdefault(one.token, one)
    return tuple(once.values())
