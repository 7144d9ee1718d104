"""Attacks on all releases together: each planted one is found, and honest ones are not held back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from mapper.domain.cell_tree import CellTree, Node
from mapper.domain.density_rule import Area, Home, areas_shown, band, tally
from mapper.domain.population import Population
from mapper.domain.release_audit import Exposed, Release, exposed, is_of_the_tree, silenced

Grow = Callable[..., CellTree]
H1, H2, STOCK = (Population(2026, half) for half in ("H1", "H2", ""))


@pytest.fixture(scope="module")
def tree(grow_city: Grow) -> CellTree:
    """Two districts of several cells."""
    return grow_city(seed=5, districts=2)


def says(tree: CellTree, population: Population, **areas: int) -> Release:
    return Release(population, tree, tuple(Area(path.strip("_"), least) for path, least in areas.items()))


def test_the_complement_of_a_total_is_found(tree: CellTree) -> None:
    half, whole = says(tree, H1, _0=10), says(tree, H1, _=50)
    assert exposed([half], whole) == [Exposed(H1, "")], "at least 36 in the half that was not shown"
    assert exposed([whole], half) == [Exposed(H1, "")]


def test_zooming_in_on_one_half_is_found(tree: CellTree) -> None:
    assert exposed([says(tree, H1, _=30)], says(tree, H1, _0=15)) == [Exposed(H1, "")], "11 to 34 in the other"
    assert exposed([says(tree, H1, _=15)], says(tree, H1, _0=10)) == [Exposed(H1, "")], "1 to 9 in the other"


def test_releases_that_contradict_each_other_are_found(tree: CellTree) -> None:
    assert exposed([says(tree, H1, _0=20, _1=20)], says(tree, H1, _=10)) == [Exposed(H1, "")]


def test_two_half_years_and_a_stock_are_held_against_each_other(tree: CellTree) -> None:
    last = says(tree, Population(2025), _0=10, _1=10)
    halves = [says(tree, H1, _=20), says(tree, H2, _=10)]
    now = says(tree, STOCK, _0=30, _1=30)
    assert Exposed(H1, "") in exposed([last, *halves], now), "16 more in one half, and 14 at most came in the second"
    assert exposed([last, halves[0]], now) == [], "they may all have come in the second half-year"
    impossible = replace(now, areas=(Area("0", 100), Area("1", 30)))
    assert exposed([last, *halves], impossible) == [], "then somebody left, and nobody can tell who"


def test_a_second_geography_is_refused_whatever_it_says(tree: CellTree, grow_city: Grow) -> None:
    other = grow_city(seed=6, districts=2)
    numbers = np.random.default_rng(0)
    for _ in range(20):
        leaf = other.leaves[numbers.integers(len(other.leaves))]
        assert not is_of_the_tree(Release(H1, tree, (Area(leaf.path + "01", 10),)))
    assert not is_of_the_tree(says(tree, H1, _=20, _0=10)), "areas that overlap"
    assert is_of_the_tree(says(tree, H1, _0=10, _1=10))


def test_two_cuts_through_one_place_are_laid_over_each_other(grow_city: Grow) -> None:
    coarse, fine = grow_city(seed=5, districts=2, mean=13.0), grow_city(seed=6, districts=2, mean=60.0)
    whole = next(leaf for leaf in coarse.leaves if sum(_meet(leaf, one) for one in fine.leaves) > 3)
    crossed = [one for one in fine.leaves if _meet(whole, one)]
    crowded = Release(H1, coarse, (Area(whole.path, 100),))
    sparse = Release(H1, fine, tuple(Area(one.path, 10) for one in crossed[1:2]))
    assert Exposed(H1, crossed[1].path) not in exposed([crowded], sparse)
    sparse = Release(H1, fine, tuple(Area(one.path, 10) for one in crossed[1:]))
    assert Exposed(H1, whole.path) in exposed([crowded], sparse), "whoever is not in the others is in the first"


def _meet(one: Node, other: Node) -> bool:
    return one.boundary.intersection(other.boundary).area > 1


def test_years_of_honest_releases_lose_little(grow_city: Grow) -> None:
    tree = grow_city(seed=9, districts=4)
    numbers = np.random.default_rng(2)
    weights = numbers.dirichlet(np.full(len(tree.leaves), 2.0))
    ledger: list[Release] = []
    stock = [Home(tree.leaves[at].path, object()) for at in numbers.choice(len(weights), 500, p=weights)]
    lost = []
    for year in (2025, 2026):
        for half in ("H1", "H2"):
            new = [Home(tree.leaves[at].path, object()) for at in numbers.choice(len(weights), 70, p=weights)]
            lost.append(_add(ledger, tree, Population(year, half), new))
            stock = [home for home in stock if numbers.random() > 0.1] + new
        lost.append(_add(ledger, tree, Population(year), stock))
    assert len(ledger) == 6
    assert all(release.areas and is_of_the_tree(release) for release in ledger)
    assert sum(lost) <= 6, "areas joined with their other halves, of all"
    assert exposed(ledger[:-1], ledger[-1]) == []


def _add(ledger: list[Release], tree: CellTree, population: Population, who: list[Home]) -> int:
    counted = tally(tree, who)
    finest = Release(population, tree, areas_shown(tree, counted))
    ledger.append(silenced(ledger, finest, lambda path: band(counted[path].cases)))
    return len(finest.areas) - len(ledger[-1].areas)


def test_what_cannot_be_said_at_all_is_not_said(tree: CellTree) -> None:
    told = says(tree, H1, _0=10)
    assert silenced([told], says(tree, H1, _=50), lambda _path: 50).areas == ()
    fine = says(tree, H2, _0=10, _1=10)
    assert silenced([told], fine, lambda _path: 20) == fine
