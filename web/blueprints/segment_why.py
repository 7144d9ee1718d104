"""Why a segment has its grade, for its staff: what became known of it over time, and what would lift it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint

from mapper.operations.moments import moment_of
from mapper.operations.segment_history import segment_history
from mapper.operations.segment_lift import segment_lift
from web.auth import reader
from web.clock import now
from web.schemas.known import MomentQuery
from web.schemas.segment_why import HistoryQuery, SegmentHistory, SegmentLift
from web.session import session
from web.why_words import history_words, lift_words

blueprint = APIBlueprint("segment_why", __name__, url_prefix="/api/v1/segments/<uuid:segment_id>", tag="map")

_REFUSED = {403: "The segment lies in none of your districts, or you are to survey it first."}


@blueprint.get("/history")
@blueprint.input(HistoryQuery, location="query", arg_name="query")
@blueprint.output(SegmentHistory)
@blueprint.doc(responses=_REFUSED)
def history(segment_id: UUID, query: HistoryQuery) -> dict[str, Any]:
    """Surveys, issues and official grades of one segment, the newest first, as they were known at any time.

    Parameters
    ----------
    segment_id : UUID
        Of a graded segment.
    query : HistoryQuery
        From where to look.

    Returns
    -------
    dict
        As `SegmentHistory`.
    """
    found = segment_history(
        session(),
        segment_id,
        known_at=query.known,
        as_of=query.as_of,
        page=query.page,
        size=query.size,
        by=reader(),
        now=now(),
    )
    return history_words(found)


@blueprint.get("/lift")
@blueprint.input(MomentQuery, location="query", arg_name="query")
@blueprint.output(SegmentLift)
@blueprint.doc(responses=_REFUSED)
def lift(segment_id: UUID, query: MomentQuery) -> dict[str, Any]:
    """Say what would lift one segment a grade at least cost, its score with all mended, and how sure its letters are.

    Parameters
    ----------
    segment_id : UUID
        Of a graded segment.
    query : MomentQuery
        From where the city is looked at.

    Returns
    -------
    dict
        As `SegmentLift`; worked out by what is known at this moment, or was known then, at the costs of now.
    """
    moment = moment_of(session(), query.as_of, query.known_at, now=now()) if query.is_past else None
    return lift_words(segment_lift(session(), segment_id, moment, by=reader(), now=now()))
