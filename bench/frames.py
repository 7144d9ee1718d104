"""How evenly a map follows the hand: the time of every frame while it is dragged."""

from __future__ import annotations

from typing import Final

import numpy as np
from playwright.sync_api import Page

from bench.city import City
from bench.pages import Pages, Site

ZOOM: Final = 14
_DRAGS: Final = ((-360, 0), (0, -240), (360, 240))
"""Pixels to the right and down."""

_STEPS: Final = 30
_STEP_MS: Final = 12
_REST_MS: Final = 1000
"""Until what a drag has brought into view is drawn, and the map has come to rest."""

_START: Final = """() => {
  const frames = (window.benchFrames = []);
  let last = performance.now();
  const tick = (now) => {
    frames.push(now - last);
    last = now;
    window.benchTick = requestAnimationFrame(tick);
  };
  requestAnimationFrame((now) => {
    last = now;
    window.benchTick = requestAnimationFrame(tick);
  });
}"""
_STOP: Final = "() => { cancelAnimationFrame(window.benchTick); return window.benchFrames; }"


def drag(pages: Pages, site: Site, city: City) -> np.ndarray:
    """Drag the map of a page over the middle of the city and return the time of each frame [ms], shape (n,)."""
    with pages.look(site) as picture:
        return dragged(picture.page, site, city, ZOOM)


def dragged(page: Page, site: Site, city: City, zoom: int) -> np.ndarray:
    """Drag the map of a page that is open and return the time of each frame [ms], shape (n,)."""
    west, south, east, north = city.graded.total_bounds
    place = [(south + north) / 2, (west + east) / 2]
    page.evaluate(f"(place) => {{ {site.map}.setView(place, {zoom}, {{ animate: false }}); }}", place)
    page.wait_for_timeout(2 * _REST_MS)
    page.evaluate(_START)
    for right, down in _DRAGS:
        page.mouse.move(800, 450)
        page.mouse.down()
        for step in range(1, _STEPS + 1):
            page.mouse.move(800 + right * step / _STEPS, 450 + down * step / _STEPS)
            page.wait_for_timeout(_STEP_MS)
        page.mouse.up()
        page.wait_for_timeout(_REST_MS)
    return np.array(page.evaluate(_STOP))
