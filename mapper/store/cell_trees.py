"""The trees of publication cells: what they are grown from, and the frozen tree of each year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from mapper.domain.cell_tree import FEWEST_BUILDINGS, FEWEST_HOUSEHOLDS, CellTree, Ground, Node, Places
from mapper.store.bulk import copy_columns
from mapper.store.geometry import from_wkb, to_ewkb
from mapper.store.tables import CellNodeRow, CellRow, CellTreeRow

_DISTRICTS: Final = text("""
    SELECT district.code, ST_AsBinary(boundary),
        ST_X(ST_PointOnSurface(boundary)), ST_Y(ST_PointOnSurface(boundary)),
        coalesce(counted.households, household_count, 0), counted.buildings
    FROM district LEFT JOIN household_count AS counted
        ON counted.district_code = district.code AND counted.cell IS NULL AND counted.superseded_at IS NULL
    WHERE district.superseded_at IS NULL ORDER BY district.code
""")
_CELLS: Final = text("""
    SELECT DISTINCT ON (counted.id) district.code, ST_X(middle), ST_Y(middle), households, buildings
    FROM household_count AS counted
    CROSS JOIN LATERAL (SELECT ST_PointOnSurface(counted.cell) AS middle) AS at
    JOIN district ON district.superseded_at IS NULL AND ST_Intersects(district.boundary, middle)
    WHERE counted.superseded_at IS NULL AND counted.cell IS NOT NULL AND (households > 0 OR buildings > 0)
    ORDER BY counted.id, district.code
""")
"""A cell of the public counts belongs to the district in which its middle lies."""

_ADD_NODE: Final = text("""
    INSERT INTO cell_node (year, path, district_codes, households, buildings, boundary)
    VALUES (:year, :path, :district_codes, :households, :buildings, ST_GeomFromEWKB(:boundary))
""")

_Counted = tuple[float, float, int, int | None]


def grounds(session: Session) -> list[Ground]:
    """Read what a tree is grown from: public counts, by cell where there are any, by district elsewhere.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of Ground
        One for each district.
    """
    of_cells: dict[str, list[_Counted]] = {}
    for code, *counted in session.execute(_CELLS):
        of_cells.setdefault(code, []).append((counted[0], counted[1], counted[2], counted[3]))
    found = session.execute(_DISTRICTS).all()
    boundaries = from_wkb(row[1] for row in found)
    return [
        _ground(code, boundary, of_cells.get(code, [(x, y, households, buildings)]))
        for (code, _, x, y, households, buildings), boundary in zip(found, boundaries, strict=True)
    ]


def _ground(code: str, boundary: Any, counted: list[_Counted]) -> Ground:
    x, y, households, buildings = zip(*counted, strict=True)
    places = Places(
        np.array(x, dtype=np.float64),
        np.array(y, dtype=np.float64),
        np.array(households, dtype=np.int64),
        np.array([count or 0 for count in buildings], dtype=np.int64),
    )
    return Ground(code, boundary, places, None not in buildings)


def freeze(session: Session, year: int, tree: CellTree, *, now: datetime, new_id: Callable[[], UUID]) -> None:
    """Store the tree of a year, and its cells, for good.

    Parameters
    ----------
    session : Session
        Not committed; fails when the year has one.
    year : int
        From its first day to its last.
    tree : CellTree
        Grown from public counts.
    now : datetime
        This moment.
    new_id : callable
        Makes the ids of the cells.
    """
    session.execute(insert(CellTreeRow).values(year=year, digest=tree.digest, recorded_at=now))
    shapes = to_ewkb([node.boundary for node in tree.nodes])
    session.execute(
        _ADD_NODE,
        [
            {"year": year, **vars(node), "district_codes": list(node.district_codes), "boundary": shape}
            for node, shape in zip(tree.nodes, shapes, strict=True)
        ],
    )
    cells = [leaf for leaf in tree.leaves if _is_cell(leaf)]
    columns = {
        "id": [new_id() for _ in cells],
        "district_code": [leaf.district_codes[0] for leaf in cells],
        "households": [leaf.households for leaf in cells],
        "buildings": [leaf.buildings for leaf in cells],
        "boundary": to_ewkb([leaf.boundary for leaf in cells]),
    }
    copy_columns(session, CellRow, columns | {"year": year, "recorded_at": now})


def frozen(session: Session, year: int) -> tuple[CellTree, bytes] | None:
    """Read the tree of a year.

    Parameters
    ----------
    session : Session
        Only read.
    year : int
        Which.

    Returns
    -------
    tuple of CellTree and bytes, or None
        With the hash that was stored when it was frozen; None before that.
    """
    digest = session.execute(select(CellTreeRow.digest).where(CellTreeRow.year == year)).scalar_one_or_none()
    if digest is None:
        return None
    columns = (CellNodeRow.path, CellNodeRow.district_codes, CellNodeRow.households, CellNodeRow.buildings)
    asked = select(*columns, func.ST_AsBinary(CellNodeRow.boundary)).where(CellNodeRow.year == year)
    rows = sorted(session.execute(asked).all(), key=lambda row: row[0])  # by our order of text, not the database's
    shapes = from_wkb(row[4] for row in rows)
    nodes = (
        Node(path, tuple(codes), households, buildings, shape)
        for (path, codes, households, buildings, _), shape in zip(rows, shapes, strict=True)
    )
    return CellTree(tuple(nodes)), digest


def _is_cell(node: Node) -> bool:
    """Tell whether a leaf is the place of a household: one district, and as many as every cell has."""
    return (
        len(node.district_codes) == 1
        and node.households >= FEWEST_HOUSEHOLDS
        and (node.buildings or 0) >= FEWEST_BUILDINGS
    )
