"""What a planner picks on the map and in the table, as in a GIS, and everything that can be taken back."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.operations.database import Sessions

Open = Callable[..., Any]

PLACE = """
    SELECT segment.id::text, ST_X(middle), ST_Y(middle) FROM segment,
        ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326) AS middle
    WHERE graded AND superseded_at IS NULL ORDER BY length_m DESC, segment.id LIMIT 1
"""
IN_THE_MIDDLE = """id => {
    const { map } = golmok.shell;
    return golmok.together(map).near(map.getCenter(), "mouse")?.id === id;
}"""
"""Whether the tile that holds a segment is there, and the segment in the middle of the map."""

ANOTHER = """id => {
    const { map } = golmok.shell;
    const { x: width, y: height } = map.getSize();
    const box = map.getContainer().getBoundingClientRect();
    for (let y = height / 4; y < height * 0.75; y += 8)
        for (let x = width / 3; x < width * 0.75; x += 8) {
            const near = golmok.together(map).near(map.containerPointToLatLng([x, y]), "mouse");
            if (near && near.id !== id) return { id: near.id, x: box.left + x, y: box.top + y };
        }
    return null;
}"""
"""Where another segment is to be hit, in the middle of what is seen."""

WORST = """
    SELECT segment.id::text FROM segment JOIN grade ON segment_id = segment.id
    WHERE superseded_at IS NULL AND overall_grade = 'E' GROUP BY 1 ORDER BY 1 LIMIT 2
"""
NOBODYS = "00000000-0000-4000-8000-000000000000"
TOO_MUCH = "너무 많아 주소에 담을 수 없습니다"

AT_REST = "() => !golmok.shell.map._panAnim?._inProgress"
"""Whether the map has moved as far as it was told to; until then it hears no arrow."""


@pytest.fixture
def place(own_city: Sessions) -> tuple[str, str]:
    """The longest segment, and the address of the page with it in the middle."""
    with own_city() as session:
        segment, lon, lat = session.execute(text(PLACE)).one()
    return segment, f"/plan#map=17/{lat:.5f}/{lon:.5f}"


def picked(page: Page) -> str:
    """What the address says is picked."""
    found = re.search(r"[?&]area=([^#&]*)", page.url)
    return found[1] if found else ""


def amount(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator("#chosen strong").inner_text()))


def drag(page: Page, key: str | None, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag a box, with a key held down if one is named; places are shares of the map."""
    box = page.locator(".golmok-map").bounding_box() or {}
    (x0, y0), (x1, y1) = (
        (box["x"] + across * box["width"], box["y"] + down * box["height"]) for across, down in (start, end)
    )
    if key:
        page.keyboard.down(key)
    page.mouse.move(x0, y0)
    page.mouse.down()
    page.mouse.move(x1, y1, steps=4)
    page.mouse.up()
    if key:
        page.keyboard.up(key)


def test_areas_are_added_with_shift_and_taken_away_with_ctrl(plan: Open, barriers: Callable[[Page], list[str]]) -> None:
    seen = plan()
    page: Page = seen.page
    chosen = page.locator("#chosen strong")
    whole = amount(page)
    middle = page.evaluate("golmok.shell.map.getCenter()")
    counts = []
    for key, start, end in (
        ("Shift", (0.1, 0.2), (0.5, 0.8)),
        ("Shift", (0.6, 0.2), (0.9, 0.8)),
        ("Control", (0.1, 0.2), (0.3, 0.8)),
    ):
        before = chosen.inner_text()
        drag(page, key, start, end)
        expect(chosen).not_to_have_text(before)
        counts.append(amount(page))
    one, two, less = counts
    assert 0 < one < two < whole
    assert 0 < less < two
    assert page.evaluate("golmok.shell.map.getCenter()") == middle  # no key drags the map
    assert re.fullmatch(r"[\d.,]+;[\d.,]+;out,[\d.,]+", picked(page))
    expect(page.locator(".plan-area")).to_have_count(3)
    expect(page.locator(".plan-area.is-out")).to_have_count(1)
    expect(page.locator("#drop-area")).to_contain_text("영역 2, 뺀 영역 1")
    page.reload()
    expect(chosen).to_have_text(f"{less:,}구간")
    assert barriers(page) == []
    page.locator("#way-priorities").click()
    expect(page.locator("#ranked strong")).to_have_text(f"{less:,}구간")
    page.go_back()
    expect(chosen).to_have_text(f"{less:,}구간")
    page.locator("#drop-area").press("Enter")
    expect(chosen).to_have_text(f"{whole:,}구간")
    assert picked(page) == ""
    assert seen.faults == []


