"""Every address of the product that anybody can get, and some that are none."""

from __future__ import annotations

from typing import Any, Final

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from web.access import ROUTES

_NOBODY: Final = "00000000-0000-4000-8000-000000000000"


def public_addresses(session: Session, app: Flask) -> list[str]:
    """Fill in every route of the public part and of the staff's, by the map of the latter: none is left out for its right."""
    values = _values(session)
    found: list[str] = []
    for route in ROUTES:
        for rule in app.url_map.iter_rules(route.endpoint):
            found += _filled(rule, values)
    segments = session.execute(text("SELECT id::text FROM segment WHERE graded ORDER BY id LIMIT 12")).scalars()
    found += [f"/api/v1/segments/{one}" for one in segments]
    found += ["/api/v1/segments?size=500", "/api/v1/search?q=길", "/api/v1/segments?size=0", "/api/v1/search"]
    found += [f"/export/{layer}.{ext}" for layer in ("segments", "issues", "districts") for ext in ("csv", "geojson")]
    found += ["/export/households.csv", "/export/density.geojson", "/export/cases.csv", "/nowhere", "/ko", "/en"]
    found += [f"/tiles/{layer}/{tile}.mvt" for layer in ("segments", "issues", "districts") for tile in values["tiles"]]
    found += ["/tiles/households/14/13967/6325.mvt", "/tiles/density/14/13967/6325.mvt"]
    found += ["/cases", f"/cases/{_NOBODY}", "/cases/new", "/cases/map", "/oversight", "/density", "/plan", "/admin"]
    return sorted(set(found))


def _values(session: Session) -> dict[str, Any]:
    place = session.execute(
        text("SELECT ST_X(p), ST_Y(p) FROM (SELECT ST_Transform(ST_Centroid(ST_Collect(line)), 3857) p FROM segment) s")
    ).one()
    tiles = [_tile(zoom, *place) for zoom in range(20)]
    zoom, x, y = tiles[14].split("/")
    segment = session.execute(text("SELECT id::text FROM segment WHERE graded ORDER BY id LIMIT 1")).scalar_one()
    return {
        "tiles": tiles, "layer": "segments", "z": zoom, "x": x, "y": y, "segment_id": segment, "code": "ko",
        "filename": "css/golmok.css", "name": "ko", "public_sha256": "0" * 64, "sha256": "0" * 64, "token": "nobody",
        "number": 0, "key": "nothing",
    }  # fmt: skip


def _tile(zoom: int, x: float, y: float) -> str:
    half, count = 20037508.342789244, 2**zoom
    column, row = int((x + half) / (2 * half) * count), int((half - y) / (2 * half) * count)
    return f"{zoom}/{column}/{row}"


def _filled(rule: Any, values: dict[str, Any]) -> list[str]:
    if "GET" not in (rule.methods or ()):
        return []
    asked = {name: values.get(name, _NOBODY) for name in rule.arguments}
    try:
        return [rule.build(asked, append_unknown=False)[1]]
    except (ValueError, TypeError):
        return []
