"""The frames of the public map, for one file or a notebook."""

from __future__ import annotations

from datetime import datetime

import geopandas as gpd

from mapper.domain.disclosure import public_point_labels
from mapper.domain.issue import PUBLICATION_DELAY
from mapper.operations.maps import look
from mapper.store import map_frames
from mapper.store.engine import Session
from mapper.store.tiles import PublicIssues


def public_frames(session: Session, *, now: datetime) -> dict[str, gpd.GeoDataFrame]:
    """Read what every layer of the public map draws.

    Parameters
    ----------
    session : Session
        Only read.
    now : datetime
        Decides which issues are public yet.

    Returns
    -------
    dict of str to GeoDataFrame
        By layer key, each by the contract of its layer.
    """
    view = look(session, now=now).view
    public = PublicIssues(public_point_labels(), now - PUBLICATION_DELAY)
    return {
        "districts": map_frames.district_areas(session),
        "roads": map_frames.context_roads(session, view),
        "segments": map_frames.graded_lines(session, view),
        "issues": map_frames.public_issues(session, view, public),
    }
