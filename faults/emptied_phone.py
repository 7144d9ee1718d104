"""A phone whose browser took everything away: it says so when it is opened; and a file of the queue, which brings it back."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from playwright.sync_api import Locator
from playwright.sync_api import TimeoutError as TookTooLong

from faults.crowded_phone import browser_itself
from faults.fault import Fault, Missed, require
from faults.field import on_phone
from faults.ground import Ground
from faults.ledger import settled
from faults.phone import Phone
from faults.snapshots import SMALL

EVICTED: Final = "indexeddb,cache_storage,service_workers"
"""What Chromium takes from an origin when the machine runs out of room; Safari and Firefox take its notes along, too."""
HUGE: Final = 1_100
"""Side of a photo of some 1.4 MB [pixels]: 300 of them as text are more than one string of V8 can be."""
RECORDS: Final = 2
NOTED: Final = "ids => Object.values(localStorage).some(noted => ids.every(id => noted.includes(id)))"


def _evicted(ground: Ground) -> str:
    rounds = ground.many(20, sampled=1)
    with on_phone(ground) as (field, phone):
        phone.tidy()
        for _ in range(rounds):
            phone.context.set_offline(True)
            kept = phone.log_all(field.reports(RECORDS))
            draft = phone.write(field.report())
            _emptied(phone, [*(record.id for record in kept), draft])
            _told_of(phone, RECORDS + 1)
            phone.log(field.report())
            phone.visit()
            _told_of(phone, RECORDS + 1).get_by_role("button").click()
            phone.visit()
            require(phone.page.locator("[data-notice=gone]").count() == 0, "it tells what somebody knows")
            phone.send()
    return (
        f"{rounds} of {rounds} times somebody was told of {RECORDS} records and a draft until they said that they know"
    )


def _emptied(phone: Phone, waiting: list[str]) -> None:
    """Have the browser take away what lies on it, once it is noted and before any is sent; it has a signal then."""
    phone.page.wait_for_function(NOTED, arg=waiting)
    phone.leave()
    phone.context.set_offline(False)
    with browser_itself(phone) as (browser, _):
        browser.send("Storage.clearDataForOrigin", {"origin": phone.address, "storageTypes": EVICTED})
    phone.come_back()
    phone.visit()


def _told_of(phone: Phone, gone: int) -> Locator:
    """Wait until the page says that so many are gone."""
    warning = phone.page.locator("[data-notice=gone]").filter(has_text=f"기록 {gone}건")
    try:
        warning.wait_for()
    except TookTooLong as late:
        raise Missed(f"it does not tell of {gone}; it says {phone.says()!r}") from late
    return warning


def _filed(ground: Ground) -> str:
    records = ground.many(100, sampled=2)
    photos, side = (1, SMALL) if ground.sampling else (3, HUGE)
    folder = ground.empty()
    with on_phone(ground) as (field, phone):
        phone.tidy()
        phone.context.set_offline(True)
        kept = phone.log_all(field.reports(records, photos, side=side))
        whole = phone.to_file(folder / "whole.json")
        cut = _cut(whole, folder / "cut.json")
        _emptied(phone, [record.id for record in kept])
        _told_of(phone, records)
        said = phone.from_file(cut)
        require(f"{records - 1}건은" in said, f"of a file that is cut off in its last record it says {said!r}")
        _told_of(phone, 1)
        said = phone.from_file(whole)
        require("가져왔습니다" in said, f"of the whole file it says {said!r}")
        phone.page.locator("[data-notice=gone]").wait_for(state="detached")
        phone.send()
        return f"a file of {whole.stat().st_size / 1e6:,.1f} MB, cut off and whole; {settled(field, phone, kept)}"


def _cut(whole: Path, cut: Path) -> Path:
    """Cut a file off in its last record, as a copy that was interrupted."""
    shutil.copy(whole, cut)
    os.truncate(cut, whole.stat().st_size - 1_000)
    return cut


FAULTS: Final = (
    Fault(
        "evicted-phone",
        f"20 times the browser takes away the outbox with {RECORDS} records and a draft in it, and leaves what is in "
        "localStorage, as Chromium does; where everything goes at once, nothing here can tell",
        "the page says how many are gone whenever it is opened, until somebody says that they know",
        _evicted,
        sampled=True,
        limit=1_200,
        row="RF-06",
    ),
    Fault(
        "queue-file",
        "a queue of 100 reports with 3 large photos each is saved to a file, the browser takes it away, and it is read "
        "back: first from a copy that breaks off, then whole",
        "it says how much came; all is stored once",
        _filed,
        sampled=True,
        limit=3_600,
        row="RF-06",
    ),
)
