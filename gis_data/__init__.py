"""Reference data and the demo city's recipe; CATALOG.toml says where each comes from."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from mapper.errors import UnknownKind

_FOLDER: Final = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Fact:
    """Something in made data that is not made.

    Attributes
    ----------
    what : str
        The fact.
    source : str
        Who published it.
    date : date
        As of when.
    """

    what: str
    source: str
    date: date


@dataclass(frozen=True)
class Entry:
    """One row of the catalogue.

    Attributes
    ----------
    title : str
        What it is.
    path : Path
        Where it lies.
    source : str
        Who made it, and how.
    licence : str
        SPDX identifier.
    crs : int
        EPSG code of its geometry.
    date : date
        When it was made.
    facts : tuple of Fact
        What in it is true of the real place.
    """

    title: str
    path: Path
    source: str
    licence: str
    crs: int
    date: date
    facts: tuple[Fact, ...]


def catalog() -> dict[str, Entry]:
    """Read the catalogue.

    Returns
    -------
    dict of str to Entry
        By name, in the order of the file.
    """
    rows = tomllib.loads((_FOLDER / "CATALOG.toml").read_text(encoding="utf-8"))
    return {
        name: Entry(**row | {"path": _FOLDER / row["path"], "facts": tuple(Fact(**fact) for fact in row["facts"])})
        for name, row in rows.items()
    }


def path(name: str) -> Path:
    """Return where an entry of the catalogue lies.

    Parameters
    ----------
    name : str
        Its name.

    Returns
    -------
    Path
        Of an existing file.

    Raises
    ------
    UnknownKind
        When the catalogue has no such entry; the message lists those it has.
    """
    entries = catalog()
    if name not in entries:
        message = f"gis_data has no {name!r}; available: {', '.join(entries)}."
        raise UnknownKind(message, kind="gis_data", value=name, choices=list(entries))
    return entries[name].path
