"""Log one issue: once, however often it is sent; placed, compared with what is near, and counted in the live grade."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.access import Reach, require
from mapper.domain.new_issue import DOUBLE_M, MOST_DOUBLES, NewIssue, same_group
from mapper.domain.placement import Decision, Method
from mapper.domain.reader import Reader, Role
from mapper.errors import NotAllowed, ReceiptClash, SegmentNotFound
from mapper.operations.joining import Joining, join, joining_of
from mapper.operations.live_grades import regrade_held
from mapper.operations.people.sealing import Seal
from mapper.operations.placing import place_among, radius_of
from mapper.operations.receiving import HandedIn, answer_again, head_of, signed
from mapper.store.duplicates import Double
from mapper.store.engine import Session
from mapper.store.logged_issues import Logged, Surroundings, look_around, write
from mapper.store.photo_uses import declare_photos
from mapper.store.receipts import StoredReceipt

PERMISSION: Final = "issue.log"
SUBJECT: Final = "issue"
"""Of its receipt."""


def log_issue(
    session: Session, issue: NewIssue, handed_in: HandedIn, *, by: Reader, seal: Seal
) -> tuple[dict[str, Any], bool]:
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
    reach = require(PERMISSION, by)
    around = _look(session, issue, by)
    if around.receipt is not None:
        return answer_again(around.receipt, SUBJECT, issue.id, handed_in, by), False
    if around.is_taken:
        raise ReceiptClash(f"An issue has the id {issue.id}, without a receipt; make a new id.", id=str(issue.id))
    district = _district(issue, around)
    if reach is Reach.OWN:
        _require_own(by, issue, around, district)
    placed, joining = _placed(issue, around, by), joining_of(session, issue, by)
    answer = signed(seal, _receipt(issue, handed_in, around, placed, joining))
    receipt = StoredReceipt(SUBJECT, handed_in.digest, handed_in.body, answer, by.user_id)
    known_at = write(session, Logged(receipt, placed | _values(issue, handed_in, around), by, district))
    if known_at is None:
        return log_issue(session, issue, handed_in, by=by, seal=seal)  # somebody was quicker: theirs is there by now
    _add_rest(session, issue, joining, around.now, offset=handed_in.offset, by=by)
    if placed["segment"] is not None:
        regrade_held(session, [placed["segment"]], known_at=known_at)
    return answer, True


def _look(session: Session, issue: NewIssue, by: Reader) -> Surroundings:
    x, y = transformer(WGS84, KOREA_TM).transform(issue.lon, issue.lat)
    return look_around(
        session,
        id=issue.id,
        segment=issue.segment,
        x=x,
        y=y,
        radius=radius_of(issue.radius_m),
        double_m=DOUBLE_M,
        categories=same_group(issue.category),
        codes=None if by.districts is None else sorted(by.districts),
        most=MOST_DOUBLES,
    )


def _district(issue: NewIssue, around: Surroundings) -> str | None:
    """Return where an issue counts: on the segment that was picked, else where its point lies."""
    if issue.segment is not None:
        if around.picked is None:
            message = f"No graded segment has the id {issue.segment}; pick one on the map."
            raise SegmentNotFound(message, segment=str(issue.segment))
        return around.picked[0]
    return next((code for code, holds_point in around.districts if holds_point), None)


def _require_own(by: Reader, issue: NewIssue, around: Surroundings, district: str | None) -> None:
    """Refuse what neither lies, nor by its accuracy may lie, in one of somebody's districts."""
    may_be_in = [district] if issue.segment is not None else [code for code, _ in around.districts]
    if by.districts is not None and not any(by.reaches(code) for code in may_be_in):
        message = f"{by.name} may log issues in their own districts only; choose a place there, or ask a planner."
        raise NotAllowed(message, permission=PERMISSION)


def _placed(issue: NewIssue, around: Surroundings, by: Reader) -> dict[str, Any]:
    if issue.segment is not None:
        method = Method.PICKED if by.role is Role.FIELD else Method.CONFIRMED
        return _placement(Decision.ASSIGNED, method, issue.segment, None, {})
    placed = place_among(around.candidates, accuracy_m=issue.radius_m, road_name=issue.road_name)
    chance = float(placed.probability[0])
    known = None if chance != chance else chance  # noqa: PLR0124 - NaN is not itself
    decision = Decision(placed.decision[0])
    return _placement(decision, Method.POSTERIOR, placed.segment[0], known, placed.offer[0])


def _placement(
    decision: Decision, method: Method, segment: Any, probability: float | None, offer: dict[str, float]
) -> dict[str, Any]:
    return {
        "decision": str(decision),
        "method": str(method),
        "segment": None if segment is None else UUID(str(segment)),
        "probability": probability,
        "offer": offer,
    }


def _values(issue: NewIssue, handed_in: HandedIn, around: Surroundings) -> dict[str, Any]:
    """Return the columns of the issue itself."""
    return {
        "id": issue.id,
        "category": issue.category,
        "severity": issue.severity,
        "description": issue.description,
        "road_name": issue.road_name,
        "x": around.x,
        "y": around.y,
        "accuracy_m": issue.radius_m,
        "patrol": issue.patrol,
        "reported_at": issue.reported_at + handed_in.offset,
        "recorded_at": around.now,
    }


def _receipt(
    issue: NewIssue, handed_in: HandedIn, around: Surroundings, placed: dict[str, Any], joining: Joining
) -> dict[str, Any]:
    return head_of(issue.id, handed_in, around.now) | {
        "reported_at": (issue.reported_at + handed_in.offset).isoformat(),
        "decision": placed["decision"],
        "segment_id": placed["segment"] and str(placed["segment"]),
        "probability": placed["probability"],
        "offer": placed["offer"],
        "doubles": [_shown(double) for double in around.doubles],
        "merged_into": joining.into and str(joining.into),
        "note": joining.note,
    }


def _add_rest(
    session: Session, issue: NewIssue, joining: Joining, now: datetime, *, offset: timedelta, by: Reader
) -> None:
    """Store what few issues have, so that the many others do not wait for it."""
    declare_photos(session, issue.photos, user_id=by.user_id, recorded_at=now, issue=issue.id)
    if joining.into is not None:
        join(session, issue.id, joining.into, by=by, occurred_at=issue.reported_at + offset, recorded_at=now)


def _shown(double: Double) -> dict[str, Any]:
    return {
        "id": str(double.issue),
        "category": double.category,
        "severity": double.severity,
        "distance_m": round(double.distance_m, 1),
        "reported_at": double.reported_at.isoformat(),
    }
