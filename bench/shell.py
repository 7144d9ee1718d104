"""``shell``: what the server has to make before the browser has a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from flask import Flask

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal, milliseconds
from bench.folium_page import PEER, write_page
from layers.style import GRADES


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    yield Sides(
        ours=lambda: milliseconds(lambda: _page_and_script(city.app)),
        peer=lambda: milliseconds(lambda: write_page(city.graded)),
        check=lambda: _check(city),
    )


def _page_and_script(app: Flask) -> tuple[str, str]:
    client = app.test_client()
    addresses = ("/", app.extensions["golmok_shell"].scripts[0])
    page, script = (client.get(address).get_data(as_text=True) for address in addresses)
    return page, script


def _check(city: City) -> None:
    """See that our page names the run and the layer of the segments, and the peer's holds every segment."""
    (page, script), peer = _page_and_script(city.app), write_page(city.graded).text
    missing = sum(segment not in peer for segment in city.graded["id"])
    ours = str(city.run.id) in page and "/tiles/segments/" in script and all(grade.colour in script for grade in GRADES)
    if missing or not ours:
        message = f"the peer's page lacks {missing} of {len(city.graded)} segments; ours is complete: {ours}"
        raise Unequal(message)


COMPARISON: Final = Comparison(
    name="shell",
    unit="ms",
    peer=PEER,
    equal="the text of a page and its script that show the same graded segments; what they show is checked by first-picture",
    unequal=(
        "ours answers two requests, looks the newest run up in the database each time, and holds no segment: they "
        "follow as tiles, which first-picture counts; its Folium part was drawn once, when the server started; the "
        "peer starts from a frame that has been read already and writes every segment into the page"
    ),
    sides=_sides,
)
