"""Grade cards: why one segment has its grade, for the public (folded) and for staff (every line)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from itertools import count
from typing import Any, Final
from uuid import UUID

import numpy as np

from mapper.domain.access import sees_all_of
from mapper.domain.calendar import KST
from mapper.domain.disclosure import (
    OWN_SURVEY_FIRST,
    OWN_SURVEY_FIRST_LABEL,
    IssueOnCard,
    line_label,
    public_lines,
)
from mapper.domain.grading import GRADES, REASONS, grade_probabilities
from mapper.domain.issue import public_before
from mapper.domain.next_action import next_action
from mapper.domain.parameters import PARAMETERS
from mapper.domain.reader import Reader
from mapper.errors import SegmentNotFound
from mapper.operations.maps import Looking, korean_day, look, look_back, run_summary
from mapper.operations.moments import Moment
from mapper.operations.released_words import public_reports
from mapper.operations.segment_edits import edits_of
from mapper.operations.segment_history import require_why
from mapper.store import graded_map
from mapper.store.engine import Session
from mapper.store.issues import on_cards
from mapper.store.live_grades import live_grade
from mapper.store.survey_tasks import is_ahead_of

_SCOPES: Final = {"overall": "overall", "residential": "R", "walking": "W"}
_OWN_SURVEY_FIRST: Final[dict[str, Any]] = {
    "status": "ungraded",
    "reason": OWN_SURVEY_FIRST,
    "reason_ko": OWN_SURVEY_FIRST_LABEL.ko,
    **dict.fromkeys(("grade", "score", "probability", "confidence")),
    "lines": [],
}
"""An axis for whoever is to survey the segment."""
Issues = Mapping[str, IssueOnCard]
Tell = Callable[[Mapping[str, int], Issues, float], list[tuple[str, str, int]]]
"""Lines of a score, the issues they speak of and the length of the segment [m], to (key, label, hundredths)."""


def public_card(session: Session, segment_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Return the card that everyone may read.

    Parameters
    ----------
    session : Session
        Only read.
    segment_id : UUID
        Of a graded segment.
    now : datetime
        Decides which issues are public yet.

    Returns
    -------
    dict
        The lines of each score add up to it exactly.

    Raises
    ------
    SegmentNotFound
        When there is no such graded segment.
    """
    return _only(_cards(session, look(session, now=now), now, _for_public(now), only=[segment_id]), segment_id)


def public_cards(session: Session, *, now: datetime, only: Collection[UUID] | None = None) -> dict[str, dict[str, Any]]:
    """Return public cards of graded segments.

    Parameters
    ----------
    session : Session
        Only read.
    now : datetime
        Decides which issues are public yet.
    only : collection of UUID, optional
        These segments; every one when not given.

    Returns
    -------
    dict of str to dict
        By segment id.
    """
    return {card["id"]: card for card in _cards(session, look(session, now=now), now, _for_public(now), only=only)}


