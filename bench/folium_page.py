"""The peers of the page: the same segments in a ``folium.Map``, as Folium's own guide shows it, and as lean as can be."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from json import dumps
from math import cos, floor, log2, radians
from pathlib import Path
from typing import Any, Final

import folium
import geopandas as gpd
from flask import Flask, Response, send_from_directory
from folium.utilities import JsCode
from playwright.sync_api import ViewportSize

from layers.style import GRADES, UNGRADED
from web.standalone import VENDOR

PEER: Final = f"folium {version('folium')} GeoJson with a style function"
LEAN_PEER: Final = f"folium {version('folium')} GeoJson, lean: styles looked up by JavaScript, on a canvas"
VIEW: Final[ViewportSize] = {"width": 1280, "height": 800}
LEAFLET: Final = VENDOR / "leaflet"
STYLES: Final = {symbol.key: {"color": symbol.colour, "weight": symbol.width} for symbol in (*GRADES, UNGRADED)}


@dataclass(frozen=True)
class FoliumPage:
    """A page that Folium wrote.

    Attributes
    ----------
    text : str
        HTML, with every segment in it.
    links : dict of str to str
        Media type of each file it links, by its address on our host.
    colours : str
        JavaScript that tells the colour of every line in the map, once they are all there.
    map : str
        Name of the map in its script.
    """

    text: str
    links: dict[str, str]
    colours: str
    map: str


def write_page(graded: gpd.GeoDataFrame, *, lean: bool = False) -> FoliumPage:
    """Write the page of graded segments, in longitude and latitude.

    As it is meant to be used, Folium turns a style function into a ``switch`` with a case for every segment. The lean
    page has a lookup of ours in its place, and lines that are no elements of the document.
    """
    west, south, east, north = graded.total_bounds
    page = folium.Map(
        [(south + north) / 2, (west + east) / 2], zoom_start=_zoom(*graded.total_bounds), tiles=None, prefer_canvas=lean
    )
    scripts = {f"{name}.js": "text/javascript" for name, _ in page.default_js}
    styles = {f"{name}.css": "text/css" for name, _ in page.default_css}
    page.default_js = [(Path(file).stem, f"/{file}") for file in scripts]
    page.default_css = [(Path(file).stem, f"/{file}") for file in styles]
    folium.GeoJson(graded, **({"style": _LOOKUP} if lean else {"style_function": _style})).add_to(page)
    colours = _CANVAS_COLOURS.replace("MAP", page.get_name()) if lean else _PATH_COLOURS
    return FoliumPage(page.get_root().render(), scripts | styles, colours, page.get_name())


_LOOKUP: Final = JsCode(f"(feature) => ({dumps(STYLES)})[feature.properties.overall || {dumps(UNGRADED.key)}]")
_PATH_COLOURS: Final = """
  [...document.querySelectorAll("path.leaflet-interactive")].map((path) => path.getAttribute("stroke"))"""
_CANVAS_COLOURS: Final = "Object.values(window.MAP?._renderer?._layers || {}).map((line) => line.options.color)"


def _style(feature: dict[str, Any]) -> dict[str, Any]:
    return STYLES[feature["properties"]["overall"] or UNGRADED.key]


def _zoom(west: float, south: float, east: float, north: float) -> int:
    """Find the deepest zoom that has everything in view."""
    middle = radians((south + north) / 2)
    fits = min(VIEW["width"] / (east - west), VIEW["height"] * cos(middle) / (north - south))
    return floor(log2(fits * 360 / 256))


def create_folium_app(page: FoliumPage) -> Flask:
    """Return the application that serves the page; of the files it links, Leaflet's are real, the others empty."""
    app = Flask(__name__)
    leaflet = {"leaflet.js": "leaflet.js", "leaflet_css.css": "leaflet.css"}

    @app.get("/")
    def index() -> str:
        return page.text

    @app.get("/<name>")
    def link(name: str) -> Response:
        if name in leaflet:
            return send_from_directory(LEAFLET, leaflet[name])
        return Response(status=200 if name in page.links else 404, mimetype=page.links.get(name))

    return app
