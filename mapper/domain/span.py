"""Months from one to another, as a planner says when issues were reported."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from mapper.errors import SpanRefused

SPAN: Final = "span"
"""In a choice: the months of `MONTH` that lie from one to another, both among them."""
MONTH: Final = "month"
"""Key of the facet that a span is of."""

_MONTH: Final = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")


def months_within(written: str, months: Sequence[str]) -> list[str]:
    """Return the months of a span.

    Parameters
    ----------
    written : str
        First and last month with a slash between; without one of them it is open at that end.
    months : sequence of str
        Those that there are, such as ``2026-07``, in order.

    Returns
    -------
    list of str
        Those that lie in it, in order; none where nothing was reported as early, or as late.

    Raises
    ------
    SpanRefused
        When an end is no month, or the first one is later than the last.

    Examples
    --------
    >>> months_within("2026-02/2026-03", ["2026-01", "2026-02", "2026-03", "2026-04"])
    ['2026-02', '2026-03']
    >>> months_within("2026-03/", ["2026-01", "2026-02", "2026-03", "2026-04"])
    ['2026-03', '2026-04']
    """
    first, _, last = written.partition("/")
    for end in filter(None, (first, last)):
        if not _MONTH.fullmatch(end):
            message = f"{end[:20]!r} is no month; write year and month, such as 2026-07."
            raise SpanRefused(message, parameter=SPAN, value=end[:20])
    if first and last and first > last:
        message = f"from {first} is later than to {last}; exchange them, or leave one out."
        raise SpanRefused(message, parameter=SPAN, value=written)
    return [month for month in months if (not first or first <= month) and (not last or month <= last)]
