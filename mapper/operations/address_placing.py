"""Give rows that have only an address the point that the gazetteer knows for it, and doubt what it is not sure of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
import pandas as pd

from mapper.domain.gazetteer import Certainty, Located
from mapper.domain.placement import Decision
from mapper.operations import addresses
from mapper.store import gazetteer
from mapper.store.engine import Session
from mapper.store.sought_addresses import add_sought

_EFFECTS: Final = {
    Certainty.SURE: "by_address",
    Certainty.UNSURE: "by_address_unsure",
    Certainty.NONE: "address_unknown",
}


@dataclass(frozen=True)
class Addressed:
    """Rows with the points of their addresses.

    Attributes
    ----------
    rows : DataFrame
        As they were given; those without a point have that of their address, how far off it may be, and its road.
    located : mapping of str to Located
        What became of each address that was looked for, by ``source_key``.
    """

    rows: pd.DataFrame
    located: Mapping[str, Located]

    def doubted(self, placed: pd.DataFrame) -> pd.DataFrame:
        """Leave to a person what lies surely on a segment by an address that is not sure.

        Parameters
        ----------
        placed : DataFrame
            From `mapper.operations.placing.place_many`, for the rows.

        Returns
        -------
        DataFrame
            Of such a row the segment is offered, and not assigned.
        """
        unsure = {key for key, one in self.located.items() if one.certainty is not Certainty.SURE}
        doubtful = (self.rows["source_key"].isin(unsure) & (placed["decision"] == Decision.ASSIGNED)).to_numpy()
        offers = [
            {segment: float(probability)} if is_doubtful else offer
            for segment, probability, offer, is_doubtful in zip(
                placed["segment_id"], placed["probability"], placed["offer"], doubtful.tolist(), strict=True
            )
        ]
        return placed.assign(
            offer=pd.Series(offers, index=placed.index, dtype=object),
            decision=placed["decision"].mask(doubtful, Decision.ASK),
            segment_id=placed["segment_id"].mask(doubtful),
        )

    def keep(self, session: Session, keys: pd.Series[Any], ids: pd.Series[Any], *, recorded_at: datetime) -> None:
        """Write down of stored issues what became of their addresses.

        Parameters
        ----------
        session : Session
            Not committed.
        keys, ids : Series, shape (n,)
            Of the issues: what they are known by in their file, and their ids.
        recorded_at : datetime
            When it was found.
        """
        known = [
            (UUID(bytes=bytes(id_)), self.located[key])
            for key, id_ in zip(keys, ids, strict=True)
            if key in self.located
        ]
        add_sought(session, known, recorded_at=recorded_at)

    def effects(self, keys: pd.Series[Any]) -> dict[str, int]:
        """Count what became of the addresses.

        Parameters
        ----------
        keys : Series
            Of the issues that were stored.

        Returns
        -------
        dict of str to int
            Empty when none was looked for.
        """
        counted = Counter(self.located[key].certainty for key in keys if key in self.located)
        return {name: counted[certainty] for certainty, name in _EFFECTS.items()} if self.located else {}


def with_addresses(session: Session, rows: pd.DataFrame) -> Addressed:
    """Look up the addresses of rows that have no point and no segment.

    Parameters
    ----------
    session : Session
        Only read.
    rows : DataFrame
        By the contract POINTS, with ``source_key``, ``address`` and ``segment_id``; numbered from 0.

    Returns
    -------
    Addressed
        The same rows where the gazetteer is empty: nothing was looked for then.
    """
    alone = (rows["x"].isna() & rows["address"].notna() & rows["segment_id"].isna()).to_numpy()
    if not alone.any() or not gazetteer.cities(session):
        return Addressed(rows, {})
    asked = rows.loc[alone, "address"].astype(str).tolist()
    found = [one.located for one in addresses.find_many(session, asked, assumed=addresses.home_cities(session))]
    located = dict(zip(rows.loc[alone, "source_key"].tolist(), found, strict=True))
    x, y, accuracy = (rows[name].to_numpy(dtype=float, copy=True) for name in ("x", "y", "accuracy_m"))
    roads = rows["road_name"].astype("object").to_numpy(copy=True)
    for at, one in zip(np.flatnonzero(alone).tolist(), found, strict=True):
        if one.known is None or one.known.x is None or one.known.y is None:
            continue
        x[at], y[at], accuracy[at] = one.known.x, one.known.y, one.within_m
        if one.certainty is Certainty.SURE and pd.isna(roads[at]):
            roads[at] = one.known.road
    named = pd.Series(roads, index=rows.index).astype(rows["road_name"].dtype)
    return Addressed(rows.assign(x=x, y=y, accuracy_m=accuracy, road_name=named), located)
