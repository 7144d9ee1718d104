"""A phone without room: it says so at once, and saves nothing by half."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import CDPSession, Page

from faults.fault import Fault, require
from faults.field import Field, on_phone
from faults.ground import Ground
from faults.ledger import settled
from faults.phone import Phone, Saved
from faults.snapshots import snapshot

WARNED_WITHIN: Final = 2.0
FORGOTTEN_MS: Final = 3_000
"""After this, Chromium looks anew how much room an origin has whose pages were closed."""
NONE: Final = 1
"""Room that nothing finds room in [bytes]."""


@contextmanager
def browser_itself(phone: Phone) -> Iterator[tuple[CDPSession, Page]]:
    """Close the field page, and have a hand on the browser by way of another page of the site; that one stays."""
    beside = phone.context.new_page()
    beside.goto(f"{phone.address}/method")
    phone.page.close()
    phone.page = beside
    yield phone.context.new_cdp_session(beside), beside


def _full(ground: Ground) -> str:
    slowest, kept = 0.0, []
    with on_phone(ground) as (field, phone):
        for _ in range(ground.many(20, sampled=1)):
            took, record = _refused_then_saved(field, phone)
            slowest = max(slowest, took)
            kept.append(record)
        figure = settled(field, phone, kept)
    require(slowest <= WARNED_WITHIN, f"the warning came after {slowest:.1f} s")
    return f"warned within {slowest:.2f} s; with room again {figure}"


def _refused_then_saved(field: Field, phone: Phone) -> tuple[float, Saved]:
    report = field.report(photos=1)
    key = phone.write(report)
    with browser_itself(phone) as (browser, page):
        browser.send("Storage.overrideQuotaForOrigin", {"origin": phone.address, "quotaSize": NONE})
        page.wait_for_timeout(FORGOTTEN_MS)
        phone.visit()
        answer = phone.page.evaluate("key => hands.save(key)", key)
        require(answer["refused"] is not None, "it says that it saved what it has no room for")
        slowest = max(answer["took"], _refused_photo(page))
        require(phone.stand()["saved"] == 0, "it counts as saved what it has no room for")
        browser.send("Storage.overrideQuotaForOrigin", {"origin": phone.address})
    record = phone.save(report, key)
    phone.send()
    return slowest, record


def _refused_photo(page: Page) -> float:
    """Take a photo that there is no room for; return how long the warning took [s]."""
    warning = page.locator("[data-notice=store]")
    warning.get_by_role("button").click()
    start = time.monotonic()
    page.locator("#camera").set_input_files({"name": "made.jpg", "mimeType": "image/jpeg", "buffer": snapshot(0)})
    warning.wait_for()
    took = time.monotonic() - start
    require(page.locator(".log-photo").count() == 1, "it shows a photo that it has no room for")
    warning.get_by_role("button").click()
    return took


FAULTS: Final = (
    Fault(
        "full-phone",
        "20 times the phone has no room left: for the record that is to be saved, for the photo that is taken",
        f"it says so within {WARNED_WITHIN:g} s and saves nothing by half; with room again all is stored once",
        _full,
        limit=1_200,
        row="RF-06",
    ),
)
