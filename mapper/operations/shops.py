"""Show the welfare shops to everybody: where they are and what they do, and nothing that they told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from mapper.domain.shop import SHOP_SECTORS, Shop, new_since
from mapper.store import shops as rows
from mapper.store.engine import Session


@dataclass(frozen=True)
class ShopsShown:
    """The shops of a city, counted.

    Attributes
    ----------
    shops : list of Shop
        Of the sector asked for, by district, sector and name.
    by_sector : dict of str to int
        How many there are of each sector, whatever was asked for.
    new : int
        How many joined since the first day of the period.
    """

    shops: list[Shop]
    by_sector: dict[str, int]
    new: int


def shown_shops(session: Session, *, since: date, sector: str = "") -> ShopsShown:
    """Return the shops there are.

    Parameters
    ----------
    session : Session
        Only read.
    since : date
        First day of the period whose new shops are counted.
    sector : str
        A key of `SHOP_SECTORS`; anything else for all.

    Returns
    -------
    ShopsShown
        What everybody may know.
    """
    found = rows.shops(session)
    by_sector = {key: sum(one.sector == key for one in found) for key in SHOP_SECTORS}
    shown = [one for one in found if one.sector == sector] if sector in SHOP_SECTORS else found
    return ShopsShown(shown, by_sector, new_since(found, since))


def shops_of(session: Session, districts: Collection[str]) -> list[Shop]:
    """Return the shops of some districts, to name one when somebody tells what it saw.

    Parameters
    ----------
    session : Session
        Only read.
    districts : collection of str
        Codes.

    Returns
    -------
    list of Shop
        By district, sector and name.
    """
    return [one for one in rows.shops(session) if one.district_code in districts]
