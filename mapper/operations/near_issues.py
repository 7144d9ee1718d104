"""What may be a double of an issue before it is sent: open, of the same group, and perhaps at the same place."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import numpy as np
import shapely

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.access import districts_for
from mapper.domain.duplicate import NEAR_M, Foot, Street, network_distances
from mapper.domain.new_issue import MOST_DOUBLES, same_group
from mapper.domain.personal_data import redacted
from mapper.domain.placement import NAMED_WITHIN_M, position_sigma
from mapper.domain.reader import Reader
from mapper.spatial.network import SNAP_M, shared_ends
from mapper.store.duplicates import Double, near_doubles
from mapper.store.engine import Session
from mapper.store.near_issues import Around, around, shown_of

PERMISSION: Final = "issue.log"


def near_issues(
    session: Session,
    *,
    lon: float,
    lat: float,
    accuracy_m: float | None,
    category: str,
    segment: UUID | None,
    by: Reader,
) -> list[dict[str, Any]]:
    """List what may be a double.

    Parameters
    ----------
    session : Session
        Only read.
    lon, lat : float
        Where it is seen [degrees].
    accuracy_m : float or None
        68 % radius of that [m], None when unknown.
    category : str
        Id of its category.
    segment : UUID or None
        The segment that a person picked; else the nearest graded one.
    by : Reader
        Who asks: of their districts.

    Returns
    -------
    list of dict
        `MOST_DOUBLES` at most: those whose positions agree, then those that are near along the network, each the nearest
        first.

    Raises
    ------
    UnknownKind
        When there is no such category.
    """
    x, y = transformer(WGS84, KOREA_TM).transform(lon, lat)
    found = near_doubles(
        session,
        x=x,
        y=y,
        sigma=sigma_of(accuracy_m),
        categories=same_group(category),
        codes=districts_for(PERMISSION, by),
        most=MOST_DOUBLES,
    )
    near = likeliest(session, found, x=x, y=y, segment=segment)
    shown = shown_of(session, [one.issue for one in near])
    return [_row(one) | _told(**shown[one.issue]) for one in near]


def sigma_of(accuracy_m: float | None) -> float:
    """Return the standard deviation of a position.

    Parameters
    ----------
    accuracy_m : float or None
        68 % radius [m], None when unknown.

    Returns
    -------
    float
        Of one coordinate [m].
    """
    return float(position_sigma(np.array([accuracy_m], dtype=float))[0])


def likeliest(session: Session, doubles: list[Double], *, x: float, y: float, segment: UUID | None) -> list[Double]:
    """Leave out what is near in a straight line only, such as behind the houses, and then all but the first few.

    Parameters
    ----------
    session : Session
        Only read.
    doubles : list of Double
        What is near a place, as `mapper.store.duplicates.NEAR_DOUBLES` finds it.
    x, y : float
        That place, in EPSG:5179 [m].
    segment : UUID or None
        The segment that a person picked; else the nearest graded one.

    Returns
    -------
    list of Double
        `MOST_DOUBLES` at most: those whose positions agree, then those that are near along the network, each the nearest
        first.
    """
    near = _reachable(session, doubles, x=x, y=y, segment=segment)
    return sorted(near, key=lambda one: (not one.agrees, one.distance_m, one.issue))[:MOST_DOUBLES]


def _reachable(session: Session, doubles: list[Double], *, x: float, y: float, segment: UUID | None) -> list[Double]:
    """Leave out what no way leads to; the network is read for nothing else."""
    unsure = [one for one in doubles if not one.agrees]
    if not unsure:
        return doubles
    network = around(session, x=x, y=y, picked=segment, reach_m=NAMED_WITHIN_M, within_m=NEAR_M)
    near = set() if network is None else _near_along(network, (x, y), unsure)
    return [one for one in doubles if one.agrees or one.issue in near]


def _near_along(network: Around, begin: tuple[float, float], doubles: list[Double]) -> set[UUID]:
    ends = shared_ends(network.lines, within_m=SNAP_M).tolist()
    lengths = shapely.length(network.lines).tolist()
    streets = [Street((one, other), length) for (one, other), length in zip(ends, lengths, strict=True)]
    place = {segment: number for number, segment in enumerate(network.segments)}

    def foot(street: int, x: float, y: float) -> Foot:
        return Foot(street, float(shapely.line_locate_point(network.lines[street], shapely.Point(x, y))))

    there = [(one.issue, foot(place[one.segment], one.x, one.y)) for one in doubles if one.segment in place]
    ways = network_distances(streets, foot(network.own, *begin), [foot for _, foot in there], within_m=NEAR_M)
    return {issue for (issue, _), way in zip(there, ways, strict=True) if way is not None}


def _row(one: Double) -> dict[str, Any]:
    return {
        "id": str(one.issue),
        "category": one.category,
        "severity": one.severity,
        "reported_at": one.reported_at.isoformat(),
        "segment": one.segment and str(one.segment),
        "distance_m": round(one.distance_m, 1),
    }


def _told(*, complaint: str | None, **shown: Any) -> dict[str, Any]:
    return shown | {"complaint": complaint and redacted(complaint)}
