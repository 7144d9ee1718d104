"""Homes that do not exist: what is planted, to be looked for afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FIRST_PHONE: Final = 7_310_000
"""The numbers after 010 begin with 0, as no telephone's in Korea do."""


@dataclass(frozen=True)
class Home:
    """A made-up household and where it would live.

    Attributes
    ----------
    name, phone, address, notes : str
        Of nobody.
    birth_year : int
        Of the first person.
    x, y : float
        EPSG:5179 [m].
    district : str
        Code.
    """

    name: str
    phone: str
    address: str
    notes: str
    birth_year: int
    x: float
    y: float
    district: str


def make_home(number: int, x: float, y: float, district: str) -> Home:
    """Make one up; no two numbers have anything in common."""
    digits = f"{FIRST_PHONE + number:08d}"
    return Home(
        name=f"가상인{number:04d}",
        phone=f"010-{digits[:4]}-{digits[4:]}",
        address=f"가상시 없는별빛로{number:04d}번길 {number % 90 + 1}",
        notes=f"지어낸 사정 {number:04d}번",
        birth_year=1930 + number % 70,
        x=x,
        y=y,
        district=district,
    )
