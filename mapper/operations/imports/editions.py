"""What a newer edition of the ground adds, keeps, moves and no longer has, told by name."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import geopandas as gpd

from mapper.importers import Reading
from mapper.store.engine import Session
from mapper.store.imports import editions

MOST_NAMED: Final = 20
"""How many lines a report names."""

_MOVED_M: Final = 0.05
"""A line cut anew where it lay has not moved [m]."""


def missing_lines(session: Session, reading: Reading, lines: gpd.GeoDataFrame) -> dict[str, str]:
    """Find the lines that earlier files of the same source brought and this one does not have.

    Parameters
    ----------
    session : Session
        Only read.
    reading : Reading
        The file.
    lines : GeoDataFrame
        Its rows, by the contract ALLEY_LINES.

    Returns
    -------
    dict of str to str
        Name of the alley by source id; where ids begin with the code of a city, only lines of the same cities.
    """
    stored = editions.lines_of_source(session, reading.columns.get("source_id"))
    if "city_code" in reading.columns:
        cities = set(lines["source_id"].str.split("-").str[0])
        stored = {key: name for key, name in stored.items() if key.split("-")[0] in cities}
    here = set(lines["source_id"])
    return {key: name for key, name in stored.items() if key not in here}


def missing_districts(session: Session, districts: gpd.GeoDataFrame) -> dict[str, str]:
    """Find the districts of the same cities that this edition does not have.

    Parameters
    ----------
    session : Session
        Only read.
    districts : GeoDataFrame
        By the contract DISTRICTS.

    Returns
    -------
    dict of str to str
        Name by code.
    """
    here = set(districts["code"])
    stored = editions.districts_of_cities(session, districts["code"].tolist())
    return {code: name for code, name in stored.items() if code not in here}


def line_changes(session: Session, recorded_at: datetime, missing: dict[str, str], *, whole: bool) -> dict[str, Any]:
    """Tell what an edition of lines moved and what it does not have.

    Parameters
    ----------
    session : Session
        Only read.
    recorded_at : datetime
        When it became known.
    missing : dict of str to str
        From `missing_lines`.
    whole : bool
        Whether those are gone now.

    Returns
    -------
    dict
        ``lines_moved``, how many; ``moved``, the farthest of them with metres; ``lines_missing`` or ``lines_gone``,
        how many; and their names.
    """
    moved = [found for found in editions.redrawn_lines(session, recorded_at) if found[2] > _MOVED_M]
    what = "gone" if whole else "missing"
    return {
        "lines_moved": len(moved),
        "moved": [
            {"line": source_id, "name": name, "metres": round(metres, 2)}
            for source_id, name, metres in moved[:MOST_NAMED]
        ],
        f"lines_{what}": len(missing),
        what: list(missing.values())[:MOST_NAMED],
    }


def district_changes(
    session: Session, recorded_at: datetime, missing: dict[str, str], *, whole: bool
) -> dict[str, Any]:
    """Tell what an edition of districts changed and what it does not have.

    Parameters
    ----------
    session : Session
        Only read.
    recorded_at : datetime
        When it became known.
    missing : dict of str to str
        From `missing_districts`.
    whole : bool
        Whether those are gone now.

    Returns
    -------
    dict
        Names of districts: ``added``, ``renamed``, ``redrawn``, and ``gone`` or ``missing``.
    """
    changed = editions.changed_districts(session, recorded_at)
    return {
        "added": [name for name, former, _ in changed if former is None],
        "renamed": [f"{former} → {name}" for name, former, _ in changed if former not in (None, name)],
        "redrawn": [name for name, _, is_redrawn in changed if is_redrawn],
        "gone" if whole else "missing": list(missing.values()),
    }
