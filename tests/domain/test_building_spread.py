"""Homes count for several buildings only where neither their addresses nor their places allow one."""

from __future__ import annotations

import pytest

from mapper.domain.building_spread import building_of, spread, square_of


@pytest.mark.parametrize(
    ("address", "building"),
    [
        ("가상시 없는별빛로12길 3-1, 101동 1201호", "없는별빛로12길 3-1"),
        ("가상시 없는별빛로12길3-1 (가상동)", "없는별빛로12길 3-1"),
        ("없는대로 지하 7", "없는대로 지하7"),
        ("가상시 가상구 가상동 산 12-3", "가상동 산12-3"),
        ("가상동 어딘가", None),
        ("", None),
    ],
)
def test_an_address_names_a_building(address: str, building: str | None) -> None:
    assert building_of(address) == building


def test_one_long_building_is_one_whatever_its_homes_places_are() -> None:
    block = [("없는로 1", square_of(30.0 * number, 15.0)) for number in range(12)]
    assert spread(block) == (1, 12)


def test_two_spellings_of_one_house_are_one() -> None:
    assert spread([("없는로 1", (5, 5)), ("가상동 12-3", (5, 5))]) == (1, 2)
    assert spread([("없는로 1", (5, 5)), ("가상동 12-3", (6, 6))]) == (1, 2), "its corners may be in four squares"
    assert spread([("없는로 1", (5, 5)), ("가상동 12-3", (7, 5))]) == (2, 1)


def test_without_addresses_places_count_where_no_building_reaches_both() -> None:
    row = [(None, (2 * number, 0)) for number in range(6)]
    assert spread(row) == (6, 1)
    assert spread([(None, (number, 0)) for number in range(6)]) == (3, 2)
    assert spread([*row, (None, None), ("없는로 1", None)]) == (6, 3), "whose place is not known may be in the largest"
    assert spread([]) == (0, 0)


def test_the_walls_of_a_square_lie_in_one_of_them() -> None:
    assert square_of(29.999, 30.0) == (0, 1)
