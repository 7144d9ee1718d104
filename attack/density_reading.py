"""What is read again and again, in other ways, after changes, and from a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy.stats import rankdata  # type: ignore[import-untyped] # it ships no types
from shapely.geometry.base import BaseGeometry

from attack.attack import Attack, Outcome
from attack.density_target import Land, Told, Town
from attack.density_worlds import make_land, settle
from attack.target import Target

Numbers = NDArray[np.float64]

_SEED: Final = 20_261_123
_METRES_A_DOT: Final = 2.0
"""Of a picture of 24 km on 1 m at 300 dpi."""
_FAINT: Final = 0.03
_TEN: Final = 9


def _probe(target: Target) -> Outcome:
    """AT-06: ask for boxes, circles and polygons, and take what is said of the places in and around each."""
    numbers, worlds, probes = (
        np.random.default_rng(_SEED + 3),
        target.many(20, sampled=2),
        target.many(1000, sampled=100),
    )
    known = 0
    for _ in range(worlds):
        land = make_land(numbers)
        town = target.density.town(land)
        town.publish("2026", settle(land, numbers, 700))
        places = town.read("2026")
        known += sum(_is_known(town, places, _anywhere(land, numbers)) for _ in range(probes))
    return Outcome(known == 0, f"{probes} probes in each of {worlds} worlds: {known} told within ten")


def _anywhere(land: Land, numbers: np.random.Generator) -> BaseGeometry:
    middle = shapely.Point(*numbers.uniform(land.at.min(axis=0), land.at.max(axis=0)))
    reach = float(numbers.uniform(20, 600))
    kinds = (middle.buffer(reach), middle.buffer(reach, cap_style="square"), middle.buffer(reach, quad_segs=1))
    return kinds[int(numbers.integers(len(kinds)))]


def _is_known(town: Town, places: Sequence[Told], shape: BaseGeometry) -> bool:
    """Tell whether fewer than ten numbers are left for a place, of which nothing is said itself."""
    answer = town.ask("2026", shape)
    met = [one for one in places if one.shape.intersects(shape)] if answer is None else [answer]
    least = sum(one.least for one in met if shape.covers(one.shape))
    most = sum(np.inf if one.most is None else one.most for one in met)
    return bool(met) and most - least < _TEN


def _average(target: Target) -> Outcome:
    """AT-07: read a release many times while people come and go, and count what each place is said to hold."""
    numbers, times = np.random.default_rng(_SEED), target.many(1000, sampled=60)
    land = make_land(numbers)
    town, who = target.density.town(land), settle(land, numbers, 400)
    town.publish("2026H1", who)
    seen: dict[str, set[tuple[int, int | None]]] = {}
    for number in range(times):
        if number % 10 == 0:
            town.meanwhile("2026H1", who[number % 7 :] + settle(land, numbers, number % 5, first=10**6))
        for told in town.read("2026H1"):
            seen.setdefault(told.shape.wkt, set()).add((told.least, told.most))
    most = max(map(len, seen.values()), default=0)
    return Outcome(most == 1, f"{times} times, {len(seen)} places: {most} values of a place at most")


def _late(target: Target) -> Outcome:
    """AT-09: add, move and delete households of a closed period, and compare the bytes."""
    numbers, times = np.random.default_rng(_SEED + 1), target.many(300, sampled=20)
    land = make_land(numbers)
    town, who = target.density.town(land), settle(land, numbers, 500)
    town.publish("2026", who)
    before, changed = sha256(town.written("2026")).digest(), 0
    for number in range(times):
        late = settle(land, numbers, 1 + number % 3, first=10**6)
        town.meanwhile("2026", [*who[number % 11 :], *late])
        changed += sha256(town.written("2026")).digest() != before
    return Outcome(changed == 0, f"{times} changes of a closed period: {changed} changed the file")


def _picture(target: Target) -> Outcome:
    """AT-11: rank households by the colour of a picture at 300 dpi at their places."""
    numbers, worlds = np.random.default_rng(_SEED + 2), target.many(60, sampled=4)
    ranked: list[tuple[Numbers, Numbers]] = []
    for _ in range(worlds):
        land = make_land(numbers)
        town, who = target.density.town(land), settle(land, numbers, 700)
        town.publish("2026", who)
        others = settle(land, numbers, 3000, first=10**6)
        places = [[(one.x, one.y) for one in some] for some in (who, others)]
        colours = _colours(land, town)
        ranked += _inside(town, *((np.array(some), colours(np.array(some))) for some in places))
    auc = sum(_above(*pair) for pair in ranked) / max(1, sum(len(one) * len(other) for one, other in ranked))
    return Outcome(
        abs(auc - 0.5) <= _FAINT and bool(ranked), f"{len(ranked)} places on {worlds} pictures: AUC {auc:.3f}"
    )


def _above(one: Numbers, other: Numbers) -> float:
    """Return how many pairs of the two kinds there are in which the first is darker; the same counts for half."""
    return float(rankdata(np.concatenate([one, other]))[: len(one)].sum() - len(one) * (len(one) + 1) / 2)


def _inside(town: Town, *kinds: tuple[Numbers, Numbers]) -> list[tuple[Numbers, Numbers]]:
    """Return the colours of both kinds of household within each place that is said."""
    found = []
    for told in town.read("2026"):
        one, other = (colour[shapely.intersects_xy(told.shape, at[:, 0], at[:, 1])] for at, colour in kinds)
        if len(one) and len(other):
            found.append((one, other))
    return found


def _colours(land: Land, town: Town) -> Callable[[Numbers], Numbers]:
    """Paint what is drawn, and return how dark the picture is at places."""
    west, south, east, north = shapely.union_all(list(land.shapes)).bounds
    size = (round((east - west) / _METRES_A_DOT) + 1, round((north - south) / _METRES_A_DOT) + 1)
    picture = Image.new("F", size)
    pen = ImageDraw.Draw(picture)
    for shape, strength in town.drawn("2026"):
        for part in shapely.get_parts(shape):
            outline = (np.array(part.exterior.coords) - (west, south)) / _METRES_A_DOT
            pen.polygon([(float(x), float(y)) for x, y in outline], fill=strength)
    dots = np.asarray(picture)

    def at(places: Numbers) -> Numbers:
        column, row = ((places - (west, south)) / _METRES_A_DOT).astype(int).T
        found: Numbers = dots[row, column]
        return found

    return at


ATTACKS: Final[tuple[Attack, ...]] = (
    Attack("AT-06", "Ask for boxes, circles and polygons", "nothing but published places is told", _probe),
    Attack("AT-07", "Read a release a thousand times and average", "one value a place", _average),
    Attack("AT-09", "Change a closed period", "no byte changes", _late),
    Attack("AT-11", "Read households off a picture", "AUC within 0.03 of 0.5 inside each place", _picture),
)
