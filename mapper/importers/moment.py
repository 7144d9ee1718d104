"""Dates as Korean files write them, and the ones a spreadsheet has spoilt."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapper.importers.repair import EXCEL_SERIAL
from mapper.importers.sheet import Mask, Sheet

SEOUL: Final = ZoneInfo("Asia/Seoul")
"""The zone of dates that name none."""

EARLIEST: Final = dt.date(1990, 1, 1)
"""Nothing this project keeps is older."""

_LONGEST_DATE: Final = 60
_SEOUL_OFFSET: Final = dt.timedelta(hours=9)  # without exception since `EARLIEST`
_SPREADSHEET_DAY_0: Final = dt.date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 60_000

_USUAL: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?"
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_WRITTEN: Final = re.compile(
    # year, month and day: 2024-05-31, 2024. 5. 31., 2024년 5월 31일
    r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[일.]?"
    # half of the day, hour, minute
    r"(?:[T\s]\s*(?:(오전|오후|AM|PM)\s*)?(\d{1,2})\s*[:시]\s*(\d{1,2})\s*분?"
    # second, its fraction, zone
    r"(?:[:\s]\s*(\d{1,2})(?:[.,](\d{1,9}))?\s*초?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?",
    re.IGNORECASE,
)
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_NO_DAY: Final = re.compile(r"(?:19|20)\d{2}(?:\s*년|[-./]\d{1,2}|\s*년\s*\d{1,2}\s*월)?")


@dataclass(frozen=True)
class Moments:
    """When things happened.

    Attributes
    ----------
    at : Series of datetime64, shape (n,)
        In Asia/Seoul; NaT where blank or refused. A date without time is its first instant.
    whole_day : ndarray of bool, shape (n,)
        Whether only the day is known.
    """

    at: pd.Series[Any]
    whole_day: Mask


@dataclass(frozen=True)
class _Unusable:
    code: str
    expected: str
    remedy: str
    meant: dt.datetime | None = None


_NOT_A_DATE: Final = _Unusable("not_a_date", "a date such as 2024-05-31 or 2024. 5. 31. 14:30", "write it so")
_NO_SUCH_DATE: Final = _Unusable("no_such_date", "a day and time that exist", "correct it")
_ONLY_A_YEAR: Final = _Unusable("no_day", "a date with its day", "add the month and the day, or map another column")
_EXCEL_SERIAL: Final = _Unusable(
    "excel_serial",
    "a date, not an Excel serial",
    "it counts days from 1899-12-30; format the column as dates and export it again",
)
_TOO_EARLY: Final = _Unusable("too_early", f"a date from {EARLIEST} on", "correct the year")


def read_moments(sheet: Sheet, name: str, *, required: bool = False, blank: frozenset[str] = frozenset()) -> Moments:
    """Read a column of dates.

    Parameters
    ----------
    sheet : Sheet
        Takes the faults.
    name : str
        The field.
    required : bool
        Whether a blank cell is a fault.
    blank : frozenset of str
        Words in lower case that say that there is no date.

    Returns
    -------
    Moments
        One per row.
    """
    cells = sheet.required(name) if required else sheet.text(name)
    if blank:
        cells = cells.mask(cells.str.lower().isin(blank))
    codes, distinct = pd.factorize(cells)
    instants, days = _as_usual(distinct, sheet.today)
    others = np.flatnonzero(np.isnat(instants)).tolist()
    read = {i: _read(distinct[i], sheet.today) for i in others}
    for problem in dict.fromkeys(found for found in read.values() if isinstance(found, _Unusable) and not found.meant):
        has_it = _marked(len(distinct), [i for i, found in read.items() if found == problem])
        sheet.refuse(has_it[codes], name, problem.code, expected=problem.expected, remedy=problem.remedy)
    serials = {i: found.meant for i, found in read.items() if isinstance(found, _Unusable) and found.meant}
    counted = _counted_from_1899(sheet, name, codes, serials)
    usable = {i: found for i, found in (read | counted).items() if isinstance(found, _Read)}
    instants[list(usable)] = [found.at for found in usable.values()]
    days[list(usable)] = [found.whole_day for found in usable.values()]
    # the code of a blank cell is -1, which picks what stands at the end
    instants, days = np.append(instants, np.datetime64("NaT")), np.append(days, False)
    return Moments(pd.Series(instants[codes]).dt.tz_localize(SEOUL), days[codes])


def _as_usual(distinct: pd.Index[str], today: dt.date) -> tuple[NDArray[np.datetime64], Mask]:
    """Read the dates written as most files write them, all at once; NaT for those to look at one by one."""
    texts = pd.Series(distinct, dtype="str")
    usual = texts.str.fullmatch(_USUAL)
    read = pd.to_datetime(texts.where(usual), format="ISO8601", errors="coerce")
    plausible = (read >= pd.Timestamp(EARLIEST)) & (read < pd.Timestamp(today) + pd.Timedelta(days=1))
    instants: NDArray[np.datetime64] = read.where(plausible).to_numpy("datetime64[us]")
    return instants.copy(), (usual & (texts.str.len() == len("2024-05-31"))).to_numpy(dtype=bool, copy=True)


def _marked(count: int, places: list[int]) -> Mask:
    """Mark some of the distinct cells; the last mark is that of blank ones."""
    marks = np.zeros(count + 1, dtype=bool)
    marks[places] = True
    return marks


def _counted_from_1899(
    sheet: Sheet, name: str, codes: NDArray[np.intp], serials: dict[int, dt.datetime]
) -> dict[int, _Read]:
    """Take Excel serials for the days they count, where that was asked for."""
    where = np.isin(codes, list(serials))
    if not where.any():
        return {}
    proposals = [str(serials.get(code, "")) for code in codes.tolist()]
    told = {"expected": _EXCEL_SERIAL.expected, "remedy": _EXCEL_SERIAL.remedy, "repair": EXCEL_SERIAL}
    mended = sheet.repair_or_refuse(where, name, _EXCEL_SERIAL.code, proposals=proposals, **told)
    return {i: _Read(at, at.time() == dt.time()) for i, at in serials.items()} if mended.any() else {}


def no_moments(count: int) -> pd.Series[Any]:
    """Return a column of instants that nobody knows.

    Parameters
    ----------
    count : int
        Its length.

    Returns
    -------
    Series of datetime64, shape (count,)
        All NaT, in Asia/Seoul.
    """
    return pd.Series(pd.NaT, index=range(count), dtype="datetime64[us, Asia/Seoul]")


def in_order(sheet: Sheet, earlier: tuple[str, Moments], later: tuple[str, Moments]) -> Moments:
    """Refuse what ended before it began, and settle days that hold both.

    Parameters
    ----------
    sheet : Sheet
        Takes the faults.
    earlier, later : tuple of str and Moments
        The fields and their instants.

    Returns
    -------
    Moments
        The later ones; a day without time that also saw the earlier instant follows at that instant.
    """
    (first_name, first), (name, second) = earlier, later
    early = (second.at < first.at).to_numpy()
    same_day = (second.at.dt.normalize() == first.at.dt.normalize()).to_numpy() & (first.whole_day | second.whole_day)
    expected = f"not before {sheet.column(first_name)}"
    sheet.refuse(early & ~same_day, name, "out_of_order", expected=expected, remedy="correct one of the two dates")
    return Moments(second.at.mask(early & same_day, first.at), second.whole_day)


class _Read(NamedTuple):
    """One date as a clock in Seoul shows it."""

    at: dt.datetime
    whole_day: bool


def _read(value: str, today: dt.date) -> _Read | _Unusable:
    spaced = _COMPACT.sub(r"\1-\2-\3", value) if value[:8].isdecimal() else value
    found = _WRITTEN.fullmatch(spaced) if len(value) <= _LONGEST_DATE else None
    if not found:
        return _misread(value, today)
    try:
        read = _as_read(*found.groups())
    except (ValueError, OverflowError):
        return _NO_SUCH_DATE
    return _implausible(read.at.date(), today) or read


def _implausible(day: dt.date, today: dt.date) -> _Unusable | None:
    if day.year == 1905 and day.month == 7:
        number = (day - _SPREADSHEET_DAY_0).days
        remedy = f"the year {number} was typed into a date cell and shown as an Excel serial, and its day is lost; look it up"
        return _Unusable("excel_serial", "a date that is no Excel serial", remedy)
    if day < EARLIEST:
        return _TOO_EARLY
    if day > today:
        return _Unusable("in_future", f"a date up to {today}", "correct it")
    return None


def _as_read(year: str, month: str, day: str, *time: str | None) -> _Read:
    half, hour, minute, second, fraction, zone = (part or "" for part in time)
    clock = int(hour or 0)
    if half:
        if not 1 <= clock <= 12:
            raise ValueError(hour)
        clock = clock % 12 + (12 if half.upper() in ("오후", "PM") else 0)
    micro = int(fraction[:6].ljust(6, "0"))
    at = dt.datetime(int(year), int(month), int(day), clock, int(minute or 0), int(second or 0), micro)  # noqa: DTZ001 - the zone is put on the whole column at once
    return _Read(at - _offset(zone) + _SEOUL_OFFSET if zone else at, not hour)


def _offset(zone: str) -> dt.timedelta:
    if zone.upper() in ("Z", "UTC"):
        return dt.timedelta(0)
    digits = zone[1:].replace(":", "").ljust(4, "0")
    offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -offset if zone[0] == "-" else offset


def _misread(value: str, today: dt.date) -> _Unusable:
    if _SERIAL.fullmatch(value):
        meant = _day_counted(float(value))
        is_day = _FIRST_SERIAL <= float(value) <= _LAST_SERIAL and _implausible(meant.date(), today) is None
        return replace(_EXCEL_SERIAL, meant=meant) if is_day else _EXCEL_SERIAL
    return _ONLY_A_YEAR if _NO_DAY.fullmatch(value) else _NOT_A_DATE


def _day_counted(serial: float) -> dt.datetime:
    seconds = round(serial * 86_400)
    return dt.datetime.combine(_SPREADSHEET_DAY_0, dt.time()) + dt.timedelta(seconds=seconds)
