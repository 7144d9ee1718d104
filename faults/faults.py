"""Every fault, in the order in which they happen: first those that need no city, as it is still being made."""

from __future__ import annotations

from typing import Final

from faults import (
    clock,
    crowded_phone,
    disk,
    editions,
    emptied_phone,
    halfway,
    killed_phone,
    kills,
    leftovers,
    lent_phone,
    links,
    orphans,
    parallel,
    photo_store,
    quick_hands,
    refusals,
    sharing,
    sick_server,
    submissions,
    waiting,
)
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
    *links.FAULTS,
    *parallel.FAULTS,
    *submissions.FAULTS,
    *killed_phone.FAULTS,
    *crowded_phone.FAULTS,
    *emptied_phone.FAULTS,
    *lent_phone.FAULTS,
    *editions.FAULTS,
    *photo_store.FAULTS,
    *sick_server.FAULTS,
    *quick_hands.FAULTS,
)
