"""Work on issues: decide about one or many in one act, at the desk or from a phone, and take an act back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from mapper.domain.access import districts_for
from mapper.domain.declared_photo import DeclaredPhoto
from mapper.domain.reader import Reader
from mapper.domain.wanted import Wanted
from mapper.domain.work import Work, require_role
from mapper.errors import ListChanged, NotFound, ReceiptClash, WorkRefused
from mapper.operations.people.sealing import Seal
from mapper.operations.receiving import HandedIn, receive
from mapper.operations.settling import came_too_early, settle_later
from mapper.operations.waiting import wait_for_earlier, wait_for_missing
from mapper.operations.work_decision import PERMISSION, Decision, Outcome, carry_out, shown
from mapper.operations.work_judging import hold, judged, touched
from mapper.store import works
from mapper.store.engine import Session
from mapper.store.knowledge import recording_now
from mapper.store.past import ACTS, past
from mapper.store.photo_uses import declare_photos


@dataclass(frozen=True)
class FieldWork:
    """A decision that was made on a phone.

    Attributes
    ----------
    id : UUID
        That the phone chose; of the act.
    issues : tuple of UUID
        What it is about.
    work : Work
        What is decided.
    photos : tuple of DeclaredPhoto
        What shows it.
    occurred_at : datetime
        When, by the clock of the phone.
    """

    id: UUID
    issues: tuple[UUID, ...]
    work: Work
    photos: tuple[DeclaredPhoto, ...]
    occurred_at: datetime


def preview(session: Session, by: Reader, wanted: Wanted, work: Work) -> Outcome:
    """Say what a decision would do.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who would decide.
    wanted : Wanted
        About which issues.
    work : Work
        What would be decided.

    Returns
    -------
    Outcome
        How many are done is what `decide` expects.

    Raises
    ------
    NotFound
        When one of the issues is unknown or out of reach.
    NotAllowed
        When their role does not decide such things.
    """
    require_role(work, by)
    return judged(session, by, _chosen(session, by, wanted), work)


def decide(
    session: Session, by: Reader, wanted: Wanted, work: Work, *, expected: int, new_id: Callable[[], UUID]
) -> tuple[UUID, Outcome]:
    """Decide about issues, all in one act; live grades follow at once.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who decides.
    wanted : Wanted
        About which issues.
    work : Work
        What is decided.
    expected : int
        On how many they believe it is carried out.
    new_id : callable
        Makes the ids.

    Returns
    -------
    tuple
        Id of the act, and what it did.

    Raises
    ------
    NotFound
        When one of the issues is unknown or out of reach.
    NotAllowed
        When their role does not decide such things.
    WorkRefused
        When it can be carried out on none of them; with the reason for each.
    ListChanged
        When it would be carried out on another number than expected; nothing is done then.
    """
    require_role(work, by)
    now = recording_now(session)
    issues = _chosen(session, by, wanted)
    hold(session, issues, work)
    outcome = judged(session, by, issues, work)
    if not outcome.done:
        message = f"{work.move or work.kind} is refused on all of {len(issues)} issues; see why on each."
        raise WorkRefused(message, refused=shown(outcome, work))
    if len(outcome.done) != expected:
        message = f"It is done on {len(outcome.done)} issues by now, expected {expected}; look again and confirm."
        raise ListChanged(message, count=len(outcome.done), expected=expected)
    act = new_id()
    carry_out(session, Decision(act, by, work, outcome, now, now, new_id))
    return act, outcome


def receive_work(
    session: Session, sent: FieldWork, handed_in: HandedIn, *, by: Reader, seal: Seal, new_id: Callable[[], UUID]
) -> tuple[dict[str, Any], bool]:
    """Take in a decision that was made on a phone, perhaps long ago; what others did meanwhile stands.

    On an issue that cannot be moved like this any more nothing is done: the receipt says so, with where it stands and
    where it should have gone, and the act keeps it. An issue that has not arrived waits for nobody: the decision is
    carried out when it does (`mapper.operations.settling`).

    Parameters
    ----------
    session : Session
        Not committed.
    sent : FieldWork
        What was decided.
    handed_in : HandedIn
        As it came.
    by : Reader
        Who decided.
    seal : Seal
        Signs the receipt.
    new_id : callable
        Makes the ids.

    Returns
    -------
    tuple
        The receipt, and whether it is new.

    Raises
    ------
    NotAllowed
        When their role does not decide such things.
    ReceiptClash
        When other content was handed in under its id.
    TooMuchAwaited
        When too many of its issues have not arrived.
    """
    require_role(sent.work, by)
    codes = districts_for(PERMISSION, by)

    def _store(session: Session, recorded_at: datetime) -> dict[str, Any]:
        if past(session, ACTS, only=sent.id):
            raise ReceiptClash(f"An act has the id {sent.id}, without a receipt; make a new id.", id=str(sent.id))
        wait_for_missing(session, sent.id, touched(sent.issues, sent.work), by=by)
        hold(session, sent.issues, sent.work)
        known = works.standings(session, sent.issues, codes)
        occurred_at = handed_in.put_right(sent.occurred_at)
        outcome = judged(session, by, sent.issues, sent.work, said_at=occurred_at)
        carry_out(session, Decision(sent.id, by, sent.work, outcome, recorded_at, occurred_at, new_id))
        wait_for_earlier(session, sent.id, came_too_early(outcome), by=by)
        settle_later(session, [one.issue for one in outcome.done], said_at=occurred_at, now=recorded_at)
        for issue in known:
            declare_photos(session, sent.photos, user_id=by.user_id, recorded_at=recorded_at, issue=issue)
        return {
            "occurred_at": occurred_at.isoformat(),
            "clock_note": handed_in.clock_note(sent.occurred_at),
            "done": [str(one.issue) for one in outcome.done],
            "refused": shown(outcome, sent.work),
            "is_known": all(one.why != "unknown" for one in outcome.refused),
        }

    return receive(session, "work", sent.id, handed_in, by=by, seal=seal, store=_store)


def _chosen(session: Session, by: Reader, wanted: Wanted) -> list[UUID]:
    codes = districts_for(PERMISSION, by)
    if wanted.issues is None:
        return works.chosen(session, wanted, codes, user=by.user_id)
    missing = set(wanted.issues) - set(works.standings(session, wanted.issues, codes))
    if missing:
        raise NotFound(f"{len(missing)} of the issues are not known here; load the list again.")
    return sorted(set(wanted.issues))
