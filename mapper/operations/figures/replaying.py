"""Hold what articles told of cities against rows: the same figure, of the same city, as of the same day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mapper.domain.access import Reach, reach
from mapper.domain.article import PublishedFigure
from mapper.domain.figure import Definition
from mapper.domain.household_figure import is_in_tens
from mapper.domain.reader import Reader
from mapper.domain.replay import Replayed, is_all_equal
from mapper.operations.figures.answering import PERMISSION, answer, asked_for, figure_of, told_one
from mapper.operations.figures.sources import Households
from mapper.store import figure_rows
from mapper.store.engine import Session


def replay(
    session: Session,
    published: Sequence[PublishedFigure],
    *,
    by: Reader,
    now: datetime,
    households: Households | None = None,
) -> list[Replayed]:
    """Count the figures of articles again, each as of its day and as it was known then.

    Parameters
    ----------
    session : Session
        Of the city; only read.
    published : sequence of PublishedFigure
        What the articles told.
    by : Reader
        Who asks.
    now : datetime
        This moment.
    households : Households or None
        To count those of households too.

    Returns
    -------
    list of Replayed
        In the same order; what the reader may not count is there without an answer.
    """
    groups: dict[tuple[str, Any], list[PublishedFigure]] = {}
    for one in published:
        groups.setdefault((one.city, one.as_of), []).append(one)
    found = {}
    for (city, as_of), figures in groups.items():
        codes = figure_rows.codes_of(session, city)
        open_ = {
            one.key for one in figures if codes and _may_count(figure_of(one.key).definition, codes, by, households)
        }
        asked, keys = asked_for(city, as_of, now=now), sorted(open_)
        answers = answer(session, asked, by=by, households=households, keys=keys) if keys else []
        by_key = {one.definition.key: one for one in answers}
        for one in figures:
            found[one] = Replayed(one, figure_of(one.key).definition, by_key.get(one.key), bool(codes))
    return [found[one] for one in published]


def told_replay(replayed: Sequence[Replayed]) -> dict[str, Any]:
    """Say for a machine what came of it.

    Parameters
    ----------
    replayed : sequence of Replayed
        Any.

    Returns
    -------
    dict
        Of lists, texts and numbers: ``equal`` of all, and ``figures``, each with its verdict, what the article told, and what
        `golmok figures` says of it.
    """
    return {"equal": is_all_equal(replayed), "figures": [_told(one) for one in replayed]}


def _may_count(definition: Definition, codes: Sequence[str], by: Reader, households: Households | None) -> bool:
    """Tell whether somebody counts all of a figure: of households, in every district of the city and not by tens."""
    if not definition.of_households:
        return reach(PERMISSION, by.role) is Reach.ALL
    if is_in_tens(definition, by):
        return False
    return households is not None and (by.districts is None or set(codes) <= by.districts)


def _told(one: Replayed) -> dict[str, Any]:
    told = one.told
    article = {"value": told.value, "about": told.about, "source": told.source}
    head = {"key": told.key, "verdict": one.verdict, "article": article}
    if one.answer is None:
        return head | {"value": None, "scope": told.city, "as_of": told.as_of.isoformat(), "rows": []}
    return head | told_one(one.answer)
