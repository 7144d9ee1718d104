"""The JSON interface of the map."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from flask import current_app

from mapper.operations import cards, maps
from mapper.operations.moments import moment_of
from web.auth import reader
from web.clock import now
from web.public_summary import public_summary
from web.schemas.known import MomentQuery
from web.schemas.map import MapSummary, SearchAnswer, SearchQuery, SegmentCard, SegmentPage, SegmentQuery
from web.session import session

blueprint = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="map")


@blueprint.get("/map")
@blueprint.output(MapSummary)
def summary() -> dict[str, Any]:
    """Totals of the graded map: the run, its extent, counts and kilometres by grade.

    Returns
    -------
    dict
        As `MapSummary`.
    """
    return {"city": current_app.config["CITY"], **public_summary().whole(session(), now=now())}


@blueprint.get("/segments")
@blueprint.input(SegmentQuery, location="query", arg_name="query")
@blueprint.output(SegmentPage)
def segments(query: SegmentQuery) -> dict[str, Any]:
    """Graded segments as a table: filtered, sorted, by page.

    Parameters
    ----------
    query : SegmentQuery
        Which rows, in which order.

    Returns
    -------
    dict
        As `SegmentPage`.
    """
    only = maps.Filter(axis=query.axis, grades=query.grade, district=query.district, name=query.q)
    total, items = maps.table(
        session(),
        now=now(),
        only=only,
        sort=query.sort,
        descending=query.order == "desc",
        page=query.page,
        size=query.size,
    )
    return {"total": total, "page": query.page, "size": query.size, "items": items}


@blueprint.get("/segments/<uuid:segment_id>")
@blueprint.input(MomentQuery, location="query", arg_name="query")
@blueprint.output(SegmentCard)
@blueprint.doc(
    responses={
        403: "The card of another time is for staff of its district.",
        409: "The city was not graded as early as that, or nobody knew of it then.",
    }
)
def segment(segment_id: UUID, query: MomentQuery) -> dict[str, Any]:
    """Grade card of one segment: every line for staff of its district, for others folded to what everyone may know.

    Parameters
    ----------
    segment_id : UUID
        Of a graded segment.
    query : MomentQuery
        From where it is looked at, for staff; from now, when nothing is said.

    Returns
    -------
    dict
        As `SegmentCard`; the points of the lines add up to the score.
    """
    if query.is_past:
        moment = moment_of(session(), query.as_of, query.known_at, now=now())
        return cards.past_card(session(), segment_id, moment, by=reader(), now=now())
    return cards.card_for(session(), segment_id, by=reader(), now=now())


@blueprint.get("/search")
@blueprint.input(SearchQuery, location="query", arg_name="query")
@blueprint.output(SearchAnswer)
def search(query: SearchQuery) -> dict[str, Any]:
    """Find alleys and districts by name.

    Parameters
    ----------
    query : SearchQuery
        What was typed.

    Returns
    -------
    dict
        As `SearchAnswer`.
    """
    return {"items": maps.search(session(), query.q, now=now())}
