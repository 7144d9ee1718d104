"""What the form of a programme says."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import request

from mapper.domain.indicator import LEAST, MOST_TARGET, Indicator, Standing
from mapper.domain.programme import MOST_WON, ProgrammeDraft
from web.typed import number_typed, whole_typed


def programme_sent() -> ProgrammeDraft:
    """Read what a programme shall be.

    Returns
    -------
    ProgrammeDraft
        As typed; what cannot be read stands for what the rules refuse.
    """
    form = request.form
    ended = form.get("ended_on", "")
    return ProgrammeDraft(
        kind=form.get("kind", ""),
        title=form.get("title", ""),
        city=form.get("city", ""),
        began_on=day_sent("began_on"),
        ended_on=(day_sent("ended_on") or date.min) if ended else None,
        field=form.get("field", ""),
        districts=tuple(form.getlist("district")),
        segments=_segments(form.getlist("segment")),
        parent=form.get("parent", type=UUID),
        members=_number("members"),
        amount_won=_number("amount_won"),
        before=form.get("before", ""),
        after=form.get("after", ""),
        withdrawn="withdrawn" in form,
        indicator=_indicator(),
        standing=Standing(form.get("state", ""), day_sent("state_since"), form.get("state_reason", "")),
    )


def day_sent(name: str) -> date | None:
    """Read a day of a form.

    Parameters
    ----------
    name : str
        Of the field.

    Returns
    -------
    date or None
        None for what is no day.
    """
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None


def _indicator() -> Indicator:
    form = request.form
    target = number_typed(form.get("target", "").replace("%", ""), most=MOST_TARGET)
    return Indicator(form.get("indicator", ""), target, form.get("indicator_words", ""), form.get("bound", LEAST))


def _segments(typed: list[str]) -> tuple[UUID, ...]:
    """Read ids of segments; what is none stands for a segment that is not there."""
    found = []
    for one in typed:
        try:
            found.append(UUID(one))
        except ValueError:
            found.append(UUID(int=0))
    return tuple(found)


def _number(name: str) -> int | None:
    return whole_typed(request.form.get(name, ""), most=MOST_WON)
