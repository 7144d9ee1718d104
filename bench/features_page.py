"""``features-page``: a thousand features of a box by OGC API Features, as a GIS program asks for them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import shapely
import yaml
from sqlalchemy import text

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal
from bench.peers import pinned
from bench.served import Served, served
from mapper.crs import WGS84
from mapper.domain.reader import public_reader
from mapper.operations import ready_features
from mapper.operations.exports import Wanted, open_export
from mapper.store.cluster import DATABASE
from mapper.store.cluster.configuration import OWNER_ROLE
from mapper.store.engine import make_engine
from mapper.store.export_rows import statement
from web.clock import now

PEER: Final = f"pygeoapi {pinned('pygeoapi')} on gunicorn {pinned('gunicorn')}, four processes"
CONNECTIONS: Final = 32
SECONDS: Final = 20
"""Of each run: the peer takes seconds a page."""

PAGE: Final = 1_000
BOXES: Final = 10
_TABLE: Final = "graded_for_pygeoapi"
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Pages:
    ours: Served
    peer: Served
    our_paths: list[str]
    peer_paths: list[str]


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    boxes = _boxes(city)
    with city.sessions.begin() as session:
        ready_features.prepare(session, now=now())  # as after every official run
    environment = os.environ | {"GOLMOK_DATA_DIR": str(city.app.config["DATA_DIR"])}
    command = [sys.executable, "-m", "bench.tile_server", "kept", "--processes", "2", "--port", "{port}"]
    with served(command, environment, alive="/healthz") as ours, _pygeoapi_over(city) as peer:
        asked = [f"items?f=json&limit={PAGE}&bbox={','.join(map(str, box))}" for box in boxes]
        pages = _Pages(
            ours,
            peer,
            [f"/ogc/collections/segments/{one}" for one in asked],
            [f"/collections/graded/{one}" for one in asked],
        )
        yield Sides(
            ours=lambda: ours.ask(pages.our_paths, CONNECTIONS, seconds=SECONDS).ms,
            peer=lambda: peer.ask(pages.peer_paths, CONNECTIONS, seconds=SECONDS).ms,
            check=lambda: _check(pages),
        )


def _boxes(city: City) -> list[Box]:
    """Put boxes around segments that lie spread over the city, each just large enough for a page."""
    middles = shapely.centroid(city.graded.geometry.to_numpy())
    every = max(len(middles) // BOXES, 1)
    boxes = []
    for middle in middles[::every][:BOXES]:
        far = sorted(shapely.distance(middle, middles))[min(PAGE, len(middles) - 1)]
        boxes.append((middle.x - far, middle.y - far, middle.x + far, middle.y + far))
    return boxes


@contextmanager
def _pygeoapi_over(city: City) -> Iterator[Served]:
    """Copy what we show into a table that pygeoapi can serve, and start it."""
    address = city.sessions.kw["bind"].url
    owner = make_engine(address.set(username=OWNER_ROLE).render_as_string(hide_password=False))
    with city.sessions() as session:
        export = open_export(session, Wanted("segments", "geojson"), by=public_reader("bench"), now=now())
    rows = statement(export.selection, f"ST_Transform(line, {WGS84})::geometry(LineString, {WGS84}) AS shape")
    try:
        with owner.begin() as connection, TemporaryDirectory() as folder:
            connection.execute(text(f"DROP TABLE IF EXISTS {_TABLE}"))
            connection.execute(text(f"CREATE TABLE {_TABLE} AS {rows}"), dict(export.selection.values))
            connection.execute(text(f"ALTER TABLE {_TABLE} ADD PRIMARY KEY (id)"))
            connection.execute(text(f"CREATE INDEX ON {_TABLE} USING gist (shape)"))
            connection.execute(text(f"ANALYZE {_TABLE}"))
            connection.commit()
            with _started(Path(folder), str(address.query["host"]), int(str(address.query["port"]))) as running:
                yield running
        with owner.begin() as connection:
            connection.execute(text(f"DROP TABLE {_TABLE}"))
    finally:
        owner.dispose()


@contextmanager
def _started(folder: Path, host: str, port: int) -> Iterator[Served]:
    configured, described = folder / "pygeoapi.yml", folder / "openapi.json"
    configured.write_text(yaml.safe_dump(_configuration(host, port)), "utf-8")
    described.write_text(
        json.dumps({"openapi": "3.0.2", "info": {"title": "peer", "version": "1"}, "paths": {}}), "utf-8"
    )
    environment = os.environ | {"PYGEOAPI_CONFIG": str(configured), "PYGEOAPI_OPENAPI": str(described)}
    command = [sys.executable, "-m", "gunicorn", "--workers", "4", "--bind", "127.0.0.1:{port}", "--log-level", "error"]
    with served([*command, "pygeoapi.flask_app:APP"], environment, alive="/collections?f=json") as running:
        yield running


def _configuration(host: str, port: int) -> dict[str, Any]:
    told = {"title": {"en": "peer"}, "description": {"en": "peer"}, "keywords": {"en": ["peer"]}}
    provider = {
        "type": "feature",
        "name": "PostgreSQL",
        "data": {
            "host": host,
            "port": port,
            "dbname": DATABASE,
            "user": OWNER_ROLE,
            "password": "",
            "search_path": ["public"],
        },
        "id_field": "id",
        "table": _TABLE,
        "geom_field": "shape",
    }
    graded = {
        "type": "collection",
        **told,
        "links": [],
        "extents": {"spatial": {"bbox": [124, 33, 132, 39], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
        "providers": [provider],
    }
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": 80},
            "url": "http://127.0.0.1",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "gzip": True,
            "languages": ["en"],
            "limits": {"default_items": 10, "max_items": 10_000, "on_exceed": "throttle"},
            "map": {"url": "", "attribution": ""},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {**told, "terms_of_service": "", "url": "http://127.0.0.1"},
            "license": {"name": "none", "url": ""},
            "provider": {"name": "peer", "url": ""},
            "contact": {"name": "peer"},
        },
        "resources": {"graded": graded},
    }


def _check(pages: _Pages) -> None:
    """See that both have as many, and on their first pages the same of the same."""
    for our_path, peer_path in zip(pages.our_paths, pages.peer_paths, strict=True):
        ours, peer = (json.loads(side.get(at)[0]) for side, at in ((pages.ours, our_path), (pages.peer, peer_path)))
        counted = [(page["numberMatched"], page["numberReturned"]) for page in (ours, peer)]
        theirs = {one["id"]: one for one in peer["features"]}
        same = [one for one in ours["features"] if one["id"] in theirs]
        differing = [one["id"] for one in same if not _alike(one, theirs[one["id"]])]
        if counted[0] != counted[1] or counted[0][1] != PAGE or not same or differing:
            message = f"{our_path}: {counted}, {len(same)} in both, of which differ {differing[:3]}"
            raise Unequal(message)


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    shapes = [shapely.get_coordinates(shapely.geometry.shape(feature["geometry"])) for feature in (one, other)]
    values = [{_plain(value) for value in feature["properties"].values()} for feature in (one, other)]
    near = shapes[0].shape == shapes[1].shape and bool((abs(shapes[0] - shapes[1]) < 1e-6).all())
    return near and values[1] <= values[0]


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, int | float) else value


COMPARISON: Final = Comparison(
    name="features-page",
    unit="ms a page",
    peer=PEER,
    equal=(
        f"pages of {PAGE} segments in {BOXES} boxes, at {CONNECTIONS} connections, from the same database, with the same "
        "properties and the number of all that match; as many in each box, and what both send is alike to 1e-6 degrees"
    ),
    unequal=(
        "the peer reads a table in which the grades are joined already and shapes are in degrees, and has four processes "
        "to our two; ours reads strips, made once after the run, and it names properties in English and orders by its own way"
    ),
    sides=_sides,
    bar=5,
)
