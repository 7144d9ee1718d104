"""Reviews: what people decided about unsure places, the placements that came of it, and how to take it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.placement import Decision, Method
from mapper.store import issue_state
from mapper.store.review import unplaced
from mapper.store.review.candidates import Settled
from mapper.store.tables import ReviewRow


def add(
    session: Session,
    review: UUID,
    *,
    kind: str,
    undoes: UUID | None,
    user_id: UUID | None,
    details: dict[str, Any],
    recorded_at: datetime,
) -> None:
    """Append a review.

    Parameters
    ----------
    session : Session
        Not committed.
    review : UUID
        Its id.
    kind : str
        A value of ``ReviewKind``.
    undoes : UUID or None
        The review that it takes back.
    user_id : UUID or None
        Who decided; None for the operator at the machine.
    details : dict
        What JSON can hold.
    recorded_at : datetime
        When.
    """
    row = ReviewRow(id=review, kind=kind, undoes_id=undoes, user_id=user_id, details=details, recorded_at=recorded_at)
    session.add(row)
    session.flush()


def place(
    session: Session, review: UUID, settled: Sequence[Settled], *, recorded_at: datetime, new_id: Callable[[], UUID]
) -> None:
    """Append what a review says of each issue as its placement; what had been offered is kept beside it.

    Parameters
    ----------
    session : Session
        Not committed.
    review : UUID
        The review.
    settled : sequence of Settled
        Issues without a segment.
    recorded_at : datetime
        Of the review.
    new_id : callable
        Makes the ids.
    """
    issues = [one.issue for one in settled]
    session.execute(
        text(
            """
            INSERT INTO placement (
                id, issue_id, segment_id, decision, method, probability, offer, review_id, recorded_at
            )
            SELECT given.id, given.issue, given.segment,
                CASE WHEN given.segment IS NULL THEN :unassigned ELSE :assigned END, :confirmed, given.probability,
                held.offer, :review, :recorded_at
            FROM unnest(
                CAST(:ids AS uuid[]), CAST(:issues AS uuid[]), CAST(:segments AS uuid[]), CAST(:probabilities AS float[])
            ) AS given(id, issue, segment, probability)
            JOIN unplaced ON unplaced.issue_id = given.issue JOIN placement AS held ON held.id = placement_id
            """
        ),
        {
            "ids": [new_id() for _ in settled],
            "issues": issues,
            "segments": [one.segment for one in settled],
            "probabilities": [one.probability for one in settled],
            "assigned": str(Decision.ASSIGNED),
            "unassigned": str(Decision.UNASSIGNED),
            "confirmed": str(Method.CONFIRMED),
            "review": review,
            "recorded_at": recorded_at,
        },
    )
    issue_state.follow(session, issues)
    unplaced.follow(session, issues)


def put_back(
    session: Session, undone: UUID, review: UUID, *, recorded_at: datetime, new_id: Callable[[], UUID]
) -> None:
    """Append for each issue of a review a placement equal to the one before it.

    Parameters
    ----------
    session : Session
        Not committed.
    undone : UUID
        The review that is taken back.
    review : UUID
        The one that takes it back.
    recorded_at : datetime
        Of the latter.
    new_id : callable
        Makes the ids.
    """
    issues = issues_of(session, undone)
    session.execute(
        text(
            """
            INSERT INTO placement (
                id, issue_id, segment_id, decision, method, probability, offer, review_id, recorded_at
            )
            SELECT given.id, given.issue, earlier.segment_id, earlier.decision, earlier.method, earlier.probability,
                earlier.offer, :review, :recorded_at
            FROM unnest(CAST(:ids AS uuid[]), CAST(:issues AS uuid[])) AS given(id, issue)
            JOIN placement AS taken ON taken.issue_id = issue AND taken.review_id = :undone
            CROSS JOIN LATERAL (
                SELECT * FROM placement AS one WHERE one.issue_id = issue AND one.recorded_at < taken.recorded_at
                ORDER BY one.recorded_at DESC, one.id LIMIT 1
            ) AS earlier
            """
        ),
        {
            "ids": [new_id() for _ in issues],
            "issues": issues,
            "undone": undone,
            "review": review,
            "recorded_at": recorded_at,
        },
    )
    issue_state.follow(session, issues)
    unplaced.follow(session, issues)


def issues_of(session: Session, review: UUID) -> list[UUID]:
    """Return the issues that a review decided about.

    Parameters
    ----------
    session : Session
        Only read.
    review : UUID
        Id.

    Returns
    -------
    list of UUID
        In order of id.
    """
    found = session.execute(
        text("SELECT issue_id FROM placement WHERE review_id = :review ORDER BY issue_id"), {"review": review}
    )
    return list(found.scalars())


def latest_recorded(session: Session, issues: Sequence[UUID]) -> datetime | None:
    """Return when the newest placement of some issues was recorded.

    Parameters
    ----------
    session : Session
        Only read.
    issues : sequence of UUID
        Ids.

    Returns
    -------
    datetime or None
        None without any.
    """
    found: datetime | None = session.execute(
        text("SELECT max(recorded_at) FROM placement WHERE issue_id = ANY(:issues)"), {"issues": list(issues)}
    ).scalar_one()
    return found


def first_after(session: Session, review: UUID) -> UUID | None:
    """Return the first later review that decided about one of the same issues.

    Parameters
    ----------
    session : Session
        Only read.
    review : UUID
        Id.

    Returns
    -------
    UUID or None
        None when none did.
    """
    found: UUID | None = session.execute(
        text(
            """
            SELECT later.review_id FROM placement AS own JOIN placement AS later USING (issue_id)
            WHERE own.review_id = :review AND later.review_id <> :review AND later.recorded_at > own.recorded_at
            ORDER BY later.recorded_at, later.review_id LIMIT 1
            """
        ),
        {"review": review},
    ).scalar()
    return found
