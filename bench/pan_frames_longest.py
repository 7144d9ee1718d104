"""``pan-frames-longest``: the longest frame, while the map is dragged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bench.city import City
from bench.comparison import Comparison, Sides
from bench.folium_page import LEAN_PEER
from bench.frames import drag
from bench.pages import Pages, Site, open_pages
from bench.same_picture import check_pictures


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    with open_pages(city, lean=True) as pages:
        yield Sides(
            ours=lambda: _frame_ms(pages, pages.ours, city),
            peer=lambda: _frame_ms(pages, pages.peer, city),
            check=lambda: check_pictures(pages, city),
        )


def _frame_ms(pages: Pages, site: Site, city: City) -> float:
    frames = drag(pages, site, city)
    return float(frames.max())


COMPARISON: Final = Comparison(
    name="pan-frames-longest",
    unit="ms",
    peer=LEAN_PEER,
    equal=(
        "headless Chromium without a graphics card, 1280 × 800, the same middle of the city at zoom 14, the same three "
        "drags of 30 steps by the mouse; frames as the page itself is called for them; the goal is 100 ms at most"
    ),
    unequal=(
        "Folium's page has drawn a margin around the view beforehand and fetches nothing; ours fetches tiles, draws "
        "districts and roads, and looks which segment is under the pointer"
    ),
    sides=_sides,
)
