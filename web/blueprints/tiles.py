"""Vector tiles of every layer: ``/tiles/{layer}/{z}/{x}/{y}.mvt``."""

from __future__ import annotations

from typing import Any, Final

from apiflask import APIBlueprint
from flask import Response, request

from mapper.operations.map_layers import open_tile
from web.clock import now
from web.schemas.map import TileQuery
from web.session import session

blueprint = APIBlueprint("tiles", __name__, enable_openapi=False)
MEDIA_TYPE: Final = "application/vnd.mapbox-vector-tile"


@blueprint.get("/tiles/<layer>/<int:z>/<int:x>/<int:y>.mvt")
@blueprint.input(TileQuery, location="query", arg_name="query")
def tile(layer: str, z: int, x: int, y: int, query: TileQuery) -> Response:  # noqa: ARG001 - the run only tells the browser's cache apart
    """Return one tile, or 304 when the browser has it already.

    Parameters
    ----------
    layer : str
        Key of a layer.
    z, x, y : int
        Zoom, column and row.
    query : TileQuery
        Makes addresses of different runs different.

    Returns
    -------
    Response
        A Mapbox Vector Tile, empty where nothing is.
    """
    served = open_tile(session(), layer, z=z, x=x, y=y, now=now())
    response = Response(mimetype=MEDIA_TYPE)
    response.set_etag(served.version)
    response.cache_control.public = True
    response.cache_control.no_cache = True
    if response.make_conditional(request).status_code != 304:
        response.set_data(served.read())
    return response


def addresses(keys: Any) -> dict[str, str]:
    """Return the address of each layer's tiles.

    Parameters
    ----------
    keys : iterable of str
        Layer keys.

    Returns
    -------
    dict of str to str
        With ``{z}``, ``{x}``, ``{y}`` to be filled in by the map.
    """
    return {key: f"/tiles/{key}/{{z}}/{{x}}/{{y}}.mvt" for key in keys}
