"""What mending would do for the grade of one segment, and how sure its letters are: by what is or was known of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import numpy as np

from mapper.domain.calendar import KST
from mapper.domain.grading import GRADES, UNGRADED, Graded, SegmentFacts, grade, grade_probabilities, letter
from mapper.domain.mending import MENDING, Lift, cheapest_lift, grade_mended
from mapper.domain.parameters import PARAMETERS
from mapper.domain.reader import Reader
from mapper.domain.rubric import RUBRIC
from mapper.errors import SegmentNotFound
from mapper.operations.moments import Moment
from mapper.operations.segment_history import require_why
from mapper.store.engine import Session
from mapper.store.segment_facts import facts_of

_AXES: Final = ("overall", "residential", "walking")  # in the order of the scopes of the rule


def segment_lift(
    session: Session, segment_id: UUID, moment: Moment | None = None, *, by: Reader, now: datetime
) -> dict[str, Any]:
    """Work out what would lift, or at another time would have lifted, a segment to a better grade.

    Parameters
    ----------
    session : Session
        Only read; nothing of this is stored.
    segment_id : UUID
        Of a segment that is, or was then, graded.
    moment : Moment or None
        From where the city is looked at; now when not given.
    by : Reader
        Who asks.
    now : datetime
        This moment.

    Returns
    -------
    dict
        By what an official run of that moment would know: ``now`` and ``mended`` (개선 가능 점수: all that can be mended at level 0) by axis with grade, score and probability of
        each grade; in ``lift`` the cheapest set of items that brings a better grade, None when ``why_none`` says why:
        ``ungraded``, ``best`` or ``structural``.

    Raises
    ------
    SegmentNotFound, NotAllowed, OwnSurveyFirst
        As `require_why`; the first also for a segment that was not there then.
    """
    require_why(session, segment_id, by=by, now=now)
    as_of, known_at = _moment(moment, now)
    known, _ = facts_of(session, [segment_id], as_of=as_of, known_at=known_at, rubric=RUBRIC)
    if not len(known.ids):
        message = f"No graded segment had the id {segment_id} as known at {known_at.isoformat()}; pick one on the map of then."
        raise SegmentNotFound(message, segment=segment_id)
    graded, lift = grade(known.facts), cheapest_lift(known.facts)
    return {
        "id": str(segment_id),
        "known_at": known_at.astimezone(KST).isoformat(timespec="seconds"),
        "as_of": as_of.isoformat(),
        "now": _axes(graded),
        "mended": _axes(grade_mended(known.facts)),
        "lift": lift and _lift(lift, known.facts),
        "why_none": None if lift else _why_none(graded),
        "costs": MENDING.version,
    }


def _moment(moment: Moment | None, now: datetime) -> tuple[date, datetime]:
    return (now.astimezone(KST).date(), now) if moment is None else (moment.as_of, moment.known_at)


def _axes(graded: Graded) -> dict[str, Any]:
    return {axis: _axis(int(graded.grade[0, at]), int(graded.score[0, at])) for at, axis in enumerate(_AXES)}


def _axis(code: int, hundredths: int) -> dict[str, Any]:
    if code == UNGRADED:
        return dict.fromkeys(("grade", "score", "probability"))
    chances = grade_probabilities(np.array([hundredths / 100]), PARAMETERS)[0]
    probability = dict(zip(GRADES, np.round(chances, 4).tolist(), strict=True))
    return {"grade": letter(code), "score": hundredths / 100, "probability": probability}


def _lift(lift: Lift, facts: SegmentFacts) -> dict[str, Any]:
    metres = float(facts.length_m[0])
    priced = [{"item": item, "cost": round(MENDING.per_100_m[item] * metres / 100, 1)} for item in lift.items]
    return {"items": priced, "cost": round(lift.cost, 1), "grade": letter(lift.grade), "score": lift.score / 100}


def _why_none(graded: Graded) -> str:
    code = int(graded.grade[0, 0])
    return "ungraded" if code == UNGRADED else "best" if code == 0 else "structural"
