"""Public counts of households, by edition; a count that has changed takes the place of the one before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pandas as pd
import shapely
from sqlalchemy import any_, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from mapper.frames import plain
from mapper.store.bulk import copy_columns
from mapper.store.geometry import from_wkb, to_ewkb
from mapper.store.tables import HouseholdCountRow

_TELL_DISTRICTS = """
    UPDATE district SET household_count = counted.households FROM household_count AS counted
    WHERE counted.superseded_at IS NULL AND counted.cell IS NULL AND counted.district_code = district.code
        AND district.superseded_at IS NULL AND district.household_count IS DISTINCT FROM counted.households
    RETURNING district.id
"""


@dataclass(frozen=True)
class CountChange:
    """What saving counts did.

    Attributes
    ----------
    new, changed, unchanged : int
        Keys not known before, known with other numbers, and known just so.
    older : int
        Rows counted before the day of what is stored, and left out for that.
    """

    new: int
    changed: int
    unchanged: int
    older: int


def save(
    session: Session,
    counts: pd.DataFrame,
    *,
    recorded_at: datetime,
    new_id: Callable[[], UUID],
    import_id: UUID | None,
) -> CountChange:
    """Store counts; one that says nothing new is left alone.

    Parameters
    ----------
    session : Session
        Not committed.
    counts : DataFrame
        ``key``, unique among all stored counts, ``district_code`` or None, ``households``, ``buildings`` (NaN when
        unknown), ``counted_on`` or None, ``cell``: polygon in EPSG:5179 or None.
    recorded_at : datetime
        When they became known.
    new_id : callable
        Makes the ids.
    import_id : UUID or None
        The file they come from.

    Returns
    -------
    CountChange
        Counts of keys that are not in this edition are left alone.
    """
    known = _current(session)
    rows = [_row(values) for values in zip(*(plain(counts[name]) for name in _COLUMNS), strict=True)]
    fresh = [row for row in rows if row[0] not in known]
    older = [row for row in rows if row[0] in known and _is_older(row, known[row[0]])]
    changed = [row for row in rows if row[0] in known and row not in older and not _same(row, known[row[0]])]
    session.execute(
        update(HouseholdCountRow)
        .where(HouseholdCountRow.key == any_(_keys), HouseholdCountRow.superseded_at.is_(None))
        .values(superseded_at=recorded_at),
        {"changed_keys": [row[0] for row in changed]},
    )
    _append(session, [*fresh, *changed], recorded_at=recorded_at, new_id=new_id, import_id=import_id)
    return CountChange(len(fresh), len(changed), len(rows) - len(fresh) - len(changed) - len(older), len(older))


def tell_districts(session: Session) -> int:
    """Write into each district what was counted there last.

    Parameters
    ----------
    session : Session
        Not committed.

    Returns
    -------
    int
        How many have another number now.
    """
    return len(session.execute(text(_TELL_DISTRICTS)).all())


_Count = tuple[str, str | None, int, int | None, date | None, Any]
_COLUMNS = ("key", "district_code", "households", "buildings", "counted_on", "cell")
_keys = bindparam("changed_keys", type_=ARRAY(Text))


def _row(values: tuple[Any, ...]) -> _Count:
    key, district, households, buildings, counted_on, cell = values
    outline = shapely.multipolygons([cell]) if cell is not None and cell.geom_type == "Polygon" else cell
    return key, district, int(households), None if buildings is None else int(buildings), counted_on, outline


def _is_older(row: _Count, known: _Count) -> bool:
    return row[4] is not None and known[4] is not None and row[4] < known[4]


def _same(row: _Count, known: _Count) -> bool:
    if row[:5] != known[:5] or (row[5] is None) != (known[5] is None):
        return False
    return row[5] is None or bool(shapely.equals_exact(row[5], known[5], normalize=True))


def _append(
    session: Session, rows: list[_Count], *, recorded_at: datetime, new_id: Callable[[], UUID], import_id: UUID | None
) -> None:
    columns = dict(zip(_COLUMNS, map(list, zip(*rows, strict=True)), strict=True)) if rows else {}
    given = {"id": [new_id() for _ in rows], "import_id": import_id, "recorded_at": recorded_at}
    copy_columns(session, HouseholdCountRow, given | columns | {"cell": to_ewkb([row[5] for row in rows])})


def _current(session: Session) -> dict[str, _Count]:
    columns = [getattr(HouseholdCountRow, name) for name in _COLUMNS[:5]]
    found = session.execute(
        select(*columns, func.ST_AsBinary(HouseholdCountRow.cell)).where(HouseholdCountRow.superseded_at.is_(None))
    ).all()
    shapes = from_wkb(row[5] for row in found)
    return {row[0]: (*row[:5], shape) for row, shape in zip(found, shapes, strict=True)}
