"""Attacks on all releases together: each planted one is found, and honest ones are not held back."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations, product

import numpy as np
import pytest

from mapper.domain.cell_tree import CellTree, Node
from mapper.domain.density_rule import Area, Home, areas_shown, band, tally
from mapper.domain.ledger_program import Link, Program, Said
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
    assert Exposed(H1, "") in exposed([says(tree, H1, _0=20, _1=20)], says(tree, H1, _=10))


LAST = Population(2025)


def test_whoever_believes_that_nobody_left_one_half_learns_of_the_other(tree: CellTree) -> None:
    half_year, stock = says(tree, H1, _=20), says(tree, LAST, _0=10, _1=10)
    flat = says(tree, STOCK, _0=10, _1=100)
    assert exposed([stock, half_year], flat) == [Exposed(H1, "")], "4 at most came to one, so 16 came to the other"
    assert exposed([half_year], flat) == [Exposed(H1, "")], "14 at most came to one"
    assert exposed([stock, half_year], says(tree, STOCK, _0=20, _1=20)) == [Exposed(H1, "")], "19 at most to each"
    assert exposed([stock, half_year], says(tree, STOCK, _0=30, _1=30)) == []
    assert exposed([stock, half_year], says(tree, STOCK, _=100)) == []


def test_a_band_that_falls_elsewhere_makes_no_difference(tree: CellTree) -> None:
    before = [says(tree, LAST, _0=10, _1=100), says(tree, H1, _=20)]
    assert exposed(before, says(tree, STOCK, _0=10, _1=30)) == [Exposed(H1, "")], "it fell in the other half"
    before = [says(tree, LAST, _0=50, _1=10), says(tree, H1, _=20)]
    assert exposed(before, says(tree, STOCK, _0=20, _1=100)) == [], "it fell here, so nobody can believe it"
    before = [says(tree, LAST, _00=100, _01=100, _1=10), says(tree, H1, _=20)]
    now = says(tree, STOCK, _00=10, _01=10, _1=10)
    assert exposed(before, now) == [Exposed(H1, "")], "wherever it fell, and the half-year is of the whole city"


def test_it_makes_no_difference_what_was_released_first(tree: CellTree) -> None:
    all_of_it = [says(tree, LAST, _0=15, _1=10), says(tree, H1, _=20), says(tree, STOCK, _0=20, _1=100)]
    for ledger in permutations(all_of_it):
        assert Exposed(H1, "") in exposed(ledger[:-1], ledger[-1])


def test_silence_tells_of_no_place(tree: CellTree) -> None:
    before = [says(tree, LAST, _0=10, _1=10), says(tree, H1)]
    assert exposed(before, says(tree, STOCK, _0=10, _1=15)) == []
    assert exposed(before, says(tree, H2, _0=10, _1=10)) == []


def test_a_program_allows_whatever_whole_numbers_allow() -> None:
    numbers = np.random.default_rng(3)
    stock, half, last = Population(2026), Population(2026, "H1"), Population(2025)
    possible = 0
    for _ in range(24):
        said = []
        for population in (stock, half, last):
            pieces = frozenset({0}) if numbers.random() < 0.5 else frozenset({0, 1})
            least = int(numbers.integers(0, 4))
            said.append(Said(population, pieces, least, least + int(numbers.integers(0, 3))))
        links = [Link((last, half), stock)]
        found = Program(frozenset({0, 1}), said, links, (4, 4), [frozenset({0})]).most(half, frozenset({0}))
        by_hand = [
            counts[1][0]
            for flat in product(range(5), repeat=6)
            for counts in [(flat[:2], flat[2:4], flat[4:])]
            if all(
                one.least <= sum(row[at] for at in one.pieces) <= (one.most or 0)
                for one, row in zip(said, counts, strict=True)
            )
            and all(counts[2][at] + counts[1][at] <= counts[0][at] for at in (0, 1))
        ]
        assert (found is None) == (not by_hand)
        assert found is None or found == pytest.approx(max(by_hand))
        possible += bool(by_hand)
    assert 5 < possible < 24


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


def test_ten_years_of_honest_releases_lose_little(grow_city: Grow) -> None:
    tree = grow_city(seed=9, districts=4)
    numbers = np.random.default_rng(2)
    weights = numbers.dirichlet(np.full(len(tree.leaves), 2.0))

    def come(count: int) -> list[Home]:
        return [
            Home(tree.leaves[at].path, None, (2 * int(numbers.integers(10**6)), 0))
            for at in numbers.choice(len(weights), count, p=weights)
        ]

    ledger: list[Release] = []
    stock, lost, finest = come(500), 0, 0
    for year in range(2020, 2030):
        for half in ("H1", "H2"):
            new = come(70)
            joined, areas = _add(ledger, tree, Population(year, half), new)
            assert joined == 0
            assert areas
            stock = [home for home in stock if numbers.random() > 0.14] + new
        joined, areas = _add(ledger, tree, Population(year), stock)
        lost, finest = lost + joined, finest + areas
    assert len(ledger) == 30
    assert all(release.areas and is_of_the_tree(release) for release in ledger)
    assert lost <= finest / 20, "areas of stocks joined with their other halves"
    assert exposed(ledger[:-1], ledger[-1]) == []


def _add(ledger: list[Release], tree: CellTree, population: Population, who: list[Home]) -> tuple[int, int]:
    """Release somebody; return how many areas that cost, and of how many."""
    counted = tally(tree, who)
    finest = Release(population, tree, areas_shown(tree, counted, newly=bool(population.half)))
    ledger.append(silenced(ledger, finest, lambda path: band(counted[path].cases)))
    return len(finest.areas) - len(ledger[-1].areas), len(finest.areas)


def test_what_cannot_be_said_at_all_is_not_said(tree: CellTree) -> None:
    told = says(tree, H1, _0=10)
    assert silenced([told], says(tree, H1, _=50), lambda _path: 50).areas == ()
    fine = says(tree, H2, _0=10, _1=10)
    assert silenced([told], fine, lambda _path: 20) == fine
