"""The case worker's own map: where those whom they follow live, and in which order today's visits are walked.

It is drawn here, for one person and one answer. The database is asked for the streets of whole districts, never for what
lies around a home, and nothing that is drawn gets an address of its own that a log or a cache could keep.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray

from mapper.domain.calendar import KST
from mapper.domain.case_stage import Waiting
from mapper.domain.household import Household
from mapper.operations.crisis.case_desk import CaseLine, named_list
from mapper.operations.crisis.entering import Look
from mapper.operations.vault.envelopes import Vault
from mapper.spatial.line_picture import PAPER, LinePicture
from mapper.spatial.streets import Streets
from mapper.spatial.walking_order import walking_order
from mapper.store.engine import Session
from mapper.store.field_area import segments

__all__ = ["PAPER", "CaseMap", "Home", "Visit", "case_map"]

_HIGHEST: Final = 1.0
"""How many times higher than wide the picture is at most."""


@dataclass(frozen=True)
class Visit:
    """A visit that is due.

    Attributes
    ----------
    number : int or None
        Its place on the walk; None for a household without a place.
    line : CaseLine
        Whose.
    due : Waiting
        The visit.
    household : Household or None
        Opened; None in the sealed tier.
    """

    number: int | None
    line: CaseLine
    due: Waiting
    household: Household | None


@dataclass(frozen=True)
class Home:
    """A home on the map.

    Attributes
    ----------
    case_id : UUID
        Whose.
    x, y : int
        Thousandths of the paper's width, east and south of its upper left corner.
    number : int or None
        Its place on today's walk.
    """

    case_id: UUID
    x: int
    y: int
    number: int | None


@dataclass(frozen=True)
class CaseMap:
    """What is drawn.

    Attributes
    ----------
    height : int
        Of the paper, whose width is `PAPER`; 0 when nobody has a place.
    streets : str
        SVG path of the network around.
    homes : list of Home
        Of open cases with a place.
    visits : list of Visit
        In walking order, then those without a place.
    households : dict of UUID to Household
        By id of the household.
    lines : list of CaseLine
        Open cases, what is due first.
    """

    height: int
    streets: str
    homes: list[Home]
    visits: list[Visit]
    households: dict[UUID, Household]
    lines: list[CaseLine]


def case_map(city: Session, session: Session, vault: Vault, look: Look) -> CaseMap:
    """Draw the own cases, and order the visits that are due by today.

    Parameters
    ----------
    city : Session
        For the streets; only read.
    session : Session
        Of the staff role; committed before anything is shown.
    vault : Vault
        Of this machine.
    look : Look
        Who, why and when.

    Returns
    -------
    CaseMap
        In memory only.
    """
    found, households = named_list(session, vault, look)
    lines = [one for one in found if one.stage != "closed"]
    places = _places(lines, households)
    today = look.now.astimezone(KST).date()
    due = [(line, one) for line in lines for one in line.waiting if one.what == "visit" and one.due <= today]
    _, streets = segments(city, sorted(look.by.districts or ()))
    order = _walk(streets, {line.case.id: places[line.case.id] for line, _ in due if line.case.id in places})
    visits = [Visit(order.get(line.case.id), line, one, households.get(line.case.household_id)) for line, one in due]
    drawn = LinePicture(np.array(list(places.values())), highest=_HIGHEST) if places else None
    at = drawn.places(np.array(list(places.values()))) if drawn else []
    return CaseMap(
        height=drawn.height if drawn else 0,
        streets=_around(streets, drawn) if drawn else "",
        homes=[Home(case_id, x, y, order.get(case_id)) for case_id, (x, y) in zip(places, at, strict=True)],
        visits=sorted(visits, key=lambda one: (one.number is None, one.number or 0, one.due.due)),
        households=households,
        lines=lines,
    )


def _places(lines: list[CaseLine], households: dict[UUID, Household]) -> dict[UUID, tuple[float, float]]:
    homes = ((line.case.id, households.get(line.case.household_id)) for line in lines)
    return {case_id: (home.x, home.y) for case_id, home in homes if home and home.x is not None and home.y is not None}


def _walk(streets: NDArray[np.object_], homes: dict[UUID, tuple[float, float]]) -> dict[UUID, int]:
    """Order homes as their streets are walked, from the south-western corner of the district."""
    if not homes or not len(streets):
        return {case_id: number for number, case_id in enumerate(homes, 1)}
    nearest = shapely.STRtree(streets).nearest(shapely.points(list(homes.values()))).tolist()
    network = Streets(streets)
    turn = {street: place for place, street in enumerate(walking_order(network, set(nearest), [network.corner()]))}
    walked = sorted(zip(homes, nearest, strict=True), key=lambda one: (turn[one[1]], one[0]))
    return {case_id: number for number, (case_id, _) in enumerate(walked, 1)}


def _around(streets: NDArray[np.object_], drawn: LinePicture) -> str:
    return "".join(drawn.paths(streets[shapely.intersects(streets, shapely.box(*drawn.bounds))]))
