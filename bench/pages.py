"""Our page and the peer's: served alike, and opened afresh in one browser."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Final

from flask import Flask
from playwright.sync_api import Browser, Page, Response, StorageState, sync_playwright
from waitress.server import create_server

from bench.city import City
from bench.folium_page import VIEW, create_folium_app, write_page
from mapper.errors import MachineFault

TILES_DRAWN: Final = """(() => {
  const tiles = [...document.querySelectorAll(".golmok-map .leaflet-tile")];
  return tiles.length > 0 && tiles.every((tile) => tile.matches(".leaflet-tile-loaded"));
})()"""
"""Whether all tiles of all our layers have come and are drawn; our map does not fade them in."""

ALL_LINES: Final = "({colours}).length === {segments}"
"""Whether every segment of a peer's page is in its map."""

_WHEN_PAINTED: Final = """() => new Promise((done, fail) => {
  const painted = () => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));
  const look = () => {
    if (%s) painted();
    else if (performance.now() > 900_000) fail(new Error("the first picture was not complete after 15 minutes"));
    else requestAnimationFrame(look);
  };
  look();
})"""


@dataclass(frozen=True)
class Site:
    """A page that is served.

    Attributes
    ----------
    address : str
        On this machine.
    drawn : str
        JavaScript that says whether every grade is drawn.
    map : str
        JavaScript that is its Leaflet map.
    colours : str
        JavaScript that tells the colour of every line, where each is a thing of its own.
    login : dict or None
        What a browser holds that is logged in there.
    """

    address: str
    drawn: str
    map: str
    colours: str = ""
    login: StorageState | None = None


@dataclass(frozen=True)
class Picture:
    """A page whose first picture is complete.

    Attributes
    ----------
    page : Page
        Still open.
    drawn_ms : float
        From navigation until the frame with the last grade has been painted [ms].
    responses : list of Response
        All that the page has got so far.
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
        Served by the same kind of server with as many threads.
    """

    browser: Browser
    ours: Site
    peer: Site

    def look(self, site: Site) -> AbstractContextManager[Picture]:
        """Open a page with an empty cache, and wait for its first picture."""
        return look(self.browser, site)


@contextmanager
def look(browser: Browser, site: Site) -> Iterator[Picture]:
    """Open a page with an empty cache, and wait for its first picture."""
    with browser.new_context(viewport=VIEW, storage_state=site.login) as context:
        page, responses = context.new_page(), list[Response]()
        page.on("response", lambda response: responses.append(response))  # noqa: PLW0108 - it must be a function
        page.goto(site.address, wait_until="commit", timeout=0)
        yield Picture(page, page.evaluate(_WHEN_PAINTED % site.drawn), responses)


@contextmanager
def open_pages(city: City, *, lean: bool) -> Iterator[Pages]:
    """Serve our page and one of the peers', and start the browser."""
    page = write_page(city.graded, lean=lean)
    all_lines = ALL_LINES.format(colours=page.colours, segments=len(city.graded))
    with open_ours(city) as (browser, ours), serving_app(create_folium_app(page)) as peer:
        yield Pages(browser, ours, Site(peer, all_lines, page.map, page.colours))


@contextmanager
def open_ours(city: City) -> Iterator[tuple[Browser, Site]]:
    """Serve our page alone, and start the browser."""
    with (
        serving_app(city.app) as ours,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]) as browser,
    ):
        yield browser, Site(ours, TILES_DRAWN, "golmok.shell.map")


def chromium() -> str:
    """Return where the browser is."""
    found = shutil.which("chromium")
    if found is None:
        message = "Chromium was not found; install it with: sudo apt-get install chromium."
        raise MachineFault(message)
    return found


@contextmanager
def serving_app(app: Flask) -> Iterator[str]:
    """Serve an application on this machine, and tell its address."""
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}/"
    server.close()
    thread.join(timeout=5)
