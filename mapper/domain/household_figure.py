"""What a figure of households tells whoever has an account: numbers and months, and of groups only whole tens of months that are over.

An exact number of today less that of yesterday is one household; told apart by what is sealed, it would say what somebody
who does not follow it has no business to know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from mapper.domain.calendar import KST, end_of
from mapper.domain.figure import BY_GROUP, Answer, Asked, Counted, Definition
from mapper.domain.reader import Reader

TENS: Final = 10
NOBODY: Final = UUID(int=0)
"""Id of a row that says nothing of whose it is."""
_DAY: Final = timedelta(days=1)


def is_in_tens(definition: Definition, by: Reader) -> bool:
    """Tell whether a reader gets only whole tens of a figure: it tells households apart, and they have an account.

    Parameters
    ----------
    definition : Definition
        Of the figure.
    by : Reader
        Who asks; without an account at the machine itself.

    Returns
    -------
    bool
        Then it is asked for `of_whole_months`.
    """
    return definition.of_households and definition.rule is BY_GROUP and by.user_id is not None


def of_whole_months(asked: Asked) -> Asked:
    """Return the same question as of the last month that was over, as it was known when it ended.

    Parameters
    ----------
    asked : Asked
        Of any day, from any day on, known at any time.

    Returns
    -------
    Asked
        One a month, whatever day is asked for: neither days nor what was written later can be subtracted.
    """
    last_known = asked.known.astimezone(KST).date() - _DAY
    last = (min(asked.as_of, last_known) + _DAY).replace(day=1) - _DAY
    return Asked(asked.scope, last, end_of(last))


def in_tens(answer: Answer) -> Answer:
    """Count groups by whole tens in each district, so that adding districts tells no more than they do.

    Parameters
    ----------
    answer : Answer
        Exact, told apart by groups.

    Returns
    -------
    Answer
        Without rows; a group that has no ten in any district is not there.
    """
    counts = Counter[str]()
    for (group, _), count in Counter((row.group, row.district) for row in answer.rows).items():
        counts[group] += count // TENS * TENS
    return replace(answer, value={group: count for group, count in sorted(counts.items()) if count}, rows=())


def without_ids(rows: Sequence[Counted]) -> tuple[Counted, ...]:
    """Return rows that say their month and district alone.

    Parameters
    ----------
    rows : sequence of Counted
        Of households.

    Returns
    -------
    tuple of Counted
        As many, by month and district; what each brings is not there.
    """
    told = (Counted(NOBODY, row.on.replace(day=1), district=row.district) for row in rows)
    return tuple(sorted(told, key=lambda row: (row.on, row.district or "")))
