"""Written-down cases, as short as the spec's own table puts them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
import shapely

from mapper.domain.cell_tree import CellTree, Ground, Places, grow
from mapper.domain.rubric import RUBRIC

AS_OF = date(2025, 7, 1)
Case = dict[str, Any]


@pytest.fixture(scope="session")
def day() -> Callable[[int], str]:
    """The date that lies so many days before the day of grading."""
    return lambda age: (AS_OF - timedelta(days=age)).isoformat()


@pytest.fixture(scope="session")
def survey(day: Callable[[int], str]) -> Callable[..., Case]:
    """A survey of level 0 throughout, but for the levels given."""

    def make(age: int = 0, *, audit: str = "a1", every: Any = 0, **levels: Any) -> Case:
        return {"audit": audit, "date": day(age), "levels": dict.fromkeys(RUBRIC.item_ids, every) | levels}

    return make


@pytest.fixture(scope="session")
def issue(day: Callable[[int], str]) -> Callable[..., Case]:
    """An issue: a verified dump of severity 2, reported today and open, but for what is given."""

    def make(key: str = "k1", *, age: int = 0, resolved: int | None = None, **fields: Any) -> Case:
        given = {"id": key, "category": "illegal_dumping", "severity": 2, "verification": "verified"}
        return given | {"reported": day(age), "resolved": None if resolved is None else day(resolved)} | fields

    return make


@pytest.fixture(scope="session")
def case(survey: Callable[..., Case]) -> Callable[..., Case]:
    """A case of one clean survey today, but for what is given."""

    def make(case_id: str = "X", **fields: Any) -> Case:
        given = {"as_of": AS_OF.isoformat(), "length_m": 100.0, "audits": [survey()], "issues": [], "previous": None}
        return {"id": case_id, "input": given | fields}

    return make


@pytest.fixture(scope="session")
def grow_city() -> Callable[..., CellTree]:
    """The tree of made districts of one square kilometre side by side, with places 100 m apart."""

    def make(*, seed: int = 0, districts: int = 4, mean: float = 30.0, buildings: bool = True) -> CellTree:
        numbers = np.random.default_rng(seed)
        x, y = (side.ravel() for side in np.meshgrid(np.arange(50.0, 1000, 100), np.arange(50.0, 1000, 100)))
        grounds = []
        for number in range(districts):
            west, south = 950_000.0 + 1000 * (number % 3), 1_950_000.0 + 1000 * (number // 3)
            households = numbers.poisson(mean, x.size).astype(np.int64)
            counted = households // 3 if buildings else np.zeros_like(households)
            places = Places(x + west, y + south, households, counted)
            boundary = shapely.box(west, south, west + 1000, south + 1000)
            grounds.append(Ground(f"11110510{number:02d}", boundary, places, buildings))
        numbers.shuffle(grounds)
        return grow(grounds)

    return make
