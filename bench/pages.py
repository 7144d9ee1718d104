"""Our page and the peer's in one browser: served alike, opened afresh, and seen to show the same."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from flask import Flask
from playwright.sync_api import Browser, Page, Response, sync_playwright
from waitress.server import create_server

from bench.city import City
from bench.comparison import Unequal
from bench.folium_page import STYLES, VIEW, create_folium_app, write_page
from layers.style import UNGRADED
from mapper.crs import WEB_MERCATOR

EQUATOR_M: Final = 2 * np.pi * 6_378_137
TILE: Final = 512
SAME_LENGTH: Final = 0.01
"""Share by which the drawn length of a grade may differ: a tile's grid is an eighth of a pixel."""

_TILES_OPAQUE: Final = """(() => {
  const tiles = [...document.querySelectorAll(".golmok-map .leaflet-tile")];
  return tiles.length > 0 && tiles.every((tile) => tile.matches(".leaflet-tile-loaded") && tile.style.opacity === "1");
})()"""
_PATHS: Final = 'document.querySelectorAll("path.leaflet-interactive")'

_WHEN_PAINTED: Final = """() => new Promise((done) => {
  const painted = () => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));
  const look = () => (%s ? painted() : requestAnimationFrame(look));
  look();
})"""

_OUR_LINES: Final = """() => {
  const { layer } = golmok.face(golmok.shell.map).registry.find(({ key }) => key === "segments");
  const lines = layer.contents().flatMap(({ features }) =>
    features.flatMap(({ props, geom }) => geom.map((line) => [props.overall, line.map(({ x, y }) => [x, y])])));
  return { zoom: golmok.shell.map.getZoom(), lines };
}"""
_PEER_COLOURS: Final = f'() => [...{_PATHS}].map((path) => path.getAttribute("stroke"))'


@dataclass(frozen=True)
class Site:
    """A page that is served.

    Attributes
    ----------
    address : str
        On this machine.
    drawn : str
        JavaScript that says whether every grade is drawn.
    """

    address: str
    drawn: str


@dataclass(frozen=True)
class Picture:
    """A page whose first picture is complete.

    Attributes
    ----------
    page : Page
        Still open.
    drawn_ms : float
        From navigation to the end of the frame in which the last grade was painted [ms].
    responses : list of Response
        All that the page has got.
    """

    page: Page
    drawn_ms: float
    responses: list[Response]


@dataclass(frozen=True)
class Pages:
    """Both pages, and the browser to look at them with.

    Attributes
    ----------
    browser : Browser
        Headless Chromium without a graphics card.
    ours, peer : Site
        Served by the same server with the same threads.
    """

    browser: Browser
    ours: Site
    peer: Site

    @contextmanager
    def look(self, site: Site) -> Iterator[Picture]:
        """Open a page with an empty cache, and wait for its first picture."""
        with self.browser.new_context(viewport=VIEW) as context:
            page, responses = context.new_page(), list[Response]()
            page.on("response", responses.append)
            page.goto(site.address, wait_until="commit")
            drawn_ms = page.evaluate(_WHEN_PAINTED % site.drawn)
            yield Picture(page, drawn_ms, responses)

    def check(self, city: City) -> None:
        """See that both pictures show every segment in the colour of its grade."""
        grades = city.graded["overall"].fillna(UNGRADED.key)
        with self.look(self.peer) as picture:
            colours = pd.Series(picture.page.evaluate(_PEER_COLOURS)).value_counts()
        wanted = grades.map(lambda grade: STYLES[grade]["color"]).value_counts()
        if colours.to_dict() != wanted.to_dict():
            message = f"the peer draws {colours.to_dict()}, expected {wanted.to_dict()}"
            raise Unequal(message)
        with self.look(self.ours) as picture:
            drawn = picture.page.evaluate(_OUR_LINES)
        pixels_a_metre = 256 * 2 ** drawn["zoom"] / EQUATOR_M
        lengths = (city.graded.to_crs(WEB_MERCATOR).length * pixels_a_metre).groupby(grades).sum()
        found = _length_by_grade(drawn["lines"])
        if not (found / lengths - 1).abs().max() <= SAME_LENGTH:
            message = f"we draw {found.round().to_dict()} pixels, expected {lengths.round().to_dict()}"
            raise Unequal(message)


def _length_by_grade(lines: list[tuple[str | None, list[Any]]]) -> pd.Series[float]:
    """Add up what is drawn inside the tiles; beyond their edges they repeat one another."""
    inside = shapely.clip_by_rect([shapely.LineString(line) for _, line in lines], 0, 0, TILE, TILE)
    return pd.Series(shapely.length(inside)).groupby([grade or UNGRADED.key for grade, _ in lines]).sum()


@contextmanager
def open_pages(city: City) -> Iterator[Pages]:
    """Serve both pages and start the browser."""
    chromium = shutil.which("chromium")
    if chromium is None:
        message = "chromium was not found; install it with: sudo apt-get install chromium"
        raise FileNotFoundError(message)
    paths = f"{_PATHS}.length === {len(city.graded)}"
    with (
        _served(city.app) as ours,
        _served(create_folium_app(write_page(city.graded))) as peer,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]) as browser,
    ):
        yield Pages(browser, Site(ours, _TILES_OPAQUE), Site(peer, paths))


@contextmanager
def _served(app: Flask) -> Iterator[str]:
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}/"
    server.close()
    thread.join(timeout=5)
