"""Addresses: kept whole for staff, and the road name inside a road-name address (도로명주소)."""

from __future__ import annotations

from typing import Final

import pandas as pd

from mapper.domain.address_text import read_address
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
    return read_address(address).road


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
    found = read_address(address).building
    return None if found is None else (found.road, found.number.replace(" ", ""))


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
