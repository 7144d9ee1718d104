"""Issues that staff found on site: 로드체킹 patrols on Tuesdays and Fridays, field teams on any weekday."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.random import Generator
from numpy.typing import NDArray

from gis_data.demo.moments import OFFICE, ON_PATROL, Seconds, at_hours, korean, recorded_after
from gis_data.demo.outcomes import draw_outcomes, event_frame
from gis_data.demo.places import R68
from gis_data.demo.scene import Scene
from gis_data.demo.subjects import CATEGORIES, FIELD, NOTES, PATROL, draw_subjects
from mapper.frames import ISSUES

PATROL_FOUND: Final = 2_070
PATROL_RESOLVED: Final = 1_340
"""의정부시, 로드체킹 over two years, as published in July 2024."""

_TWO_YEARS: Final = 728
_TUESDAY_AND_FRIDAY: Final = (1, 4)
_OFFICE_DAYS: Final = (0, 1, 2, 3, 4)
_FIELD_BACK: Final = 540
_FIELD_PER_SEGMENT: Final = 0.1
_FIELD_RESOLVED: Final = 0.58
_FIELD_PICKED: Final = 0.7
_SEVERITIES: Final = (0.44, 0.42, 0.125, 0.015)
_PHONE_ACCURACY: Final = (4.0, 12.0)


@dataclass(frozen=True)
class _Finds:
    """What was found: on which segment, when, and whether the finder picked the segment."""

    origin: str
    place: NDArray[np.int64]
    reported: Seconds
    picked: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.place)


def patrol_frames(scene: Scene, rng: Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make what the patrols found in two years, and what became of it.

    Parameters
    ----------
    scene : Scene
        The city; patrols find more where it is worse.
    rng : numpy.random.Generator
        Source of every draw.

    Returns
    -------
    tuple of pandas.DataFrame
        By the contracts ISSUES and ISSUE_EVENTS: ``PATROL_FOUND`` issues, ``PATROL_RESOLVED`` of them resolved.
    """
    days = scene.period.days(back=_TWO_YEARS, weekdays=_TUESDAY_AND_FRIDAY)
    patrol = np.sort(rng.integers(len(days), size=PATROL_FOUND))
    reported = np.sort(at_hours(days[patrol], ON_PATROL, rng))
    finds = _Finds("patrol", _where_teams_walk(scene, rng), reported, np.ones(PATROL_FOUND, dtype=bool))
    return _frames(finds, PATROL, PATROL_RESOLVED, scene, rng)


def field_frames(scene: Scene, rng: Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make what field teams reported, some with the segment and some only with a position.

    Parameters
    ----------
    scene : Scene
        The city.
    rng : numpy.random.Generator
        Source of every draw.

    Returns
    -------
    tuple of pandas.DataFrame
        By the contracts ISSUES and ISSUE_EVENTS; about one issue for ten segments.
    """
    count = round(_FIELD_PER_SEGMENT * len(scene.places))
    days = scene.period.days(back=_FIELD_BACK, weekdays=_OFFICE_DAYS)
    reported = np.sort(at_hours(rng.choice(days, size=count), OFFICE, rng))
    place = rng.choice(len(scene.places), size=count, p=_odds(scene.conditions.burden))
    finds = _Finds("field", place, reported, rng.random(count) < _FIELD_PICKED)
    return _frames(finds, FIELD, round(_FIELD_RESOLVED * count), scene, rng)


def _odds(burden: NDArray[np.float64]) -> NDArray[np.float64]:
    weight = np.exp(2.0 * burden)
    return np.asarray(weight / weight.sum())


def _where_teams_walk(scene: Scene, rng: Generator) -> NDArray[np.int64]:
    """Choose a segment for each find: every district has a team of its own, and all are out on the same days."""
    district_of = scene.places.districts.astype(str)
    districts = np.unique(district_of)
    team = rng.integers(len(districts), size=PATROL_FOUND)
    place = np.empty(PATROL_FOUND, dtype=np.int64)
    for number, district in enumerate(districts):
        there = np.flatnonzero(district_of == district)
        found = np.flatnonzero(team == number)
        place[found] = rng.choice(there, size=len(found), p=_odds(scene.conditions.burden[there]))
    return place


def _frames(
    finds: _Finds, odds: NDArray[np.float64], resolved: int, scene: Scene, rng: Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    issues = _issue_frame(finds, draw_subjects(odds, scene.conditions.levels, finds.place, rng), scene, rng)
    outcomes = draw_outcomes(finds.reported, scene.period, resolved=resolved, rng=rng, is_at_work=scene.is_at_work)
    keys = issues["source_key"].to_numpy(dtype=object)
    return issues, event_frame(keys, finds.reported, outcomes, scene.period, rng)


def _issue_frame(finds: _Finds, subjects: NDArray[np.int64], scene: Scene, rng: Generator) -> pd.DataFrame:
    count = len(finds)
    along = rng.uniform(0.05, 0.95, size=count)
    spots = shapely.line_interpolate_point(scene.places.lines[finds.place], along, normalized=True)
    accuracy = np.round(rng.uniform(*_PHONE_ACCURACY, size=count), 1)
    x, y = np.round(shapely.get_coordinates(spots).T + rng.normal(0, 1, size=(2, count)) * accuracy / R68, 2)
    frame = pd.DataFrame(
        {
            "source_key": [f"DEMO-{finds.origin[0].upper()}-{number:05d}" for number in range(1, count + 1)],
            "category": CATEGORIES[subjects],
            "severity": 1 + rng.choice(len(_SEVERITIES), size=count, p=_SEVERITIES),
            "segment_id": pd.Series(scene.places.ids[finds.place]).where(finds.picked, None),
            "x": x,
            "y": y,
            "accuracy_m": accuracy,
            "road_name": pd.array([None] * count, dtype="string"),
            "address": pd.array([None] * count, dtype="string"),
            "origin": finds.origin,
            "description": NOTES[subjects],
            "reported_at": korean(finds.reported),
            "recorded_at": korean(recorded_after(finds.reported, scene.period, rng)),
        }
    )
    ISSUES.check(frame)
    return frame
