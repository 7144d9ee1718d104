"""What is told of small places, by one release and by all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.optimize import linprog  # type: ignore[import-untyped] # it ships no types

from attack.attack import Attack, Outcome
from attack.density_target import Dweller, Land, Told, Town
from attack.density_worlds import faults, make_land, settle, year_over
from attack.target import Target
from mapper.domain.case_words import RISKS
from web.clock import today

_SEED: Final = 20_261_122
_CITIES: Final = 25
_TEN: Final = 9.0
_SLIP: Final = 1e-6
_YEARS: Final = (2024, 2025, 2026)
_KIND: Final = "young_carer"
"""A risk group of which no page speaks otherwise."""

Held = NDArray[np.bool_]


def _scan(target: Target) -> Outcome:
    """AT-04: publish worlds of every kind, and count everybody in whatever is said."""
    numbers, worlds = np.random.default_rng(_SEED), target.many(10_000, sampled=60)
    lands = [make_land(numbers) for _ in range(min(_CITIES, worlds))]
    said, wrong = 0, set[str]()
    for number in range(worlds):
        land = lands[number % len(lands)]
        count = int(numbers.choice([0, 1, 9, 10, 11, 40, 150, 600, 1500]))
        rough, towers, known = (
            numbers.choice([0.1, 1.0, 8.0]),
            numbers.choice([0, 0.4, 0.9]),
            bool(numbers.random() < 0.5),
        )
        who = settle(land, numbers, count, rough=rough, towers=towers, addressed=known)
        town = target.density.town(land)
        period = "2026H1" if numbers.random() < 0.5 else "2026"
        town.publish(period, who)
        for told in town.read(period):
            said += 1
            wrong.update(faults(land, told.shape, who))
    return Outcome(
        not wrong and said > 0, f"{worlds} worlds, {said} places said: {', '.join(sorted(wrong)) or 'none small'}"
    )


def _difference(target: Target) -> Outcome:
    """AT-05: nine releases of three years, and what anybody works out of all of them; and one of another geography."""
    numbers, worlds = np.random.default_rng(_SEED + 1), target.many(200, sampled=3)
    told = planted = hidden = 0
    for _ in range(worlds):
        land = make_land(numbers)
        town = target.density.town(land)
        _three_years(town, land, numbers)
        places = {period: town.read(period) for period in _periods()}
        told += sum(map(len, places.values()))
        hidden += sum(_small(land, of_one) for of_one in places.values()) + sum(
            _elsewhere(land, places, year) for year in _YEARS[1:]
        )
        shape = shapely.Point(*numbers.uniform(land.at.min(axis=0), land.at.max(axis=0))).buffer(400.0)
        planted += town.plant("2027H1", shape)
    figure = (
        f"{worlds} worlds of 9 releases, {told} places said: {hidden} hidden ones told; {planted} of {worlds} planted"
    )
    return Outcome(hidden == 0 and planted == 0 and told > 0, figure)


def _periods() -> Iterator[str]:
    for year in _YEARS:
        yield from (f"{year}H1", f"{year}H2", f"{year}")


def _three_years(town: Town, land: Land, numbers: np.random.Generator) -> None:
    """Let people come and go, and publish every half-year and every stock in its order."""
    each = int(numbers.choice([15, 60, 150]))
    stock = settle(land, numbers, 5 * each, first=10**6)
    for period in _periods():
        if period[4:]:
            came = settle(land, numbers, each, first=1_000 * len(stock))
            town.publish(period, came)
            stock = [one for one in stock if numbers.random() > numbers.choice([0.02, 0.1])] + came
        else:
            town.publish(period, stock)


def _masks(land: Land, places: Sequence[Told]) -> list[Held]:
    return [shapely.intersects_xy(told.shape, land.at[:, 0], land.at[:, 1]) for told in places]


def _small(land: Land, places: Sequence[Told]) -> int:
    """Count the pieces of a release's places of which somebody must be in, or fewer than ten numbers are left."""
    masks = _masks(land, places)
    if not masks:
        return 0
    kinds, piece = np.unique(np.stack(masks, axis=1), axis=0, return_inverse=True)
    rows = np.vstack([kinds.T.astype(float), -kinds.T.astype(float)])
    right = [np.inf if one.most is None else one.most for one in places] + [-one.least for one in places]
    public = np.bincount(piece.ravel(), weights=land.households, minlength=len(kinds))
    said = {mask.tobytes() for mask in masks}
    told = 0
    bounded = np.isfinite(right)
    for number in np.flatnonzero(kinds.any(axis=1)):
        if (piece.ravel() == number).tobytes() in said:
            continue
        aim = (np.arange(len(kinds)) == number).astype(float)
        limits = np.stack([np.zeros(len(kinds)), public], axis=1)
        low, high = (
            linprog(sign * aim, A_ub=rows[bounded], b_ub=np.array(right)[bounded], bounds=limits, method="highs").fun
            for sign in (1.0, -1.0)
        )
        told += low > _SLIP or -high - low < min(_TEN, public[number]) - _SLIP
    return told


