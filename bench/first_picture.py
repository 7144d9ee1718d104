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

_EQUAL: Final = (
    "headless Chromium without a graphics card, 1280 × 800, the whole city in view, an empty cache each time, the "
    "same server on this machine; both until the frame after the last grade is painted; every segment is seen to be "
    "drawn in the colour of its grade, the peer's by count, ours by length to 1 %; the bar is for 100,000 segments"
)
UNEQUAL: Final = (
    "our tiles are asked for while we wait, of a server that has made them before; ours also draws districts, roads, "
    "issues, the legend and the search; of what Folium's page links only Leaflet is real, and it has no ground, "
    "popups or names"
)


def compare_pictures(name: str, peer: str, bar: float, unequal: str, *, lean: bool) -> Comparison:
    """Return the comparison with one of the ways in which Folium shows the same."""

    @contextmanager
    def sides(city: City) -> Iterator[Sides]:
        with open_pages(city, lean=lean) as pages:
            yield Sides(
                ours=lambda: _drawn_ms(pages, pages.ours),
                peer=lambda: _drawn_ms(pages, pages.peer),
                check=lambda: check_pictures(pages, city),
            )

    return Comparison(name=name, unit="ms", peer=peer, equal=_EQUAL, unequal=unequal, sides=sides, bar=bar)


def _drawn_ms(pages: Pages, site: Site) -> float:
    with pages.look(site) as picture:
        return picture.drawn_ms


COMPARISON: Final = compare_pictures("first-picture", PEER, 40, UNEQUAL, lean=False)
