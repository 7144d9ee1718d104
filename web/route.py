"""What a row of the table of routes says: what may be done at an endpoint, by whom, and on which servers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mapper.domain.access import Scope

READ: Final = frozenset({"GET"})
SEND: Final = frozenset({"POST"})
PUT: Final = frozenset({"PUT"})
SHOW_AND_SEND: Final = READ | SEND


class Part(StrEnum):
    """Which servers have an endpoint (``golmok serve --part``)."""

    PUBLIC = "public"
    """Each of them."""
    STAFF = "staff"
    """Those that keep households; on others there is no such address, whoever asks."""


@dataclass(frozen=True)
class Route:
    """What may be done at one endpoint, by whom.

    What is sent with a login needs a CSRF token, whatever the row says; what is sent with a bearer token needs none.

    Attributes
    ----------
    endpoint : str
        As Flask calls it: ``blueprint.function``.
    permission : str
        Name of one of `mapper.domain.access.PERMISSIONS`.
    scope : Scope or None
        What a bearer token must be good for; None where only a browser with a login is let in.
    methods : frozenset of str
        ``HEAD`` goes with ``GET``. An endpoint may have several rows of different methods.
    part : Part
        Whatever asks about households is of the staff's.
    """

    endpoint: str
    permission: str
    scope: Scope | None
    methods: frozenset[str] = READ
    part: Part = Part.PUBLIC
