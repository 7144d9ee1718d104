"""Numbers in cells."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapper.importers.repair import COORDINATE_TEXT, COUNTED_WORDS
from mapper.importers.sheet import Sheet

_PLAIN: Final = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
_DECIMAL: Final = rf"{_PLAIN}(?:[eE][+-]?[0-9]+)?"


_COUNTED: Final = re.compile(rf"({_DECIMAL}|[0-9]{{1,3}}(?:,[0-9]{{3}})+)\s*(?:[^\d\s.,][^\d]*)?", re.ASCII)
_SIGNED: Final = re.compile(
    rf"(?:동경|북위|경도|위도|lon|lat|[EN])?\s*[:=]?\s*({_PLAIN})\s*(?:°|º|도|deg)?\s*[EN]?", re.ASCII | re.IGNORECASE
)
_GLUED: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")


def read_numbers(sheet: Sheet, name: str, *, repair: str = COUNTED_WORDS) -> NDArray[np.float64]:
    """Read a column of numbers, of any size.

    Parameters
    ----------
    sheet : Sheet
        Takes the faults.
    name : str
        The field.
    repair : str
        Which one takes a number out of what stands around it: `COUNTED_WORDS`, or `COORDINATE_TEXT`.

    Returns
    -------
    ndarray, shape (n,)
        Finite; NaN where blank or refused.
    """
    cells = sheet.text(name)
    values = decimals(cells)
    wrong = np.isnan(values) & cells.notna().to_numpy()
    if not wrong.any():
        return values
    takes = {COUNTED_WORDS: _COUNTED, COORDINATE_TEXT: _SIGNED}[repair]
    given = cells.tolist()
    found = [_inside(given[i], takes) if at_fault else "" for i, at_fault in enumerate(wrong)]
    is_place = repair == COORDINATE_TEXT
    glued = np.array([at_fault and is_place and bool(_GLUED.fullmatch(given[i])) for i, at_fault in enumerate(wrong)])
    told = {"expected": "one finite number with a decimal point", "remedy": "correct it or leave it blank"}
    remedy = "two numbers have run together and nobody can tell where one ends; look them up again"
    sheet.refuse(glued, name, "glued", expected=told["expected"], remedy=remedy)
    mendable = wrong & ~glued & np.array([text != "" for text in found])
    sheet.refuse(wrong & ~glued & ~mendable, name, "not_a_number", **told)
    mended = sheet.repair_or_refuse(mendable, name, "not_a_number", repair=repair, proposals=found, **told)
    for i in np.flatnonzero(mended).tolist():
        values[i] = float(found[i])
    return values


def _inside(cell: str, takes: re.Pattern[str]) -> str:
    found = takes.fullmatch(cell)
    number = found[1].replace(",", "") if found else ""
    return number if number and np.isfinite(float(number)) else ""


def read_between(sheet: Sheet, name: str, *, above: float, up_to: float, unit: str) -> NDArray[np.float64]:
    """Read a column of numbers that have bounds.

    Parameters
    ----------
    sheet : Sheet
        Takes the faults.
    name : str
        The field.
    above : float
        Values must be greater.
    up_to : float
        And not greater than this.
    unit : str
        Of the values, for the sentence.

    Returns
    -------
    ndarray, shape (n,)
        NaN where blank or refused.
    """
    values = read_numbers(sheet, name)
    outside = (values <= above) | (values > up_to)
    expected = f"{unit} above {above:g} and up to {up_to:g}"
    sheet.refuse(outside, name, "out_of_range", expected=expected, remedy="correct it, or leave it blank if unknown")
    return np.where(outside, np.nan, values)


def decimals(cells: Any) -> NDArray[np.float64]:
    """Turn text into numbers where it is one.

    Parameters
    ----------
    cells : Series of str, shape (n,)
        NaN for none.

    Returns
    -------
    ndarray, shape (n,)
        NaN for anything that is not a finite decimal number.
    """
    is_number = cells.str.fullmatch(_DECIMAL).to_numpy(dtype=bool)
    values: NDArray[np.float64] = cells.where(is_number).astype(float).to_numpy(dtype=float)
    return np.where(np.isfinite(values), values, np.nan)
