"""``export-geojson``: the graded segments of the city as a GeoJSON file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import geopandas as gpd
import pyogrio

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal, milliseconds
from mapper.domain.reader import public_reader
from mapper.operations import ready_features
from mapper.operations.exports import Wanted, open_export, take_out
from web.clock import now

SAME_DEGREES: Final = 1e-6
"""GDAL writes 126.9999996 as 127, whatever precision it is asked for."""


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    with TemporaryDirectory(prefix="golmok-bench-") as folder:
        mine, theirs = Path(folder, "ours.geojson"), Path(folder, "theirs.geojson")
        with city.sessions.begin() as session:
            ready_features.prepare(session, now=now())  # as after every official run
        _export(city, mine)
        frame = gpd.GeoDataFrame.from_features(_features(mine), crs="OGC:CRS84")
        yield Sides(
            ours=lambda: milliseconds(lambda: _export(city, mine)),
            peer=lambda: milliseconds(lambda: _to_file(frame, theirs)),
            check=lambda: _check(city, frame, mine, theirs),
        )


def _export(city: City, path: Path) -> None:
    with city.app.extensions["golmok_sessions"]() as session, path.open("wb") as file:
        export = open_export(session, Wanted("segments", "geojson"), by=public_reader("bench"), now=now())
        for piece in take_out(session, export, folder=path.parent, paint={}):
            file.write(piece)


def _to_file(frame: gpd.GeoDataFrame, path: Path) -> None:
    frame.to_file(path, driver="GeoJSON", COORDINATE_PRECISION=7)


def _features(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["features"]
    return found


def _check(city: City, frame: gpd.GeoDataFrame, mine: Path, theirs: Path) -> None:
    """See that both files hold the same features, with the same properties and coordinates."""
    _export(city, mine)
    _to_file(frame, theirs)
    ours, peers = _features(mine), _features(theirs)
    same = [one["properties"] for one in ours] == [one["properties"] for one in peers]
    shapes = (gpd.GeoDataFrame.from_features(features).geometry for features in (ours, peers))
    first, second = shapes
    if not same or not first.geom_equals_exact(second, SAME_DEGREES).all() or len(ours) != len(city.graded):
        message = f"{len(ours)} features of ours and {len(peers)} of the peer are not the same"
        raise Unequal(message)


COMPARISON: Final = Comparison(
    name="export-geojson",
    unit="ms",
    peer=f"geopandas {gpd.__version__} to_file (pyogrio {pyogrio.__version__})",
    equal=(
        "every graded segment with the same properties and 7 decimals, written to a file of the same folder; both files "
        "are read back and compared feature by feature"
    ),
    unequal=(
        "ours reads strips from the database, made once after the run, and puts their columns together; the peer begins "
        "with a frame in degrees that is in memory already, and rounds a coordinate that is within half a millionth of a "
        "whole degree"
    ),
    sides=_sides,
    bar=4,
)
