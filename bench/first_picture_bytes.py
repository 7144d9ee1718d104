"""``first-picture-bytes``: what the browser loads for the first picture."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bench.city import City
from bench.comparison import Comparison, Sides
from bench.folium_page import LEAN_PEER
from bench.pages import Pages, Site, open_pages
from bench.same_picture import check_pictures


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    with open_pages(city, lean=True) as pages:
        yield Sides(
            ours=lambda: _kilobytes(pages, pages.ours),
            peer=lambda: _kilobytes(pages, pages.peer),
            check=lambda: check_pictures(pages, city),
        )


def _kilobytes(pages: Pages, site: Site) -> float:
    with pages.look(site) as picture:
        picture.page.wait_for_load_state("networkidle")
        return sum(response.request.sizes()["responseBodySize"] for response in picture.responses) / 1000


COMPARISON: Final = Comparison(
    name="first-picture-bytes",
    unit="kB",
    peer=LEAN_PEER,
    equal=(
        "bodies of all answers with an empty cache, as they are sent: page, scripts, styles, fonts, interface, tiles; "
        "the same pictures as first-picture-lean, checked alike; the bar is for 100,000 segments"
    ),
    unequal=(
        "our server compresses what it sends, the page of Folium is sent as it was written, with six decimals and all "
        "that our tiles tell of a segment near by; gzip would make it about a fifth; "
        "ours brings its fonts, districts, roads, issues and the totals of the legend; of what Folium's page links "
        "only Leaflet is counted, the other scripts and styles are served empty, and it has no fonts and no ground"
    ),
    sides=_sides,
    bar=20,
)
