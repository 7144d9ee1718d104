"""Numbers in cells."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapper.importers.sheet import Sheet

_DECIMAL: Final = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"


def read_numbers(sheet: Sheet, name: str) -> NDArray[np.float64]:
    """Read a column of numbers, of any size.

    Parameters
    ----------
    sheet : Sheet
        Takes the faults.
    name : str
        The field.

    Returns
    -------
    ndarray, shape (n,)
        Finite; NaN where blank or refused.
    """
    cells = sheet.text(name)
    values = decimals(cells)
    wrong = np.isnan(values) & cells.notna().to_numpy()
    expected = "one finite number with a decimal point"
    sheet.refuse(wrong, name, "not_a_number", expected=expected, remedy="correct it or leave it blank")
    return values


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
