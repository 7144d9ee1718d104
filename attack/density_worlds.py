"""Made cities for attacks on density, and what is so in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from attack.density_target import Dweller, Land

_SQUARE_M, _DISTRICT_M = 100.0, 800.0
_CORNER = np.array([950_000.0, 1_950_000.0])
_MONTHS = 6
_LONG_M = 80.0
"""How far a long building reaches, which has an address."""
_SHORT_M = 30.0
"""How far one reaches of which nothing is known but where its homes are: the rule cannot know longer ones for one."""
_FIRST_LONG = 10**8


def make_land(numbers: np.random.Generator, columns: int = 3, rows: int = 2, mean: float = 45.0) -> Land:
    """Make a city of square districts up."""
    x = np.arange(_SQUARE_M / 2, columns * _DISTRICT_M, _SQUARE_M)
    y = np.arange(_SQUARE_M / 2, rows * _DISTRICT_M, _SQUARE_M)
    at = np.stack([side.ravel() for side in np.meshgrid(x, y)], axis=1)
    column, row = (at // _DISTRICT_M).astype(np.int64).T
    shapes = tuple(
        shapely.box(*(_CORNER + _DISTRICT_M * np.array([n % columns, n // columns])),
                    *(_CORNER + _DISTRICT_M * np.array([n % columns + 1, n // columns + 1])))
        for n in range(columns * rows)
    )  # fmt: skip
    households = numbers.poisson(mean * numbers.gamma(3.0, 1 / 3, len(at))).astype(np.int64)
    return Land(at + _CORNER, households, row * columns + column, shapes)


def settle(
    land: Land,
    numbers: np.random.Generator,
    count: int,
    *,
    first: int = 0,
    rough: float = 1.0,
    towers: float = 0.0,
    addressed: bool = True,
) -> list[Dweller]:
    """Let households in crisis live somewhere; some of them in buildings that hold many, of which no address may be known."""
    need = land.households * numbers.gamma(rough, 1 / rough, len(land.at)) + 1e-9
    square = numbers.choice(len(land.at), count, p=need / need.sum())
    inside = numbers.uniform(-_SQUARE_M / 2, _SQUARE_M / 2, (count, 2))
    tall, reach = numbers.random(count) < towers, _LONG_M if addressed else _SHORT_M
    along = numbers.uniform(-reach / 2, reach / 2, count)
    inside[tall] = np.stack([along[tall], np.zeros(tall.sum())], axis=1)
    where = land.at[square] + inside
    return [
        Dweller(
            float(x), float(y), (_FIRST_LONG + int(at) if addressed else -int(at) - 1) if is_tall else first + number
        )
        for number, ((x, y), at, is_tall) in enumerate(zip(where, square, tall, strict=True))
    ]


def year_over(today: date) -> str:
    """Return the last year of which the stock can be released."""
    return str(today.year - 1)


def halves_over(today: date) -> tuple[str, str]:
    """Return the last two half-years that are over, the earlier one first."""
    year, half = today.year, 1 if today.month > _MONTHS else 2
    last = f"{year - (half == 2)}H{half}"
    return (f"{year - 1}H2" if half == 1 else f"{year - 1}H1"), last


def code_of(number: int) -> str:
    """Return the code of a district of a made city."""
    return f"11110{number:05d}"


def districts_of(land: Land, who: Sequence[Dweller]) -> list[int]:
    """Return in which district each of some lives."""
    west, south, *_ = shapely.total_bounds(list(land.shapes))
    columns = round((shapely.total_bounds(list(land.shapes))[2] - west) / _DISTRICT_M)
    return [int((one.y - south) // _DISTRICT_M) * columns + int((one.x - west) // _DISTRICT_M) for one in who]


def faults(land: Land, shape: BaseGeometry, who: Sequence[Dweller]) -> list[str]:
    """Say what is wrong with saying anything of a place, by what is so (trust R1.4)."""
    where = np.array([(one.x, one.y) for one in who]).reshape(-1, 2)
    held = [who[int(n)] for n in np.flatnonzero(shapely.intersects_xy(shape, where[:, 0], where[:, 1]))]
    households = int(land.households[shapely.intersects_xy(shape, land.at[:, 0], land.at[:, 1])].sum())
    buildings = Counter(one.building for one in held)
    tests = {
        "fewer than ten": len(held) >= 10,
        "fewer than 500 households": households >= 500,
        "more than a third": len(held) <= 0.33 * households,
        "fewer than five buildings": len(buildings) >= 5,
        "half in one building": 2 * max(buildings.values(), default=0) <= len(held),
    }
    return [fault for fault, holds in tests.items() if not holds]