def test_the_way_of_picking_is_also_a_switch(plan: Open) -> None:
    seen = plan()
    page: Page = seen.page
    chosen = page.locator("#chosen strong")
    drag(page, "Shift", (0.1, 0.2), (0.5, 0.8))
    expect(page.locator("#drop-area")).to_be_visible()
    expect(chosen).not_to_have_text(re.compile(r"^0"))
    before = picked(page)
    page.locator("[data-mode=box]").press("Enter")
    page.locator("[name=how][value=take]").press("Space")
    page.locator(".golmok-map").focus()
    page.keyboard.press("Enter")
    middle = page.evaluate("golmok.shell.map.getCenter().lng")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"lng => golmok.shell.map.getCenter().lng < lng && ({AT_REST})()", arg=middle)
    page.keyboard.press("ArrowUp")
    page.wait_for_function(AT_REST)
    page.keyboard.press("Enter")
    expect(page.locator(".plan-area.is-out")).to_have_count(1)
    assert picked(page).startswith(f"{before};out,")
    page.locator("[data-mode=box]").press("Enter")
    page.locator("[name=how][value=new]").press("Space")
    drag(page, None, (0.6, 0.2), (0.9, 0.8))
    expect(page.locator(".plan-area")).to_have_count(1)
    assert ";" not in picked(page)
    assert picked(page) != before
    assert seen.faults == []


def test_what_has_no_extent_is_not_picked_and_a_drag_is_seen_and_called_off(plan: Open) -> None:
    seen = plan()
    page: Page = seen.page
    before = page.evaluate("window.location.search")
    drawn, tool, said = page.locator(".plan-drawn"), page.locator("[data-mode=box]"), page.locator(".plan-said")
    drag(page, "Shift", (0.2, 0.5), (0.7, 0.5))
    drag(page, "Shift", (0.5, 0.3), (0.5, 0.7))
    tool.press("Enter")
    drag(page, None, (0.2, 0.5), (0.7, 0.5))
    expect(said).to_have_text("네모로 고르기: 점 0개")
    page.locator(".golmok-map").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(AT_REST)
    page.keyboard.press("Enter")
    expect(said).to_have_text("네모로 고르기: 점 1개")
    assert page.evaluate("window.location.search") == before
    assert page.locator("#undo-back").get_attribute("aria-disabled") == "true"
    page.keyboard.press("Backspace")
    box = page.locator(".golmok-map").bounding_box() or {}
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 150, middle[1] + 150, steps=3)
    expect(drawn).to_have_count(1)
    page.keyboard.press("Escape")
    expect(drawn).to_have_count(0)
    page.mouse.up()
    expect(tool).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("window.location.search") == before
    assert seen.faults == []


def test_single_segments_are_picked_by_pointer_by_keys_and_by_touch(plan: Open, place: tuple[str, str]) -> None:
    segment, address = place
    seen = plan(address)
    page: Page = seen.page
    chosen = page.locator("#chosen strong")
    whole = chosen.inner_text()
    page.wait_for_function(IN_THE_MIDDLE, arg=segment)
    other = page.evaluate(ANOTHER, segment)
    field = page.locator(".golmok-map")
    field.focus()
    page.keyboard.press("Shift+Enter")
    expect(chosen).to_have_text("1구간")
    assert picked(page) == segment
    page.keyboard.down("Shift")
    page.mouse.click(other["x"], other["y"])
    page.keyboard.up("Shift")
    expect(chosen).to_have_text("2구간")
    assert picked(page) == f"{segment},{other['id']}"
    expect(page.locator("#card")).to_be_hidden()
    page.locator("[data-mode=single]").press("Enter")
    expect(page.locator(".plan-said")).to_have_text("하나씩 고르기: 구간 2")
    field.focus()
    page.keyboard.press("Enter")
    expect(chosen).to_have_text("1구간")
    assert picked(page) == other["id"]
    page.mouse.click(other["x"], other["y"])
    expect(chosen).to_have_text(whole)
    assert picked(page) == ""
    page.keyboard.press("Escape")
    page.keyboard.down("Control")
    page.mouse.click(other["x"], other["y"])
    page.keyboard.up("Control")
    page.wait_for_function("() => window.location.search.startsWith('?area=out,')")
    expect(chosen).not_to_have_text(whole)
    assert picked(page) == f"out,{other['id']}"
    assert seen.faults == []


def test_a_segment_is_picked_with_a_finger(plan: Open, place: tuple[str, str]) -> None:
    segment, address = place
    seen = plan(address, width=390, height=844)
    page: Page = seen.page
    page.wait_for_function(IN_THE_MIDDLE, arg=segment)
    page.locator("[data-mode=single]").tap()
    box = page.locator(".golmok-map").bounding_box() or {}
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.touchscreen.tap(*middle)
    expect(page.locator("#chosen strong")).to_have_text("1구간")
    expect(page.locator("#card")).to_be_hidden()
    assert picked(page) == segment
    assert seen.faults == []


