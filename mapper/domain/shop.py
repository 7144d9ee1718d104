"""복지상점 (shop): a shop that looks out for neighbours in need and tells the desk of its district."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from mapper.domain.label import Label

SHOP_SECTORS: Final = {
    "store": Label("슈퍼·편의점", "Grocery or convenience store"),
    "clinic": Label("병·의원", "Hospital or clinic"),
    "pharmacy": Label("약국", "Pharmacy"),
    "realty": Label("부동산", "Estate agent"),
    "meal": Label("음식점·반찬", "Restaurant or side dishes"),
    "beauty": Label("이·미용", "Hairdresser"),
    "lodging": Label("고시원·숙박", "Lodging"),
    "other": Label("그 밖의 가게", "Another shop"),
}
"""What kinds of shops there are."""

LONGEST: Final = {"name": 80, "address": 200, "hours": 120, "services": 200}
"""Of what a shop says of itself [characters]."""


@dataclass(frozen=True)
class Shop:
    """A shop as everybody knows it. What it told a desk is nowhere near it.

    Attributes
    ----------
    id : UUID
        Of the shop as it was written down last.
    sector : str
        A key of `SHOP_SECTORS`.
    name : str
        What it is called.
    district_code, district : str or None
        In which 행정동 it lies, and its name; None outside of all.
    address, hours, services : str or None
        Where it is, when it is open, and what it does for neighbours.
    joined_on : date or None
        Since when it is one.
    """

    id: UUID
    sector: str
    name: str
    district_code: str | None
    district: str | None
    address: str | None
    hours: str | None
    services: str | None
    joined_on: date | None


def new_since(shops: list[Shop], first: date) -> int:
    """Count the shops that are new.

    Parameters
    ----------
    shops : list of Shop
        All of them.
    first : date
        The first day of the period.

    Returns
    -------
    int
        Shops that joined on it or later; those that do not say when are not new.
    """
    return sum(one.joined_on is not None and one.joined_on >= first for one in shops)
