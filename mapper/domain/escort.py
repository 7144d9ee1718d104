"""동행 (escort): a visit of the mayor to a household, which nobody but its case worker sees, and only around its slot.

It is a record of the case, sealed like all of them: no visit, no stop and no file tells that there is one (trust: R2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from mapper.domain.calendar import KST
from mapper.domain.case_words import CONSENTED
from mapper.errors import InvalidInput

ESCORT: Final = "escort"
"""The kind of the record."""
PURPOSE: Final = "mayor"
"""For what somebody has to have consented."""
AROUND: Final = timedelta(minutes=30)
"""So long before its slot and after it the sheet can be opened."""
LONGEST: Final = 240
_MINUTES: Final = range(5, LONGEST + 1)


@dataclass(frozen=True)
class Slot:
    """When the mayor is there.

    Attributes
    ----------
    begins, ends : datetime
        In Korea.
    """

    begins: datetime
    ends: datetime

    def is_open(self, now: datetime) -> bool:
        """Tell whether its escort may see where it is.

        Parameters
        ----------
        now : datetime
            This moment.

        Returns
        -------
        bool
            From `AROUND` before it to `AROUND` after it.
        """
        return self.begins - AROUND <= now <= self.ends + AROUND


def slot_of(content: Mapping[str, Any], day: date) -> Slot:
    """Read when the mayor is there.

    Parameters
    ----------
    content : mapping
        What the record says: ``at`` and ``minutes``.
    day : date
        Korean date of the visit.

    Returns
    -------
    Slot
        On that day.

    Raises
    ------
    InvalidInput
        When it is no time, or no length of a visit.
    """
    try:
        at = time.fromisoformat(str(content.get("at", "")).strip())
    except ValueError:
        message = f"{str(content.get('at'))[:20]!r} is no time of day; write it like 14:30."
        raise InvalidInput(message, field="at") from None
    typed = str(content.get("minutes", "")).strip()
    if not typed.isdecimal() or int(typed) not in _MINUTES:
        message = f"{typed[:20]!r} is no length of a visit; write 5 to {LONGEST} minutes."
        raise InvalidInput(message, field="minutes")
    begins = datetime.combine(day, at.replace(tzinfo=None, second=0, microsecond=0), KST)
    return Slot(begins, begins + timedelta(minutes=int(typed)))


def consented(consents: Sequence[Mapping[str, Any]]) -> int | None:
    """Return which consent allows a visit of the mayor.

    Parameters
    ----------
    consents : sequence of mapping
        What was said about consent, the last one last: it holds.

    Returns
    -------
    int or None
        Its place; None when the last one allows none.
    """
    if not consents or consents[-1].get("how") not in CONSENTED or PURPOSE not in consents[-1].get("purposes", ()):
        return None
    return len(consents) - 1
