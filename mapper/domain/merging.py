"""병합 (merging): nothing is over because it was put to something that is over, and nothing goes into itself."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from mapper.domain.issue import OPEN
from mapper.domain.reader import Reader
from mapper.domain.work import MOVE_RULES, Standing

_WHO_CLOSES: Final = next(rule.roles for rule in MOVE_RULES if rule.kind == "closed")


def refused_into(into: Standing, issue: UUID, by: Reader, *, is_join: bool = False) -> str | None:
    """Tell why an issue cannot be merged into another.

    Parameters
    ----------
    into : Standing
        Of the one that it would be found under in the end, as that stands now: whoever ended it did not know of this one.
    issue : UUID
        That is merged.
    by : Reader
        Who merges. Into one that is closed without a fix, which is there still, only those may who close issues.
    is_join : bool
        Whether somebody says on site that what they report is the same, who sees that it is there still.

    Returns
    -------
    str or None
        A key of `mapper.domain.work.REFUSALS`; None when it can.
    """
    if into.issue == issue:
        return "into_itself"
    takes_more = into.status in OPEN or (into.status == "closed" and (is_join or by.role in _WHO_CLOSES))
    return None if takes_more and not into.is_withdrawn else "not_open"
