"""What one household makes of a difference to what leaves the building."""

from __future__ import annotations

import math
from collections import Counter
from typing import Final

import numpy as np

from attack.attack import Attack, Outcome
from attack.density_target import Dweller, Land
from attack.density_worlds import halves_over, make_land, settle
from attack.target import Target
from web.clock import today

_SEED: Final = 20_261_124
_ADVANTAGE: Final = 0.25
_ODDS: Final = 0.5
_SURE: Final = 4.0
"""Standard errors by which a measured ratio has to be over the bar."""
_SPARSE: Final = 200
_MANY: Final = 400

Said = Counter[int | None]


def _crowd(count: int) -> tuple[Land, list[Dweller]]:
    """Put so many households into the first district of a city."""
    numbers = np.random.default_rng(_SEED)
    land = make_land(numbers, 2, 1)
    west, south, east, north = land.shapes[0].bounds
    where = numbers.uniform((west + 1, south + 1), (east - 1, north - 1), (count, 2))
    return land, [Dweller(float(x), float(y), number) for number, (x, y) in enumerate(where)]


def _both(target: Target, count: int, draws: int) -> tuple[Said, Said]:
    """Return what is said of a district without and with one more household."""
    land, who = _crowd(count + 1)
    town = target.density.town(land)
    without, with_one = (Counter(said[0] for said in town.outbound(some, draws)) for some in (who[:-1], who))
    return without, with_one


def _one_more(target: Target) -> Outcome:
    """AT-08: add a household, and release the next period: old bytes stay; and tell by what goes out whether it was added."""
    land, (period, later) = make_land(np.random.default_rng(_SEED)), halves_over(today())
    who = settle(land, np.random.default_rng(1), _MANY)
    with target.density.shown(land) as town:
        town.publish(period, who)
        before = town.written(period)
        newer = settle(land, np.random.default_rng(2), _MANY, first=10**6)
        town.publish(later, newer)
        town.meanwhile(period, [*who, *newer, *settle(land, np.random.default_rng(3), 1, first=10**7)])
        same = before == town.written(period)
    draws = target.many(10_000, sampled=3000)
    advantage = max(_advantage(*_both(target, count, draws)) for count in (12, 28, 47))
    passed = same and advantage <= _ADVANTAGE
    return Outcome(passed, f"old bytes {'the same' if same else 'changed'}; advantage {advantage:.3f} of {draws} draws")


def _advantage(without: Said, with_one: Said) -> float:
    """Return how much better than by chance the best guess is."""
    total = without.total()
    return sum(abs(with_one[said] - without[said]) for said in with_one.keys() | without.keys()) / (2 * total)


def _odds(target: Target) -> Outcome:
    """AT-13: know everybody else of a district, and take the odds of the last one from what goes out."""
    draws, worst, over = target.many(40_000, sampled=4000), 0.0, False
    for count in (9, 14, 28):
        without, with_one = _both(target, count, draws)
        for said in without.keys() | with_one.keys():
            one, other = with_one[said], without[said]
            if max(one, other) < _SPARSE:
                continue
            ratio = abs(math.log((one + 0.5) / (other + 0.5)))
            error = math.sqrt(1 / (one + 0.5) + 1 / (other + 0.5))
            worst = max(worst, ratio)
            over |= ratio - _SURE * error > _ODDS
    return Outcome(not over, f"odds change by {math.exp(min(worst, 50)):.2f} at most in {draws} draws (bar 1.65)")


ATTACKS: Final[tuple[Attack, ...]] = (
    Attack("AT-08", "Add one household", "old bytes stay; advantage 0.25 at most", _one_more),
    Attack("AT-13", "Know everybody else", "odds change by e^0.5 at most", _odds),
)
