"""Freeze the tree of publication cells of a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from mapper.domain.cell_tree import CellTree, grow, recounted
from mapper.domain.reader import Reader
from mapper.errors import InvalidInput, ReleaseRefused
from mapper.store import cell_trees
from mapper.store.crisis.identity import reach
from mapper.store.engine import Session, hold_alone
from mapper.store.write_log import log_write

_LOCK: Final = "cell_tree"


def frozen_tree(session: Session, year: int) -> CellTree | None:
    """Read the tree of a year.

    Parameters
    ----------
    session : Session
        Only read.
    year : int
        Which.

    Returns
    -------
    CellTree or None
        None when it was not frozen yet.

    Raises
    ------
    ReleaseRefused
        When it is no longer the one that was frozen.
    """
    found = cell_trees.frozen(session, year)
    if found is None:
        return None
    tree, digest = found
    if tree.digest != digest:
        message = f"The cells of {year} are not those that were frozen; bring the database back from a dump."
        raise ReleaseRefused(message, year=year)
    return tree


def freeze(session: Session, year: int, *, by: Reader, now: datetime, new_id: Callable[[], UUID]) -> CellTree:
    """Return the tree of a year; without one it is frozen by the public counts of this moment.

    It is cut as the year before, wherever every area still holds enough: what two years cut differently can be compared.

    Parameters
    ----------
    session : Session
        Of the staff role, which alone writes here; not committed.
    year : int
        From its first day to its last.
    by : Reader
        Who, for the write log.
    now : datetime
        This moment.
    new_id : callable
        Makes the ids of the cells.

    Returns
    -------
    CellTree
        The same one all year, whatever is imported meanwhile.

    Raises
    ------
    InvalidInput
        When there is nothing to grow it from.
    """
    reach(session, None)
    hold_alone(session, _LOCK)
    if (known := frozen_tree(session, year)) is not None:
        return known
    grounds = cell_trees.grounds(session)
    if not any(ground.places.households.any() for ground in grounds):
        message = "No households were counted anywhere; import districts and household-counts first."
        raise InvalidInput(message, field="year")
    last = frozen_tree(session, year - 1)
    tree = (last and recounted(last, grounds)) or grow(grounds)
    cell_trees.freeze(session, year, tree, now=now, new_id=new_id)
    log_write(session, by, "density.freeze", subject=str(year), now=now, digest=tree.digest.hex())
    return tree
