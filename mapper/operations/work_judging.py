"""What a decision would do to each issue that it names, by where the issue stands and what its maker may."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from mapper.domain.access import districts_for
from mapper.domain.hindsight import standing_then
from mapper.domain.merging import refused_into
from mapper.domain.reader import Reader
from mapper.domain.work import Refusal, Standing, Work, refusal
from mapper.operations.work_decision import PERMISSION, Outcome
from mapper.store import acts, merges, works
from mapper.store.engine import Session, hold_alone


def touched(issues: Sequence[UUID], work: Work) -> list[UUID]:
    """Return every issue that a decision names.

    Parameters
    ----------
    issues : sequence of UUID
        That it is about.
    work : Work
        What is decided.

    Returns
    -------
    list of UUID
        With the one that they are merged into.
    """
    return [*issues, *([work.into] if work.into else [])]


def hold(session: Session, issues: Sequence[UUID], work: Work) -> None:
    """Wait until nobody else decides about what a decision touches, and keep others waiting until this transaction ends.

    Parameters
    ----------
    session : Session
        Not committed.
    issues : sequence of UUID
        That it is about.
    work : Work
        What is decided.
    """
    found_under: Collection[UUID] = ()
    if work.into is not None:
        hold_merging(session)
        found_under = merges.surviving(session, [work.into]).values()
    works.hold(session, [*touched(issues, work), *found_under])


def hold_merging(session: Session) -> None:
    """Wait until nobody else merges issues: two merges at once could each lead into what the other takes away.

    Parameters
    ----------
    session : Session
        Not committed, and best without issues that it holds.
    """
    hold_alone(session, "merging")


def judged(
    session: Session,
    by: Reader,
    issues: Sequence[UUID],
    work: Work,
    *,
    said_at: datetime | None = None,
    is_join: bool = False,
) -> Outcome:
    """Say what a decision would do.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who decides.
    issues : sequence of UUID
        About which issues.
    work : Work
        What is decided.
    said_at : datetime or None
        When, if it is told late: it comes before what happened since wherever that may follow it.
    is_join : bool
        Whether it is told on site of what is reported there, and not decided about issues that are known.

    Returns
    -------
    Outcome
        Every issue is in it: as done or as refused.
    """
    standings = works.standings(session, touched(issues, work), districts_for(PERMISSION, by))
    if work.move is not None and said_at is not None:
        standings |= _standings_then(session, standings.values(), work.move, said_at)
    into = target(session, work.into) if work.into is not None and work.into in standings else None
    done, refused = [], []
    for issue in issues:
        standing = standings.get(issue)
        if standing is None or (work.into is not None and into is None):
            refused.append(Refusal(issue, "unknown", None if standing is None else standing.status))
            continue
        no = refusal(work, standing, by)
        if no is None and into is not None and (why := refused_into(into, issue, by, is_join=is_join)):
            no = Refusal(issue, why, standing.status)
        (done.append(standing) if no is None else refused.append(no))
    return Outcome(tuple(done), tuple(refused), into.issue if into else None)


def target(session: Session, named: UUID) -> Standing:
    """Return where the issue stands that others are merged into.

    Parameters
    ----------
    session : Session
        Only read.
    named : UUID
        An issue that is here; it may have been merged itself.

    Returns
    -------
    Standing
        Of the one that it is found under, as it is now.
    """
    found_under = merges.surviving(session, [named])[named]
    return works.standings(session, [found_under], None)[found_under]


def _standings_then(
    session: Session, standings: Collection[Standing], move: str, said_at: datetime
) -> dict[UUID, Standing]:
    moved_on = [one for one in standings if one.moved_at is not None and one.moved_at > said_at]
    histories = acts.histories(session, [one.issue for one in moved_on])
    return {one.issue: standing_then(one, histories[one.issue], said_at=said_at, move=move) for one in moved_on}
