"""What may be a double of an issue before it is sent: open, of the same group, and near along the network."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import shapely

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.access import Reach, require
from mapper.domain.duplicate import Foot, Street, network_distances
from mapper.domain.new_issue import DOUBLE_M, MOST_DOUBLES, same_group
from mapper.domain.reader import Reader
from mapper.spatial.network import SNAP_M, shared_ends
from mapper.store.engine import Session
from mapper.store.near_issues import Around, OpenIssue, around, open_issues

PERMISSION: Final = "issue.log"
_REACH_M: Final = 100.0
"""How far a segment may be from a place that is said to be on it [m]."""


def near_issues(
    session: Session, *, lon: float, lat: float, category: str, segment: UUID | None, by: Reader
) -> list[dict[str, Any]]:
    """List what may be a double.

    Parameters
    ----------
    session : Session
        Only read.
    lon, lat : float
        Where it is seen [degrees].
    category : str
        Id of its category.
    segment : UUID or None
        The segment that a person picked; else the nearest graded one.
    by : Reader
        Who asks: of their districts.

    Returns
    -------
    list of dict
        `MOST_DOUBLES` at most within `DOUBLE_M` along the network, the nearest first. What is placed on no segment is
        nowhere along it, and is left out.

    Raises
    ------
    UnknownKind
        When there is no such category.
    """
    codes = None if require(PERMISSION, by) is Reach.ALL or by.districts is None else sorted(by.districts)
    x, y = transformer(WGS84, KOREA_TM).transform(lon, lat)
    network = around(session, x=x, y=y, picked=segment, reach_m=_REACH_M, within_m=DOUBLE_M)
    if network is None:
        return []
    found = open_issues(session, network.segments, same_group(category), codes=codes)
    near = [(far, one) for far, one in zip(_far(network, (x, y), found), found, strict=True) if far is not None]
    return [_shown(far, one) for far, one in sorted(near, key=lambda pair: (pair[0], pair[1].id))[:MOST_DOUBLES]]


def _far(network: Around, begin: tuple[float, float], found: list[OpenIssue]) -> list[float | None]:
    ends = shared_ends(network.lines, within_m=SNAP_M).tolist()
    lengths = shapely.length(network.lines).tolist()
    streets = [Street((one, other), length) for (one, other), length in zip(ends, lengths, strict=True)]
    place = {segment: number for number, segment in enumerate(network.segments)}

    def foot(street: int, x: float, y: float) -> Foot:
        return Foot(street, float(shapely.line_locate_point(network.lines[street], shapely.Point(x, y))))

    others = [foot(place[one.segment_id], one.x, one.y) for one in found]
    return network_distances(streets, foot(network.own, *begin), others, within_m=DOUBLE_M)


def _shown(far: float, one: OpenIssue) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "category": one.category,
        "severity": one.severity,
        "reported_at": one.reported_at.isoformat(),
        "segment": str(one.segment_id),
        "distance_m": round(far, 1),
        "text": one.text,
        "photos": one.photos,
    }
