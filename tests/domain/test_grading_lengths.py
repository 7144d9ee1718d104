"""The properties P15 and P16 of spec 1.0 §5: how a segment is measured and cut does not matter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pyproj import Geod, Transformer

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.area import aggregate
from mapper.domain.category import CATEGORIES
from mapper.domain.grading import GRADES, UNGRADED, recompute
from mapper.domain.parameters import PARAMETERS

CENTRAL_BELT = 5186
PROJECTED = [transformer(WGS84, code) for code in (KOREA_TM, CENTRAL_BELT)]
ELLIPSOID = Geod(ellps="GRS80")
Make = Callable[..., dict[str, Any]]

alley_lines = st.lists(st.tuples(st.floats(-0.001, 0.001), st.floats(-0.001, 0.001)), min_size=2, max_size=6)
dumps = st.lists(st.tuples(st.sampled_from(CATEGORIES), st.integers(1, 4)), min_size=1, max_size=6)


def measured(lon: np.ndarray, lat: np.ndarray) -> list[float]:
    """Length of a line by two projections and on the ellipsoid [m]."""

    def planar(project: Transformer) -> float:
        x, y = project.transform(lon, lat)
        return float(np.hypot(np.diff(x), np.diff(y)).sum())

    return [*(planar(project) for project in PROJECTED), ELLIPSOID.line_length(lon, lat)]


@settings(max_examples=60, derandomize=True)
@given(lon=st.floats(126.1, 128.5), lat=st.floats(33.2, 38.3), steps=alley_lines, found=dumps)
def test_p15_projection_does_not_decide_a_grade(
    *, lon: float, lat: float, steps: list[tuple[float, float]], found: list[Any], case: Make, issue: Make
) -> None:
    path = np.cumsum([(lon, lat), *steps], axis=0)
    lengths = measured(path[:, 0], path[:, 1])
    assume(min(lengths) >= 1)
    assert max(lengths) / min(lengths) - 1 < 0.001

    issues = [issue(f"k{n}", category=kind.id, severity=severity) for n, (kind, severity) in enumerate(found)]
    answers = recompute([case(str(n), length_m=length, issues=issues) for n, length in enumerate(lengths)])
    overall = [answer["result"]["overall"] for answer in answers]
    scores = [one["score"] for one in overall]
    assert max(scores) - min(scores) <= 0.1
    if len({one["grade"] for one in overall}) > 1:
        assert min(abs(score - cut) for score in scores for cut in PARAMETERS.cuts) <= 0.1


@settings(max_examples=60, derandomize=True)
@given(
    length_m=arrays(float, 6, elements=st.floats(30, 150)),
    score=arrays(np.int64, 6, elements=st.integers(0, 10_000)),
    grade=arrays(np.int8, 6, elements=st.integers(UNGRADED, len(GRADES) - 1)),
    split=st.integers(0, 5),
    at=st.floats(0.1, 0.9),
)
def test_p16_splitting_a_segment_changes_no_share(
    length_m: np.ndarray, score: np.ndarray, grade: np.ndarray, split: int, at: float
) -> None:
    area = np.array([0, 0, 0, 1, 1, 1])
    halves = np.append(length_m, length_m[split] * (1 - at))
    halves[split] *= at
    whole = aggregate(area, length_m, score, grade, areas=2)
    parts = aggregate(
        np.append(area, area[split]), halves, np.append(score, score[split]), np.append(grade, grade[split]), areas=2
    )
    for name, values in vars(whole).items():
        assert getattr(parts, name) == pytest.approx(values, rel=1e-12, nan_ok=True)
