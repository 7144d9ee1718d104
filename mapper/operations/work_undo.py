"""Take back what was decided about issues: all of an act, but for the issues that moved on since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from mapper.domain.access import districts_for, own_acts
from mapper.domain.issue import OPEN, event_kind, status_of
from mapper.domain.merging import refused_into
from mapper.domain.reader import Reader
from mapper.domain.work import LASTING, ActKind, Refusal
from mapper.errors import NotFound, UndoRefused
from mapper.operations.live_grades import regrade_segments
from mapper.operations.work_decision import PERMISSION, keep_at_hand
from mapper.operations.work_judging import hold_merging, target
from mapper.store import acts, assignments, merges, works
from mapper.store.acts import Undoable
from mapper.store.decided import ASSIGNMENTS, CLASSIFICATIONS, put_back
from mapper.store.engine import Session, hold_alone
from mapper.store.knowledge import recording_now
from mapper.store.live_grades import segments_of
from mapper.store.past import ACTS, Past, past
from mapper.store.write_log import log_write

_OPPOSITES: Final = {
    ActKind.SHORTLIST: ActKind.UNLIST,
    ActKind.UNLIST: ActKind.SHORTLIST,
    ActKind.FOLLOW: ActKind.UNFOLLOW,
    ActKind.UNFOLLOW: ActKind.FOLLOW,
}
_DECIDED: Final = {ActKind.ASSIGN: ASSIGNMENTS, ActKind.CLASSIFY: CLASSIFICATIONS}


@dataclass(frozen=True)
class Undone:
    """What an undo did.

    Attributes
    ----------
    id : UUID
        Of the act that it is.
    issues : tuple of UUID
        Those that are exactly as they were before.
    refused : tuple of Refusal
        Those that moved on since, and stay as they are.
    """

    id: UUID
    issues: tuple[UUID, ...]
    refused: tuple[Refusal, ...]


def recent(session: Session, by: Reader) -> list[Past]:
    """Read the acts of late that somebody may take back, and those that took one back.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.

    Returns
    -------
    list of Past
        The newest first; of those bound to districts only their own.
    """
    return past(session, ACTS, user_id=own_acts(PERMISSION, by))


def undo(session: Session, by: Reader, act: UUID, *, new_id: Callable[[], UUID]) -> Undone:
    """Take an act back on each of its issues to which nothing happened since.

    An issue that would be over again stays, when others were merged into it since; one that would be merged again stays,
    when that cannot be done to it now.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who; those bound to districts take back only what they decided themselves, while they reach all that they
        reached then.
    act : UUID
        Which one.
    new_id : callable
        Makes the ids.

    Returns
    -------
    Undone
        With the reason for each issue that stays.

    Raises
    ------
    NotFound
        When there is no such act, or it is not theirs (any more).
    UndoRefused
        When it was undone, cannot be undone, or all of its issues moved on.
    """
    hold_alone(session, f"undo.{act}")
    found = _found(session, by, act)
    if found.details.get("move") == "unmerged":
        hold_merging(session)
    undoing, now = new_id(), recording_now(session)
    works.hold(session, _issues(found))
    details: dict[str, Any] = {"undone_kind": found.kind, "by": by.name, "reach": districts_for(PERMISSION, by)}
    # The act comes first, as what is appended names it; it goes with the rest when nothing can be undone.
    details |= {"issues": [str(issue) for issue in _issues(found)], "count": len(_issues(found))}
    acts.add(
        session,
        undoing,
        kind=str(ActKind.UNDO),
        undoes=act,
        user_id=by.user_id,
        reason=None,
        details=details,
        recorded_at=now,
    )
    issues, refused = _take_back(session, found, undoing, by, now=now, new_id=new_id)
    if not issues:
        message = f"All issues of act {act} moved on since; decide anew."
        raise UndoRefused(message, act=str(act), refused=[str(one.issue) for one in refused])
    log_write(session, by, "work.undo", subject=str(act), now=now, count=len(issues), refused=len(refused))
    return Undone(undoing, tuple(issues), tuple(refused))


def _found(session: Session, by: Reader, act: UUID) -> Past:
    found = past(session, ACTS, only=act, user_id=own_acts(PERMISSION, by))
    codes = districts_for(PERMISSION, by)
    if not found or not _reaches(codes, found[0]):
        raise NotFound(f"No act {act} can be undone by {by.name}; look at the list of acts.", act=act)
    one = found[0]
    if one.undone or ActKind(one.kind) in LASTING or (ActKind(one.kind) in _OPPOSITES and one.user_id != by.user_id):
        why = "was undone already" if one.undone else f"is a {one.kind}, which stays, or somebody else's own list"
        raise UndoRefused(f"Act {act} {why}; decide anew.", act=str(act))
    return one


def _reaches(codes: list[str] | None, act: Past) -> bool:
    then = act.details.get("reach")
    return codes is None or (then is not None and set(then) <= set(codes))


def _take_back(
    session: Session, act: Past, undoing: UUID, by: Reader, *, now: datetime, new_id: Callable[[], UUID]
) -> tuple[Sequence[UUID], list[Refusal]]:
    kind = ActKind(act.kind)
    if kind is ActKind.MOVE:
        return _unmove(session, act, undoing, by, now=now, new_id=new_id)
    if kind in _DECIDED:
        back, changed = put_back(session, _DECIDED[kind], act.id, undoing, recorded_at=now, new_id=new_id)
        return back, [Refusal(issue, "moved_on", None) for issue in changed]
    if act.user_id is None:
        return [], []
    since = assignments.kept_since(session, act.id, {kind, _OPPOSITES[kind]})
    issues = [issue for issue in _issues(act) if issue not in since]
    back = keep_at_hand(session, _OPPOSITES[kind], issues, user=act.user_id, now=now) if issues else []
    return back, [Refusal(issue, "moved_on", None) for issue in _issues(act) if issue in since]


def _unmove(
    session: Session, act: Past, undoing: UUID, by: Reader, *, now: datetime, new_id: Callable[[], UUID]
) -> tuple[Sequence[UUID], list[Refusal]]:
    back: list[UUID] = []
    refused: list[Refusal] = []
    events = acts.events_since(session, act.id)
    works.hold(session, list(merges.surviving(session, [one.into for one in events if one.into]).values()))
    for some in _in_turn(events):
        no = {one.issue: why for one in some if (why := _stays(session, one, by))}
        refused += [Refusal(one.issue, no[one.issue], _status(one)) for one in some if one.issue in no]
        free = [one for one in some if one.issue not in no]
        if free:
            acts.take_back(session, undoing, free, now=now, new_id=new_id)
            back += [one.issue for one in free]
    if back:
        regrade_segments(session, segments_of(session, back))
    return back, refused


def _in_turn(events: Sequence[Undoable]) -> list[list[Undoable]]:
    """Return all that is taken back at once, and then each issue that is merged again: where it goes is known then."""
    return [[one for one in events if one.into is None], *([one] for one in events if one.into is not None)]


def _stays(session: Session, one: Undoable, by: Reader) -> str | None:
    if not one.is_latest:
        return "moved_on"
    if one.into is None:
        return "moved_on" if one.has_taken and status_of(one.earlier_kind) not in OPEN else None
    return refused_into(target(session, one.into), one.issue, by)


def _status(one: Undoable) -> str | None:
    return one.latest_kind and event_kind(one.latest_kind).leads_to


def _issues(act: Past) -> list[UUID]:
    return [UUID(issue) for issue in act.details.get("issues", ())]
