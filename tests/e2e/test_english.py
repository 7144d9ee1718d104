"""The map in English: one click away, with what it shows kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

HANGUL = re.compile("[가-힣]")


@pytest.mark.parametrize("width", [1440, 390])
def test_the_map_goes_on_in_english(visit: Any, barriers: Any, width: int) -> None:
    seen = visit("/", width=width)
    page = seen.page
    page.locator("#view-switch").click()
    expect(page).to_have_url(re.compile("#.*table"))
    page.locator(".languages a").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#view-switch")).to_have_text("Show the map")
    page.locator("#grid .row-open").first.click()
    card = page.locator("#card")
    expect(card).to_contain_text("How the score is made up")
    labels = [text for part in ("h3", "dt", "dd", "caption", "th") for text in card.locator(part).all_inner_texts()]
    assert [text for text in labels if HANGUL.search(text)] == []
    assert not HANGUL.search(page.locator("#panel").inner_text())
    assert seen.faults == []
    assert barriers(page) == []
