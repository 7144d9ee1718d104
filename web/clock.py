"""The one place of the shells that looks at the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

from mapper.domain.calendar import KST


def now() -> datetime:
    """Return this moment.

    Returns
    -------
    datetime
        With zone.
    """
    return datetime.now(UTC)


def today() -> date:
    """Return today's date in Korea.

    Returns
    -------
    date
        Whatever zone the machine is in.
    """
    return datetime.now(KST).date()
