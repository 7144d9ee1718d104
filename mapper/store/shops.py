"""Welfare shops, by edition; one that has changed takes the place of the row before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import pandas as pd
from sqlalchemy import any_, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from mapper.domain.shop import Shop
from mapper.frames import plain
from mapper.store.bulk import copy_columns
from mapper.store.geometry import points_to_ewkb
from mapper.store.tables import ShopRow

HELD: Final = """
    SELECT shop.*, district.code AS district_code, district.name AS district
    FROM shop LEFT JOIN LATERAL (
        SELECT code, name FROM district WHERE superseded_at IS NULL AND ST_Covers(boundary, point) ORDER BY code LIMIT 1
    ) AS district ON true
    WHERE superseded_at IS NULL
"""
"""SQL of the shops there are, each with the district that it lies in."""

_COLUMNS: Final = ("source_key", "sector", "name", "address", "hours", "services", "joined_on")
_READ: Final = f"""
    SELECT id, sector, name, district_code, district, address, hours, services, joined_on FROM ({HELD}) AS held
    ORDER BY district, sector, name, id
"""
_VERSION: Final = """
    SELECT coalesce(to_char(max(greatest(recorded_at, superseded_at)) AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS'), '0') FROM shop
"""
_keys: Final = bindparam("gone_keys", type_=ARRAY(Text))


@dataclass(frozen=True)
class ShopChange:
    """What saving shops did.

    Attributes
    ----------
    new, changed, unchanged, gone : int
        Shops not known before, known otherwise, known just so, and missing from a file that is the whole of them.
    """

    new: int
    changed: int
    unchanged: int
    gone: int


def shops(session: Session) -> list[Shop]:
    """Read the shops there are.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of Shop
        By district, sector and name.
    """
    return [Shop(*row) for row in session.execute(text(_READ))]


def version(session: Session) -> str:
    """Return a text that changes whenever shops do.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    str
        Of the latest recording.
    """
    found: str = session.execute(text(_VERSION)).scalar_one()
    return found


def save(
    session: Session,
    shops: pd.DataFrame,
    *,
    recorded_at: datetime,
    new_id: Callable[[], UUID],
    import_id: UUID | None,
    whole: bool,
) -> ShopChange:
    """Store shops; one that says nothing new is left alone.

    Parameters
    ----------
    session : Session
        Not committed.
    shops : DataFrame
        By the contract SHOPS.
    recorded_at : datetime
        When they became known.
    new_id : callable
        Makes the ids.
    import_id : UUID or None
        The file they come from.
    whole : bool
        Whether a shop that is missing from it is one no more.

    Returns
    -------
    ShopChange
        What came of it.
    """
    known = {row[0]: row[1:] for row in _rows(_current(session))}
    rows = _rows(shops)
    is_new = [row[0] not in known for row in rows]
    is_changed = [row[0] in known and row[1:] != known[row[0]] for row in rows]
    gone = sorted(map(str, known.keys() - {row[0] for row in rows})) if whole else []
    session.execute(
        update(ShopRow)
        .where(ShopRow.source_key == any_(_keys), ShopRow.superseded_at.is_(None))
        .values(superseded_at=recorded_at),
        {"gone_keys": [*shops["source_key"][is_changed].tolist(), *gone]},
    )
    fresh = shops[[new or changed for new, changed in zip(is_new, is_changed, strict=True)]]
    columns = {
        "id": [new_id() for _ in range(len(fresh))],
        **{name: plain(fresh[name]) for name in _COLUMNS},
        "point": points_to_ewkb(fresh["x"].to_numpy(dtype=float), fresh["y"].to_numpy(dtype=float)),
        "import_id": import_id,
        "recorded_at": recorded_at,
    }
    copy_columns(session, ShopRow, columns)
    return ShopChange(sum(is_new), sum(is_changed), len(shops) - len(fresh), len(gone))


def _current(session: Session) -> pd.DataFrame:
    columns = [getattr(ShopRow, name) for name in _COLUMNS]
    found = session.execute(
        select(*columns, func.ST_X(ShopRow.point), func.ST_Y(ShopRow.point)).where(ShopRow.superseded_at.is_(None))
    )
    return pd.DataFrame([tuple(row) for row in found], columns=[*_COLUMNS, "x", "y"], dtype=object)


def _rows(shops: pd.DataFrame) -> list[tuple[object, ...]]:
    """Return shops as values that compare: positions to the millimetre, None for none."""
    positions = [plain(shops[axis].astype(float).round(3)) for axis in ("x", "y")]
    return list(zip(*(plain(shops[name]) for name in _COLUMNS), *positions, strict=True))
