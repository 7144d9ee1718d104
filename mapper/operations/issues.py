"""Log one issue: once, however often it is sent; placed, compared with what is near, and counted in the live grade."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.access import Reach, require
from mapper.domain.new_issue import DOUBLE_M, MOST_DOUBLES, NewIssue, same_group
from mapper.domain.placement import Decision, Method
from mapper.domain.reader import Reader, Role
from mapper.errors import NotAllowed, ReceiptClash, SegmentNotFound
from mapper.operations.live_grades import regrade_held
from mapper.operations.people.sealing import Seal
from mapper.operations.placing import place_among, radius_of
from mapper.store.duplicates import Double
from mapper.store.engine import Session
from mapper.store.logged_issues import Logged, Surroundings, look_around, write
from mapper.store.receipts import StoredReceipt

PERMISSION: Final = "issue.log"


@dataclass(frozen=True)
class HandedIn:
    """What came in, beside what it says.

    Attributes
    ----------
    digest : bytes
        SHA-256 of its canonical form.
    body : dict
        As it was sent.
    offset : timedelta
        How far the clock of the device is behind ours.
    """

    digest: bytes
    body: dict[str, Any]
    offset: timedelta


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
        return _same(around.receipt, issue, handed_in, by), False
    if around.is_taken:
        raise ReceiptClash(f"An issue has the id {issue.id}, without a receipt; make a new id.", id=str(issue.id))
    district = _district(issue, around)
    if reach is Reach.OWN:
        _require_own(by, issue, around, district)
    placed = _placed(issue, around, by)
    answer = _receipt(issue, handed_in, around, placed)
    answer["signature"] = _signature(seal, answer)
    receipt = StoredReceipt(handed_in.digest, handed_in.body, answer, by.user_id)
    known_at = write(session, Logged(receipt, placed | _values(issue, handed_in, around), by, district))
    if known_at is None:
        return log_issue(session, issue, handed_in, by=by, seal=seal)  # somebody was quicker: theirs is there by now
    if placed["segment"] is not None:
        regrade_held(session, [placed["segment"]], known_at=known_at)
    return answer, True


def is_ours(seal: Seal, receipt: dict[str, Any]) -> bool:
    """Tell whether a receipt that somebody shows is one of this machine: its id, hash and time unchanged.

    Parameters
    ----------
    seal : Seal
        Of this machine.
    receipt : dict
        As it was answered.

    Returns
    -------
    bool
        Whether its signature is right.
    """
    return hmac.compare_digest(_signature(seal, receipt), str(receipt.get("signature", "")))


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


def _same(stored: StoredReceipt, issue: NewIssue, handed_in: HandedIn, by: Reader) -> dict[str, Any]:
    if stored.digest == handed_in.digest:
        return stored.answer
    message = f"Other content was handed in as {issue.id}; send it under a new id, or leave it."
    theirs: dict[str, Any] = {}
    if stored.user_id == by.user_id or by.districts is None:
        theirs = {"stored": {"sha256": stored.digest.hex(), "body": stored.body, "receipt": stored.answer}}
    sent = {"sha256": handed_in.digest.hex(), "body": handed_in.body}
    raise ReceiptClash(message, id=str(issue.id), sent=sent, **theirs)


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
        "reported_at": issue.reported_at + handed_in.offset,
        "recorded_at": around.now,
    }


def _receipt(issue: NewIssue, handed_in: HandedIn, around: Surroundings, placed: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(issue.id),
        "sha256": handed_in.digest.hex(),
        "recorded_at": around.now.isoformat(),
        "reported_at": (issue.reported_at + handed_in.offset).isoformat(),
        "clock_offset_s": handed_in.offset.total_seconds(),
        "decision": placed["decision"],
        "segment_id": placed["segment"] and str(placed["segment"]),
        "probability": placed["probability"],
        "offer": placed["offer"],
        "doubles": [_shown(double) for double in around.doubles],
    }


def _shown(double: Double) -> dict[str, Any]:
    return {
        "id": str(double.issue),
        "category": double.category,
        "severity": double.severity,
        "distance_m": round(double.distance_m, 1),
        "reported_at": double.reported_at.isoformat(),
    }


def _signature(seal: Seal, receipt: dict[str, Any]) -> str:
    signed = " ".join(str(receipt[name]) for name in ("id", "sha256", "recorded_at"))
    return hmac.digest(seal.derived("receipt"), signed.encode(), "sha256").hex()
