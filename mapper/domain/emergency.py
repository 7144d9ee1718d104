"""What is no matter for a form: which kinds of issue may be an emergency, and whom to call first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mapper.domain.label import Label


@dataclass(frozen=True)
class Emergency:
    """Whom to call.

    Attributes
    ----------
    number : str
        Of the telephone.
    when : Label
        What for.
    """

    number: str
    when: Label


EMERGENCIES: Final = (
    Emergency("119", Label("불, 무너짐, 다친 사람", "Fire, collapse, somebody hurt")),
    Emergency("112", Label("범죄, 위협", "Crime, a threat")),
)
"""Whom everybody is told to call first."""

DANGEROUS: Final = {
    "dangerous_wall": "119",
    "fire_access": "119",
    "icy_slope": "119",
    "broken_railing": "119",
    "broken_steps": "119",
    "blind_spot": "112",
    "speeding": "112",
}
"""Categories that may be one, and the number that comes first."""
