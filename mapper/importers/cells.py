"""The cells of a column as text that can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from unicodedata import is_normalized

import numpy as np
import pandas as pd

from mapper.importers.decoding import folded, tidied


def tidied_column(cells: Sequence[str]) -> pd.Series[str]:
    """Trim and compose the cells of a column.

    Parameters
    ----------
    cells : sequence of str, shape (n,)
        As the format has them.

    Returns
    -------
    Series of str, shape (n,)
        NaN for a blank cell.
    """
    # what is composed as a whole is so in every part, and composing is slow
    tidy = str.strip if is_normalized("NFC", "".join(cells)) else tidied
    return pd.Series([tidy(cell) or None for cell in cells], dtype="str")


def exchanged(cells: pd.Series[str], words: Mapping[str, str]) -> tuple[pd.Series[str], int]:
    """Exchange words of another system for ours.

    Parameters
    ----------
    cells : Series of str, shape (n,)
        Tidied.
    words : mapping of str to str
        What is said there to what it means here; nothing for a blank.

    Returns
    -------
    cells : Series of str, shape (n,)
        With their meaning where a word is known.
    count : int
        How many cells were exchanged.
    """
    meanings = {folded(word): meaning for word, meaning in words.items()}
    codes, distinct = pd.factorize(cells)
    known = np.array([*(folded(value) in meanings for value in distinct.tolist()), False])[codes]
    said = [meanings.get(folded(value), value) or None for value in distinct.tolist()]
    return pd.Series(np.array([*said, None], dtype=object)[codes], dtype="str"), int(known.sum())
