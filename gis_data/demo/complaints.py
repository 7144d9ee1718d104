"""What residents filed: in their own words, with a position that is good, poor or missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.random import Generator
from numpy.typing import NDArray

from gis_data.demo.curves import Points
from gis_data.demo.moments import AWAKE, Seconds, at_hours, korean, recorded_after
from gis_data.demo.places import R68
from gis_data.demo.scene import Scene
from gis_data.demo.subjects import CATEGORIES, COMPLAINT, SUBJECTS, draw_subjects, next_of_kin
from mapper.domain.due import DEFAULT_KIND
from mapper.frames import COMPLAINTS

_EVERY_DAY: Final = tuple(range(7))
_REPEATED: Final = 0.12
_SOON: Final = (0, 20)
_WEEKS_LATER: Final = (20, 90)
_LATE: Final = 0.15
_EVENNESS: Final = 0.5
_FEWEST_TOLD: Final = 4
_MORE_TOLD: Final = 3.0
_BEGAN: Final = (20, 75)
_WITHIN: Final = (0, 25)
_AMID: Final = (0.3, 0.7)
"""Of an outbreak: how many complain at least, and how many more on average; how long ago it began, and how long it went
on [days]; and where along the segment."""
_OTHER_WORD: Final = 0.1
_STEPS_M: Final = 3.0
_ACCURACIES: Final = ((5.0, 10.0), (10.0, 25.0), (25.0, 60.0))
_ACCURACY_ODDS: Final = (0.58, 0.27, 0.15)
_WITHOUT_POSITION: Final = 0.12
_WITHOUT_ACCURACY: Final = 0.04
_NAMED: Final = 0.65
_NUMBERS: Final = 12
_NAMED_WITHOUT_POSITION: Final = 0.8
_SENTENCES: Final = np.array([len(subject.sentences) for subject in SUBJECTS])
_NEXT_OF_KIN: Final = next_of_kin()


def complaint_frame(scene: Scene, rng: Generator) -> pd.DataFrame:
    """Make the complaints on record.

    Parameters
    ----------
    scene : Scene
        The city; more is filed where it is worse, and about what is worse.
    rng : numpy.random.Generator
        Source of every draw.

    Returns
    -------
    pandas.DataFrame
        By the contract COMPLAINTS, in order of time.
    """
    return _frame(scene, _draw_filing(scene, rng), rng)


def issues_told(scene: Scene, rng: Generator) -> NDArray[np.int64]:
    """Tell which complaints are about one and the same thing.

    Parameters
    ----------
    scene : Scene
        The city.
    rng : numpy.random.Generator
        In the state in which `complaint_frame` is given it.

    Returns
    -------
    ndarray of int, shape (n,)
        Number of the issue of each row of `complaint_frame`.
    """
    return _draw_filing(scene, rng).issue


@dataclass(frozen=True)
class _Filing:
    """What is filed: where along which segment, about what, when, about which issue, and whether it is said well."""

    place: NDArray[np.int64]
    along: NDArray[np.float64]
    subjects: NDArray[np.int64]
    filed: Seconds
    issue: NDArray[np.int64]
    is_sure: NDArray[np.bool_]

    def then(self, other: _Filing) -> _Filing:
        """Add what else is filed."""
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return _Filing(*(np.concatenate(pair) for pair in pairs))

    @property
    def in_order(self) -> _Filing:
        """The same in order of time."""
        order = np.argsort(self.filed, kind="stable")
        return _Filing(*(values[order] for values in vars(self).values()))


def _draw_filing(scene: Scene, rng: Generator) -> _Filing:
    count = round(scene.volume.complaints * len(scene.places))
    day = rng.choice(scene.period.days(back=scene.volume.complaint_days, weekdays=_EVERY_DAY), size=count)
    odds = scene.places.lengths * (0.4 + scene.conditions.burden)
    place = rng.choice(len(scene.places), size=count, p=odds / odds.sum())
    along = rng.uniform(0.0, 1.0, size=count)
    subjects = draw_subjects(COMPLAINT, scene.conditions.levels, place, rng)
    again, first = _repeats(count, rng)
    issue = np.arange(count)
    place[again], along[again], issue[again] = place[first], along[first], first
    subjects[again] = _as_others_call_it(subjects[first], rng)
    day[again] = np.minimum(day[first] + _days_later(len(again), rng), scene.period.last_day)
    filed = at_hours(day, AWAKE, rng)
    drawn = _Filing(place, along, subjects, filed, issue, np.zeros(count, dtype=bool))
    return drawn.then(_outbreaks(scene, rng, number_from=count)).in_order


def _outbreaks(scene: Scene, rng: Generator, *, number_from: int) -> _Filing:
    """Let something begin on a few segments, good or bad, that several neighbours complain about within weeks.

    They stand before it, and so say well where it is.
    """
    begun = rng.choice(len(scene.places), size=round(scene.volume.outbreaks * len(scene.places)), replace=False)
    told = _FEWEST_TOLD + rng.poisson(_MORE_TOLD, size=len(begun))
    which = np.repeat(np.arange(len(begun)), told)
    place, spot = begun[which], rng.uniform(*_AMID, size=len(begun))
    subject = draw_subjects(COMPLAINT, scene.conditions.levels, begun, rng)
    first = scene.period.last_day - rng.integers(*_BEGAN, size=len(begun))
    day = np.minimum(first[which] + rng.integers(*_WITHIN, size=len(which)), scene.period.last_day)
    subjects = _as_others_call_it(subject[which], rng)
    sure = np.ones(len(which), dtype=bool)
    return _Filing(place, spot[which], subjects, at_hours(day, AWAKE, rng), number_from + which, sure)


def _repeats(count: int, rng: Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return complaints about what was seen before, and for each the first about it; some things are seen by many."""
    order = rng.permutation(count)
    again, rest = np.split(order, [round(_REPEATED * count)])
    noticed = rng.gamma(_EVENNESS, size=len(rest))
    return again, rng.choice(rest, size=len(again), p=noticed / noticed.sum())


