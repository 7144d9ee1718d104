"""``plan-*-goal``: the planner's page of a whole city, beside how long and how heavy it may be.

What is measured is what `planner` measures beside Folium, without a second page in the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from statistics import median
from typing import Final

from playwright.sync_api import Browser

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal
from bench.pages import Site, look, open_ours
from bench.plan_page import SEVERAL, WANTED, ZOOM, PlanPage, as_planner

FIRST_PICTURE_MS: Final = 2000.0
FILTER_MS: Final = 300.0
FRAME_MS: Final = 100.0
PAGE_KB: Final = 100.0

_TURNS: Final = 3
"""How often each kind is chosen: the longest of sixteen single choices says more of what else the machine did."""


@contextmanager
def _planned(city: City) -> Iterator[tuple[Browser, Site]]:
    with open_ours(city) as (browser, ours):
        yield browser, as_planner(browser, ours, city)


@contextmanager
def _opened(city: City) -> Iterator[PlanPage]:
    with _planned(city) as (browser, plan), look(browser, plan) as picture:
        yield PlanPage(picture.page, plan, city)


def _check(plan: PlanPage) -> None:
    """See that the page counts as many segments of a grade as the database holds."""
    counted, there = plan.choose()[1], int((plan.city.graded["overall"] == WANTED).sum())
    if counted != there:
        raise Unequal(f"we count {counted} segments of {WANTED}, the database {there}")


@contextmanager
def _first_picture(city: City) -> Iterator[Sides]:
    with _planned(city) as (browser, plan):

        def drawn_ms() -> float:
            with look(browser, plan) as picture:
                return picture.drawn_ms

        def check() -> None:
            with look(browser, plan) as picture:
                _check(PlanPage(picture.page, plan, city))

        yield Sides(ours=drawn_ms, peer=lambda: FIRST_PICTURE_MS, check=check)


@contextmanager
def _filter(city: City) -> Iterator[Sides]:
    with _opened(city) as plan:

        def check() -> None:
            _check(plan)
            plan.choose_each()

        def slowest_ms() -> float:
            turns = [plan.choose_each() for _ in range(_TURNS)]
            return max(median(turn[kind] for turn in turns) for kind in turns[0])

        yield Sides(ours=slowest_ms, peer=lambda: FILTER_MS, check=check)


@contextmanager
def _frames(city: City) -> Iterator[Sides]:
    with _opened(city) as plan:
        _check(plan)
        for one in SEVERAL:
            plan.choose_for_good(*one)
        plan.show_issues()
        yield Sides(ours=plan.slow_frame, peer=lambda: FRAME_MS, check=lambda: None)


@contextmanager
def _page_kb(city: City) -> Iterator[Sides]:
    """Weigh the answer of the page's own address; what it loads is held by others."""
    with _planned(city) as (browser, plan):

        def weight() -> float:
            with look(browser, plan) as picture:
                answer = next(one for one in picture.responses if one.url == plan.address)
                return len(answer.body()) / 1000

        def check() -> None:
            with look(browser, plan) as picture:
                _check(PlanPage(picture.page, plan, city))

        yield Sides(ours=weight, peer=lambda: PAGE_KB, check=check)


def _goal(
    name: str,
    limit: float,
    sides: Callable[[City], AbstractContextManager[Sides]],
    equal: str,
    *,
    unit: str = "ms",
) -> Comparison:
    return Comparison(
        name=name,
        unit=unit,
        peer=f"the goal: {limit:,.0f} {unit}, and no more",
        equal=f"{equal}; {_BROWSER}",
        unequal="a goal is no contender: it says how much of it is left; the bar is for 100,000 segments",
        sides=sides,
        bar=1.0,
    )


_BROWSER: Final = (
    "headless Chromium without a graphics card, 1280 × 800, a server on this machine that has read the city before; the page "
    f"counts as many segments of grade {WANTED} as the database"
)

COMPARISONS: Final = (
    _goal(
        "plan-first-picture-goal",
        FIRST_PICTURE_MS,
        _first_picture,
        "the whole city in view, an empty cache each time; until the frame after the last grade",
    ),
    _goal(
        "plan-filter-goal",
        FILTER_MS,
        _filter,
        "from a click until the frame in which the rest has faded and is counted, the median of three turns of the slowest of "
        "a grade of each axis, how sure it is, a district, an item, how old the survey is, a category, how bad, a state, what is "
        "overdue, a month, a team where there is one, the middle of the city as a drawn area, what is overdue with two grades and "
        "a district chosen already, and another axis; each brings what was promised beside it, the area what the database counts",
    ),
    _goal(
        "plan-frames-goal",
        FRAME_MS,
        _frames,
        f"99 of 100 frames of three drags of 30 steps over the middle of the city at zoom {ZOOM}, with two grades, a district and "
        "what is overdue chosen together and its issues drawn",
    ),
    _goal(
        "plan-page-goal",
        PAGE_KB,
        _page_kb,
        "the HTML of the page, not compressed; what it loads afterwards is not in it",
        unit="kB",
    ),
)
