"""Schools and a station of the made city, as a city imports them; under names that say they are made."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis_data.demo.districts import DISTRICT_CODES
from gis_data.demo.places import Places

_SCHOOL: Final = "초등학교"
_MADE: Final = "시범"
_STATION_AMONG: Final = "market"
"""Pattern of the alleys around the station."""


def facility_frame(places: Places) -> pd.DataFrame:
    """Put a school into the middle of every district, and a station at the market.

    Parameters
    ----------
    places : Places
        The graded segments.

    Returns
    -------
    DataFrame
        By the contract PLACES.
    """
    names = {code: name for name, code in DISTRICT_CODES.items()}
    rows = [
        _row(
            f"school:{code}",
            _SCHOOL,
            f"{_MADE}{names[code].removesuffix('동')}{_SCHOOL}",
            places,
            places.districts == code,
        )
        for code in sorted(set(places.districts))
    ]
    market = places.patterns == _STATION_AMONG
    around = market if market.any() else np.ones(len(places), dtype=np.bool_)
    rows.append(_row("station:1", "도시철도역", f"{_MADE}역", places, around))
    frame = pd.DataFrame(rows)
    return frame.astype(dict.fromkeys(("source_key", "kind", "name", "address"), "string"))


def _row(key: str, kind: str, name: str, places: Places, around: NDArray[np.bool_]) -> dict[str, Any]:
    """Return a place on the segment in the middle of some."""
    middles = places.middles[around]
    x, y = middles[np.hypot(*(middles - middles.mean(axis=0)).T).argmin()]
    return {"source_key": key, "kind": kind, "name": name, "address": None, "x": round(x, 1), "y": round(y, 1)}
