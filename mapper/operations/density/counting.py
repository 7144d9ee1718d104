"""Count households in the tree of cells: everybody is opened once, logged before, and nobody is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray

from mapper.domain.access_reason import Reason
from mapper.domain.building_spread import building_of, square_of
from mapper.domain.cell_tree import CellTree, Node
from mapper.domain.density_rule import Home
from mapper.domain.population import Population
from mapper.domain.reader import Reader
from mapper.operations.crisis.entering import open_envelope
from mapper.operations.vault.envelopes import Vault
from mapper.store.crisis import access_log, vault_keys
from mapper.store.crisis.counted import counted
from mapper.store.crisis.households import Sealed
from mapper.store.crisis.identity import reach
from mapper.store.engine import Session

ACTION: Final = "density.count"
_REASON: Final = Reason("other", "밀도 공표 집계")

Place = tuple[float, float]


@dataclass(frozen=True)
class Counted:
    """Who counts, and where.

    Attributes
    ----------
    homes : tuple of Home
        Everybody.
    places : ndarray of float, shape (n, 2)
        Where those are whose place is known, in EPSG:5179 [m]; to measure a layer by, and kept nowhere.
    """

    homes: tuple[Home, ...]
    places: NDArray[np.float64]


def count(
    session: Session, vault: Vault, population: Population, tree: CellTree, *, by: Reader, now: datetime
) -> Counted:
    """Find out in which cell everybody of a population is.

    Parameters
    ----------
    session : Session
        Of the staff role; to be committed whatever becomes of the release, as this is in the access log.
    vault : Vault
        Of this machine.
    population : Population
        Who counts.
    tree : CellTree
        Of its year.
    by : Reader
        Who runs the job, at the machine.
    now : datetime
        This moment.

    Returns
    -------
    Counted
        In memory only.
    """
    reach(session, None)
    vault_keys.hold_open(session)
    found = list(counted(session, population))
    _log(session, found, by=by, now=now)
    located = [(code, *((None, None) if sealed is None else _known(vault, sealed))) for _, code, sealed in found]
    places = [place for _, place, _ in located if place is not None]
    return Counted(tuple(homes_in(tree, located)), np.array(places, dtype=np.float64).reshape(-1, 2))


def _log(session: Session, found: Iterable[tuple[UUID, str, Sealed | None]], *, by: Reader, now: datetime) -> None:
    subjects: dict[str, list[UUID]] = {}
    for household_id, code, sealed in found:
        if sealed is not None:
            subjects.setdefault(code, []).append(household_id)
    for code, opened in sorted(subjects.items()):
        access_log.append(session, by, ACTION, district_code=code, subjects=opened, reason=_REASON, now=now)


def _known(vault: Vault, sealed: Sealed) -> tuple[Place | None, str | None]:
    """Open a household for its place, and for what its address says of the building."""
    household = open_envelope(vault, sealed)
    place = None if household.x is None or household.y is None else (household.x, household.y)
    return place, building_of(household.address)


def homes_in(tree: CellTree, located: Iterable[tuple[str, Place | None, str | None]]) -> Iterator[Home]:
    """Put each home into the cell of its district in which it lies; without a place, into the district itself.

    Parameters
    ----------
    tree : CellTree
        Of the year.
    located : iterable of tuple
        District, place in EPSG:5179 [m], and what the address says of the building.

    Yields
    ------
    Home
        In their order.
    """
    index = shapely.STRtree([leaf.boundary for leaf in tree.leaves])
    for code, place, building in located:
        within = tree.districts.get(code, tree.by_path[""]).path
        if place is None:
            yield Home(within, building, None)
            continue
        at = (tree.leaves[number] for number in sorted(index.query(shapely.Point(place), predicate="intersects")))
        leaf: Node | None = next((node for node in at if code in node.district_codes), None)
        yield Home(within if leaf is None else leaf.path, building, square_of(*place))
