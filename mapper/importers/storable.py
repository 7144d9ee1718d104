"""Text of a table as it can be stored and read: without what nobody sees, free of NUL and of halves of characters.

What nobody sees comes along when somebody pastes into a table, and is left out as forms do; the others mean that the file
is damaged, and their rows are refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from mapper.domain.plain_text import is_plain, plain_text
from mapper.importers.decoding import tidied
from mapper.importers.fault import Note, RowFault, shown
from mapper.importers.table import Table

UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")
"""What neither PostgreSQL nor UTF-8 can hold."""


def storable(table: Table, *, file: str) -> Table:
    """Leave out what nobody sees, and refuse the rows whose text cannot be stored.

    Parameters
    ----------
    table : Table
        Of any format.
    file : str
        Named in faults.

    Returns
    -------
    Table
        With a fault for each cell that cannot be stored, which is blank now; its names fit to print.
    """
    columns, faults, unseen = list(table.columns), list(table.faults), 0
    for place, (name, cells) in enumerate(zip(table.header, columns, strict=True)):
        if _is_sound(cells):
            continue
        wrong = {i for i, cell in enumerate(cells) if UNSTORABLE.search(cell)}
        columns[place] = ["" if i in wrong else _seen(cell) for i, cell in enumerate(cells)]
        unseen += sum(i not in wrong and _hides(cell) for i, cell in enumerate(cells))
        told = {"expected": "text without NUL and without half characters", "remedy": "type it again"}
        faults += [
            RowFault("unstorable_text", file, table.unit, (int(table.rows[i]),), shown(name), shown(cells[i]), **told)
            for i in sorted(wrong)
        ]
    header = tuple(_seen(name) if UNSTORABLE.search(name) is None else shown(name) for name in table.header)
    message = f"Characters that nobody sees were left out of {unseen} cells."
    notes = (Note("unseen_left_out", message, {"cells": unseen}),) if unseen else ()
    return replace(table, header=header, columns=tuple(columns), faults=tuple(faults), notes=(*table.notes, *notes))


def _is_sound(cells: Sequence[str]) -> bool:
    text = "\n".join(cells)
    try:
        return is_plain(text) and bool(text.isascii() or text.encode())
    except UnicodeEncodeError:
        return False


def _seen(cell: str) -> str:
    return cell if is_plain(cell) else tidied(plain_text(cell))


def _hides(cell: str) -> bool:
    return not is_plain(cell.replace("\r\n", "\n"))  # half of how Windows ends a line hides nothing
