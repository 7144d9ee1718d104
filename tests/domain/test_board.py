"""What a choice leaves of a city, against the same said row by row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.domain.board import Board, Box, Facet, choose, tally

GRADES = ("A", "B", "C", "D", "E", "ungraded")
ITEMS = ("W1", "W2", "R1")
CATEGORIES = ("litter", "pothole")
DUE = ("overdue", "soon", "later")


def made(segments: int, issues: int, seed: int) -> Board:
    rng = np.random.default_rng(seed)
    return Board(
        ids=np.array([bytes([1, *divmod(n, 256)]) + bytes(12) + b"\1" for n in range(segments)], dtype="S16"),
        length_m=rng.uniform(30, 150, segments),
        middle=rng.uniform(0, 100, (segments, 2)),
        by_segment=(
            Facet("overall", GRADES, rng.integers(0, len(GRADES), segments)),
            Facet("item", ITEMS, rng.random((segments, len(ITEMS))) < 0.3),
        ),
        issue_ids=rng.integers(1, 256, (issues, 16), dtype=np.uint8).view("S16").ravel(),
        lies_on=rng.integers(0, segments, issues),
        by_issue=(
            Facet("category", CATEGORIES, rng.integers(0, len(CATEGORIES), issues)),
            Facet("due", DUE, rng.integers(-1, len(DUE), issues)),
        ),
    )


def has(facet: Facet, row: int, wanted: set[str]) -> bool:
    if facet.member.ndim > 1:
        return any(facet.member[row, n] and option in wanted for n, option in enumerate(facet.options))
    code = facet.member[row]
    return code >= 0 and facet.options[code] in wanted


def left(board: Board, choice: dict[str, set[str]]) -> tuple[list[int], list[int]]:
    """Say again, one row at a time, what is chosen."""
    issues = [
        n
        for n in range(len(board.issue_ids))
        if all(has(facet, n, choice[facet.key]) for facet in board.by_issue if facet.key in choice)
    ]
    speaks = any(facet.key in choice for facet in board.by_issue)
    on = {int(board.lies_on[n]) for n in issues}
    segments = [
        n
        for n in range(len(board.ids))
        if all(has(facet, n, choice[facet.key]) for facet in board.by_segment if facet.key in choice)
        and (n in on or not speaks)
    ]
    return segments, [n for n in issues if board.lies_on[n] in set(segments)]


CHOICES = st.fixed_dictionaries(
    {},
    optional={
        "overall": st.sets(st.sampled_from(GRADES)),
        "item": st.sets(st.sampled_from(ITEMS)),
        "category": st.sets(st.sampled_from(CATEGORIES)),
        "due": st.sets(st.sampled_from(DUE)),
    },
)


@given(choice=CHOICES, seed=st.integers(0, 99))
def test_a_choice_leaves_what_is_wanted_row_by_row(choice: dict[str, set[str]], seed: int) -> None:
    board = made(40, 90, seed)
    chosen = choose(board, choice)
    assert (np.flatnonzero(chosen.segments).tolist(), np.flatnonzero(chosen.issues).tolist()) == left(board, choice)


@given(choice=CHOICES, seed=st.integers(0, 99))
def test_each_option_is_counted_as_if_its_facet_asked_for_it_alone(choice: dict[str, set[str]], seed: int) -> None:
    board = made(40, 90, seed)
    within = board.within(Box(0, 0, 60, 100))
    counts = tally(board, choice, within)
    for facet in (*board.by_segment, *board.by_issue):
        of_issues = facet in board.by_issue
        for option, count in zip(facet.options, counts[facet.key].tolist(), strict=True):
            segments, issues = left(board, {**choice, facet.key: {option}})
            there = [n for n in issues if within[board.lies_on[n]]] if of_issues else [n for n in segments if within[n]]
            assert count == len(there), (facet.key, option)


@pytest.mark.parametrize(("box", "seen"), [(Box(0, 0, 1, 1), [0]), (Box(1.5, 0, 9, 9), [1]), (Box(3, 3, 9, 9), [])])
def test_what_is_in_view_lies_in_it_with_its_middle(box: Box, seen: list[int]) -> None:
    fields: dict[str, Any] = {**vars(made(2, 0, 1)), "middle": np.array([[1.0, 1.0], [2.0, 2.0]])}
    assert np.flatnonzero(Board(**fields).within(box)).tolist() == seen
