"""Pictures of a release at 300 dpi as anybody makes them of a page, and how dark each is at a place of the map."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, CDPSession, Page

from attack.density_target import Floats, Picture
from mapper.crs import KOREA_TM, WEB_MERCATOR, WGS84, transformer

DPI: Final = 300
_CSS_DPI, _POINTS = 96, 72
_SIZE: Final = {"width": 1280, "height": 900}
_DRAWN: Final = "() => document.querySelectorAll('.leaflet-golmok-density-pane canvas').length > 0"
_STILL_MS: Final = 400
_CORNERS: Final = """(corners) => {
  const map = Object.values(window).find((one) => one instanceof L.Map);
  const box = map.getContainer().getBoundingClientRect();
  return {
    box: [box.left + scrollX, box.top + scrollY, box.width, box.height],
    at: corners.map(([lat, lon]) => map.latLngToContainerPoint([lat, lon])).map(({ x, y }) => [x, y]),
  };
}"""
_PLACES: Final = """() => {
  const map = Object.values(window).find((one) => one instanceof L.Map);
  const layers = golmok.together(map).layers.filter(({ key }) => key === "density");
  return new Set(layers.flatMap((one) => one.contents()).flatMap(({ features }) => features).map(({ props }) => props.path)).size;
}"""
_ZOOM: Final = """(zoom) => {
  Object.values(window).find((one) => one instanceof L.Map).setZoom(zoom, { animate: false });
}"""
_NEAR_KOREA: Final = ((37.0, 127.0), (38.0, 128.0))
"""Two places by which a map in Web Mercator is known."""


def pictures(browser: Browser, site: str, path: str, cookies: dict[str, str]) -> Iterator[tuple[str, Picture]]:
    """Take a picture of a page, and print it."""
    with _opened(browser, site, path, cookies) as page:
        yield "PNG", _picture(page, _still(page))
        page.emulate_media(media="print")
        page.add_style_tag(content="@page { margin: 0 }")  # so that it lies on the sheet as in the window
        _still(page)
        seen = page.evaluate(_CORNERS, [list(one) for one in _NEAR_KOREA])
        tall = page.evaluate("() => document.documentElement.scrollHeight")
        yield "PDF", _of(seen, _printed(page, tall))


def views(
    browser: Browser, site: str, path: str, cookies: dict[str, str], zooms: Iterable[int]
) -> Iterator[tuple[int, bytes]]:
    """Return at each zoom how many places the map has drawn from, and all that the browser holds of the page."""
    with _opened(browser, site, path, cookies) as page:
        yield page.evaluate(_PLACES), page.content().encode()
        devtools = page.context.new_cdp_session(page)
        for zoom in zooms:
            page.evaluate(_ZOOM, zoom)
            page.wait_for_timeout(_STILL_MS)
            yield page.evaluate(_PLACES), heap_of(devtools)


def heap_of(devtools: CDPSession) -> bytes:
    """Return all that the memory of a page holds, with its numbers."""
    pieces: list[str] = []

    def take(told: dict[str, str]) -> None:
        pieces.append(told["chunk"])

    devtools.on("HeapProfiler.addHeapSnapshotChunk", take)
    devtools.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False, "captureNumericValue": True})
    devtools.remove_listener("HeapProfiler.addHeapSnapshotChunk", take)
    return "".join(pieces).encode()


@contextmanager
def _opened(browser: Browser, site: str, path: str, cookies: dict[str, str]) -> Iterator[Page]:
    sharp = DPI / _CSS_DPI
    context = browser.new_context(viewport=_SIZE, device_scale_factor=sharp, bypass_csp=True)  # type: ignore[arg-type]  # a dict of two numbers
    try:
        context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
        page = context.new_page()
        page.goto(site + path, wait_until="networkidle")  # areas come by an address of their own
        page.wait_for_function(_DRAWN)
        yield page
    finally:
        context.close()


def _still(page: Page) -> bytes:
    """Take the whole page once nothing on it changes any more."""
    before = b""
    while (taken := page.screenshot(full_page=True)) != before:
        before = taken
        page.wait_for_timeout(_STILL_MS)
    return taken


def _picture(page: Page, taken: bytes) -> Picture:
    return _of(page.evaluate(_CORNERS, [list(one) for one in _NEAR_KOREA]), Image.open(io.BytesIO(taken)))


def _printed(page: Page, tall: int) -> Image.Image:
    """Print on one sheet as wide as the window and as long as the page, and look at it as closely."""
    width, height = f"{_SIZE['width']}px", f"{tall + 1}px"
    written = page.pdf(width=width, height=height, print_background=True)
    with pypdfium2.PdfDocument(written) as document:
        rendered: Image.Image = document[0].render(scale=DPI / _POINTS).to_pil()
    return rendered


def _of(seen: dict[str, Any], image: Image.Image) -> Picture:
    """Return how dark a picture is at places: those that it does not show are as light as paper."""
    dots: NDArray[np.float64] = 255.0 - np.asarray(image.convert("L"), dtype=np.float64)
    left, top, width, height = seen["box"]
    mercator = transformer(WGS84, WEB_MERCATOR)
    known = np.array([mercator.transform(lon, lat) for lat, lon in _NEAR_KOREA])
    points = np.array(seen["at"])
    scale = (points[1] - points[0]) / (known[1] - known[0])
    into_mercator = transformer(KOREA_TM, WEB_MERCATOR)

    def at(places: Floats) -> Floats:
        there = np.column_stack(into_mercator.transform(places[:, 0], places[:, 1]))
        x, y = ((there - known[0]) * scale + points[0]).T
        shown = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        column, row = (((np.column_stack([x + left, y + top])) * DPI / _CSS_DPI).astype(int)).T
        shown &= (row >= 0) & (row < dots.shape[0]) & (column >= 0) & (column < dots.shape[1])
        found: Floats = np.zeros(len(places))
        found[shown] = dots[row[shown], column[shown]]
        return found

    return at
