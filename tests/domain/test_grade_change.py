"""What becomes of a grade, and which lines say why."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mapper.domain.grade_change import ABSENT, KINDS, LETTERS, compare, line_changes

A, B, E, NONE = (LETTERS.index(letter) for letter in ("A", "B", "E", "ungraded"))
LINES = st.dictionaries(st.sampled_from(["base", "floor", "item:R1", "issue:1", "issue:2"]), st.integers(-9999, 10_000))


def test_a_grade_becomes_better_or_worse_or_is_not_there() -> None:
    before = np.array([A, B, B, NONE, E, ABSENT, A, NONE], dtype=np.int8)
    after = np.array([B, A, B, E, NONE, A, ABSENT, NONE], dtype=np.int8)
    first = np.array([9000, 8000, 8000, -1, 100, -1, 9000, -1])
    second = np.array([8000, 9000, 7000, 100, -1, 9000, -1, -1])
    change = compare(before, after, scores=(first, second))
    told = [KINDS[kind] for kind in change.kind]
    assert told == ["worse", "better", "same", "graded", "lapsed", "new", "gone", "same"]
    assert change.difference[change.has_difference].tolist() == [-1000, 1000, -1000]
    table = change.matrix(np.ones(8, dtype=bool))
    assert (table.sum(), table[A, B], table[E, NONE], table[NONE, NONE]) == (6, 1, 1, 1)
    assert change.matrix(change.kind == KINDS.index("new")).sum() == 0


def test_issues_of_one_category_are_one_reason_with_how_many() -> None:
    before = {"base": 10_000, "issue:a": -500, "item:R1": -100}
    after = {"base": 10_000, "issue:a": -400, "issue:b": -900, "item:R1": -100, "critical_cap": -50}
    found = line_changes(before, after, {"a": "litter", "b": "litter"})
    assert [(one.subject, one.difference, one.counts) for one in found] == [
        ("issue:litter", -800, (1, 2)),
        ("critical_cap", -50, (0, 0)),
    ]


@given(LINES, LINES)
def test_the_reasons_add_up_to_the_difference(before: dict[str, int], after: dict[str, int]) -> None:
    found = line_changes(before, after, {"1": "litter", "2": "litter"})
    assert sum(one.difference for one in found) == sum(after.values()) - sum(before.values())
    assert all(one.difference for one in found)
