"""Share the segments of a district out among its surveyors, each a walk that hangs together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from mapper.domain.survey_round import URGENT, FirstSurvey, Need, Surveyor
from mapper.spatial.streets import Streets
from mapper.spatial.walking_order import walking_order


@dataclass(frozen=True)
class Ground:
    """The streets of a district.

    Attributes
    ----------
    streets : Streets
        Of all its segments.
    ids : list of UUID
        Of each of them.
    number : dict of UUID to int
        Place of each in ``ids``.
    """

    streets: Streets
    ids: list[UUID]
    number: dict[UUID, int]

    @classmethod
    def of(cls, ids: list[UUID], lines: NDArray[np.object_]) -> Ground:
        """Lay the streets out.

        Parameters
        ----------
        ids : list of UUID
            Segments.
        lines : ndarray, shape (n,)
            Their lines in EPSG:5179.

        Returns
        -------
        Ground
            Of these.
        """
        return cls(Streets(lines), ids, {segment: number for number, segment in enumerate(ids)})

    def begins(self, last: UUID | None) -> list[int]:
        """Return the junctions at which somebody's walk may start.

        Parameters
        ----------
        last : UUID or None
            What they surveyed last, if anything.

        Returns
        -------
        list of int
            The ends of that, or a corner of the district when it is not here.
        """
        return self.streets.ends_of([self.number[last]]) if last in self.number else [self.streets.corner()]


@dataclass(frozen=True)
class SurveyList:
    """What somebody is to survey.

    Attributes
    ----------
    surveyor : Surveyor
        Who.
    segments : tuple of UUID
        In walking order.
    """

    surveyor: Surveyor
    segments: tuple[UUID, ...]


@dataclass
class _Walk:
    """A list in the making."""

    surveyor: Surveyor
    begins: list[int]
    most: int
    far: dict[int, float]
    stops: list[int] = field(default_factory=list)

    def distance(self, ends: Sequence[int]) -> float:
        return min(self.far[end] for end in ends)

    @property
    def has_room(self) -> bool:
        return len(self.stops) < self.most


def share_out(
    ground: Ground,
    people: Sequence[Surveyor],
    last: Mapping[UUID, UUID],
    needs: Mapping[UUID, Need],
    repeats: Sequence[FirstSurvey],
    *,
    most: int,
) -> list[SurveyList]:
    """Give everybody a list: what is urgent and repeats to whoever is nearest, then to each what lies around theirs.

    Parameters
    ----------
    ground : Ground
        The district.
    people : sequence of Surveyor
        Those who are there, at least one.
    last : mapping of UUID to UUID
        Segment that each surveyed last, by user.
    needs : mapping of UUID to Need
        Why segments have to be surveyed.
    repeats : sequence of FirstSurvey
        To be checked, each by somebody else than who made it.
    most : int
        Segments on one list.

    Returns
    -------
    list of SurveyList
        One for each of the people, about equally long; what fits on none is left out.
    """
    urgent = sorted((need, segment) for segment, need in needs.items() if need in URGENT)
    pressing = [
        ground.number[segment] for segment in (*(repeat.segment for repeat in repeats), *(one for _, one in urgent))
    ]
    walks = [_walk(ground, person, last.get(person.id), pressing, most) for person in people]
    for _, segment in urgent:
        _give(ground, segment, walks)
    for repeat in repeats:
        _give(ground, repeat.segment, [walk for walk in walks if not repeat.is_by(walk.surveyor)])
    _fill(ground, walks, {ground.number[segment] for segment, need in needs.items() if need not in URGENT})
    return [_ordered(ground, walk) for walk in walks]


def _walk(ground: Ground, person: Surveyor, last: UUID | None, pressing: Iterable[int], most: int) -> _Walk:
    begins, ends = ground.begins(last), ground.streets.ends_of(pressing)
    far = dict(zip(ends, ground.streets.distances(begins, ends), strict=True))
    return _Walk(person, begins, most, far)


def _give(ground: Ground, segment: UUID, walks: Iterable[_Walk]) -> None:
    number = ground.number[segment]
    ends = ground.streets.ends_of([number])
    able = [walk for walk in walks if walk.has_room]
    if able:
        min(able, key=lambda walk: (walk.distance(ends), len(walk.stops))).stops.append(number)


def _fill(ground: Ground, walks: Sequence[_Walk], free: set[int]) -> None:
    for place, walk in enumerate(walks):
        still = walks[place:]
        fair = ceil((len(free) + sum(len(one.stops) for one in still)) / len(still))
        begins = ground.streets.ends_of(walk.stops) or walk.begins
        taken = ground.streets.gather(begins, free, min(walk.most, fair) - len(walk.stops))
        walk.stops += taken
        free.difference_update(taken)


def _ordered(ground: Ground, walk: _Walk) -> SurveyList:
    order = walking_order(ground.streets, walk.stops, walk.begins)
    return SurveyList(walk.surveyor, tuple(ground.ids[stop] for stop in order))
