"""The parameter ``datetime``: an instant or an interval of RFC 3339, read as days of Korea."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from mapper.domain.calendar import FIRST_DAY, KST, LAST_DAY
from mapper.errors import ExportRefused

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT: Final = re.compile(rf"{_DATE.pattern}[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
"""A date and a moment as RFC 3339 writes them; Python would take more."""

_DAY_OF_GDAL: Final = re.compile(rf"({_DATE.pattern})T", re.ASCII)
"""A date as GDAL writes it, to 3.12 at least: what would follow is left out, and the letter before it is not."""

_OPEN: Final = ("", "..")
EXAMPLES: Final = ("2026-11-21", "2026-01-01/2026-06-30", "2026-01-01T00:00:00+09:00/..")


def read_days(written: str) -> tuple[date | None, date | None]:
    """Read when something must have been.

    Parameters
    ----------
    written : str
        A date, a moment with its zone, or two of them with a slash between, of which one may be ``..``.

    Returns
    -------
    tuple of date or None
        First and last Korean day, both included; None where it is open.

    Raises
    ------
    ExportRefused
        When it is none of these, or ends before it begins.
    """
    ends = written.split("/")
    if len(ends) > 2 or (len(ends) == 1 and ends[0] in _OPEN):
        raise _unreadable(written)
    first, last = (None if end in _OPEN else _day(end, written) for end in (ends[0], ends[-1]))
    if first and last and first > last:
        raise _unreadable(written)
    return first, last


def read_common_days(written: Sequence[str]) -> tuple[date | None, date | None]:
    """Read when something must have been by several times, all of which it must fit.

    GDAL writes a condition with two days as two of them, unless it begins with the earlier one.

    Parameters
    ----------
    written : sequence of str
        Each as `read_days` takes it.

    Returns
    -------
    tuple of date or None
        First and last Korean day that they have in common, both included; None where that is open.

    Raises
    ------
    ExportRefused
        When one cannot be read, or they have no day in common.
    """
    days = [read_days(one) for one in written]
    first = max((first for first, _ in days if first), default=None)
    last = min((last for _, last in days if last), default=None)
    if first and last and first > last:
        message = f"datetime={' and '.join(written)} have no day in common; write one interval, like {EXAMPLES[1]}."
        raise ExportRefused(message, parameter="datetime", value=" ".join(written), choices=list(EXAMPLES))
    return first, last


def _day(end: str, written: str) -> date:
    if of_gdal := _DAY_OF_GDAL.fullmatch(end):
        end = of_gdal[1]
    try:
        if _DATE.fullmatch(end):
            day = date.fromisoformat(end)
        elif _MOMENT.fullmatch(end):
            day = datetime.fromisoformat(end.upper()).astimezone(KST).date()
        else:
            raise _unreadable(written)
    except (ValueError, OverflowError):
        raise _unreadable(written) from None
    return min(max(day, FIRST_DAY), LAST_DAY)


def _unreadable(written: str) -> ExportRefused:
    message = f"datetime={written} cannot be read; write it like {' or '.join(EXAMPLES)}."
    return ExportRefused(message, parameter="datetime", value=written, choices=list(EXAMPLES))
