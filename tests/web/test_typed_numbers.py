"""Numbers of forms are read as they are written, or not at all."""

from __future__ import annotations

import pytest

from web.typed import NO_NUMBER, number_typed, whole_typed


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("", None),
        (" 1,784 ", 1784),
        ("64.7", 64.7),
        ("1,84", NO_NUMBER),
        ("1784,5", NO_NUMBER),
        ("-5", NO_NUMBER),
        ("nan", NO_NUMBER),
        ("1e3", NO_NUMBER),
        ("１２", NO_NUMBER),
        ("2001", NO_NUMBER),
        ("9" * 400, NO_NUMBER),
    ],
)
def test_a_number_is_read_or_refused(typed: str, number: float | None) -> None:
    assert number_typed(typed, most=2000) == number


@pytest.mark.parametrize(("typed", "number"), [("", None), ("1,784", 1784), ("3.0", 3), ("64.7", NO_NUMBER)])
def test_a_whole_number_has_no_fraction(typed: str, number: int | None) -> None:
    assert whole_typed(typed, most=2000) == number
