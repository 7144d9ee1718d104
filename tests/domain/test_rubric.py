"""The tables in code hold together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mapper.domain.category import CATEGORIES, SEVERITIES, VERIFICATIONS, category_by_id
from mapper.domain.grading import facts
from mapper.domain.parameters import PARAMETERS, PLACEMENT, parameters_by_version
from mapper.domain.rubric import AXES, LEVELS, RUBRIC, rubric_by_version
from mapper.errors import UnknownKind


def test_two_axes_of_eight_items_that_weigh_100() -> None:
    for axis in AXES:
        items = [item for item in RUBRIC.items if item.axis == axis]
        assert len(items) == 8
        assert sum(item.weight for item in items) == 100


def test_items_are_in_the_order_of_their_ids() -> None:
    # Ties between lines go by key as text, and arrays by position: both must agree.
    assert list(RUBRIC.item_ids) == sorted(RUBRIC.item_ids)


def test_critical_items() -> None:
    assert [item.id for item in RUBRIC.items if item.critical] == ["R2", "R3", "W1", "W8"]


def test_every_level_has_an_anchor_of_its_own_in_both_languages() -> None:
    for item in RUBRIC.items:
        assert len(item.levels) == len(LEVELS) == PARAMETERS.level_max + 1
        assert len({level.ko for level in item.levels}) == len({level.en for level in item.levels}) == 5


def test_every_category_bears_in_full_on_its_first_item_and_less_on_others() -> None:
    assert len({category.id for category in CATEGORIES}) == len(CATEGORIES)
    for category in CATEGORIES:
        first, *others = category.effects
        assert first.share == 1.0
        assert all(0 < effect.share < 1 for effect in others)
        assert category.items <= set(RUBRIC.item_ids)


def test_every_item_has_a_category() -> None:
    assert {category.effects[0].item for category in CATEGORIES} == set(RUBRIC.item_ids)


def test_words_and_codes_agree() -> None:
    assert tuple(VERIFICATIONS) == facts.VERIFICATIONS
    assert ("overall", *AXES) == facts.SCOPES
    assert len(SEVERITIES) == len(PARAMETERS.severity_points)


def test_weights_of_the_axes_are_one_whole() -> None:
    assert PARAMETERS.owa_worst + PARAMETERS.owa_best == 1.0
    assert 0 < PLACEMENT.offer_at < PLACEMENT.assign_at < 1


@pytest.mark.parametrize(
    ("look_up", "choice"),
    [
        (category_by_id, "illegal_dumping"),
        (RUBRIC.item, "R1"),
        (rubric_by_version, "1.0"),
        (parameters_by_version, "1.0"),
    ],
)
def test_a_wrong_name_lists_the_right_ones(look_up: Callable[[str], Any], choice: str) -> None:
    look_up(choice)
    with pytest.raises(UnknownKind, match="choose one of") as caught:
        look_up("nonsense")
    assert "nonsense" in caught.value.message
    assert choice in caught.value.message