def test_a_segment_that_other_conditions_hide_is_picked_and_said(
    plan: Open, place: tuple[str, str], own_city: Sessions
) -> None:
    segment, address = place
    with own_city() as session:
        graded = session.scalar(
            text(
                "SELECT overall_grade FROM grade WHERE segment_id = CAST(:id AS uuid) AND run_id = (SELECT id FROM"
                " grade_run WHERE official ORDER BY as_of DESC, known_at DESC, id LIMIT 1)"
            ),
            {"id": segment},
        )
    other = "E" if graded != "E" else "A"
    seen = plan(address.replace("/plan", f"/plan?overall={other}"))
    page: Page = seen.page
    page.wait_for_function(IN_THE_MIDDLE, arg=segment)
    page.locator(".golmok-map").focus()
    page.keyboard.press("Shift+Enter")
    expect(page.locator("#chosen strong")).to_have_text("0구간")
    expect(page.locator("#notice")).to_contain_text("다른 조건에 맞지 않아")
    page.locator(f"#option-overall-{other}").press("Space")
    expect(page.locator("#chosen strong")).to_have_text("1구간")
    assert seen.faults == []


def test_rows_are_marked_by_keys_and_picked_together(plan: Open, barriers: Callable[[Page], list[str]]) -> None:
    seen = plan("/plan?overall=E#rows=segments")
    page: Page = seen.page
    rows = page.locator("#grid tbody tr[data-id]")
    expect(rows.nth(5)).to_be_attached()
    ids = [rows.nth(at).get_attribute("data-id") for at in range(6)]
    chosen, said = page.locator("#chosen strong"), page.locator(".plan-marks strong")
    boxes = page.locator(".row-mark input")
    boxes.nth(0).press("Space")
    boxes.nth(3).click(modifiers=["Shift"])  # and all between them
    expect(said).to_have_text("4구간 표시함")
    boxes.nth(1).press("Space")
    expect(said).to_have_text("3구간 표시함")
    expect(page.locator("#card")).to_be_hidden()
    page.locator("#sort-issues").press("Enter")
    expect(page.locator("#grid th[aria-sort=descending]")).to_contain_text("불편사항")
    expect(page.locator(".row-mark input:checked")).to_have_count(
        page.locator("#grid tbody tr").evaluate_all(
            "(all, ids) => all.filter((row) => ids.includes(row.dataset.id)).length", [ids[0], ids[2], ids[3]]
        )
    )
    assert barriers(page) == []
    page.locator("#marks-new").press("Enter")
    expect(chosen).to_have_text("3구간")
    expect(rows).to_have_count(3)
    assert set(picked(page).split(",")) == {ids[0], ids[2], ids[3]}
    expect(said).to_be_hidden()
    expect(page.locator("#grid .scroller").first).to_be_focused()
    page.locator(f"#mark-{ids[2]}").press("Space")
    page.locator("#marks-take").press("Enter")
    expect(chosen).to_have_text("2구간")
    expect(rows).to_have_count(2)
    page.locator("#out-open").press("Enter")
    address = page.locator("[data-out='segments.csv']").get_attribute("href") or ""
    table = page.request.get(page.url.split("/plan")[0] + address).text()
    assert [one in table for one in ids[:4]] == [True, False, False, True]
    assert seen.faults == []


def curve(corners: int, digits: int) -> str:
    """An area with as many corners, each with as many digits behind its points."""
    places = [(127 + at / 100, 37 + at * at / 20_000) for at in range(corners)]
    return ",".join(f"{lon:.{digits}f},{lat:.{digits}f}" for lon, lat in places)


def triangles(count: int) -> str:
    return ";".join(f"127,37.{at:02},127.1,37.{at:02},127.1,37.{at + 1:02}" for at in range(count))


@pytest.mark.parametrize(
    "area",
    [
        pytest.param(";".join([curve(70, 5)] * 2 + [curve(64, 5)]), id="characters"),
        pytest.param(";".join([curve(98, 2)] * 3), id="corners"),
        pytest.param(triangles(19), id="areas"),
    ],
)
def test_what_no_address_can_hold_is_said_and_nothing_is_lost(plan: Open, area: str) -> None:
    seen = plan(f"/plan?area={area}")
    page: Page = seen.page
    chosen, areas = page.locator("#chosen strong"), page.locator(".plan-area")
    with page.expect_response(re.compile("/api/v1/board/answer")) as answered:
        drag(page, "Shift", (0.2, 0.3), (0.7, 0.7))  # there is room for one more
    before = f"{answered.value.json()['chosen']['segments']:,}구간"
    expect(chosen).to_have_text(before)
    expect(areas).to_have_count(area.count(";") + 2)
    expect(page.locator("#notice")).to_be_hidden()
    full = picked(page)
    assert full.startswith(f"{area};")
    drag(page, "Shift", (0.3, 0.3), (0.8, 0.7))
    expect(page.locator("#notice")).to_contain_text(TOO_MUCH)
    expect(chosen).to_have_text(before)
    assert picked(page) == full
    expect(areas).to_have_count(area.count(";") + 2)
    assert seen.faults == []


