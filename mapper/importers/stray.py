"""Places that lie far from all others of their 시군구, such as those of a namesake in another province."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapper.importers.sheet import Mask, Sheet

FAR_M: Final = 50_000.0
"""Nothing nearer to the middle of the others is strange [m]: a county is less wide."""

_TIMES_THE_USUAL: Final = 6.0
_FEWEST: Final = 3
_SHOWN: Final = 8
_CITY: Final = re.compile(r"(?<![가-힣])(?!\S*(?:특별시|광역시|자치시))([가-힣]+[시군구])(?![가-힣])")

Metres = NDArray[np.float64]


def note_strays(sheet: Sheet, addresses: pd.Series[str], x: Metres, y: Metres) -> None:
    """Name the rows whose position is far from the others of the file, or of the 시군구 in their address.

    Far is more than `FAR_M`, and more than six times as far as half of the others: a file of a whole province is
    wide. What is far from the file is no longer among the others of its 시군구, which may be as few as three.

    Parameters
    ----------
    sheet : Sheet
        Takes the note; the rows stay.
    addresses : Series of str, shape (n,)
        Where places say they are, NaN for none.
    x, y : ndarray, shape (n,)
        Positions in EPSG:5179 [m], NaN for none.
    """
    placed = np.isfinite(x)
    away = _how_far(x, y, placed)
    cities = np.array([_city(address) if isinstance(address, str) else "" for address in addresses.tolist()])
    left = placed & np.isnan(away)
    for city in sorted(set(cities[left]) - {""}):
        own = left & (cities == city)
        away = np.where(own, _how_far(x, y, own), away)
    far = np.flatnonzero(~np.isnan(away)).tolist()
    if far:
        told = ", ".join(f"{int(sheet.rows[i])} ({away[i] / 1000:.0f} km)" for i in far[:_SHOWN])
        more = f" and {len(far) - _SHOWN} more" if len(far) > _SHOWN else ""
        message = f"Rows that lie far from the others of their 시군구, and may be of another: {told}{more}."
        sheet.note("far_from_others", message, rows=[int(sheet.rows[i]) for i in far])


def _how_far(x: Metres, y: Metres, among: Mask) -> Metres:
    """Return how far those rows are that are far from the middle of some; NaN for the others."""
    distances = np.full(len(x), np.nan)
    if among.sum() < _FEWEST:
        return distances
    distances[among] = np.hypot(x[among] - np.median(x[among]), y[among] - np.median(y[among]))
    limit = max(FAR_M, _TIMES_THE_USUAL * float(np.median(distances[among])))
    return np.where(distances > limit, distances, np.nan)


def _city(address: str) -> str:
    found = _CITY.search(address)
    return found[1] if found else ""
