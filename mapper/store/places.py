"""Public places, by edition; one that has changed takes the place of the row before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
import pandas as pd
from sqlalchemy import any_, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from mapper.frames import plain
from mapper.store.bulk import copy_columns
from mapper.store.geometry import points_to_ewkb
from mapper.store.tables import PlaceRow

_COLUMNS = ("source_key", "kind", "name", "address")
_keys = bindparam("changed_keys", type_=ARRAY(Text))


@dataclass(frozen=True)
class PlaceChange:
    """What saving places did.

    Attributes
    ----------
    new, changed, unchanged : int
        Places not known before, known with other words or another position, and known just so.
    """

    new: int
    changed: int
    unchanged: int


def current(session: Session) -> pd.DataFrame:
    """Read the places known now.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    DataFrame
        By the contract PLACES, in order of key.
    """
    columns = [getattr(PlaceRow, name) for name in _COLUMNS]
    found = session.execute(
        select(*columns, func.ST_X(PlaceRow.point), func.ST_Y(PlaceRow.point))
        .where(PlaceRow.superseded_at.is_(None))
        .order_by(PlaceRow.source_key)
    ).all()
    frame = pd.DataFrame([tuple(row) for row in found], columns=[*_COLUMNS, "x", "y"], dtype=object)
    return frame.astype({"x": float, "y": float})


def save(
    session: Session,
    places: pd.DataFrame,
    *,
    recorded_at: datetime,
    new_id: Callable[[], UUID],
    import_id: UUID | None,
) -> PlaceChange:
    """Store places; one that says nothing new is left alone.

    Parameters
    ----------
    session : Session
        Not committed.
    places : DataFrame
        By the contract PLACES.
    recorded_at : datetime
        When they became known.
    new_id : callable
        Makes the ids.
    import_id : UUID or None
        The file they come from.

    Returns
    -------
    PlaceChange
        Places that are not in this edition are left alone.
    """
    known = {row[0]: row[1:] for row in _rows(current(session))}
    rows = _rows(places)
    is_new = np.array([row[0] not in known for row in rows], dtype=bool)
    is_changed = np.array([row[0] in known and row[1:] != known[row[0]] for row in rows], dtype=bool)
    session.execute(
        update(PlaceRow)
        .where(PlaceRow.source_key == any_(_keys), PlaceRow.superseded_at.is_(None))
        .values(superseded_at=recorded_at),
        {"changed_keys": places["source_key"][is_changed].tolist()},
    )
    fresh = places[is_new | is_changed]
    columns = {
        "id": [new_id() for _ in range(len(fresh))],
        **{name: fresh[name] for name in _COLUMNS},
        "point": points_to_ewkb(fresh["x"].to_numpy(dtype=float), fresh["y"].to_numpy(dtype=float)),
        "import_id": import_id,
        "recorded_at": recorded_at,
    }
    copy_columns(session, PlaceRow, columns)
    return PlaceChange(int(is_new.sum()), int(is_changed.sum()), len(places) - len(fresh))


def _rows(places: pd.DataFrame) -> list[tuple[str | float | None, ...]]:
    """Return places as values that compare: positions to the millimetre, None for none."""
    positions = [plain(places[axis].round(3)) for axis in ("x", "y")]
    return list(zip(*(plain(places[name]) for name in _COLUMNS), *positions, strict=True))
