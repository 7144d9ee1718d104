"""What comes back after a repair: by hand, against a plain loop, and as censoring has it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.domain.grading import NEVER
from mapper.domain.recurrence import HORIZONS, NOTHING, IssueTimes, following, recurrence

_AS_OF = 1000
_ROWS = st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(600, 1010), st.integers(0, 300) | st.none())


def _issues(rows: list[tuple[int, int, int, int | None]]) -> IssueTimes:
    """Issues by segment, category, day of the report and how long it took."""
    columns = np.array([(s, c, day, NEVER if took is None else day + took) for s, c, day, took in rows], dtype=np.int64)
    return IssueTimes(*columns.reshape(-1, 4).T)


def test_what_counts_as_a_return() -> None:
    issues = _issues(
        [
            (0, 0, 500, 10),  # back after 90 days
            (0, 0, 600, 10),  # back after 91
            (0, 0, 701, None),
            (1, 0, 500, 10),  # elsewhere another category only
            (1, 1, 520, None),
            (2, 0, 500, 10),  # reported again while still open: no return
            (2, 0, 505, 5),
            (3, 0, 900, 50),  # back already, but resolved too recently to count
            (3, 0, 960, None),
            (4, 0, 500, 10),  # comes back tomorrow
            (4, 0, _AS_OF + 1, None),
        ]
    )
    back = following(issues, as_of=_AS_OF)
    assert back.tolist() == [1, 2, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, 8, NOTHING, NOTHING, NOTHING]
    short, long = (recurrence(issues, back, as_of=_AS_OF, within_days=days, categories=2) for days in HORIZONS)
    assert (short.watched.tolist(), short.recurred.tolist(), short.too_recent.tolist()) == ([6, 0], [1, 0], [1, 0])
    assert (long.watched.tolist(), long.recurred.tolist(), long.too_recent.tolist()) == ([6, 0], [2, 0], [1, 0])
    assert long.share_of_all == pytest.approx(2 / 6)
    assert np.isnan(long.share[1])


@given(st.lists(_ROWS, max_size=25))
def test_it_is_what_a_plain_loop_finds(rows: list[tuple[int, int, int, int | None]]) -> None:
    issues = _issues(rows)
    back = following(issues, as_of=_AS_OF)
    for one, (segment, category, day, took) in enumerate(rows):
        later = [
            (again, other)
            for other, (s, c, again, _) in enumerate(rows)
            if took is not None and (s, c) == (segment, category) and day + took < again <= _AS_OF
        ]
        assert back[one] == (min(later)[1] if later and day + took <= _AS_OF else NOTHING)
    whole = recurrence(issues, back, as_of=_AS_OF, within_days=90, categories=3)
    assert (whole.recurred <= whole.watched).all()
    assert (whole.watched + whole.too_recent).sum() == (issues.resolved <= _AS_OF).sum()


def test_no_issues_no_share() -> None:
    nothing = _issues([])
    found = recurrence(nothing, following(nothing, as_of=_AS_OF), as_of=_AS_OF, within_days=90, categories=2)
    assert np.isnan(found.share_of_all)
