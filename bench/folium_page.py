"""The peer of the page: the same segments in a ``folium.Map``, as Folium's own guide shows it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from math import cos, floor, log2, radians
from pathlib import Path
from typing import Any, Final

import folium
import geopandas as gpd
from flask import Flask, Response, send_from_directory
from playwright.sync_api import ViewportSize

from layers.style import GRADES, UNGRADED
from web.standalone import VENDOR

PEER: Final = f"folium {version('folium')} GeoJson"
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
    """

    text: str
    links: dict[str, str]


def write_page(graded: gpd.GeoDataFrame) -> FoliumPage:
    """Write the page of graded segments, in longitude and latitude."""
    west, south, east, north = graded.total_bounds
    page = folium.Map([(south + north) / 2, (west + east) / 2], zoom_start=_zoom(*graded.total_bounds), tiles=None)
    scripts = {f"{name}.js": "text/javascript" for name, _ in page.default_js}
    styles = {f"{name}.css": "text/css" for name, _ in page.default_css}
    page.default_js = [(Path(file).stem, f"/{file}") for file in scripts]
    page.default_css = [(Path(file).stem, f"/{file}") for file in styles]
    folium.GeoJson(graded, style_function=_style).add_to(page)
    return FoliumPage(page.get_root().render(), scripts | styles)


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
