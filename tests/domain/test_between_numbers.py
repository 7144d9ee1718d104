"""Numbers between two known ones: where they are by the rule of numbering, and how far off that may be."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.domain.address import Exactness
from mapper.domain.address_text import read_address
from mapper.domain.between_numbers import DOOR_M, PER_NUMBER_M, KnownNumber, between
from mapper.domain.gazetteer import SURE_AT, Certainty, KnownAddress, Reason, Scope, locate

HOME = Scope(frozenset({"41150"}))
TWELVE = KnownAddress(
    road_code="411503000001", road="가상로", main=12, sub=0, ground=0, city_code="41150", province="경기도", city="의정부시",
    town="의정부동", village=None, district="의정부1동", postcode="11600", building="가상빌라", x=958_000.0, y=1_971_000.0,
    exactness=Exactness.ENTRANCE, gone=False,
)  # fmt: skip
EIGHTEEN = replace(TWELVE, main=18, building=None, district="의정부2동", x=958_060.0)


def test_on_a_straight_road_a_number_is_at_its_share_and_off_by_a_door() -> None:
    found = between(KnownNumber(10, 0.0, 0.0), KnownNumber(20, 100.0, 0.0), 16)
    assert found is not None
    assert (found.x, found.y, found.within_m) == (60.0, 0.0, DOOR_M)


def test_where_the_road_bends_it_says_how_far_that_may_take_it() -> None:
    """Ten numbers are 100 m of road: 60 m apart in a straight line it may stray by 40 m."""
    found = between(KnownNumber(10, 0.0, 0.0), KnownNumber(20, 60.0, 0.0), 15)
    assert found is not None
    assert found.within_m == DOOR_M + 40.0
    near = between(KnownNumber(10, 0.0, 0.0), KnownNumber(20, 60.0, 0.0), 11)
    assert near is not None
    assert near.within_m == DOOR_M + 24.0, "a tenth of the way: √(0.1 × 0.9 × (100² - 60²))"


@pytest.mark.parametrize(("apart", "main"), [(1000.0, 15), (50.0, 10), (50.0, 20), (50.0, 25)])
def test_what_cannot_be_on_one_road_is_not_reckoned(apart: float, main: int) -> None:
    assert between(KnownNumber(10, 0.0, 0.0), KnownNumber(20, apart, 0.0), main) is None


@given(st.lists(st.floats(-math.pi / 2, math.pi / 2), min_size=2, max_size=40), st.data())
def test_a_road_as_long_as_its_numbers_never_strays_farther_than_is_said(
    bends: list[float], data: st.DataObject
) -> None:
    """A road of pieces of one number each, bent at will: every number of it lies within what is said."""
    x, y, along = 0.0, 0.0, [(0.0, 0.0)]
    for bend in bends:
        x, y = x + PER_NUMBER_M * math.cos(bend), y + PER_NUMBER_M * math.sin(bend)
        along.append((x, y))
    main = data.draw(st.integers(1, len(bends) - 1))
    found = between(KnownNumber(0, 0.0, 0.0), KnownNumber(len(bends), x, y), main)
    assert found is not None
    assert math.dist((found.x, found.y), along[main]) <= found.within_m - DOOR_M + 0.051


def test_a_number_between_two_others_is_reckoned_and_never_sure() -> None:
    found = locate(read_address("의정부시 가상로 14-1"), HOME, [], [TWELVE, EIGHTEEN])
    assert found.certainty is Certainty.UNSURE
    assert 0 < found.confidence < SURE_AT
    assert found.reasons == (Reason("between", "12–18"),)
    assert found.known is not None
    assert (found.known.number, found.known.x, found.within_m) == ("14-1", 958_020.0, DOOR_M)
    assert (found.known.building, found.known.district, found.known.postcode) == (None, None, "11600")


@pytest.mark.parametrize(
    "other",
    [
        replace(EIGHTEEN, road_code="411503000009"),
        replace(EIGHTEEN, city_code="41135", road_code="411353000001", city="성남시 분당구"),
    ],
)
def test_numbers_of_other_roads_and_cities_are_no_neighbours(other: KnownAddress) -> None:
    found = locate(read_address("의정부시 가상로 14"), HOME, [], [TWELVE, other])
    assert found.known is None
    assert found.reasons[0].code in ("several_places", "several_cities")


@pytest.mark.parametrize(
    "other",
    [replace(EIGHTEEN, gone=True), replace(EIGHTEEN, x=None, y=None), replace(EIGHTEEN, x=990_000.0)],
)
def test_without_a_neighbour_on_each_side_the_nearest_number_stands_in(other: KnownAddress) -> None:
    found = locate(read_address("의정부시 가상로 14"), HOME, [], [TWELVE, other])
    assert [reason.code for reason in found.reasons] == ["entrance", "nearest_number"]
    assert found.known == TWELVE
