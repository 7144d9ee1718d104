"""``plan-*``: the planner's page of a whole city, beside the leanest page of the same lines that Folium writes.

How long it may take at all is held by `planner_goals`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from statistics import median
from typing import Final

import numpy as np
from playwright.sync_api import Page

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal
from bench.folium_page import LEAN_PEER, STYLES
from bench.frames import dragged
from bench.pages import Pages, Site, open_pages
from bench.plan_page import PAINTED, SEVERAL, WANTED, ZOOM, PlanPage, as_planner

_RESTYLE: Final = f"""async ([map, wanted, isOn]) => {{
  const lines = Object.values(window[map]._renderer._layers);
  const begun = performance.now();
  let count = 0;
  for (const line of lines) {{
    const isWanted = line.options.color === wanted;
    count += isWanted;
    line.setStyle({{ opacity: isWanted || !isOn ? 1 : 0.1 }});
  }}
  {PAINTED}
  return [performance.now() - begun, count];
}}"""


@dataclass(frozen=True)
class _Desk:
    """Both pages, open, at the same whole city."""

    ours: PlanPage
    peer: Page
    peer_site: Site

    def restyle(self) -> tuple[float, int]:
        """Choose the worst grade on the other page, and take it back unmeasured."""
        asked = [self.peer_site.map, STYLES[WANTED]["color"]]
        cost, count = self.peer.evaluate(_RESTYLE, [*asked, True])
        self.peer.evaluate(_RESTYLE, [*asked, False])
        return float(cost), int(count)

    def slow_frame(self) -> float:
        """Drag the other map, and return the time of all frames but the slowest hundredth [ms]."""
        return float(np.percentile(dragged(self.peer, self.peer_site, self.ours.city, ZOOM), 99))

    def check(self) -> None:
        """Compare how many segments have the worst grade."""
        ours, theirs = self.ours.choose()[1], self.restyle()[1]
        if ours != theirs:
            raise Unequal(f"we count {ours} segments of {WANTED}, the peer {theirs}")


@contextmanager
def _planned(city: City) -> Iterator[Pages]:
    """Serve both, ours for a planner."""
    with open_pages(city, lean=True) as pages:
        yield replace(pages, ours=as_planner(pages.browser, pages.ours, city))


@contextmanager
def _desk(city: City) -> Iterator[_Desk]:
    with _planned(city) as pages, _both(pages, city) as desk:
        yield desk


@contextmanager
def _both(pages: Pages, city: City) -> Iterator[_Desk]:
    with pages.look(pages.ours) as ours, pages.look(pages.peer) as peer:
        yield _Desk(PlanPage(ours.page, pages.ours, city), peer.page, pages.peer)


@contextmanager
def _first_pictures(city: City) -> Iterator[Sides]:
    def drawn_ms(pages: Pages, site: Site) -> float:
        with pages.look(site) as picture:
            return picture.drawn_ms

    with _planned(city) as pages:
        yield Sides(
            ours=lambda: drawn_ms(pages, pages.ours),
            peer=lambda: drawn_ms(pages, pages.peer),
            check=lambda: _check_afresh(pages, city),
        )


def _check_afresh(pages: Pages, city: City) -> None:
    with _both(pages, city) as desk:
        desk.check()


@contextmanager
def _filters(city: City) -> Iterator[Sides]:
    with _desk(city) as desk:
        yield Sides(ours=lambda: desk.ours.choose()[0], peer=lambda: desk.restyle()[0], check=desk.check)


@contextmanager
def _slowest(city: City) -> Iterator[Sides]:
    runs: list[dict[str, float]] = []

    def slowest(desk: _Desk) -> float:
        runs.append(desk.ours.choose_each())
        return max(runs[-1].values())

    with _desk(city) as desk:
        yield Sides(ours=lambda: slowest(desk), peer=lambda: desk.restyle()[0], check=lambda: _check_each(desk))
    kinds = {kind: median(run[kind] for run in runs) for kind in runs[0]} if runs else {}
    print("plan-filter-slowest:", ", ".join(f"{kind} {ms:.0f} ms" for kind, ms in kinds.items()))


def _check_each(desk: _Desk) -> None:
    desk.check()
    desk.ours.choose_each()


@contextmanager
def _frames(city: City, chosen: tuple[tuple[str, str], ...] = (("overall", WANTED),)) -> Iterator[Sides]:
    with _desk(city) as desk:
        desk.check()
        for one in chosen:
            desk.ours.choose_for_good(*one)
        desk.peer.evaluate(_RESTYLE, [desk.peer_site.map, STYLES[WANTED]["color"], True])
        yield Sides(ours=desk.ours.slow_frame, peer=desk.slow_frame, check=lambda: None)


def _compared(
    name: str, sides: Callable[[City], AbstractContextManager[Sides]], equal: str, unequal: str
) -> Comparison:
    return Comparison(name=name, unit="ms", peer=LEAN_PEER, equal=f"{_BROWSER}; {equal}", unequal=unequal, sides=sides)


_BROWSER: Final = (
    "headless Chromium without a graphics card, 1280 × 800, the same server on this machine, which has read the city "
    "before; both count the same segments of grade E"
)
_MORE: Final = (
    "ours also counts what every option of thirteen conditions would bring, and every issue; the peer knows one grade of "
    "each line and nothing else"
)

COMPARISONS: Final = (
    _compared(
        "plan-first-picture",
        _first_pictures,
        "the whole city in view, an empty cache each time; until the frame after the last grade",
        _MORE,
    ),
    _compared(
        "plan-filter",
        _filters,
        "from the click on grade E until the frame in which the rest has faded and is counted",
        _MORE,
    ),
    _compared(
        "plan-filter-slowest",
        _slowest,
        "the same, for the slowest of a grade, a district, an item, a category, what is overdue, a month and another axis; "
        "each brings what was promised beside it, a district what the database counts",
        f"{_MORE}; it fades by its one grade, whatever we choose by",
    ),
    _compared(
        "plan-frames-filtered",
        partial(_frames, chosen=SEVERAL),
        f"as plan-frames, with two grades, a district and what is overdue chosen together on our page, grade E on the "
        f"peer's; zoom {ZOOM}, 99 of 100 frames",
        f"{_MORE}; ours fetches tiles",
    ),
    _compared(
        "plan-frames",
        _frames,
        f"grade E chosen, the middle of the city at zoom {ZOOM}, three drags of 30 steps; 99 of 100 frames",
        f"{_MORE}; ours fetches tiles",
    ),
)
