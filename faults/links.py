"""Phones on links that fail: after hours without any, cut anywhere, too slow, or deaf to the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from faults.fault import Fault, require
from faults.field import on_phone
from faults.ground import Ground
from faults.ledger import require_no_part, settled
from faults.phone import Saved
from faults.proxy import Link
from faults.snapshots import LARGE
from web.clock import now

AWAY: Final = timedelta(hours=8)
PHOTO: Final = b"PUT /api/v1/photos/"
FLAKY: Final = Link(cut=0.2, lost=0.05)
CUT: Final = Link(cut=0.7, of=PHOTO)
DEAF: Final = Link(lost=0.8)
SLOW: Final = Link(rate=8_000, cut=0.3)
"""64 kbit/s."""


def _hours_offline(ground: Ground) -> str:
    records = ground.many(200, sampled=2)
    with on_phone(ground) as (field, phone):
        phone.close()
        page = phone.open(offline=True, at=now() - AWAY)
        kept = []
        for report in field.reports(records, photos=3):
            kept.append(phone.log(report))
            page.clock.fast_forward(AWAY // records // timedelta(milliseconds=1))
        stand = phone.stand()
        require(stand["saved"] == records, f"of {records} the phone keeps {stand}")
        with field.proxy.link(FLAKY) as tally:
            phone.context.set_offline(False)
            took = phone.send()
        phone.close()
        phone.open()
        return f"{settled(field, phone, kept)}; {tally.cuts} cuts and {tally.losses} answers lost in {took:.0f} s"


def _cut_upload(ground: Ground) -> str:
    cuts = ground.many(200, sampled=4)
    kept: list[Saved] = []
    with on_phone(ground) as (field, phone):
        with field.proxy.link(CUT) as tally:
            while tally.cuts < cuts:
                if phone.is_done():
                    kept.append(phone.log(field.report(photos=2, side=LARGE)))
                phone.nudge()
                require_no_part(field, kept)
        phone.send()
        return f"{settled(field, phone, kept)} after {tally.cuts} cuts; no part was ever taken for a photo"


def _lost_answers(ground: Ground) -> str:
    losses = ground.many(1_000, sampled=8)
    kept: list[Saved] = []
    with on_phone(ground) as (field, phone):
        with field.proxy.link(DEAF) as tally:
            while tally.losses < losses:
                kept.append(phone.log(field.report(photos=1)))
                phone.send()
        return f"{settled(field, phone, kept)} after {tally.losses} answers lost"


def _slow_link(ground: Ground) -> str:
    records = ground.many(20, sampled=1)
    with on_phone(ground) as (field, phone):
        phone.context.set_offline(True)
        kept = phone.log_all(field.reports(records, photos=ground.many(2, sampled=1)))
        with field.proxy.link(SLOW) as tally:
            phone.context.set_offline(False)
            took = phone.wait()
        return f"{settled(field, phone, kept)} in {took:.0f} s, {tally.cuts} of {tally.requests} requests cut"


FAULTS: Final = (
    Fault(
        "hours-offline",
        f"200 reports with 3 photos each on a phone that has no signal for {AWAY // timedelta(hours=1)} h, "
        "then a link that breaks",
        "each is stored once, as it was saved; every photo's hash is equal; nothing waits",
        _hours_offline,
        sampled=True,
        limit=3_600,
        row="RF-01",
    ),
    Fault(
        "cut-upload",
        "photos of several pieces are sent over a link that is cut at 200 places in them",
        "each goes on where it ended and is stored whole; what is not whole is no photo, at any time",
        _cut_upload,
        sampled=True,
        limit=3_600,
        row="RF-03",
    ),
    Fault(
        "lost-answers",
        "1,000 answers to what was stored are lost on their way to the phone",
        "0 lost, 0 doubled",
        _lost_answers,
        sampled=True,
        limit=3_600,
        row="RF-04",
    ),
    Fault(
        "slow-link",
        "20 reports with 2 photos each over 64 kbit/s; 30 % of the requests are cut; nobody touches the phone",
        "all are stored once in the end",
        _slow_link,
        sampled=True,
        limit=3_600,
        row="RF-17",
    ),
)
