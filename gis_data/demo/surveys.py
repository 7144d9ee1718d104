"""Two rounds of surveys by eighteen made raters, with repeats, gaps and disagreements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from gis_data.demo.moments import OFFICE, Period, Seconds, at_hours, korean, recorded_after, to_office_day
from gis_data.demo.scene import Scene
from mapper.domain.rubric import RUBRIC
from mapper.frames import SURVEYS

SURVEYORS: Final = tuple(f"조사원-{number:02d}" for number in range(1, 19))
"""The raters; they have numbers, not names."""

FIRST_ROUND: Final = (425, 305)
SECOND_ROUND: Final = (119, 3)
"""First and last day of a round [days before the last day]."""

_LONG_AGO: Final = (980, 760)
_REPEATED: Final = 0.10
_WITHIN: Final = 13
_IN_SECOND_ROUND: Final = 0.88
_UNSEEN: Final = 0.012
_NEVER, _EXPIRED, _PARTIAL, _SURVEYED = range(4)
_SHARES: Final = (0.011, 0.009, 0.009)
_AT_LEAST: Final = 4
_NOT_APPLICABLE: Final = -1.0


@dataclass(frozen=True)
class _Walks:
    """Surveys being made: of which segment, on which day, by whom."""

    place: NDArray[np.int64]
    day: Seconds
    surveyor: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.place)


def survey_frame(scene: Scene, rng: Generator) -> pd.DataFrame:
    """Make the surveys.

    Parameters
    ----------
    scene : Scene
        The city.
    rng : numpy.random.Generator
        Source of every draw.

    Returns
    -------
    pandas.DataFrame
        By the contract SURVEYS, in order of time.
    """
    fate = _fates(len(scene.places), rng)
    usual = np.flatnonzero(fate >= _PARTIAL)
    again = usual[rng.random(len(usual)) < _IN_SECOND_ROUND]
    second = _round(again, scene, SECOND_ROUND, rng)
    leaning = rng.normal(0, 0.12, size=(len(SURVEYORS), len(RUBRIC.items)))
    rounds = (
        (_round(np.flatnonzero(fate == _EXPIRED), scene, _LONG_AGO, rng), 0.2),
        (_round(usual, scene, FIRST_ROUND, rng), 0.1),
        (second, 0.0),
        (_repeats(second, scene.period, rng), 0.0),
        *_rounds_between(usual, scene, rng),
    )
    levels = np.vstack([_observe(walks, worse + leaning[walks.surveyor], scene, fate, rng) for walks, worse in rounds])
    parts = [(walks.place, walks.day, walks.surveyor) for walks, _ in rounds]
    walks = _Walks(*(np.concatenate(part) for part in zip(*parts, strict=True)))
    return _frame(walks, levels, scene, rng)


def _rounds_between(usual: NDArray[np.int64], scene: Scene, rng: Generator) -> list[tuple[_Walks, float]]:
    found = []
    for days in scene.volume.rounds_between:
        walks = _round(usual, scene, days, rng)
        found += [(walks, 0.05), (_repeats(walks, scene.period, rng), 0.05)]
    return found


def _fates(count: int, rng: Generator) -> NDArray[np.int64]:
    """Say which segments were never surveyed, long ago, or never fully; a few of each in any city."""
    fate = np.full(count, _SURVEYED)
    order, begin = rng.permutation(count), 0
    for kind, share in zip((_NEVER, _EXPIRED, _PARTIAL), _SHARES, strict=True):
        end = begin + max(_AT_LEAST, round(share * count))
        fate[order[begin:end]] = kind
        begin = end
    return fate


def _round(chosen: NDArray[np.int64], scene: Scene, days: tuple[int, int], rng: Generator) -> _Walks:
    """Walk segments district by district, a few teams at a time, over the days of a round."""
    districts = scene.places.districts[chosen].astype(str)
    along = scene.places.middles[chosen].sum(axis=1)
    turn = np.empty(len(chosen))
    turn[np.lexsort((along, districts))] = (np.arange(len(chosen)) + 0.5) / max(len(chosen), 1)
    start, end = (scene.period.last_day - back for back in days)
    planned = start + turn * (end - start) + rng.normal(0, 4, size=len(chosen))
    day = to_office_day(np.clip(np.rint(planned), start, end).astype(np.int64))
    return _Walks(chosen, day, rng.integers(len(SURVEYORS), size=len(chosen)))


def _repeats(walks: _Walks, period: Period, rng: Generator) -> _Walks:
    """Let another rater walk one segment in ten again within two weeks."""
    early = np.flatnonzero(walks.day <= period.last_day - _WITHIN - 1)
    chosen = rng.permutation(early)[: round(_REPEATED * len(walks))]
    later = walks.day[chosen] + 1 + rng.integers(_WITHIN, size=len(chosen))
    other = (walks.surveyor[chosen] + 1 + rng.integers(len(SURVEYORS) - 1, size=len(chosen))) % len(SURVEYORS)
    return _Walks(walks.place[chosen], to_office_day(later), other)


def _observe(
    walks: _Walks, worse: NDArray[np.float64], scene: Scene, fate: NDArray[np.int64], rng: Generator
) -> NDArray[np.float64]:
    """Return what the raters put down: whole levels, -1 for 해당 없음, NaN for 확인 못함."""
    shape = (len(walks), len(RUBRIC.items))
    seen = scene.conditions.levels[walks.place] + worse + rng.normal(0, 0.36, size=shape)
    levels = np.clip(np.floor(seen + 0.5), 0.0, 4.0)
    unseen = rng.random(shape) < np.where(fate[walks.place] == _PARTIAL, 0.8, _UNSEEN)[:, None]
    levels[unseen] = np.nan
    levels[~scene.conditions.applies[walks.place]] = _NOT_APPLICABLE
    return levels


def _written(levels: NDArray[np.float64]) -> list[tuple[int | None, ...]]:
    """Write levels as people put them down, with None for 확인 못함."""
    values = np.nan_to_num(levels).astype(np.int64).astype(object)
    values[np.isnan(levels)] = None
    return [tuple(row) for row in values.tolist()]


def _frame(walks: _Walks, levels: NDArray[np.float64], scene: Scene, rng: Generator) -> pd.DataFrame:
    count = len(walks)
    walked = at_hours(walks.day, OFFICE, rng)
    duration = np.clip(np.rint(rng.normal(88, 12, size=count)), 60, 120)
    frame = pd.DataFrame(
        {
            "segment_id": scene.places.ids[walks.place],
            "x": np.nan,
            "y": np.nan,
            "accuracy_m": np.nan,
            "walked_at": korean(walked),
            "recorded_at": korean(recorded_after(walked + duration.astype(np.int64), scene.period, rng)),
            "surveyor": np.array(SURVEYORS, dtype=object)[walks.surveyor],
            "rubric": RUBRIC.version,
            "levels": _written(levels),
            "duration_s": duration,
        }
    )
    frame = frame.iloc[np.argsort(walked, kind="stable")].reset_index(drop=True)
    frame.insert(0, "source_key", [f"DEMO-S-{number:06d}" for number in range(1, count + 1)])
    SURVEYS.check(frame)
    return frame
