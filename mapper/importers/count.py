"""Whole numbers in public statistics, where small ones are held back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.importers.sheet import Mask, Sheet

MOST: Final = 1_000_000
"""No cell and no 행정동 has more households or buildings."""

_HELD_BACK: Final = ("X", "x", "*", "**", "***", "-", "…", "...", "N/A", "NA", "비공개", "미공개")
_WHOLE: Final = r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0+)?"


@dataclass(frozen=True)
class Counts:
    """A column of counts.

    Attributes
    ----------
    numbers : ndarray of float, shape (n,)
        Whole; NaN where held back, blank or refused.
    held_back : ndarray of bool, shape (n,)
        Where the office gives no number (X, *, - or a blank cell), which is never taken for 0.
    """

    numbers: NDArray[np.float64]
    held_back: Mask


def read_counts(sheet: Sheet, name: str, wanted: Mask) -> Counts:
    """Read a column of counts.

    Parameters
    ----------
    sheet : Sheet
        Takes the faults: not a whole number of 0 or more, or too large.
    name : str
        The field.
    wanted : ndarray of bool, shape (n,)
        Rows whose count matters.

    Returns
    -------
    Counts
        ``1,234`` is 1234.
    """
    cells = sheet.text(name)
    held_back = (cells.isna() | cells.isin(_HELD_BACK)).to_numpy(dtype=bool)
    whole = cells.str.fullmatch(_WHOLE).to_numpy(dtype=bool)
    values = cells.str.replace(",", "").where(whole).astype(float).to_numpy(dtype=float)
    wrong = wanted & ~held_back & (~whole | (values > MOST))
    remedy = "correct it, or leave it blank if it is not published"
    sheet.refuse(wrong, name, "not_a_count", expected=f"a whole number from 0 to {MOST}", remedy=remedy)
    return Counts(np.where(wrong, np.nan, values), held_back)
