"""OGC API Tiles below ``/ogc``, with TileJSON, a style for maps of others, and a project that QGIS opens.

Tiles are the same for everybody: what a token sees more of comes in pages alone.
"""

from __future__ import annotations

import re
from typing import Final

from apiflask import APIBlueprint
from flask import Response, request

from layers.maplibre import SHOWN, maplibre_style
from layers.qgis import QgisLayer, qgis_project, qgis_style
from layers.style import DARK, LIGHT
from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.export_layer import Detail
from mapper.domain.export_layers import EXPORT_LAYERS
from mapper.errors import NotFound
from mapper.operations.public_tiles import TileAddress
from mapper.operations.tilesets import tiled_layer
from mapper.wire.ogc import styles as sheets
from mapper.wire.ogc import tiles as documents
from mapper.wire.ogc.query import read_parameters
from web.auth import reader
from web.blueprints.tiles import answer_tile, public_tiles
from web.ogc_answers import answer, asked_form, at, city, city_extent, in_json, init_answers

blueprint = APIBlueprint("ogc_tiles", __name__, url_prefix="/ogc", enable_openapi=False)
init_answers(blueprint)

_THEMES: Final = {"grades": LIGHT, "grades-dark": DARK}
_NUMBER: Final = re.compile(r"\d{1,8}", re.ASCII)


@blueprint.get("/tileMatrixSets")
def schemes() -> Response:
    """Say how the world is cut up.

    Returns
    -------
    Response
        The one way.
    """
    return answer(documents.schemes(at(), asked_form()), "ogc/listing.html")


@blueprint.get("/tileMatrixSets/<key>")
def scheme(key: str) -> Response:
    """Say how the world is cut up at each zoom.

    Parameters
    ----------
    key : str
        Of a tile matrix set.

    Returns
    -------
    Response
        Its definition.
    """
    _require_scheme(key)
    _only("f", forms=("json",))
    return in_json(documents.scheme())


@blueprint.get("/collections/<key>/tiles")
def tilesets(key: str) -> Response:
    """List the tile sets of a collection.

    Parameters
    ----------
    key : str
        Of a collection.

    Returns
    -------
    Response
        The one.
    """
    return answer(documents.tilesets(at(), tiled_layer(key, reader()), asked_form()), "ogc/listing.html")


@blueprint.get("/collections/<key>/tiles/<scheme_key>")
def tileset(key: str, scheme_key: str) -> Response:
    """Say what a tile set is, as the standard has it or as TileJSON.

    Parameters
    ----------
    key : str
        Of a collection.
    scheme_key : str
        Of a tile matrix set.

    Returns
    -------
    Response
        With the template of the addresses of its tiles.
    """
    _require_scheme(scheme_key)
    layer = tiled_layer(key, reader())
    if _only("f", forms=("json", "tilejson")) == "tilejson":
        return in_json(documents.tilejson(layer, _template(key), city_extent(), city()))
    return in_json(documents.tileset(at(), layer, city_extent()))


@blueprint.get("/collections/<key>/tiles/<scheme_key>/<matrix>/<row>/<column>")
def tile(key: str, scheme_key: str, matrix: str, row: str, column: str) -> Response:
    """Send one tile, the same that our own map draws.

    Parameters
    ----------
    key : str
        Of a collection.
    scheme_key : str
        Of a tile matrix set.
    matrix, row, column : str
        Zoom, row and column; row before column, other than in addresses of other maps.

    Returns
    -------
    Response
        A Mapbox Vector Tile, empty where nothing is.
    """
    _require_scheme(scheme_key)
    tiled_layer(key, reader())
    _only("f", forms=("mvt",))
    if not all(_NUMBER.fullmatch(number) for number in (matrix, row, column)):
        raise NotFound(f"No tile {matrix}/{row}/{column}; take numbers from {request.root_url}ogc/tileMatrixSets.")
    found = public_tiles().get(key, TileAddress(int(matrix), int(column), int(row)))
    return answer_tile(found)


@blueprint.get("/styles")
def styles() -> Response:
    """List the styles for maps of others.

    Returns
    -------
    Response
        Each with a link to its sheet.
    """
    return answer(sheets.styles(at(), asked_form()), "ogc/listing.html")


@blueprint.get("/styles/<key>")
def style(key: str) -> Response:
    """Send a style of MapLibre.

    Parameters
    ----------
    key : str
        Of the style.

    Returns
    -------
    Response
        With the addresses of our tiles.
    """
    _only("f", forms=("mapbox",))
    if key not in _THEMES:
        raise NotFound(f"There is no style {key!r}; choose one of {', '.join(_THEMES)}.", style=key)
    tiles = {shown: _template(shown) for shown in SHOWN}
    made = maplibre_style(sheets.TITLES[key], tiles, _THEMES[key], deepest=documents.STRETCHED_FROM, attribution=city())
    return in_json(made, sheets.MAPLIBRE)


@blueprint.get("/qgis/golmok.qgs")
def project() -> Response:
    """Send a project that QGIS opens.

    Returns
    -------
    Response
        With every collection that everybody sees.
    """
    _only()
    extent = city_extent()
    if extent is not None:
        extent = transformer(WGS84, KOREA_TM).transform_bounds(*extent)
    made = qgis_project(sheets.project_title(city()), at().of().rstrip("/"), _qgis_layers(), extent)
    return _file(made, sheets.QGIS, sheets.PROJECT)


@blueprint.get("/qgis/<key>.qml")
def layer_style(key: str) -> Response:
    """Send the style of one layer for QGIS.

    Parameters
    ----------
    key : str
        Of a collection.

    Returns
    -------
    Response
        For a layer of any source that has our columns.
    """
    _only()
    for layer in _qgis_layers():
        if layer.key == key:
            return _file(qgis_style(layer), sheets.QML, f"{key}.qml")
    raise NotFound(f"There is no style {key}.qml; choose of {', '.join(one.key for one in _qgis_layers())}.", layer=key)


def _require_scheme(key: str) -> None:
    if key != documents.SCHEME:
        raise NotFound(f"The world is not cut up as {key!r} here; choose {documents.SCHEME}.", scheme=key)


def _only(*names: str, forms: tuple[str, ...] = ()) -> str:
    """Refuse other parameters; return the form asked for, the first one when not said."""
    given = read_parameters(list(request.args.items(multi=True)), names)
    return asked_form(known=False, forms=forms) if "f" in given else next(iter(forms), "")


def _template(key: str) -> str:
    return f"{request.host_url}tiles/{key}/{{z}}/{{x}}/{{y}}.mvt"


def _qgis_layers() -> list[QgisLayer]:
    """Return what everybody sees, areas below lines below points."""
    order = ["MultiPolygon", "LineString", "Point"]
    found = []
    for layer in EXPORT_LAYERS:
        if Detail.PUBLIC in layer.editions:
            letter = next((one for one in layer.edition(Detail.PUBLIC).columns if one.key == "overall"), None)
            name = None if letter is None else letter.property_name
            found.append(QgisLayer(layer.key, layer.label, layer.shape.value, name))
    return sorted(found, key=lambda layer: order.index(layer.shape))


def _file(content: bytes, media_type: str, name: str) -> Response:
    answered = Response(content, content_type=media_type)
    answered.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answered
