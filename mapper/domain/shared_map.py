"""Which parts of a planner's map may be shown to everybody, and for how long a link to them lives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

PUBLIC_FACETS: Final = ("district", "overall", "residential", "walking", "confidence")
"""What everybody sees of a segment on the public map (trust: R3), and so may be chosen by without telling more."""

DAYS: Final = (1, 7, 30, 90)
"""How long a link may live [days]."""

LONGEST_PURPOSE: Final = 200


def kept_from_public(keys: Iterable[str], *, area: str) -> list[str]:
    """Return what a choice speaks about that is not public.

    Which segments are left by it would tell something of them that only staff know, without naming it.

    Parameters
    ----------
    keys : iterable of str
        Of facets.
    area : str
        Key of what was picked on the map: where it is drawn it tells nothing but itself.

    Returns
    -------
    list of str
        Those of the staff.
    """
    return [key for key in keys if key not in {*PUBLIC_FACETS, area}]
