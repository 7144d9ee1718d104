"""Answer what figures say of a city, as of a day, as it was known at a time; with the rows behind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from mapper.domain.access import require_all
from mapper.domain.calendar import end_of
from mapper.domain.figure import Answer, Asked, Definition, answered, read_scope
from mapper.domain.household_figure import in_tens, is_in_tens, of_whole_months, without_ids
from mapper.domain.indicator import INDICATOR_UNITS
from mapper.domain.label import Label
from mapper.domain.reader import Reader
from mapper.errors import UnknownKind
from mapper.operations.figures import FIGURES
from mapper.operations.figures.sources import Figure, Households, Sources
from mapper.store import figure_rows
from mapper.store.engine import Session

PERMISSION: Final = "figure"
DEFINITIONS: Final[tuple[Definition, ...]] = tuple(figure.definition for figure in FIGURES)
"""What each figure is, in order."""
INDICATORS: Final[tuple[Definition, ...]] = tuple(
    one for one in DEFINITIONS if not one.of_households and one.rule.unit in INDICATOR_UNITS
)
"""Those by which a task can be judged: of no household, and one number each."""
_BY_KEY: Final = {figure.definition.key: figure for figure in FIGURES}


@dataclass(frozen=True)
class Fall:
    """A figure that cannot fall, and fell.

    Attributes
    ----------
    definition : Definition
        Which.
    before, after : float
        What it was, and what it is.
    """

    definition: Definition
    before: float
    after: float


def asked_for(
    scope: str, as_of: date, *, now: datetime, known: datetime | None = None, since: date | None = None
) -> Asked:
    """Say what is asked for.

    Parameters
    ----------
    scope : str
        Code of a 시군구 or 행정동; empty for everything.
    as_of : date
        A Korean date.
    now : datetime
        This moment.
    known : datetime or None
        What was recorded later is not known; the end of the day when not given, as it was published then.
    since : date or None
        First day that counts, in place of that of each figure.

    Returns
    -------
    Asked
        For `answer`.

    Raises
    ------
    InvalidInput
        For a code that cannot be.
    """
    return Asked(read_scope(scope), as_of, min(known or end_of(as_of), now), since)


def answer(
    session: Session,
    asked: Asked,
    *,
    by: Reader,
    households: Households | None = None,
    keys: Sequence[str] = (),
) -> list[Answer]:
    """Count figures.

    Parameters
    ----------
    session : Session
        Of the city; only read.
    asked : Asked
        Of what.
    by : Reader
        Who asks.
    households : Households or None
        To count those of households too; they are left out without it, unless they are asked for by key.
    keys : sequence of str
        Of the figures; empty for all.

    Returns
    -------
    list of Answer
        In the order of `FIGURES`; to an account those of households without whose the rows are, and told apart by tens.

    Raises
    ------
    NotAllowed
        When the reader's role has no part in figures, or in those of households.
    UnknownKind
        For a key there is not.
    NoHouseholdsHere
        When figures of households are asked for where they are not to be counted.
    """
    wanted = [figure_of(key) for key in keys] or [
        one for one in FIGURES if households is not None or not one.definition.of_households
    ]
    if any(not one.definition.of_households for one in wanted):
        require_all(PERMISSION, by)
    sources = Sources(session, asked, tuple(figure_rows.codes_of(session, "")), households)
    over = of_whole_months(asked)
    of_months = sources if over == asked else replace(sources, asked=over)
    return [_answer(one, of_months if is_in_tens(one.definition, by) else sources, by) for one in wanted]


def _answer(figure: Figure, sources: Sources, by: Reader) -> Answer:
    found = answered(figure.definition, sources.asked, figure.rows(sources))
    if is_in_tens(figure.definition, by):
        return in_tens(found)
    is_bare = figure.definition.of_households and by.user_id is not None
    return replace(found, rows=without_ids(found.rows)) if is_bare else found


def figure_of(key: str) -> Figure:
    """Return a figure by its key.

    Parameters
    ----------
    key : str
        Such as ``roadcheck.found``.

    Returns
    -------
    Figure
        Of `FIGURES`.

    Raises
    ------
    UnknownKind
        When there is none; the message lists those there are.
    """
    if key not in _BY_KEY:
        choices = list(_BY_KEY)
        message = f"There is no figure {key[:60]!r}; choose one of {', '.join(choices)}."
        raise UnknownKind(message, kind="figure", value=key[:60], choices=choices)
    return _BY_KEY[key]


def falls(before: Sequence[Answer], after: Sequence[Answer]) -> list[Fall]:
    """Find totals that fell from an earlier day to a later one: they were counted otherwise, or rows were taken back.

    Parameters
    ----------
    before, after : sequence of Answer
        Of the same city, as of an earlier and a later day.

    Returns
    -------
    list of Fall
        In order of the later answers.
    """
    earlier = {one.definition.key: one.value for one in before}
    found = []
    for one in after:
        was, now = earlier.get(one.definition.key), one.value
        if one.definition.is_total and isinstance(was, (int, float)) and isinstance(now, (int, float)) and now < was:
            found.append(Fall(one.definition, was, now))
    return found


def told(answers: Sequence[Answer]) -> dict[str, Any]:
    """Say answers for a machine.

    Parameters
    ----------
    answers : sequence of Answer
        Any.

    Returns
    -------
    dict
        Of lists, texts and numbers: ``figures`` with key, value, definition, as_of, scope and rows.
    """
    return {"figures": [told_one(one) for one in answers]}


def told_one(one: Answer) -> dict[str, Any]:
    """Say one answer for a machine.

    Parameters
    ----------
    one : Answer
        Any.

    Returns
    -------
    dict
        With its definition in both languages, and its rows.
    """
    sentence: Label = one.definition.sentence
    return {
        "key": one.definition.key,
        "value": one.value,
        "unit": one.definition.rule.unit,
        "definition": sentence.ko,
        "definition_en": sentence.en,
        "as_of": one.asked.as_of.isoformat(),
        "known_at": one.asked.known.isoformat(),
        "scope": one.asked.scope,
        "rows": [
            {"id": str(row.id), "on": row.on.isoformat(), "brings": row.brings, "district": row.district}
            for row in one.rows
        ],
    }
