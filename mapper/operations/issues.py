"""Log issues: each once, however often it is sent; placed, compared with what is near, and counted in the live grade."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from mapper.domain.new_issue import NewIssue
from mapper.domain.reader import Reader
from mapper.errors import GolmokError
from mapper.operations.issue_judging import Answer, New, Report, decide
from mapper.operations.joining import join
from mapper.operations.live_grades import regrade_held
from mapper.operations.people.sealing import Seal
from mapper.operations.receiving import HandedIn
from mapper.operations.settling import settle
from mapper.store.awaited import wait
from mapper.store.engine import Session
from mapper.store.logged_issues import write
from mapper.store.photo_uses import declare_photos

_MOMENT: Final = "200ms"
"""How long those who log together wait for what somebody else holds, before each waits alone."""


def log_issue(session: Session, issue: NewIssue, handed_in: HandedIn, *, by: Reader, seal: Seal) -> Answer:
    """Store an issue and answer its receipt; the same content under the same id is answered the same, and stored once.

    Parameters
    ----------
    session : Session
        Not committed.
    issue : NewIssue
        What is reported.
    handed_in : HandedIn
        As it came.
    by : Reader
        Who reports it.
    seal : Seal
        Signs the receipt.

    Returns
    -------
    tuple
        The receipt, and whether it is new.

    Raises
    ------
    NotAllowed
        When it lies in none of their districts.
    SegmentNotFound
        When the segment they picked is none that is graded now.
    ReceiptClash
        When other content was handed in under its id; with that content for whoever sent it.
    """
    outcome = None
    while outcome is None:  # somebody was quicker: theirs is there by now
        (outcome,) = _log(session, [Report(issue, handed_in, by)], seal)
    if isinstance(outcome, GolmokError):
        raise outcome
    return outcome


def log_issues(session: Session, reports: Sequence[Report], *, seal: Seal) -> list[Answer | GolmokError | None]:
    """Store issues in one transaction, as `log_issue` stores each, and grade their segments together.

    Parameters
    ----------
    session : Session
        Not committed. It waits for others for a moment only, as all of the reports would.
    reports : sequence of Report
        At least one. None joins another, which may be among them.
    seal : Seal
        Signs the receipts.

    Returns
    -------
    list
        Of each what `log_issue` returns or raises; None of one that has to be logged alone, as another had its id first.
    """
    of_id = {report.issue.id: report for report in reports}
    outcomes = dict(zip(of_id, _log(session, list(of_id.values()), seal, patience=_MOMENT), strict=True))
    return [outcomes[report.issue.id] if of_id[report.issue.id] is report else None for report in reports]


def _log(
    session: Session, reports: Sequence[Report], seal: Seal, *, patience: str | None = None
) -> list[Answer | GolmokError | None]:
    decided = decide(session, reports, seal=seal, patience=patience)
    stored = _store(session, [one for one in decided if isinstance(one, New)])
    return [_outcome(one, stored) for one in decided]


def _outcome(decided: New | Answer | GolmokError, stored: set[UUID]) -> Answer | GolmokError | None:
    if not isinstance(decided, New):
        return decided
    return (decided.logged.receipt.answer, True) if decided.report.issue.id in stored else None


def _store(session: Session, new: Sequence[New]) -> set[UUID]:
    """Write issues, grade their segments, and return which of them were not there before."""
    if not new:
        return set()
    known_at, stored = write(session, [one.logged for one in new])
    added = [one for one in new if one.report.issue.id in stored]
    for one in added:
        _add_rest(session, one)
    segments = {one.logged.values["segment"] for one in added} - {None}
    if segments:
        regrade_held(session, list(segments), known_at=known_at)
    return stored


def _add_rest(session: Session, new: New) -> None:
    """Store what few issues have, so that the many others do not wait for it."""
    issue, now, by = new.report.issue, new.around.now, new.report.by
    declare_photos(session, issue.photos, user_id=by.user_id, recorded_at=now, issue=issue.id)
    if new.joining.into is not None:
        said_at = new.report.handed_in.put_right(issue.reported_at)
        join(session, issue.id, new.joining.into, by=by, occurred_at=said_at, recorded_at=now)
    if new.joining.waits_for is not None:
        wait(session, issue.id, [new.joining.waits_for])
    if new.around.is_awaited:
        settle(session, issue.id, now=now)