def _elsewhere(land: Land, places: dict[str, Sequence[Told]], year: int) -> int:
    """Count places to which somebody newly came, as all that came to the rest is fewer: if nobody was let go there."""
    before, after = places[f"{year - 1}"], places[f"{year}"]
    was = list(zip(_masks(land, before), before, strict=True))
    told = 0
    stocks = list(zip(_masks(land, after), after, strict=True))
    for half in ("H1", "H2"):
        for mask, flow in zip(_masks(land, places[f"{year}{half}"]), places[f"{year}{half}"], strict=True):
            inside = [(part, one) for part, one in stocks if part.any() and not (part & ~mask).any()]
            if sum(int(part.sum()) for part, _ in inside) < mask.sum():
                continue
            room = [_room(part, one, was) for part, one in inside]
            told += sum(
                min(others, default=0.0) >= 0 and len(others) > 0 and sum(others) < flow.least
                for number in range(len(room))
                for others in [room[:number] + room[number + 1 :]]
            )
    return told


def _room(part: Held, now: Told, before: Sequence[tuple[Held, Told]]) -> float:
    """Return how many can have come to a place at most, if nobody was let go there; less than 0 if somebody was."""
    there = sum(one.least for mask, one in before if mask.any() and not (mask & ~part).any())
    return np.inf if now.most is None else float(now.most - there)


def _homogeneous(target: Target) -> Outcome:
    """AT-12: let everybody live in one long building, and be of one kind elsewhere; look whether anything is said of either."""
    numbers, worlds = np.random.default_rng(_SEED + 2), target.many(300, sampled=20)
    said = 0
    for number in range(worlds):
        land = make_land(numbers)
        place = land.at[int(numbers.integers(len(land.at)))]
        along = numbers.uniform(-60, 60, 10 + number % 90)
        tower = [Dweller(float(place[0] + x), float(place[1]), 1) for x in along]
        others = settle(land, numbers, int(numbers.integers(0, 9)), first=100)
        town = target.density.town(land)
        town.publish("2026", [*tower, *others])
        said += sum(one.least > 0 for one in town.read("2026"))
    told, places = _of_one_kind(target)
    figure = (
        f"{worlds} worlds with one tower: {said} places said; of {places} places of one kind, its name {told} times"
    )
    return Outcome(said == 0 and told == 0 and places > 0, figure)


def _of_one_kind(target: Target) -> tuple[int, int]:
    """Publish a world in which everybody is of one kind; return how often that is named, and how many places are said."""
    numbers, label = np.random.default_rng(_SEED + 3), RISKS[_KIND]
    land, period = make_land(numbers), year_over(today())
    who = [replace(one, kind=_KIND) for one in settle(land, numbers, target.many(1000, sampled=200))]
    with target.density.shown(land) as town:
        town.publish(period, who)
        words = town.words(period)
        return sum(words.count(name) for name in (_KIND, label.ko, label.en)), len(town.read(period))


ATTACKS: Final[tuple[Attack, ...]] = (
    Attack("AT-04", "Scan every release for small places", "no place breaks R1.4", _scan),
    Attack(
        "AT-05",
        "Subtract all releases from each other",
        "no hidden place is told; the planted one is refused",
        _difference,
    ),
    Attack(
        "AT-12",
        "Put everybody into one building; let everybody be of one kind",
        "no place says anything; of which kind is never said",
        _homogeneous,
    ),
)
