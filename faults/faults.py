"""Every fault, in the order in which they happen."""

from __future__ import annotations

from typing import Final

from faults import clock, disk, halfway, kills, leftovers, refusals, sharing, waiting
from faults.fault import Fault

FAULTS: Final[tuple[Fault, ...]] = (
    *leftovers.FAULTS,
    *kills.FAULTS,
    *halfway.FAULTS,
    *disk.FAULTS,
    *waiting.FAULTS,
    *sharing.FAULTS,
    *refusals.FAULTS,
    *clock.FAULTS,
)
