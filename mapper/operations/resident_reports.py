"""Take in what a resident reports without an account: once, placed by the rule for all, the contact sealed."""

from __future__ import annotations

import json
from dataclasses import replace
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid4

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.parameters import PLACEMENT
from mapper.domain.placement import Decision, Method, Placing
from mapper.domain.reader import Reader, public_reader
from mapper.domain.receipt_code import digest_of_code
from mapper.domain.resident_report import Contact, ResidentReport
from mapper.errors import ReceiptClash
from mapper.operations.live_grades import regrade_segments
from mapper.operations.people.sealing import Seal
from mapper.operations.placing import place_one
from mapper.store import resident_reports as rows
from mapper.store.engine import Session, hold_alone
from mapper.store.knowledge import recording_now
from mapper.store.write_log import log_write

NOBODY: Final = public_reader("")
"""Who a report is from, also in the log: with an address its reporter could be found."""

_MOST_OFFERED: Final = 3


class Filing(StrEnum):
    """What became of a form that was sent.

    Attributes
    ----------
    NEW : str
        It was stored.
    AGAIN : str
        It was stored before, as it is.
    CHANGED : str
        It was stored before and says something else now, which is not stored.
    """

    NEW = "new"
    AGAIN = "again"
    CHANGED = "changed"


def was_filed(session: Session, report: UUID) -> bool:
    """Tell whether a form was sent before; nobody else sends it until the transaction ends.

    Parameters
    ----------
    session : Session
        Not committed.
    report : UUID
        Id of the form.

    Returns
    -------
    bool
        Whether its report is here.
    """
    hold_alone(session, f"report.{report}")
    return rows.filed_before(session, report) is not None


def file_report(session: Session, report: ResidentReport, *, seal: Seal, by: Reader = NOBODY) -> Filing:
    """Store a report as an issue and the complaint that told of it; the same form sent again changes nothing.

    A contact that was destroyed is not taken from the form again.

    Parameters
    ----------
    session : Session
        Not committed.
    report : ResidentReport
        What is reported.
    seal : Seal
        Closes the contact.
    by : Reader
        Whose key it came with, for the log; nobody where a resident sent it.

    Returns
    -------
    Filing
        Whether it is new, or else says what was stored.

    Raises
    ------
    ReceiptClash
        When another report has its id.
    """
    hold_alone(session, f"report.{report.id}")
    x, y = _metres(report)
    issue = _issue(report, x, y)
    before = rows.filed_before(session, report.id)
    if before is not None:
        stored, complaint, photos = before
        if complaint.code_hash != digest_of_code(report.code):
            raise ReceiptClash(f"Another report has the id {report.id}; open a new form.", id=str(report.id))
        said = (issue, report.text, report.photos, None if complaint.is_contact_gone else report.contact)
        is_same = said == (stored, complaint.text, photos, _opened(seal, complaint))
        return Filing.AGAIN if is_same else Filing.CHANGED
    now = recording_now(session)
    placing = _placed(session, report, x, y)
    complaint_id = uuid4()
    complaint = rows.FiledComplaint(
        complaint_id, report.text, digest_of_code(report.code), _sealed(seal, complaint_id, report.contact)
    )
    rows.file(session, issue, placing, complaint, report.photos, recorded_at=now)
    if placing.segment is not None:
        regrade_segments(session, [placing.segment])
    log_write(session, by, "report.file", subject=str(report.id), now=now, decision=str(placing.decision))
    return Filing.NEW


def under_pin(session: Session, *, lon: float, lat: float) -> list[dict[str, Any]]:
    """Return the segments that a pin set by hand may lie on, the likeliest first.

    Parameters
    ----------
    session : Session
        Only read.
    lon, lat : float
        The pin [degrees].

    Returns
    -------
    list of dict
        ``id``, ``name``, ``district`` and ``line`` (pairs of degrees) of three at most; the first is the one that the
        rule would take or ask about.
    """
    x, y = transformer(WGS84, KOREA_TM).transform(lon, lat)
    found = place_one(session, x=x, y=y, accuracy_m=PLACEMENT.dragged_pin_m, road_name=None)
    likely = [UUID(one) for one in found.offer][:_MOST_OFFERED]
    return rows.lines_of(session, likely or ([] if found.segment is None else [found.segment]))


def contact_place(complaint: UUID) -> str:
    """Return where the contact of a complaint is sealed for.

    Parameters
    ----------
    complaint : UUID
        Id.

    Returns
    -------
    str
        Of `Seal.close` and `Seal.open`.
    """
    return f"complaint.contact {complaint}"


def _sealed(seal: Seal, complaint: UUID, contact: Contact | None) -> bytes | None:
    if contact is None:
        return None
    return seal.close(json.dumps(vars(contact), ensure_ascii=False).encode(), place=contact_place(complaint))


def _opened(seal: Seal, complaint: rows.FiledComplaint) -> Contact | None:
    if complaint.contact is None:
        return None
    return Contact(**json.loads(seal.open(complaint.contact, place=contact_place(complaint.id))))


def _metres(report: ResidentReport) -> tuple[float | None, float | None]:
    if report.lon is None or report.lat is None:
        return None, None
    x, y = transformer(WGS84, KOREA_TM).transform(report.lon, report.lat)
    return x, y


def _placed(session: Session, report: ResidentReport, x: float | None, y: float | None) -> Placing:
    """Place a report by its pin; what they confirmed is taken where the rule itself holds it possible."""
    if x is None or y is None:
        return Placing(Decision.UNASSIGNED, Method.NONE)
    found = place_one(session, x=x, y=y, accuracy_m=_accuracy(report), road_name=report.place)
    if report.segment is not None and str(report.segment) in found.offer:
        chance = found.offer[str(report.segment)]
        return replace(
            found, decision=Decision.ASSIGNED, method=Method.PICKED, segment=report.segment, probability=chance
        )
    return found


def _issue(report: ResidentReport, x: float | None, y: float | None) -> dict[str, Any]:
    return {
        "id": report.id,
        "category": report.category,
        "severity": report.severity,
        "address": report.place,
        "x": x,
        "y": y,
        "accuracy_m": None if x is None else _accuracy(report),
    }


def _accuracy(report: ResidentReport) -> float:
    return PLACEMENT.dragged_pin_m if report.accuracy_m is None else report.accuracy_m
