"""Positions as people type or paste them: degrees in any of their spellings, and metres of the two Korean systems."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from mapper.crs import KOREA_CENTRAL, KOREA_LAT, KOREA_LON, KOREA_TM, WGS84, transformer

_SPELLED: Final = {
    **dict.fromkeys(("북위", "위도", "lat", "latitude"), "N"),
    **dict.fromkeys(("동경", "경도", "lon", "lng", "longitude"), "E"),
    **dict.fromkeys(("º", "˚", "도"), "°"),
    **dict.fromkeys(("″", "”", "“", "초", "''"), '"'),
    **dict.fromkeys(("′", "’", "‘", "´", "분"), "'"),
}
_WORDS: Final = re.compile("|".join(sorted(_SPELLED, key=len, reverse=True)), re.IGNORECASE)
# In Korea X is north to surveyors and east to everybody else, so these two letters say nothing.
_SILENT: Final = re.compile(r"[XY]\s*[:=]\s*|(?<=\d)\s*m\b|(?<=[NE])\s*[:=]", re.IGNORECASE)
_NUMBER: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_PART: Final = r"\d{1,2}(?:\.\d+)?"


def _angle(at: str) -> str:
    value = (
        rf"(?P<sign{at}>-?)(?P<whole{at}>{_NUMBER})"
        rf"(?:\s*(?P<mark{at}>°)(?:\s*(?P<minutes{at}>{_PART})\s*'(?:\s*(?P<seconds{at}>{_PART})\s*\")?)?)?"
    )
    return rf"(?:(?P<front{at}>[NSEW])\s*)?{value}(?(front{at})|(?:\s*(?P<back{at}>[NSEW]))?)"


_PAIR: Final = re.compile(rf"{_angle('1')}(?:[\s,;/]+|(?<=[NSEW°'\"])|(?=[NSEW])){_angle('2')}")


@dataclass(frozen=True)
class Position:
    """One way in which what was typed lies in Korea.

    Attributes
    ----------
    crs : int
        EPSG code of the system it is read in.
    north_first : bool
        Whether its first number is the northward one.
    lon, lat : float
        Where that is [degrees].
    """

    crs: int
    north_first: bool
    lon: float
    lat: float


@dataclass(frozen=True)
class _Value:
    number: float
    letter: str
    is_angle: bool


def read_position(typed: str) -> list[Position] | None:
    """Read two numbers as a position.

    Degrees may have signs, minutes and seconds, letters or words for their direction; what has none is told by what can
    be in Korea. Metres are read in EPSG:5179 and EPSG:5186, and in both orders.

    Parameters
    ----------
    typed : str
        Such as ``37.7381, 127.0337``, ``37°44'17"N 127°02'01"E`` or ``202345.6 571234.5``.

    Returns
    -------
    list of Position or None
        Every way in which it lies in Korea, east first before north first: more than one where that is ambiguous, none
        where it is elsewhere. None when it is no pair of numbers.
    """
    found = _PAIR.fullmatch(_plain(typed))
    if found is None:
        return None
    first, second = _value(found, "1"), _value(found, "2")
    if first is None or second is None:
        return None
    angles = first.is_angle or second.is_angle or max(abs(first.number), abs(second.number)) <= 180
    systems = (WGS84,) if angles else (KOREA_TM, KOREA_CENTRAL)
    orders = [
        (east, north, east is second)
        for east, north in ((first, second), (second, first))
        if east.letter not in ("N", "S") and north.letter not in ("E", "W")
    ]
    if not orders:
        return None
    ways = [
        _there(crs, east=east.number, north=north.number, north_first=north_first)
        for crs in systems
        for east, north, north_first in orders
    ]
    return [way for way in ways if way is not None]


def _plain(typed: str) -> str:
    # Marks come first: what compatibility makes of them is another letter.
    marked = _WORDS.sub(lambda word: _SPELLED[word[0].lower()], typed)
    return _SILENT.sub("", unicodedata.normalize("NFKC", marked)).strip(" ()[]\t\n").upper()


def _value(found: re.Match[str], at: str) -> _Value | None:
    minutes, seconds = float(found[f"minutes{at}"] or 0), float(found[f"seconds{at}"] or 0)
    if minutes >= 60 or seconds >= 60:
        return None
    letter = found[f"front{at}"] or found[f"back{at}"] or ""
    size = float(found[f"whole{at}"].replace(",", "")) + minutes / 60 + seconds / 3600
    is_negative = (found[f"sign{at}"] == "-") != (letter in ("S", "W"))
    return _Value(-size if is_negative else size, letter, found[f"mark{at}"] is not None)


def _there(crs: int, *, east: float, north: float, north_first: bool) -> Position | None:
    lon, lat = transformer(crs, WGS84).transform(east, north)
    if not (KOREA_LON[0] <= lon <= KOREA_LON[1] and KOREA_LAT[0] <= lat <= KOREA_LAT[1]):
        return None
    return Position(crs, north_first, lon, lat)
