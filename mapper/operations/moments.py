"""From where in the past a city is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from mapper.domain.calendar import KST, end_of
from mapper.errors import InvalidInput
from mapper.store.engine import Session
from mapper.store.grades import official_runs

FRESH: Final = timedelta(minutes=10)
"""How exactly "now" is meant: whoever asks within it is told the same."""


@dataclass(frozen=True)
class Moment:
    """From where a city is looked at.

    Attributes
    ----------
    as_of : date
        What occurred later is ignored.
    known_at : datetime
        What was recorded later is ignored.
    """

    as_of: date
    known_at: datetime

    @property
    def last(self) -> datetime:
        """The last moment of which anything can be known: of the day, or when it was known."""
        return min(end_of(self.as_of) - timedelta.resolution, self.known_at)


def moment_of(session: Session, as_of: date | None, known_at: datetime | None, *, now: datetime) -> Moment:
    """Say which moment is meant.

    Parameters
    ----------
    session : Session
        Only read.
    as_of : date or None
        That of the newest official run when not given.
    known_at : datetime or None
        When not given that of the official run as of the date; of a date without one, the end of the day.
    now : datetime
        This moment.

    Returns
    -------
    Moment
        None ahead of now.

    Raises
    ------
    InvalidInput
        When the date, or the time, lies ahead, or the time before the date.
    """
    runs = official_moments(session, now=now)
    latest = now - (now - datetime.min.replace(tzinfo=now.tzinfo)) % FRESH
    run = next((one for one in runs if as_of in {None, one.as_of}), None)
    today = now.astimezone(KST).date()
    day = as_of or (run.as_of if run else today)
    known = known_at or (run.known_at if run else min(end_of(min(day, today)), latest))
    if known > now or day > known.astimezone(KST).date():
        message = f"as-of {day} known at {known.isoformat()} lies ahead; give a date up to {today}, and a known-at time from then to now."
        raise InvalidInput(message, as_of=day)
    return Moment(day, known)


def official_moments(session: Session, *, now: datetime) -> list[Moment]:
    """List the moments of the official runs.

    Parameters
    ----------
    session : Session
        Only read.
    now : datetime
        This moment.

    Returns
    -------
    list of Moment
        The newest first.
    """
    return [Moment(run.as_of, run.known_at) for run in official_runs(session, known=now)[::-1]]
