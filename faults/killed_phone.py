"""``kill -9`` of the browser at random moments after the page said that it saved something."""

from __future__ import annotations

import json
import random
from typing import Final

from playwright.sync_api import ConsoleMessage

from faults.fault import Fault, require
from faults.field import on_phone
from faults.ground import Ground
from faults.ledger import settled
from faults.phone import Phone, Report, Saved, saved
from faults.program import wait_for

MOMENTS: Final = random.Random()
"""Of no seed: another run kills at other moments."""
IN_A_LIFE: Final = 4
"""How many reports somebody gets round to at most before the browser is killed."""
LATEST_MS: Final = 400
WORD: Final = "saved "


class Life:
    """One life of a browser: what its page said was saved.

    Parameters
    ----------
    phone : Phone
        Open.
    reports : list of Report
        What somebody reports on it, one after the other.
    """

    def __init__(self, phone: Phone, reports: list[Report]) -> None:
        self.said: list[Saved] = []
        self._phone, self._reports = phone, reports
        self._faults: list[str] = []
        phone.page.on("console", self._hear)
        phone.page.on("pageerror", lambda error: self._faults.append(str(error)))

    def _hear(self, line: ConsoleMessage) -> None:
        if line.text.startswith(WORD):
            told = json.loads(line.text.removeprefix(WORD))
            self.said.append(saved(self._reports[len(self.said)], told))

    def be_killed(self) -> None:
        """Have the reports written, and end a moment after the page said that the first is saved."""
        page = self._phone.page
        page.evaluate("reports => void hands.goOn(reports)", [report.told() for report in self._reports])

        def heard() -> bool:
            page.wait_for_timeout(1)
            require(not self._faults, f"the page failed: {self._faults}")
            return bool(self.said)

        wait_for(heard, "a word of the page")
        page.wait_for_timeout(MOMENTS.uniform(0, LATEST_MS))
        self._phone.kill()


def _killed(ground: Ground) -> str:
    kills = ground.many(500, sampled=2)
    kept: list[Saved] = []
    with on_phone(ground) as (field, phone):
        for number in range(kills):
            if number:
                phone.open(offline=number % 2 == 1)  # in every other life it sends meanwhile
            life = Life(phone, [field.report(photos=1) for _ in range(IN_A_LIFE)])
            life.be_killed()
            kept += life.said
        phone.open()
        phone.send()
        figure = settled(field, phone, kept)
    require(len(kept) >= kills, f"only {len(kept)} were said to be saved")
    return f"{kills} kills; of what the page said was saved {figure}"


def _torn(ground: Ground) -> str:
    rounds = ground.many(20, sampled=1)
    kept: list[Saved] = []
    with on_phone(ground) as (field, phone):
        phone.tidy()  # a draft of an earlier fault lies there once
        for _ in range(rounds):
            phone.context.set_offline(True)
            kept += phone.log_all(field.reports(2, photos=1))
            phone.kill()
            phone.tear()
            phone.open(offline=True)
            kept += phone.log_all(field.reports(2, photos=1))
            phone.kill()
            phone.open()
            require(
                phone.was_emptied(), "the browser throws no outbox away any more: see whether the copies are needed"
            )
            phone.send()
        figure = settled(field, phone, kept)
    return f"{rounds} of {rounds} times the browser threw the outbox away; of what the page said was saved {figure}"


FAULTS: Final = (
    Fault(
        "killed-phone",
        "kill -9 of the browser 500 times, up to 0.4 s after the page said that a report is saved, in half of its lives "
        "while it sends",
        "0 of what was said to be saved lost, 0 doubled",
        _killed,
        sampled=True,
        limit=7_200,
        row="RF-05",
    ),
    Fault(
        "torn-phone",
        "20 times the browser is killed in the middle of a write and used again without a signal, whereupon Chromium throws "
        "the outbox away when it is opened once more (google/leveldb issue 1287)",
        "0 of what was said to be saved lost, 0 doubled",
        _torn,
        sampled=True,
        limit=1_800,
        row="RF-05",
    ),
)
