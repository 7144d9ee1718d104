"""Months from one to another: both ends are in it, an end that is not said is open, and what is no span is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.domain.span import months_within
from mapper.errors import SpanRefused

MONTHS = [f"{year}-{month:02}" for year in (2024, 2025, 2026) for month in range(1, 13)]


@given(st.integers(0, 35), st.integers(0, 35))
def test_a_span_is_the_months_between_its_ends(one: int, other: int) -> None:
    first, last = sorted((one, other))
    assert months_within(f"{MONTHS[first]}/{MONTHS[last]}", MONTHS) == MONTHS[first : last + 1]


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2026-11/", "2026-11", "2026-12"),
        ("/2024-02", "2024-01", "2024-02"),
        ("1999-01/2199-12", "2024-01", "2026-12"),
    ],
)
def test_an_open_end_and_one_beyond_reach_as_far_as_there_are_months(written: str, first: str, last: str) -> None:
    within = months_within(written, MONTHS)
    assert (within[0], within[-1]) == (first, last)


def test_where_there_are_no_months_a_span_has_none() -> None:
    assert months_within("2027-01/2027-12", MONTHS) == months_within("2026-01/", []) == []


@pytest.mark.parametrize(
    "written",
    ["2026-13/", "2026-00/", "2026-7/", "/26-07", "2026-07-01/", "a/b", "2026-01/2026-02/2026-03", "２０２６-07/"],
)
def test_what_is_no_month_is_refused_with_its_value(written: str) -> None:
    with pytest.raises(SpanRefused, match="is no month"):
        months_within(written, MONTHS)


def test_a_span_does_not_run_backwards() -> None:
    with pytest.raises(SpanRefused, match="from 2026-02 is later than to 2025-03"):
        months_within("2026-02/2025-03", MONTHS)
