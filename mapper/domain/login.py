"""How long a login lives, how often one may try, and who needs a second factor."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from mapper.domain.reader import HOUSEHOLD_ROLES, Role

IDLE: Final = timedelta(minutes=60)
"""A login ends when nothing was asked with it for so long."""

HOUSEHOLD_IDLE: Final = timedelta(minutes=15)
"""The same for roles that look at households: a desk that somebody has left shows none of them for long."""

LONGEST: Final = timedelta(hours=12)
"""A login ends after so long whatever is done with it: a working day."""

FORM: Final = timedelta(minutes=30)
"""How long the form of the login may stand open."""

FORMS_AT_ONCE: Final = 1000
"""Forms of the login that one origin may have open, so that nobody fills the table with them."""

SECOND_STEP: Final = timedelta(minutes=5)
"""How long the second factor may follow the first."""

LINK: Final = timedelta(minutes=15)
"""How long a one-time address is good for."""

DEMO_LINK: Final = timedelta(hours=24)
"""The same for the demo's users, whose addresses are good on this machine only."""

TOKEN_DAYS: Final = 90
"""How long a bearer token lives when nothing is said [days]."""

LONGEST_TOKEN_DAYS: Final = 366
"""How long one may live at most [days]."""

ORIGIN_TRIES: Final = 30
"""Logins that may fail from one origin within `ORIGIN_WINDOW`."""

ORIGIN_WINDOW: Final = timedelta(minutes=10)

NAME_WINDOW: Final = timedelta(hours=24)
"""Failures of a name are forgotten after so long, and with every login that works."""

SECOND_FACTOR_ROLES: Final = HOUSEHOLD_ROLES | {Role.ADMIN}
"""Roles that can do nothing with a login until they have set up a second factor."""

_FREE_TRIES: Final = 5
_LONGEST_LOCK: Final = timedelta(minutes=60)


def lock_after(failures: int) -> timedelta:
    """Return how long a name is locked after its latest failure.

    Parameters
    ----------
    failures : int
        In a row.

    Returns
    -------
    timedelta
        Nothing below five; then 1, 2, 4 minutes and so on, an hour at most.
    """
    if failures < _FREE_TRIES:
        return timedelta()
    doublings = min(failures - _FREE_TRIES, 6)  # 2 ** 6 minutes is past the longest already
    return min(timedelta(minutes=2**doublings), _LONGEST_LOCK)
