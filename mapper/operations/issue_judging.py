"""What becomes of a report of an issue: where it is placed, what it may be a double of, what is written and answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.access import Reach, require
from mapper.domain.new_issue import MOST_DOUBLES, NewIssue, same_group
from mapper.domain.placement import Decision, Method, Placing
from mapper.domain.reader import Reader, Role
from mapper.errors import GolmokError, NotAllowed, ReceiptClash, SegmentNotFound
from mapper.operations.joining import Joining, joining_of
from mapper.operations.near_issues import likeliest, sigma_of
from mapper.operations.people.sealing import Seal
from mapper.operations.placing import place_each, radii_of
from mapper.operations.receiving import HandedIn, answer_again, head_of, signed
from mapper.operations.succession import heirs_of
from mapper.store.duplicates import Double
from mapper.store.engine import Session
from mapper.store.logged_issues import Logged, Surroundings, look_around
from mapper.store.receipts import StoredReceipt

PERMISSION: Final = "issue.log"
SUBJECT: Final = "issue"
"""Of its receipt."""


@dataclass(frozen=True)
class Report:
    """An issue as somebody handed it in.

    Attributes
    ----------
    issue : NewIssue
        What is reported.
    handed_in : HandedIn
        As it came.
    by : Reader
        Who reports it.
    """

    issue: NewIssue
    handed_in: HandedIn
    by: Reader


Answer = tuple[dict[str, Any], bool]
"""A receipt, and whether it is new."""


@dataclass(frozen=True)
class New:
    """What is to be done of a report that was not handed in before.

    Attributes
    ----------
    report : Report
        As it was handed in.
    around : Surroundings
        What is known where it was.
    joining : Joining
        What comes of its wish to join another.
    logged : Logged
        What is written of it, with the answer.
    """

    report: Report
    around: Surroundings
    joining: Joining
    logged: Logged


def decide(
    session: Session, reports: Sequence[Report], *, seal: Seal, patience: str | None = None
) -> list[New | Answer | GolmokError]:
    """Tell what is to be done of each of some reports.

    Parameters
    ----------
    session : Session
        Not committed: see `mapper.store.logged_issues.look_around`, which also says what ``patience`` is.
    reports : sequence of Report
        At least one, each with an id of its own.
    seal : Seal
        Signs the receipts.
    patience : str, optional
        How long the transaction waits for what others hold.

    Returns
    -------
    list
        Of each what to store, what it was answered before, or why it is refused.
    """
    found = [_today(session, *one) for one in zip(reports, _look(session, reports, patience), strict=True)]
    placed = _placed([report for report, _ in found], [around for _, around in found])
    return [_decided(session, *one, where, seal) for one, where in zip(found, placed, strict=True)]


def _decided(
    session: Session, report: Report, around: Surroundings, placed: Placing, seal: Seal
) -> New | Answer | GolmokError:
    """Return what is to be written of a report, or what it is answered when nothing is."""
    try:
        return _decide(session, report, around, placed, seal)
    except (NotAllowed, SegmentNotFound, ReceiptClash) as refused:
        return refused


def _decide(session: Session, report: Report, around: Surroundings, placed: Placing, seal: Seal) -> New | Answer:
    issue, handed_in, by = report.issue, report.handed_in, report.by
    reach = require(PERMISSION, by)
    if around.receipt is not None:
        return answer_again(around.receipt, SUBJECT, issue.id, handed_in, by), False
    if around.is_taken:
        raise ReceiptClash(f"An issue has the id {issue.id}, without a receipt; make a new id.", id=str(issue.id))
    district = _district(issue, around)
    if reach is Reach.OWN:
        _require_own(by, issue, around, district)
    joining = joining_of(session, issue, by)
    answer = signed(seal, _receipt(issue, handed_in, around, placed, joining))
    receipt = StoredReceipt(SUBJECT, handed_in.digest, handed_in.body, answer, by.user_id)
    return New(report, around, joining, Logged(receipt, _values(issue, handed_in, around, placed), by, district))


def _look(session: Session, reports: Sequence[Report], patience: str | None) -> list[Surroundings]:
    issues = [report.issue for report in reports]
    x, y = transformer(WGS84, KOREA_TM).transform([one.lon for one in issues], [one.lat for one in issues])
    radii = radii_of([one.radius_m for one in issues])
    places = [
        {
            "id": report.issue.id,
            "segment": report.issue.segment,
            "x": east,
            "y": north,
            "radius": radius,
            "sigma": sigma_of(report.issue.radius_m),
            "categories": same_group(report.issue.category),
            "codes": None if report.by.districts is None else sorted(report.by.districts),
            "most": MOST_DOUBLES,
        }
        for report, east, north, radius in zip(reports, x, y, radii, strict=True)
    ]
    return look_around(session, places, patience=patience)


def _today(session: Session, report: Report, around: Surroundings) -> tuple[Report, Surroundings]:
    """Look at a report with the network of today: a segment that was cut anew since it was picked is one of its heirs.

    One on which the point cannot be is none that anybody on site meant.
    """
    picked, unpicked = report.issue.segment, replace(report, issue=replace(report.issue, segment=None))
    is_gone = around.picked is None and around.receipt is None
    if picked is not None and is_gone and (those := heirs_of(session, picked)) is not None:
        report = unpicked
        among = [one for one in around.candidates if one.segment in those]
        around = replace(around, candidates=among or around.candidates)
    elif around.picked is not None and not around.picked[1]:
        report = unpicked
    doubles = likeliest(session, around.doubles, x=around.x, y=around.y, segment=report.issue.segment)
    return report, replace(around, doubles=doubles)


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


def _placed(reports: Sequence[Report], arounds: Sequence[Surroundings]) -> list[Placing]:
    placed = place_each(
        [around.candidates for around in arounds],
        accuracy_m=[report.issue.radius_m for report in reports],
        road_names=[report.issue.road_name for report in reports],
    )
    return [_picked(report) or placed.at(number) for number, report in enumerate(reports)]


def _picked(report: Report) -> Placing | None:
    if report.issue.segment is None:
        return None
    method = Method.PICKED if report.by.role is Role.FIELD else Method.CONFIRMED
    return Placing(Decision.ASSIGNED, method, report.issue.segment)


def _values(issue: NewIssue, handed_in: HandedIn, around: Surroundings, placed: Placing) -> dict[str, Any]:
    """Return the columns of the issue and of its placement."""
    return {
        **vars(placed),
        "id": issue.id,
        "category": issue.category,
        "severity": issue.severity,
        "description": issue.description,
        "road_name": issue.road_name,
        "x": around.x,
        "y": around.y,
        "accuracy_m": issue.radius_m,
        "patrol": issue.patrol,
        "reported_at": handed_in.put_right(issue.reported_at),
        "recorded_at": around.now,
    }


def _receipt(
    issue: NewIssue, handed_in: HandedIn, around: Surroundings, placed: Placing, joining: Joining
) -> dict[str, Any]:
    return head_of(issue.id, handed_in, around.now) | {
        "reported_at": handed_in.put_right(issue.reported_at).isoformat(),
        "clock_note": handed_in.clock_note(issue.reported_at),
        "decision": str(placed.decision),
        "segment_id": placed.segment and str(placed.segment),
        "probability": placed.probability,
        "offer": placed.offer,
        "doubles": [_shown(double) for double in around.doubles],
        "merged_into": joining.into and str(joining.into),
        "note": joining.note,
    }


def _shown(double: Double) -> dict[str, Any]:
    return {
        "id": str(double.issue),
        "category": double.category,
        "severity": double.severity,
        "distance_m": round(double.distance_m, 1),
        "reported_at": double.reported_at.isoformat(),
    }
