"""What colours and signs of the planner's map mean, and what is chosen by them; months from one to another."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

Open = Callable[..., Any]

PHONE: dict[str, Any] = {"width": 390, "height": 844}
ANSWER = """async (choice) => {
    const query = new URLSearchParams({ ...choice, box: golmok.shell.map.getBounds().toBBoxString() });
    return (await fetch(`/api/v1/board/answer?${query}`)).json();
}"""
COLOURS = """(canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const hex = (at) => `#${[0, 1, 2].map((n) => data[at + n].toString(16).padStart(2, "0")).join("")}`;
    return [...new Set(Array.from({ length: data.length / 4 }, (_, i) => hex(4 * i)))];
}"""
THEME = "() => golmok.shell.face.theme"
SHARE = "() => document.getElementById('legend').offsetHeight / golmok.shell.map.getContainer().offsetHeight"
"""How much of the height of the map the legend takes."""
LATE = """() => {
    const late = getComputedStyle(document.body).getPropertyValue("--fault").trim();
    return [...golmok.shell.map.getPane("golmok-issues").querySelectorAll("canvas")].some((canvas) => {
        const { width, height } = canvas;
        if (!width) return false;
        const copy = new OffscreenCanvas(width, height).getContext("2d");
        copy.drawImage(canvas, 0, 0);
        const { data } = copy.getImageData(0, 0, width, height);
        const is = (at) => late === `#${[0, 1, 2].map((n) => data[at + n].toString(16).padStart(2, "0")).join("")}`;
        return Array.from({ length: data.length / 4 }, (_, i) => 4 * i).filter(is).length > 10;
    });
}"""
"""Whether a ring of what is overdue is painted, in its colour."""
CONTRASTS = """() => {
    const bright = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
        .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
        .reduce((sum, one, i) => sum + one * [0.2126, 0.7152, 0.0722][i], 0.05);
    const late = bright(getComputedStyle(document.body).getPropertyValue("--fault").trim());
    const { halo, ground } = golmok.shell.face.theme;
    return [halo, ground].map(bright).map((other) => Math.max(late, other) / Math.min(late, other));
}"""


def amount(told: Locator) -> int:
    return int(re.sub(r"\D", "", told.inner_text()))


def months_of(page: Page) -> list[str]:
    options: list[str] = page.locator("#span-from option").evaluate_all("all => all.map(({ value }) => value)")
    return options[1:]


def test_issues_are_chosen_from_one_month_to_another_by_keys(plan: Open, barriers: Callable[[Page], list[str]]) -> None:
    seen = plan("/plan?overall=E")
    page: Page = seen.page
    issues = page.locator("#open-issues")
    whole = issues.inner_text()
    page.locator("#facet-month").press("Enter")
    months = months_of(page)
    first, last = months[-6], months[-3]
    page.locator("#span-from").select_option(first)
    expect(issues).not_to_have_text(whole)
    expect(page.locator("#facet-month")).to_contain_text(f"{first}부터")
    expect(page.locator("#span-from")).to_have_value(first)
    since = issues.inner_text()
    page.locator("#span-to").select_option(last)
    expect(issues).not_to_have_text(since)
    assert f"from={first}&to={last}#" in page.url
    expect(page.locator("[id^=option-month-]:checked")).to_have_count(4)
    answer = page.evaluate(ANSWER, {"overall": "E", "from": first, "to": last})
    between = issues.inner_text()
    assert 0 < answer["chosen"]["issues"] == amount(issues)
    assert barriers(page) == []
    page.locator("#out-open").press("Enter")
    expect(page.locator("#out-what")).to_have_text(f"종합 등급: E · 접수한 기간: {first}부터 {last}까지")
    expect(page.locator("[data-out='issues.xlsx']")).to_have_attribute("href", re.compile(f"from={first}&to={last}"))
    expect(page.locator("#out-shut")).to_be_visible()
    page.keyboard.press("Escape")
    issues.press("Enter")
    expect(page.locator("#grid tbody tr[data-id]")).to_have_count(min(answer["chosen"]["issues"], 100))
    assert set(page.locator("#grid tbody td:nth-child(8)").all_inner_texts()) <= set(months[-6:-2])
    page.reload()
    expect(issues).to_have_text(between)
    page.go_back()
    expect(issues).to_have_text(since)
    page.go_forward()
    expect(issues).to_have_text(between)
    page.locator(f"#option-month-{last}").press("Space")
    expect(issues).not_to_have_text(between)
    assert "from=" not in page.url
    assert f"month={months[-6]}&month={months[-5]}&month={months[-4]}#" in page.url
    page.locator("#span-to").select_option(months[-1])
    expect(page.locator("#facet-month")).to_contain_text(f"{months[-1]}까지")
    page.locator("#clear").click()
    expect(page.locator("#span-to")).to_have_value("")
    assert seen.faults == []


def test_a_span_the_wrong_way_round_is_said_and_loses_nothing(
    plan: Open, barriers: Callable[[Page], list[str]]
) -> None:
    seen = plan()
    page: Page = seen.page
    page.locator("#facet-month").press("Enter")
    months = months_of(page)
    whole = page.locator("#open-issues").inner_text()
    page.locator("#span-to").select_option(months[-3])
    expect(page.locator("#facet-month")).to_contain_text(f"{months[-3]}까지")
    expect(page.locator("#open-issues")).not_to_have_text(whole)
    good = page.locator("#open-issues").inner_text()
    page.locator("#span-from").press("End")
    expect(page.locator("#span-fault")).to_contain_text("시작 달이 끝 달보다 늦습니다")
    expect(page.locator("#span-from")).to_be_focused()
    expect(page.locator("#span-from")).to_have_attribute("aria-invalid", "true")
    assert barriers(page) == []
    zoom = page.evaluate("() => golmok.shell.map.getZoom() + 1")
    with page.expect_response(re.compile("/api/v1/board/answer")):
        page.locator(".leaflet-control-zoom-in").click()
    page.wait_for_function("zoom => window.location.hash.includes(`map=${zoom}/`)", arg=zoom)
    expect(page.locator("#span-from")).to_have_value(months[-1])  # it is still there to be put right
    expect(page.locator("#open-issues")).to_have_text(good)
    assert "from=" not in page.url
    page.locator("#span-to").select_option(months[-1])
    expect(page.locator("#span-fault")).to_have_count(0)
    expect(page.locator("#facet-month")).to_contain_text(f"{months[-1]}부터 {months[-1]}까지")
    assert seen.faults == []


def test_an_address_with_months_the_wrong_way_round_is_answered_in_words(plan: Open) -> None:
    page: Page = plan("/plan").page
    page.locator("#facet-month").press("Enter")
    months = months_of(page)
    page.goto(page.url.split("/plan")[0] + f"/plan?from={months[-1]}&to={months[-2]}")
    expect(page.locator("#notice")).to_contain_text("시작 달이 끝 달보다 늦지 않게")
    expect(page.locator("#span-fault")).to_contain_text("시작 달이 끝 달보다 늦습니다")
    page.locator("#span-from").select_option(months[-2])
    expect(page.locator("#notice")).to_be_hidden()
    expect(page.locator("#facet-month")).to_contain_text(f"{months[-2]}부터 {months[-2]}까지")
    expect(page.locator("#open-issues")).to_be_visible()


def test_the_axis_of_the_map_has_its_legend_first_and_open_and_stands_in_the_address(plan: Open) -> None:
    seen = plan("/plan#axis=confidence")
    page: Page = seen.page
    first = page.locator(".plan-facet").first
    expect(page.locator("#axes [value=confidence]")).to_be_checked()
    expect(first.locator("summary")).to_have_text("신뢰도지도의 색")
    expect(first.locator(".golmok-swatch")).to_have_count(4)
    expect(page.locator("#option-overall-E")).to_be_hidden()
    expect(first.locator("label")).to_have_count(4)
    drawn = first.locator(".golmok-swatch").evaluate_all(
        "all => all.map((one) => one.lastChild.getAttribute('stroke'))"
    )
    assert drawn == page.evaluate("() => golmok.style.axes.find(({ key }) => key === 'confidence').symbols"
                                  ".filter(({ key }) => key !== 'out').map(({ colour }) => colour)")  # fmt: skip
    counts = page.evaluate(ANSWER, {})["counts"]["confidence"]
    expect(first.locator(".plan-count")).to_have_text([f"{count:,}" for count in counts])
    low = counts[2]
    assert low > 0
    first.locator("#option-confidence-low").press("Space")
    expect(page.locator("#open-segments-view")).to_have_text(f"화면 안 {low:,}구간")
    page.locator("#axes [value=walking]").check(force=True)
    expect(first.locator("summary")).to_contain_text("보행환경 등급")
    expect(page.locator("#option-walking-E")).to_be_visible()
    assert "confidence=low" in page.url
    assert page.url.endswith("axis=walking")
    page.reload()
    expect(page.locator("#axes [value=walking]")).to_be_checked()
    expect(page.locator("#option-walking-E")).to_be_visible()
    expect(page.locator("#option-confidence-low")).to_be_checked()
    assert seen.faults == []


def test_counts_are_of_what_is_in_view_as_the_map_moves(plan: Open) -> None:
    seen = plan("/plan?due=overdue")
    page: Page = seen.page

    def shown(key: str) -> Locator:
        return page.locator(f"details:has(#facet-{key}) .plan-count")

    before = shown("overall").all_inner_texts()
    for _ in range(2):
        nearer = page.evaluate("() => golmok.shell.map.getZoom() + 1")
        page.locator(".leaflet-control-zoom-in").click()
        page.wait_for_function("zoom => window.location.hash.includes(`map=${zoom}/`)", arg=nearer)
    answer = page.evaluate(ANSWER, {"due": "overdue"})
    expect(shown("overall")).to_have_text([f"{count:,}" for count in answer["counts"]["overall"]])
    expect(shown("due")).to_have_text([f"{count:,}" for count in answer["counts"]["due"]])
    assert shown("overall").all_inner_texts() != before
    widest = max(answer["counts"]["overall"])
    at = answer["counts"]["overall"].index(widest)
    bars = page.locator("details:has(#facet-overall) .plan-share").evaluate_all(
        "all => all.map((one) => one.style.width)"
    )
    assert (bars[at], widest > 0) == ("100%", True)
    assert seen.faults == []


def test_every_layer_beside_the_grades_has_its_sign_and_issues_are_chosen_in_the_legend(
    plan: Open, barriers: Callable[[Page], list[str]]
) -> None:
    seen = plan("/plan#layers=issues,segments,shops,venues,roads,districts")
    page: Page = seen.page
    signs = page.locator("#legend-signs li")
    expect(signs).to_have_count(4)
    theme = page.evaluate(THEME)
    for key, colours in {
        "districts": {theme["boundary"], theme["ground"]},
        "roads": {theme["road"], theme["ground"]},
        "shops": {theme["shop"]},
        "venues": {theme["venue"]},
    }.items():
        sign = page.locator(f"#legend-signs [data-layer={key}]")
        painted = set(sign.locator("canvas").evaluate(COLOURS))
        assert colours <= painted, (key, colours - painted)
    expect(page.locator("#legend-issues")).to_be_visible()
    counts = page.evaluate(ANSWER, {})["counts"]["status"]
    chips = page.locator("#legend-sift [id^=chip-status-]")
    expect(chips.locator(".plan-count")).to_have_text([f"{count:,}" for count in counts])
    chip = page.locator("#chip-status-received")
    chip.press("Enter")
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(chip).to_be_focused()
    received = page.evaluate(ANSWER, {"status": "received"})["chosen"]["issues"]
    expect(page.locator("#legend-issues")).to_have_text(f"고른 불편사항 {received:,}건")
    expect(page.locator("#option-status-received")).to_be_checked()
    assert "status=received" in page.url
    page.locator("#sift-category").press("Enter")
    page.locator("#chip-category-litter").press("Enter")
    litter = page.evaluate(ANSWER, {"status": "received", "category": "litter"})["chosen"]["issues"]
    expect(page.locator("#legend-issues")).to_have_text(f"고른 불편사항 {litter:,}건")
    assert 0 < litter < received
    assert barriers(page) == []
    page.locator(".plan-layers summary").press("Enter")
    for key in ("issues", "shops", "venues"):
        page.locator(f".plan-layers input[value={key}]").press("Space")
    expect(signs).to_have_count(2)
    expect(page.locator("#legend-sift")).to_be_hidden()
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"ground => ({THEME})().ground !== ground", arg=theme["ground"])
    expect(page.locator("#issue-legend")).to_be_hidden()
    assert seen.faults == []


@pytest.mark.parametrize("look", [{}, {"dark": True}])
def test_what_is_overdue_has_a_ring_and_leads_to_its_rows(plan: Open, look: dict[str, Any]) -> None:
    seen = plan("/plan#layers=issues,segments", **look)
    page: Page = seen.page
    late = page.evaluate(ANSWER, {"due": "overdue"})["chosen"]["issues"]
    told = page.locator("#legend-late")
    expect(told).to_have_text(f"기한 지난 것 {late:,}건")
    page.wait_for_function(LATE)
    assert min(page.evaluate(CONTRASTS)) >= 3
    told.press("Enter")
    expect(page.locator("#grid tbody tr[data-id]").first).to_be_visible()
    expect(page.locator("#open-issues")).to_have_text(f"불편사항 {late:,}")
    assert "due=overdue" in page.url
    page.locator("#table-switch").click()
    page.locator("#option-due-overdue").press("Space")
    page.locator("#chip-status-closed").press("Enter")  # what is closed is due no more
    expect(page.locator(".plan-late")).to_have_text("고리: 기한 지난 것 0건")
    page.wait_for_function(f"() => !({LATE})()")
    expect(told).to_have_count(0)
    assert seen.faults == []


@pytest.mark.parametrize("look", [PHONE, {**PHONE, "dark": True}])
def test_on_a_phone_the_colours_stand_on_the_map_and_choose(
    plan: Open, barriers: Callable[[Page], list[str]], look: dict[str, Any]
) -> None:
    seen = plan("/plan#layers=issues,segments,shops,venues,roads,districts", **look)
    page: Page = seen.page
    counts = page.evaluate(ANSWER, {})["counts"]["overall"]
    keys = page.locator("#legend-axis button")
    expect(keys.locator(".plan-count")).to_have_text([f"{count:,}" for count in counts])
    page.locator("#chip-overall-E").tap()
    expect(page.locator("#chosen strong")).to_have_text(
        f"{page.evaluate(ANSWER, {'overall': 'E'})['chosen']['segments']:,}구간"
    )
    expect(page.locator("#chip-overall-E")).to_have_attribute("aria-pressed", "true")
    assert barriers(page) == []
    more, sift = page.locator("#legend-more"), page.locator("#sift-status")
    expect(sift).to_be_hidden()
    assert page.evaluate(SHARE) < 0.25
    more.tap()
    sift.tap()
    expect(page.locator("#chip-status-received")).to_be_visible()
    assert page.evaluate(SHARE) <= 0.5
    assert barriers(page) == []
    page.locator("#legend-signs li").last.scroll_into_view_if_needed()
    expect(page.locator("#legend-signs li").last).to_be_in_viewport()
    more.press("Enter")
    expect(sift).to_be_hidden()
    expect(more).to_be_focused()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(more).to_be_hidden()
    expect(sift).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(sift).to_be_hidden()
    page.locator("#chip-overall-E").tap()
    expect(page.locator("#clear")).to_have_attribute("hidden", "")
    page.locator("#layers summary").tap()
    page.locator("#layers [value=districts]").tap(trial=True)  # no legend lies over what unfolds
    assert seen.faults == []
