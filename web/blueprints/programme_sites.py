"""Sites of programmes on the map: what can be chosen at a segment."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint

from mapper.operations.programme_sites import choose_site
from web.auth import reader
from web.blueprints.meeting_map import lit_segment
from web.schemas.programme import SiteChoice
from web.session import session

blueprint = APIBlueprint("programme_sites", __name__, url_prefix="/api/v1", tag="programmes")


@blueprint.get("/programmes/sites/<uuid:segment_id>")
@blueprint.output(SiteChoice)
@blueprint.doc(responses={404: "There is no such segment."})
def choose(segment_id: UUID) -> dict[str, Any]:
    """Return what can be chosen as a site at a segment: itself, and the rest of its alley.

    Parameters
    ----------
    segment_id : UUID
        Of the segment.

    Returns
    -------
    dict
        As `SiteChoice`.
    """
    return {"segments": [lit_segment(one) for one in choose_site(session(), segment_id, by=reader())]}
