"""People with phones at the field page: each in their own browser on their own segment, and as slow as people are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from playwright.async_api import Browser, Locator, Page, async_playwright
from sqlalchemy import text

from bench.city import City
from bench.pages import chromium, serving_app
from mapper.domain.reader import Reader, Role
from mapper.operations.people import keys, users
from web.clock import now

POINT_S: Final = 1.1
DECIDE_S: Final = 1.35
"""What pointing at something and making up one's mind before it take [s]: Card, Moran and Newell, The keystroke-level
model for user performance time with interactive systems, Communications of the ACM 23(7), 1980."""

PHONES: Final = 6
_PATIENCE_MS: Final = 60_000
_OPERATOR: Final = Reader(None, "bench", Role.ADMIN, None, "bench")
_PLACES: Final = f"""
    SELECT segment.id AS segment, code, ST_X(p) AS longitude, ST_Y(p) AS latitude
    FROM segment JOIN district ON district.id = district_id,
        ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326) AS p
    WHERE graded AND segment.superseded_at IS NULL
        AND district_id = (SELECT district_id FROM segment WHERE graded GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1)
    ORDER BY length_m DESC, segment.id LIMIT {PHONES}
"""
_COUNT: Final = Path(__file__).with_name("effort.js").read_text("utf-8")
_COUNTED: Final = "[effort.taps, effort.keys, (performance.now() - effort.since) / 1000]"


@dataclass(frozen=True)
class Effort:
    """What it took somebody to make a record.

    Attributes
    ----------
    record : UUID
        Its id.
    taps, keys : int
        As the page was given them.
    seconds : float
        By the clock of the page.
    """

    record: UUID
    taps: int
    keys: int
    seconds: float


@dataclass(frozen=True)
class Phone:
    """The phone of somebody who stands on a segment, and is logged in.

    Attributes
    ----------
    page : Page
        The field page.
    segment : UUID
        Where they stand.
    pause_s : float
        Before every tap [s].
    """

    page: Page
    segment: UUID
    pause_s: float

    async def begin(self) -> None:
        """Count and time from here on."""
        await self.page.evaluate(_COUNT)

    async def tap(self, target: Locator) -> None:
        """Make up one's mind, point and tap."""
        await target.wait_for()
        await asyncio.sleep(self.pause_s)
        await target.tap()

    async def press(self, name: str) -> None:
        """Tap the button of that name."""
        await self.tap(self.page.get_by_role("button", name=name))

    async def effort(self, record: UUID) -> Effort:
        """Tell what it took until now."""
        taps, keys_pressed, seconds = await self.page.evaluate(_COUNTED)
        return Effort(record, taps, keys_pressed, seconds)


@dataclass(frozen=True)
class Field:
    """The field page, served, and who works with it.

    Attributes
    ----------
    city : City
        Whose segments they walk.
    address : str
        On this machine.
    walkers : dict of str to dict
        By name, where each of them stands.
    """

    city: City
    address: str
    walkers: dict[str, dict[str, Any]]

    def each(self, job: Callable[[Phone], Awaitable[Effort]], *, pause_s: float) -> list[Effort]:
        """Let all of them do something at the same time."""
        return asyncio.run(self._each(job, pause_s))

    async def _each(self, job: Callable[[Phone], Awaitable[Effort]], pause_s: float) -> list[Effort]:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
            )
            phones = [await self._open(browser, name, pause_s) for name in self.walkers]
            done = await asyncio.gather(*(job(phone) for phone in phones))
            await browser.close()
        return done

    async def _open(self, browser: Browser, name: str, pause_s: float) -> Phone:
        place = self.walkers[name]
        context = await browser.new_context(
            viewport={"width": 390, "height": 844},
            has_touch=True,
            is_mobile=True,
            locale="ko-KR",
            geolocation={"longitude": place["longitude"], "latitude": place["latitude"], "accuracy": 6},
            permissions=["geolocation"],
        )
        context.set_default_timeout(_PATIENCE_MS)
        page = await context.new_page()
        await page.goto(f"{self.address}login/link/{self._link(name)}")
        await page.locator("main form button").click()
        await page.wait_for_url(self.address)
        await page.goto(f"{self.address}field", wait_until="networkidle")
        return Phone(page, place["segment"], pause_s)

    def _link(self, name: str) -> str:
        with self.city.sessions.begin() as session:
            user = users.user_named(session, name)
            return keys.add_link(session, user, by=_OPERATOR, now=now(), loopback_only=True)


@contextmanager
def open_field(city: City) -> Iterator[Field]:
    """Serve the city to people who work in its largest district."""
    with city.sessions.begin() as session:
        places = [dict(row) for row in session.execute(text(_PLACES)).mappings()]
        walkers = {f"bench-{uuid4().hex[:8]}": place for place in places}
        for name, place in walkers.items():
            users.add_user(session, name, Role.FIELD, (place["code"],), every=False, by=_OPERATOR, now=now())
    with serving_app(city.app) as address:
        yield Field(city, address, walkers)
