"""An address in its parts: by road name (도로명주소), by lot (지번), or less than that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Nearness(StrEnum):
    """How far from what is named a place is said to be."""

    AT = "at"
    BESIDE = "beside"
    """앞, 옆, 뒤, 입구."""
    OPPOSITE = "opposite"
    """맞은편, 건너편."""
    NEAR = "near"
    """인근, 부근, 주변."""
    AROUND = "around"
    """일대, 일원, or from one number to another: an area."""


@dataclass(frozen=True, slots=True)
class Building:
    """A number on a road.

    Attributes
    ----------
    road : str
        Without blanks, such as ``호국로1298번길``.
    main, sub : int
        본번 and 부번, 0 for none.
    is_underground : bool
        Said to be 지하.
    """

    road: str
    main: int
    sub: int = 0
    is_underground: bool = False

    @property
    def number(self) -> str:
        """As people write it."""
        return f"{'지하 ' if self.is_underground else ''}{self.main}{f'-{self.sub}' if self.sub else ''}"


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot of a legal area.

    Attributes
    ----------
    main, sub : int
        번지 and 호, 0 for none.
    is_mountain : bool
        산.
    """

    main: int
    sub: int = 0
    is_mountain: bool = False

    @property
    def number(self) -> str:
        """As people write it."""
        return f"{'산 ' if self.is_mountain else ''}{self.main}{f'-{self.sub}' if self.sub else ''}"


@dataclass(frozen=True, slots=True)
class Address:
    """What an address says, and nothing that it does not say.

    Attributes
    ----------
    province, city : str or None
        시도 by its name now, and 시군구 as it is written, a 구 of a city with the city before it when both are named.
    town, village : str or None
        읍면동, by law or by administration, and 리.
    road : str or None
        A road, without blanks, also when no number on it is given.
    building : Building or None
        The number on it.
    lot : Lot or None
        The lot of ``town`` or ``village``.
    postcode : str or None
        Five digits.
    nearness : Nearness
        Whether it is there or somewhere about.
    rest : str
        What names a floor, a room, a building or a landmark.
    unread : str
        What stands before the road or the lot and names neither 시군구 nor 읍면동: it may be another city's short name.
    """

    province: str | None = None
    city: str | None = None
    town: str | None = None
    village: str | None = None
    road: str | None = None
    building: Building | None = None
    lot: Lot | None = None
    postcode: str | None = None
    nearness: Nearness = Nearness.AT
    rest: str = ""
    unread: str = ""


class Exactness(IntEnum):
    """What the point of an address is; a better one takes the place of another."""

    NONE = 0
    """It has none, as buildings have that are not to be disclosed."""
    BASE_NUMBER = 1
    """The middle of 20 m of the road, by 기초번호."""
    CENTRE = 2
    """The middle of the building."""
    ENTRANCE = 3
    """Its door."""
