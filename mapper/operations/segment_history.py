"""What led to the grade of one segment: who surveyed it when, what was reported on it, and how it was graded since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from mapper.domain.access import sees_all_of
from mapper.domain.calendar import KST, end_of
from mapper.domain.issue import status_of
from mapper.domain.reader import Reader
from mapper.domain.rubric import rubric_by_version
from mapper.errors import NotAllowed, OwnSurveyFirst, SegmentNotFound
from mapper.operations.photos.receiving import PERMISSION as PHOTO
from mapper.store import segment_history as rows
from mapper.store.engine import Session
from mapper.store.new_surveys import ground_of
from mapper.store.segment_history import ISSUE, SURVEY, Told
from mapper.store.survey_tasks import is_ahead_of

PERMISSION = "card.why"

NAMING = "export.surveys"
"""Whoever may take out surveys is told who made them, here as in findings; others could put names to letters there."""


def require_why(session: Session, segment_id: UUID, *, by: Reader, now: datetime) -> str | None:
    """Refuse whoever may not know everything of a segment.

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
    str or None
        Code of its district; None where it lies in none.

    Raises
    ------
    SegmentNotFound
        When there is no such graded segment.
    NotAllowed
        When it lies in none of their districts.
    OwnSurveyFirst
        When they are to survey it: what others found must not lead them.
    """
    ground = ground_of(session, segment_id)
    if ground is None or not ground.is_graded:
        raise SegmentNotFound(f"No graded segment has the id {segment_id}; pick one on the map.", segment=segment_id)
    if not sees_all_of(PERMISSION, by, ground.district_code):
        message = f"{by.name} sees of segment {segment_id} what everybody sees; ask somebody of its district."
        raise NotAllowed(message, permission=PERMISSION, role=by.role.value)
    if by.user_id is not None and is_ahead_of(session, by.user_id, segment_id, today=now.astimezone(KST).date()):
        raise OwnSurveyFirst(f"{by.name} is to survey segment {segment_id}; look at what others found after that.")
    return ground.district_code


def segment_history(
    session: Session,
    segment_id: UUID,
    *,
    known_at: datetime | None,
    as_of: date | None,
    page: int,
    size: int,
    by: Reader,
    now: datetime,
) -> dict[str, Any]:
    """Tell what became known of a segment, as somebody would have been told at another time.

    Parameters
    ----------
    session : Session
        Only read.
    segment_id : UUID
        Of a graded segment.
    known_at : datetime or None
        What was recorded later is left out; now by default, and never later than that.
    as_of : date or None
        What occurred later is left out; the Korean day of ``known_at`` by default.
    page, size : int
        From 1.
    by : Reader
        Who asks.
    now : datetime
        This moment.

    Returns
    -------
    dict
        ``known_at``, ``as_of``, and of ``facts`` (surveys and issues) and of ``grades`` (where they changed) the ``total`` and
        the ``items`` of this page, the newest first. Photos are named only to those who may see them,
        and surveyors to those who may take out surveys.

    Raises
    ------
    SegmentNotFound, NotAllowed, OwnSurveyFirst
        As `require_why`.
    """
    district = require_why(session, segment_id, by=by, now=now)
    known = min(known_at or now, now)
    day = as_of or known.astimezone(KST).date()
    lay = rows.lay_there(session, segment_id, known=known)
    told, skip = Told(segment_id, lay, known, end_of(day), day), (page - 1) * size
    total, happened = rows.happened(session, told, size=size, skip=skip)
    changes, grades = rows.grade_changes(session, told, size=size, skip=skip)
    return {
        "id": str(segment_id),
        "known_at": known.astimezone(KST).isoformat(timespec="seconds"),
        "as_of": day.isoformat(),
        "page": page,
        "size": size,
        "facts": {
            "total": total,
            "items": _facts(
                session,
                told,
                happened,
                sees_photos=sees_all_of(PHOTO, by, district),
                names_surveyors=sees_all_of(NAMING, by, district),
            ),
        },
        "grades": {"total": changes, "items": [_grade(row, segment_id) for row in grades]},
    }


def _facts(
    session: Session, told: Told, happened: list[dict[str, Any]], *, sees_photos: bool, names_surveyors: bool
) -> list[dict[str, Any]]:
    photos = _by("record", rows.photos_of(session, told, [row["id"] for row in happened]) if sees_photos else [])
    issues = [row["id"] for row in happened if row["what"] == ISSUE]
    moves = _by("issue_id", rows.moves_of(session, told, issues))
    return [
        {
            "what": row["what"],
            "id": str(row["id"]),
            "at": row["at"].astimezone(KST).isoformat(),
            "photos": [{name: photo[name] for name in ("sha256", "moment", "item")} for photo in photos[row["id"]]],
            **(_survey(row, named=names_surveyors) if row["what"] == SURVEY else _issue(row, moves[row["id"]])),
        }
        for row in happened
    ]


def _by(name: str, found: Iterable[Mapping[str, Any]]) -> defaultdict[UUID, list[Mapping[str, Any]]]:
    grouped: defaultdict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
    for row in found:
        grouped[row[name]].append(row)
    return grouped


def _survey(row: Mapping[str, Any], *, named: bool) -> dict[str, Any]:
    """Tell of the levels those that are other than before; of the first survey all that were observed."""
    items, before = rubric_by_version(row["rubric"]).item_ids, row["before"] or [None] * len(row["levels"])
    return {
        "surveyor": row["surveyor"] if named else None,
        "rubric": row["rubric"],
        "is_first": row["before"] is None,
        "changed": [
            {"item": item, "before": earlier, "after": later}
            for item, earlier, later in zip(items, before, row["levels"], strict=True)
            if earlier != later
        ],
    }


def _issue(row: Mapping[str, Any], moves: list[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "category": row["category"],
        "severity": row["severity"],
        "status": status_of(moves[0]["kind"] if moves else None),
        "moves": [
            {"kind": move["kind"], "blocker": move["blocker"], "at": move["at"].astimezone(KST).isoformat()}
            for move in moves
        ],
    }


def _grade(row: Mapping[str, Any], segment_id: UUID) -> dict[str, Any]:
    return {
        "as_of": row["as_of"].isoformat(),
        "known_at": row["known_at"].astimezone(KST).isoformat(timespec="seconds"),
        "forebear": None if row["of"] == segment_id else str(row["of"]),
        **{
            axis: {
                "grade": row[f"{axis}_grade"],
                "score": None if row[f"{axis}_score"] is None else row[f"{axis}_score"] / 100,
                "reason": row.get(f"{axis}_reason"),
            }
            for axis in ("overall", "residential", "walking")
        },
    }
