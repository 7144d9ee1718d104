"""Take in one survey: once, however often it is sent; what it says counts in the live grade of its segment at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from mapper.domain.access import Reach, require
from mapper.domain.new_survey import NewSurvey
from mapper.domain.reader import Reader
from mapper.errors import NotAllowed, ReceiptClash, SegmentNotFound
from mapper.operations.live_grades import regrade_segments
from mapper.operations.people.sealing import Seal
from mapper.operations.receiving import HandedIn, receive
from mapper.store.engine import Session
from mapper.store.live_grades import live_grade
from mapper.store.new_surveys import Ground, add_survey, ground_of
from mapper.store.photo_uses import declare_photos
from mapper.store.write_log import log_write

PERMISSION: Final = "survey"
_SCOPES: Final = ("overall", "residential", "walking")


def take_survey(
    session: Session, survey: NewSurvey, handed_in: HandedIn, *, by: Reader, seal: Seal
) -> tuple[dict[str, Any], bool]:
    """Store a survey and answer its receipt, which tells the live grade of its segment.

    One of a segment that was cut anew since the phone had its area is kept where it was walked, and counts nowhere.

    Parameters
    ----------
    session : Session
        Not committed.
    survey : NewSurvey
        What was seen.
    handed_in : HandedIn
        As it came.
    by : Reader
        Who walked.
    seal : Seal
        Signs the receipt.

    Returns
    -------
    tuple
        The receipt, and whether it is new.

    Raises
    ------
    NotAllowed
        When the segment is in none of their districts.
    SegmentNotFound
        When there never was such a segment.
    ReceiptClash
        When other content was handed in under its id.
    """
    require(PERMISSION, by)

    def _store(session: Session, recorded_at: datetime) -> dict[str, Any]:
        ground = _own_ground(session, survey, by)
        walked_at = handed_in.put_right(survey.walked_at)
        if not add_survey(session, survey, walked_at=walked_at, by=by, recorded_at=recorded_at):
            raise ReceiptClash(f"A survey has the id {survey.id}, without a receipt; make a new id.", id=str(survey.id))
        declare_photos(session, survey.photos, user_id=by.user_id, recorded_at=recorded_at, survey=survey.id)
        subject, code = str(survey.id), ground.district_code
        log_write(session, by, "survey.add", subject=subject, now=recorded_at, district_code=code)
        return {
            "segment_id": str(survey.segment),
            "rubric": survey.rubric.version,
            "walked_at": walked_at.isoformat(),
            "clock_note": handed_in.clock_note(survey.walked_at),
            "live": _regraded(session, survey.segment) if ground.is_graded else None,
        }

    return receive(session, "survey", survey.id, handed_in, by=by, seal=seal, store=_store)


def _own_ground(session: Session, survey: NewSurvey, by: Reader) -> Ground:
    ground = ground_of(session, survey.segment)
    if ground is None:
        message = f"No segment has the id {survey.segment}; pick one on the map."
        raise SegmentNotFound(message, segment=str(survey.segment))
    if require(PERMISSION, by) is Reach.OWN and not by.reaches(ground.district_code):
        message = f"{by.name} may survey in their own districts only; ask a planner."
        raise NotAllowed(message, permission=PERMISSION)
    return ground


def _regraded(session: Session, segment: UUID) -> dict[str, Any] | None:
    session.flush()
    regrade_segments(session, [segment])
    grade = live_grade(session, segment)
    return None if grade is None else _told(grade)


def _told(grade: Mapping[str, Any]) -> dict[str, Any]:
    scores = {
        scope: {
            "grade": grade[f"{scope}_grade"],
            "score": None if grade[f"{scope}_score"] is None else grade[f"{scope}_score"] / 100,
        }
        for scope in _SCOPES
    }
    times = {"as_of": grade["as_of"].isoformat(), "known_at": grade["known_at"].isoformat()}
    return scores | times | {"confidence": grade["confidence_level"]}
