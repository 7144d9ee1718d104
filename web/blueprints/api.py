"""The JSON interface of the map."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from flask import current_app

from mapper.operations import cards, maps
from web.auth import reader
from web.clock import now
from web.public_summary import public_summary
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
@blueprint.output(SegmentCard)
def segment(segment_id: UUID) -> dict[str, Any]:
    """Grade card of one segment: every line for staff of its district, for others folded to what everyone may know.

    Parameters
    ----------
    segment_id : UUID
        Of a graded segment.

    Returns
    -------
    dict
        As `SegmentCard`; the points of the lines add up to the score.
    """
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
