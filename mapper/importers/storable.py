"""Whether the text of a table can be stored: free of NUL, and of halves of characters that stand for nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from mapper.importers.fault import RowFault, shown
from mapper.importers.table import Table

UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")
"""What neither PostgreSQL nor UTF-8 can hold."""


def storable(table: Table, *, file: str) -> Table:
    """Refuse the rows whose text cannot be stored.

    Parameters
    ----------
    table : Table
        Of any format.
    file : str
        Named in faults.

    Returns
    -------
    Table
        With a fault for each such cell, which is blank now; its names fit to print.
    """
    columns, faults = list(table.columns), list(table.faults)
    for place, (name, cells) in enumerate(zip(table.header, columns, strict=True)):
        if _is_sound(cells):
            continue
        wrong = {i for i, cell in enumerate(cells) if UNSTORABLE.search(cell)}
        columns[place] = ["" if i in wrong else cell for i, cell in enumerate(cells)]
        told = {"expected": "text without NUL and without half characters", "remedy": "type it again"}
        faults += [
            RowFault("unstorable_text", file, table.unit, (int(table.rows[i]),), shown(name), shown(cells[i]), **told)
            for i in sorted(wrong)
        ]
    header = tuple(name if UNSTORABLE.search(name) is None else shown(name) for name in table.header)
    return replace(table, header=header, columns=tuple(columns), faults=tuple(faults))


def _is_sound(cells: Sequence[str]) -> bool:
    text = "\n".join(cells)
    try:
        return "\0" not in text and bool(text.isascii() or text.encode())
    except UnicodeEncodeError:
        return False
