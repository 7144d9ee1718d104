"""What somebody of the staff would try who has no part in a case."""

from __future__ import annotations

import time
from typing import Final

import numpy as np

from attack.attack import Attack, Outcome
from attack.measure import auc
from attack.strangers import REFUSALS, STRANGERS, TIMED, Walk, by_turns, elsewhere, walk
from attack.target import City, Kept, Target
from attack.traces import Traces, told

WITHIN_S: Final = 60.0
MOST_AUC: Final = 0.55


def _sweep(target: Target) -> Outcome:
    """AT-20: walk every address of households of others, and of some that do not exist; compare the answers."""
    first, *others = STRANGERS
    with target.city() as city:
        there = city.districts[1]
        kept = [one for one in city.keep(city.homes(target.many(40, sampled=4))) if one.home.district == there]
        found = Walk(Traces([one.home for one in kept]))
        for one in kept:
            walk(city, one, [first], found)
        some = kept[: target.many(4, sampled=1)]
        for one in some:
            walk(city, one, others, found)
        lost = [one for one in some if one.home.name not in city.open(city.worker(there), one.id)[1]]
        alerted, took = _alerted(city, kept)
    held = not (found.shown or found.differing or lost) and alerted and took <= WITHIN_S
    what = f" ({', '.join(sorted(found.differing)[:4])})" if found.differing else ""
    figure = (
        f"{len(kept)} households, {len(STRANGERS)} kinds of strangers, {found.asked} pairs of addresses: "
        f"{told(found.shown)} shown, {len(found.differing)} kinds of answers tell them from nobody{what}, "
        f"{len(lost)} lost to who follows them; "
        f"{'alert' if alerted else 'no alert'} {took:.1f} s after {REFUSALS} refusals"
    )
    return Outcome(held, figure)


def _alerted(city: City, kept: list[Kept]) -> tuple[bool, float]:
    before, stranger = city.alerts(), city.other_worker(city.districts[0])
    for number in range(REFUSALS):
        stranger.get(kept[number % len(kept)].page)
    start = time.monotonic()
    alerted = city.alerts() > before
    return alerted, time.monotonic() - start


def _timed(target: Target) -> Outcome:
    """AT-20, in time: tell by the clock alone a household of others from nobody; asked by turns."""
    found = {}
    with target.city() as city:
        kept = [one for one in city.keep(city.homes(40)) if one.home.district == city.districts[1]]
        for kind in TIMED:
            took = by_turns(city, kept, kind, target.many(1000, sampled=20))
            found[kind] = auc(np.array(took[0]), np.array(took[1]))
    figures = ", ".join(f"{kind} {area:.3f}" for kind, area in found.items())
    return Outcome(max(found.values()) <= MOST_AUC, f"{len(took[0])} pairs each by turns: AUC of {figures}")


def _whole(target: Target) -> Outcome:
    """AT-20 in full: what is answered, and how long that takes."""
    by_words, by_time = _sweep(target), _timed(target) if target.many(1, sampled=0) else None
    if by_time is None:
        return by_words
    return Outcome(by_words.passed and by_time.passed, f"{by_words.figure}; {by_time.figure}")


def _canaries(target: Target) -> Outcome:
    """AT-25: open, ask for, search for and take out a household that nobody has a reason to see."""
    touched = {touch.__name__.strip("_"): 0 for touch in _TOUCHES}
    raised, reached, slowest, baits = dict(touched), set[str](), 0.0, target.many(10, sampled=2)
    with target.city() as city:
        for number in range(baits):
            (kept,) = city.keep(city.homes(1, start=number))
            city.bait(kept)
            for touch in _TOUCHES:
                name, before = touch.__name__.strip("_"), city.alerts()
                reached |= {name} if kept.home.name in touch(city, kept) else set()
                start = time.monotonic()
                raised[name] += city.alerts() > before
                slowest = max(slowest, time.monotonic() - start)
    silent = sorted(name for name, count in raised.items() if count < baits)
    out = sorted(_SHOWS - reached)  # an alert of what was never handed out would show nothing
    figure = (
        f"{sum(raised.values())} of {baits * len(_TOUCHES)} touches alerted, within {slowest:.1f} s"
        f"{'; silent: ' + ', '.join(silent) if silent else ''}{'; not done: ' + ', '.join(out) if out else ''}"
    )
    return Outcome(not silent and not out and slowest <= WITHIN_S, figure)


def _opening(city: City, kept: Kept) -> str:
    return city.open(city.worker(kept.home.district), kept.id)[1]


def _asking(city: City, kept: Kept) -> str:
    return city.other_worker(elsewhere(city, kept)).get(kept.page).text


def _searching(city: City, kept: Kept) -> str:
    return city.search(city.worker(kept.home.district), kept.home.name)[1]


def _searching_from_elsewhere(city: City, kept: Kept) -> str:
    return city.search(city.other_worker(elsewhere(city, kept)), kept.home.name)[1]


def _searching_next_door(city: City, kept: Kept) -> str:
    return city.search(city.other_worker(kept.home.district), kept.home.name)[1]


def _taking_out(city: City, kept: Kept) -> str:
    return city.take_out(city.worker(kept.home.district), kept)[1]


def _overseeing(city: City, kept: Kept) -> str:
    return city.supervise(kept)[1]


_TOUCHES: Final = (
    _opening,
    _asking,
    _searching,
    _searching_from_elsewhere,
    _searching_next_door,
    _taking_out,
    _overseeing,
)
_SHOWS: Final = {"opening", "searching", "taking_out", "overseeing"}
"""Of those, what hands the household out to whoever has a right to it."""


ATTACKS: Final[tuple[Attack, ...]] = (
    Attack(
        "AT-20",
        "walk every address of others' households, and of some that do not exist: from elsewhere, next door, kept from, overseeing",
        f"nothing shown; answers the same, in words and in time (AUC ≤ {MOST_AUC}); alert within {WITHIN_S:.0f} s of {REFUSALS}",
        _whole,
    ),
    Attack(
        "AT-25",
        "open, ask for, search for and take out a household that is a bait, as whoever follows it, oversees it, or has no part in it",
        f"every touch alerts within {WITHIN_S:.0f} s",
        _canaries,
    ),
)
