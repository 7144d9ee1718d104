"""Patrols: one in, from a phone, stored once however often it is sent; and what they looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from apiflask import APIBlueprint

from mapper.domain.calendar import KST, end_of
from mapper.domain.patrol import week_of
from mapper.operations.patrol_desk import looked_at
from mapper.operations.patrols import take_patrol
from web.auth import reader
from web.receiving import RESPONSES, answered, handed_in
from web.schemas.patrol import EXAMPLE, Coverage, CoverageQuery, PatrolReceipt, PatrolReport
from web.sealing import seal
from web.session import session

blueprint = APIBlueprint("patrols", __name__, url_prefix="/api/v1", tag="field")


@blueprint.put("/patrols/<uuid:patrol_id>")
@blueprint.input(PatrolReport, location="json", arg_name="body", example=EXAMPLE)
@blueprint.output(PatrolReceipt, status_code=201)
@blueprint.doc(responses=RESPONSES)
def take(patrol_id: UUID, body: PatrolReport) -> tuple[dict[str, Any], int]:
    """Hand in one patrol under an id that whoever made it chose (UUIDv4); send it again until a receipt is there.

    Parameters
    ----------
    patrol_id : UUID
        A new one for each patrol.
    body : PatrolReport
        As it was walked.

    Returns
    -------
    tuple
        As `PatrolReceipt`, and 201 the first time, 200 after that.
    """
    return answered(*take_patrol(session(), body.patrol(patrol_id), handed_in(), by=reader(), seal=seal()))


@blueprint.get("/patrols/coverage")
@blueprint.input(CoverageQuery, location="query", arg_name="query")
@blueprint.output(Coverage)
def coverage(query: CoverageQuery) -> dict[str, Any]:
    """Segments of a district that patrols looked at in a week and the seven before it.

    Parameters
    ----------
    query : CoverageQuery
        Of which district, and which week.

    Returns
    -------
    dict
        As `Coverage`.
    """
    found = looked_at(session(), query.district, by=reader(), day=query.week)
    return {
        "since": end_of(week_of(query.week) - timedelta(days=1)).isoformat(),
        "segments": [
            {"id": segment, "patrols": count, "last_at": at.astimezone(KST).isoformat()}
            for segment, (count, at) in found.items()
        ],
    }
