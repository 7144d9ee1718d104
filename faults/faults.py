"""Every fault, in the order in which they happen: first those that need no city, as it is still being made."""

from __future__ import annotations

from typing import Final

from faults import clock, disk, halfway, kills, leftovers, orphans, refusals, sharing, waiting
from faults.fault import Fault

FAULTS: Final[tuple[Fault, ...]] = (
    *leftovers.FAULTS,
    *orphans.FAULTS,
    *refusals.FAULTS,
    *kills.FAULTS,
    *halfway.FAULTS,
    *disk.FAULTS,
    *waiting.FAULTS,
    *sharing.FAULTS,
    *clock.FAULTS,
)
