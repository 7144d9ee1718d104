"""Vector tiles of every layer: ``/tiles/{layer}/{z}/{x}/{y}.mvt``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from apiflask import APIBlueprint
from flask import Flask, Response, current_app, request

from mapper.errors import GolmokError
from mapper.operations.public_tiles import FinishedTile, PublicTiles, TileAddress
from web.clock import now
from web.schemas.map import TileQuery
from web.security import FOR_ALL, HEADERS

blueprint = APIBlueprint("tiles", __name__, enable_openapi=False)
MEDIA_TYPE: Final = "application/vnd.mapbox-vector-tile"
CACHING: Final = "no-cache, public"
"""Kept by every cache and asked after each time, as a tile changes with the city and not with its address."""

_ADDRESS: Final = re.compile(r"/tiles/([a-z]{1,20})/(\d{1,2})/(\d{1,8})/(\d{1,8})\.mvt", re.ASCII)
_FAULT: Final = "golmok.tile_fault"
"""Where the environment of WSGI holds what went wrong in front of Flask; no header of a request has such a name."""
_REFUSES_GZIP: Final = re.compile(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)", re.IGNORECASE)

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


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
    fault: GolmokError | None = request.environ.get(_FAULT)
    if fault is not None:
        raise fault
    return answer_tile(public_tiles().get(layer, TileAddress(z, x, y)))


def answer_tile(found: FinishedTile) -> Response:
    """Answer the present request with a tile.

    Parameters
    ----------
    found : FinishedTile
        From `public_tiles`.

    Returns
    -------
    Response
        Compressed for who takes that; 304 for who has it already.
    """
    status, headers, body = _answer(found, request.environ)
    return Response(body, status, headers)


def public_tiles() -> PublicTiles:
    """Return the tiles of this application.

    Returns
    -------
    PublicTiles
        The one of `init_tiles`.
    """
    tiles: PublicTiles = current_app.extensions["golmok_tiles"]
    return tiles


def init_tiles(app: Flask) -> None:
    """Answer for tiles in front of Flask, which takes ten times as long to find out that everyone may see them.

    What is not simply a tile that anybody asks for, such as one asked for with a token, goes on to Flask.

    Parameters
    ----------
    app : Flask
        With the maker of sessions; its WSGI application is wrapped.
    """
    tiles = PublicTiles(lambda: app.extensions["golmok_sessions"](), now)  # noqa: PLW0108 - tests give another maker later
    app.extensions["golmok_tiles"] = tiles
    app.wsgi_app = _in_front(tiles, app.wsgi_app)  # type: ignore[method-assign,assignment] # Flask's own way of wrapping


def _in_front(tiles: PublicTiles, flask: Wsgi) -> Wsgi:
    always = [(name, value) for name, value in HEADERS.items() if name not in FOR_ALL]

    def serve(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        asked = _ADDRESS.fullmatch(environ["PATH_INFO"])
        is_plain = environ["REQUEST_METHOD"] == "GET" and not environ.get("QUERY_STRING")
        if asked is None or not is_plain or "HTTP_AUTHORIZATION" in environ:
            return flask(environ, start)
        try:
            found = tiles.get(asked[1], TileAddress(int(asked[2]), int(asked[3]), int(asked[4])))
        except GolmokError as error:
            return flask(environ | {_FAULT: error}, start)  # which knows how to say it, and need not wait for it again
        status, headers, body = _answer(found, environ)
        start(status, headers + always)
        return [body]

    return serve


def _answer(found: FinishedTile, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
    # A weak one, as the same tile is sent compressed and plain.
    etag = f'W/"{found.etag}"'
    headers = [("ETag", etag), ("Cache-Control", CACHING), ("Vary", "Accept-Encoding"), *FOR_ALL.items()]
    if found.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        return "304 NOT MODIFIED", headers, b""
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    is_compressed = "gzip" in accepted and not _REFUSES_GZIP.search(accepted)
    body = found.body if is_compressed else found.content
    if is_compressed:
        headers.append(("Content-Encoding", "gzip"))
    headers += [("Content-Type", MEDIA_TYPE), ("Content-Length", str(len(body)))]
    return "200 OK", headers, body


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
