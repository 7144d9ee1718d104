"""A phone without room: it says so at once; and one whose browser took everything away: it says so when it is opened."""

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
from faults.phone import Phone, Saved, saved
from faults.snapshots import snapshot

WARNED_WITHIN: Final = 2.0
FORGOTTEN_MS: Final = 3_000
"""After this, Chromium looks anew how much room an origin has whose pages were closed."""
NONE: Final = 1
"""Room that nothing finds room in [bytes]."""
EVICTED: Final = "indexeddb,cache_storage,service_workers"
"""What Chromium takes from an origin when the machine runs out of room."""
RECORDS: Final = 2
NOTED: Final = "ids => Object.values(localStorage).some(noted => ids.every(id => noted.includes(id)))"


@contextmanager
def _browser_itself(phone: Phone) -> Iterator[tuple[CDPSession, Page]]:
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
    key = phone.page.evaluate("report => hands.write(report)", report.told())
    with _browser_itself(phone) as (browser, page):
        browser.send("Storage.overrideQuotaForOrigin", {"origin": phone.address, "quotaSize": NONE})
        page.wait_for_timeout(FORGOTTEN_MS)
        phone.visit()
        answer = phone.page.evaluate("key => hands.save(key)", key)
        require(answer["refused"] is not None, "it says that it saved what it has no room for")
        slowest = max(answer["took"], _refused_photo(page))
        require(phone.stand()["saved"] == 0, "it counts as saved what it has no room for")
        browser.send("Storage.overrideQuotaForOrigin", {"origin": phone.address})
    answer = phone.page.evaluate("key => hands.save(key)", key)
    require(answer["refused"] is None, f"with room again it says {answer['refused']}")
    phone.send()
    return slowest, saved(report, phone.page.evaluate("key => hands.kept(key)", key))


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


def _evicted(ground: Ground) -> str:
    rounds = ground.many(20, sampled=1)
    with on_phone(ground) as (field, phone):
        for _ in range(rounds):
            phone.context.set_offline(True)
            kept = phone.log_all(field.reports(RECORDS))
            phone.page.wait_for_function(NOTED, arg=[record.id for record in kept])
            phone.leave()  # so that nothing is sent before it is gone
            phone.context.set_offline(False)
            with _browser_itself(phone) as (browser, _):
                browser.send("Storage.clearDataForOrigin", {"origin": phone.address, "storageTypes": EVICTED})
            phone.come_back()
            phone.visit()
            warning = phone.page.locator("[data-notice=gone]")
            warning.wait_for()
            require(
                f"{RECORDS}건" in warning.inner_text(), f"of {RECORDS} that are gone it says {warning.inner_text()!r}"
            )
            warning.get_by_role("button").click()
    return f"{rounds} of {rounds} times somebody was told of {RECORDS} records that the browser took away"


FAULTS: Final = (
    Fault(
        "full-phone",
        "20 times the phone has no room left: for the record that is to be saved, for the photo that is taken",
        f"it says so within {WARNED_WITHIN:g} s and saves nothing by half; with room again all is stored once",
        _full,
        limit=1_200,
    ),
    Fault(
        "evicted-phone",
        f"20 times the browser takes away the outbox with {RECORDS} records in it",
        "the page says how many are gone when it is opened",
        _evicted,
        sampled=True,
        limit=1_200,
    ),
)
