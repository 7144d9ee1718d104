"""Meetings on the map: what one is about, what could be tied at a segment, and what was decided about something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from apiflask import APIBlueprint

from mapper.domain.calendar import KST
from mapper.domain.category import category_by_id
from mapper.operations.decision_figures import about
from mapper.operations.meeting_desk import Desk, TiedIssue, TiedSegment, desk, on_segment
from web.auth import reader
from web.clock import now, today
from web.languages import said
from web.schemas.meeting import DecisionList, DecisionQuery, MeetingMap, SegmentChoice
from web.session import session

blueprint = APIBlueprint("meeting_map", __name__, url_prefix="/api/v1", tag="meetings")

_REFUSED = {404: "There is no such meeting, or none of the reader's districts is part of it."}


@blueprint.get("/meetings/<uuid:meeting_id>/map")
@blueprint.output(MeetingMap)
@blueprint.doc(responses=_REFUSED)
def lit(meeting_id: UUID) -> dict[str, Any]:
    """Return which segments and issues the agenda and the decisions of a meeting are about.

    Parameters
    ----------
    meeting_id : UUID
        Of the meeting.

    Returns
    -------
    dict
        As `MeetingMap`.
    """
    found = desk(session(), meeting_id, by=reader(), now=now())
    return {
        "subjects": list(_subjects(found)),
        "segments": [lit_segment(one) for one in found.segments.values()],
        "issues": [_issue(one) for one in found.issues.values()],
    }


@blueprint.get("/meetings/segments/<uuid:segment_id>")
@blueprint.output(SegmentChoice)
@blueprint.doc(responses={404: "There is no such segment."})
def choose(segment_id: UUID) -> dict[str, Any]:
    """Return what can be tied at a segment: itself, its alley, and the issues that are open on it.

    Parameters
    ----------
    segment_id : UUID
        Of the segment.

    Returns
    -------
    dict
        As `SegmentChoice`.
    """
    found = on_segment(session(), segment_id, by=reader())
    return {
        "segment": lit_segment(found.segment),
        "alley": list(found.alley),
        "issues": [_issue(one) for one in found.issues],
    }


@blueprint.get("/decisions")
@blueprint.input(DecisionQuery, location="query", arg_name="query")
@blueprint.output(DecisionList)
def decided(query: DecisionQuery) -> dict[str, Any]:
    """Return what meetings decided about a segment or an issue, what is overdue first.

    Parameters
    ----------
    query : DecisionQuery
        About which.

    Returns
    -------
    dict
        As `DecisionList`.
    """
    segments, issues = ((one,) if one else () for one in (query.segment, query.issue))
    found = about(session(), by=reader(), known=now(), as_of=today(), segments=segments, issues=issues)
    return {
        "items": [
            {
                "id": one.id,
                "meeting": one.meeting,
                "title": one.title,
                "held_on": one.held_on.isoformat(),
                "words": one.words,
                "state": one.state,
                "due": None if one.due is None else one.due.isoformat(),
                "is_overdue": one.is_overdue(today()),
            }
            for one in found
        ]
    }


def _subjects(found: Desk) -> Iterator[dict[str, Any]]:
    named = (
        ("item", [(one.id, one.words) for one in found.items]),
        ("decision", [(one.id, one.words) for one in found.decisions]),
    )
    for kind, subjects in named:
        for ordinal, (subject, words) in enumerate(subjects, 1):
            ties = found.ties_of(subject)
            issues = [one for one in ties.issues if one in found.issues]
            told = {"id": subject, "kind": kind, "ordinal": ordinal, "words": words}
            yield told | {"segments": ties.segments, "issues": issues}


def lit_segment(one: TiedSegment) -> dict[str, Any]:
    """Tell of a segment as maps draw it.

    Parameters
    ----------
    one : TiedSegment
        That something is about.

    Returns
    -------
    dict
        As `web.schemas.meeting.LitSegment`.
    """
    line = [(round(lon, 7), round(lat, 7)) for lon, lat in one.shown.tolist()]
    return {"id": one.id, "name": one.alley, "district": one.district, "length_m": round(one.length_m, 1), "line": line}


def _issue(one: TiedIssue) -> dict[str, Any]:
    return {
        "id": one.id,
        "category": one.category,
        "label": said(category_by_id(one.category)),
        "severity": one.severity,
        "reported_at": one.reported_at.astimezone(KST).isoformat(),
        "is_over": one.is_over,
        "lon": one.lon,
        "lat": one.lat,
    }
