"""Cells that hold one of a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapper.importers.decoding import folded
from mapper.importers.sheet import Sheet


def folded_words(words: Mapping[str, str]) -> dict[str, str]:
    """Prepare a vocabulary for `read_words`.

    Parameters
    ----------
    words : mapping of str to str
        Spelling to meaning.

    Returns
    -------
    dict of str to str
        The same with spellings folded.
    """
    return {folded(spelling): meaning for spelling, meaning in words.items()}


def read_words(
    sheet: Sheet, name: str, words: Mapping[str, str], *, choices: str, remedy: str, required: bool = False
) -> pd.Series[Any]:
    """Read a column whose cells are words of a vocabulary.

    Parameters
    ----------
    sheet : Sheet
        Takes the faults: one per unknown word, with all its rows.
    name : str
        The field.
    words : mapping of str to str
        Folded spelling to meaning.
    choices : str
        The vocabulary, for the sentence.
    remedy : str
        What to do about an unknown word.
    required : bool
        Whether a blank cell is a fault.

    Returns
    -------
    Series of object, shape (n,)
        Meanings, None where blank or refused.
    """
    meanings, unknown = meanings_of(sheet.required(name) if required else sheet.text(name), words)
    sheet.refuse(unknown, name, "unknown_word", expected=f"one of {choices}", remedy=remedy)
    return meanings


def meanings_of(cells: pd.Series[Any], words: Mapping[str, str]) -> tuple[pd.Series[Any], NDArray[np.bool_]]:
    """Look words up.

    Parameters
    ----------
    cells : Series of str, shape (n,)
        As they were written.
    words : mapping of str to str
        Folded spelling to meaning.

    Returns
    -------
    Series of object, shape (n,)
        Meanings, None where blank or unknown.
    ndarray of bool, shape (n,)
        Which are unknown.
    """
    codes, distinct = pd.factorize(cells)
    meanings = np.array([*(words.get(folded(value)) for value in distinct.tolist()), None], dtype=object)[codes]
    unknown = np.array([meaning is None for meaning in meanings], dtype=bool) & (codes >= 0)
    return pd.Series(meanings, dtype=object), unknown
