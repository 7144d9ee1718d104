"""Say where unsure places lie: decide about one or many at once, and take it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from mapper.domain.access import districts_for, own_acts, require
from mapper.domain.reader import Reader
from mapper.domain.review import Choice, Effect, ReviewKind, Verdict
from mapper.errors import InvalidInput, ListChanged, NotFound, SegmentNotFound, UndoRefused
from mapper.operations.live_grades import regrade_segments
from mapper.operations.unsure import PERMISSION
from mapper.store.engine import Session, hold_alone
from mapper.store.knowledge import recording_now
from mapper.store.live_grades import segments_of
from mapper.store.past import REVIEWS, Past, past
from mapper.store.review import candidates, reviews, waiting
from mapper.store.review.candidates import Settled
from mapper.store.review.waiting import Place
from mapper.store.write_log import log_write


def preview(session: Session, by: Reader, choice: Choice, verdict: Verdict) -> Effect:
    """Say what a decision would do.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who would decide.
    choice : Choice
        Which issues.
    verdict : Verdict
        What would be said about them.

    Returns
    -------
    Effect
        Its count is what `decide` expects.

    Raises
    ------
    NotFound
        When an issue or the segment is unknown, or out of reach.
    ListChanged
        When one of the issues waits no longer.
    """
    chosen = _chosen(session, by, choice)
    return _effect(chosen, _settle(session, by, chosen, verdict), verdict)


def decide(
    session: Session, by: Reader, choice: Choice, verdict: Verdict, *, expected: int, new_id: Callable[[], UUID]
) -> tuple[UUID, Effect]:
    """Decide about the chosen issues, all in one review; live grades follow at once, official ones with the next run.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who decides; written beside it.
    choice : Choice
        Which issues.
    verdict : Verdict
        What is said about them.
    expected : int
        How many they believe it settles.
    new_id : callable
        Makes the ids.

    Returns
    -------
    tuple
        Id of the review, and what it did.

    Raises
    ------
    NotFound
        When an issue or the segment is unknown, or out of reach.
    ListChanged
        When the decision would settle another number than expected; nothing is decided then.
    InvalidInput
        When it would settle nothing.
    """
    require(PERMISSION, by)
    hold_alone(session, "review")
    chosen = _chosen(session, by, choice)
    settled = _settle(session, by, chosen, verdict)
    effect = _effect(chosen, settled, verdict)
    if effect.count != expected:
        message = f"The decision settles {effect.count} issues by now, expected {expected}; look again and confirm."
        raise ListChanged(message, count=effect.count, expected=expected)
    if not settled:
        raise InvalidInput("None of the chosen issues has a candidate there; pick a segment, or leave them.")
    review, now = new_id(), _after(session, [one.issue for one in settled])
    details = {**asdict(effect), "group": choice.group and choice.group.key, "district": choice.district}
    details |= {"segment": verdict.segment and str(verdict.segment), "side": verdict.side, "by": by.name}
    details |= {"reach": districts_for(PERMISSION, by)}
    reviews.add(
        session, review, kind=str(verdict.kind), undoes=None, user_id=by.user_id, details=details, recorded_at=now
    )
    reviews.place(session, review, settled, recorded_at=now, new_id=new_id)
    regrade_segments(session, segments_of(session, [one.issue for one in settled]))
    of_settled = {one.issue for one in settled}
    _log(session, by, review, verdict.kind, [one for one in chosen if one.issue in of_settled], now=now)
    return review, effect


def undo(session: Session, by: Reader, review: UUID, *, new_id: Callable[[], UUID]) -> tuple[UUID, int]:
    """Take a review back, all of it; an undo is a review too, and taking it back does it again.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who; those bound to districts take back only what they decided themselves, while they reach all that they
        reached then.
    review : UUID
        Which one.
    new_id : callable
        Makes the ids.

    Returns
    -------
    tuple
        Id of the review that takes it back, and how many issues are as they were.

    Raises
    ------
    NotFound
        When there is no such review, or it is not theirs (any more).
    UndoRefused
        When it was undone, or a later review decided about one of its issues.
    """
    hold_alone(session, "review")
    found = past(session, REVIEWS, only=review, user_id=own_acts(PERMISSION, by))
    if not found or not _reaches(by, found[0]):
        raise NotFound(f"No review {review} can be undone by {by.name}; look at the list of reviews.", review=review)
    later = reviews.first_after(session, review)
    if found[0].undone or later:
        why = "was undone already" if found[0].undone else f"was followed by review {later} about the same issues"
        message = f"Review {review} {why}; undo the later one first, or decide anew."
        raise UndoRefused(message, review=str(review), later=later and str(later))
    issues = reviews.issues_of(session, review)
    undoing, now = new_id(), _after(session, issues)
    details = {
        "count": len(issues),
        "undone_kind": found[0].kind,
        "by": by.name,
        "reach": districts_for(PERMISSION, by),
    }
    reviews.add(
        session,
        undoing,
        kind=str(ReviewKind.UNDO),
        undoes=review,
        user_id=by.user_id,
        details=details,
        recorded_at=now,
    )
    reviews.put_back(session, review, undoing, recorded_at=now, new_id=new_id)
    regrade_segments(session, segments_of(session, issues))
    places = waiting.chosen(session, Choice(issues=tuple(issues)), None)
    _log(session, by, undoing, ReviewKind.UNDO, places, now=now, count=len(issues), undoes=str(review))
    return undoing, len(issues)


def recent(session: Session, by: Reader) -> list[Past]:
    """List the last reviews; those bound to districts see their own.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.

    Returns
    -------
    list of Past
        The newest first.
    """
    return past(session, REVIEWS, user_id=own_acts(PERMISSION, by))


def _reaches(by: Reader, review: Past) -> bool:
    """Tell whether somebody reaches all that was in reach of who decided."""
    codes = districts_for(PERMISSION, by)
    if codes is None:
        return True
    then = review.details["reach"]
    return then is not None and set(then) <= set(codes)


def _chosen(session: Session, by: Reader, choice: Choice) -> list[Place]:
    codes = districts_for(PERMISSION, by)
    chosen = waiting.chosen(session, choice, codes)
    missing = set(choice.issues or ()) - {one.issue for one in chosen}
    if waiting.count_known(session, sorted(missing), codes) < len(missing):
        raise NotFound(f"Some of the {len(missing)} issues are not known here; load the list again.")
    if missing:
        message = f"{len(missing)} of the issues were decided about meanwhile; {len(chosen)} are left. Look again."
        raise ListChanged(message, count=len(chosen), expected=len(choice.issues or ()))
    return chosen


def _settle(session: Session, by: Reader, chosen: Sequence[Place], verdict: Verdict) -> list[Settled]:
    issues = [one.issue for one in chosen]
    if verdict.kind is ReviewKind.ACCEPT:
        return candidates.likeliest(session, issues, side=verdict.side)
    if verdict.segment is None:
        return [Settled(one.issue, None, one.probability) for one in chosen]
    chances = candidates.probabilities(session, issues, verdict.segment)
    exists, code = candidates.district_of_segment(session, verdict.segment)
    codes = districts_for(PERMISSION, by)
    if not exists or not (codes is None or code in codes or len(chances) == len(issues)):
        message = f"No graded segment {verdict.segment} is in reach; pick one on the map."
        raise SegmentNotFound(message, segment=str(verdict.segment))
    return [Settled(issue, verdict.segment, chances.get(issue)) for issue in issues]


def _effect(chosen: Sequence[Place], settled: Sequence[Settled], verdict: Verdict) -> Effect:
    given = [one.probability for one in settled if one.probability is not None]
    whole = len(given) == len(settled) > 0 and verdict.kind is not ReviewKind.LEAVE
    return Effect(count=len(settled), left_out=len(chosen) - len(settled), least=min(given) if whole else None)


def _after(session: Session, issues: Sequence[UUID]) -> datetime:
    """Return the time of a review: the latest placement holds, so it comes after every other one."""
    now, latest = recording_now(session), reviews.latest_recorded(session, issues)
    return now if latest is None else max(now, latest + timedelta(microseconds=1))


def _log(
    session: Session,
    by: Reader,
    review: UUID,
    kind: ReviewKind,
    places: Sequence[Place],
    *,
    now: datetime,
    **details: Any,
) -> None:
    codes = {one.district_code for one in places}
    log_write(
        session,
        by,
        f"review.{kind}",
        subject=str(review),
        now=now,
        district_code=codes.pop() if len(codes) == 1 else None,
        **({"count": len(places)} | details),
    )
