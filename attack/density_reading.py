"""What is read again and again, in other ways, after changes, and from a picture."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.stats import rankdata  # type: ignore[import-untyped] # it ships no types
from shapely.geometry.base import BaseGeometry

from attack.attack import Attack, Outcome
from attack.density_target import Land, Shown, Told
from attack.density_worlds import make_land, settle, year_over
from attack.target import Target
from web.clock import today

Numbers = NDArray[np.float64]

_SEED: Final = 20_261_123
_PEOPLE: Final = 1000
_LAST: Final = year_over(today())
"""What can be released by now."""
_FAINT: Final = 0.03
_TEN: Final = 9


def _probe(target: Target) -> Outcome:
    """AT-06: ask for boxes, circles and polygons, and take what is said of the places in and around each."""
    numbers, worlds, probes = (
        np.random.default_rng(_SEED + 3),
        target.many(3, sampled=1),
        target.many(1000, sampled=24),
    )
    known = said = 0
    for _ in range(worlds):
        land = make_land(numbers)
        with target.density.shown(land) as town:
            town.publish(_LAST, settle(land, numbers, _PEOPLE))
            places = town.read(_LAST)
            said += len(places)
            known += sum(_is_known(town, places, _anywhere(land, numbers)) for _ in range(probes))
    figure = f"{probes} probes in each of {worlds} worlds of {said} places in all: {known} told something of their own"
    return Outcome(known == 0 and said > 0, figure)


def _anywhere(land: Land, numbers: np.random.Generator) -> BaseGeometry:
    middle = shapely.Point(*numbers.uniform(land.at.min(axis=0), land.at.max(axis=0)))
    reach = float(numbers.uniform(20, 600))
    kinds = (middle.buffer(reach), middle.buffer(reach, cap_style="square"), middle.buffer(reach, quad_segs=1))
    return kinds[int(numbers.integers(len(kinds)))]


def _is_known(town: Shown, places: Sequence[Told], shape: BaseGeometry) -> bool:
    """Tell whether fewer than ten numbers are left for a place, of which nothing is said itself."""
    answer = town.ask(_LAST, shape)
    met = [one for one in places if one.shape.intersects(shape)] if answer is None else [answer]
    least = sum(one.least for one in met if shape.covers(one.shape))
    most = sum(np.inf if one.most is None else one.most for one in met)
    return bool(met) and most - least < _TEN


def _average(target: Target) -> Outcome:
    """AT-07: read a release many times, as other people, in other ways, while households come and go, after restarts."""
    numbers, times = np.random.default_rng(_SEED), target.many(1000, sampled=45)
    land = make_land(numbers)
    seen: dict[str, set[tuple[int, int | None]]] = {}
    with target.density.shown(land) as town:
        who = settle(land, numbers, _PEOPLE)
        town.publish(_LAST, who)
        for number in range(times):
            if number % 10 == 0:
                town.meanwhile(_LAST, who[number % 7 :] + settle(land, numbers, number % 5, first=10**6))
            for told in town.read(_LAST):
                seen.setdefault(told.shape.wkt, set()).add((told.least, told.most))
    most = max(map(len, seen.values()), default=0)
    return Outcome(most == 1, f"{times} times, {len(seen)} places: {most} values of a place at most")


def _late(target: Target) -> Outcome:
    """AT-09: add, move and delete households of a closed period, and compare the bytes."""
    numbers, times = np.random.default_rng(_SEED + 1), target.many(300, sampled=8)
    land, changed = make_land(numbers), 0
    with target.density.shown(land) as town:
        who = settle(land, numbers, _PEOPLE)
        town.publish(_LAST, who)
        before = sha256(town.written(_LAST)).digest()
        for number in range(times):
            late = settle(land, numbers, 1 + number % 3, first=10**6)
            town.meanwhile(_LAST, [*who[number % 11 :], *late])
            changed += sha256(town.written(_LAST)).digest() != before
    return Outcome(changed == 0, f"{times} changes of a closed period: {changed} changed what is kept or shown")


def _picture(target: Target) -> Outcome:
    """AT-11: rank households by the colour of pictures at 300 dpi at their places."""
    numbers, worlds = np.random.default_rng(_SEED + 2), target.many(3, sampled=1)
    ranked: dict[str, list[tuple[Numbers, Numbers]]] = {}
    shades = set[float]()
    for _ in range(worlds):
        land = make_land(numbers)
        with target.density.shown(land) as town:
            who = settle(land, numbers, _PEOPLE)
            town.publish(_LAST, who)
            others = settle(land, numbers, 3000, first=10**6)
            places = [np.array([(one.x, one.y) for one in some]) for some in (who, others)]
            for kind, dark in town.pictures(_LAST):
                ranked.setdefault(kind, []).extend(_inside(town.read(_LAST), *((at, dark(at)) for at in places)))
                shades |= set(dark(places[1]).tolist())
    found = {kind: _auc(pairs) for kind, pairs in ranked.items()}
    drawn = len(shades) > 1  # a picture without a map tells nothing either
    passed = bool(found) and drawn and all(abs(auc - 0.5) <= _FAINT for auc in found.values())
    told = ", ".join(f"{kind} {auc:.3f} in {len(ranked[kind])} places" for kind, auc in found.items())
    return Outcome(passed, f"{worlds} worlds, {len(shades)} shades: AUC {told or 'of nothing'}")


def _auc(ranked: Sequence[tuple[Numbers, Numbers]]) -> float:
    return sum(_above(*pair) for pair in ranked) / max(1, sum(len(one) * len(other) for one, other in ranked))


def _above(one: Numbers, other: Numbers) -> float:
    """Return how many pairs of the two kinds there are in which the first is darker; the same counts for half."""
    return float(rankdata(np.concatenate([one, other]))[: len(one)].sum() - len(one) * (len(one) + 1) / 2)


def _inside(places: Sequence[Told], *kinds: tuple[Numbers, Numbers]) -> list[tuple[Numbers, Numbers]]:
    """Return the colours of both kinds of household within each place that is said."""
    found = []
    for told in places:
        one, other = (colour[shapely.intersects_xy(told.shape, at[:, 0], at[:, 1])] for at, colour in kinds)
        if len(one) and len(other):
            found.append((one, other))
    return found


ATTACKS: Final[tuple[Attack, ...]] = (
    Attack("AT-06", "Ask for boxes, circles and polygons", "nothing but published places is told", _probe),
    Attack("AT-07", "Read a release a thousand times and average", "one value a place", _average),
    Attack("AT-09", "Change a closed period", "no byte changes", _late),
    Attack("AT-11", "Read households off a picture", "AUC within 0.03 of 0.5 inside each place", _picture),
)
