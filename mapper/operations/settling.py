"""Settle what waited for an issue: in whatever order records arrive, it ends as if the issue had been here first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from mapper.domain.access import districts_for
from mapper.domain.declared_photo import AFTER, DeclaredPhoto
from mapper.domain.editable import ISSUE
from mapper.domain.reader import Reader, Role, public_reader
from mapper.domain.work import ActKind, Refusal, Work, require_role, work_of
from mapper.errors import InvalidInput, NotAllowed, NotFound
from mapper.operations.edit_rights import require_editor
from mapper.operations.revising import revise, standings
from mapper.operations.waiting import wait_for_earlier
from mapper.operations.work_decision import PERMISSION, Decision, Outcome, carry_out, keep_act
from mapper.operations.work_judging import hold, judged
from mapper.store import works
from mapper.store.awaited import Waiting, done_waiting, waiting_for
from mapper.store.edits import things
from mapper.store.engine import Session
from mapper.store.people.users import user
from mapper.store.photo_uses import declare_photos
from mapper.store.refused import refuse
from mapper.store.write_log import log_write

ORIGIN: Final = "awaited"
"""Where the question of somebody comes from whose record is settled: it was sent from elsewhere, earlier."""

_SAID_AT: Final = {"issue": "reported_at", "work": "occurred_at", "edit": "edited_at"}
"""What a receipt calls the time at which its sender said what it tells."""


def settle(session: Session, issue: UUID, *, now: datetime) -> None:
    """Carry out what was handed in before the issue that it names, in the order in which it was said.

    What its sender may not do, or what cannot be done any more, is kept as refused where the desk sees it; none of it
    keeps the issue from arriving.

    Parameters
    ----------
    session : Session
        Not committed; the issue is stored.
    issue : UUID
        That has just arrived.
    now : datetime
        By the clock of knowledge.
    """
    waiting = sorted(waiting_for(session, issue), key=lambda one: (_said_at(one), one.record))
    others = {one.record: done_waiting(session, one.record, issue) for one in waiting}
    for one in waiting:
        _SETTLERS[one.receipt.subject](session, one, issue, others[one.record], now)
    edits = [one.record for one in waiting if one.receipt.subject == "edit"]
    if edits:
        (_, stand), *_ = standings(session, ISSUE, things(session, ISSUE, [issue]))
        # Recorded next to the issue itself: whatever grades it from here on knows of both.
        revise(session, issue, stand, edit=edits[-1], recorded_at=now + timedelta.resolution)


def _said_at(one: Waiting) -> datetime:
    return datetime.fromisoformat(one.receipt.answer[_SAID_AT[one.receipt.subject]])


def _join(session: Session, one: Waiting, issue: UUID, _others: set[UUID], now: datetime) -> None:
    """Merge an issue that came before the one that it was said to be the same as."""
    _decide(session, one, Work(ActKind.MOVE, "merged", into=issue), [one.record], now)


def _work(session: Session, one: Waiting, issue: UUID, others: set[UUID], now: datetime) -> None:
    """Decide about an issue what was decided before it came, or merge others into it."""
    body = one.receipt.body
    work, named = work_of(body), [UUID(each) for each in body["issues"]]
    if work.into in others:
        return  # all of it is done when that one comes
    issues = [each for each in named if each not in others] if issue == work.into else [issue]
    _decide(session, one, work, issues, now, photos=_photos(body))


def _edit(session: Session, one: Waiting, issue: UUID, _others: set[UUID], now: datetime) -> None:
    """Let an edit count that came before its issue, unless its sender may not edit there."""
    by, said = _sender(session, one), one.receipt.body
    values = {name: written["value"] for name, written in said["values"].items()}
    try:
        (thing,) = things(session, ISSUE, [issue])
        require_editor(
            session, thing, by, values=values, resolves=said.get("resolves", False), reason=said.get("reason")
        )
    except (InvalidInput, NotAllowed):
        refuse(session, one.record, [Refusal(issue, "not_allowed", None)], recorded_at=now)
        log_write(session, by, "edit.refuse", subject=str(issue), now=now)


_Settler = Callable[[Session, Waiting, UUID, set[UUID], datetime], None]
_SETTLERS: Final[Mapping[str, _Settler]] = {"issue": _join, "work": _work, "edit": _edit}
"""By the subject of the receipt that waits: what is done when the issue is here."""


def _decide(
    session: Session,
    one: Waiting,
    work: Work,
    issues: list[UUID],
    now: datetime,
    *,
    photos: tuple[DeclaredPhoto, ...] = (),
) -> None:
    by = _sender(session, one)
    outcome = _judged(session, one, by, work, issues)
    _carry_out(session, one, Decision(uuid4(), by, work, outcome, now, _said_at(one), uuid4), photos)


def _judged(session: Session, one: Waiting, by: Reader, work: Work, issues: Sequence[UUID]) -> Outcome:
    """Say what comes of what was said before, by the rights that its sender has now: also that they have none."""
    hold(session, issues, work)
    try:
        require_role(work, by)
        return judged(session, by, issues, work, said_at=_said_at(one), is_join=one.receipt.subject == "issue")
    except NotAllowed:
        return _none(issues, "not_allowed")


def _none(issues: Sequence[UUID], why: str) -> Outcome:
    return Outcome((), tuple(Refusal(issue, why, None) for issue in issues))


def _carry_out(session: Session, waiting: Waiting, one: Decision, photos: tuple[DeclaredPhoto, ...] = ()) -> None:
    """Do what can be done, have what came too early wait on, and tell the rest to its sender and to the desk."""
    issues = [*one.issues, *(each.issue for each in one.outcome.refused)]
    later = came_too_early(one.outcome) if waiting.receipt.subject == "work" else []
    try:
        with session.begin_nested():
            carry_out(session, one)
            for known in works.standings(session, issues, districts_for(PERMISSION, one.by)):
                declare_photos(session, photos, user_id=one.by.user_id, recorded_at=one.now, issue=known)
    except (InvalidInput, NotAllowed, NotFound):  # what was begun is rolled back; that they may not is kept
        one, later = replace(one, outcome=_none(issues, "not_allowed")), []
        keep_act(session, one, reach=None)
    wait_for_earlier(session, waiting.record, later, by=one.by)
    for_good = [each for each in one.outcome.refused if each.issue not in later]
    refuse(session, waiting.record, for_good, recorded_at=one.now)


def came_too_early(outcome: Outcome) -> list[UUID]:
    """Return the issues on which something may be done yet, when what was said before it arrives.

    Parameters
    ----------
    outcome : Outcome
        Of a decision from a phone.

    Returns
    -------
    list of UUID
        Those that stand where it does not begin.
    """
    return [one.issue for one in outcome.refused if one.why == "moved_on"]


def settle_later(session: Session, issues: Sequence[UUID], *, said_at: datetime, now: datetime) -> None:
    """Carry out what phones said after something that arrives only now, and what was refused for want of it.

    Parameters
    ----------
    session : Session
        Not committed.
    issues : sequence of UUID
        On which something was just done.
    said_at : datetime
        When that was said.
    now : datetime
        By the clock of knowledge.
    """
    for issue in issues:
        waiting = waiting_for(session, issue, subject="work")
        for one in sorted(waiting, key=lambda one: (_said_at(one), one.record)):
            if _said_at(one) <= said_at:
                continue
            by, work = _sender(session, one), work_of(one.receipt.body)
            outcome = _judged(session, one, by, work, [issue])
            if not came_too_early(outcome):
                done_waiting(session, one.record, issue)
                _carry_out(session, one, Decision(uuid4(), by, work, outcome, now, _said_at(one), uuid4))


def _sender(session: Session, one: Waiting) -> Reader:
    """Return who sent a record with the rights that they have now: who may not come in any more has those of anybody."""
    sender = None if one.receipt.user_id is None else user(session, one.receipt.user_id)
    if sender is None:
        return public_reader(ORIGIN)
    by = sender.reader(ORIGIN)
    return replace(by, role=Role.PUBLIC) if sender.is_disabled else by


def _photos(body: dict[str, Any]) -> tuple[DeclaredPhoto, ...]:
    declared = body.get("photos", ())
    return tuple(DeclaredPhoto(bytes.fromhex(photo["sha256"]), photo.get("moment", AFTER)) for photo in declared)
