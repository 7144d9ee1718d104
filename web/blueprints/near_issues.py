"""What may be a double of an issue, asked before it is sent."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint

from mapper.operations.near_issues import near_issues
from web.auth import reader
from web.schemas.near_issue import NearIssues, NearQuery
from web.session import session

blueprint = APIBlueprint("near_issues", __name__, url_prefix="/api/v1", tag="field")


@blueprint.get("/issues/near")
@blueprint.input(NearQuery, location="query", arg_name="query")
@blueprint.output(NearIssues)
def listing(query: NearQuery) -> dict[str, Any]:
    """Open issues of the same category group whose place may be the same: one of them may be what you see.

    Parameters
    ----------
    query : NearQuery
        What is seen, and where.

    Returns
    -------
    dict
        As `NearIssues`.
    """
    found = near_issues(
        session(),
        lon=query.lon,
        lat=query.lat,
        accuracy_m=query.accuracy_m,
        category=query.category,
        segment=query.segment,
        by=reader(),
    )
    return {"issues": found}