@pytest.mark.parametrize(
    "area",
    [
        pytest.param("127,37,128", id="half a corner"),
        pytest.param(curve(101, 2), id="corners of one"),
        pytest.param(";".join([curve(76, 2)] * 4), id="corners of all"),
        pytest.param(triangles(21), id="areas"),
        pytest.param("127,37,128,37,128,86", id="beyond the map"),
    ],
)
def test_an_address_that_the_server_would_refuse_is_said_to_be_unreadable(plan: Open, area: str) -> None:
    seen = plan(f"/plan?area={area}&overall=E")
    page: Page = seen.page
    expect(page.locator("#notice")).to_contain_text("읽을 수 없어 빼고 보여 줍니다")
    expect(page.locator("#option-overall-E")).to_be_checked()
    refused = page.request.get(page.url.split("/plan")[0] + f"/api/v1/board/answer?area={area}")
    assert (refused.status, refused.json()["error"]["code"]) == (400, "invalid_input")
    assert seen.faults == []


def test_a_polygon_ends_with_its_hundredth_corner_and_says_so(plan: Open) -> None:
    seen = plan()
    page: Page = seen.page
    said, notice = page.locator(".plan-said"), page.locator("#notice")
    tool = page.locator("[data-mode=polygon]")
    box = page.locator(".golmok-map").bounding_box() or {}
    middle = box["x"] + 0.6 * box["width"], box["y"] + 0.55 * box["height"]

    def press(at: int) -> None:
        angle = 2 * math.pi * at / 100
        page.mouse.click(middle[0] + 200 * math.cos(angle), middle[1] + 200 * math.sin(angle))

    def draw() -> None:
        tool.press("Enter")
        for at in range(99):
            press(at)
        expect(said).to_have_text("다각형으로 고르기: 점 99개")
        expect(notice).to_be_hidden()

    draw()
    press(99)
    expect(notice).to_contain_text("모서리가 100개가 되어")
    expect(tool).to_have_attribute("aria-pressed", "false")
    assert picked(page).count(",") == 199
    expect(page.locator("#drop-area")).to_contain_text("영역 1")
    page.locator("#notice .golmok-close").click()
    tool.press("Enter")
    page.locator("[name=how][value=add]").press("Space")
    page.keyboard.press("Escape")
    draw()
    press(99)  # two with a hundred corners each are as long as an address may be, and the third does not fit
    expect(notice).to_contain_text("모서리가 100개가 되어")
    full = picked(page)
    assert full.count(";") == 1
    page.locator("#notice .golmok-close").click()
    draw()
    for at in (99, 100):
        press(at)
        expect(notice).to_contain_text(TOO_MUCH)
        expect(said).to_have_text("다각형으로 고르기: 점 100개")
        page.locator("#notice .golmok-close").click()
    assert picked(page) == full
    page.locator("#drawing").get_by_role("button", name="하나 되돌리기").click()
    expect(said).to_have_text("다각형으로 고르기: 점 99개")
    assert seen.faults == []


@pytest.mark.parametrize("look", [{}, {"width": 390, "height": 844, "dark": True}])
def test_a_segment_of_before_picks_what_lies_there_now_and_that_is_said(
    plan: Open,
    own_city: Sessions,
    forebear_of: Callable[..., str],
    barriers: Callable[[Page], list[str]],
    look: dict[str, Any],
) -> None:
    with own_city.begin() as session:
        heirs = session.scalars(text(WORST)).all()
        before = forebear_of(session, *heirs)
    seen = plan(f"/plan?area={before},{NOBODYS}", **look)
    page: Page = seen.page
    chosen, told = page.locator("#chosen strong"), page.locator("#followed")
    expect(chosen).to_have_text("2구간")
    expect(told).to_have_text(
        "고른 구간 1곳은 나뉜 자리가 달라져, 같은 곳에 있는 2구간으로 바꾸어 골랐고, 1곳은 이어지는 구간을 알 수 없어 뺐습니다."
    )
    assert barriers(page) == []
    page.locator("#drop-area").press("Enter")
    expect(told).to_be_hidden()
    expect(chosen).not_to_have_text("2구간")
    page.keyboard.press("Control+z")
    expect(chosen).to_have_text("2구간")
    expect(told).to_be_visible()
    page.locator("#open-segments").press("Enter")
    rows = page.locator("#grid tbody tr[data-id]")
    expect(rows).to_have_count(2)
    assert {rows.nth(at).get_attribute("data-id") for at in range(2)} == set(heirs)
    assert seen.faults == []
