"""성과표 (scorecard): the strategies of a city, their tasks, and what each task is judged by, as rows say now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mapper.domain.access import require
from mapper.domain.calendar import KST
from mapper.domain.figure import Answer
from mapper.domain.reader import Reader
from mapper.operations.figures.answering import answer, asked_for
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
        """Whether its figure reached the target; None where no number says so."""
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


def scorecard(session: Session, *, city: str, by: Reader, now: datetime) -> list[Scored]:
    """Hold the tasks of every strategy of a city against their targets.

    Parameters
    ----------
    session : Session
        Only read.
    city : str
        Code of the 시군구.
    by : Reader
        Who asks.
    now : datetime
        As of its day, with all that is known.

    Returns
    -------
    list of Scored
        Every strategy, also one without tasks; at last tasks without a strategy, if there are any.
    """
    require(PERMISSION, by)
    tasks = scores(session, rows.programmes(session, city=city, kind="task"), by=by, now=now)
    strategies = {one.id: one for one in rows.programmes(session, city=city, kind="strategy")}
    found = [
        Scored(one, tuple(score for score in tasks if score.task.draft.parent == key))
        for key, one in strategies.items()
    ]
    alone = tuple(score for score in tasks if score.task.draft.parent not in strategies)
    return [*found, Scored(None, alone)] if alone else found


def scores(session: Session, tasks: Sequence[Programme], *, by: Reader, now: datetime) -> list[Score]:
    """Hold tasks of one city against their targets.

    Parameters
    ----------
    session : Session
        Only read.
    tasks : sequence of Programme
        Which.
    by : Reader
        Who asks.
    now : datetime
        As of its day, with all that is known.

    Returns
    -------
    list of Score
        In the same order.
    """
    keys = sorted({one.draft.indicator.figure for one in tasks} - {""})
    found: dict[str, Answer] = {}
    if keys:
        asked = asked_for(tasks[0].draft.city, now.astimezone(KST).date(), now=now)
        found = {one.definition.key: one for one in answer(session, asked, by=by, keys=keys)}
    return [Score(one, found.get(one.draft.indicator.figure)) for one in tasks]
