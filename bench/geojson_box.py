"""``geojson-box``: the graded segments of one neighbourhood as GeoJSON, for a map or another system that asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import shapely
from sqlalchemy import text

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal, milliseconds
from mapper.crs import WGS84
from mapper.domain.reader import public_reader
from mapper.operations import ready_features
from mapper.operations.database import Session
from mapper.operations.exports import Wanted, open_export, take_out
from mapper.store.grades import IN_NETWORK
from web.clock import now

HALF_SIDE: Final = 0.0075
"""Of a box about 1.5 km wide [degrees]."""

BOXES: Final = 5
COLUMNS: Final = ("id", "name", "overall", "residential", "walking", "confidence")
Box = tuple[float, float, float, float]

_PEER: Final = f"""
    SELECT segment.id::text AS id, alley.name, overall_grade AS overall, residential_grade AS residential,
        walking_grade AS walking, confidence_level AS confidence, ST_Transform(line, {WGS84}) AS line
    FROM segment JOIN alley ON alley.id = alley_id LEFT JOIN grade ON run_id = :run AND grade.segment_id = segment.id
    WHERE graded AND {IN_NETWORK}
        AND line && ST_Transform(ST_MakeEnvelope(:west, :south, :east, :north, {WGS84}), 5179)
        AND ST_Intersects(ST_Transform(line, {WGS84}), ST_MakeEnvelope(:west, :south, :east, :north, {WGS84}))
"""


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    boxes = _boxes(city)
    with city.sessions() as session:
        ready_features.prepare(session, now=now())  # as after every official run
        session.connection().exec_driver_sql("SET max_parallel_workers_per_gather = 0")  # as a web worker has it
        yield Sides(
            ours=lambda: milliseconds(lambda: [_ours(session, box) for box in boxes]) / len(boxes),
            peer=lambda: milliseconds(lambda: [_peer(session, city, box) for box in boxes]) / len(boxes),
            check=lambda: _check(session, city, boxes),
        )


def _boxes(city: City) -> list[Box]:
    """Put boxes around segments that lie spread over the city."""
    every = max(len(city.graded) // BOXES, 1)
    middles = shapely.get_coordinates(shapely.centroid(city.graded.geometry.to_numpy()[::every][:BOXES]))
    return [(x - HALF_SIDE, y - HALF_SIDE, x + HALF_SIDE, y + HALF_SIDE) for x, y in middles]


def _ours(session: Session, box: Box) -> bytes:
    wanted = Wanted("segments", "geojson", columns=COLUMNS, box=box)
    export = open_export(session, wanted, by=public_reader("bench"), now=now())
    return b"".join(take_out(session, export, folder=Path(), paint={}))


def _peer(session: Session, city: City, box: Box) -> str:
    values = {"run": city.run.id, "network": now(), **dict(zip(("west", "south", "east", "north"), box, strict=True))}
    frame = gpd.read_postgis(text(_PEER), session.connection(), geom_col="line", params=values)
    written: str = frame.set_index("id", drop=False).to_json()
    return written


def _check(session: Session, city: City, boxes: list[Box]) -> None:
    for box in boxes:
        ours, peers = (_features(made) for made in (_ours(session, box), _peer(session, city, box)))
        same = {key: one["properties"] for key, one in ours.items()} == {
            key: one["properties"] for key, one in peers.items()
        }
        lines = [
            gpd.GeoSeries([shapely.from_geojson(json.dumps(side[key]["geometry"])) for key in sorted(ours)])
            for side in (ours, peers)
            if side.keys() == ours.keys()
        ]
        if not same or not lines[0].geom_equals_exact(lines[-1], 1e-7).all():
            message = f"{len(ours)} features of ours and {len(peers)} of the peer in {box} are not the same"
            raise Unequal(message)


def _features(written: bytes | str) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in json.loads(written)["features"]}


COMPARISON: Final = Comparison(
    name="geojson-box",
    unit="ms",
    peer=f"geopandas {gpd.__version__} read_postgis and to_json",
    equal="features, six properties and coordinates to 1e-7 degrees in each of five boxes about 1.5 km wide",
    unequal=(
        "ours reads strips, made once after the run, and the peer the tables; ours writes seven decimals and a fixed order, "
        "the peer as many digits as there are and none"
    ),
    sides=_sides,
    bar=15,
)
