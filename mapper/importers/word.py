"""Cells that hold one of a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

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
    cells = sheet.required(name) if required else sheet.text(name)
    codes, distinct = pd.factorize(cells)
    meanings = np.array([*(words.get(folded(value)) for value in distinct.tolist()), None], dtype=object)[codes]
    unknown = np.array([meaning is None for meaning in meanings], dtype=bool) & (codes >= 0)
    sheet.refuse(unknown, name, "unknown_word", expected=f"one of {choices}", remedy=remedy)
    return pd.Series(meanings, dtype=object)
