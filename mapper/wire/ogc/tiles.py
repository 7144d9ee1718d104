"""Documents of OGC API Tiles (OGC 20-057) for vector tiles in the web's own scheme, WebMercatorQuad (OGC 17-083r4, D.1), and TileJSON 3.0."""

from __future__ import annotations

from math import floor, log, pi, radians, tan
from typing import Final

from mapper.crs import WEB_MERCATOR
from mapper.domain.tile import WORLD_M, TileAddress
from mapper.domain.tiled_layer import TiledLayer
from mapper.wire.ogc.documents import Document, Extent
from mapper.wire.ogc.links import JSON, Addresses, both_ways, link
from mapper.wire.ogc.reference_systems import CRS84

MVT: Final = "application/vnd.mapbox-vector-tile"
SCHEME: Final = "WebMercatorQuad"
DEEPEST: Final = 22
STRETCHED_FROM: Final = 15
"""Maps stretch tiles of this zoom instead of asking for deeper ones: nothing is left out of them."""

SCHEME_URI: Final = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{SCHEME}"
MERCATOR_URI: Final = f"http://www.opengis.net/def/crs/EPSG/0/{WEB_MERCATOR}"
TILESETS: Final = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
"""Relation of a collection to its tiles."""

SCHEMES: Final = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
"""Relation of the landing page to how the world is cut up."""

STYLES: Final = "http://www.opengis.net/def/rel/ogc/1.0/styles"
"""Relation of the landing page to how maps draw it."""

CONFORMS_TO: Final = (
    *(
        f"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{name}"
        for name in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt", "oas30")
    ),
    *(
        f"http://www.opengis.net/spec/tms/2.0/conf/{name}"
        for name in ("tilematrixset", "json-tilematrixset", "tilesetmetadata", "json-tilesetmetadata")
    ),
)

_SIDE_PIXELS: Final = 256
_PIXEL_M: Final = 0.00028
"""What a scale takes a pixel for (OGC 17-083r4, 6.1)."""

_SCHEME_OF: Final = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
_DIMENSIONS: Final = {"Point": 0, "LineString": 1, "MultiPolygon": 2}


def links_of_landing(at: Addresses) -> list[dict[str, str]]:
    """Return what the landing page leads to besides.

    Parameters
    ----------
    at : Addresses
        Where things are.

    Returns
    -------
    list of dict
        How the world is cut up, and how maps draw it.
    """
    return [
        link(at.of("tileMatrixSets"), SCHEMES, JSON, "타일 나눔"),
        link(at.of("styles"), STYLES, JSON, "그리는 방법"),
    ]


def link_of_collection(at: Addresses, of: TiledLayer) -> dict[str, str]:
    """Return the way from a collection to its tiles.

    Parameters
    ----------
    at : Addresses
        Where things are.
    of : TiledLayer
        Which.

    Returns
    -------
    dict
        A link.
    """
    return link(at.of("collections", of.key, "tiles"), TILESETS, JSON, f"{of.label} 타일")


def schemes(at: Addresses, shown: str) -> Document:
    """Return the list of how the world is cut up: one way.

    Parameters
    ----------
    at : Addresses
        Where things are.
    shown : {"json", "html"}
        In which form it is answered.

    Returns
    -------
    dict
        Tile matrix sets.
    """
    there = link(at.of("tileMatrixSets", SCHEME), "self", JSON, SCHEME)
    return {
        "title": "타일 나눔",
        "links": both_ways(at.of("tileMatrixSets"), shown, JSON, title="타일 나눔"),
        "tileMatrixSets": [{"id": SCHEME, "title": SCHEME, "uri": SCHEME_URI, "crs": MERCATOR_URI, "links": [there]}],
    }


def scheme() -> Document:
    """Return how the world is cut up.

    Returns
    -------
    dict
        A tile matrix set with a matrix for each zoom.
    """
    return {
        "id": SCHEME,
        "title": SCHEME,
        "uri": SCHEME_URI,
        "crs": MERCATOR_URI,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [_matrix(zoom) for zoom in range(DEEPEST + 1)],
    }


def _matrix(zoom: int) -> Document:
    cell = WORLD_M / _SIDE_PIXELS / 2**zoom
    return {
        "id": str(zoom),
        "scaleDenominator": cell / _PIXEL_M,
        "cellSize": cell,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-WORLD_M / 2, WORLD_M / 2],
        "tileWidth": _SIDE_PIXELS,
        "tileHeight": _SIDE_PIXELS,
        "matrixWidth": 2**zoom,
        "matrixHeight": 2**zoom,
    }


