"""``field-log`` and ``field-survey``: how long somebody is at it, beside how long they may be.

What is measured is all that the page and the server take of a person's time; a person is a pause before each tap, as long
as the keystroke-level model says. Whoever looks and reads as well needs longer, and has what is left.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final
from uuid import UUID, uuid4

import numpy as np
from playwright.async_api import expect
from sqlalchemy import text

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal
from bench.phones import DECIDE_S, PHONES, POINT_S, Effort, Field, Phone, open_field
from mapper.domain.rubric import RUBRIC

_PATIENCE_MS: Final = 60_000
_ITEMS: Final = len(RUBRIC.items)
_DOUBLE: Final = "혹시 이것입니까?"


async def log_issue(phone: Phone) -> Effort:
    """Log what is seen most often, which makes it likely that something like it is near."""
    page, title = phone.page, phone.page.locator("#title")
    await phone.begin()
    await phone.tap(page.get_by_role("link", name="불편사항 등록"))
    await expect(page.locator(".log-where")).not_to_have_text("가까운 구간이 없습니다", timeout=_PATIENCE_MS)
    await phone.press("여기가 맞습니다")
    await phone.tap(page.locator(".log-tile").first)
    await page.locator(".log-level, .log-double").first.wait_for()
    if await title.inner_text() == _DOUBLE:
        await phone.press("아니요, 다른 것입니다")
    await phone.tap(page.locator(".log-level").nth(1))
    await phone.press("등록하기")
    await expect(title).to_have_text("저장했습니다", timeout=_PATIENCE_MS)
    effort = await phone.effort(UUID(page.url.split("/")[-2]))
    await _sent(phone)
    return effort


async def survey(phone: Phone) -> Effort:
    """Survey a segment, every item with another level."""
    page, record = phone.page, uuid4()
    await phone.begin()
    await page.evaluate(f"location.hash = '#/survey/{record}/{phone.segment}'")
    for number in range(1, _ITEMS + 1):
        await expect(page.locator(".survey-name")).to_contain_text(f"{number}/{_ITEMS}", timeout=_PATIENCE_MS)
        await phone.tap(page.locator(".survey-level").nth(number % 3))
    await page.locator(".survey-summary").wait_for()
    effort = await phone.effort(record)
    await phone.press("저장")
    await _sent(phone)
    return effort


async def _sent(phone: Phone) -> None:
    await expect(phone.page.locator("#queue-bar")).to_contain_text("확인 1", timeout=_PATIENCE_MS)


def _log_s(field: Field, efforts: Sequence[Effort]) -> list[float]:
    with field.city.sessions() as session:
        query = text("SELECT count(*) FROM issue WHERE id = ANY(:ids)")
        stored = session.execute(query, {"ids": [one.record for one in efforts]}).scalar_one()
    if stored != len(efforts):
        message = f"{stored} of {len(efforts)} issues are stored"
        raise Unequal(message)
    return [one.seconds for one in efforts]


def _survey_s(field: Field, efforts: Sequence[Effort]) -> list[float]:
    """Return what the database says of each survey, or the clock of the page where that is more."""
    with field.city.sessions() as session:
        query = text("SELECT id, duration_s FROM survey WHERE id = ANY(:ids)")
        stored = {row.id: row.duration_s for row in session.execute(query, {"ids": [one.record for one in efforts]})}
    for one in efforts:
        if (
            not one.seconds / 2 <= stored.get(one.record, 0) <= one.seconds + 1
        ):  # whole seconds, from when the form is open
            message = f"a survey of {one.seconds:.1f} s is stored as one of {stored.get(one.record)} s"
            raise Unequal(message)
    return [max(one.seconds, stored[one.record]) for one in efforts]


def _compare(
    name: str,
    doing: str,
    job: Callable[[Phone], Awaitable[Effort]],
    seconds: Callable[[Field, Sequence[Effort]], list[float]],
    *,
    taps: int,
    bar_s: float,
) -> Comparison:
    """Return the comparison of something that people do with how long it may take."""

    def p90(field: Field, pause_s: float) -> float:
        efforts = field.each(job, pause_s=pause_s)
        if any(one.taps > taps or one.keys for one in efforts):
            message = f"{doing} takes more than {taps} taps, or keys: {efforts}"
            raise Unequal(message)
        return float(np.percentile(seconds(field, efforts), 90, method="higher"))

    @contextmanager
    def sides(city: City) -> Iterator[Sides]:
        with open_field(city) as field:
            yield Sides(
                ours=lambda: p90(field, DECIDE_S + POINT_S),
                peer=lambda: bar_s,
                check=lambda: _check(p90(field, 0.0), bar_s),
            )

    return Comparison(
        name=name,
        unit="s",
        peer=f"the {bar_s:g} s that {doing} may take",
        equal=(
            f"{PHONES} people at once in each run, on phones 390 pixels wide with touch; the 90th percentile of them; checked: "
            f"at most {taps} taps that the browser trusts, no key, every record stored"
        ),
        unequal=(
            f"a person is a pause of {DECIDE_S:g} s to decide and {POINT_S:g} s to point before each tap, by Card, Moran and "
            "Newell's keystroke-level model of 1980; nobody reads, looks at the alley or is without a signal"
        ),
        sides=sides,
        bar=1.0,
    )


def _check(without_pause_s: float, bar_s: float) -> None:
    if without_pause_s > bar_s:
        message = f"the page alone takes {without_pause_s:.1f} s"
        raise Unequal(message)


COMPARISONS: Final = (
    _compare("field-log", "logging an issue", log_issue, _log_s, taps=6, bar_s=20.0),
    _compare("field-survey", "a survey", survey, _survey_s, taps=16, bar_s=90.0),
)
