"""The rule that places points, by the worked examples S1-S7 of spec 1.0 §7 and by what must always hold."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.domain.placement import Candidates, Placed, _by_point, place, road_key, search_radius, surface_distance

NAN = float("nan")


@dataclass(frozen=True)
class Example:
    """One point: its accuracy [m], its candidates by id, and what is expected of them."""

    key: str
    accuracy_m: float
    distance_m: dict[str, float]
    posterior: dict[str, float]
    decision: str
    sigma_m: float
    radius_m: float
    width_m: float = NAN
    named: frozenset[str] = field(default_factory=frozenset)
    offer: tuple[str, ...] = ()


EXAMPLES = (
    Example(
        "S1 one alley near, next far", 5, {"s1": 3, "s2": 16}, {"s1": 0.9495, "s2": 0.0014}, "assigned", 3.8692, 15.0,
        width_m=4,
    ),
    Example("S2 12 m apart, good fix", 5, {"s1": 3, "s2": 9}, {"s1": 0.8637, "s2": 0.0780}, "assigned", 3.8692, 15.0),
    Example(
        "S3 12 m apart, poor fix", 12, {"s1": 3, "s2": 9}, {"s1": 0.6103, "s2": 0.3571}, "ask", 8.1969, 24.5907,
        offer=("s1", "s2"),
    ),
    Example(
        "S4 as S3, the address names s1", 12, {"s1": 3, "s2": 9}, {"s1": 0.8623, "s2": 0.1262}, "assigned", 8.1969,
        24.5907, named=frozenset({"s1"}),
    ),
    Example(
        "S5 junction, exact tie", 4, {"s2": 0, "s1": 0}, {"s1": 0.4878, "s2": 0.4878}, "ask", 3.3198, 15.0,
        offer=("s1", "s2"),
    ),
    Example("S6 nothing within the radius", 4, {"s1": 15.1, "s2": 40}, {"s1": 0, "s2": 0}, "unassigned", 3.3198, 15.0),
    Example("S7 accuracy unknown", NAN, {"s1": 5}, {"s1": 0.9465}, "assigned", 10.1357, 30.4072),
)  # fmt: skip


def place_one(accuracy_m: float, candidates: Candidates) -> Placed:
    return place(np.array([accuracy_m], dtype=float), candidates)


def around(distance_m: dict[str, float], width_m: float = NAN, named: frozenset[str] = frozenset()) -> Candidates:
    return Candidates.of_one_point(
        list(distance_m),
        list(distance_m.values()),
        [width_m] * len(distance_m),
        [segment in named for segment in distance_m],
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.key)
def test_the_worked_examples(example: Example) -> None:
    placed = place_one(example.accuracy_m, around(example.distance_m, example.width_m, example.named))
    posterior = dict(zip(example.distance_m, placed.posterior, strict=True))
    assert posterior == pytest.approx(example.posterior, abs=5e-5)
    assert placed.sigma_m.item() == pytest.approx(example.sigma_m, abs=5e-5)
    assert placed.radius_m.item() == pytest.approx(example.radius_m, abs=5e-5)
    assert placed.decision.item() == example.decision
    assert tuple(placed.offer[0]) == example.offer
    assert placed.segment.tolist() == (["s1"] if example.decision == "assigned" else [None])


def test_candidates_that_are_all_too_unlikely_to_offer_leave_the_point_unassigned() -> None:
    placed = place_one(4, around({"s1": 12, "s2": 13}))
    assert (placed.posterior > 0).all()
    assert placed.probability.item() == pytest.approx(placed.posterior.max())
    assert placed.decision.item() == "unassigned"
    assert placed.offer == ({},)


def test_a_point_without_candidates_is_unassigned() -> None:
    placed = place_one(5, around({}))
    assert placed.decision.tolist() == ["unassigned"]
    assert np.isnan(placed.probability).all()


def test_no_points_are_placed_nowhere() -> None:
    assert len(place(np.array([]), around({})).decision) == 0


def test_at_most_three_are_offered_likeliest_first() -> None:
    placed = place_one(15, around({"d": 4, "c": 3, "b": 2, "a": 5}))
    assert list(placed.offer[0]) == ["b", "c", "d"]
    assert list(placed.offer[0].values()) == sorted(placed.offer[0].values(), reverse=True)


def test_of_two_equally_likely_the_one_with_the_nearer_centreline_comes_first() -> None:
    # inside both surfaces: the distance to either is 0
    placed = place_one(4, around({"a": 3, "b": 1}, width_m=8))
    assert list(placed.offer[0]) == ["b", "a"]


def test_ties_are_told_apart_by_id_even_when_the_last_bit_of_a_distance_differs() -> None:
    placed = place_one(4, around({"b": 1.0, "a": 1.0 + 1e-12}))
    assert list(placed.offer[0]) == ["a", "b"]
    assert placed.posterior[0] == placed.posterior[1]


@pytest.mark.parametrize(
    ("accuracy_m", "radius_m"), [(0, 15.0), (5, 15.0), (8, 16.9929), (15, 30.4072), (NAN, 30.4072), (40, 50.0)]
)
def test_the_search_radius_has_a_floor_and_a_ceiling(accuracy_m: float, radius_m: float) -> None:
    assert search_radius(np.array([accuracy_m], dtype=float)).item() == pytest.approx(radius_m, abs=5e-5)


def test_a_candidate_is_in_reach_by_the_surface_of_its_alley() -> None:
    to_surface = surface_distance(np.array([17.0, 17.0, 1.0]), np.array([4.0, NAN, 4.0]))
    assert to_surface.tolist() == [15.0, 17.0, 0.0]
    assert (place_one(4, around({"s1": 17.0}, width_m=4)).posterior > 0).all()
    assert (place_one(4, around({"s1": 17.1}, width_m=4)).posterior == 0).all()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("흑석로 13길", "흑석로13길"),
        (" 흑석로\u00a013길\t", "흑석로13길"),
        (unicodedata.normalize("NFD", "흑석로13길"), "흑석로13길"),
    ],
)
def test_spellings_of_one_road_are_equal(one: str, other: str) -> None:
    assert road_key(one) == road_key(other)


def test_another_road_or_no_road_has_another_key() -> None:
    assert len({road_key(name) for name in ("흑석로13길", "흑석로13가길", "흑석로", None)}) == 4


METRES = st.floats(0, 60) | st.integers(0, 20).map(float)


@st.composite
def surroundings(draw: st.DrawFn) -> tuple[list[float], Candidates]:
    """A few points among a few segments, some of them exactly as far as others."""
    accuracy = draw(st.lists(st.floats(0, 60) | st.just(NAN), min_size=1, max_size=5))
    pairs = draw(st.sets(st.tuples(st.integers(0, len(accuracy) - 1), st.integers(0, 5)), max_size=20).map(list))
    each = {"min_size": len(pairs), "max_size": len(pairs)}
    candidates = Candidates(
        ids=np.array(draw(st.permutations("uvwxyz")), dtype=object),
        point=np.array([point for point, _ in pairs], dtype=np.int64),
        segment=np.array([segment for _, segment in pairs], dtype=np.int64),
        distance_m=np.array(draw(st.lists(METRES, **each)), dtype=float),
        width_m=np.array(draw(st.lists(st.sampled_from([NAN, 0.0, 4.0, 8.0]), **each)), dtype=float),
        address_match=np.array(draw(st.lists(st.booleans(), **each)), dtype=bool),
    )
    return accuracy, candidates


def chosen(candidates: Candidates, rows: np.ndarray) -> Candidates:
    names = ("point", "segment", "distance_m", "width_m", "address_match")
    return replace(candidates, **{name: getattr(candidates, name)[rows] for name in names})


@given(surroundings())
def test_many_points_are_placed_as_each_would_be_alone(case: tuple[list[float], Candidates]) -> None:
    accuracy, candidates = case
    together = place(np.array(accuracy), candidates)
    for number, accuracy_m in enumerate(accuracy):
        mine = chosen(candidates, np.flatnonzero(candidates.point == number))
        alone = place_one(accuracy_m, replace(mine, point=np.zeros_like(mine.point)))
        assert alone.decision.item() == together.decision[number]
        assert alone.segment.item() == together.segment[number]
        assert alone.offer[0] == together.offer[number]
        assert alone.posterior.tolist() == together.posterior[candidates.point == number].tolist()


@given(surroundings(), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_changes_no_bit(case: tuple[list[float], Candidates], random: Random) -> None:
    accuracy, candidates = case
    order = np.arange(len(candidates.point))
    random.shuffle(order)
    one, other = place(np.array(accuracy), candidates), place(np.array(accuracy), chosen(candidates, order))
    assert one.posterior[order].tolist() == other.posterior.tolist()
    assert one.segment.tolist() == other.segment.tolist()
    assert [list(offer.items()) for offer in one.offer] == [list(offer.items()) for offer in other.offer]


@given(surroundings())
def test_probabilities_leave_room_for_none_and_decisions_follow_from_them(case: tuple[list[float], Candidates]) -> None:
    accuracy, candidates = case
    placed = place(np.array(accuracy), candidates)
    total = np.bincount(candidates.point, weights=placed.posterior, minlength=len(accuracy))
    assert (total < 1).all()
    for decision, segment, probability, offer in zip(
        placed.decision, placed.segment, placed.probability, placed.offer, strict=True
    ):
        assert (decision == "assigned") == (segment is not None) == (probability >= 0.80)
        assert (decision == "ask") == bool(offer)
        assert all(chance >= 0.10 for chance in offer.values())


@given(surroundings())
def test_naming_the_road_of_a_candidate_never_makes_it_less_likely(case: tuple[list[float], Candidates]) -> None:
    accuracy, candidates = case
    before = place(np.array(accuracy), candidates).posterior
    for row in range(len(before)):
        named = candidates.address_match.copy()
        named[row] = True
        assert place(np.array(accuracy), replace(candidates, address_match=named)).posterior[row] >= before[row]


@given(st.lists(st.tuples(st.integers(0, 5), METRES, st.integers(0, 3)), max_size=40))
def test_many_short_sorts_are_one_long_one(rows: list[tuple[int, float, int]]) -> None:
    point, distance, rank = (np.array([row[which] for row in rows], dtype=float) for which in range(3))
    order = _by_point(6, point.astype(np.int64), rank, distance)
    assert order.tolist() == np.lexsort((rank, distance, point)).tolist()