def _as_others_call_it(subjects: NDArray[np.int64], rng: Generator) -> NDArray[np.int64]:
    """Let some take the same thing for its next of kin, such as a heap of bags for litter."""
    return np.where(rng.random(len(subjects)) < _OTHER_WORD, _NEXT_OF_KIN[subjects], subjects)


def _days_later(count: int, rng: Generator) -> NDArray[np.int64]:
    return np.where(
        rng.random(count) < _LATE, rng.integers(*_WEEKS_LATER, size=count), rng.integers(*_SOON, size=count)
    )


def _frame(scene: Scene, filing: _Filing, rng: Generator) -> pd.DataFrame:
    place, subjects, filed, count = filing.place, filing.subjects, filing.filed, len(filing.place)
    spots, accuracy = _positions(scene.places.lines[place], filing.along, filing.is_sure, rng)
    missing = (rng.random(count) < _WITHOUT_POSITION) & ~filing.is_sure
    spots[missing], accuracy[missing] = np.nan, np.nan
    accuracy[rng.random(count) < _WITHOUT_ACCURACY] = np.nan
    named = rng.random(count) < np.where(missing, _NAMED_WITHOUT_POSITION, _NAMED)
    names = [name if name and gives else None for name, gives in zip(scene.places.names[place], named, strict=True)]
    frame = pd.DataFrame(
        {
            "source_key": [f"DEMO-C-{number:05d}" for number in range(1, count + 1)],
            "category": CATEGORIES[subjects],
            "kind": pd.array([DEFAULT_KIND] * count, dtype="string"),
            "x": spots[:, 0],
            "y": spots[:, 1],
            "accuracy_m": accuracy,
            "road_name": pd.array(names, dtype="string"),
            "address": pd.array([_address(name, at) for name, at in zip(names, place, strict=True)], dtype="string"),
            "text": _texts(subjects, names, rng),
            "filed_at": korean(filed),
            "recorded_at": korean(recorded_after(filed, scene.period, rng)),
        }
    )
    COMPLAINTS.check(frame)
    return frame


def _address(name: str | None, place: int) -> str | None:
    """Write a made-up road-name address; what is filed of one segment shares a few."""
    return None if name is None else f"{name} {place % _NUMBERS * 2 + 1}"


def _positions(
    lines: NDArray[np.object_], along: NDArray[np.float64], is_sure: NDArray[np.bool_], rng: Generator
) -> tuple[Points, NDArray[np.float64]]:
    """Return where the residents' phones say they stood, a few steps from what they saw, and how sure the phones are."""
    count = len(lines)
    class_of = np.where(is_sure, 0, rng.choice(len(_ACCURACIES), size=count, p=_ACCURACY_ODDS))
    low, high = np.array(_ACCURACIES)[class_of].T
    accuracy = np.round(rng.uniform(low, high), 1)
    spots = shapely.get_coordinates(shapely.line_interpolate_point(lines, along, normalized=True))
    off = np.hypot(accuracy / R68, _STEPS_M)
    return np.round(spots + rng.normal(0, 1, size=(count, 2)) * off[:, None], 2), accuracy


def _texts(subjects: NDArray[np.int64], names: list[str | None], rng: Generator) -> list[str]:
    chosen = rng.integers(_SENTENCES[subjects])
    return [
        SUBJECTS[subject].sentences[sentence].format(place=name or "집 앞 골목")
        for subject, sentence, name in zip(subjects.tolist(), chosen.tolist(), names, strict=True)
    ]
