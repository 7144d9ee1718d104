"""Who is counted in a release: everybody received in a half-year, or everybody who was followed at the end of a year.

Half-years do not overlap, and nobody is counted in two of them (trust §3 R1.2 and R1.3). There is no year to date, no
last thirty days and no today.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from mapper.domain.calendar import FIRST_DAY, LAST_DAY
from mapper.errors import InvalidInput

HALVES: Final = ("H1", "H2")
"""Of a year."""
_WRITTEN: Final = re.compile(r"([0-9]{4})(H[12])?")


@dataclass(frozen=True, order=True)
class Population:
    """Who is counted.

    Attributes
    ----------
    year : int
        Of the tree of cells, too.
    half : str
        ``H1`` or ``H2``; empty for the stock of the year.
    """

    year: int
    half: str = ""

    def __str__(self) -> str:
        return f"{self.year}{self.half}"

    @property
    def order(self) -> tuple[date, bool]:
        """When it is released, beside others: a stock after the half-year that ends with it."""
        return self.last_day, not self.half

    @property
    def last_day(self) -> date:
        """The day after which it is counted."""
        return date(self.year, 6, 30) if self.half == "H1" else date(self.year, 12, 31)


def read_population(written: str) -> Population:
    """Read who is to be counted.

    Parameters
    ----------
    written : str
        Such as ``2026H1`` for a half-year, ``2026`` for the stock of a year.

    Returns
    -------
    Population
        Perhaps not over yet.

    Raises
    ------
    InvalidInput
        When it is neither; quarters, months and days are not released.
    """
    found = _WRITTEN.fullmatch(written)
    if found is None or not FIRST_DAY.year <= int(found[1]) <= LAST_DAY.year:
        message = f"{written[:40]!r} is no period, expected a half-year such as 2026H1, or a year such as 2026."
        raise InvalidInput(message, field="period")
    return Population(int(found[1]), found[2] or "")
