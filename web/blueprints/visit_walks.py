"""The walk of a visit: by way of stops in the order given, or in the shortest there is."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint

from mapper.domain.access import require
from mapper.operations.visit_choice import Standing, standings
from mapper.operations.visit_walk import Ends, Leg, PublicPlace, VisitWalk, gone_of, walk
from mapper.operations.visits import PERMISSION
from web.auth import reader
from web.blueprints.board import city_of
from web.schemas.visit import VisitWalk as WalkAnswer
from web.schemas.visit import WalkQuery
from web.session import session

blueprint = APIBlueprint("visit_walks", __name__, url_prefix="/api/v1", tag="visits")


@blueprint.get("/visits/walk")
@blueprint.input(WalkQuery, location="query", arg_name="query")
@blueprint.output(WalkAnswer)
def lead(query: WalkQuery) -> dict[str, Any]:
    """Lead a walk by way of stops: how far it is, when one is where, and what bars wheels on the way.

    Parameters
    ----------
    query : WalkQuery
        Which stops, and whether in the shortest order.

    Returns
    -------
    dict
        As `VisitWalk`.
    """
    require(PERMISSION, reader())
    wanted = query.wanted
    gone = set(gone_of(session(), [stop.segment for stop in wanted]))
    there = [stop for stop in wanted if stop.segment not in gone]
    found = walk(session(), there, Ends(query.begin, query.end), shortest=query.shortest)
    known = standings(city_of(), [one.segment for one in found.stops])
    return {
        "stops": [_stop(found, at, one) for at, one in enumerate(known)],
        "legs": [_leg(leg) for leg in found.legs],
        "begin": found.begin and _end(found.begin),
        "end": found.end and _end(found.end),
        "metres": round(found.metres, 1),
        "minutes": found.table.minutes,
        "is_exact": found.is_exact,
        "gone": sorted(gone),
    }


def _stop(found: VisitWalk, at: int, known: Standing) -> dict[str, Any]:
    segment = found.segments[at]
    return {
        "id": segment.id,
        "name": segment.alley,
        "district": segment.district,
        "grade": known.grade,
        "open_issues": known.open_issues,
        "stay_min": found.stops[at].minutes,
        "after_min": found.table.arrivals[at],
        "line": _line(segment.shown),
    }


def _leg(leg: Leg) -> dict[str, Any]:
    told = {name: getattr(leg, name) for name in ("minutes", "is_guess", "steep", "stairs", "closed")}
    return told | {"metres": round(leg.metres, 1), "line": _line(leg.shown)}


def _end(place: PublicPlace) -> dict[str, Any]:
    return {"name": place.name, "kind": place.kind, "lon": round(place.lon, 7), "lat": round(place.lat, 7)}


def _line(places: Any) -> list[tuple[float, float]]:
    return [(round(lon, 7), round(lat, 7)) for lon, lat in places.tolist()]
