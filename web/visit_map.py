"""A visit as a map in one file that opens from disk without a network: the public map around it, the way, and its stops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import geopandas as gpd
import shapely

from layers import LAYERS
from layers.compose import build_shell
from layers.visit_route import VisitRoute
from mapper.domain.paper import Extent
from mapper.domain.visit_file import rounded
from mapper.operations.database import Session
from mapper.operations.map_layers import public_frames
from mapper.operations.visit_pack import Pack
from web.standalone import facts_of, written

_AROUND_M: Final = 400.0
"""How much of the city is drawn around the visit [m]."""


def visit_map(session: Session, pack: Pack, *, city: str, now: datetime) -> str:
    """Write the map.

    Parameters
    ----------
    session : Session
        Only read.
    pack : Pack
        Of the visit.
    city : str
        Name of the city.
    now : datetime
        Decides which issues are public yet.

    Returns
    -------
    str
        HTML, with what the public may see, the way and the order of the stops.
    """
    near = _around(pack.extent)
    frames = {key: _near(frame, near) for key, frame in public_frames(session, now=now, near=near).items()}
    frames["shops"] = _wordless(frames["shops"])
    numbers = _numbered(frames, [str(stop.segment.id) for stop in pack.stops])
    way = pack.file.line
    shell = build_shell(
        [layer(frames[layer.key], show=True) for layer in LAYERS],
        bounds=_seen([*way, *(place for _, place in pack.marks)]),
        over=[VisitRoute(way, pack.marks)],
    )
    cards = {numbers[str(stop.segment.id)]: _card(stop.card, numbers) for stop in pack.stops}
    facts = facts_of(session, frames, cards, city=city, now=now)
    return written(shell, replace(facts, run=_by_day(facts.run), visit=_told(pack, numbers)))


def _wordless(shops: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Leave out what shops wrote of themselves: no file of a visit has free words or times of day (trust: R2)."""
    return shops.assign(**{name: shops[name].where(shops[name].isna()) for name in ("hours", "services")})


def _numbered(frames: Mapping[str, gpd.GeoDataFrame], stops: Sequence[str]) -> dict[str, str]:
    """Put numbers of the file in place of the ids of segments: it links to nothing that is kept here."""
    ids = [one for frame in frames.values() if "id" in frame.columns for one in frame["id"]]
    numbers = {one: str(number) for number, one in enumerate(dict.fromkeys([*ids, *stops]), 1)}
    for frame in frames.values():
        if "id" in frame.columns:
            frame["id"] = frame["id"].map(numbers)
    return numbers


def _card(card: Mapping[str, Any], numbers: Mapping[str, str]) -> dict[str, Any]:
    return {**card, "id": numbers[card["id"]], "run": card["run"] and _by_day(card["run"])}


def _by_day(run: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a run by days: no file of a visit tells of anything finer."""
    kept = {name: run[name] for name in ("as_of", "rubric", "parameters") if name in run}
    return kept | ({"known_at": run["known_at"][: len("2026-01-01")]} if "known_at" in run else {})


def _told(pack: Pack, numbers: Mapping[str, str]) -> dict[str, Any]:
    file = pack.file
    return {
        "day": file.day.isoformat(),
        "expires": file.expires.isoformat(),
        "export": str(file.export),
        "metres": file.metres,
        "minutes": file.minutes,
        "stops": [
            vars(one) | {"segment": numbers[str(stop.segment.id)], "place": one.place and rounded(one.place)}
            for one, stop in zip(file.stops, pack.stops, strict=True)
        ],
    }


def _around(place: Extent) -> shapely.Polygon:
    return shapely.box(place.west, place.south, place.east, place.north).buffer(_AROUND_M, cap_style="square")


def _near(frame: gpd.GeoDataFrame, near: shapely.Polygon) -> gpd.GeoDataFrame:
    return frame[frame.intersects(near)].reset_index(drop=True)


def _seen(places: list[tuple[float, float]]) -> tuple[float, float, float, float] | None:
    if not places:
        return None
    lon, lat = zip(*places, strict=True)
    return min(lon), min(lat), max(lon), max(lat)
