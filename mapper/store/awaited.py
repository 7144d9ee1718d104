"""What was handed in before the issue that it names: it waits here until that arrives, however long.

A phone may lie in a drawer for a year. Nothing that waits for its issue is given up, so that it does not matter which of them
arrives first; what waits for long is told to the administrator (`long_awaited`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.store.engine import hold_alone
from mapper.store.receipts import StoredReceipt
from mapper.store.tables import AwaitedRow, IssueRow, ReceiptRow, UserRow

ARRIVING: Final = "pg_advisory_xact_lock_shared(hashtext('golmok.arrival.' || CAST(:id AS text)))"
"""SQL that whoever brings the issue ``:id`` executes before it looks for what waits, in a statement of its own."""

WAITED_FOR: Final = "EXISTS (SELECT FROM awaited WHERE issue_id = :id)"
"""SQL that tells whether something waits for the issue ``:id``."""

_MISSING: Final = ~select(IssueRow.id).where(IssueRow.id == AwaitedRow.issue_id).correlate(AwaitedRow).exists()


@dataclass(frozen=True)
class Waiting:
    """A record that waits.

    Attributes
    ----------
    record : UUID
        Under which it was handed in.
    receipt : StoredReceipt
        What was handed in, and what was answered.
    recorded_at : datetime
        When it came.
    """

    record: UUID
    receipt: StoredReceipt
    recorded_at: datetime


def not_arrived(session: Session, issues: Collection[UUID]) -> set[UUID]:
    """Tell which issues are not here, and keep those from arriving until this transaction ends.

    Parameters
    ----------
    session : Session
        Not committed.
    issues : collection of UUID
        Ids, before any other row is held.

    Returns
    -------
    set of UUID
        For which to `wait`.
    """
    missing = not_here(session, issues)
    for issue in sorted(missing):
        hold_alone(session, f"arrival.{issue}")
    # One of them may have arrived while we waited for its lock.
    return not_here(session, missing) if missing else missing


def not_here(session: Session, issues: Collection[UUID]) -> set[UUID]:
    """Tell which issues are not here at this moment.

    Parameters
    ----------
    session : Session
        Only read.
    issues : collection of UUID
        Ids.

    Returns
    -------
    set of UUID
        Of which any may arrive now.
    """
    return set(issues) - set(session.scalars(select(IssueRow.id).where(IssueRow.id.in_(issues))))


def wait(session: Session, record: UUID, issues: Collection[UUID]) -> None:
    """Have a record wait for issues.

    Parameters
    ----------
    session : Session
        Not committed; it stores the receipt of the record too.
    record : UUID
        Under which it was handed in.
    issues : collection of UUID
        Any number.
    """
    rows = [{"receipt_id": record, "issue_id": issue} for issue in issues]
    if rows:
        session.execute(insert(AwaitedRow).values(rows).on_conflict_do_nothing())


def waiting_for(session: Session, issue: UUID, *, subject: str | None = None) -> list[Waiting]:
    """Read what waits for an issue, or for something to be done on it.

    Parameters
    ----------
    session : Session
        Only read.
    issue : UUID
        Id.
    subject : str, optional
        Of receipts; those of every subject when not given.

    Returns
    -------
    list of Waiting
        In the order in which they came.
    """
    found = session.execute(
        text(
            """
            SELECT receipt.id, subject, digest, body, answer, user_id, recorded_at
            FROM awaited JOIN receipt ON receipt.id = receipt_id
            WHERE issue_id = :issue AND subject = coalesce(:subject, subject) ORDER BY recorded_at, receipt.id
            """
        ),
        {"issue": issue, "subject": subject},
    )
    return [Waiting(row.id, StoredReceipt(*row[1:6]), row.recorded_at) for row in found]


def count_awaited(session: Session, user: UUID | None) -> int:
    """Count the issues that have not arrived for which the records of somebody wait.

    What waits for something to be done on an issue that is here is not counted: phones that are honest make plenty of it.

    Parameters
    ----------
    session : Session
        Only read.
    user : UUID or None
        Who handed them in.

    Returns
    -------
    int
        One for each record and issue.
    """
    counted = select(func.count()).select_from(AwaitedRow).join(ReceiptRow, ReceiptRow.id == AwaitedRow.receipt_id)
    theirs = counted.where(ReceiptRow.user_id.is_not_distinct_from(user), _MISSING)
    return session.execute(theirs).scalar_one()


def count_too_early(session: Session, issues: Collection[UUID], user: UUID | None) -> dict[UUID, int]:
    """Count the records of somebody that wait for something to be done on issues.

    Parameters
    ----------
    session : Session
        Only read.
    issues : collection of UUID
        That are here.
    user : UUID or None
        Who handed them in.

    Returns
    -------
    dict of UUID to int
        By issue; without those for which none waits.
    """
    if not issues:
        return {}
    counted = (
        select(AwaitedRow.issue_id, func.count())
        .join(ReceiptRow, ReceiptRow.id == AwaitedRow.receipt_id)
        .where(AwaitedRow.issue_id.in_(issues), ReceiptRow.user_id.is_not_distinct_from(user))
        .group_by(AwaitedRow.issue_id)
    )
    return {issue: count for issue, count in session.execute(counted)}  # noqa: C416 - rows have no type


def long_awaited(session: Session, *, before: datetime) -> dict[str, int]:
    """Count the records that have waited for long for issues that have not arrived.

    Parameters
    ----------
    session : Session
        Only read.
    before : datetime
        Those that came earlier have waited for long.

    Returns
    -------
    dict of str to int
        By the name of who handed them in, in order of name. Residents, whom nobody can ask, are not among them.
    """
    counted = (
        select(UserRow.name, func.count(AwaitedRow.receipt_id.distinct()))
        .join(ReceiptRow, ReceiptRow.user_id == UserRow.id)
        .join(AwaitedRow, AwaitedRow.receipt_id == ReceiptRow.id)
        .where(ReceiptRow.recorded_at < before, _MISSING)
        .group_by(UserRow.name)
        .order_by(UserRow.name)
    )
    return {name: count for name, count in session.execute(counted)}  # noqa: C416 - rows have no type


def done_waiting(session: Session, record: UUID, issue: UUID) -> set[UUID]:
    """Have a record no longer wait for an issue.

    Parameters
    ----------
    session : Session
        Not committed.
    record, issue : UUID
        Ids.

    Returns
    -------
    set of UUID
        The issues that it waits for still.
    """
    values = {"record": record, "issue": issue}
    session.execute(text("DELETE FROM awaited WHERE receipt_id = :record AND issue_id = :issue"), values)
    return set(session.scalars(select(AwaitedRow.issue_id).where(AwaitedRow.receipt_id == record)))
