"""A map on paper has a round scale at which everything fits, and a scale bar that says what it measures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.domain.paper import (
    LARGEST_SCALE,
    MARGIN,
    SMALLEST_SCALE,
    Extent,
    PaperSize,
    Sheet,
    Turn,
    bar_of,
    round_scale,
)

SHEETS = [Sheet(size, turn) for size in ("a4", "a3") for turn in ("portrait", "landscape")]
metres = st.floats(10, 60_000)


@given(st.sampled_from(SHEETS), metres, metres)
def test_all_of_a_place_fits_in_the_middle_of_the_frame(sheet: Sheet, across: float, up: float) -> None:
    place = Extent(950_000, 1_950_000, 950_000 + across, 1_950_000 + up)
    showing = sheet.showing(place)
    seen, (width, height) = showing.place, sheet.frame
    assert seen.west <= place.west + 1e-6
    assert seen.north >= place.north - 1e-6
    assert (seen.west + seen.east, seen.south + seen.north) == pytest.approx(
        (place.west + place.east, place.south + place.north)
    )
    assert (seen.east - seen.west) / showing.scale * 1000 == pytest.approx(width)
    assert (seen.north - seen.south) / showing.scale * 1000 == pytest.approx(height)


@given(st.floats(0, 3_000_000))
def test_a_scale_is_round_and_no_larger_than_asked(least: float) -> None:
    scale = round_scale(least)
    assert LARGEST_SCALE <= scale <= SMALLEST_SCALE
    assert scale >= min(least, SMALLEST_SCALE) * (1 - 1e-9)
    assert scale <= max(least, LARGEST_SCALE) * 1.5
    assert len(str(scale).rstrip("0")) <= 2


@given(st.integers(LARGEST_SCALE, SMALLEST_SCALE))
def test_a_scale_bar_measures_a_round_length(scale: int) -> None:
    bar = bar_of(scale)
    assert str(bar.metres).rstrip("0") in {"1", "2", "5"}
    assert bar.mm == pytest.approx(bar.metres * 1000 / scale)
    assert 19.9 <= bar.mm <= 50


@pytest.mark.parametrize(("size", "turn", "paper"), [("a4", "portrait", (210, 297)), ("a3", "landscape", (420, 297))])
def test_the_frame_leaves_room_for_what_stands_beside_it(size: PaperSize, turn: Turn, paper: tuple[int, int]) -> None:
    sheet = Sheet(size, turn)
    assert sheet.paper == paper
    width, height = sheet.frame
    assert width <= paper[0] - 2 * MARGIN
    assert height < paper[1] - 2 * MARGIN