def staff_card(session: Session, segment_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Return the card with every line.

    Parameters
    ----------
    session : Session
        Only read.
    segment_id : UUID
        Of a graded segment.
    now : datetime
        This moment.

    Returns
    -------
    dict
        As `public_card`, nothing folded; in ``live`` the grade with all that became known since the newest official run,
        None when nothing did; in ``edited`` what people wrote over the segment.

    Raises
    ------
    SegmentNotFound
        When there is no such graded segment.
    """
    card = _only(_cards(session, look(session, now=now), now, _for_staff, only=[segment_id]), segment_id)
    row = live_grade(session, segment_id)
    live = None if row is None else _live(session, row, card["length_m"])
    return card | {"live": live, "edited": edits_of(session, segment_id)}


def _live(session: Session, row: Mapping[str, Any], length_m: float) -> dict[str, Any]:
    measured = {**row, "length_m": length_m}
    issues = on_cards(session, _issue_ids([row["lines"]]), known_at=row["known_at"])
    return {
        "as_of": row["as_of"].isoformat(),
        "known_at": row["known_at"].astimezone(KST).isoformat(),
        **{name: _axis(name, measured, row["lines"][scope], issues, _for_staff) for name, scope in _SCOPES.items()},
    }


def card_for(session: Session, segment_id: UUID, *, by: Reader, now: datetime) -> dict[str, Any]:
    """Return the card as far as a reader may see it.

    Parameters
    ----------
    session : Session
        Only read.
    segment_id : UUID
        Of a graded segment.
    by : Reader
        Who asks.
    now : datetime
        This moment.

    Returns
    -------
    dict
        `staff_card` in the districts where the reader sees everything, elsewhere `public_card`; with ``reports``, what
        residents wrote and photographed there as far as it was released to everyone. Without a grade while the reader is
        to survey the segment.

    Raises
    ------
    SegmentNotFound
        When there is no such graded segment.
    """
    card = public_card(session, segment_id, now=now)
    district_code = card["district"]["code"] if card["district"] else None
    shown = staff_card(session, segment_id, now=now) if sees_all_of("card", by, district_code) else card
    today = now.astimezone(KST).date()
    if by.user_id is not None and is_ahead_of(session, by.user_id, segment_id, today=today):
        shown |= {**dict.fromkeys(_SCOPES, _OWN_SURVEY_FIRST), "live": None}
    return shown | {"reports": public_reports(session, segment_id, now=now)}


def past_card(session: Session, segment_id: UUID, moment: Moment, *, by: Reader, now: datetime) -> dict[str, Any]:
    """Return the card with every line as it was at another time.

    Parameters
    ----------
    session : Session
        Only read.
    segment_id : UUID
        Of a segment that was graded then.
    moment : Moment
        When.
    by : Reader
        Who asks.
    now : datetime
        This moment.

    Returns
    -------
    dict
        As `card_for`, without what is told of now alone: the live grade, what people wrote over, what was released.

    Raises
    ------
    SegmentNotFound
        When there was no such graded segment.
    NoRunThen
        When the city was graded later for the first time.
    NotAllowed, OwnSurveyFirst
        For whoever may not know everything of the segment.
    """
    card = _only(_cards(session, look_back(session, moment), now, _for_staff, only=[segment_id]), segment_id)
    require_why(session, segment_id, by=by, now=now)
    return card | {"live": None, "edited": None, "reports": []}


def _for_public(now: datetime) -> Tell:
    """Fold what the public may not see, and number the issues: their ids belong to those who filed them."""
    recorded_before = public_before(now)

    def tell(lines: Mapping[str, int], issues: Issues, length_m: float) -> list[tuple[str, str, int]]:
        shown = public_lines(lines, issues, length_m=length_m, recorded_before=recorded_before)
        numbers = count(1)
        return [
            (f"issue:{next(numbers)}" if key.startswith("issue:") else key, line_label(key, issues), points)
            for key, points in shown.items()
        ]

    return tell


def _for_staff(lines: Mapping[str, int], issues: Issues, _length_m: float) -> list[tuple[str, str, int]]:
    return [(key, line_label(key, issues), points) for key, points in lines.items()]


def _only(cards: list[dict[str, Any]], segment_id: UUID) -> dict[str, Any]:
    if not cards:
        raise SegmentNotFound(f"No graded segment has the id {segment_id}; pick one on the map.", segment=segment_id)
    return cards[0]


def _cards(
    session: Session, looking: Looking, now: datetime, tell: Tell, *, only: Collection[UUID] | None
) -> list[dict[str, Any]]:
    rows = graded_map.card_rows(session, looking.view, only=only)
    issues = on_cards(session, _issue_ids(row["lines"] or {} for row in rows), known_at=looking.view.known)
    as_of = looking.run.as_of if looking.run else now.astimezone(KST).date()
    return [_card(row, issues, tell, as_of) | {"run": run_summary(looking.run)} for row in rows]


def _card(row: Mapping[str, Any], issues: Issues, tell: Tell, as_of: date) -> dict[str, Any]:
    lines = row["lines"] or {scope: {} for scope in _SCOPES.values()}
    axes = {name: _axis(name, row, lines[scope], issues, tell) for name, scope in _SCOPES.items()}
    surveyed = row["surveyed_at"]
    action = next_action(
        reason=axes["residential"]["reason"] or axes["walking"]["reason"],
        confidence=row["confidence_level"],
        surveyed_on=surveyed and surveyed.astimezone(KST).date(),
        as_of=as_of,
        valid_days=PARAMETERS.valid_days,
    )
    return {
        "id": row["id"],
        "name": row["name"],
        "district": row["district_code"] and {"code": row["district_code"], "name": row["district_name"]},
        "length_m": round(row["length_m"], 1),
        "stub": row["stub"],
        "center": row["center"],
        "bounds": row["bounds"],
        **axes,
        "surveyed_on": korean_day(surveyed),
        "surveys": row["surveys"],
        "next_action": action.ko,
        "next_action_en": action.en,
    }


def _issue_ids(cards: Iterable[Mapping[str, Mapping[str, int]]]) -> list[str]:
    keys = {key for lines in cards for scope in lines.values() for key in scope}
    return sorted(key.removeprefix("issue:") for key in keys if key.startswith("issue:"))


def _axis(name: str, row: Mapping[str, Any], lines: Mapping[str, int], issues: Issues, tell: Tell) -> dict[str, Any]:
    score = row[f"{name}_score"]
    # Before the first run nothing has a reason of its own yet.
    reason = None if name == "overall" or score is not None else row[f"{name}_reason"] or "no_survey"
    shown = [] if score is None else tell(lines, issues, row["length_m"])
    return {
        "status": "ungraded" if score is None else "graded",
        "reason": reason,
        "reason_ko": reason and REASONS[reason].ko,
        "grade": row[f"{name}_grade"],
        "score": None if score is None else score / 100,
        "probability": None if score is None else _probability(score / 100),
        "confidence": row["confidence_level"] if name == "overall" else None,
        "lines": [{"key": key, "label": label, "points": points / 100} for key, label, points in shown],
    }


def _probability(score: float) -> dict[str, float]:
    chances = grade_probabilities(np.array([score]), PARAMETERS)[0]
    return dict(zip(GRADES, np.round(chances, 4).tolist(), strict=True))
