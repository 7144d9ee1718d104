"""Show what was released: read from the release alone, and never from a household."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from mapper.crs import KOREA_TM
from mapper.domain.access import require_all
from mapper.domain.calendar import KST
from mapper.domain.cell_tree import Node
from mapper.domain.density_rule import rate_classes
from mapper.domain.density_words import band_text
from mapper.domain.population import Population, read_population
from mapper.domain.reader import Reader
from mapper.errors import NotFound, ReleaseRefused
from mapper.frames import DENSITY
from mapper.operations.density.freezing import frozen_tree
from mapper.operations.density.written import areas_of
from mapper.store import density_releases as rows
from mapper.store import districts
from mapper.store.density_releases import Kept
from mapper.store.engine import Session
from mapper.store.write_log import LogFilter, entries, log_write

__all__ = ["Kept", "Shown", "every_released", "releases", "show"]

PERMISSION: Final = "density"
RELEASE: Final = "density.release"
"""Of those who decide, and so see what waits."""


@dataclass(frozen=True, eq=False)
class Shown:
    """A release as planners see it.

    Attributes
    ----------
    kept : Kept
        As it is stored.
    population : Population
        Of whom.
    correlation : float or None
        With the true density of squares of 500 m, at least; None where it was not measured, or there is noise.
    tree : str
        Hash of the tree of cells.
    frame : geopandas.GeoDataFrame
        By the contract DENSITY.
    """

    kept: Kept
    population: Population
    correlation: float | None
    tree: str
    frame: gpd.GeoDataFrame


def releases(session: Session, *, by: Reader) -> Sequence[Kept]:
    """List what was made.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.

    Returns
    -------
    sequence of Kept
        By time; also what waits for a second person, of which nothing is shown yet.
    """
    require_all(PERMISSION, by)
    return rows.every(session)


def show(session: Session, audience: str, period: str, *, by: Reader) -> Shown:
    """Read a release.

    Parameters
    ----------
    session : Session
        Only read.
    audience, period : str
        For whom, of whom.
    by : Reader
        Who asks.

    Returns
    -------
    Shown
        The same for everybody, at every time.

    Raises
    ------
    NotFound
        When it was not released.
    ReleaseRefused
        When it is not what was released.
    """
    wanted = (audience, period)
    found = [kept for kept in releases(session, by=by) if (kept.audience, kept.period) == wanted and kept.is_released]
    if not found:
        raise NotFound(f"Nothing was released of {period[:40]!r} for {audience}; see `golmok density show`.")
    return _as_shown(session, found[0])


def every_released(session: Session, *, by: Reader) -> list[Shown]:
    """Read all that was released.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.

    Returns
    -------
    list of Shown
        By time; nothing of what waits or was declined.

    Raises
    ------
    NotAllowed
        When it is not for them.
    ReleaseRefused
        When one is not what was released.
    """
    return [_as_shown(session, kept) for kept in releases(session, by=by) if kept.is_released]


def draft(session: Session, audience: str, period: str, *, by: Reader, now: datetime) -> Shown:
    """Read a release that waits, for somebody who is to decide.

    Parameters
    ----------
    session : Session
        Not committed: the look is in the write log.
    audience, period : str
        For whom, of whom.
    by : Reader
        Who asks.
    now : datetime
        This moment.

    Returns
    -------
    Shown
        What they would release.

    Raises
    ------
    NotAllowed
        When they release nothing.
    NotFound
        When nothing waits.
    """
    found = _waiting(session, audience, period, by=by)
    _note_look(session, found.kept, by=by, now=now)
    return found


def draft_again(session: Session, audience: str, period: str, *, by: Reader, now: datetime) -> Shown:
    """Read a release that waits beside its page: what was looked at there is not written down a second time.

    Parameters
    ----------
    session : Session
        Not committed: a look at this alone is in the write log.
    audience, period : str
        For whom, of whom.
    by : Reader
        Who asks.
    now : datetime
        This moment.

    Returns
    -------
    Shown
        As `draft`.

    Raises
    ------
    NotAllowed
        When they release nothing.
    NotFound
        When nothing waits.
    """
    found = _waiting(session, audience, period, by=by)
    today = LogFilter(name=by.name, action="density.look", since=now.astimezone(KST).date())
    if found.kept.digest.hex() not in {entry.details["digest"] for entry in entries(session, today)}:
        _note_look(session, found.kept, by=by, now=now)
    return found


def _waiting(session: Session, audience: str, period: str, *, by: Reader) -> Shown:
    require_all(RELEASE, by)
    found = [kept for kept in rows.every(session) if (kept.audience, kept.period) == (audience, period)]
    if not found or not found[0].is_waiting:
        raise NotFound(f"Nothing of {period[:40]!r} for {audience} waits for anybody.")
    return _as_shown(session, found[0])


def _note_look(session: Session, kept: Kept, *, by: Reader, now: datetime) -> None:
    log_write(session, by, "density.look", subject=f"{kept.audience} {kept.period}", now=now, digest=kept.digest.hex())


def _as_shown(session: Session, kept: Kept) -> Shown:
    body: dict[str, Any] = json.loads(kept.body)
    if sha256(kept.body).digest() != kept.digest:
        raise ReleaseRefused(f"The release of {kept.period} is not what was made; bring it back from a dump.")
    return Shown(kept, read_population(kept.period), body["correlation"], body["tree"], _frame(session, kept))


def _frame(session: Session, kept: Kept) -> gpd.GeoDataFrame:
    tree = frozen_tree(session, kept.year)
    assert tree is not None  # noqa: S101 - a foreign key says so
    areas = areas_of(kept)
    nodes = [tree.by_path[area.path] for area in areas]
    known = districts.frame(session)
    names = dict(zip(known["code"], known["name"], strict=True))
    columns = {
        "path": [area.path for area in areas],
        "name": _names(nodes, names),
        "band": [band_text(area.least) for area in areas],
        "rate": pd.Series(rate_classes(tree, areas), dtype="int64"),
    }
    frame = gpd.GeoDataFrame(columns, geometry=[node.boundary for node in nodes], crs=KOREA_TM)
    frame = frame.astype(dict.fromkeys(("path", "name", "band"), "string"))
    DENSITY.check(frame)
    return frame


def _names(nodes: Sequence[Node], names: dict[str, str]) -> list[str]:
    """Name areas after their 행정동; several of one are numbered."""
    of_one = Counter(node.district_codes for node in nodes)
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for node in nodes:
        first, *others = node.district_codes
        name = names.get(first, first)
        seen[node.district_codes] += 1
        if others:
            name = f"{name} 외 {len(others)}개 동"
        elif of_one[node.district_codes] > 1:
            name = f"{name} {seen[node.district_codes]}구역"
        found.append(name)
    return found
