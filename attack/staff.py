"""What somebody of the staff would try who has no part in a case."""

from __future__ import annotations

import re
import time
from typing import Final
from uuid import uuid4

import numpy as np
from flask.testing import FlaskClient

from attack.attack import Attack, Outcome
from attack.measure import auc
from attack.public import RANDOM
from attack.target import Address, City, Kept, Target
from attack.traces import Traces, told

REFUSALS: Final = 20
"""After so many somebody is told."""
_PAIRS: Final = REFUSALS // 4
"""How many pairs of addresses one stranger asks for: two refusals each, at most."""
WITHIN_S: Final = 60.0
MOST_AUC: Final = 0.55

_ID: Final = re.compile(rb"[0-9a-f]{8}-[0-9a-f-]{27}|/\d+\b")


def _sweep(target: Target) -> Outcome:
    """AT-20: walk every address of another district's households, and of some that do not exist; compare the answers."""
    with target.city() as city:
        here, there = city.districts[:2]
        kept = [one for one in city.keep(city.homes(target.many(40, sampled=6))) if one.home.district == there]
        traces = Traces([one.home for one in kept])
        shown, differing = set(), set()
        for one in kept:
            for number, address in enumerate(city.staff_addresses(one.id)):
                if number % _PAIRS == 0:  # each is held after so many refusals, and has to see every answer
                    stranger = city.other_worker(here)
                other = _nobody(one.id)
                nobody = Address(address.method, address.path.replace(one.id, other))
                answers = [_refused(stranger, asked, of) for asked, of in ((address, one.id), (nobody, other))]
                shown |= traces.found(answers[0][1])
                if answers[0] != answers[1]:
                    differing.add(f"{address.method} {address.path.replace(one.id, 'ID')}")
            shown |= traces.found(city.search(city.other_worker(here), one.home.name)[1].encode())
        alerted, took = _alerted(city, kept)
    held = not shown and not differing and alerted and took <= WITHIN_S
    what = f" ({', '.join(sorted(differing)[:4])})" if differing else ""
    figure = (
        f"{len(kept)} households: {told(shown)} shown, {len(differing)} kinds of answers tell them from nobody{what}; "
        f"{'alert' if alerted else 'no alert'} {took:.1f} s after {REFUSALS} refusals"
    )
    return Outcome(held, figure)


def _nobody(known: str) -> str:
    """Return an id of the same kind that nobody has."""
    return str(10**8) if known.isdigit() else str(uuid4())


def _refused(client: FlaskClient, address: Address, asked: str) -> tuple[int, bytes]:
    answer = client.open(address.path, method=address.method, data=_form(client, address.method))
    echoed = re.compile(
        re.escape(asked[:4].encode()) + rb"[0-9a-f\xe2\x80\x93-]*", re.IGNORECASE
    )  # whole, or as short as pages say it
    body = echoed.sub(b"ID", RANDOM.sub(rb"\1", answer.data))
    return answer.status_code, _ID.sub(b"ID", body)


def _form(client: FlaskClient, method: str) -> dict[str, str] | None:
    if method != "POST":
        return None
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/cases").text)
    return {"csrf_token": found[1] if found else "", "reason": "visit"}


def _alerted(city: City, kept: list[Kept]) -> tuple[bool, float]:
    before, stranger = city.alerts(), city.other_worker(city.districts[0])
    for number in range(REFUSALS):
        stranger.get(kept[number % len(kept)].page)
    start = time.monotonic()
    alerted = city.alerts() > before
    return alerted, time.monotonic() - start


def _timed(target: Target) -> Outcome:
    """AT-20, in time: tell by the clock alone a household of another district from nobody; asked by turns."""
    with target.city() as city:
        here, there = city.districts[:2]
        kept = [one for one in city.keep(city.homes(40)) if one.home.district == there]
        took: tuple[list[float], list[float]] = ([], [])
        for number in range(target.many(1000, sampled=20)):
            if number % (REFUSALS // 2 - 1) == 0:
                stranger = city.other_worker(here)
                stranger.get("/cases")
            one = kept[number % len(kept)]
            pages = [one.page, one.page.replace(one.id, _nobody(one.id))]
            for which in (0, 1) if number % 2 else (1, 0):
                start = time.perf_counter()
                stranger.get(pages[which])
                took[which].append(time.perf_counter() - start)
    found = auc(np.array(took[0]), np.array(took[1]))
    return Outcome(found <= MOST_AUC, f"{len(took[0])} pairs by turns: AUC {found:.3f}")


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
    return city.other_worker(_elsewhere(city, kept)).get(kept.page).text


def _searching(city: City, kept: Kept) -> str:
    return city.search(city.worker(kept.home.district), kept.home.name)[1]


def _searching_from_elsewhere(city: City, kept: Kept) -> str:
    return city.search(city.other_worker(_elsewhere(city, kept)), kept.home.name)[1]


def _searching_next_door(city: City, kept: Kept) -> str:
    return city.search(city.other_worker(kept.home.district), kept.home.name)[1]


def _taking_out(city: City, kept: Kept) -> str:
    return city.take_out(city.worker(kept.home.district), kept)[1]


def _overseeing(city: City, kept: Kept) -> str:
    return city.supervise(kept)[1]


def _elsewhere(city: City, kept: Kept) -> str:
    return next(code for code in city.districts if code != kept.home.district)


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
        "walk every address of another district's households, and of some that do not exist",
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
