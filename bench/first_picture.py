"""``first-picture``: from navigation to all grades drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bench.city import City
from bench.comparison import Comparison, Sides
from bench.folium_page import PEER
from bench.pages import Pages, Site, open_pages
from bench.same_picture import check_pictures


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    with open_pages(city) as pages:
        yield Sides(
            ours=lambda: _drawn_ms(pages, pages.ours),
            peer=lambda: _drawn_ms(pages, pages.peer),
            check=lambda: check_pictures(pages, city),
        )


def _drawn_ms(pages: Pages, site: Site) -> float:
    with pages.look(site) as picture:
        return picture.drawn_ms


COMPARISON: Final = Comparison(
    name="first-picture",
    unit="ms",
    peer=PEER,
    equal=(
        "headless Chromium without a graphics card, 1280 × 800, the whole city in view, an empty cache each time, the "
        "same server on this machine; both until the frame after the last grade is painted, at full opacity; every "
        "segment is seen to be drawn in the colour of its grade, the peer's by count, ours by length to 1 %"
    ),
    unequal=(
        "our tiles come from the database while we wait, the peer's page was written beforehand; ours also loads its "
        "fonts and draws districts, roads, issues, the legend with its totals and the search; of what Folium's page "
        "links only Leaflet is real, and it has no ground, popups or names"
    ),
    sides=_sides,
)