def tilesets(at: Addresses, of: TiledLayer, shown: str) -> Document:
    """Return the list of the tile sets of a collection: one.

    Parameters
    ----------
    at : Addresses
        Where things are.
    of : TiledLayer
        The one.
    shown : {"json", "html"}
        In which form it is answered.

    Returns
    -------
    dict
        With a link to it.
    """
    path = ("collections", of.key, "tiles")
    return {
        "title": f"{of.label} 타일",
        "links": both_ways(at.of(*path), shown, JSON, title=f"{of.label} 타일"),
        "tilesets": [
            {
                **_named(of),
                "links": [
                    link(at.of(*path, SCHEME), "self", JSON, f"{of.label} 타일"),
                    link(at.of("tileMatrixSets", SCHEME), _SCHEME_OF, JSON, SCHEME),
                ],
            }
        ],
    }


def tileset(at: Addresses, of: TiledLayer, extent: Extent | None) -> Document:
    """Return what a tile set is.

    Parameters
    ----------
    at : Addresses
        Where things are.
    of : TiledLayer
        Which.
    extent : tuple of float or None
        West, south, east and north of the city [degrees]; None while it is empty.

    Returns
    -------
    dict
        With the template of the addresses of its tiles.
    """
    here = at.of("collections", of.key, "tiles", SCHEME)
    item = link(f"{here}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}", "item", MVT, f"{of.label} 타일 하나")
    found: Document = {
        **_named(of),
        "links": [
            link(f"{here}?f=json", "self", JSON, f"{of.label} 타일"),
            link(f"{here}?f=tilejson", "alternate", JSON, f"{of.label} 타일 (TileJSON)"),
            {**item, "templated": True},
            link(at.of("tileMatrixSets", SCHEME), _SCHEME_OF, JSON, SCHEME),
            link(at.of("collections", of.key), "http://www.opengis.net/def/rel/ogc/1.0/geodata", JSON, of.label),
        ],
        "layers": [
            {
                "id": of.key,
                "title": of.label,
                "dataType": "vector",
                "geometryDimension": _DIMENSIONS[of.shape],
                "minTileMatrix": "0",
                "maxTileMatrix": str(STRETCHED_FROM),
                "propertiesSchema": {
                    "type": "object",
                    "properties": {name: {"type": kind.lower()} for name, kind in of.fields.items()},
                },
            }
        ],
    }
    if extent is not None:
        west, south, east, north = extent
        found["boundingBox"] = {"lowerLeft": [west, south], "upperRight": [east, north], "crs": CRS84.uri}
        found["tileMatrixSetLimits"] = [_limits(zoom, extent) for zoom in range(STRETCHED_FROM + 1)]
    return found


def tilejson(of: TiledLayer, template: str, extent: Extent | None, attribution: str) -> Document:
    """Return TileJSON 3.0 of a tile set.

    Parameters
    ----------
    of : TiledLayer
        Which.
    template : str
        Address of its tiles with ``{z}``, ``{x}`` and ``{y}``.
    extent : tuple of float or None
        West, south, east and north of the city [degrees]; None while it is empty.
    attribution : str
        Whose it is.

    Returns
    -------
    dict
        As maps of others read it.
    """
    found: Document = {
        "tilejson": "3.0.0",
        "name": of.label,
        "attribution": attribution,
        "scheme": "xyz",
        "tiles": [template],
        "minzoom": 0,
        "maxzoom": STRETCHED_FROM,
        "vector_layers": [{"id": of.key, "description": of.label, "fields": dict(of.fields)}],
    }
    if extent is not None:
        west, south, east, north = extent
        found |= {"bounds": [west, south, east, north], "center": [(west + east) / 2, (south + north) / 2, 13]}
    return found


def square_at(zoom: int, lon: float, lat: float) -> TileAddress:
    """Return the square that a place lies in.

    Parameters
    ----------
    zoom : int
        Of the square.
    lon, lat : float
        The place [degrees].

    Returns
    -------
    TileAddress
        Inside the world.
    """
    side = 2**zoom
    up = log(tan(pi / 4 + radians(lat) / 2))
    across, down = (lon + 180) / 360 * side, (1 - up / pi) / 2 * side
    return TileAddress(zoom, *(min(max(floor(number), 0), side - 1) for number in (across, down)))


def _limits(zoom: int, extent: Extent) -> Document:
    west, south, east, north = extent
    first, last = square_at(zoom, west, north), square_at(zoom, east, south)
    return {
        "tileMatrix": str(zoom),
        "minTileRow": first.y,
        "maxTileRow": last.y,
        "minTileCol": first.x,
        "maxTileCol": last.x,
    }


def _named(of: TiledLayer) -> Document:
    return {
        "title": f"{of.label} 타일",
        "dataType": "vector",
        "crs": MERCATOR_URI,
        "tileMatrixSetURI": SCHEME_URI,
        "tileMatrixSetId": SCHEME,
    }
