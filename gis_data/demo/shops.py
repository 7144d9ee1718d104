"""Welfare shops of the made city, as its office publishes them; under names that say they are made."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from gis_data.demo.districts import DISTRICT_CODES
from gis_data.demo.places import Places

_KINDS: Final = (
    ("store", "슈퍼", "07:00~23:00", "안부를 묻고 우유를 전합니다"),
    ("pharmacy", "약국", "09:00~20:00", "약을 거르는 이웃을 살핍니다"),
    ("realty", "부동산", "10:00~19:00", "밀린 월세를 듣고 창구를 알려 줍니다"),
    ("clinic", "의원", "09:00~18:00", "혼자 오는 환자를 살핍니다"),
)
_ALONG: Final = (0.25, 0.4, 0.6, 0.75)
"""How far along the segments of a district, from west to east, each kind stands."""


def shop_frame(places: Places, last: date) -> pd.DataFrame:
    """Put a shop of each kind into every district, beside an alley of it.

    Parameters
    ----------
    places : Places
        The graded segments.
    last : date
        The last day of the city.

    Returns
    -------
    DataFrame
        By the contract SHOPS.
    """
    names = {code: name for name, code in DISTRICT_CODES.items()}
    rows = []
    for number, code in enumerate(sorted(set(places.districts))):
        there = places.middles[places.districts == code]
        there = there[np.lexsort((there[:, 1], there[:, 0]))]
        for (sector, word, hours, services), share in zip(_KINDS, _ALONG, strict=True):
            x, y = there[int(share * len(there))]
            rows.append(
                {
                    "source_key": f"shop:{code}:{sector}",
                    "sector": sector,
                    "name": f"시범{names[code].removesuffix('동')}{word}",
                    "address": None,
                    "hours": hours,
                    "services": services,
                    "joined_on": date(last.year - (number + 1) % 3, 1 + number % 6, 1),
                    "x": round(x, 1),
                    "y": round(y, 1),
                }
            )
    return pd.DataFrame(rows)
