"""성과표 (scorecard): the strategies of a city, their tasks, and what each is judged by, as of a day, as rows were known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.figure import Answer, Asked
from mapper.domain.indicator import Standing, standing_on
from mapper.domain.reader import Reader
from mapper.operations.figures.answering import answer
from mapper.operations.programmes import PERMISSION
from mapper.store import programmes as rows
from mapper.store.engine import Session
from mapper.store.programmes import Programme


@dataclass(frozen=True)
class Score:
    """A task, and how far it has come.

    Attributes
    ----------
    task : Programme
        Which.
    answer : Answer or None
        What rows say of its figure; None where a sentence judges it, or nothing does.
    """

    task: Programme
    answer: Answer | None

    @property
    def is_reached(self) -> bool | None:
        """Whether its figure is on the right side of the target; None where no number says so."""
        return None if self.answer is None else self.task.draft.indicator.is_reached(self.answer.value)


@dataclass(frozen=True)
class Scored:
    """A strategy and its tasks.

    Attributes
    ----------
    strategy : Programme or None
        Which; None for tasks whose strategy was withdrawn, or went to another city.
    scores : tuple of Score
        In the order in which they began.
    """

    strategy: Programme | None
    scores: tuple[Score, ...]


def scorecard(session: Session, asked: Asked, *, by: Reader) -> list[Scored]:
    """Hold the tasks of every strategy of a city against their targets.

    Parameters
    ----------
    session : Session
        Only read.
    asked : Asked
        Of which city, as of which day, as known when: strategies and tasks are those that were written down by then, each
        as it was written, and stands where it was said to stand on that day.
    by : Reader
        Who asks.

    Returns
    -------
    list of Scored
        Every strategy, also one without tasks; at last tasks without a strategy, if there are any.
    """
    require(PERMISSION, by)
    known = rows.programmes(session, city=asked.scope, kind="task", known=asked.known)
    begun = [one for one in known if one.draft.began_on is not None and one.draft.began_on <= asked.as_of]
    tasks = scores(session, _as_they_stood(session, begun, asked), asked, by=by)
    strategies = {one.id: one for one in rows.programmes(session, city=asked.scope, kind="strategy", known=asked.known)}
    found = [
        Scored(one, tuple(score for score in tasks if score.task.draft.parent == key))
        for key, one in strategies.items()
    ]
    alone = tuple(score for score in tasks if score.task.draft.parent not in strategies)
    return [*found, Scored(None, alone)] if alone else found


def scores(session: Session, tasks: Sequence[Programme], asked: Asked, *, by: Reader) -> list[Score]:
    """Hold tasks of one city against their targets.

    Parameters
    ----------
    session : Session
        Only read.
    tasks : sequence of Programme
        Which.
    asked : Asked
        Of that city, as of which day, as known when.
    by : Reader
        Who asks.

    Returns
    -------
    list of Score
        In the same order.
    """
    keys = sorted({one.draft.indicator.figure for one in tasks} - {""})
    answers = answer(session, asked, by=by, keys=keys) if keys else []
    found = {one.definition.key: one for one in answers}
    return [Score(one, found.get(one.draft.indicator.figure)) for one in tasks]


def _as_they_stood(session: Session, tasks: Sequence[Programme], asked: Asked) -> list[Programme]:
    said: dict[UUID, list[Standing]] = defaultdict(list)
    for one in rows.versions(session, [task.id for task in tasks], known=asked.known):
        said[one.id].append(one.draft.standing)
    return [
        replace(task, draft=replace(task.draft, standing=standing_on(said[task.id], asked.as_of))) for task in tasks
    ]
