"""Addresses: kept whole for staff, and the road name inside a road-name address (도로명주소)."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

from mapper.importers.field import Field
from mapper.importers.sheet import Sheet

ADDRESS: Final = Field(
    "address",
    "주소",
    (
        *(
            "도로명주소",
            "소재지도로명주소",
            "address",
            "주소",
            "소재지",
            "지번주소",
            "소재지지번주소",
            "사고위치(지번)",
        ),
        *("위치", "발생위치", "민원위치", "사고위치", "발생장소", "사고장소", "장소"),
    ),
)
"""Where something is, in words: never public, and what staff place many issues by."""

# 호국로1298번길, 녹양로 34번길, 상도로41가길, 공원마을1길, but not 매산로1가, which is a 동;
# a building number behind it settles which of several words is the road.
_ROAD: Final = re.compile(
    r"(?<![가-힣A-Za-z0-9])([가-힣A-Za-z0-9·.]*[가-힣0-9](?:대로|로|길)(?:\s?\d+(?:번)?[가-하]?길)?)"
    r"(?=(?P<number>\s*(?:지하\s*)?\d+(?![\d가]))|\s|[,()]|$)"
)
_NUMBER: Final = re.compile(r"\s*(?:지하\s*)?\d+(?:-\d+)?")


def road_name(address: str) -> str | None:
    """Return the road a Korean address names.

    Parameters
    ----------
    address : str
        E.g. ``"경기도 의정부시 호국로1298번길 21 (의정부동)"``.

    Returns
    -------
    str or None
        E.g. ``"호국로1298번길"``; None for an address by lot number.
    """
    best = _best_road(address)
    return None if best is None else "".join(best[1].split())


def building(address: str) -> tuple[str, str] | None:
    """Return the road and the number of the building that a Korean address names.

    Parameters
    ----------
    address : str
        E.g. ``"경기도 의정부시 호국로1298번길 21-3 (의정부동)"``.

    Returns
    -------
    tuple of str or None
        E.g. ``("호국로1298번길", "21-3")``; None for an address that names no building on a road.
    """
    road = _best_road(address)
    number = road and _NUMBER.match(address, road.end())
    if not road or not number:
        return None
    return "".join(road[1].split()), "".join(number[0].split())


def _best_road(address: str) -> re.Match[str] | None:
    found = list(_ROAD.finditer(address))
    numbered = [match for match in found if match["number"]]
    return numbered[0] if numbered else found[-1] if found else None


def read_road_names(sheet: Sheet, road: str, address: str) -> pd.Series[str]:
    """Read road names from their own column, else from addresses.

    Parameters
    ----------
    sheet : Sheet
        Takes a note of how many addresses name a road.
    road, address : str
        The two fields.

    Returns
    -------
    Series of str, shape (n,)
        NaN where neither names a road.
    """
    addresses = sheet.text(address)
    found = pd.Series([road_name(a) if isinstance(a, str) else None for a in addresses.tolist()], dtype="str")
    if sheet.has(address):
        given, named = int(addresses.notna().sum()), int(found.notna().sum())
        message = f"{named} of {given} addresses name a road; addresses are kept for staff, and never shown in public."
        sheet.note("road_names", message, addresses=given, named=named)
    return sheet.text(road).fillna(found)
