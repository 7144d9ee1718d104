"""What a row is known by: its id, or else its content."""

from __future__ import annotations

import hashlib
from typing import Final

import pandas as pd
import shapely

from mapper.importers.sheet import Sheet

_LONGEST_KEY: Final = 200
_CELL, _NAME = "\x1f", "\x1e"


def source_keys(sheet: Sheet, name: str) -> pd.Series[str]:
    """Return a key for each row that is unique in the file and the same when the file comes again.

    Parameters
    ----------
    sheet : Sheet
        Takes the faults: ids that are blank, too long, or given to several rows.
    name : str
        The field of the id.

    Returns
    -------
    Series of str, shape (n,)
        The id; without a column for it, a hash of the row.
    """
    if not sheet.has(name):
        sheet.note("keys_from_content", f"No column for {name}: each row is known by its content.", field=name)
        return _content_keys(sheet)
    keys = sheet.required(name)
    long = (keys.str.len() > _LONGEST_KEY).to_numpy(dtype=bool)
    sheet.refuse(long, name, "too_long", expected=f"at most {_LONGEST_KEY} characters", remedy="map the id column")
    refuse_repeated(sheet, name, keys)
    return keys


def refuse_repeated(sheet: Sheet, name: str, keys: pd.Series[str]) -> None:
    """Take what rows are known by, and refuse every row whose key another row has too, naming them together.

    Parameters
    ----------
    sheet : Sheet
        Takes the faults.
    name : str
        The field of the key.
    keys : Series of str, shape (n,)
        The keys, NaN for none.
    """
    sheet.keys = keys.tolist()
    repeated = (keys.duplicated(keep=False) & keys.notna()).to_numpy()
    remedy = "keep one of these rows, or give each its own"
    sheet.refuse(repeated, name, "repeated", expected="an id no other row has", remedy=remedy, values=keys.tolist())


def keys_from(sheet: Sheet, texts: list[str]) -> pd.Series[str]:
    """Make keys of what tells rows apart, for a file without ids.

    Parameters
    ----------
    sheet : Sheet
        Takes the keys, and a note of rows that nothing tells apart.
    texts : list of str, shape (n,)
        What each row is known by.

    Returns
    -------
    Series of str, shape (n,)
        A hash of each; the second row of one text gets ``#2``, and so on.
    """
    hashes = pd.Series([f"row-{hashlib.sha256(text.encode()).hexdigest()[:32]}" for text in texts], dtype="str")
    nth = hashes.groupby(hashes).cumcount()
    again = int((nth > 0).sum())
    if again:
        sheet.note("equal_rows", f"{again} rows equal an earlier one; they are kept as rows of their own.", rows=again)
    keys = hashes.where(nth == 0, hashes + "#" + (nth + 1).astype("str"))
    sheet.keys = keys.tolist()
    return keys


def _content_keys(sheet: Sheet) -> pd.Series[str]:
    table, contact = sheet.table, sheet.matching.contact
    named = [i for i, header in enumerate(table.header) if header not in contact]
    columns = [[f"{table.header[i]}{_NAME}{cell}" for cell in sheet.cells(i).fillna("")] for i in named]
    if table.shapes is not None:
        columns.append(["" if wkb is None else wkb for wkb in shapely.to_wkb(table.shapes, hex=True).tolist()])
    return keys_from(sheet, [_CELL.join(cells) for cells in zip(*columns, strict=True)])
