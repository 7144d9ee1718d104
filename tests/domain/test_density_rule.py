"""Rule R1: what may be shown, and that nothing else can be had from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.domain.cell_tree import CellTree
from mapper.domain.density_fidelity import fidelity, stated
from mapper.domain.density_rule import (
    BANDS,
    Area,
    Home,
    Tally,
    areas_outbound,
    areas_shown,
    band,
    is_eligible,
    rate_classes,
    tally,
)
from mapper.domain.density_words import band_text, counted_label
from mapper.domain.population import Population, read_population
from mapper.domain.release_audit import Release, exposed, is_of_the_tree
from mapper.errors import InvalidInput

Grow = Callable[..., CellTree]
H1 = Population(2026, "H1")


def homes(tree: CellTree, seed: int, cases: int, *, clustered: bool, towers: float) -> list[Home]:
    """Households somewhere: few places have many of them, and some towers have very many."""
    numbers = np.random.default_rng(seed)
    weights = numbers.dirichlet(np.full(len(tree.leaves), 0.3 if clustered else 5.0))
    chosen = numbers.choice(len(tree.leaves), cases, p=weights)
    in_tower = numbers.random(cases) < towers
    new = count()
    return [
        Home(tree.leaves[leaf].path, f"tower {leaf}", (-2 * int(leaf) - 4, 0))
        if tall
        else apart(tree.leaves[leaf].path, next(new))
        for leaf, tall in zip(chosen, in_tower, strict=True)
    ]


def apart(path: str, number: int) -> Home:
    """A home in a building of its own."""
    return Home(path, number, (2 * number, 0))


worlds = st.tuples(
    st.integers(0, 10_000), st.sampled_from([0, 1, 9, 10, 40, 150, 600]), st.booleans(), st.sampled_from([0, 0.4, 1])
)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(world=worlds)
def test_only_what_may_be_shown_is_shown_and_the_parts_are_all_or_none(
    *, world: tuple[int, int, bool, float], grow_city: Grow
) -> None:
    seed, cases, clustered, towers = world
    tree = grow_city(seed=7)
    who = homes(tree, seed, cases, clustered=clustered, towers=towers)
    areas = areas_shown(tree, tally(tree, who))
    assert is_of_the_tree(Release(H1, tree, areas))
    held = [[home for home in who if home.path.startswith(area.path)] for area in areas]
    for area, inside in zip(areas, held, strict=True):
        buildings = Counter(home.building for home in inside)
        assert len(inside) >= 10
        assert area.least == max(least for least, _ in BANDS if least <= len(inside))
        assert tree.by_path[area.path].households >= 500
        assert len(inside) <= 0.33 * tree.by_path[area.path].households
        assert len(buildings) >= 5
        assert max(buildings.values()) * 2 <= len(inside)
        sibling = area.path[:-1] + ("1" if area.path.endswith("0") else "0")
        assert not area.path or any(other.path.startswith(sibling) for other in areas), "never one half alone"
    assert sum(map(len, held)) in (0, cases), "the areas cover the city, or nothing is shown"


@settings(max_examples=8, derandomize=True, deadline=None)
@given(world=worlds)
def test_nobody_works_a_hidden_place_out_of_one_release(
    *, world: tuple[int, int, bool, float], grow_city: Grow
) -> None:
    seed, cases, clustered, towers = world
    tree = grow_city(seed=7)
    areas = areas_shown(tree, tally(tree, homes(tree, seed, cases, clustered=clustered, towers=towers)))
    assert exposed([], Release(H1, tree, areas)) == []


def test_a_city_with_one_household_says_nothing_and_neither_does_one_with_nobody(grow_city: Grow) -> None:
    tree = grow_city()
    alone = tally(tree, [apart(tree.leaves[0].path, 1)])
    assert areas_shown(tree, alone) == areas_shown(tree, tally(tree, [])) == ()


ELIGIBLE = Tally(cases=10, buildings=5, largest=5)


@pytest.mark.parametrize(
    ("counted", "households", "shown"),
    [
        (ELIGIBLE, 500, True),
        (replace(ELIGIBLE, cases=9), 500, False),
        (Tally(), 500, False),
        (ELIGIBLE, 499, False),
        (Tally(cases=165, buildings=90, largest=9), 500, True),
        (Tally(cases=166, buildings=90, largest=9), 500, False),
        (replace(ELIGIBLE, buildings=4), 500, False),
        (replace(ELIGIBLE, largest=6), 500, False),
    ],
    ids=["enough", "nine", "nobody", "few households", "a third", "more than a third", "four buildings", "one tower"],
)
def test_an_area_is_shown_or_not(counted: Tally, households: int, *, shown: bool, grow_city: Grow) -> None:
    node = replace(grow_city().leaves[0], households=households)
    assert is_eligible(node, counted) == shown


def test_whose_place_is_not_known_may_be_in_the_largest(grow_city: Grow) -> None:
    tree = grow_city(districts=1)
    who = [apart(tree.leaves[0].path, number) for number in range(10)] + [Home("", None, None)] * 9
    assert tally(tree, who)[""] == Tally(cases=19, buildings=10, largest=10)
    assert areas_shown(tree, tally(tree, who)) == ()


def test_what_goes_out_is_of_the_same_districts_whoever_lives_there(grow_city: Grow) -> None:
    tree = grow_city(districts=3)
    drawn = []

    def noise() -> int:
        drawn.append(1)
        return 12

    nobody = areas_outbound(tree, tally(tree, []), noise)
    assert [area.least for area in nobody] == [10, 10, 10]
    assert len(drawn) == 3, "drawn for districts that then say nothing, too"
    assert areas_outbound(tree, tally(tree, []), lambda: 9) == ()
    assert {area.path for area in nobody} == {node.path for node in tree.districts.values()}


def test_classes_are_fifths_and_equal_shares_are_in_one(grow_city: Grow) -> None:
    tree = grow_city(districts=7)
    paths = [leaf.path for leaf in tree.leaves]
    same = [replace(tree.by_path[path], households=600) for path in paths]
    level = CellTree(tuple(same))
    assert set(rate_classes(level, [Area(path, 20) for path in paths])) == {1}
    mixed = rate_classes(tree, [Area(path, least) for path, (least, _) in zip(paths, BANDS * 9, strict=False)])
    assert set(mixed) == {1, 2, 3, 4, 5}


@pytest.mark.parametrize(("cases", "text"), [(10, "10–14"), (19, "15–19"), (29, "20–29"), (50, "50–99"), (900, "100+")])
def test_bands(cases: int, text: str) -> None:
    assert band_text(band(cases)) == text


@pytest.mark.parametrize("written", ["2026Q1", "2026-01", "2026H3", "2026h1", "현재", "", "20260", "1850"])
def test_only_half_years_and_years_are_released(written: str) -> None:
    with pytest.raises(InvalidInput, match="is no period"):
        read_population(written)


def test_a_population_says_whom_it_counts() -> None:
    assert str(read_population("2026H1")) == "2026H1"
    assert counted_label(read_population("2026")).ko == "2026년 말에 돌보던 가구"
    assert counted_label(read_population("2026H2")).ko == "2026년 하반기에 접수한 가구"
    assert str(read_population("2026H1").last_day) == "2026-06-30"


def test_a_layer_is_measured_against_what_is_so(grow_city: Grow) -> None:
    tree = grow_city(districts=3)
    numbers = np.random.default_rng(1)
    crowded = numbers.uniform((950_000, 1_950_000), (950_500, 1_951_000), (300, 2))
    spread = numbers.uniform((950_000, 1_950_000), (953_000, 1_951_000), (60, 2))
    city, where = tree.by_path[""].boundary, np.vstack([crowded, spread])
    cuts = [leaf.boundary for leaf in tree.leaves]
    true = [
        float(((where >= np.array(cut.bounds[:2])) & (where < np.array(cut.bounds[2:]))).all(axis=1).sum())
        for cut in cuts
    ]
    close = fidelity(city, cuts, true, where)
    assert close is not None
    assert close > 0.9
    assert fidelity(city, [city], [360.0], where) is None, "one colour everywhere has no correlation"
    assert stated(0.949) == pytest.approx(0.9)
    assert stated(0.95) == pytest.approx(0.95)
