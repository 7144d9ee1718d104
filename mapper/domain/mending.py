"""What mending would do for a grade: the score it could have, and the cheapest way to the next better letter.

Spec 1.0 §10: structural items cannot be mended by the people who look after alleys, so a hilly alley is not blamed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading.facts import NOT_APPLICABLE, SegmentFacts
from mapper.domain.grading.letters import UNGRADED
from mapper.domain.grading.rule import Graded, grade
from mapper.domain.grading.sums import constant
from mapper.domain.parameters import PARAMETERS, Parameters
from mapper.domain.rubric import RUBRIC, Rubric

_AT_A_TIME: Final = 256


@dataclass(frozen=True)
class MendingCosts:
    """What it costs to bring items to level 0.

    Attributes
    ----------
    version : str
        Version of this table.
    per_100_m : mapping of str to int
        By id of the item [10,000 won per 100 m of alley]; an item that is not in it is structural.
    """

    version: str
    per_100_m: Mapping[str, int]

    def improvable(self, rubric: Rubric) -> NDArray[np.bool_]:
        """Tell which items can be mended.

        Parameters
        ----------
        rubric : Rubric
            The items.

        Returns
        -------
        ndarray of bool, shape (items,)
            In the order of the rubric.
        """
        return np.array([item in self.per_100_m for item in rubric.item_ids])


MENDING: Final = MendingCosts(
    version="1.0",
    per_100_m=MappingProxyType(
        {
            "R1": 5,
            "R2": 300,
            "R3": 400,
            "R4": 15,
            "R5": 40,
            "R6": 10,
            "R7": 120,
            "W1": 250,
            "W3": 20,
            "W4": 80,
            "W5": 150,
            "W6": 60,
            "W8": 100,
        }
    ),
)
"""Assumed, to rank one item against another until a city puts in what its own contracts say."""


@dataclass(frozen=True)
class Lift:
    """The cheapest way to a better grade.

    Attributes
    ----------
    items : tuple of str
        What to mend, in the order of the rubric.
    cost : float
        Of mending it, by the length of the segment [10,000 won].
    grade : int
        Code of the grade after that and a new survey.
    score : int
        Official score after that [hundredths].
    """

    items: tuple[str, ...]
    cost: float
    grade: int
    score: int


def mend(facts: SegmentFacts, items: NDArray[np.bool_], rubric: Rubric = RUBRIC) -> SegmentFacts:
    """Return what would be known had items been mended and surveyed again.

    Parameters
    ----------
    facts : SegmentFacts
        What is known.
    items : ndarray of bool, shape (n, items)
        What is mended of each segment.
    rubric : Rubric
        The items, and which category is about which in the first place.

    Returns
    -------
    SegmentFacts
        Levels of these items are 0, and issues that are about them in the first place are gone, from all items that
        they bear on; what was not observed stays so.
    """
    levels = facts.surveys.levels
    numeric = levels > NOT_APPLICABLE  # False for NaN
    surveys = replace(facts.surveys, levels=np.where(items[facts.surveys.segment] & numeric, 0.0, levels))
    gone = items[facts.issues.segment, _about(rubric)[facts.issues.category]]
    return replace(facts, surveys=surveys, issues=facts.issues.take(~gone))


def grade_mended(
    facts: SegmentFacts, costs: MendingCosts = MENDING, rubric: Rubric = RUBRIC, parameters: Parameters = PARAMETERS
) -> Graded:
    """Grade segments as if all that can be mended were: 개선 가능 점수.

    What a segment could be, not what it will be: mended things break again.

    Parameters
    ----------
    facts : SegmentFacts
        What is known.
    costs : MendingCosts
        Which items can be mended.
    rubric : Rubric
        Items, weights and effects of categories.
    parameters : Parameters
        The numbers of the rule.

    Returns
    -------
    Graded
        By the same rule as the grade itself.
    """
    every = np.broadcast_to(costs.improvable(rubric), (len(facts), len(rubric.items)))
    return grade(mend(facts, every, rubric), rubric, parameters)


def mending_cost(
    facts: SegmentFacts, costs: MendingCosts = MENDING, rubric: Rubric = RUBRIC, parameters: Parameters = PARAMETERS
) -> NDArray[np.float64]:
    """Return what it costs to mend every item of segments that can be mended and costs them points.

    Parameters
    ----------
    facts : SegmentFacts
        What is known.
    costs : MendingCosts
        What mending costs.
    rubric : Rubric
        Items, weights and effects of categories.
    parameters : Parameters
        The numbers of the rule.

    Returns
    -------
    ndarray of float64, shape (n,)
        By their lengths [10,000 won]; 0 where nothing is known to mend.
    """
    prices = np.array([costs.per_100_m.get(item, 0) for item in rubric.item_ids])
    return np.asarray((_faulty(grade(facts, rubric, parameters)) @ prices) * facts.length_m / 100)


def cheapest_lift(
    facts: SegmentFacts, costs: MendingCosts = MENDING, rubric: Rubric = RUBRIC, parameters: Parameters = PARAMETERS
) -> Lift | None:
    """Find the cheapest set of items whose mending lifts a segment to a better grade.

    Exact: sets are graded by the rule itself, from the cheapest up, until one does. It prices items, and knows nothing
    of what is cheaper done together.

    Parameters
    ----------
    facts : SegmentFacts
        What is known of one segment.
    costs : MendingCosts
        What mending costs.
    rubric : Rubric
        Items, weights and effects of categories.
    parameters : Parameters
        The numbers of the rule; the dead band of its last official grade is among them.

    Returns
    -------
    Lift or None
        Of sets that cost the same, one of the fewest items, and of those the first in the order of the rubric. None
        where no set lifts it, and for a segment that is 미조사 or has the best grade.
    """
    now = grade(facts, rubric, parameters)
    if now.grade[0, 0] in (UNGRADED, 0):
        return None
    worth = np.flatnonzero(costs.improvable(rubric) & _faulty(now)[0])
    prices = np.array([costs.per_100_m[rubric.item_ids[item]] for item in worth])
    sets = (np.arange(1, 2 ** len(worth))[:, None] >> np.arange(len(worth))) & 1
    sets = sets[np.lexsort((*-sets.T[::-1], sets.sum(axis=1), sets @ prices))]
    for begin in range(0, len(sets), _AT_A_TIME):
        some = np.zeros((len(sets[begin : begin + _AT_A_TIME]), len(rubric.items)), dtype=np.bool_)
        some[:, worth] = sets[begin : begin + _AT_A_TIME]
        then = grade(mend(_copies(facts, len(some)), some, rubric), rubric, parameters)
        better = np.flatnonzero(then.grade[:, 0] < now.grade[0, 0])
        if len(better):
            first = better[0]
            items = tuple(rubric.item_ids[item] for item in np.flatnonzero(some[first]))
            price = sum(costs.per_100_m[item] for item in items) * float(facts.length_m[0]) / 100
            return Lift(items, price, int(then.grade[first, 0]), int(then.score[first, 0]))
    return None


def _faulty(now: Graded) -> NDArray[np.bool_]:
    """Items of each segment that cost it points, or that an issue is about which does."""
    faulty = np.asarray(now.axes.item_deduct > 0)
    issues = now.burdens.issues
    faulty[issues.segment, _about(now.rubric)[issues.category]] = True
    return faulty


def _copies(facts: SegmentFacts, times: int) -> SegmentFacts:
    """Return one segment as often as asked."""
    surveys, issues = facts.surveys, facts.issues
    of_surveys, of_issues = (np.tile(np.arange(len(rows.segment)), times) for rows in (surveys, issues))
    return SegmentFacts(
        as_of=np.repeat(facts.as_of, times),
        length_m=np.repeat(facts.length_m, times),
        previous=np.repeat(facts.previous, times, axis=0),
        surveys=replace(surveys.take(of_surveys), segment=np.repeat(np.arange(times), len(surveys.segment))),
        issues=replace(issues.take(of_issues), segment=np.repeat(np.arange(times), len(issues.segment))),
    )


@cache
def _about(rubric: Rubric) -> NDArray[np.int64]:
    """Item that each category is about in the first place."""
    return constant(np.array([rubric.item_ids.index(category.effects[0].item) for category in rubric.categories]))
