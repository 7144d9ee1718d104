"""Hands that are quicker than the phone, and what a page that was killed left lying there."""

from __future__ import annotations

from base64 import b64encode
from typing import Final

from faults.fault import Fault, require
from faults.field import on_phone
from faults.ground import Ground
from faults.snapshots import name_of, snapshot


def _hurried(ground: Ground) -> str:
    with on_phone(ground) as (_, phone):
        left = phone.page.evaluate("hands.hurry()")
        require(left == "last", f"of two answers the phone keeps {left[:20]!r}")
    return "the later one is kept"


def _littered(ground: Ground) -> str:
    stray, named = snapshot(1), snapshot(2)
    with on_phone(ground) as (_, phone):
        photos = [b64encode(photo).decode() for photo in (stray, named)]
        left = phone.page.evaluate("photos => hands.litter(photos)", photos)
        require(left == [name_of(named)], f"{len(left)} photos are left of 1 that a record names")
    return "1 of 1 swept, 1 of 1 that a record names left"


FAULTS: Final = (
    Fault(
        "quick-answers",
        "two answers at once, of which the first takes longer to be sealed",
        "the later one is kept",
        _hurried,
        sampled=True,
        row=None,
    ),
    Fault(
        "stray-photo",
        "a photo lies on the phone that no record names, as a page could leave it that kept it before its record",
        "it is let go of after a minute; what a draft names stays",
        _littered,
        sampled=True,
        row=None,
    ),
)
