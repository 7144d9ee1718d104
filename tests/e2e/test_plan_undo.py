"""Everything that changes what a planner sees is taken back and done again, by keys and by buttons."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import text

from mapper.operations.database import Sessions

Open = Callable[..., Any]

PANES = """() => Object.fromEntries(golmok.shell.face.registry.map(({ key, layer }) => {
    const { zIndex, opacity } = golmok.shell.map.getPane(`golmok-${key}`)?.style ?? {};
    return [key, layer._map ? `${zIndex} ${opacity}` : null];
}))"""
"""Of every layer that is shown how high it lies and how opaque it is."""

PAINTED_DAY = """() => {
    const { layer } = golmok.shell.face.registry.find(({ key }) => key === "segments");
    return layer.contents().flatMap(({ features }) => features)[0]?.props.board.as_of;
}"""
"""The day whose colours the segments of the map have, once there are any."""

TWO_FRAMES = "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => go(true))))"
"""Until a page has done what it was just told."""


def told(page: Page) -> str:
    """What the address says besides where the map is."""
    return re.sub(r"map=[^&]*", "", page.url)


def is_on(page: Page, way: str) -> bool:
    return page.locator(f"#undo-{way}").get_attribute("aria-disabled") == "false"


def drag_a_box(page: Page) -> None:
    """Pick what lies in the middle of the map, and wait until it is counted."""
    chosen = page.locator("#chosen strong")
    before = chosen.inner_text()
    box = page.locator(".golmok-map").bounding_box() or {}
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.keyboard.down("Shift")
    page.mouse.move(x - 150, y - 100)
    page.mouse.down()
    page.mouse.move(x + 150, y + 150, steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(chosen).not_to_have_text(before)


def choose_the_poor(page: Page) -> None:
    """Choose a grade, and wait until it is counted."""
    before = page.locator("#chosen strong").inner_text()
    page.locator("#option-overall-D").press("Space")
    expect(page.locator("#chosen strong")).not_to_have_text(before)


@pytest.fixture
def day(own_city: Sessions) -> str:
    """The day of the first official run."""
    with own_city() as session:
        return str(session.scalar(text("SELECT min(as_of) FROM grade_run WHERE official")))


def ask_for(page: Page, day: str) -> None:
    """Ask to see the city of a day, by keys."""
    page.locator("#past-open").press("Enter")
    page.locator("#past-day").fill(day)
    page.get_by_role("button", name="그날 보기").press("Enter")


def test_conditions_area_axis_and_layers_are_taken_back_and_done_again(
    plan: Open, barriers: Callable[[Page], list[str]]
) -> None:
    seen = plan()
    page: Page = seen.page
    chosen = page.locator("#chosen strong")
    states: list[tuple[str, str, dict[str, str]]] = []

    def note() -> None:
        states.append((told(page), chosen.inner_text(), page.evaluate(PANES)))

    page.locator("#layers summary").press("Enter")
    expect(page.locator("#layers li")).to_have_count(6)
    assert not is_on(page, "back")
    note()
    for step in (
        choose_the_poor,
        drag_a_box,
        lambda page: page.locator("[name=golmok-axis][value=walking]").press("Space"),
        lambda page: page.locator("#layer-segments--1").press("Enter"),
        lambda page: page.locator("#layers [value=roads]").press("Space"),
        lambda page: page.locator("#layer-segments-opacity").press("ArrowLeft"),
    ):
        step(page)
        note()
    assert len({one for one, _, _ in states}) == len(states)

    def stands(state: tuple[str, str, dict[str, str]]) -> None:
        address, amount, panes = state
        expect(chosen).to_have_text(amount)
        assert told(page) == address
        assert page.evaluate(PANES) == panes

    for state in states[-2::-1]:
        page.keyboard.press("Control+z")
        stands(state)
    assert (is_on(page, "back"), is_on(page, "again")) == (False, True)
    expect(page.locator("[name=golmok-axis][value=overall]")).to_be_checked()
    expect(page.locator("#option-overall-D")).not_to_be_checked()
    expect(page.locator(".plan-area")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.locator("#live")).to_have_text("더 되돌릴 것이 없습니다.")
    page.keyboard.press("Control+y")
    stands(states[1])
    page.keyboard.press("Control+Shift+z")
    stands(states[2])
    button = page.locator("#undo-again")
    for state in states[3:]:
        button.press("Enter")
        stands(state)
    expect(button).to_be_focused()
    assert barriers(page) == []
    page.locator("#undo-back").press("Enter")
    stands(states[-2])
    page.locator("#layers [value=districts]").press("Space")  # another way from here: there is nothing to do again
    assert not is_on(page, "again")
    assert seen.faults == []


def test_a_field_has_its_own_undo_and_so_has_a_drawing(plan: Open) -> None:
    seen = plan("/plan?overall=D")
    page: Page = seen.page
    page.locator("#option-overall-E").press("Space")
    page.wait_for_function("() => window.location.search.includes('overall=E')")
    field = page.locator("#search-field")
    field.focus()
    page.keyboard.type("ab")
    before = page.url
    page.keyboard.press("Control+z")
    expect(field).not_to_have_value("ab")
    assert page.url == before
    page.locator("[data-mode=polygon]").press("Enter")
    page.keyboard.press("Enter")
    said = page.locator(".plan-said")
    expect(said).to_have_text("다각형으로 고르기: 점 1개")
    page.keyboard.press("Control+z")
    expect(said).to_have_text("다각형으로 고르기: 점 0개")
    assert page.url == before
    page.keyboard.press("Control+z")
    page.wait_for_function("() => !window.location.search.includes('overall=E')")
    page.keyboard.press("Escape")
    page.go_back()  # undone and gone back is as before
    expect(page.locator("#option-overall-E")).to_be_checked()
    page.keyboard.press("Control+z")
    expect(page.locator("#option-overall-E")).not_to_be_checked()
    assert seen.faults == []


def test_the_moment_is_taken_back_with_what_was_chosen_then(plan: Open, day: str) -> None:
    seen = plan("/plan?overall=E")
    page: Page = seen.page
    chosen, then = page.locator("#chosen strong"), page.locator("#then")
    now, words = chosen.inner_text(), page.locator("#then-words").text_content() or ""
    ask_for(page, day)
    expect(then).to_be_visible()
    expect(page.locator("#then-words")).not_to_have_text(words)
    page.locator("#option-overall-D").press("Space")
    page.wait_for_function("() => window.location.search.includes('overall=D')")
    page.keyboard.press("Control+z")
    page.wait_for_function("() => !window.location.search.includes('overall=D')")
    page.keyboard.press("Control+z")
    expect(then).to_be_hidden()
    expect(chosen).to_have_text(now)
    assert "as_of" not in page.url
    page.keyboard.press("Control+y")
    expect(then).to_be_visible()
    assert f"as_of={day}" in page.url
    assert seen.faults == []


def test_back_from_a_card_of_the_past_is_now_and_forward_the_past(plan: Open, day: str) -> None:
    seen = plan("/plan?overall=E")
    page: Page = seen.page
    then, words = page.locator("#then"), page.locator("#then-words").text_content() or ""
    ask_for(page, day)
    expect(page.locator("#then-words")).not_to_have_text(words)
    page.locator("#open-segments").press("Enter")
    page.locator("#grid .row-open").first.press("Enter")
    expect(page.locator("#card")).to_be_visible()
    page.go_back()
    expect(then).to_be_hidden()
    page.wait_for_function("() => !window.location.search.includes('as_of')")
    expect(page.locator("#option-overall-E")).to_be_checked()
    page.go_forward()
    expect(then).to_be_visible()
    page.wait_for_function("day => window.location.search.includes(`as_of=${day}`)", arg=day)
    assert seen.faults == []


def test_a_moment_that_is_still_read_is_taken_back_and_stays_away(plan: Open, day: str) -> None:
    seen = plan("/plan?overall=E")
    page: Page = seen.page
    chosen, then = page.locator("#chosen strong"), page.locator("#then")
    now, today = chosen.inner_text(), page.wait_for_function(PAINTED_DAY).json_value()
    past = re.compile(r"/board/columns/overall\?.*as_of=")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(past, hold)
    with page.expect_request(past):
        ask_for(page, day)
    expect(then).to_be_visible()
    with page.expect_response(re.compile(r"/board/answer\?(?!.*as_of=)")):
        page.keyboard.press("Control+z")
    expect(then).to_be_hidden()
    with page.expect_response(past) as late:
        held[0].continue_()
    late.value.finished()
    page.evaluate(TWO_FRAMES)
    expect(then).to_be_hidden()
    expect(chosen).to_have_text(now)
    assert page.wait_for_function(PAINTED_DAY).json_value() == today != day
    assert "as_of" not in page.url
    assert (is_on(page, "back"), is_on(page, "again")) == (False, True)
    assert seen.faults == []
