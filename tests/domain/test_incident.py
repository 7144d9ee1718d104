"""Complaints that are put together as a plain loop puts them together."""

from __future__ import annotations

import numpy as np

from mapper.domain.grading import NEVER
from mapper.domain.incident import LONGEST_DAYS, incidents

_AS_OF = 20_000


def test_by_hand() -> None:
    ago = np.array([100, 90, 71, 70, 69, 10, 3, 50])
    place = np.array([1, 1, 1, 1, 1, 1, 1, 0])
    resolved = np.where(ago == 10, _AS_OF - 5, NEVER)
    found = incidents(place, _AS_OF - ago, resolved, as_of=_AS_OF)
    # At the other place one; then three on the first 30 days, one more a day too late, one resolved, one after that.
    assert found.first.tolist() == [7, 0, 4, 5, 6]
    assert found.duplicates.tolist() == [0, 3, 0, 0, 0]
    assert found.days.tolist() == [LONGEST_DAYS, LONGEST_DAYS, LONGEST_DAYS, 5, 3]


def test_as_a_plain_loop_does() -> None:
    chance = np.random.default_rng(4)
    place, day = chance.integers(0, 40, 3000), _AS_OF - chance.integers(0, 365, 3000)
    resolved = np.where(chance.random(3000) < 0.5, day + chance.integers(0, 40, 3000), NEVER)
    found = incidents(place, day, resolved, as_of=_AS_OF)
    expected, open_until, counts = [], {}, {}
    for row in np.lexsort((np.arange(3000), day, place)).tolist():
        last = open_until.get(int(place[row]))
        if last is not None and day[row] <= last[1]:
            counts[last[0]] += 1
            continue
        until = max(int(day[row]), min(int(resolved[row]), int(day[row]) + LONGEST_DAYS, _AS_OF))
        open_until[int(place[row])] = (row, until)
        counts[row] = 0
        expected.append((row, until - int(day[row])))
    assert list(zip(found.first.tolist(), found.days.astype(int).tolist(), strict=True)) == expected
    assert found.duplicates.tolist() == [counts[row] for row, _ in expected]


def test_nobody_complained() -> None:
    nothing = np.empty(0, dtype=np.int64)
    assert len(incidents(nothing, nothing, nothing, as_of=_AS_OF).first) == 0
