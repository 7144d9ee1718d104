"""Load what the city publishes of itself: counts of households, and public places."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from mapper.frames import HOUSEHOLD_COUNTS, PLACES, SHOPS, plain
from mapper.operations.loading import Loaded, Loading, Refusal, without
from mapper.store import districts as district_rows
from mapper.store import household_counts as count_rows
from mapper.store import places as place_rows
from mapper.store import shops as shop_rows
from mapper.store.engine import Session

_SAME_PLACE_M: Final = 500.0
"""A place with another name that is no nearer to where it was is another place [m]."""

_DOTS: Final = str.maketrans("", "", "·.,ㆍ‧・ ")
"""The dots of 종로1·2·3·4가동, as files write them."""


def load_household_counts(session: Session, counts: pd.DataFrame, loading: Loading) -> Loaded:
    """Store public counts of households; those by 행정동 are written into the districts too.

    Parameters
    ----------
    session : Session
        Not committed.
    counts : DataFrame
        By the contract HOUSEHOLD_COUNTS.
    loading : Loading
        How to write.

    Returns
    -------
    Loaded
        ``new``, ``changed``, ``unchanged`` and ``older`` rows, those of districts ``elsewhere``, which are left
        out, and ``districts_told``, which have another number now.
    """
    HOUSEHOLD_COUNTS.check(counts)
    by_district = counts["cell"].isna().to_numpy()
    located, refused, elsewhere = _in_districts(session, counts[by_district])
    cells = counts[~by_district]
    rows = pd.concat(
        [cells.assign(key="cell:" + cells["key"]), located.assign(key="district:" + located["district_code"])]
    )
    loading.progress("storing", 0, len(rows))
    change = count_rows.save(session, rows, **loading.origin)
    told = count_rows.tell_districts(session)
    return Loaded({**vars(change), "elsewhere": elsewhere, "districts_told": told}, refused)


def load_places(session: Session, places: pd.DataFrame, loading: Loading) -> Loaded:
    """Store public places.

    Parameters
    ----------
    session : Session
        Not committed.
    places : DataFrame
        By the contract PLACES.
    loading : Loading
        How to write.

    Returns
    -------
    Loaded
        ``new``, ``changed`` and ``unchanged`` rows; one whose id another place has is refused.
    """
    PLACES.check(places)
    refused = _other_places(places, place_rows.current(session))
    rows = without(places, refused)
    loading.progress("storing", 0, len(rows))
    return Loaded(vars(place_rows.save(session, rows, **loading.origin)), refused)


def load_shops(session: Session, shops: pd.DataFrame, loading: Loading) -> Loaded:
    """Store welfare shops.

    Parameters
    ----------
    session : Session
        Not committed.
    shops : DataFrame
        By the contract SHOPS.
    loading : Loading
        How to write; of a file that is the whole of them, a shop that is missing is one no more.

    Returns
    -------
    Loaded
        ``new``, ``changed``, ``unchanged`` and ``gone`` rows.
    """
    SHOPS.check(shops)
    loading.progress("storing", 0, len(shops))
    return Loaded(vars(shop_rows.save(session, shops, **loading.origin, whole=loading.whole)))


def _in_districts(session: Session, counts: pd.DataFrame) -> tuple[pd.DataFrame, list[Refusal], int]:
    """Find the district of each count; one of elsewhere is left out, unless they all are."""
    known = district_rows.frame(session)
    away = (counts["district_code"].notna() & ~counts["district_code"].isin(known["code"])).to_numpy()
    here = counts[~away] if not away.all() else counts
    found = _candidates(here, known)
    refused = [
        Refusal(key, f"Household count {key}: {_why(codes)}; give the code of a 행정동 that was imported before.")
        for key, codes in zip(here["key"], found, strict=True)
        if len(codes) != 1
    ]
    located = here.assign(district_code=pd.Series([min(codes, default=None) for codes in found], index=here.index))
    located = without(located, refused, "key")
    twice = located["district_code"].duplicated().to_numpy()
    again = [
        Refusal(key, f"Household count {key}: another row counts the same district; delete one of them.")
        for key in located["key"][twice]
    ]
    return located[~twice], [*refused, *again], len(counts) - len(here)


def _candidates(counts: pd.DataFrame, districts: gpd.GeoDataFrame) -> list[list[str]]:
    by_code = {code: [code] for code in districts["code"]}
    by_name: dict[str, list[str]] = defaultdict(list)
    for code, name in zip(districts["code"], districts["name"], strict=True):
        by_name[name.translate(_DOTS)].append(code)
    given = zip(plain(counts["district_code"]), plain(counts["district_name"]), strict=True)
    return [by_name.get(name.translate(_DOTS), []) if code is None else by_code.get(code, []) for code, name in given]


def _why(codes: list[str]) -> str:
    if not codes:
        return "no district of this city has this code or name"
    return f"{len(codes)} districts have this name ({', '.join(codes)})"


def _other_places(places: pd.DataFrame, known: pd.DataFrame) -> list[Refusal]:
    both = places.merge(known, on="source_key", suffixes=("", "_known"))
    apart = np.hypot(*(both[axis].to_numpy() - both[f"{axis}_known"].to_numpy() for axis in ("x", "y")))
    renamed = (both["name"].fillna("") != both["name_known"].fillna("")).to_numpy()
    return [
        Refusal(
            key,
            f"Place {key}: another place is stored under this id ({before}); ids must be unique across files, such as"
            " by a prefix.",
        )
        for key, before in both.loc[renamed & ~(apart <= _SAME_PLACE_M), ["source_key", "name_known"]].itertuples(
            index=False
        )
    ]
